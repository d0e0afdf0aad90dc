"""Query parts: what the patterns of a query name, and in which place.

In:   a query that was checked.
Out:  a `Part` for each IRI and each text: whether it stands for a property, a class, or any thing.
From: SPARQL 1.1 Query Language, W3C 2013, sections 4 and 9, as far as places are concerned. Of
      expressions only what a variable is said to equal is taken, and nothing of templates: there
      anything may be named.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from imrgraph.graph.guard import Word, words
from imrgraph.knowledge.terms import RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.graph.guard import Query

__all__ = ["Part", "Place", "parts"]

Place = Literal["property", "class", "thing"]
#: Where a triple is: before its subject, its property, its object.
_SUBJECT, _PROPERTY, _OBJECT = range(3)
_SLOTS: Final = {
    **dict.fromkeys("{}.", _SUBJECT),
    **dict.fromkeys(";[/|^", _PROPERTY),
    ",": _OBJECT,
}
#: What goes on with a path, whose last property was taken for all of it.
_PATH: Final = frozenset("/|^")
#: After what a bracket is a part of a path; after anything else it opens an expression.
_BEFORE_PATHS: Final = frozenset({"iri", "variable", "(", ";", "[", *_PATH, "!"})
#: The words after which braces hold no pattern.
_LISTS: Final = frozenset({"construct", "values"})
_TYPE: Final = RDF("type").value


@dataclass(frozen=True, slots=True)
class Part:
    """An IRI, or a text as a literal of SPARQL."""

    place: Place | Literal["text"]
    value: str
    #: The property whose value a text or a thing is to be, if it is one and no path.
    of: str = ""


def parts(query: Query) -> tuple[Part, ...]:
    """Return what the patterns of a query name, each part once.

    >>> from imrgraph.graph.guard import checked
    >>> query = checked("ASK { ?x a imr:DisputedItem ; imr:unit 'visit' FILTER('a' < 'b') }")
    >>> [(part.place, part.value.rpartition("#")[2]) for part in parts(query)]
    [('class', 'DisputedItem'), ('property', 'unit'), ('text', "'visit'")]
    """
    return tuple(dict.fromkeys(_Triples().parts(_patterns(words(query)))))


def _patterns(given: Iterable[Word]) -> Iterator[Word]:
    """Yield what stands in patterns, without expressions, values and templates."""
    depth = left_out = 0
    is_listed = False
    before = compared = ""
    for word in given:
        name = word.text.lower() if word.kind == "word" else ""
        sign = word.text if word.kind == "sign" else ""
        is_listed = (is_listed or name in _LISTS) and name != "where"
        if not left_out and (
            (sign == "{" and is_listed) or (sign == "(" and before not in _BEFORE_PATHS)
        ):
            left_out, is_listed = depth + 1, is_listed and sign != "{"
        depth += sign in {"(", "{", "["}
        if depth and not left_out:
            yield word
        elif word.kind == "string" and before == "=" and compared:
            yield Word("compared", f"{compared} {word.text}")
        compared = word.text if word.kind == "variable" else compared if sign == "=" else ""
        depth -= sign in {")", "}", "]"}
        if left_out > depth:
            left_out = 0
        before = sign or word.kind


class _Triples:
    """Goes through patterns, and knows where in a triple it is."""

    def __init__(self) -> None:
        self._slot = _SUBJECT
        self._is_type = False
        #: The property that a value is given for, if it is one and no path.
        self._of = ""
        #: Where each bracket was opened.
        self._outer: list[int] = []
        #: The property whose value a variable is; the texts that variables are said to equal.
        self._values: dict[str, str] = {}
        self._equal: list[tuple[str, str]] = []

    def parts(self, patterns: Iterable[Word]) -> Iterator[Part]:
        """Yield what the patterns name."""
        before = ""
        for word in patterns:
            if word.kind == "compared":
                variable, _, text = word.text.partition(" ")
                self._equal.append((variable, text))
            elif word.kind == "sign":
                self._sign(word.text)
            elif word.kind == "word":
                self._is_type = word.text == "a" and self._slot == _PROPERTY
                self._slot = _OBJECT if self._is_type else _SUBJECT
            else:
                part = self._named(word)
                if part and before != "graph":
                    yield part
            before = word.text.lower()
        for variable, text in self._equal:
            yield Part("text", text, self._values.get(variable, ""))

    def _sign(self, sign: str) -> None:
        if sign == "[":
            self._outer.append(self._slot)
        if sign == "]":
            self._slot = (self._outer or [_SUBJECT]).pop() + 1
        elif sign not in _PATH or self._slot == _OBJECT:
            self._slot = _SLOTS.get(sign, self._slot)
        if sign != ",":
            self._of, self._is_type = "", False

    def _named(self, word: Word) -> Part | None:
        """Take the next of a triple, and return the part that it is."""
        slot, is_type = self._slot, self._is_type
        self._slot += 1
        if slot == _PROPERTY:
            self._of = word.text if word.kind == "iri" else ""
            self._is_type = word.text == _TYPE
        of = self._of if slot == _OBJECT else ""
        if word.kind == "variable":
            self._values[word.text] = of or self._values.get(word.text, "")
        if word.kind == "string":
            return Part("text", word.text, of)
        if word.kind != "iri":
            return None
        if slot == _PROPERTY:
            return Part("property", word.text)
        return Part("class", word.text) if is_type else Part("thing", word.text, of)
