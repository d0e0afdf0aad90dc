"""Grounds: what the reviewer gives as reasons, beside what was derived.

In:   the case of an item, what was weighed for it and what follows.
Out:  grounds stated and derived, favourable facts never addressed, the two readings.
From: Cal. Lab. Code § 4610.6(h)(5), on plainly erroneous findings of fact: this names where to
      look.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import local
from imrgraph.letters.rationale.features import words
from imrgraph.letters.rationale.likeness import likest
from imrgraph.letters.stated import MENTIONS
from imrgraph.letters.text.phrases import fold
from imrgraph.reasoning.deciding.case import CaseFact, CaseFinding
from imrgraph.reasoning.deciding.results import Status
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.rationale.likeness import Example
    from imrgraph.reasoning.deciding.case import Case, CaseGround
    from imrgraph.reasoning.deciding.results import Term, WeighedRecommendation
    from imrgraph.reasoning.deciding.verdicts import VerdictResult
    from imrgraph.reasoning.places import Evidence

__all__ = [
    "GroundComparison",
    "Mentioned",
    "Parting",
    "UnaddressedFact",
    "compare_grounds",
    "partings",
    "spaced",
    "unaddressed_facts",
]

#: The schemes by whose names a rationale may mention a fact.
_SCHEMES: Final = ("treatments", "diagnoses", "findings")
#: A word of as many letters, its ending cut off, may name something.
_LONG: Final = 5
#: Unless it is said of anything.
_COMMON: Final = frozenset({"treat", "patient", "normal", "right", "bilateral", "lower", "upper"})
#: What of the history of a case may speak for a request.
_HISTORY = frozenset({"diagnosis", *MENTIONS.values()})


@dataclass(frozen=True, slots=True)
class GroundComparison:
    """A criterion on which the item was decided, by the reviewer, by derivation, or by both."""

    criterion: str
    met: bool
    stated: bool
    derived: bool
    evidence: tuple[Evidence, ...] = ()
    #: How likely it is that the reviewer states it; None where a cue says so, or nobody does.
    likelihood: Decimal | None = None
    #: The model that says that the reviewer states it, where nothing else does.
    reader: str | None = None
    #: Whether it counts as met because the reviewer finds that it need not be met.
    waived: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether a cue tells of it, and neither likeness nor a model alone."""
        return self.likelihood is None and self.reader is None

    @property
    def like(self) -> tuple[Example, ...]:
        """The labelled sentence that the words are likest to, where no cue tells of them."""
        said = " ".join(place.quote for place in self.evidence)
        return likest(said, self.criterion, met=self.met) if self.likelihood is not None else ()

    __repr__ = short("criterion", "met", "stated", "derived")


@dataclass(frozen=True, slots=True)
class UnaddressedFact:
    """A favourable fact on record that the rationale never mentions."""

    fact: CaseFact | CaseFinding
    #: The code of the criterion that it speaks for.
    criterion: str
    evidence: tuple[Evidence, ...]
    #: The words of the reviewer that it answers, where they are known.
    answers: Evidence | None = None

    __repr__ = short("fact", "criterion")


@dataclass(frozen=True, slots=True)
class Parting:
    """A condition at which the guideline as stated and the guideline as encoded part."""

    criterion: str
    stated: tuple[Term, ...]
    #: Empty where the encoding demands nothing of the kind.
    encoded: tuple[Term, ...]
    #: The reviewer's words.
    evidence: Evidence | None

    __repr__ = short("criterion", "stated", "encoded")


def compare_grounds(case: Case, verdict: VerdictResult) -> tuple[GroundComparison, ...]:
    """Compare the grounds that the reviewer states with the decisive conditions."""
    stated: dict[tuple[str, bool], list[Evidence]] = {}
    first: dict[tuple[str, bool], CaseGround] = {}
    for ground in case.grounds:
        if ground.place:
            key = ground.criterion, ground.met
            stated.setdefault(key, []).append(ground.place)
            first.setdefault(key, ground)
    derived = dict.fromkeys((r.criterion, r.status is Status.MET) for _, r in verdict.decisive)
    return tuple(
        GroundComparison(
            *key,
            key in stated,
            key in derived,
            tuple(stated.get(key, ())),
            first[key].likelihood if key in first else None,
            first[key].reader if key in first else None,
            key in first and first[key].waived,
        )
        for key in dict.fromkeys([*stated, *derived])
    )


