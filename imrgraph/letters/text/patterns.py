"""Patterns: regular expressions that are compiled when they are first wanted.

In:   a regular expression, and words of which whatever it finds holds one.
Out:  `Pattern`, which is asked as a compiled one is.
From: a pattern that holds numbers in words takes some milliseconds to compile, and most letters
      want few of them.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Pattern"]


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
