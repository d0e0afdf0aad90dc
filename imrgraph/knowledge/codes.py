"""Codes: what the vocabularies call a thing, as a text that is compared with no other name of it.

In:   the code of a concept, such as "not-necessary".
Out:  a `Code`, which warns whoever compares it with a text that is the code of nothing, or of
      another vocabulary.
From: labels are in words and capitals, as "Not necessary"; codes are not, and a comparison of the
      two, or of an outcome with a verdict, keeps nothing and says nothing.
"""

from __future__ import annotations

from functools import cache

from imrgraph.errors import NeverEqualWarning
from imrgraph.knowledge.naming import is_code, schemes_of
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
        if type(other) is str and not is_same and (why := _why_never(str(self), other)):
            warn(f"{str(self)!r} is {why}", NeverEqualWarning)
        return is_same

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


@cache
def _why_never(code: str, other: str) -> str:
    """Say why a code is never that of what another text names; "" where it may be."""
    if not is_code(other):
        return f"a code, and never equal to {other!r}, which is none"
    mine, its = schemes_of(code), schemes_of(other)
    if not (mine and its) or mine & its:
        return ""
    of, another = (" and ".join(sorted(each)) for each in (mine, its))
    return f"of {of}, and never equal to {other!r}, which is of {another}"
