"""Warned: a warning points at the line of whoever called, however deep it arises.

In:   what is to be said, and of which kind it is.
Out:  a warning, told of the first line that is not imrgraph's own; the words for what is left out.
From: Python tells a warning once for each line that it points at: were that a line of imrgraph, the
      same warning of another call would be lost.
"""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from typing import Final

__all__ = ["are_left_out", "is_asked_outside", "lacking", "warn"]

_HOME: Final = f"{Path(__file__).parent}{os.sep}"


def are_left_out(many: int) -> str:
    """Return how it is told of so many that they are left out.

    >>> are_left_out(1), are_left_out(2)
    ('is left out', 'are left out')
    """
    return f"{'is' if many == 1 else 'are'} left out"


def lacking(many: int, kind: str, what: str) -> str:
    """Return how it is told that so many of a kind are left out for what they have not.

    >>> lacking(1, "letter", "date"), lacking(2, "item", "number")
    ('1 letter has no date, and is left out', '2 items have no number, and are left out')
    """
    told = f"1 {kind} has" if many == 1 else f"{many:,} {kind}s have"
    return f"{told} no {what}, and {are_left_out(many)}"


def is_asked_outside() -> bool:
    """Say whether what calls this was called from outside, and not to compare something larger.

    That is done by an `__eq__`, as dataclasses are given one.
    """
    code = sys._getframe(2).f_code  # noqa: SLF001 (inspect gives the same, slowly)
    return code.co_name != "__eq__" and not code.co_filename.startswith(_HOME)


def warn(message: str, category: type[Warning]) -> None:
    """Warn whoever called imrgraph.

    Args:
        message: what is to be said.
        category: a class of imrgraph.errors.

    >>> import warnings
    >>> from imrgraph.errors import LeftOutWarning
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warnings.simplefilter("always")
    ...     warn("two are left out", LeftOutWarning)
    >>> [str(each.message) for each in told]
    ['two are left out']
    """
    level, frame = 2, sys._getframe(1)  # noqa: SLF001 (inspect gives the same, slowly)
    while frame.f_back and frame.f_code.co_filename.startswith(_HOME):
        level, frame = level + 1, frame.f_back
    warnings.warn(message, category, stacklevel=level)
