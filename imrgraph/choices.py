"""Choices: a name that is one of few, and is compared with no other.

In:   the names.
Out:  a `Choice`, which is the text of its name, and warns whoever compares it with a text that is
      none of them.
From: a verdict that is compared with an outcome, or a basis with "record", is never the same, and
      nothing says so.
"""

from __future__ import annotations

from enum import StrEnum

from imrgraph.errors import NeverEqualWarning
from imrgraph.warned import warn

__all__ = ["Choice"]


class Choice(StrEnum):
    """One of the names of its class.

    >>> Light = Choice("Light", {"GREEN": "green", "RED": "red"})
    >>> Light.RED == "red", Light.RED == "green"
    (True, False)
    """

    def __eq__(self, other: object) -> bool:
        cls = type(self)
        if type(other) is str and other not in cls._value2member_map_:
            message = f"{str(self)!r} is of {', '.join(cls)}, and never equal to {other!r}"
            warn(message, NeverEqualWarning)
        return str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__
