"""Vocabulary: whether a query names what there is.

In:   a query of a user; where it finds nothing, also the letters that were asked.
Out:  a note for each term of imr: or imrv: that the ontology has not, with the nearest ones; and
      for what stands in a query that found nothing, and in no letter, what would be right.
From: ontology/imr.ttl and ontology/vocab/: a query for what there is none of answers nothing,
      which looks as if there were none of what was meant.
"""

from __future__ import annotations

import re
import warnings
from contextlib import suppress
from itertools import islice
from textwrap import shorten as brief
from typing import TYPE_CHECKING, Final

from imrgraph.errors import ImrgraphError, UnknownTermWarning
from imrgraph.graph.identifying import alike
from imrgraph.graph.query_parts import Part, parts
from imrgraph.graph.values import shorten
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.naming import case_number, concept, is_term, like_term, terms
from imrgraph.knowledge.terms import IMRD, IMRG, IMRV, SKOS
from imrgraph.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.guard import Query
    from imrgraph.graph.identifying import Selecting
    from imrgraph.graph.rows import Rows

__all__ = ["finds_nothing", "noted", "warn_of_unknown"]

#: How many parts of a query are looked for in the letters.
_MOST: Final = 40
#: How many characters of a text are told.
_LONGEST: Final = 80
#: Where a part of a query may be found, by its place.
_FOUND: Final = {
    "property": "?s %s ?o",
    "class": "?s a %s",
    "thing": "{ %s ?p ?o } UNION { ?s ?p %s } UNION { ?s %s ?o } UNION { GRAPH %s { ?s ?p ?o } }",
}
_TOLD: Final = {
    "property": "nothing here has that property",
    "class": "nothing here is of that class",
    "thing": "nothing is said here of it",
}
# '"neck"@en', "'6'^^<…#integer>"
_TEXT: Final = re.compile(
    r"""(?P<quote>\"{3}|'{3}|"|')(?P<text>.*)(?P=quote)(?:@\S+|\^\^<\S+)?""", re.DOTALL
)
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


def warn_of_unknown(letters: Selecting, query: Query, answer: Rows | bool) -> None:  # noqa: FBT001 (the answer of an ASK query)
    """Warn of what a query names, and nothing can match."""
    for message in noted(letters, query, is_none=finds_nothing(answer)):
        warnings.warn(message, UnknownTermWarning, stacklevel=3)


def noted(letters: Selecting, query: Query, *, is_none: bool) -> tuple[str, ...]:
    """Return a note for what a query names and nothing can match, with what would be right.

    Args:
        letters: which were asked.
        query: the query.
        is_none: whether the answer is that there is none.
    """
    unknown = {iri: _unknown(iri) for iri in query.terms if not is_term(iri)}
    notes = [*unknown.values()]
    if is_none:
        placed = [part for part in parts(query) if part.value not in unknown]
        named = {part.value for part in placed} | {*unknown, *query.graphs}
        others = (Part("thing", iri) for iri in query.terms if iri not in named and _is_data(iri))
        notes += filter(
            None, (_absent(letters, each) for each in islice((*placed, *others), _MOST))
        )
    return tuple(notes)


def finds_nothing(answer: Rows | bool) -> bool:  # noqa: FBT001 (the answer of an ASK query)
    """Say whether an answer is that there is none: no, no rows, or a count of none."""
    if isinstance(answer, bool):
        return not answer
    if len(answer) != 1:
        return not answer
    return all(value == 0 for value in answer[0].values())


def _unknown(iri: str) -> str:
    offered = _or_nothing("the nearest: ", ", ".join(like_term(iri)))
    return f"{shorten(iri)}: no such term in the ontology{offered}"


