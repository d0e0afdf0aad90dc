"""Lettered: the letter that quads describe, as if it had been read.

In:   the quads of one letter, as `describe` gives them, or as somebody describes a request.
Out:  a `Letter`; `describe` gives the same quads of it again.
From: the terms of ontology/imr.ttl. What is said without a place is of no words.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from imrgraph.graph.values import natural, python
from imrgraph.knowledge.facts import Facts
from imrgraph.knowledge.terms import IMR, local, range_of
from imrgraph.letters.letter import (
    CALIFORNIA,
    BodyPart,
    Citation,
    Claimant,
    ClinicalFinding,
    Dates,
    Fact,
    Ground,
    Item,
    Letter,
    Mention,
    Quantity,
    Request,
    Reviewer,
    StatedCondition,
    Statement,
    Summary,
    Voice,
)
from imrgraph.letters.stated import MENTIONS, PARAMETERS
from imrgraph.letters.summary.kinds import kinds
from imrgraph.letters.text.document import Document, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pyoxigraph as ox

    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["lettered"]

_NOWHERE: Final = Span(0, 0)
_RULE: Final = "described"
#: What is said of a condition that is no parameter of it.
_NO_PARAMETER: Final = frozenset({"criterion", "statedAt", "whenAbsent"})
#: The parameters by the criterion and the property that holds them.
_NAMED: Final = {(code, held): name for (code, name), held in PARAMETERS.items()}


def lettered(quads: Iterable[ox.Quad], name: str, knowledge: Knowledge) -> Letter:
    """Return the letter that `quads` describe.

    Args:
        quads: of one letter, which is the only determination among them.
        name: what a message calls it.
        knowledge: which says to what criteria a kind of clinical finding speaks.
    """
    triples = ((_iri(q.subject), q.predicate.value, python(q.object)) for q in quads)
    return _Reader(Facts(triples), name, knowledge).letter()


def _iri(node: object) -> str:
    return str(getattr(node, "value", node))


class _Reader:
    """Reads one letter out of what is said of it and of its parts."""

    def __init__(self, facts: Facts[Any], name: str, knowledge: Knowledge) -> None:
        self._facts, self._knowledge = facts, knowledge
        [self._root] = facts.of_kind(IMR("Determination").value)
        text = str(facts.one(self._root, "text") or "")
        self._document = Document.of(name, text)
        self._found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for node in facts.having("about"):
            about, named = facts.one(node, "about"), facts.one(node, "ofProperty")
            self._found[str(about), local(str(named))].append(node)
        self._names = {"": self._root}

    def letter(self) -> Letter:
        root = self._root
        items = sorted(self._all(root, "hasItem"), key=self._order)
        for item in items:
            self._names[f"item/{self._facts.one(item, 'number')}"] = item
        injuries = self._facts_of(root, "injuryDate")
        return Letter(
            document=self._document,
            layout=_RULE,
            case_number=self._one(root, "caseNumber"),
            dates=Dates(
                assigned=self._one(root, "assignedDate"),
                injury=next(iter(injuries), None),
                decision=self._one(root, "decisionDate"),
                ur_denial=self._one(root, "urDenialDate"),
                application_received=self._one(root, "applicationReceivedDate"),
            ),
            priority=self._one(root, "priority"),
            reviewer=Reviewer(
                licensure=self._held(root, "reviewerLicensure"),
                specialties=self._held(root, "reviewerSpecialty"),
            ),
            claimant=Claimant(
                age=self._one(root, "claimantAge"), sex=self._one(root, "claimantSex")
            ),
            summary=self._summary(injuries[1:]),
            items=tuple(self._item(item) for item in items),
            jurisdiction=str(self._facts.one(root, "jurisdiction") or CALIFORNIA),
            documents=self._held(root, "documentReviewed"),
            names=self._names,
        )

    def _summary(self, injuries: tuple[Fact[Any], ...]) -> Summary:
        root = self._root
        place = self._facts.one(root, "summaryAt")
        return Summary(
            place=_span(place) if place else None,
            injury=next(iter(injuries), None),
            surgery=self._one(root, "surgeryDate"),
            reports=self._held(root, "reportDate"),
            authorization_request=self._one(root, "authorizationRequestDate"),
            diagnoses=self._held(root, "diagnosisText"),
            diagnosed=self._held(root, "diagnosis"),
            treatments=tuple(self._mentions()),
            findings=tuple(
                self._clinical(node, number)
                for number, node in self._numbered(root, "hasClinicalFinding")
            ),
        )

    def _mentions(self) -> Iterator[Mention]:
        """Yield the treatments that are named, those that the record says were given first."""
        for status, name in MENTIONS.items():
            for fact in self._held(self._root, name):
                yield Mention(fact, status)  # type: ignore[arg-type]

    def _clinical(self, node: str, number: int) -> ClinicalFinding:
        self._name(f"clinical-finding/{number}", node)
        score = self._facts.one(node, "score")
        kind = str(self._facts.one(node, "ofKind"))
        present = self._facts.one(node, "present") is not False
        known = kinds(self._knowledge).get(kind)
        return ClinicalFinding(
            kind=self._placed(node, kind),
            present=present,
            score=score if isinstance(score, int) else None,
            treatment=self._text(node, "ofTreatment"),
            regions=tuple(sorted(map(str, self._all(node, "ofRegion")))),
            leans=known.leans(present=present) if known else (),
        )

    def _item(self, node: str) -> Item:
        number = int(str(self._facts.one(node, "number")))
        path = f"item/{number}"
        outcome = self._one(node, "outcome", local)
        rationale = self._facts.one(node, "rationaleAt")
        place = _span(rationale) if rationale else _NOWHERE
        prior = self._facts_of(node, "priorCount")
        statements = (
            self._statement(statement, f"{path}/statement/{n}")
            for n, statement in self._numbered(node, "hasStatement")
        )
        return Item(
            number=number,
            heading=_NOWHERE,
            request=self._request(node),
            outcome=outcome,
            citations=tuple(
                self._citation(each, f"{path}/citation/{n}")
                for n, each in self._numbered(node, "hasCitation")
            ),
            rationale=Fact(self._text(node, "rationaleText") or "", place, _RULE, Voice.REVIEWER),
            depends_on=self._one(node, "dependsOn", self._number_of),
            courses=prior,
            given=tuple(self._given(place)),
            grounds=tuple(
                self._ground(each, f"{path}/ground/{n}")
                for n, each in self._numbered(node, "hasGround")
            ),
            statements=tuple(statements),
            unread=tuple(sorted(map(_span, self._facts.all(node, "unreadAt")))),
            conceded=tuple(
                self._ground(each, f"{path}/concession/{n}")
                for n, each in self._numbered(node, "hasConcession")
            ),
        )

    def _number_of(self, item: object) -> int:
        return int(str(self._facts.one(str(item), "number")))

    def _given(self, rationale: Span) -> Iterator[Mention]:
        """Yield the treatments that the rationale alone says were given."""
        held = self._facts.all(self._root, MENTIONS["past"])
        for fact in self._facts_of(self._root, MENTIONS["past"]):
            alone = fact.voice is not Voice.RECORD or fact.value not in held
            if alone and rationale.covers(fact.span):
                yield Mention(fact, "past")

    def _request(self, node: str) -> Request:
        retrospective = self._one(node, "retrospective")
        return Request(
            text=self._one(node, "requestText") or Fact("", _NOWHERE, _RULE),
            treatment=self._one(node, "requestedTreatment"),
            drugs=self._held(node, "requestedDrug"),
            body_parts=self._held(node, "bodyRegion", lambda region: BodyPart(str(region))),
            quantity=self._quantity(node),
            retrospective=retrospective,
        )

    def _quantity(self, node: str) -> Quantity | None:
        unit = self._text(node, "quantityUnit")
        requested = self._facts_of(node, "quantityRequested")
        first = next(iter(requested), None)
        again = (f.span for f in requested[1:] if first and f.value == first.value)
        found = Quantity(
            per_week=self._one(node, "visitsPerWeek"),
            weeks=self._one(node, "weeks"),
            requested=first,
            authorized=self._one(node, "quantityAuthorized"),
            disputed=self._one(node, "quantityDisputed"),
            unit=unit or "visit",
            corroborated_by=tuple(again),
        )
        return found if unit or found != Quantity() else None

    def _citation(self, node: str, path: str) -> Citation:
        self._name(path, node)
        by, source = self._text(node, "citedBy"), local(self._text(node, "citedSource") or "other")
        return Citation(
            by=local(by) if by else None,  # type: ignore[arg-type]
            source=source if source == "other" else source.upper(),  # type: ignore[arg-type]
            guideline=self._text(node, "citedName"),
            edition=self._text(node, "citedEdition"),
            sections=self._as_written(node, "citedSection"),
            pages=self._as_written(node, "citedPage"),
            work=self._text(node, "cites"),
            span=self._at(node),
        )

    def _as_written(self, node: str, name: str) -> tuple[str, ...]:
        """Return texts in the order of the words that state them: a graph has none."""
        words = " ".join(self._document.quote(self._at(node)).split())
        places: dict[str, int] = {}
        for text in sorted(self._all(node, name), key=lambda text: (-len(text), text)):
            place = words.find(text)
            places[text] = place if place >= 0 else len(words)
            words = words.replace(text, " " * len(text), 1)
        return tuple(sorted(places, key=lambda text: (places[text], natural(text))))

    def _ground(self, node: str, path: str) -> Ground:
        self._name(path, node)
        return Ground(
            criterion=local(str(self._facts.one(node, "criterion"))),
            met=bool(self._facts.one(node, "met")),
            span=self._at(node),
            rule=_RULE,
            likelihood=self._facts.one(node, "likelihood"),
            reader=self._facts.one(node, "readBy"),
            waived=bool(self._facts.one(node, "waived")),
        )

    def _statement(self, node: str, path: str) -> Statement:
        self._name(path, node)
        conditions = (
            self._condition(each, f"{path}/condition/{n}")
            for n, each in self._numbered(node, "hasCondition")
        )
        opposes = node in self._facts.of_kind(IMR("OpposingRecommendation").value)
        treatment = str(self._facts.one(node, "aboutTreatment"))
        place = self._at(node)
        return Statement(
            polarity="opposing" if opposes else "supporting",
            treatment=Fact(treatment, place, _RULE, Voice.GUIDELINE_AS_STATED),
            conditions=tuple(conditions),
            span=place,
        )

    def _condition(self, node: str, path: str) -> StatedCondition:
        self._name(path, node)
        criterion = local(str(self._facts.one(node, "criterion")))
        held = (
            (local(name), values[0])
            for name, values in self._facts.said_of(node).items()
            if name.startswith(IMR.base) and local(name) not in _NO_PARAMETER
        )
        parameters = {
            _NAMED.get((criterion, name), name): local(v) if isinstance(v, str) else v
            for name, v in held
        }
        return StatedCondition(criterion, self._at(node), parameters, _RULE)

    def _name(self, path: str, node: str) -> None:
        """Remember what a part is called, where it is not by its place."""
        if node != f"{self._root}/{path}":
            self._names[path] = node

    def _numbered(self, node: str, name: str) -> Iterator[tuple[int, str]]:
        yield from enumerate(sorted(self._all(node, name), key=natural), 1)

    def _all(self, node: str, name: str) -> tuple[str, ...]:
        return tuple(map(str, self._facts.all(node, name)))

    def _order(self, item: str) -> tuple[int, str]:
        return int(str(self._facts.one(item, "number"))), item

    def _text(self, node: str, name: str) -> str | None:
        found = self._facts.one(node, name)
        return None if found is None else str(found)

    def _at(self, node: str) -> Span:
        place = self._facts.one(node, "statedAt")
        return _span(place) if place else _NOWHERE

    def _one(
        self, node: str, name: str, convert: Callable[[Any], Any] | None = None
    ) -> Fact[Any] | None:
        return next(iter(self._facts_of(node, name, convert)), None)

    def _held(
        self, node: str, name: str, convert: Callable[[Any], Any] | None = None
    ) -> tuple[Fact[Any], ...]:
        """Return the facts of a property that the letter is taken to say."""
        held = self._facts.all(node, name)
        every = self._facts_of(node, name)
        found = [fact for fact in every if fact.value in held]
        return tuple(_converted(fact, convert) for fact in found)

    def _facts_of(
        self, node: str, name: str, convert: Callable[[Any], Any] | None = None
    ) -> tuple[Fact[Any], ...]:
        """Return every fact of a property: those held first, and what has no place at all."""
        held = self._facts.all(node, name)
        nodes = sorted(self._found.get((node, name), ()), key=natural)
        found = [self._placed(each, self._facts.one(each, "value")) for each in nodes]
        known = {fact.value for fact in found}
        bare = [Fact(value, _NOWHERE, _RULE) for value in held if value not in known]
        every = sorted([*found, *bare], key=lambda fact: fact.value not in held)
        return tuple(_converted(fact, convert) for fact in every)

    def _placed(self, node: str, value: Any) -> Fact[Any]:  # noqa: ANN401 (whatever is said)
        voice = local(self._text(node, "attributedTo") or Voice.RECORD.value)
        return Fact(value, self._at(node), _RULE, Voice(voice))


def _converted(fact: Fact[Any], convert: Callable[[Any], Any] | None) -> Fact[Any]:
    value = convert(fact.value) if convert else fact.value
    return Fact(value, fact.span, fact.rule, fact.voice)


def _span(place: object) -> Span:
    found = range_of(str(place))
    return Span(*found) if found else _NOWHERE
