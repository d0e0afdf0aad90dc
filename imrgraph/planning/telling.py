"""Telling: what there is to say of a planned request, in the order in which it is wanted.

In:   a `Plan`.
Out:  a title, a line on what would follow, and `Section`s.
From: what is asked for, met and missing by each recommendation, with its place and how sure it is;
      what would fit, what stands in its place, what is not known, what was decided of the like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from imrgraph.insight.keeping import marked, told_left_out
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMRV
from imrgraph.reasoning.deciding.case import CaseGround
from imrgraph.reasoning.deciding.results import Missing, Role, State, Status
from imrgraph.reasoning.deciding.verdicts import Verdict
from imrgraph.reasoning.rendering import terms, wording
from imrgraph.reasoning.rendering.telling import Entry, Section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.planning.plans import Plan
    from imrgraph.planning.precedents import DecidedRequest
    from imrgraph.reasoning.deciding.results import ConditionResult, WeighedRecommendation
    from imrgraph.reasoning.explaining.explanation import ExplainedCondition

__all__ = ["ADVICE", "arithmetic", "condition", "opening", "sections", "title", "unknown"]

#: Stands below every plan.
ADVICE: Final = (
    "This says what guidelines ask for as far as imrgraph holds them, each with how sure that is. "
    "It is no medical or legal advice."
)
_FOLLOWS: Final = {
    Verdict.NECESSARY: "it would be necessary",
    Verdict.NOT_NECESSARY: "it would not be necessary",
    Verdict.PARTLY_NECESSARY: "{certify} of the {visits} visits asked for could be certified",
    Verdict.UNDETERMINED: "it is open whether it would be necessary: {missing}",
}
#: What lets a request pass, in full or in part.
_GRANTED: Final = {Verdict.NECESSARY, Verdict.PARTLY_NECESSARY}
_STATES: Final = {
    State.APPLIES: "applies",
    State.OPEN: "is open",
    State.BLOCKED: "does not apply",
}
#: Nobody has reviewed the request yet: what no reviewer found is what is not given.
_ON_RECORD: Final = {IMRV["gap-finding"], IMRV["gap-record"]}
#: What nobody can give, since guidelines do not say it; by a sentence.
_UNSAID: Final = {IMRV[f"gap-{each}"] for each in ("guideline", "support", "direction", "content")}
#: What is to be documented with it is nothing but what the condition names.
_DOCUMENTATION: Final = "documentation"
_OPERATION: Final = IMRV["gap-operation"]
#: More than these are counted, not told.
_MOST: Final = 8


def title(plan: Plan) -> str:
    """Name what is asked for."""
    know, request = plan.knowledge, plan.request
    named = know.label(request.treatment)
    where = f" for the {know.label(request.region)}" if request.region else ""
    many = f", {_visits(request.visits)}" if request.visits else ""
    when = f", asked for on {request.request}" if request.request else ""
    return f"{named[:1].upper()}{named[1:]}{where}{many}{when}"


def opening(plan: Plan) -> str:
    """Say what would follow for the request, in a sentence."""
    missing = "; ".join(dict.fromkeys(unknown(each, plan.knowledge) for each in plan.open))
    told = _FOLLOWS[plan.verdict].format(
        certify=plan.certify, visits=plan.request.visits, missing=missing
    )
    day = f" on {plan.request.request}" if plan.request.request else ""
    names = [each.name for each in plan.editions]
    by = f" ({'; '.join(names)})" if names else ""
    conflict = "; support and opposition both apply" if plan.explanation.leading.conflict else ""
    unread = plan.verdict in _GRANTED and plan.recalled
    more = "; more is recalled of them, and not applied" if unread else ""
    return f"By the guidelines in force{day}{by}, {told}{conflict}{more}."


def sections(plan: Plan, called: Callable[[str], str] = str) -> tuple[Section, ...]:
    """Return what there is to tell; a section without an entry is left out.

    Args:
        plan: what is told.
        called: says how a letter is named.
    """
    told = (
        *(_recommendation(each, plan) for each in plan.recommendations),
        Section("What is recalled of the same guidelines, and not applied", tuple(_recalled(plan))),
        Section("What is missing", tuple(_missing(plan))),
        Section(_fitting_title(plan), tuple(_fitting(plan))),
        Section("What is not known", tuple(dict.fromkeys(_not_known(plan)))),
        Section("What would speak for it if it were documented", tuple(_besides(plan))),
        Section("What is documented and not asked for", tuple(_idle(plan))),
        Section("What the guidelines support in its place", tuple(_alternatives(plan))),
        Section("The decided requests that are most like it", tuple(_precedents(plan, called))),
    )
    return tuple(section for section in told if section.entries)


def unknown(missing: Missing, knowledge: Knowledge) -> str:
    """Say what would have to be known: what guidelines do not say, or nobody gave."""
    if missing.gap in _UNSAID:
        sentence = str(knowledge.value(missing.gap, "sentence"))
        return sentence.format(of=knowledge.label(missing.of) if missing.of else "")
    if missing.gap in _ON_RECORD:
        return f"nothing is given on {knowledge.label(str(missing.of))}"
    return f"{wording.gap(missing, knowledge)} is not given"


def condition(explained: ExplainedCondition, knowledge: Knowledge) -> str:
    """Say how a condition comes out, and by whose word where nothing else tells it."""
    supposed = any(isinstance(each, CaseGround) for each in explained.result.premises)
    said = wording.sentence(explained.result, knowledge)
    return f"{said}, as you say" if supposed else said


def arithmetic(result: ConditionResult, knowledge: Knowledge) -> str:
    """Write the numbers and days that a condition compares; "" where it compares none."""
    return terms.comparison(result, knowledge)


def _visits(number: int) -> str:
    return f"{number} visit{'' if number == 1 else 's'}"


def _recommendation(weighed: WeighedRecommendation, plan: Plan) -> Section:
    """Tell what one recommendation asks for, and how far that is met."""
    know = plan.knowledge
    entries = tuple(_condition(each, know) for each in plan.conditions_of(weighed))
    side = "For" if weighed.supports else "Against"
    state = f"{_STATES[weighed.state]}{_yielding(weighed, plan)}"
    told = f"{side}: {_named(weighed, know)}, which {state}"
    return Section(told, entries or (Entry("without a condition"),))


def _yielding(weighed: WeighedRecommendation, plan: Plan) -> str:
    """Say to what a recommendation that applies yields, where the verdict is not by it."""
    if weighed.state is not State.APPLIES:
        return ""
    stronger = dict.fromkeys(
        plan.knowledge.label(each.recommendation)
        for each, _ in plan.explanation.leading.decisive
        if weighed.recommendation in each.overrides
    )
    return f", and yields to: {'; '.join(stronger)}" if stronger else ""


def _named(weighed: WeighedRecommendation, knowledge: Knowledge) -> str:
    """Name a recommendation, with its place and how sure it is."""
    return f"{knowledge.label(weighed.recommendation)} ({wording.source(weighed.source)})"


def _condition(explained: ExplainedCondition, knowledge: Knowledge) -> Entry:
    result = explained.result
    sum_ = arithmetic(result, knowledge)
    said = f"{wording.mark(result)} {condition(explained, knowledge)}"
    return Entry(f"{said}: {sum_}" if sum_ else said)


def _recalled(plan: Plan) -> Iterator[Entry]:
    """Yield what would bear on it if a text of it were read, with what it asks for."""
    know = load(unverified=True)
    for weighed in plan.recalled[:_MOST]:
        side = "for it" if weighed.supports else "against it"
        asked = (each for each in weighed.results if each.role is not Role.EXCEPTION)
        told = (f"{wording.MARKS[e.status]} {wording.sentence(e, know)}" for e in asked)
        yield Entry("; ".join([f"{side}: {_named(weighed, know)}", *told]))
    if len(plan.recalled) > _MOST:
        yield Entry(f"{len(plan.recalled) - _MOST} more")


def _missing(plan: Plan) -> Iterator[Entry]:
    """Yield what to show or to change, recommendation by recommendation.

    Of several that support the request one is enough; where one applies, nothing is missing.
    """
    if plan.verdict is Verdict.NECESSARY:
        return
    wanted = {
        each.recommendation: [*dict.fromkeys(_wanted(plan.conditions_of(each), plan.knowledge))]
        for each in plan.recommendations
    }
    ways = [e for e in plan.recommendations if e.supports and wanted[e.recommendation]]
    for each in ways:
        choice = ("either " if each is ways[0] else "or ") if ways[1:] else ""
        shown = _listed(wanted[each.recommendation])
        yield Entry(f"{choice}show {shown} ({wording.source(each.source)})")
    for each in plan.recommendations:
        if not each.supports:
            shown = _listed(wanted[each.recommendation] or ["why this case is an exception"])
            yield Entry(f"{_named(each, plan.knowledge)} speaks against it: show {shown}")


def _wanted(conditions: Iterable[ExplainedCondition], knowledge: Knowledge) -> Iterator[str]:
    """Yield what to document of the conditions that are not met, or not known to be."""
    for each in conditions:
        result = each.result
        if result.status is not Status.MET and result.role is Role.CONDITION:
            documents = knowledge.value(IMRV(result.criterion).value, "documents")
            wanted = terms.required(result.required, result.criterion, knowledge)
            own = knowledge.value(IMRV(result.criterion).value, "asFound")
            named = own and wanted and wanted != knowledge.label(IMRV(result.criterion).value)
            if named and result.criterion == _DOCUMENTATION:
                yield f"that {wanted}"
            else:
                yield f"{documents} ({wanted})" if named else str(documents)


def _fitting(plan: Plan) -> Iterator[Entry]:
    """Yield how many visits still fit, and from which day, or until which, the phase is right."""
    for step in plan.fits:
        yield Entry(wording.next_step(step, plan.knowledge))


def _fitting_title(plan: Plan) -> str:
    """Return the title of what would fit, which is not yet certified where the rest is not met."""
    return "What would fit" if plan.verdict in _GRANTED else "What would fit, were all the rest met"


def _not_known(plan: Plan) -> Iterator[Entry]:
    """Yield what is not given, what becomes of that, and what is assumed."""
    know = plan.knowledge
    for missing in plan.unread:
        yield Entry(unknown(missing, know))
    for each in plan.asked:
        result = each.result
        if result.missing and (result.absence or result.status is Status.UNKNOWN):
            counts = f" and counts as {result.status.replace('-', ' ')}"
            so = "" if result.status is Status.UNKNOWN else counts
            yield Entry(f"{unknown(result.missing, know)}{so}")
    if plan.known_until:
        yield Entry(f"no change of the guidelines after {plan.known_until} is known here")
    for step in plan.assumptions:
        yield Entry(f"assumed: {wording.conclusion(step, know)}")


def _besides(plan: Plan) -> Iterator[Entry]:
    """Yield the recommendations that say nothing as long as no more is known of the case."""
    if plan.verdict is Verdict.NECESSARY:
        return
    after = [each for each in plan.besides if any(map(_wants_operation, each.results))]
    others = [each for each in plan.besides if each not in after]
    for weighed in others[:_MOST]:
        yield Entry(_with_limits(_named(weighed, plan.knowledge), weighed.results, plan.knowledge))
    if len(others) > _MOST:
        yield Entry(f"{len(others) - _MOST} more")
    if after:
        many = "one recommendation" if len(after) == 1 else f"{len(after)} recommendations"
        yield Entry(f"an operation, after which {many} would speak for it")


def _wants_operation(result: ConditionResult) -> bool:
    return bool(result.missing and result.missing.gap == _OPERATION)


def _alternatives(plan: Plan) -> Iterator[Entry]:
    """Yield what is supported in place of a treatment that is not, or not in full."""
    if plan.verdict is Verdict.NECESSARY:
        return
    know = plan.knowledge
    for each in plan.alternatives[:_MOST]:
        named = f"{know.label(each.treatment)}: {_named(each.weighed, know)}"
        yield Entry(_with_limits(named, each.limits, know))
    more = len(plan.alternatives) - _MOST
    if more > 0:
        yield Entry(f"{more} more")


def _with_limits(told: str, results: Iterable[ConditionResult], knowledge: Knowledge) -> str:
    """Add to what is told how much of it there may be."""
    limits = [
        f"{knowledge.label(IMRV(each.criterion).value)} "
        f"{terms.required(each.required, each.criterion, knowledge)}"
        for each in results
        if each.limits and each.required
    ]
    return "; ".join([told, *limits])


def _idle(plan: Plan) -> Iterator[Entry]:
    """Yield what is said to be documented and no recommendation asks for."""
    for iri in plan.idle:
        yield Entry(plan.knowledge.label(iri))


def _precedents(plan: Plan, called: Callable[[str], str]) -> Iterator[Entry]:
    for each in plan.precedents:
        yield Entry(_decided(each, called), each.evidence, request=(each.case, each.item))
    if plan.left_out:
        yield Entry(told_left_out(plan.left_out))


def _decided(found: DecidedRequest, called: Callable[[str], str]) -> str:
    alike = "; ".join(found.precedent.why) or "nothing in common"
    held = found.precedent.held
    year = f", decided in {held.item.values['year']}" if held.item.values["year"] else ""
    case = marked(f"{called(found.case)}, item {found.item}{year}", is_made_up=held.is_made_up)
    return f"{case}: {found.headline} Alike: {alike}."


def _listed(parts: list[str]) -> str:
    """Join what is wanted.

    >>> _listed(["the complaint", "an examination", "a plan"])
    'the complaint, an examination and a plan'
    """
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
