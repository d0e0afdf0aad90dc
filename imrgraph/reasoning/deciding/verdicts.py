"""Verdicts: what follows for an item from the recommendations weighed for it.

In:   the recommendations weighed for one item on one basis and in one reading.
Out:  a `VerdictResult`: the verdict, what it turns on, and what would have to be known.
From: imrv:rule-source-order, rule-defeat, rule-verdict, rule-partly, rule-dependence and
      rule-outcome in ontology/vocab/rules.ttl, each with its authority.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from imrgraph.choices import Choice
from imrgraph.knowledge.guidelines import BESIDE
from imrgraph.knowledge.terms import IMRV
from imrgraph.reasoning.deciding.results import Missing, Role, State, Status
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imrgraph.reasoning.deciding.case import Basis
    from imrgraph.reasoning.deciding.results import ConditionResult, Reading, WeighedRecommendation

__all__ = [
    "NO_DATE",
    "NO_GUIDELINE",
    "NO_STATEMENT",
    "NO_SUPPORT",
    "Agreement",
    "Verdict",
    "VerdictResult",
    "decide",
    "fall",
    "speaks",
]

#: Why nothing follows where no recommendation speaks of the request.
NO_GUIDELINE = Missing(IMRV("gap-guideline").value)
NO_DATE = Missing(IMRV("gap-day-of-request").value)
NO_SUPPORT = Missing(IMRV("gap-support").value)
NO_STATEMENT = Missing(IMRV("gap-statement").value)


class Verdict(Choice):
    """What follows for a request."""

    NECESSARY = "necessary"
    NOT_NECESSARY = "not-necessary"
    PARTLY_NECESSARY = "partly-necessary"
    UNDETERMINED = "undetermined"

    @property
    def outcome(self) -> str | None:
        """The outcome that follows; a reviewer cannot modify, so partly necessary is upheld.

        >>> Verdict.PARTLY_NECESSARY.outcome
        'upheld'
        """
        if self is Verdict.UNDETERMINED:
            return None
        return "overturned" if self is Verdict.NECESSARY else "upheld"


class Agreement(Choice):
    """Whether the outcome that follows is the one on record."""

    AGREE = "agree"
    DISAGREE = "disagree"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class VerdictResult:
    """The verdict on one item, on one basis and in one reading."""

    basis: Basis
    reading: Reading
    verdict: Verdict
    rule: str
    #: The recommendations that were weighed at the rank consulted; those out of scope are last.
    weighed: tuple[WeighedRecommendation, ...]
    #: The conditions on which it turns, with the recommendation of each.
    decisive: tuple[tuple[WeighedRecommendation, ConditionResult], ...] = ()
    #: Why it is undetermined: what would have to be known.
    missing: tuple[Missing, ...] = ()
    #: How many units can be certified, where it is necessary in part.
    certify: int | None = None
    #: Support and opposition both apply, and neither overrides the other.
    conflict: bool = False
    #: The item with which it falls, where that is the reason.
    falls_with: str | None = None

    __repr__ = short("verdict", "basis", "reading", "rule")

    def agreement(self, recorded: str | None) -> Agreement:
        """Compare with the outcome on record."""
        if recorded == "partial" and self.verdict is Verdict.PARTLY_NECESSARY:
            return Agreement.AGREE
        if self.verdict.outcome is None or recorded is None:
            return Agreement.UNDETERMINED
        return Agreement.AGREE if self.verdict.outcome == recorded else Agreement.DISAGREE


def decide(
    weighed: Sequence[WeighedRecommendation],
    basis: Basis,
    reading: Reading,
    silence: Missing = NO_GUIDELINE,
) -> VerdictResult:
    """Combine what was weighed for one item.

    Args:
        weighed: recommendations of one basis and one reading.
        basis: the basis, for the record.
        reading: the reading, for the record.
        silence: what is missing where no recommendation speaks.

    Returns:
        The decision. Undetermined says what is missing.
    """
    speaking = [each for each in weighed if speaks(each)]
    if not speaking:
        blocked = any(each.state is State.BLOCKED for each in weighed)
        missing = (NO_SUPPORT if blocked else silence,)
        return VerdictResult(
            basis, reading, Verdict.UNDETERMINED, "verdict", tuple(weighed), missing=missing
        )
    rank = min((each.rank for each in speaking if each.rank != BESIDE), default=BESIDE)
    ranks = {BESIDE, rank}
    consulted = [e for e in weighed if e.rank in ranks and e.state is not State.SILENT]
    others = [e for e in weighed if e.state is State.SILENT or BESIDE < e.rank < rank]
    kept = (*consulted, *others)
    return _Consulted(basis, reading, kept, consulted).decision()


def fall(decision: VerdictResult, operation: str, with_it: VerdictResult) -> VerdictResult:
    """Let an item fall with the operation that it goes along with.

    Args:
        decision: what follows for the item by itself.
        operation: the IRI of the item of the operation.
        with_it: what follows for that item, on the same basis and in the same reading.

    Returns:
        Not necessary where the operation is not. Where it is necessary, in whole or in part, or
        nothing follows for it, the item's own decision stands: that an operation is necessary does
        not make everything so that is asked for beside it.
    """
    fallen = Verdict.NOT_NECESSARY
    if with_it.verdict is not fallen or decision.verdict is fallen:
        return decision
    kept = (decision.basis, decision.reading, fallen, "dependence", decision.weighed)
    return VerdictResult(*kept, falls_with=operation)


def speaks(weighed: WeighedRecommendation) -> bool:
    """Whether a recommendation addresses the request: opposition that is blocked says nothing."""
    blocked = weighed.state is State.BLOCKED and not weighed.supports
    return weighed.state is not State.SILENT and not blocked


class _Consulted:
    """The recommendations of the rank consulted, sorted into support and opposition."""

    def __init__(
        self,
        basis: Basis,
        reading: Reading,
        kept: tuple[WeighedRecommendation, ...],
        consulted: list[WeighedRecommendation],
    ) -> None:
        self._basis, self._reading, self._kept = basis, reading, kept
        self._supports = [each for each in consulted if each.supports]
        self._opposes = [each for each in consulted if not each.supports]

    def decision(self) -> VerdictResult:
        applying = [each for each in self._supports if each.state is State.APPLIES]
        opposing = [each for each in self._opposes if each.state is State.APPLIES]
        in_doubt = [each for each in self._opposes if each.state is State.OPEN]
        if any(not self._against(each, opposing + in_doubt) for each in applying):
            free = [each for each in applying if not self._against(each, opposing + in_doubt)]
            return self._conclude(Verdict.NECESSARY, decisive=_all_of(free))
        if part := self._part(opposing + in_doubt):
            return part
        if opposing and not self._may_be_overridden(opposing):
            blocked = [each for each in self._supports if each.state is State.BLOCKED]
            return self._conclude(
                Verdict.NOT_NECESSARY,
                decisive=_failing([*blocked, *opposing]),
                conflict=any(_unsettled(each, other) for each in applying for other in opposing),
            )
        if self._supports and all(each.state is State.BLOCKED for each in self._supports):
            return self._conclude(Verdict.NOT_NECESSARY, decisive=_failing(self._supports))
        return self._conclude(Verdict.UNDETERMINED, missing=self._missing())

    def _against(
        self, support: WeighedRecommendation, opposition: list[WeighedRecommendation]
    ) -> bool:
        """Whether one of `opposition` defeats `support`, or might."""
        return any(each.recommendation not in support.overrides for each in opposition)

    def _may_be_overridden(self, opposition: list[WeighedRecommendation]) -> bool:
        """Whether support that is still open would override all of `opposition`."""
        names = {each.recommendation for each in opposition}
        return any(s.state is State.OPEN and names <= s.overrides for s in self._supports)

    def _part(self, opposition: list[WeighedRecommendation]) -> VerdictResult | None:
        """Certify the remainder where nothing but limits on the quantity fails.

        An exception to a limit is not missed where a smaller request would keep it.
        """
        for support in self._supports:
            if self._against(support, opposition):
                continue
            wanted = [r for r in support.heard if r.role in {Role.CONDITION, Role.SCOPE}]
            if any(each.limits and each.status is Status.NOT_MET for each in wanted):
                wanted = [each for each in wanted if not each.excuses]
            failing = [each for each in wanted if each.status is Status.NOT_MET]
            rest = [each.status for each in wanted if each not in failing]
            exceptions = (r for r in support.results if r.role is Role.EXCEPTION)
            ordinary = all(r.status is Status.NOT_MET for r in exceptions)
            limits = [each.lever for each in failing if each.limits and each.lever]
            numbers = (lever.value for lever in limits if not lever.finding)
            remainders = [value for value in numbers if isinstance(value, int)]
            unsound = not ordinary or set(rest) - {Status.MET}
            if not failing or len(remainders) < len(failing) or unsound:
                continue
            return self._conclude(
                Verdict.PARTLY_NECESSARY,
                rule="partly",
                decisive=tuple((support, each) for each in failing),
                certify=min(remainders),
            )
        return None

    def _missing(self) -> tuple[Missing, ...]:
        """Name what leaves a recommendation open, or say that none speaks for the request."""
        missing = dict.fromkeys(
            result.missing or Missing(IMRV("gap-criterion").value, IMRV(result.criterion).value)
            for each in (*self._supports, *self._opposes)
            if each.state is State.OPEN
            for result in each.heard
            if result.status is Status.UNKNOWN
        )
        return tuple(missing) or (NO_SUPPORT,)

    def _conclude(  # noqa: PLR0913 (the fields of a decision)
        self,
        verdict: Verdict,
        *,
        rule: str = "verdict",
        decisive: tuple[tuple[WeighedRecommendation, ConditionResult], ...] = (),
        missing: tuple[Missing, ...] = (),
        certify: int | None = None,
        conflict: bool = False,
    ) -> VerdictResult:
        return VerdictResult(
            self._basis,
            self._reading,
            verdict,
            rule,
            self._kept,
            decisive,
            missing,
            certify,
            conflict,
        )


def _unsettled(support: WeighedRecommendation, opposition: WeighedRecommendation) -> bool:
    """Whether neither of two that both apply overrides the other; the law needs no override."""
    return (
        opposition.rank != BESIDE
        and opposition.recommendation not in support.overrides
        and support.recommendation not in opposition.overrides
    )


def _all_of(
    recommendations: list[WeighedRecommendation],
) -> tuple[tuple[WeighedRecommendation, ConditionResult], ...]:
    return tuple((each, result) for each in recommendations for result in each.heard)


def _failing(
    recommendations: list[WeighedRecommendation],
) -> tuple[tuple[WeighedRecommendation, ConditionResult], ...]:
    return tuple(
        (each, result)
        for each, result in _all_of(recommendations)
        if result.status is Status.NOT_MET
    )
