"""Reprs: what a value is called in one line, in a shell, a log or a message.

In:   a value, and the names of those attributes that tell it from others of its class.
Out:  one line of at most `MOST` characters, such as <Item number=1, outcome='upheld'>.
From: what holds much is counted and what is long is cut, so that no value spells out all below it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from decimal import Decimal
from html import escape
from typing import Final

__all__ = ["MOST", "cut", "named", "short", "tabled"]

#: No line is longer.
MOST: Final = 200
#: How much is shown of one text, and of how many plain values.
_SHOWN: Final = 60
_FEW: Final = 4
#: How the IRIs of imrgraph begin.
_OURS: Final = "https://w3id.org/imrgraph/"


def short(*names: str) -> Callable[[object], str]:
    """Return a `__repr__` that shows these attributes, but for those that are None.

    Args:
        names: of attributes; what is further down has dots, as "request.text.value".

    >>> class Visit:
    ...     kind, weeks, notes, seen = "massage", 6, {"first": 1, "second": 2}, None
    ...     __repr__ = short("kind", "weeks", "notes", "seen")
    >>> Visit()
    <Visit kind='massage', weeks=6, len(notes)=2>
    """

    def told(self: object) -> str:
        values = ((_label(name), _below(self, name)) for name in names)
        return named(self, ", ".join(_told(*each) for each in values if each[1] is not None))

    return told


def named(thing: object, told: str) -> str:
    r"""Return the name of the class of `thing`, and what is told of it, in one line.

    >>> named(ValueError(), "no number\nhere")
    '<ValueError no number here>'
    """
    name = type(thing).__name__
    return f"<{name} {cut(told, MOST - len(name) - len('< >'))}>" if told else f"<{name}>"


def cut(text: str, most: int) -> str:
    r"""Return a text on one line, white space folded, and what is beyond `most` characters cut.

    >>> cut("massage,\n  6 visits", 12)
    'massage, 6 …'
    """
    folded = " ".join(text.split())
    return folded if len(folded) <= most else f"{folded[: most - 1]}…"


def tabled(caption: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table as a notebook shows it.

    >>> tabled("massage", ["visits"], [[6]])
    '<table><caption>massage</caption><tr><th>visits</th></tr><tr><td>6</td></tr></table>'
    """

    def line(cells: Iterable[object], tag: str) -> str:
        told = "".join(f"<{tag}>{escape(str(cell))}</{tag}>" for cell in cells)
        return f"<tr>{told}</tr>"

    body = "".join(line(row, "td") for row in rows)
    return f"<table><caption>{escape(caption)}</caption>{line(columns, 'th')}{body}</table>"


def _label(name: str) -> str:
    """Return what an attribute is shown as: "text" for "request.text.value"."""
    return name.removesuffix(".value").rpartition(".")[2]


def _below(thing: object, name: str) -> object:
    """Return an attribute; None where there is none on the way."""
    for each in name.split("."):
        thing = getattr(thing, each) if thing is not None else None
    return thing


def _told(label: str, value: object) -> str:
    """Return an attribute: a few plain values are shown, what holds others is counted."""
    one = isinstance(value, str) or hasattr(value, "_fields")  # a named tuple is one thing
    if one or not isinstance(value, Collection):
        return f"{label}={_shown(value)}"
    if isinstance(value, tuple) and 0 < len(value) <= _FEW and all(map(_is_plain, value)):
        return f"{label}={', '.join(map(_shown, value))}"
    return f"len({label})={len(value)}"


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | None)


def _shown(value: object) -> str:
    """Return a value, of a text the beginning, but of an IRI of ours what tells it from others."""
    if isinstance(value, str):
        return repr(cut(value.replace(_OURS, "…/", 1), _SHOWN))
    return str(value) if isinstance(value, date | Decimal) else repr(value)
