"""Arguments: whether what is given to a function is what its annotations say, at every door alike.

In:   a function of ours, and what a caller gives it.
Out:  the same function, which says of a value of another type what would be right.
From: the annotations of the function. They are read as text, since what they name is imported for
      those who check types alone: a class is known by its name.
"""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, wraps
from numbers import Integral, Real
from typing import Final, ParamSpec, TypeVar

from imrgraph.errors import ArgumentError
from imrgraph.nearest import one_of
from imrgraph.reprs import cut

__all__ = ["expecting"]

P = ParamSpec("P")
T = TypeVar("T")
#: How much of a value is shown.
_SHOWN: Final = 60
# "Sequence[str]", "Mapping[str, Iterable[object]]"
_GENERIC: Final = re.compile(r"(?:\w+\.)*(?P<outer>\w+)(?:\[(?P<inner>.*)\])?\Z", re.DOTALL)
_KINDS: Final[Mapping[str, type | tuple[type, ...]]] = {
    "str": str,
    "bytes": bytes,
    "bool": bool,
    "int": Integral,
    "float": Real,
    "None": type(None),
    "Path": os.PathLike,
    "Mapping": Mapping,
    "Sequence": Sequence,
    "Iterable": Iterable,
}
#: Of which True and False are none.
_NUMBERS: Final = frozenset({"int", "float"})
#: A larger number is none that an engine takes.
_LARGEST: Final = 2**31 - 1
#: What the names of several types stand for; a count is read by who takes it.
_ALIASES: Final = {"Day": "date | str", "Count": "object", "AskedBasis": "str"}
_SAID: Final = {
    "str": "a text",
    "bool": "True or False",
    "int": "a whole number from 0",
    "float": "a number from 0",
    "None": "None",
    "Path": "a path",
    "Mapping": "a dictionary",
    "Sequence": "a list",
    "Iterable": "a list",
    "Callable": "a function",
    "date": "a date",
}


def expecting(function: Callable[P, T]) -> Callable[P, T]:
    """Return a function that refuses an argument of another type than it is annotated with.

    >>> @expecting
    ... def twice(number: "int | None" = None) -> int:
    ...     return 2 * (number or 0)
    >>> twice("6")
    Traceback (most recent call last):
    imrgraph.errors.ArgumentError: number: expected a whole number from 0 or None, found '6'
    """

    @wraps(function)
    def checked(*args: P.args, **named: P.kwargs) -> T:
        for name, annotation, value in _given(function, args, named):
            kinds = _alternatives(annotation)
            if not any(_fits(value, kind) for kind in kinds):
                raise ArgumentError(name, _said(kinds), cut(repr(value), _SHOWN))
        return function(*args, **named)

    return checked


def _given(
    function: Callable[..., object], args: Sequence[object], named: Mapping[str, object]
) -> Iterable[tuple[str, str, object]]:
    """Yield what is given, each by its name, with what is expected for it."""
    signature = _signature(function)
    known = signature.parameters
    if not any(each.kind is each.VAR_KEYWORD for each in known.values()):
        for name in named.keys() - known.keys():
            raise ArgumentError(name, one_of(name, _named(known)), cut(repr(named[name]), _SHOWN))
    try:
        bound = signature.bind(*args, **named)
    except TypeError:
        return  # it is said as Python says it, when the function is called
    for name, value in bound.arguments.items():
        parameter = signature.parameters[name]
        annotation = str(parameter.annotation)
        if parameter.kind is parameter.VAR_POSITIONAL:
            yield from ((name, annotation, each) for each in value)
        elif parameter.kind is not parameter.VAR_KEYWORD:
            yield name, annotation, value
        elif annotation.startswith("Unpack["):
            yield from _unpacked(function, annotation, value)
        else:
            yield from ((each, annotation, its) for each, its in value.items())


def _named(known: Mapping[str, inspect.Parameter]) -> list[str]:
    """Return the names that can be given."""
    return [each.name for each in known.values() if each.name != "self"]


def _unpacked(
    function: Callable[..., object], annotation: str, given: Mapping[str, object]
) -> Iterable[tuple[str, str, object]]:
    """Yield what is given by the names of a dictionary of them."""
    known = function.__globals__[annotation[len("Unpack[") : -1]].__annotations__
    for name, value in given.items():
        if name not in known:
            raise ArgumentError(name, one_of(name, known), cut(repr(value), _SHOWN))
        written = known[name]
        yield name, getattr(written, "__forward_arg__", str(written)), value


@cache
def _signature(function: Callable[..., object]) -> inspect.Signature:
    return inspect.signature(function)


@cache
def _alternatives(annotation: str) -> tuple[str, ...]:
    """Return the types that are joined by "|", those within brackets left as they are.

    >>> _alternatives("Mapping[str, int | str] | None")
    ('Mapping[str, int | str]', 'None')
    """
    found, depth = [""], 0
    for sign in annotation.strip("'\""):
        depth += (sign in "[(") - (sign in "])")
        if sign == "|" and not depth:
            found.append("")
        else:
            found[-1] += sign
    names = (each.strip() for each in found)
    return tuple(
        name
        for each in names
        for name in (_alternatives(_ALIASES[each]) if each in _ALIASES else (each,))
    )


def _fits(value: object, kind: str) -> bool:
    match = _GENERIC.match(kind)
    outer, inner = (match["outer"], match["inner"]) if match else ("object", None)
    if outer == "Callable":
        return callable(value)
    if outer not in _KINDS:
        # A moment is no day, though Python has it so.
        is_moment = outer == "date" and isinstance(value, datetime)
        return not is_moment and outer in {
            "object",
            "Any",
            *(each.__name__ for each in type(value).__mro__),
        }
    if not isinstance(value, _KINDS[outer]):
        return False
    if outer in _NUMBERS:  # no number of ours is below 0, and one that is none is no number
        return not isinstance(value, bool) and 0 <= value <= _LARGEST  # type: ignore[operator]
    if outer in {"Sequence", "Iterable"}:
        return not isinstance(value, str | bytes | Mapping) and _all_fit(value, inner)
    return outer != "Mapping" or all(isinstance(name, str) for name in value)  # type: ignore[attr-defined]


def _all_fit(values: object, kind: str | None) -> bool:
    """Say whether all of a list fit, if it can be gone through more than once."""
    if kind is None or not isinstance(values, list | tuple | set | frozenset):
        return True
    return all(any(_fits(each, kind) for kind in _alternatives(kind)) for each in values)


def _said(kinds: Iterable[str]) -> str:
    """Say in words which types are expected.

    >>> _said(("Sequence[str]", "Letter", "None"))
    'a list of texts, a Letter or None'
    """
    told = list(dict.fromkeys(map(_name, kinds)))
    return " or ".join(filter(None, (", ".join(told[:-1]), told[-1])))


def _name(kind: str) -> str:
    match = _GENERIC.match(kind)
    outer, inner = (match["outer"], match["inner"]) if match else (kind, None)
    of_texts = " of texts" if inner == "str" and outer in {"Sequence", "Iterable"} else ""
    article = "an" if outer[:1] in "AEIOU" else "a"
    return f"{_SAID.get(outer, f'{article} {outer}')}{of_texts}"
