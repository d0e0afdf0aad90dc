"""Telling: what there is to say of a planned request, in the order in which it is wanted.

In:   a `Plan`.
Out:  a title, at most 35 words on where the request stands, and `Section`s: what to show first.
From: what guidelines ask for and reviewers want, what of it is met, what would fit, what is not
      known, what comes first, what was decided of the like; then each recommendation, with its
      place and how sure it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from imrgraph.insight.keeping import marked, told_left_out
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMRV
from imrgraph.planning.plans import is_after_operation
from imrgraph.planning.showing import answered, comes_first, named, to_show
from imrgraph.reasoning.deciding.case import CaseGround
from imrgraph.reasoning.deciding.results import Missing, Role, State, Status
from imrgraph.reasoning.deciding.verdicts import Verdict
from imrgraph.reasoning.rendering import terms, wording
from imrgraph.reasoning.rendering.telling import Entry, Section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from imrgraph.knowledge.guidelines import Edition
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.planning.plans import Plan
    from imrgraph.planning.precedents import DecidedRequest
    from imrgraph.reasoning.deciding.results import ConditionResult, WeighedRecommendation
    from imrgraph.reasoning.explaining.explanation import ExplainedCondition

__all__ = ["ADVICE", "arithmetic", "condition", "opening", "sections", "title", "unknown"]

#: Stands below every plan.
ADVICE: Final = (
    "This says what guidelines ask for as far as imrgraph holds them, each with how sure that is; "
    "their texts are not in imrgraph, and those of ACOEM and ODG are licensed. It is no medical or "
    "legal advice."
)
_FOLLOWS: Final = {
    Verdict.NECESSARY: "it would be necessary as it is given",
    Verdict.NOT_NECESSARY: "it would not be necessary as it is given; below is what it lacks",
    Verdict.PARTLY_NECESSARY: "{certify} of the {visits} visits asked for could be certified",
    Verdict.UNDETERMINED: "it is open whether it would be necessary",
}
#: More words no opening has; what does not fit stands below it.
_WORDS: Final = 35
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
_VISITS: Final = "visit-limit"
_PHASE: Final = "phase"
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
    """Say where the request stands, in at most 35 words.

    Where no guideline in force that speaks of it is encoded, that is said, and what stands below.
    """
    told = _unseen_openings(plan) if plan.unseen and not plan.speaking else _openings(plan)
    return next((each for each in told if len(each.split()) <= _WORDS), told[-1])


def _openings(plan: Plan) -> list[str]:
    """Return where a request stands by the guidelines in force, the fullest sentence first."""
    follows = _FOLLOWS[plan.verdict].format(certify=plan.certify, visits=plan.request.visits)
    gaps = dict.fromkeys(unknown(each, plan.knowledge) for each in plan.open)
    conflict = "; support and opposition both apply" if plan.explanation.leading.conflict else ""
    recalled = plan.verdict in _GRANTED and plan.recalled
    more = "; more is recalled of them, and not applied" if recalled else ""
    day = f" on {plan.request.request}" if plan.request.request else ""
    names = [each.name for each in plan.editions]
    by = f"By the guidelines in force{day}"
    named = f"{by} ({'; '.join(names)})" if names else by
    why = f": {'; '.join(gaps)}" if gaps else ""
    many = f": {len(gaps)} things are not known" if len(gaps) > 1 else ""
    ends = (f"{why}{conflict}{more}", f"{many}{conflict}{more}")
    return [f"{start}, {follows}{end}." for start in (named, by) for end in ends]


def _unseen_openings(plan: Plan) -> list[str]:
    """Say of which text in force nothing is here, and what is told instead.

    First comes what is too much by an earlier guideline.
    """
    first = plan.unseen[0]
    instead = [
        *(["what an earlier guideline asked for"] if plan.earlier else []),
        *(["what reviewers asked for"] if plan.missed else []),
    ]
    below = f" Below is {', and '.join(instead)}." if instead else ""
    told = f"It is open: the text of {_since(first)}, is not in imrgraph."
    return [*(f"{told} {each}" for each in _too_many(plan)), f"{told}{below}"]


def _too_many(plan: Plan) -> Iterator[str]:
    """Say how many of the visits asked for fit by an earlier guideline, where not all do."""
    fits = plan.earlier.fits if plan.earlier else ()
    most = max((each.values["fit"][0] for each in fits if each.criterion == _VISITS), default=None)
    asked = plan.request.visits
    if most is not None and asked and most < asked:
        many = f"at most {most}" if most else "none"
        yield f"By an earlier guideline {many} of the {asked} visits fit."


def _since(edition: Edition) -> str:
    """Name an edition, and since when it is in force."""
    return f"{edition.name}, in force since {edition.begins}"


def sections(plan: Plan, called: Callable[[str], str] = str) -> tuple[Section, ...]:
    """Return what there is to tell; a section without an entry is left out.

    Args:
        plan: what is told.
        called: says how a letter is named.
    """
    told = (
        Section("What to show", tuple(to_show(plan, called)), is_checklist=True),
        Section("What is met already", tuple(dict.fromkeys(_met(plan)))),
        Section(_fitting_title(plan), tuple(_fitting(plan))),
        Section("What is not known", tuple(dict.fromkeys(_not_known(plan)))),
        Section("What comes first", tuple(dict.fromkeys(comes_first(plan.guiding)))),
        Section("What would speak for it if it were documented", tuple(_besides(plan))),
        Section("What is documented and not asked for", tuple(_idle(plan))),
        Section("The decided requests that are most like it", tuple(_precedents(plan, called))),
        *(_recommendation(each, of) for each, of in _weighed(plan)),
        Section("What is recalled of the same guidelines, and not applied", tuple(_recalled(plan))),
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
    entries = tuple(_condition(each, plan) for each in plan.conditions_of(weighed))
    side = "For" if weighed.supports else "Against"
    state = f"{_STATES[weighed.state]}{_yielding(weighed, plan)}"
    side += " it, in an earlier guideline" if plan.stands_for else ""
    told = f"{side}: {named(weighed, know)}, which {state}"
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


def _condition(explained: ExplainedCondition, plan: Plan) -> Entry:
    """Tell how a condition comes out; the days of a request that stands for another are moved."""
    result, know = explained.result, plan.knowledge
    is_moved = plan.stands_for and result.criterion == _PHASE
    sum_ = "" if is_moved else arithmetic(result, know)
    said = f"{wording.mark(result)} {condition(explained, know)}"
    return Entry(f"{said}: {sum_}" if sum_ else said)


def _recalled(plan: Plan) -> Iterator[Entry]:
    """Yield what would bear on it if a text of it were read, with what it asks for."""
    know = load(unverified=True)
    for weighed in plan.recalled[:_MOST]:
        side = "for it" if weighed.supports else "against it"
        asked = (each for each in weighed.results if each.role is not Role.EXCEPTION)
        told = (f"{wording.MARKS[e.status]} {wording.sentence(e, know)}" for e in asked)
        yield Entry("; ".join([f"{side}: {named(weighed, know)}", *told]))
    if len(plan.recalled) > _MOST:
        yield Entry(f"{len(plan.recalled) - _MOST} more")


def _weighed(plan: Plan) -> Iterator[tuple[WeighedRecommendation, Plan]]:
    """Yield the recommendations that are told, with the plan that is by them."""
    yield from ((each, plan) for each in plan.recommendations)
    if plan.earlier:
        yield from ((each, plan.earlier) for each in plan.earlier.speaking)


def _met(plan: Plan) -> Iterator[Entry]:
    """Yield what the recommendations for it ask for or reviewers want, and is met."""
    for weighed, of in _weighed(plan):
        for each in of.conditions_of(weighed) if weighed.supports else ():
            if each.result.status is Status.MET:
                yield _condition(each, of)
    yield from answered(plan)


def _fitting(plan: Plan) -> Iterator[Entry]:
    """Yield how many visits still fit, and from which day, or until which, the phase is right.

    Days under an edition that is over are none of a request to come.
    """
    before = plan.earlier.fits if plan.earlier else ()
    for step in (*plan.fits, *(each for each in before if each.criterion == _VISITS)):
        yield Entry(wording.next_step(step, plan.knowledge))


def _fitting_title(plan: Plan) -> str:
    """Return the title of what would fit, which is not yet certified where the rest is not met."""
    if plan.earlier:
        return "What would fit, by an earlier guideline"
    return "What would fit" if plan.verdict in _GRANTED else "What would fit, were all the rest met"


def _not_known(plan: Plan) -> Iterator[Entry]:
    """Yield what is not given, what becomes of that, and what is assumed."""
    know = plan.knowledge
    if plan.unseen:
        yield Entry(_instead(plan))
    listed = {each.criterion for each in plan.to_show} if plan.earlier else set()
    before = [each for each in plan.guiding.asked if each.result.criterion not in listed]
    for each in (*plan.asked, *before):
        result = each.result
        if result.missing and (result.absence or result.status is Status.UNKNOWN):
            counts = f" and counts as {result.status.replace('-', ' ')}"
            so = "" if result.status is Status.UNKNOWN else counts
            yield Entry(f"{unknown(result.missing, know)}{so}")
    if plan.known_until:
        yield Entry(f"no change of the guidelines after {plan.known_until} is known here")
    for step in plan.assumptions:
        yield Entry(f"assumed: {wording.conclusion(step, know)}")


def _instead(plan: Plan) -> str:
    """Say of which editions in force the text is not here, and which are told in their place."""
    texts = "; ".join(map(_since, plan.unseen))
    over = plan.earlier.editions if plan.earlier else ()
    names = [f"{each.name} (in force until {each.ends})" for each in over if each.ends]
    before = f". Told in its place: {'; '.join(names)}" if names else ""
    return f"the text that is in force is not in imrgraph: {texts}{before}"


def _besides(plan: Plan) -> Iterator[Entry]:
    """Yield the recommendations that say nothing as long as no more is known of the case."""
    if plan.verdict is Verdict.NECESSARY:
        return
    after = [each for each in plan.besides if is_after_operation(each)]
    others = [each for each in plan.besides if each not in after]
    for weighed in others[:_MOST]:
        yield Entry(_with_limits(named(weighed, plan.knowledge), weighed.results, plan.knowledge))
    if len(others) > _MOST:
        yield Entry(f"{len(others) - _MOST} more")
    if after:
        many = "one recommendation" if len(after) == 1 else f"{len(after)} recommendations"
        yield Entry(f"an operation, after which {many} would speak for it")


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
