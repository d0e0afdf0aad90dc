"""Found: what takes a reader to judge, by the reviewer's findings or else by the record.

In:   a condition and a case.
Out:  an `Answer`.
From: ontology/criteria/as-found.rq.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.criteria import criteria
from imrgraph.knowledge.kinship import have_to_do
from imrgraph.reasoning.deciding.case import Basis, CaseFact
from imrgraph.reasoning.deciding.criteria.answers import Answer, agreed, gap
from imrgraph.reasoning.deciding.results import Absent, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.guidelines import Condition
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.deciding.case import Case, CaseFinding, CaseGround
    from imrgraph.reasoning.deciding.results import Term

__all__ = ["as_found", "grounds_on"]

_INDICATION: Final = "indication"


def as_found(condition: Condition, case: Case, knowledge: Knowledge) -> Answer:
    """Is it met by what the reviewer finds, else by what the record tells?

    A finding of the reviewer comes before what the record tells, but not before a diagnosis or
    treatment that the condition names. The record tells it by clinical findings, or by a diagnosis
    or earlier treatment that the condition names; of findings that tell both ways, one for it is
    enough where the criterion says so. Where nothing is told, the absence policy has its say.
    """
    criterion = criteria(knowledge)[condition.criterion]
    if not criterion.as_found:
        return Answer()
    required = (condition.iri if condition.is_named else criterion.iri,)
    grounds = grounds_on(condition, case)
    if grounds and not (criterion.code == _INDICATION and _named(condition)):
        status = agreed({ground.met for ground in grounds})
        missing = gap("which-finding", criterion.iri) if status is Status.UNKNOWN else None
        return Answer(status, required, premises=grounds, missing=missing)
    told = _Record(condition, case, knowledge)
    if told.shows and told.denies and not criterion.one_is_enough:
        missing = gap("which-finding", criterion.iri)
        return Answer(required=required, premises=told.premises, missing=missing)
    if told.shows:
        return Answer(Status.MET, required, told.shown, premises=told.premises)
    if told.denies:
        return Answer(Status.NOT_MET, required, told.denied, premises=told.premises)
    where = "record" if case.basis is Basis.RECORD else "finding"
    has_policy = condition.when_absent or criterion.when_absent
    return Answer(required=required, missing=gap(where, criterion.iri), silent=bool(has_policy))


def grounds_on(condition: Condition, case: Case) -> tuple[CaseGround, ...]:
    """Return what the reviewer finds on the criterion of a condition."""
    return tuple(each for each in case.grounds if each.criterion == condition.criterion)


def _named(condition: Condition) -> tuple[str, ...]:
    """Return the diagnoses and treatments that a condition names."""
    return condition.concepts("requiresDiagnosis", "requiresTreatment")


class _Record:
    """What the record tells that meets, or fails, a condition which takes a reader to judge.

    What calls for a treatment differs from one to the next, so that a condition on the indication
    counts only what it names.
    """

    def __init__(self, condition: Condition, case: Case, knowledge: Knowledge) -> None:
        self._condition, self._case, self._knowledge = condition, case, knowledge
        self._accepted = frozenset(condition.concepts("metByFinding"))
        self._named = frozenset(_named(condition))
        self._criterion = criteria(knowledge)[condition.criterion]
        heard = [(each, self._leanings(each)) for each in self._heard()]
        self.shows: tuple[CaseFact | CaseFinding, ...] = (
            *self._history(),
            *(each for each, leans in heard if True in leans),
        )
        self.denies = tuple(each for each, leans in heard if False in leans)

    @property
    def shown(self) -> tuple[Term, ...]:
        """What is told for it."""
        return tuple(dict.fromkeys(map(_told, self.shows)))

    @property
    def denied(self) -> tuple[Term, ...]:
        """What is told against it."""
        return tuple(dict.fromkeys(map(_told, self.denies)))

    @property
    def premises(self) -> tuple[CaseFact | CaseFinding, ...]:
        return tuple(dict.fromkeys((*self.shows, *self.denies)))

    def _history(self) -> Iterator[CaseFact]:
        """Yield the diagnoses and earlier treatments that the condition names, or narrower ones."""
        for name in ("diagnosis", "pastTreatment"):
            for fact in self._case.all(name):
                if self._named & {fact.value, *self._knowledge.broader(fact.value)}:
                    yield fact

    def _heard(self) -> Iterator[CaseFinding]:
        """Yield the clinical findings that may speak: of some criteria, those on the treatment.

        One of other parts of the body than those that the request names says nothing of it.
        """
        asked = self._case.treatment
        path = {asked, *self._knowledge.broader(asked)} if asked else set()
        parts = self._case.things("bodyRegion")
        for each in self._case.findings:
            of = each.finding.regions
            elsewhere = parts and of and not have_to_do(of, parts, self._knowledge)
            heard = not self._criterion.told_of_treatment or each.finding.treatment in path
            if heard and not elsewhere:
                yield each

    def _leanings(self, each: CaseFinding) -> set[bool]:
        """Return which way a finding speaks: by its kind, where the condition names kinds.

        One that speaks for the criterion counts where the condition names nothing of its own; one
        that speaks against it also where kinds are named and it is so.
        """
        finding, iri = each.finding, self._criterion.iri
        leans = {finding.present} if self._is_accepted(finding.kind.value) else set()
        if self._criterion.code == _INDICATION or self._named:
            return leans
        said = {met for criterion, met in finding.leans if criterion == iri and met is not None}
        if not self._accepted:
            return leans | said
        return leans | {met for met in said if not met and finding.present}

    def _is_accepted(self, kind: str) -> bool:
        """Say whether the condition names a kind of findings, or a broader one."""
        accepted = self._accepted
        return bool(accepted) and not accepted.isdisjoint((kind, *self._knowledge.broader(kind)))


def _told(each: CaseFact | CaseFinding) -> Term:
    if isinstance(each, CaseFact):
        return str(each.value)
    kind = each.finding.kind.value
    return kind if each.finding.present else Absent(kind)