def unaddressed_facts(
    weighed: Iterable[WeighedRecommendation], rationale: str, knowledge: Knowledge
) -> tuple[UnaddressedFact, ...]:
    """Find what the record holds in favour of the request and the rationale never names.

    A favourable fact is one on which a met condition rests, a treatment, a diagnosis or a clinical
    finding. The rationale names it where `Mentioned` says so. On a criterion that the reviewer
    speaks of, the reviewer's own finding comes before a clinical one.

    Args:
        weighed: the recommendations for the item, weighed on the reviewer's basis.
        rationale: the text of the reviewer's reasons.
        knowledge: the names of treatments.
    """
    mentioned = Mentioned(rationale, knowledge)
    found: dict[tuple[str, object], UnaddressedFact] = {}
    for each in _favourable(weighed):
        concept = (
            each.fact.value if isinstance(each.fact, CaseFact) else each.fact.finding.kind.value
        )
        if each.evidence and not mentioned.has(str(concept), each.evidence):
            found[_what(each.fact)] = each
    return tuple(found.values())


def _favourable(weighed: Iterable[WeighedRecommendation]) -> Iterator[UnaddressedFact]:
    """Yield the facts on which conditions rest that are met."""
    met = (r for each in weighed for r in each.results if r.status is Status.MET)
    for result in met:
        for premise in result.premises:
            if isinstance(premise, CaseFact) and premise.property in _HISTORY:
                yield UnaddressedFact(premise, result.criterion, premise.places)
            elif isinstance(premise, CaseFinding) and _speaks_for(premise, result.criterion):
                yield UnaddressedFact(premise, result.criterion, (premise.place,))


class Mentioned:
    """Says whether a rationale mentions a fact, in whatever words; in doubt it does."""

    def __init__(self, rationale: str, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._words = spaced(rationale)
        self._telling = _telling(rationale)
        named = {
            match.concept
            for scheme in _SCHEMES
            for match in knowledge.lexicon(scheme).find(rationale)
        }
        self._named = named | {each for one in named for each in knowledge.broader(one)}

    def has(self, concept: str, places: Iterable[Evidence]) -> bool:
        """Say whether the rationale names a concept, its kin, or its words."""
        kin = {concept, *self._knowledge.broader(concept)}
        quotes, label = [place.quote for place in places], self._knowledge.label(concept)
        return (
            not self._named.isdisjoint(kin)
            or any(spaced(quote) in self._words for quote in quotes)
            or any(self._telling & _telling(text) for text in (*quotes, label))
        )


def _telling(text: str) -> set[str]:
    """Return the words of a text that may name something, their endings cut off."""
    return {word for word in words(fold(text)) if len(word) >= _LONG} - _COMMON


def _speaks_for(told: CaseFinding, criterion: str) -> bool:
    """Say whether a clinical finding speaks for a criterion: what is normal does not."""
    leaning = {local(iri): met for iri, met in told.finding.leans}.get(criterion)
    return told.finding.present if leaning is None else leaning


def _what(fact: CaseFact | CaseFinding) -> tuple[str, object]:
    """Return what a fact says, wherever it stands."""
    if isinstance(fact, CaseFact):
        return fact.property, fact.value
    return fact.finding.kind.value, fact.finding.present


def spaced(text: str) -> str:
    """Return a text in small letters, its white space folded."""
    return " ".join(text.lower().split())


def partings(
    stated: VerdictResult | None, encoded: VerdictResult | None, case: Case
) -> tuple[Parting, ...]:
    """Find the conditions at which the two readings of the guideline part.

    Only conditions on which the stated decision turns are compared: what the reviewer's words
    demand, against what the encoded guideline demands of the same criterion, if anything. A finding
    that is only applied states no demand.
    """
    if not (stated and encoded and encoded.weighed) or stated.verdict is encoded.verdict:
        return ()
    demanded = {
        result.criterion: result.required for each in encoded.weighed for result in each.results
    }
    return tuple(
        Parting(
            result.criterion,
            result.required,
            demanded.get(result.criterion, ()),
            case.words_of(result.condition),
        )
        for _, result in stated.decisive
        if result.required and demanded.get(result.criterion) != result.required
    )
