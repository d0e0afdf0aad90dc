"""Negotiating: which of several media types a client likes best.

In:   what its header Accept says, and the types that there are, the best first.
Out:  one of them, or None.
From: RFC 9110, HTTP Semantics, section 12.5.1: the most specific range that fits a type tells how
      much it is liked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.requests import HTTPConnection

__all__ = ["accepted", "preferred", "wants_html"]

#: How much of a header is read; no client has more to say.
_LONGEST: Final = 2_000


def preferred(accept: str, offered: Sequence[str]) -> str | None:
    """Return the type of `offered` that is liked best, of several the first.

    Args:
        accept: media ranges, each with how much it is liked; nothing stands for anything.
        offered: media types, the best first.

    >>> preferred("text/csv;q=0.5, application/*", ["text/csv", "application/json"])
    'application/json'
    >>> preferred("", ["text/turtle"]), preferred("image/png", ["text/turtle"])
    ('text/turtle', None)
    """
    ranges = tuple(_ranges(accept[:_LONGEST])) or (("*/*", 1.0),)
    liked = {each: _liked(each, ranges) for each in offered}
    best = max(liked.values(), default=0.0)
    return next((each for each in offered if liked[each] == best), None) if best else None


def accepted(request: HTTPConnection) -> str:
    """Return what a request says that it accepts."""
    return ", ".join(request.headers.getlist("accept"))


def wants_html(request: HTTPConnection) -> bool:
    """Return whether a person asks, with a browser, and no program."""
    return preferred(accepted(request), ("application/json", "text/html")) == "text/html"


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    """Yield the ranges, the most specific first, each with how much it is liked."""
    found = []
    for each in accept.split(","):
        name, *parameters = (part.strip().lower() for part in each.split(";"))
        if name.count("/") == 1:
            found.append((name, _quality(parameters)))
    yield from sorted(found, key=lambda one: (one[0] == "*/*", one[0].endswith("/*")))


def _quality(parameters: Sequence[str]) -> float:
    for each in parameters:
        name, _, value = each.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def _liked(kind: str, ranges: Sequence[tuple[str, float]]) -> float:
    every = f"{kind.partition('/')[0]}/*"
    return next((quality for name, quality in ranges if name in {kind, every, "*/*"}), 0.0)
