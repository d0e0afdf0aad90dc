"""Patterns: regular expressions that are compiled when they are first wanted.

In:   a regular expression; words of which whatever it finds holds one.
Out:  `later` and `Pattern`, which are asked as a compiled one is.
From: a long pattern takes some milliseconds to compile, and most letters want few of them.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Pattern", "later"]


def later(pattern: str, flags: int = 0) -> re.Pattern[str]:
    r"""Return what `re.compile` does, compiled when it is first asked for anything.

    >>> later(r"\d+ (?:visits|sessions)", re.IGNORECASE).search("12 Visits")[0]
    '12 Visits'
    """
    return cast("re.Pattern[str]", _Later(pattern, flags))


class _Later:
    """A pattern that is compiled when it is first asked, and then asked as itself."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._written = pattern, flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (whatever a pattern has)
        if name.startswith("__"):
            raise AttributeError(name)
        found = getattr(re.compile(*self._written), name)
        setattr(self, name, found)
        return found


class Pattern:
    """A pattern, whatever the case of letters, that is tried only where a text has what it needs.

    Args:
        pattern: the regular expression.
        needs: words in small letters, of which whatever it finds holds one; none if it need not.

    >>> pattern = Pattern(r"\\d+ (?:visits|sessions)", "visit session")
    >>> pattern.search("12 Visits")[0], pattern.search("12 tablets")
    ('12 Visits', None)
    """

    def __init__(self, pattern: str, needs: str = "") -> None:
        self._written, self._needs = pattern, needs.split() or [""]

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._written, re.IGNORECASE)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Return what is found first, as `re.Pattern.search` does."""
        end = len(text) if end is None else end
        return self._compiled.search(text, start, end) if self._may(text, start, end) else None

    def finditer(
        self, text: str, start: int = 0, end: int | None = None
    ) -> Iterator[re.Match[str]]:
        """Yield what is found, as `re.Pattern.finditer` does."""
        end = len(text) if end is None else end
        return (
            self._compiled.finditer(text, start, end) if self._may(text, start, end) else iter(())
        )

    def match(self, text: str, start: int, end: int | None = None) -> re.Match[str] | None:
        """Return what is found at `start`, as `re.Pattern.match` does."""
        return self._compiled.match(text, start, len(text) if end is None else end)

    def _may(self, text: str, start: int, end: int) -> bool:
        small = text[start:end].lower()
        return any(need in small for need in self._needs)
