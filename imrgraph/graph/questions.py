"""Questions: SPARQL with a header that says what it asks, needs and gives.

In:   queries/<name>.rq: `#+` lines in YAML, then the query.
Out:  `Question`, and its parameters as RDF terms, bound and never pasted.
From: the header follows the convention of grlc; the types of parameters are those of the header.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import yaml

from imrgraph.errors import QuestionError
from imrgraph.knowledge import terms
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from imrgraph.graph.store import Value

__all__ = ["Parameter", "Question", "question", "questions"]

#: The prefixes that an IRI may be given with.
_PREFIXES = {"imr": terms.IMR, "imrd": terms.IMRD, "imrg": terms.IMRG, "imrv": terms.IMRV}
_MARK = "#+"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of the query that the asker may, or has to, give a value."""

    name: str
    #: "iri", "string", "integer" or "date".
    type: str
    meaning: str
    required: bool = False
    default: str | int | None = None
    #: What it may be, where the question knows only these.
    values: tuple[str, ...] = ()

    def term(self, given: object) -> Value | ox.NamedNode:
        """Return `given` as a value of the parameter's type.

        Raises:
            QuestionError: it is none.

        >>> Parameter("visits", "integer", "how many").term("6")
        6
        """
        text = str(given)
        if self.values and text not in self.values:
            expected = f"one of {', '.join(self.values)}"
            raise self._unfit(expected, text)
        try:
            if self.type == "integer":
                return int(text)
            if self.type == "date":
                return date.fromisoformat(text)
            return _iri(text) if self.type == "iri" else text
        except ValueError:
            raise self._unfit(_EXPECTED[self.type], text) from None

    def _unfit(self, expected: str, found: str) -> QuestionError:
        message = f"parameter {self.name}: expected {expected}, found {found!r}"
        return QuestionError(message)


_EXPECTED = {
    "integer": "an integer, such as 6",
    "date": "a date, such as 2015-06-10",
    "iri": "an IRI, such as imrv:massage-therapy",
}


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of the answer holds."""

    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Question:
    """One file of queries/."""

    name: str
    summary: str
    question: str
    tags: tuple[str, ...]
    params: tuple[Parameter, ...]
    returns: Mapping[str, Column]
    #: `params` and the `rows` that they give over the letters of examples/.
    example: Mapping[str, Any]
    query: str

    def bind(self, given: Mapping[str, object]) -> dict[str, Value | ox.NamedNode]:
        """Return what is bound: the values given, and the defaults of the others.

        Raises:
            QuestionError: a parameter is unknown, missing, or of the wrong type.
        """
        known = {parameter.name: parameter for parameter in self.params}
        if unknown := sorted(given.keys() - known.keys()):
            message = f"{self.name}: expected {_listed(known)}, found parameter {unknown[0]!r}"
            raise QuestionError(message)
        bound = {}
        for name, parameter in known.items():
            value = given.get(name, parameter.default)
            if value is not None:
                bound[name] = parameter.term(value)
            elif parameter.required:
                message = f"{self.name}: expected a value for parameter {name!r}, found none"
                raise QuestionError(message)
        return bound


@cache
def questions() -> Mapping[str, Question]:
    """Return every question, by name.

    >>> sorted(questions())  # doctest: +ELLIPSIS
    [..., 'conditions-not-met', 'overturn-rate', 'why-denied']
    """
    return {path.stem: _question(path) for path in sorted(folder("queries").glob("*.rq"))}


def question(name: str) -> Question:
    """Return the question `name`.

    Raises:
        QuestionError: there is none of that name.
    """
    known = questions()
    if name not in known:
        message = f"{name}: expected one of {', '.join(known)}"
        raise QuestionError(message)
    return known[name]


def _question(path: Path) -> Question:
    lines = path.read_text(encoding="utf-8").splitlines()
    header = "\n".join(line.removeprefix(_MARK)[1:] for line in lines if line.startswith(_MARK))
    fields = yaml.safe_load(header)
    params = fields.get("params", {})
    return Question(
        name=path.stem,
        summary=fields["summary"],
        question=fields["question"],
        tags=tuple(fields["tags"]),
        params=tuple(_parameter(name, each) for name, each in params.items()),
        returns={name: Column(**each) for name, each in fields["returns"].items()},
        example=fields["example"],
        query="\n".join(line for line in lines if not line.startswith(_MARK)),
    )


def _parameter(name: str, fields: Mapping[str, Any]) -> Parameter:
    values = tuple(fields.get("values", ()))
    return Parameter(**{"name": name, **fields, "values": values})


def _iri(text: str) -> ox.NamedNode:
    prefix, _, rest = text.partition(":")
    if prefix in _PREFIXES:
        return _PREFIXES[prefix](rest)
    if "://" not in text:
        raise ValueError(text)
    return ox.NamedNode(text)


def _listed(names: Mapping[str, object]) -> str:
    return f"a parameter of {', '.join(names)}" if names else "no parameter"
