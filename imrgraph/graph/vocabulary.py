"""Vocabulary: whether a query names what there is.

In:   a query of a user; where it finds nothing, also the letters that were asked.
Out:  a note for each term of imr: or imrv: that the ontology has not, with the nearest ones; and
      for what stands in a query that found nothing, and in no letter, what would be right.
From: ontology/imr.ttl and ontology/vocab/: a query for what there is none of answers nothing,
      which looks as if there were none of what was meant.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from imrgraph.errors import UnknownTermWarning
from imrgraph.graph.comparing import COMPARED
from imrgraph.graph.identifying import alike
from imrgraph.graph.identifying import letters as known_letters
from imrgraph.graph.literals import FEW, is_found, no_such_literal, or_nothing, selected
from imrgraph.graph.meeting import never_in_one_graph, never_met, never_valued
from imrgraph.graph.query_parts import (
    Part,
    alone_in,
    asked_to_be_bound,
    given_by_case,
    meetings,
    named_too_soon,
    names_alone,
    parts,
)
from imrgraph.graph.scoping import out_of_scope
from imrgraph.graph.values import iri, shorten
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.naming import is_term, like_term, terms
from imrgraph.knowledge.terms import IMR, IMRD, IMRG, IMRV, RDF, RDFS, SKOS, local
from imrgraph.nearest import nearest
from imrgraph.warned import warn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.graph.guard import Query
    from imrgraph.graph.identifying import Selecting
    from imrgraph.graph.query_parts import Meeting
    from imrgraph.graph.rows import Rows

__all__ = ["finds_nothing", "noted", "warn_of_unknown"]

#: How many parts of a query are looked for in the letters.
_MOST: Final = 40
#: How many things are told of which two are said that nothing has.
_TOLD_OF: Final = 3
_TOO_SOON: Final = (
    "?{} in HAVING: it has a value only afterwards; what it counts is written there, too, as in"
    " HAVING (COUNT(?x) > 1)"
)
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
_NO_GRAPH: Final = "no graph here is called so; a graph is called as its letter is, such as {}"
_NAMED_ALONE: Final = (
    "FROM NAMED: what it names is asked within GRAPH alone, and here is none; FROM asks it as one"
)
#: What may be right, and rare, where a query finds something.
_RARE: Final = frozenset({"called", "within"})
_BROADER: Final = SKOS("broader").value


def warn_of_unknown(letters: Selecting, query: Query, answer: Rows | bool) -> None:  # noqa: FBT001 (the answer of an ASK query)
    """Warn of what a query names, and nothing can match."""
    notes = noted(letters, query, is_none=finds_nothing(answer))
    empty = () if notes or isinstance(answer, bool) else _without_value(query, answer)
    for message in (*notes, *empty):
        warn(message, UnknownTermWarning)


def _without_value(query: Query, answer: Rows) -> Iterator[str]:
    """Yield a note for each column that has a value in no row, but for what is to have none."""
    bound = {name for row in answer for name in row}
    bound |= asked_to_be_bound(query) | given_by_case(query)
    for name in answer.columns if answer else ():
        if name not in bound:
            yield f"?{name} has a value in no row: is it a slip of the name?"


def noted(letters: Selecting, query: Query, *, is_none: bool) -> tuple[str, ...]:
    """Return a note for what a query names and nothing can match, with what would be right.

    Args:
        letters: which were asked.
        query: the query.
        is_none: whether the answer is that there is none.
    """
    every = parts(query)
    of = {part.value: part.of for part in every if part.of}
    unknown = {iri: _unknown(iri, of.get(iri, "")) for iri in query.terms if not is_term(iri)}
    slips = alone_in(query)
    alone = (f"?{name}: it stands nowhere else in the query" for name in slips)
    placed = [part for part in every if part.value not in unknown]
    found = [each for each in meetings(query) if is_none or each.is_apart]
    if is_none:
        named = {part.value for part in placed} | {*unknown, *query.graphs}
        others = (Part("thing", iri) for iri in query.terms if iri not in named and _is_data(iri))
        placed = [*placed, *others]
    else:  # then it matters what is left out, or counted as none
        placed = [part for part in placed if part.is_apart and part.place not in _RARE]
    of_parts = (_absent(letters, part, is_none=is_none) for part in islice(placed, _MOST))
    of_meetings = filter(None, (_not_met(letters, each) for each in found[:_MOST]))
    outside = _outside(letters, query, placed) if is_none else ()
    asked = () if is_none else every[:_MOST]
    without = (_without_narrower(letters, query, part) for part in asked)
    named_alone = (_NAMED_ALONE for _ in range(is_none and names_alone(query)))
    soon = (_TOO_SOON.format(name) for name in (named_too_soon(query) if is_none else ()))
    notes = (
        alone,
        named_alone,
        soon,
        out_of_scope(query, slips),
        unknown.values(),
        outside,
        of_parts,
        without,
        islice(of_meetings, _TOLD_OF),
    )
    return tuple(dict.fromkeys(filter(None, chain(*notes))))


def _not_met(letters: Selecting, each: Meeting) -> str:
    return never_met(letters, each) or never_in_one_graph(letters, each)


def _outside(letters: Selecting, query: Query, placed: Iterable[Part]) -> Iterator[str]:
    """Yield a note for each property that the graphs which are asked have not, and others have."""
    for part in placed:
        graphs = [part.graph] if part.graph else [*query.asked]
        if part.place != "property" or not graphs:
            continue
        property_, named = f"<{part.value}>", " ".join(f"<{each}>" for each in graphs)
        within = f"VALUES ?g {{ {named} }} GRAPH ?g {{ ?s %s ?o }}"
        if is_found(letters, _FOUND["property"], property_) and not is_found(
            letters, within, property_
        ):
            asked = " and ".join(shorten(each) for each in graphs[:_TOLD_OF])
            right = "without GRAPH and FROM all graphs are asked, also those of the vocabularies"
            yield f"{shorten(part.value)}: not in {asked}, which alone is asked; {right}"


def finds_nothing(answer: Rows | bool) -> bool:  # noqa: FBT001 (the answer of an ASK query)
    """Say whether an answer is that there is none: no, no rows, or a count of none."""
    if isinstance(answer, bool):
        return not answer
    if len(answer) != 1:
        return not answer
    return all(value == 0 for value in answer[0].values())


def _unknown(term: str, of: str) -> str:
    """Return a note that there is no such term, with those that are like it.

    Args:
        term: what is named.
        of: the property whose value it is to be, if it is one.
    """
    values = _values(of) if of and term.startswith(IMRV.base) else []
    if 0 < len(values) <= FEW:
        return f"{shorten(term)}: no such term in the ontology; {shorten(of)} may be {_or(values)}"
    alike = [f"imrv:{each}" for each in nearest(local(term), map(local, values))]
    offered = or_nothing("the nearest: ", ", ".join(alike or like_term(term)))
    return f"{shorten(term)}: no such term in the ontology{offered}"


def _values(of: str) -> list[str]:
    """Return the concepts that a property may have for a value, by the ontology."""
    ranges = {*load().facts.values(of, RDFS("range").value)}
    typed = (quad for quad in load().quads if quad.predicate.value == RDF("type").value)
    return sorted({iri(quad.subject) for quad in typed if iri(quad.object) in ranges})


def _or(values: Iterable[str]) -> str:
    *others, last = map(shorten, values)
    return " or ".join(filter(None, (", ".join(others), last)))


def _absent(letters: Selecting, part: Part, *, is_none: bool) -> str:
    """Return a note if no letter has a part of a query where it stands.

    Where the query finds something, what is rare is left alone, and only what is written otherwise
    is told.
    """
    if part.place == "graph" or part.place in COMPARED:
        return COMPARED.get(part.place, _no_graph)(letters, part)
    if part.place == "text":
        return no_such_literal(letters, part, is_none=is_none)
    name, of = shorten(part.value), part.of and shorten(part.of)
    if of and (broader := _broader(letters, part, is_none=is_none)):
        return broader
    if untyped := _untyped(letters, part):
        return untyped
    if _is_right(name, part.place) or is_found(letters, _FOUND[part.place], f"<{part.value}>"):
        return never_valued(letters, part.of, part.value) if of else ""
    is_slip = not part.value.startswith(IMRV.base)  # what is none of these is told before
    return _nowhere(letters, part, name) if is_none or is_slip else ""


def _no_graph(letters: Selecting, part: Part) -> str:
    """Return a note if no graph is called so, with those that are called most like it."""
    if is_found(letters, "GRAPH %s { ?s ?p ?o }", f"<{part.value}>"):
        return ""
    like = alike(letters, part.value) if part.value.startswith(IMRD.base) else ()
    offered = like or sorted(known_letters(letters))[:1]
    told = _NO_GRAPH.format(", ".join(f"imrd:{each}" for each in offered))
    return f"{shorten(part.value)}: {told}"


def _broader(letters: Selecting, part: Part, *, is_none: bool) -> str:
    """Return a note if a property has values that are narrower than a thing, and so left out."""
    name, of = shorten(part.value), shorten(part.of)
    path = of if part.of == _BROADER else f"{of}/skos:broader"
    if _is_only_broader(letters, part):
        return f"{name}: no {of} here is just that, but narrower ones are: {path}* {name}"
    narrower = f"?s <{part.of}>/<{_BROADER}>+ %s"
    if is_none and part.place == "thing" and is_found(letters, narrower, f"<{part.value}>"):
        return f"{name}: narrower ones are found by {path}* {name}" if _is_kind(part) else ""
    return ""


def _without_narrower(letters: Selecting, query: Query, part: Part) -> str:
    """Return a note if a property has values that are narrower than one that a query names.

    Whoever names them, or skos:broader, knows of them.
    """
    is_concept = part.place == "thing" and _is_kind(part)
    if not is_concept or not part.of.startswith(IMR.base) or _BROADER in query.terms:
        return ""
    below = sorted(f"<{e}>" for e in load().narrower(part.value) if e not in query.terms)
    there = f"VALUES ?one {{ {' '.join(below)} }} FILTER EXISTS {{ ?s <{part.of}> ?one }}"
    if not below or not is_found(letters, f"?s <{part.of}> %s", f"<{part.value}>"):
        return ""
    found = selected(letters, f"SELECT ?one {{ {there} }} LIMIT {_TOLD_OF}")
    if not found:
        return ""
    name, of = shorten(part.value), shorten(part.of)
    listed = ", ".join(sorted(shorten(str(row["one"])) for row in found))
    return f"{name}: just that, and not what is narrower, as {listed}; {of}/skos:broader* takes all"


def _is_kind(part: Part) -> bool:
    """Say whether something is narrower by the vocabularies, so that it may be meant, too."""
    return part.value.startswith(IMRV.base)


def _untyped(letters: Selecting, part: Part) -> str:
    """Return a note if no letter types what is of a class of ours, with how it is found."""
    iri, name = part.value, shorten(part.value)
    if (
        part.place != "class"
        or not name.startswith("imr:")
        or is_found(letters, "?s a %s", f"<{iri}>")
    ):
        return ""
    for of, found, told in (
        (RDFS("range").value, "?s %s ?x", "what {} leads to is one"),
        (RDFS("domain").value, "?x %s ?o", "what has {} is one"),
    ):
        known = (IMR(each).value for each in sorted(terms()))
        for leading in (each for each in known if iri in load().facts.values(each, of)):
            if is_found(letters, found, f"<{leading}>"):
                return f"{name}: nothing here is typed so; {told.format(shorten(leading))}"
    notes = load().facts.values(iri, SKOS("editorialNote").value)
    return f"{name}: nothing here is typed so; {notes[0]}" if notes else ""


def _nowhere(letters: Selecting, part: Part, name: str) -> str:
    if part.place == "property" and name.removeprefix("imr:")[:1].isupper():
        return f"{name}: it is a class and no property, as in ?x a {name}"
    offered = or_nothing("the nearest: ", ", ".join(_alike(letters, part)))
    return f"{name}: {_TOLD[part.place]}{offered}"


def _is_right(name: str, place: str) -> bool:
    """Say whether a term of the ontology stands where it should: then it is rare, and no slip."""
    _, of_ours, term = name.partition("imr:")
    return bool(of_ours) and place == ("class" if term[:1].isupper() else "property")


def _is_only_broader(letters: Selecting, part: Part) -> bool:
    """Say whether a property has no value that a thing is, and has one that is narrower."""
    of, thing = f"<{part.of}>", f"<{part.value}>"
    return not is_found(letters, f"?s {of} %s", thing) and is_found(
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
    if not part.value.startswith(IMR.base) and local(part.value) in terms():
        return (f"imr:{local(part.value)}",)  # another address of the same
    known = {f"imr:{each}" for each in terms() if each[:1].isupper() == (part.place == "class")}
    if part.place == "property":
        known |= {shorten(quad.predicate.value) for quad in load().quads}
    return nearest(shorten(part.value), sorted(known))


def _is_data(iri: str) -> bool:
    return iri.startswith((IMRD.base, IMRG.base, IMRV.base))
