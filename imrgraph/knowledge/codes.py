"""Codes: what the vocabularies call a thing, as a text that is compared with no other name of it.

In:   the code of a concept, such as "not-necessary".
Out:  a `Code`, which warns whoever compares it with a text that is the code of nothing.
From: labels are in words and capitals, as "Not necessary"; codes are not, and a comparison of the
      two keeps nothing and says nothing.
"""

from __future__ import annotations

from imrgraph.errors import NeverEqualWarning
from imrgraph.knowledge.naming import is_code
from imrgraph.warned import warn

__all__ = ["Code"]


class Code(str):
    """The code of a concept.

    >>> Code("upheld") == "upheld", Code("upheld") == "overturned"
    (True, False)
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        is_same = isinstance(other, str) and str.__eq__(self, other)
        if type(other) is str and not is_same and not is_code(other):
            message = f"{str(self)!r} is a code, and never equal to {other!r}, which is none"
            warn(message, NeverEqualWarning)
        return is_same

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__