def _absent(letters: Selecting, part: Part) -> str:
    """Return a note if no letter has a part of a query where it stands."""
    if part.place == "text":
        pattern = f"?s {f'<{part.of}>' if part.of else '?p'} %s"
        if not part.value.strip("\"'") or _is_found(letters, pattern, part.value):
            return ""
        told = f"no {shorten(part.of)} here" if part.of else "no value here"
        right = _right(letters, part.value, pattern)
        return f"{brief(part.value, _LONGEST)}: {told} is just that{right}"
    name = shorten(part.value)
    if _is_right(name, part.place) or _is_found(letters, _FOUND[part.place], f"<{part.value}>"):
        of = shorten(part.of) if part.of and _is_only_broader(letters, part) else ""
        narrower = f"{of}/skos:broader* {name}"
        return of and f"{name}: no {of} here is just that, but narrower ones are: {narrower}"
    if part.place == "property" and name.removeprefix("imr:")[:1].isupper():
        return f"{name}: it is a class and no property, as in ?x a {name}"
    offered = _or_nothing("the nearest: ", ", ".join(_alike(letters, part)))
    return f"{name}: {_TOLD[part.place]}{offered}"


def _is_right(name: str, place: str) -> bool:
    """Say whether a term of the ontology stands where it should: then it is rare, and no slip."""
    _, of_ours, term = name.partition("imr:")
    return bool(of_ours) and place == ("class" if term[:1].isupper() else "property")


def _is_only_broader(letters: Selecting, part: Part) -> bool:
    """Say whether a property has no value that a thing is, and has one that is narrower."""
    of, thing = f"<{part.of}>", f"<{part.value}>"
    return not _is_found(letters, f"?s {of} %s", thing) and _is_found(
        letters, f"?s {of}/{SKOS('broader')}+ %s", thing
    )


def _alike(letters: Selecting, part: Part) -> tuple[str, ...]:
    """Return the names that are most like one, of what may stand where it stands."""
    if part.place == "thing":
        of_letters = "imrd:" if part.value.startswith(IMRD.base) else ""
        return (
            tuple(of_letters + each for each in alike(letters, part.value))
            if _is_data(part.value)
            else ()
        )
    if _is_data(part.value):
        return ()
    known = {f"imr:{each}" for each in terms() if each[:1].isupper() == (part.place == "class")}
    if part.place == "property":
        known |= {shorten(quad.predicate.value) for quad in load().quads}
    return nearest(shorten(part.value), sorted(known))


def _right(letters: Selecting, literal: str, pattern: str) -> str:
    """Return what is to be written in place of a text, as far as anybody can know.

    Args:
        letters: which were asked.
        literal: the text, as the query has it.
        pattern: where it is to be found.
    """
    found = _TEXT.fullmatch(literal)
    text = found["text"] if found else ""
    for form in dict.fromkeys(_forms(text)):
        if form != literal and _is_found(letters, pattern, form):
            return f"; it is written {form}"
    meant = concept(text)
    if meant and _is_found(letters, pattern, f"<{meant}>"):
        return f"; what is called so is {shorten(meant)}, without quotes"
    return "; a text is matched whole, and a part of one by CONTAINS(LCASE(STR(?text)), …)"


def _forms(text: str) -> Iterator[str]:
    """Yield a text in other ways to write it."""
    if "\\" in text or '"' in text:
        return
    for each in (
        text,
        case_number(text),
        text.lower(),
        text.upper(),
        text.capitalize(),
        text.title(),
    ):
        yield from (f'"{each}"', f'"{each}"@en')
    if _NUMBER.fullmatch(text):
        yield text
    if _DAY.fullmatch(text):
        yield f'"{text}"^^<http://www.w3.org/2001/XMLSchema#date>'


def _is_found(letters: Selecting, pattern: str, said: str) -> bool:
    """Say whether something is found, or nobody can say: no answer fails by what is beside it."""
    with suppress(ImrgraphError, SyntaxError):
        return bool(letters.select(f"SELECT * {{ {pattern.replace('%s', said)} }} LIMIT 1"))
    return True


def _is_data(iri: str) -> bool:
    return iri.startswith((IMRD.base, IMRG.base, IMRV.base))


def _or_nothing(before: str, words: str) -> str:
    return f"; {before}{words}" if words else ""
