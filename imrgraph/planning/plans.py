"""Plans: what the guidelines in force ask of a request, and how far it meets that.

In:   a request that nobody has decided, in the names of the vocabularies.
Out:  a `Plan`: what is asked for, met, missing, not known, and what would fit.
From: the same weighing and deciding by which letters are explained; nothing is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from imrgraph.arguments import expecting
from imrgraph.errors import QuestionError
from imrgraph.knowledge.guidelines import BESIDE, editions
from imrgraph.knowledge.knowledge import SUREST_FIRST, load
from imrgraph.knowledge.terms import IMRV
from imrgraph.nearest import one_of
from imrgraph.planning.alternatives import alternatives
from imrgraph.planning.checklist import checklist
from imrgraph.planning.earlier import requests_before
from imrgraph.planning.requests import PlannedRequest, Vocabulary, letter_of
from imrgraph.reasoning.deciding.case import Basis, CaseFinding, CaseGround, Change, cases
from imrgraph.reasoning.deciding.results import Missing, Reading, Role, State, Status
from imrgraph.reasoning.deciding.searching import about, covered, reached, silence, unread
from imrgraph.reasoning.deciding.verdicts import decide, speaks
from imrgraph.reasoning.explaining.explanation import Explanation
from imrgraph.reasoning.explaining.next_request import day_that_fits, visits_that_fit
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from imrgraph.knowledge.guidelines import Edition
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.planning.alternatives import Alternative
    from imrgraph.planning.checklist import ToShow
    from imrgraph.planning.precedents import DecidedRequest, Missed
    from imrgraph.planning.requests import Count, Day
    from imrgraph.reasoning.deciding.results import WeighedRecommendation
    from imrgraph.reasoning.deciding.verdicts import Verdict
    from imrgraph.reasoning.explaining.explanation import ExplainedCondition
    from imrgraph.reasoning.explaining.next_request import NextStep
    from imrgraph.reasoning.explaining.proof import Derivation
    from imrgraph.store.opening import LetterStore

__all__ = ["FORMATS", "Plan", "is_after_operation", "plan"]

#: What a plan is written as.
FORMATS: Final = ("text", "markdown", "html", "json")
#: What is given is heard as if a reviewer had found it, and the guideline is as it is encoded.
_BASIS: Final = Basis.REVIEWER
_READING: Final = Reading.ENCODED
_VISITS: Final = "visit-limit"
_PHASE: Final = "phase"
#: The kind of the step that says when a phase ended.
_UNTIL: Final = "until-day"
_CONTENT: Final = IMRV["gap-content"]
_OPERATION: Final = IMRV["gap-operation"]
#: The rank of the source that is consulted first.
_HIGHEST: Final = 1
#: In which order recommendations are told.
_ORDER: Final = (State.APPLIES, State.OPEN, State.BLOCKED)


@dataclass(frozen=True)
class Plan:
    """What the guidelines in force ask of a request that nobody has decided yet."""

    request: PlannedRequest
    #: The request decided on what is given, by the guidelines as encoded.
    explanation: Explanation = field(repr=False)
    #: The decided requests of a store that are most like it, of either outcome.
    precedents: tuple[DecidedRequest, ...] = ()
    #: What the reviewers of denied requests for the treatment said was missing, most often first.
    missed: tuple[Missed, ...] = ()
    #: How many decided requests of the kind are not looked at, being of made-up letters.
    left_out: int = 0
    #: The request of a later day for which this one stands, under editions that are over by then.
    stands_for: PlannedRequest | None = None

    __repr__ = short("request.treatment", "verdict", "missing", "unknown")

    @property
    def knowledge(self) -> Knowledge:
        """The vocabulary and the guidelines by which it is planned."""
        return self.explanation.knowledge

    @property
    def verdict(self) -> Verdict:
        """What would follow for the request."""
        return self.explanation.verdict

    @property
    def certify(self) -> int | None:
        """How many visits could be certified, where it would be necessary in part."""
        return self.explanation.leading.certify

    @cached_property
    def recommendations(self) -> tuple[WeighedRecommendation, ...]:
        """The recommendations in force that speak of the request, those that apply first.

        One against it that is blocked says nothing.
        """
        speaking = (each for each in self.explanation.leading.weighed if speaks(each))
        return tuple(sorted(speaking, key=lambda each: _ORDER.index(each.state)))

    @cached_property
    def besides(self) -> tuple[WeighedRecommendation, ...]:
        """Those that would support the request if more were known of the case, or later."""
        silent = (each for each in self.explanation.leading.weighed if each.supports)
        return tuple(each for each in silent if _may_speak(each) and not self._is_past(each))

    def conditions_of(self, weighed: WeighedRecommendation) -> tuple[ExplainedCondition, ...]:
        """Return what a recommendation asks for; what takes it out of play is none of it."""
        return tuple(
            each
            for each in self.explanation.leading_conditions
            if each.weighed is weighed and each.result.role is not Role.EXCEPTION
        )

    @property
    def asked(self) -> tuple[ExplainedCondition, ...]:
        """What the recommendations ask for, in their order."""
        return tuple(each for of in self.recommendations for each in self.conditions_of(of))

    @property
    def met(self) -> tuple[ExplainedCondition, ...]:
        """What is asked for and met."""
        return self._of(Status.MET)

    @property
    def missing(self) -> tuple[ExplainedCondition, ...]:
        """What is asked for and not met."""
        return self._of(Status.NOT_MET)

    @property
    def unknown(self) -> tuple[ExplainedCondition, ...]:
        """What is asked for, and not known to be met or not."""
        return self._of(Status.UNKNOWN)

    @property
    def silences(self) -> tuple[ExplainedCondition, ...]:
        """What is asked for and not given, so that silence counts one way or the other."""
        decided = (each for each in self.asked if each.result.absence)
        return tuple(each for each in decided if each.result.status is not Status.UNKNOWN)

    @property
    def open(self) -> tuple[Missing, ...]:
        """Why it is open what would follow: what would have to be known."""
        return self.explanation.leading.missing

    @cached_property
    def unread(self) -> tuple[Missing, ...]:
        """The guidelines on the complaint of which nothing is encoded, above those that speak."""
        ranks = [each.rank for each in self.recommendations if each.rank != BESIDE]
        return tuple(
            Missing(_CONTENT, edition.iri)
            for edition in unread(self.explanation.case, self.knowledge)
            if ranks and edition.rank < min(ranks)
        )

    @cached_property
    def speaking(self) -> tuple[WeighedRecommendation, ...]:
        """The recommendations of guidelines, those for the request first; no caps of the law."""
        found = (each for each in self.recommendations if each.rank != BESIDE)
        return tuple(sorted(found, key=lambda each: not each.supports))

    @cached_property
    def unseen(self) -> tuple[Edition, ...]:
        """The editions in force on the request of which nothing on it is encoded, highest first."""
        case, know = self.explanation.case, self.knowledge
        if self.speaking:
            iris = {each.of for each in self.unread}
            return tuple(each for each in editions(know) if each.iri in iris)
        may_speak = [each for each in self.besides if not is_after_operation(each)]
        if any(each.rank <= _HIGHEST for each in may_speak):
            return ()
        said = {each.source.within for each in self.besides}
        found = [e.edition for e in covered(case, know)] + [e.edition for e in about(case, know)]
        silent = {each.iri: each for each in found if each.iri not in said}
        return tuple(sorted(silent.values(), key=lambda each: each.rank))

    @cached_property
    def earlier(self) -> Plan | None:
        """The request by the last editions that are encoded, where none in force speaks of it."""
        if self.speaking or not self.unseen:
            return None
        for each in requests_before(self.request, self.knowledge):
            found = Plan(each, _explained(each, self.knowledge), stands_for=self.request)
            if found.speaking:
                return found
        return None

    @property
    def guiding(self) -> Plan:
        """The plan by the guidelines that say what to show: those in force, or the last before."""
        return self.earlier or self

    @cached_property
    def to_show(self) -> tuple[ToShow, ...]:
        """What to show: what guidelines ask for, and what reviewers said was missing."""
        return checklist(self)

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """The editions by which it is planned: of what speaks of the request, in that order."""
        every = {each.iri: each for each in editions(self.knowledge)}
        named = filter(None, (each.source.within for each in self.recommendations))
        return tuple(every[iri] for iri in dict.fromkeys(named))

    @cached_property
    def known_until(self) -> date | None:
        """The day of the last change of a guideline that is known, if the request is later."""
        last = max(each.begins for each in editions(self.knowledge) if each.begins)
        asked = self.request.request
        return last if asked and asked > last else None

    @cached_property
    def recalled(self) -> tuple[WeighedRecommendation, ...]:
        """What is recalled of the same editions, and is not applied: no text of it was read."""
        if self.knowledge.includes_unverified:
            return ()
        within = {each.iri for each in self.editions}
        every = reached(self.explanation.case, load(unverified=True))
        return tuple(
            each
            for each in every
            if each.reading is _READING
            and each.source.status == SUREST_FIRST[-1]
            and each.source.within in within
            and speaks(each)
        )

    @cached_property
    def idle(self) -> tuple[str, ...]:
        """What is documented, and neither a recommendation nor a reviewer asks for, by IRI."""
        by = self.guiding
        every = (*self.recommendations, *self.besides, *by.recommendations, *by.besides)
        looked_at = {
            each.finding.kind.value if isinstance(each, CaseFinding) else IMRV[each.criterion]
            for weighed in every
            for result in weighed.results
            for each in result.premises
            if isinstance(each, CaseFinding | CaseGround)
        }
        findings = (iri for iri, _ in self.request.findings)
        given = (*findings, *(IMRV[code] for code, _ in self.request.shown))
        missed = {IMRV[each.criterion] for each in self.missed}
        return tuple(each for each in given if each not in looked_at | missed)

    @cached_property
    def fits(self) -> tuple[NextStep, ...]:
        """How many visits still fit, and from which day, or until which, the phase is right."""
        return tuple({(s.kind, repr(s.values)): s for s in self._fitting()}.values())

    @cached_property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The treatments that the guidelines support for the same case."""
        return alternatives(self.explanation)

    @property
    def assumptions(self) -> tuple[Derivation, ...]:
        """What is assumed."""
        return self.explanation.assumptions

    def render(self, form: str = "text") -> str:
        """Return the plan in one of `FORMATS`.

        Raises:
            QuestionError: it is no such format.
        """
        # Renderings are built on plans: that way round only when one is asked for.
        from imrgraph.planning import rendering  # noqa: PLC0415

        if form not in FORMATS:
            message = f"{form}: expected {one_of(form, FORMATS)}"
            raise QuestionError(message)
        return rendering.render(self, form)

    def to_text(self) -> str:
        """Return the plan as a person reads it."""
        return self.render("text")

    def to_json(self) -> str:
        """Return the plan as JSON, in the schema "imrgraph/plan/1"."""
        return self.render("json")

    def _repr_html_(self) -> str:
        """Return the plan as a notebook shows it."""
        from imrgraph.planning.rendering import as_fragment  # noqa: PLC0415

        return as_fragment(self)

    def _of(self, status: Status) -> tuple[ExplainedCondition, ...]:
        return tuple(each for each in self.asked if each.result.status is status)

    def _is_past(self, weighed: WeighedRecommendation) -> bool:
        """Say whether the phase is over in which a recommendation speaks."""
        steps = (
            day_that_fits(each, self.explanation)
            for each in self._on(_PHASE, [weighed])
            if each.result.role is Role.SCOPE and each.result.status is Status.NOT_MET
        )
        return any(step.kind == _UNTIL for step in steps if step)

    def _fitting(self) -> Iterator[NextStep]:
        applying = tuple(filter(_applies, self.recommendations))
        deciding = applying or self.recommendations
        for each in self._on(_VISITS, deciding):
            if step := visits_that_fit(each, self.request.earlier_visits):
                yield step
        for each in self._on(_PHASE, deciding if applying else (*deciding, *self.besides)):
            late = each.result.status is Status.NOT_MET
            if late and (step := day_that_fits(each, self.explanation)):
                yield step

    def _on(
        self, criterion: str, of: Iterable[WeighedRecommendation]
    ) -> Iterator[ExplainedCondition]:
        """Yield the conditions on a criterion of some recommendations."""
        every = (each for weighed in of for each in self.conditions_of(weighed))
        return (each for each in every if each.result.criterion == criterion)


