"""The reference: the ontology as pages that a browser opens without a network.

In:   the knowledge, with what is unverified.
Out:  files by name: a start page, how sure it all is, the terms, a page a scheme, in which a
      treatment has a time line of what applied to it, a page an edition, and an index.
From: nothing but the ontology itself; the layout is templates/reference.html.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from imrgraph.export.timelines import sureness, timelines, unread_topics
from imrgraph.knowledge.guidelines import encoded
from imrgraph.knowledge.knowledge import SUREST_FIRST
from imrgraph.knowledge.terms import IMR, IMRG, IMRV, RDF, RDFS, SKOS
from imrgraph.resources import templates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jinja2 import Template

    from imrgraph.export.timelines import Stretch
    from imrgraph.knowledge.guidelines import Condition, Recommendation
    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["reference"]

_TERMS = "terms"
#: The page of what stands in no scheme and in no edition.
_PAGES = {
    "Amendment": "amendments",
    "Guideline": "guidelines",
    "Omission": "omissions",
    "PhaseDefinition": "phases",
}
#: What stands in the heading of an entry, and not below it.
_IN_HEADING = {RDFS("label"), SKOS("prefLabel"), SKOS("definition"), RDF("type"), SKOS("inScheme")}


@dataclass(frozen=True, slots=True)
class Link:
    """Something to show: a text, and where it leads if it does."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A term, a concept, or another thing that is described."""

    anchor: str
    label: str
    name: str
    kind: str
    definition: str
    facts: tuple[tuple[Link, tuple[Link, ...]], ...]
    #: What speaks of it: the property, and the things.
    uses: tuple[tuple[Link, tuple[Link, ...]], ...]
    #: Of a treatment: what applied to it from when until when, and where that stands.
    timeline: tuple[tuple[Stretch, Link], ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """A condition of a recommendation, and what it is to it."""

    role: str
    #: Where it is first shown; None where another recommendation shares it.
    anchor: str | None
    label: str
    criterion: Link
    parameters: tuple[tuple[str, tuple[Link, ...]], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A recommendation, as a page shows it."""

    rule: Recommendation
    anchor: str
    treatments: tuple[Link, ...]
    regions: tuple[Link, ...]
    demands: tuple[Demand, ...]
    overrides: tuple[Link, ...]
    restates: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its file without the ending, its title, and what is on it."""

    name: str
    title: str
    lead: str
    rules: tuple[Rule, ...]
    entries: tuple[Entry, ...]


def reference(knowledge: Knowledge) -> dict[str, str]:
    """Write `knowledge` as HTML.

    Args:
        knowledge: terms, vocabulary and guidelines; what is unverified is marked so.

    Returns:
        The text of each page by the name of its file, index.html first. Links are relative.

    >>> from imrgraph.knowledge.knowledge import load
    >>> pages = reference(load())
    >>> "massage therapy" in pages["treatments.html"]
    True
    """
    book = _Book(knowledge)
    layout = templates("imrgraph.export").get_template("reference.html")
    pages = tuple(book.pages())
    common = {"pages": pages, "version": knowledge.version, "statuses": book.statuses()}
    start = {"index.html": layout.render(page=None, labels=(), **common)}
    start["how-sure.html"] = book.how_sure(layout.environment.get_template("how-sure.html"))
    start["labels.html"] = layout.render(page=None, labels=tuple(book.labels()), **common)
    return start | {
        f"{page.name}.html": layout.render(page=page, labels=(), **common) for page in pages
    }


class _Book:
    """Everything that is described, by the page on which it stands."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._said: dict[str, list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]] = {}
        self._uses: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._anchored: set[str] = set()
        for quad in knowledge.quads:
            if not isinstance(quad.subject, ox.NamedNode):
                continue
            if isinstance(quad.object, ox.NamedNode | ox.Literal):
                subject, own = quad.subject.value, _is_own(quad.subject.value)
                if own:
                    self._said.setdefault(subject, []).append((quad.predicate, quad.object))
                if own and isinstance(quad.object, ox.NamedNode) and _is_own(quad.object.value):
                    self._uses[quad.object.value].append((quad.predicate.value, subject))

    def pages(self) -> Iterator[Page]:
        """Yield every page but the start and the index of labels."""
        placed: dict[str, list[str]] = defaultdict(list)
        for iri in self._said:
            placed[self._page(iri)].append(iri)
        rules = defaultdict(list)
        for rule in encoded(self._knowledge):
            rules[self._page(rule.iri)].append(rule)
        for name in sorted(placed, key=lambda n: (n != _TERMS, n)):
            shown = [iri for iri in placed[name] if not self._within_a_rule(iri)]
            yield Page(
                name=name,
                title=self._title(name),
                lead=self._lead(name),
                rules=tuple(map(self._rule, rules[name])),
                entries=tuple(map(self._entry, shown)),
            )

    def labels(self) -> Iterator[tuple[str, Link]]:
        """Yield every label in order, with what it means."""
        wanted = {SKOS("prefLabel"), SKOS("altLabel"), SKOS("hiddenLabel"), RDFS("label")}
        found = {
            (value.value, iri)
            for iri, facts in self._said.items()
            for name, value in facts
            if name in wanted and not self._within_a_rule(iri)
        }
        for label, iri in sorted(found, key=lambda pair: (pair[0].casefold(), pair[1])):
            yield label, self._link(iri)

    def how_sure(self, layout: Template) -> str:
        """Write the page that says how sure what is encoded is."""
        return layout.render(
            statuses=[
                (self._link(IMRV(each).value), self._definition(IMRV(each).value))
                for each in SUREST_FIRST
            ],
            sources=sureness(self._knowledge),
            unread=[self._link(each.iri) for each in unread_topics(self._knowledge)],
        )

    def statuses(self) -> tuple[tuple[str, int], ...]:
        """Return how many recommendations are how sure."""
        counted = Counter(rule.status for rule in encoded(self._knowledge))
        return tuple((name, counted[name]) for name in SUREST_FIRST)

    @cached_property
    def _timelines(self) -> Mapping[str, tuple[Stretch, ...]]:
        return timelines(self._knowledge)

    @cached_property
    def _editions(self) -> dict[str, str]:
        """The edition of each recommendation and of each of its conditions."""
        found = {}
        for rule in encoded(self._knowledge):
            for condition in (*rule.scope, *rule.conditions, *rule.exceptions):
                found[condition.iri] = rule.edition.iri
            found[rule.iri] = rule.edition.iri
        return found

    def _within_a_rule(self, iri: str) -> bool:
        return iri in self._editions

    def _page(self, iri: str) -> str:
        """Return the page on which a thing stands."""
        facts = self._said.get(iri, ())
        scheme = next((v.value for p, v in facts if p == SKOS("inScheme")), None)
        edition = self._editions.get(iri) or self._knowledge.value(iri, "partOf")
        kinds = [_local(v.value) for p, v in facts if p == RDF("type")]
        if iri.startswith(IMR.base):
            return _TERMS
        if scheme or "ConceptScheme" in kinds:
            return _local(scheme or iri)
        if edition or "GuidelineEdition" in kinds:
            return f"edition-{_local(edition or iri)}"
        return next((_PAGES[kind] for kind in kinds if kind in _PAGES), "others")

    def _title(self, name: str) -> str:
        if name.startswith("edition-"):
            return self._knowledge.label(IMRG(name.removeprefix("edition-")).value)
        return name.replace("-", " ").capitalize()

    def _lead(self, name: str) -> str:
        iri = IMRV(name).value if not name.startswith("edition-") else IMRG(name[8:]).value
        return self._definition(iri)

    def _definition(self, iri: str) -> str:
        facts = self._said.get(iri, ())
        return next((v.value for p, v in facts if p == SKOS("definition")), "")

    def _entry(self, iri: str) -> Entry:
        facts: dict[str, list[Link]] = defaultdict(list)
        kinds = []
        for name, value in self._said[iri]:
            if name == RDF("type"):
                kinds.append(_local(value.value))
            elif name not in _IN_HEADING:
                facts[name.value].append(self._shown(value))
        uses: dict[str, list[Link]] = defaultdict(list)
        for used_by, user in self._uses[iri]:
            if used_by not in {SKOS("inScheme").value, RDF("type").value}:
                uses[used_by].append(self._link(user))
        return Entry(
            anchor=_local(iri),
            label=self._knowledge.label(iri),
            name=_short(iri),
            kind=", ".join(kind for kind in kinds if kind != "Concept"),
            definition=self._definition(iri),
            facts=self._rows(facts),
            uses=self._rows(uses),
            timeline=tuple((each, self._link(each.iri)) for each in self._timelines.get(iri, ())),
        )

    def _rows(self, facts: dict[str, list[Link]]) -> tuple[tuple[Link, tuple[Link, ...]], ...]:
        return tuple((self._link(name), tuple(values)) for name, values in facts.items())

    def _rule(self, rule: Recommendation) -> Rule:
        return Rule(
            rule=rule,
            anchor=_local(rule.iri),
            treatments=tuple(map(self._link, rule.treatments)),
            regions=tuple(map(self._link, rule.regions)),
            demands=tuple(
                self._demand(role, each)
                for role, conditions in (
                    ("speaks only of", rule.scope),
                    ("demands" if rule.supports else "is lifted by", rule.conditions),
                    ("says nothing of", rule.exceptions),
                )
                for each in conditions
            ),
            overrides=tuple(map(self._link, rule.overrides)),
            restates=tuple(map(self._link, rule.restates)),
        )

    def _demand(self, role: str, condition: Condition) -> Demand:
        anchor = None if condition.iri in self._anchored else _local(condition.iri)
        self._anchored.add(condition.iri)
        own = IMRV.base
        parameters = tuple(
            (
                self._knowledge.label(IMR(name).value),
                tuple(
                    self._link(own + value) if own + value in self._said else Link(value)
                    for value in values
                ),
            )
            for name, values in condition.parameters.items()
        )
        criterion = self._link(IMRV(condition.criterion).value)
        return Demand(role, anchor, condition.name, criterion, parameters)

    def _shown(self, value: ox.NamedNode | ox.Literal) -> Link:
        return self._link(value.value) if isinstance(value, ox.NamedNode) else Link(value.value)

    def _link(self, iri: str) -> Link:
        if iri not in self._said:
            return Link(_short(iri))
        return Link(self._knowledge.label(iri), f"{self._page(iri)}.html#{_local(iri)}")


def _is_own(iri: str) -> bool:
    return iri.startswith((IMR.base, IMRV.base, IMRG.base))


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]


def _short(iri: str) -> str:
    known = {"imr:": IMR, "imrv:": IMRV, "imrg:": IMRG, "skos:": SKOS, "rdfs:": RDFS}
    for prefix, namespace in known.items():
        if iri.startswith(namespace.base):
            return prefix + iri.removeprefix(namespace.base)
    return iri
