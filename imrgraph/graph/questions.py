"""Questions: SPARQL with a header that says what it asks, needs and gives.

In:   queries/<name>.rq: `#+` lines in YAML, then the query; or queries/<name>.yaml, the header of
      a question that a function answers, or of one that the letters cannot answer.
Out:  `Question`, and its query with parameters as RDF terms, bound and never pasted.
From: the header follows the convention of grlc; the types of parameters are those of the header.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import yaml

from imrgraph.errors import QuestionError, UnanswerableError
from imrgraph.graph.values import PREFIXES, Value, term, written
from imrgraph.knowledge.naming import case_number, concept, like, vocabularies
from imrgraph.letters.text.dates import expected_day, given_day
from imrgraph.nearest import one_of
from imrgraph.reprs import short
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

__all__ = ["Column", "Parameter", "Question", "question", "questions"]

_MARK = "#+"
# "VALUES ?letter { imrd:CM99-0000004 }": where the query takes the value of a parameter
_BLOCK = r"(?m)^( *)VALUES \?{name} {{[^\n]*}}$"
_UNBOUND = "UNDEF"


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
    #: The prefix of an IRI that is given without one.
    prefix: str = ""

    __repr__ = short("name", "type", "required")

    def term(self, given: object) -> Value | ox.NamedNode:
        """Return `given` as a value of the parameter's type.

        Raises:
            QuestionError: it is none.

        >>> Parameter("visits", "integer", "how many").term("6")
        6
        >>> Parameter("letter", "iri", "the letter", prefix="imrd").term("CM99-0000001")
        <NamedNode value=https://w3id.org/imrgraph/determination/CM99-0000001>
        """
        text = str(given)
        if self.values and text not in self.values:
            raise self._unfit(one_of(text, self.values), text)
        try:
            text.encode()  # what a shell passes may be no text
            if self.type == "integer":
                return int(text)
            if self.type == "date":
                return _day(text)
            return self._iri(text) if self.type == "iri" else text
        except ValueError:
            raise self._unfit(self._expected(text), text) from None

    def _expected(self, text: str) -> str:
        """Return what to say was expected where `text` was found."""
        if self.type == "date":
            return expected_day(text)
        if self.type == "iri" and self.prefix == "imrd":
            return "a case number, such as CM16-0232543, or the IRI of a letter"
        alike = like(text) if self.type == "iri" and self.prefix == "imrv" else ()
        return (
            f"the name of a {self.name}, such as {', '.join(alike)}"
            if alike
            else (_EXPECTED[self.type])
        )

    def _iri(self, text: str) -> ox.NamedNode:
        prefix, colon, rest = text.partition(":")
        if not colon and self.prefix and text:
            return ox.NamedNode(self._named(text))
        if prefix in PREFIXES:
            return ox.NamedNode(PREFIXES[prefix] + rest)
        if "://" not in text:
            raise ValueError(text)
        return ox.NamedNode(text)

    def _named(self, text: str) -> str:
        """Return the IRI that a name without prefix stands for."""
        base = PREFIXES[self.prefix]
        if self.prefix == "imrd":
            return base + case_number(text)
        meant = concept(text, *vocabularies(self.name))
        return meant if meant and meant.startswith(base) else base + text

    def _unfit(self, expected: str, found: str) -> QuestionError:
        message = f"parameter {self.name}: expected {expected}, found {found!r}"
        return QuestionError(message)


def _day(text: str) -> date:
    if (found := given_day(text)) is None:
        raise ValueError(text)
    return found


_EXPECTED = {
    "string": "text",
    "integer": "an integer, such as 6",
    "iri": "an IRI, such as imrv:massage-therapy",
}


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of the answer holds."""

    type: str
    meaning: str

    __repr__ = short("type", "meaning")


