"""Meeting: whether anything can be what a query says of one thing, by two of its patterns.

In:   letters that can be asked; what a query says of a thing.
Out:  a note where nothing has both, since they are of things of different classes: `rdfs:label` of
      a treatment, `imr:outcome` of a letter; with what has it.
From: the graph. A kind of thing is known by the first thousands of it, so that nobody waits.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from imrgraph.errors import ImrgraphError
from imrgraph.graph.query_parts import Role
from imrgraph.graph.values import shorten
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMR, RDFS, SKOS, local

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from imrgraph.graph.identifying import Selecting
    from imrgraph.graph.query_parts import Meeting

__all__ = ["are", "never_in_one_graph", "never_met", "never_valued"]

#: How many things of a kind are looked at.
_SEEN: Final = 2_000
#: By what things are called, where they are not called so.
_LABELS: Final = ("prefLabel", "label")
#: What is a class of nearly everything, and says least.
_PLAIN: Final = frozenset({"Concept", "NamedIndividual", "Thing", "Resource"})
_TEXT: Final = "a text"
_PREFIX: Final = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
_KIND: Final = """BIND(
  IF(!isLiteral(?x), "things", IF(isNumeric(?x), "numbers", IF(DATATYPE(?x) = xsd:date, "days",
  IF(DATATYPE(?x) = xsd:boolean, "truths", "texts")))) AS ?kind)"""
_OF: Final = {"class": "?x a <{}>", "subject": "?x <{}> []", "object": "[] <{}> ?x"}


def never_met(letters: Selecting, meeting: Meeting) -> str:
    """Return a note if nothing here has two roles, nor anything of its kind."""
    one, other = meeting.first, meeting.second
    first = (
        _kinds(letters, f"VALUES ?x {{ <{meeting.thing}> }}")
        if meeting.thing
        else _kinds(letters, _pattern(one))
    )
    second = _kinds(letters, _pattern(other))
    if not first or not second or first & second or (meeting.thing and first == {""}):
        return ""
    if _may_be(first, other) or (not meeting.thing and _may_be(second, one)):
        return ""
    if not meeting.thing and _is_any(letters, one, other):
        return ""
    if one.side != "class" and other.side == "class":
        one, other, first, second = other, one, second, first
    nobody = f"not {shorten(meeting.thing)}" if meeting.thing else f"{_named(one)} here"
    told = _told(nobody, other, second)
    return f"{told}{_called(letters, meeting.thing, one, other)}"


def never_in_one_graph(letters: Selecting, meeting: Meeting) -> str:
    """Return a note if what is to be said in one graph is said in several."""
    one, other = meeting.first, meeting.second
    if not meeting.graph or not _is_any(letters, one, other) or _is_any(letters, one, other, "?g"):
        return ""
    both = f"{shorten(one.iri)} and {shorten(other.iri)}"
    return f"{both}: no graph here says both; without GRAPH all are asked as one"


def never_valued(letters: Selecting, of: str, thing: str) -> str:
    """Return a note if a thing is of another kind than the values of a property."""
    values = _kinds(letters, _pattern(Role("object", of)))
    kinds = _kinds(letters, f"VALUES ?x {{ <{thing}> }}")
    if not values or not kinds or values & kinds or kinds == {""}:
        return ""
    return (
        f"{shorten(thing)}: it is {_listed(kinds)}, and every {shorten(of)} here {_listed(values)}"
    )


def are(letters: Selecting, of: str) -> str:
    """Say what the values of a property are; "" of several kinds.

    Returns:
        "things", "texts", "numbers", "days" or "truths".
    """
    query = f"SELECT DISTINCT ?kind {{ {{ SELECT ?x {{ [] <{of}> ?x }} LIMIT {_SEEN} }} {_KIND} }}"
    with suppress(ImrgraphError, SyntaxError):
        found = [str(row["kind"]) for row in letters.select(_PREFIX + query)]
        return found[0] if len(found) == 1 else ""
    return ""


def _pattern(role: Role) -> str:
    return _OF[role.side].format(role.iri)


def _within(graph: str, role: Role) -> str:
    return f"GRAPH {graph} {{ {_pattern(role)} }}" if graph else _pattern(role)


def _kinds(letters: Selecting, pattern: str) -> set[str]:
    """Return the classes of what matches, "" for a thing of none; nothing where nothing does."""
    query = (
        f"SELECT DISTINCT ?kind ?text {{ {{ SELECT ?x {{ {pattern} }} LIMIT {_SEEN} }} "
        "OPTIONAL { ?x a ?kind } BIND(isLiteral(?x) AS ?text) }"
    )
    with suppress(ImrgraphError, SyntaxError):
        kinds = {
            _TEXT if row["text"] else str(row.get("kind", "")) for row in letters.select(query)
        }
        return {each for each in kinds if local(each) not in _PLAIN} or kinds
    return set()


def _is_any(letters: Selecting, one: Role, other: Role, graph: str = "") -> bool:
    """Say whether one of the first of a kind has the other role, or nobody can say."""
    with suppress(ImrgraphError, SyntaxError):
        return any(
            letters.select(
                f"SELECT ?x {{ {{ SELECT ?x {graph} {{ {_within(graph, first)} }} LIMIT {_SEEN} }} "
                f"{_within(graph, second)} }} LIMIT 1"
            )
            for first, second in ((one, other), (other, one))
        )
    return True


def _may_be(kinds: Collection[str], role: Role) -> bool:
    """Say whether by the ontology what is of these classes may have a role, rare as it may be."""
    if role.side == "class" or not role.iri.startswith(IMR.base):
        return False
    of = load().facts.values
    wanted = of(role.iri, RDFS("domain" if role.side == "subject" else "range").value)
    known = {*kinds, *(each for kind in kinds for each in of(kind, RDFS("subClassOf").value))}
    return not wanted or not known.isdisjoint(wanted)


def _named(role: Role) -> str:
    return f"{'nothing with' if role.side == 'subject' else 'no'} {shorten(role.iri)}"


def _told(nobody: str, role: Role, kinds: Iterable[str]) -> str:
    """Say that nothing of a kind has a role, and what has it."""
    name = shorten(role.iri)
    if role.side == "class":
        return f"{name}: {nobody} is one"
    has = "has it" if role.side == "subject" else "is a value of it"
    return f"{name}: {nobody} {has}, but {_listed(kinds)}"


def _listed(kinds: Iterable[str]) -> str:
    """Name some classes, those that say most."""
    return " or ".join(shorten(each) or "things of no class" for each in sorted(kinds)[:3])


def _called(letters: Selecting, thing: str, one: Role, other: Role) -> str:
    """Offer the name that things have, where a query wants another one."""
    if other.side != "subject" or local(other.iri) not in _LABELS:
        return ""
    for each in (SKOS("prefLabel"), SKOS("altLabel")):
        at = f"<{thing}> {each} ?name" if thing else f"{_pattern(one)} . ?x {each} ?name"
        with suppress(ImrgraphError, SyntaxError):
            if letters.select(f"SELECT ?name {{ {at} }} LIMIT 1"):
                return f"; they are called by {shorten(each.value)}"
    return ""
