"""Meeting: whether anything can be what a query says of one thing, by two of its patterns.

In:   letters that can be asked; what a query says of a thing.
Out:  a note where nothing has both, since they are of things of different classes: `rdfs:label` of
      a treatment, `imr:outcome` of a letter, `imr:quote` of a ground; with what has it.
From: the graph. A kind of thing is known by the first thousands of it, so that nobody waits; what
      is of no class is known by the properties that lead to it.
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
    from collections.abc import Collection

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
#: What leads to a thing of no class.
_LED: Final = f"""OPTIONAL {{
  FILTER(!BOUND(?kind)) ?any ?by ?x FILTER(STRSTARTS(STR(?by), "{IMR.base}")) }}"""
#: Of how many things a property is said, at the least, that is missing elsewhere by no chance.
_OFTEN: Final = 20
#: How many ways on are offered.
_WAYS: Final = 2
_OF: Final = {"class": "?x a <{}>", "subject": "?x <{}> []", "object": "[] <{}> ?x"}


def never_met(letters: Selecting, meeting: Meeting) -> str:
    """Return a note if nothing here has two roles, nor anything of its kind."""
    one, other = meeting.first, meeting.second
    first = (
        _kinds(letters, f"VALUES ?x {{ <{meeting.thing}> }}")
        if meeting.thing
        else _kinds(letters, _pattern(one), _LED)
    )
    second = _kinds(letters, _pattern(other), "" if meeting.thing else _LED)
    if not first or not second or first & second or (meeting.thing and first == {""}):
        return ""
    if _may_be(letters, first, other) or (not meeting.thing and _may_be(letters, second, one)):
        return ""
    if not meeting.thing and _is_any(letters, one, other):
        return ""
    if one.side != "class" and other.side == "class":
        one, other, first, second = other, one, second, first
    nobody = f"not {shorten(meeting.thing)}" if meeting.thing else f"{_named(one)} here"
    told = _told(nobody, other, second)
    right = _called(letters, meeting.thing, one, other)
    return f"{told}{right or ('' if meeting.thing else _way_on(letters, one, other))}"


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


def _kinds(letters: Selecting, pattern: str, led: str = "") -> set[str]:
    """Return the classes of what matches, "" for a thing of none; nothing where nothing does.

    Args:
        letters: which were asked.
        pattern: what is to match.
        led: a pattern for the properties that lead to what is of no class, in place of "".
    """
    query = (
        f"SELECT DISTINCT ?kind ?text ?by {{ {{ SELECT ?x {{ {pattern} }} LIMIT {_SEEN} }} "
        f"OPTIONAL {{ ?x a ?kind }} {led} BIND(isLiteral(?x) AS ?text) }}"
    )
    with suppress(ImrgraphError, SyntaxError):
        kinds = {
            _TEXT if row["text"] else str(row.get("kind") or row.get("by") or "")
            for row in letters.select(query)
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


def _may_be(letters: Selecting, kinds: Collection[str], role: Role) -> bool:
    """Say whether what is of these classes may have a role, rare as it may be.

    That is known by the ontology; where that is silent, a property that is said often is never said
    of them by no chance.
    """
    if role.side == "class" or not role.iri.startswith(IMR.base):
        return False
    of = load().facts.values
    wanted = of(role.iri, RDFS("domain" if role.side == "subject" else "range").value)
    led = {each for kind in kinds for each in of(kind, RDFS("range").value)}
    above = (each for kind in {*kinds, *led} for each in of(kind, RDFS("subClassOf").value))
    return not {*kinds, *led, *above}.isdisjoint(wanted) if wanted else not _is_often(letters, role)


def _is_often(letters: Selecting, role: Role) -> bool:
    """Say whether a property is said of many things here."""
    often = f"SELECT DISTINCT ?x {{ {_pattern(role)} }} LIMIT {_OFTEN}"
    with suppress(ImrgraphError, SyntaxError):
        return len([*letters.select(often)]) == _OFTEN
    return False


def _named(role: Role) -> str:
    return f"{'nothing with' if role.side == 'subject' else 'no'} {shorten(role.iri)}"


def _told(nobody: str, role: Role, kinds: Collection[str]) -> str:
    """Say that nothing of a kind has a role, and what has it."""
    name = shorten(role.iri)
    if role.side == "class":
        return f"{name}: {nobody} is one"
    has = "has it" if role.side == "subject" else "is a value of it"
    return f"{name}: {nobody} {has}, but {_listed(kinds)}"


def _listed(kinds: Collection[str]) -> str:
    """Name some kinds: classes, and first the properties that lead to what is of none."""
    some = sorted({*kinds} - {""}, key=lambda kind: (not _leads(kind), kind))[:3]
    led = " or ".join(shorten(kind) for kind in some if _leads(kind))
    named = (f"what {led} leads to" if led else "", *(shorten(k) for k in some if not _leads(k)))
    return " or ".join(filter(None, named)) or "things of no class"


def _leads(kind: str) -> bool:
    """Say whether a kind is known by the property that leads to it."""
    return kind.startswith(IMR.base) and local(kind)[:1].islower()


def _way_on(letters: Selecting, one: Role, other: Role) -> str:
    """Offer what leads from what one property leads to on to what has another one."""
    if one.side != "object" or other.side != "subject":
        return ""
    beside = f"SELECT ?s {{ ?s <{one.iri}> ?x ; <{other.iri}> ?y }} LIMIT 1"
    further = (
        f"SELECT ?by (COUNT(*) AS ?many) {{ {{ SELECT ?x {{ {_pattern(one)} }} LIMIT {_SEEN} }} "
        f"?x ?by ?y . ?y <{other.iri}> ?z }} GROUP BY ?by ORDER BY DESC(?many) ?by LIMIT {_WAYS}"
    )
    first, then = shorten(one.iri), shorten(other.iri)
    with suppress(ImrgraphError, SyntaxError):
        if letters.select(beside):
            return f"; what has {first} has it itself, as in ?x {first} ?y ; {then} ?z"
        ways = [f"{shorten(str(row['by']))}/{then}" for row in letters.select(further)]
        return f"; it wants {' or '.join(ways)}" if ways else ""
    return ""


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
