"""Describe: what a letter states, as quads.

In:   a `Letter`.
Out:  triples of plain values, or quads in the letter's own graph: flat facts to ask by, each with
      the finding that states it.
From: the terms of ontology/imr.ttl; a place is a fragment as of RFC 5147.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.graph.values import quads
from imrgraph.knowledge.terms import IMR, IMRV, RDF, Iri, place
from imrgraph.letters.layouts.made_up import is_made_up
from imrgraph.letters.letter import CALIFORNIA, Voice
from imrgraph.letters.stated import PARAMETERS, THINGS, stated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.values import Quads, Triple
    from imrgraph.letters.letter import (
        Citation,
        ClinicalFinding,
        Ground,
        Item,
        Letter,
        StatedCondition,
        Statement,
    )
    from imrgraph.letters.stated import Stated
    from imrgraph.letters.text.document import Span

__all__ = ["describe", "facts_of"]


def describe(letter: Letter) -> Quads:
    """Say what `letter` states in the terms of the ontology.

    Returns:
        Quads of one named graph whose IRI is the letter's, without blank nodes. The same
        letter gives the same quads in the same order.
    """
    return quads(facts_of(letter), letter.name())


def facts_of(letter: Letter) -> tuple[Triple, ...]:
    """Say the same as triples of plain values, of which a text is made faster than of quads."""
    return tuple(dict.fromkeys(_Describer(letter).triples()))


class _Describer:
    """Says what one letter states, each fact beside the finding that states it."""

    def __init__(self, letter: Letter) -> None:
        self._letter, self._document = letter, letter.document
        self._root = Iri(letter.name())

    def triples(self) -> Iterator[Triple]:
        yield self._root, RDF["type"], IMR["Determination"]
        if self._letter.jurisdiction != CALIFORNIA:  # which goes without saying
            yield self._root, IMR["jurisdiction"], Iri(self._letter.jurisdiction)
        yield self._root, IMR["sha256"], self._document.sha256
        yield self._root, IMR["text"], self._document.text
        if is_made_up(self._document.text):
            yield self._root, IMR["madeUp"], True
        if self._letter.summary.place:
            yield self._root, IMR["summaryAt"], self._at(self._letter.summary.place)
        for each in stated(self._letter):
            yield from self._stated(each)
        for number, finding in enumerate(self._letter.summary.findings, 1):
            yield from self._clinical(finding, self._node(f"clinical-finding/{number}"))
        for item in self._letter.items:
            yield self._root, IMR["hasItem"], self._node(f"item/{item.number}")
            yield from self._item(item, f"item/{item.number}")

    def _node(self, path: str) -> Iri:
        return Iri(self._letter.name(path))

    def _stated(self, each: Stated) -> Iterator[Triple]:
        """Say a fact, if it is held, and the finding that states it."""
        about, fact = self._node(each.about), each.fact
        is_thing = each.property in THINGS
        value = Iri(fact.value) if is_thing else fact.value
        if each.held:
            yield about, IMR[each.property], value
        below = f"-{each.about.replace('/', '-')}" if each.about else ""
        at = f"{fact.span.start}-{fact.span.end}{below}-{each.property}"
        node = self._node(f"finding/{at}")
        yield node, IMR["about"], about
        yield node, IMR["ofProperty"], IMR[each.property]
        yield node, IMR["value"], value
        yield node, IMR["attributedTo"], IMRV[fact.voice]
        yield from self._place(node, fact.span)

    def _clinical(self, finding: ClinicalFinding, node: Iri) -> Iterator[Triple]:
        """Say one clinical finding; to which criteria it speaks, its kind says."""
        yield self._root, IMR["hasClinicalFinding"], node
        yield node, IMR["ofKind"], Iri(finding.kind.value)
        yield node, IMR["present"], finding.present
        if finding.score is not None:
            yield node, IMR["score"], finding.score
        if finding.treatment:
            yield node, IMR["ofTreatment"], Iri(finding.treatment)
        for region in finding.regions:
            yield node, IMR["ofRegion"], Iri(region)
        yield node, IMR["attributedTo"], IMRV[finding.kind.voice]
        yield from self._place(node, finding.kind.span)

    def _item(self, item: Item, path: str) -> Iterator[Triple]:
        node = self._node(path)
        yield node, RDF["type"], IMR["DisputedItem"]
        yield node, IMR["number"], item.number
        if item.outcome and item.outcome.value != "partial":
            yield node, IMR["necessary"], item.outcome.value == "overturned"
        yield node, IMR["rationaleText"], item.rationale.value
        yield node, IMR["rationaleAt"], self._at(item.rationale.span)
        for span in item.unread:
            yield from self._place(node, span, "unreadAt")
        if item.request.quantity:
            yield node, IMR["quantityUnit"], item.request.quantity.unit
        for number, citation in enumerate(item.citations, 1):
            yield from self._citation(citation, node, self._node(f"{path}/citation/{number}"))
        for number, ground in enumerate(item.grounds, 1):
            told = self._node(f"{path}/ground/{number}")
            yield node, IMR["hasGround"], told
            yield from self._ground(ground, told)
        for number, ground in enumerate(item.conceded, 1):
            told = self._node(f"{path}/concession/{number}")
            yield node, IMR["hasConcession"], told
            yield from self._ground(ground, told)
        for number, statement in enumerate(item.statements, 1):
            yield from self._statement(statement, item, path, number)

    def _citation(self, citation: Citation, item: Iri, node: Iri) -> Iterator[Triple]:
        yield item, IMR["hasCitation"], node
        if citation.by:
            yield node, IMR["citedBy"], IMRV[citation.by]
        yield node, IMR["citedSource"], IMRV[citation.source.lower()]
        if citation.work:
            yield node, IMR["cites"], Iri(citation.work)
        for name, value in (("citedName", citation.guideline), ("citedEdition", citation.edition)):
            if value is not None:
                yield node, IMR[name], str(value)
        for section in citation.sections:
            yield node, IMR["citedSection"], section
        for page in citation.pages:
            yield node, IMR["citedPage"], page
        yield from self._place(node, citation.span)

    def _ground(self, ground: Ground, node: Iri) -> Iterator[Triple]:
        yield node, IMR["criterion"], IMRV[ground.criterion]
        yield node, IMR["met"], ground.met
        if ground.likelihood is not None:
            yield node, IMR["likelihood"], ground.likelihood
        if ground.reader is not None:
            yield node, IMR["readBy"], ground.reader
        if ground.waived:
            yield node, IMR["waived"], True
        yield node, IMR["attributedTo"], IMRV[Voice.REVIEWER]
        yield from self._place(node, ground.span)

    def _statement(
        self, statement: Statement, item: Item, path: str, number: int
    ) -> Iterator[Triple]:
        """Say one recommendation as the reviewer states it, in the shape of an encoded one."""
        below = f"{path}/statement/{number}"
        node = self._node(below)
        yield self._node(path), IMR["hasStatement"], node
        yield node, RDF["type"], IMR[f"{statement.polarity.capitalize()}Recommendation"]
        yield node, IMR["inReading"], IMRV["stated-reading"]
        yield node, IMR["attributedTo"], IMRV[Voice.GUIDELINE_AS_STATED]
        yield node, IMR["aboutTreatment"], Iri(statement.treatment.value)
        yield from self._place(node, statement.span)
        for place_, citation in enumerate(item.citations, 1):
            if citation.by == "reviewer":
                yield node, IMR["restsOn"], self._node(f"{path}/citation/{place_}")
        for n, condition in enumerate(statement.conditions, 1):
            child = self._node(f"{below}/condition/{n}")
            yield node, IMR["hasCondition"], child
            yield from self._condition(condition, child)

    def _condition(self, condition: StatedCondition, node: Iri) -> Iterator[Triple]:
        yield node, RDF["type"], IMR["Condition"]
        yield node, IMR["criterion"], IMRV[condition.criterion]
        for name, value in condition.parameters.items():
            said = IMRV[value] if isinstance(value, str) else value
            yield node, IMR[PARAMETERS.get((condition.criterion, name), name)], said
        yield from self._place(node, condition.span)

    def _place(self, node: Iri, span: Span, by: str = "statedAt") -> tuple[Triple, ...]:
        """Say where something stands; the words and the page are said of the place, once."""
        at = self._at(span)
        return (
            (node, IMR[by], at),
            (at, IMR["quote"], self._document.quote(span)),
            (at, IMR["page"], self._document.page(span)),
        )

    def _at(self, span: Span) -> Iri:
        return Iri(place(self._root, span.start, span.end))
