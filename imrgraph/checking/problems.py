"""Problems: what a check finds, in the words of an error message.

In:   nothing; the checks make them.
Out:  `Problem`.
From: the form of imrgraph's errors: where it is, what was expected, what was found.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Problem"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something that is wrong.

    >>> print(Problem("cycle", "imrv:neck", "a tree", "a way back to itself"))
    cycle: imrv:neck: expected a tree, found a way back to itself
    """

    #: The name of the check.
    check: str
    #: The IRI of the thing, or the file and line.
    where: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.check}: {self.where}: expected {self.expected}, found {self.found}"