@dataclass(frozen=True, slots=True)
class Question:
    """One file of queries/."""

    name: str
    summary: str
    question: str
    #: Who asks it.
    audience: str
    tags: tuple[str, ...]
    #: The numbers of the competency questions that it answers.
    competency: tuple[int, ...]
    params: tuple[Parameter, ...]
    returns: Mapping[str, Column]
    #: `params` and the `rows` that they give over the letters of examples/.
    example: Mapping[str, Any]
    #: The query, with the values of the example; empty where a function answers, or nothing does.
    query: str
    #: The properties that are days without which a letter is in no answer.
    dated: tuple[str, ...] = ()
    #: The outcome of the items of which alone it tells.
    outcome: str = ""
    #: Of what an item may have several, and so be in several rows; by the value of the parameter
    #: `by`, where that says by what is counted, else by "".
    overlap: Mapping[str, str] = field(default_factory=dict)
    #: Why the letters cannot answer it, where they cannot.
    refusal: str = ""

    __repr__ = short("name", "summary", "params")

    def bind(self, given: Mapping[str, object]) -> dict[str, Value | ox.NamedNode]:
        """Return what is bound: the values given, and the defaults of the others.

        Raises:
            UnanswerableError: the letters cannot answer the question.
            QuestionError: a parameter is unknown, missing, or of the wrong type.
        """
        if self.refusal:
            message = f"{self.name}: {self.refusal}"
            raise UnanswerableError(message)
        known = {parameter.name: parameter for parameter in self.params}
        if unknown := sorted(given.keys() - known.keys()):
            message = f"{self.name}: expected {_listed(known)}, found parameter {unknown[0]!r}"
            raise QuestionError(message)
        bound = {}
        for name, parameter in known.items():
            value = given.get(name)
            value = parameter.default if value is None else value
            if value is not None:
                bound[name] = parameter.term(value)
            elif parameter.required:
                message = f"{self.name}: expected a value for parameter {name!r}, found none"
                raise QuestionError(message)
        return bound

    def overlapping(self, bound: Mapping[str, object]) -> str:
        """Return of what an item may have several, and so be in several rows; "" of nothing.

        >>> question("overturn-rate").overlapping({"by": "source"})
        'source'
        """
        return self.overlap.get(str(bound.get("by", "")), self.overlap.get("", ""))

    def text(self, given: Mapping[str, object]) -> str:
        """Return the query with what is given, each term in the place that VALUES keeps for it.

        Raises:
            QuestionError: a parameter is unknown, missing, or of the wrong type.

        >>> "VALUES ?treatment { <https://w3id.org/imrgraph/vocab/acupuncture> }" in question(
        ...     "conditions-not-met"
        ... ).text({"treatment": "acupuncture"})
        True
        """
        bound = self.bind(given)
        text = self.query
        for parameter in self.params:
            value = bound.get(parameter.name)
            block = f"VALUES ?{parameter.name} {{ {_written(value)} }}"
            pattern = _BLOCK.format(name=parameter.name)
            text = re.sub(pattern, lambda match, block=block: match[1] + block, text)  # type: ignore[misc]  # mypy cannot infer the lambda
        return text


@cache
def questions() -> Mapping[str, Question]:
    """Return every question, by name.

    >>> "why-denied" in questions()
    True
    """
    files = (file for ending in ("rq", "yaml") for file in folder("queries").glob(f"*.{ending}"))
    return {file.stem: _question(file) for file in sorted(files, key=lambda file: file.stem)}


def question(name: str) -> Question:
    """Return the question `name`.

    Raises:
        QuestionError: there is none of that name.
    """
    known = questions()
    if name not in known:
        message = f"{name}: expected {one_of(name, known)}"
        raise QuestionError(message)
    return known[name]


def _question(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    header, query = text, ""
    if path.suffix == ".rq":
        header = "\n".join(line.removeprefix(_MARK)[1:] for line in lines if line.startswith(_MARK))
        query = "\n".join(line for line in lines if not line.startswith(_MARK)).strip() + "\n"
    fields = yaml.safe_load(header)
    return Question(
        name=path.stem,
        summary=fields["summary"],
        question=fields["question"],
        audience=fields["for"],
        tags=tuple(fields["tags"]),
        competency=tuple(fields.get("competency", ())),
        params=tuple(_parameter(name, each) for name, each in fields.get("params", {}).items()),
        returns={name: Column(**each) for name, each in fields.get("returns", {}).items()},
        example=fields.get("example", {}),
        query=query,
        dated=tuple(fields.get("dated", ())),
        outcome=fields.get("outcome", ""),
        overlap=_overlap(fields.get("overlap", {})),
        refusal=fields.get("refusal", ""),
    )


def _overlap(told: str | Mapping[str, str]) -> Mapping[str, str]:
    return {"": told} if isinstance(told, str) else told


def _parameter(name: str, fields: Mapping[str, Any]) -> Parameter:
    values = tuple(fields.get("values", ()))
    return Parameter(**{"name": name, **fields, "values": values})


def _written(value: Value | ox.NamedNode | None) -> str:
    """Return a value as SPARQL writes the term."""
    if value is None:
        return _UNBOUND
    return written(value if isinstance(value, ox.NamedNode) else term(value))


def _listed(names: Mapping[str, object]) -> str:
    return f"a parameter of {', '.join(names)}" if names else "no parameter"