def is_after_operation(weighed: WeighedRecommendation) -> bool:
    """Say whether a recommendation is one after an operation, of which nothing is given."""
    missing = (each.missing for each in weighed.results)
    return any(each.gap == _OPERATION for each in missing if each)


def _applies(weighed: WeighedRecommendation) -> bool:
    return weighed.supports and weighed.state is State.APPLIES


def _may_speak(weighed: WeighedRecommendation) -> bool:
    """Say whether a recommendation is out of scope only for what is not given, or by the day."""
    roles = {role: [r for r in weighed.results if r.role is role] for role in Role}
    failing = (each for each in roles[Role.SCOPE] if each.status is not Status.MET)
    may_hold = all(
        each.absence or each.status is Status.UNKNOWN or each.criterion == _PHASE
        for each in failing
    )
    excepted = any(each.status is Status.MET for each in roles[Role.EXCEPTION])
    return weighed.state is State.SILENT and may_hold and not excepted


@expecting
def plan(  # noqa: PLR0913 (each is said by its name)
    treatment: str,
    region: str | None = None,
    *,
    request: Day | None = None,
    injury: Day | None = None,
    surgery: Day | None = None,
    visits: Count | None = None,
    visits_a_week: Count | None = None,
    earlier_visits: Count | None = None,
    age: Count | None = None,
    diagnoses: Iterable[str] = (),
    had: Iterable[str] = (),
    beside: Iterable[str] = (),
    documented: Iterable[str] = (),
    unverified: bool = False,
    least: str | None = None,
    beyond: bool = False,
    store: LetterStore | None = None,
) -> Plan:
    """Say what the guidelines in force ask of a request that nobody has decided yet.

    Names are those of the vocabularies, in any writing: `imrgraph terms` finds them. What is not
    given is not known; nothing is guessed.

    Args:
        treatment: what is asked for.
        region: the part of the body.
        request: the day on which it is asked for, by which guidelines are in force or not.
        injury: the day of the injury.
        surgery: the day of the operation after which it is asked for.
        visits: how many visits are asked for.
        visits_a_week: how many of them in a week.
        earlier_visits: how many visits there were before.
        age: of the worker, in years.
        diagnoses: what the worker has.
        had: the treatments that were tried and are over.
        beside: the treatments that go on beside it.
        documented: what the record shows: findings ("muscle spasm"), and criteria that take a
            reader to judge ("functional improvement"); "no muscle spasm" where it shows none.
        unverified: also apply recommendations that were encoded without reading their source.
        least: how sure they are at least: "verified", "secondary", "single-report", "unverified".
        beyond: also apply what guidelines beyond MTUS and ODG recommend.
        store: whose decided requests are searched for those that are most like it.

    Raises:
        PlanError: a name is in no vocabulary, or a number or a day is impossible.

    >>> found = plan("massage", "neck", request="2015-06-10", injury="2014-11-14", visits=12)
    >>> found.verdict.value, found.certify, [each.result.criterion for each in found.missing]
    ('partly-necessary', 6, ['visit-limit'])
    """
    knowledge = load(unverified=unverified, least=least, beyond=beyond)
    asked = Vocabulary(knowledge).request(
        treatment, region, request=request, injury=injury, surgery=surgery, visits=visits,
        visits_a_week=visits_a_week, earlier_visits=earlier_visits, age=age, diagnoses=diagnoses,
        had=had, beside=beside, documented=documented,
    )  # fmt: skip
    return _planned(asked, knowledge, store)


def _planned(asked: PlannedRequest, knowledge: Knowledge, store: LetterStore | None) -> Plan:
    """Plan a request, and find those of a store that are most like it."""
    explained = _explained(asked, knowledge)
    planned = Plan(asked, explained)
    if store is None:
        return planned
    # Only who asks a store waits for what compares requests.
    from imrgraph.planning.precedents import as_held, beside, nearest  # noqa: PLC0415

    return beside(planned, nearest(as_held(explained), store.catalog), store)


def _explained(request: PlannedRequest, knowledge: Knowledge) -> Explanation:
    """Decide a request on what is given, by the guidelines as encoded."""
    letter = letter_of(request, knowledge)
    [case] = cases(letter)
    case = case.changed(
        [
            Change(f"{case.item}/ground/{code}", "met", None, after=is_so, finding=code)
            for code, is_so in request.shown
        ]
    )
    weighed = tuple(e for e in reached(case, knowledge) if e.reading is _READING)
    verdict = decide(weighed, _BASIS, _READING, silence(case, _READING, knowledge))
    return Explanation(
        letter=letter,
        knowledge=knowledge,
        of=letter.items[0],
        case=case,
        verdicts=(verdict,),
        weighed={(_BASIS, _READING): weighed},
    )
