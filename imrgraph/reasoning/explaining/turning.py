"""Turning: the reasons for the outcome on record, the reviewer's own before any that was derived.

In:   an explanation.
Out:  `Reason`s, those that decide first, and what the reviewer concedes to the other side.
From: a chapter that the reviewer did not cite never displaces a ground that the rationale states.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.criteria import criteria
from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.patterns import later
from imrgraph.letters.text.phrases import fold, phrases
from imrgraph.letters.text.sentences import sentences
from imrgraph.reasoning.auditing.giving import TELLS
from imrgraph.reasoning.auditing.quoting import answer, in_context, in_full
from imrgraph.reasoning.deciding.results import Reading, Role, Status
from imrgraph.reasoning.deciding.verdicts import Agreement, Verdict
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.auditing.grounds import GroundComparison
    from imrgraph.reasoning.auditing.passages import Passage, Passages
    from imrgraph.reasoning.explaining.explanation import ExplainedCondition, Explanation
    from imrgraph.reasoning.places import Evidence

__all__ = [
    "Concession",
    "Reason",
    "besides",
    "conceded",
    "giving",
    "hanging_on",
    "likeliest",
    "operation_of",
    "reasons_for",
    "untold",
    "weighs_most",
]

_SERVICE: Final = "associated-service"
_SURGERY: Final = IMRV("surgery").value
#: Says least: that the records do not support a request follows from any other reason.
_VAGUEST: Final = "documentation"
#: These cover so much that the reviewer's own words say more than their names.
_BROAD: Final = frozenset({_VAGUEST, "indication"})
#: Where no sentence is likely enough, the likeliest tells the reason from these odds on (their
#: logarithm); below, none was understood.
_LEAST: Final = 0.0
#: And only from these on it is quoted for want of a reason.
_FAINT: Final = -1.0
#: By so much likelier the reason of the other outcome, a sentence speaks for the side that lost,
#: unless a ground of this one was read in it.
_CONTRARY: Final = 2.0
#: By less it is as likely one of either.
_TIED: Final = 0.5
#: What a ground of that outcome adds, if it was read in it; if labelled sentences bear it out; if
#: it stands in the reviewer's numbers. And what it adds that the reviewer says it weighs most, or
#: that a clause of it leads into the conclusion.
_READ, _BORNE_OUT, _IN_NUMBERS = 3.5, 4.5, 6.0
_SAID, _LEADS_ON = 3.0, 5.0
# "What troubles me more", "more importantly", "above all"
_WEIGHTIER: Final = later(
    r"\b(?:troubles\s+me\s+(?:more|most)|(?:more|most)\s+important(?:ly)?|above\s+all|in\s+any\s+(?:case|event)"
    r"|(?:main|chief|decisive|deciding|primary|principal)\s+(?:reason|point|concern|problem|issue|defect|obstacle)"
    r"|weighs?\s+(?:more|most|heaviest)|decides\s+(?:it|the\s+(?:case|matter)))\b"
)
#: A sentence that may hold a reason, and is listed if it is not told, has these.
_PERHAPS: Final = -1.0
#: Words that begin so near to each other, in characters, are the same: "(there is) no sign of".
_NEXT: Final = 12
#: What was to be tried before, by two criteria.
_EARLIER: Final = frozenset({"conservative-care", "first-line-therapy"})
#: So many words around those that were understood are quoted on either side.
_AROUND: Final = 7
# "However, there is", "In this case, the patient"
_LEADS: Final = later(
    r"(?:[-\u2022]\s+|(?:However|Additionally|Further(?:more)?|Moreover|Therefore|Also|Here"
    r"|In\s+addition|In\s+this\s+case|In\s+the\s+case\s+at\s+hand|Turning\s+to\s+this\s+case"
    r"|Regarding\s+this\s+\w+['\u2019]s\s+case),?\s+)+",
    re.IGNORECASE,
)
#: A sentence of so many words at most is quoted whole.
_LONG: Final = 36
#: Of a longer one that concedes something the clause is quoted.
_LONGEST: Final = 60
#: Fewer words are not plain by themselves, nor are those that begin with a pronoun.
_FEW: Final = 6
# "it is the only thing that is planned"
_PRONOUN: Final = re.compile(r"(?:it|they|which|none|neither|nor)\b", re.IGNORECASE)


# "that is not in dispute, but nothing shows"
_TURNS: Final = re.compile(r"\b(?:but|however|yet|though|nevertheless|since|because)\b|[;:]")
# "However, the patient is 63": what stands before is conceded
_AGAINST: Final = re.compile(
    r"\W*(?:however|but|nevertheless|nonetheless|even so)\b", re.IGNORECASE
)
# "12 visits", "the weeks allowed"
_COUNTED: Final = re.compile(
    r"\d|\b(?:visits?|sessions?|treatments?|weeks?|months?|days?|numbers?|limits?|maxim\w+|allow\w*"
    r"|guidelines?|recommend\w*|dos(?:e|es|age)|tablets?|courses?)\b"
)


@dataclass(frozen=True, slots=True)
class Concession:
    """What the reviewer finds for the side that lost."""

    criterion: str
    met: bool
    #: The reviewer's sentence, with the next, which tells what it comes to.
    words: Evidence
    #: Whether the next sentence turns against it, so that the words alone are sure.
    is_turned: bool

    __repr__ = short("criterion", "met", "words")


@dataclass(frozen=True, slots=True)
class Reason:
    """A criterion on which the outcome on record turns."""

    criterion: str
    met: bool
    #: The reviewer's words; empty where the reason was only derived.
    places: tuple[Evidence, ...] = ()
    #: The condition that says the same in the numbers or days that the reviewer states, or that
    #: alone gives the reason.
    condition: ExplainedCondition | None = None
    #: Whether the reviewer's words are borne out to say so; of others the words alone are sure.
    is_certain: bool = True
    #: The fewest of the reviewer's words that say so, in the first of the places.
    said: Evidence | None = None
    #: Whether it is met only in that the reviewer finds that it need not be.
    waived: bool = False
    #: Whether it is not met in that nothing of its kind is there: no risk calls for a test.
    finds_none: bool = False

    __repr__ = short("criterion", "met", "places")

    @property
    def stated(self) -> bool:
        """Whether the reviewer gives it."""
        return bool(self.places)

    @property
    def is_named(self) -> bool:
        """Whether the criterion is told, and not the reviewer's words alone."""
        return self.is_certain and (self.criterion not in _BROAD or not self.places)

    @property
    def is_vague(self) -> bool:
        """Whether any other reason says more."""
        return self.criterion == _VAGUEST


def giving(item: Explanation) -> tuple[Passage, ...]:
    """Return the sentences that give the reason for what was decided, the likeliest first.

    How likely one does is learned from labelled sentences; a ground that was read in it adds to
    it. A rule, somebody else's word and a bare conclusion give none unless a ground stands in it.
    """
    odds = _odds(item)
    ranked = sorted(odds, key=lambda each: -odds[each])
    telling = [each for each in ranked if odds[each] >= TELLS]
    likely = (each for each in ranked if odds[each] >= _LEAST and _leans(each, item))
    found = telling or [*islice(likely, 1)]
    return tuple(dict.fromkeys(_turned(each, found, item) for each in found))


def _turned(passage: Passage, told: Sequence[Passage], item: Explanation) -> Passage:
    """Return a sentence; the next one where that turns against it, and would not be told."""
    each = item.passages.each
    after = next(iter(each[each.index(passage) + 1 :]), None)
    if after is None or after in told or not (_may_tell(after) and after.finds):
        return passage
    return after if _AGAINST.match(after.place.quote) else passage


def _leans(passage: Passage, item: Explanation) -> bool:
    """Say whether a sentence is not likelier the reason of the contrary of what was decided.

    One in which a ground of what was decided was read is not.
    """
    met = _speaks_for(item) if item.recorded_outcome else None
    if met is None or any(passage.holds(each.evidence[0]) for each in _of_outcome(item)):
        return True
    return passage.reason(met=not met) - passage.reason(met=met) < _TIED


def _odds(item: Explanation) -> dict[Passage, float]:
    """Return of each sentence that may give the reason how likely it does."""
    met, said = _speaks_for(item) if item.recorded_outcome else None, item.passages
    more: dict[Passage, float] = {}
    for ground in _of_outcome(item):
        here = said.of(ground.evidence[0])
        if here:
            more[here] = max(more.get(here, 0.0), _adds(ground, item))
    return {
        each: each.reason(met=met) + more.get(each, 0.0) + _says_so(each)
        for each in said.each
        if (each in more or (_may_tell(each) and not _is_contrary(each, met=met)))
        and not _is_set_aside(each, item.knowledge, met=met)
    }


def _may_tell(passage: Passage) -> bool:
    """Say whether a sentence is more than a rule, somebody else's word or a bare conclusion."""
    return not (passage.is_rule or passage.is_of_others or passage.says_no_more)


def _is_set_aside(passage: Passage, knowledge: Knowledge, *, met: bool | None) -> bool:
    """Say whether the last words of a sentence tell that nothing turns on it.

    What is not disputed is no reason of a denial, and may be one of a grant.
    """
    words = fold(passage.place.quote)
    told = ("set-aside",) if met else ("set-aside", "undisputed")
    ends = [found.end() for name in told for found in phrases(name, knowledge).finditer(words)]
    return bool(ends) and not _TURNS.search(words, max(ends))


def _says_so(passage: Passage) -> float:
    """Return what the reviewer's saying that it is the reason adds to the odds of a sentence."""
    return _SAID * weighs_most(passage.place) + _LEADS_ON * (passage.because is not None)


def _is_contrary(passage: Passage, *, met: bool | None) -> bool:
    """Say whether a sentence is much likelier the reason of the other outcome."""
    return met is not None and passage.reason(met=not met) - passage.reason(met=met) >= _CONTRARY


def weighs_most(words: Evidence) -> bool:
    """Say whether the reviewer says that a reason weighs most."""
    return bool(_WEIGHTIER.search(fold(words.quote)))


def _of_outcome(item: Explanation) -> list[GroundComparison]:
    """Return the reviewer's own grounds that speak for what was decided."""
    met = _speaks_for(item)
    stated = (each for each in item.grounds if each.stated and met in {None, each.met})
    return [each for each in stated if _in_numbers(each, item) or item.passages.is_own(each)]


def _adds(ground: GroundComparison, item: Explanation) -> float:
    if _in_numbers(ground, item):
        return _IN_NUMBERS
    return _BORNE_OUT if item.passages.bears_out(ground) else _READ


def reasons_for(item: Explanation) -> tuple[Reason, ...]:
    """Return the reasons for the outcome: as the reviewer states them, else as they were derived.

    Those of the sentence that is likeliest to give it lead; what says least of one comes last.
    """
    order = {each.place.start: number for number, each in enumerate(item.giving)}

    def at(ground: GroundComparison) -> int | None:
        here = item.passages.of(ground.evidence[0])
        return order.get(here.place.start) if here else None

    told = [each for each in _of_outcome(item) if at(each) is not None]
    ranked = [(at(each), _reason(each, item)) for each in _apart(told, item.passages)]
    ranked.sort(key=lambda each: (each[0], not each[1].is_certain, each[1].is_vague))
    return tuple(reason for _, reason in ranked) or tuple(_derived(item, _speaks_for(item)))


def _apart(grounds: Sequence[GroundComparison], said: Passages) -> Iterator[GroundComparison]:
    """Yield grounds that are told in words of their own.

    Where the same words were read twice, a reading that is not borne out gives way; also one of
    two that say of the same thing that it comes first.
    """
    ranked = sorted(grounds, key=lambda each: (not said.bears_out(each), -said.likelihood(each)))
    kept: list[GroundComparison] = []
    for each in ranked:
        here = each.evidence[0]
        rivals = [other for other in kept if _overlap(here, other.evidence[0])]
        doubled = not said.bears_out(each) and any(
            each.likelihood is not None or abs(here.start - other.evidence[0].start) <= _NEXT
            for other in rivals
            if said.bears_out(other)
        )
        if not doubled and all({each.criterion, o.criterion} != _EARLIER for o in rivals):
            kept.append(each)
    yield from kept


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.start < other.end and other.start < one.end


def likeliest(item: Explanation) -> Evidence | None:
    """Return the sentence that gives the reason most likely, where none was understood."""
    odds = _odds(item)
    best = max(odds, key=lambda each: odds[each], default=None)
    return best.place if best and odds[best] >= _FAINT else None


def besides(item: Explanation) -> tuple[Evidence, ...]:
    """Return the words of the sentences that give the reason, though no ground was read in them.

    The likeliest come first.
    """
    told = [place for reason in item.reasons for place in reason.places]
    return tuple(each.tells for each in item.giving if not any(map(each.holds, told)))


def untold(item: Explanation) -> tuple[Evidence, ...]:
    """Return the sentences that may hold a reason, and of which none is told; the likeliest first.

    They seem to find something, were not understood, or are hardly less likely to give it.
    """
    met = _speaks_for(item)
    told = [place for reason in item.reasons for place in reason.places]
    told += besides(item)
    unread = {place.start for place in item.unread}
    quoted = likeliest(item) if met is not None and not told else None

    def may_tell(each: Passage) -> bool:
        found = each.finds or each.place.start in unread or each.reason(met=met) >= _PERHAPS
        return each.place == quoted or (found and not (each.says_no_more or each.is_copied))

    open_ = [e for e in item.passages.each if may_tell(e) and not any(map(e.holds, told))]
    return tuple(each.place for each in sorted(open_, key=lambda each: -each.reason(met=met)))


def operation_of(item: Explanation) -> int | None:
    """Return the number of the item on which another one hangs.

    The request names it, or else the reviewer says that there is one: the first operation of the
    letter that was decided alike.
    """
    if item.of.depends_on:
        return item.of.depends_on.value
    if not any(each.criterion == _SERVICE and each.stated for each in item.grounds):
        return None
    know = item.knowledge
    decided = item.of.outcome.value if item.of.outcome else None
    for other in item.letter.items:
        asked = other.request.treatment
        alike = other.outcome and other.outcome.value == decided
        if other.number == item.number or not asked or not alike:
            continue
        if _SURGERY in {asked.value, *know.broader(asked.value)}:
            return other.number
    return None


def hanging_on(item: Explanation) -> tuple[int, ...]:
    """Return the numbers of the items that stand or fall with this one."""
    return tuple(
        other.number
        for other in item.letter.items
        if other.depends_on and other.depends_on.value == item.number
    )


def conceded(item: Explanation) -> tuple[Concession, ...]:
    """Return what the reviewer finds for the side that lost, by words that leave no doubt.

    Of one that was granted, or where no reason was understood, only one on a number or a length of
    time: whatever else speaks against the outcome may be the administrator's word, or misread.
    """
    met = _speaks_for(item)
    against = (each for each in item.grounds if each.stated and met not in {None, each.met})
    given = [each for each in item.reasons if each.stated]
    known, told = criteria(item.knowledge), {each.criterion for each in given}
    said = item.passages
    freely = bool(given) and met is False
    return tuple(
        _concession(each, item)
        for each in against
        if each.is_sure
        and each.criterion not in told
        and said.is_own(each)
        and not (met and _accepted(each, item.knowledge))
        and not (known[each.criterion].limits_quantity and not _counts(each))
        and ((met and known[each.criterion].limits_quantity) or (freely and said.bears_out(each)))
    )


def _concession(ground: GroundComparison, item: Explanation) -> Concession:
    """Return a ground in its sentence, with what the reviewer says next but the conclusion."""
    said, document = item.passages, item.letter.document
    here = said.of(ground.evidence[0])
    words = in_full(ground.evidence[0], document, item.of.rationale.span, _LONGEST)
    after = said.after(here) if here else None
    if after and not after.only_concludes:
        goes_on = after.place.end - len(after.place.quote) + len(after.place.quote.rstrip(" .\n"))
        whole = Span(words.start, goes_on)
        words = replace(words, end=whole.end, quote=document.quote(whole))
    turned = here is not None and said.is_conceded(here)
    return Concession(ground.criterion, ground.met, words, turned)


def _counts(ground: GroundComparison) -> bool:
    """Say whether the words of a limit are of visits, time or doses: no expertise is exceeded."""
    return any(_COUNTED.search(place.quote.lower()) for place in ground.evidence)


def _accepted(ground: GroundComparison, knowledge: Knowledge) -> bool:
    """Say whether the words call what goes beyond a limit right, which concedes nothing."""
    accepted = phrases("accepted", knowledge)
    return any(accepted.search(fold(place.quote)) for place in ground.evidence)


def _speaks_for(item: Explanation) -> bool | None:
    """Say whether criteria that are met speak for the outcome on record, or else the verdict.

    For one in part both do: None.
    """
    if item.recorded_outcome == "partial":
        return None
    if item.recorded_outcome:
        return item.recorded_outcome == "overturned"
    return item.verdict is Verdict.NECESSARY


def _in_numbers(ground: GroundComparison, item: Explanation) -> ExplainedCondition | None:
    """Return the condition that says what a ground says in the numbers or days of the reviewer."""
    wanted = Status.MET if ground.met else Status.NOT_MET
    alike = (
        each
        for each in item.conditions
        if each.weighed.reading is Reading.STATED
        and each.result.criterion == ground.criterion
        and each.result.status is wanted
        and each.result.comparisons
        and each.result.role is not Role.EXCEPTION
    )
    return next(alike, None)


def _reason(ground: GroundComparison, item: Explanation) -> Reason:
    said, condition = item.passages, _in_numbers(ground, item)
    is_certain = bool(condition) or (said.bears_out(ground) and _says_all(ground, item))
    places = tuple(
        each if condition and len(each.quote.split()) >= _FEW else _whole(each, item)
        for each in ground.evidence
    )
    first = ground.evidence[0]
    few = len(first.quote.split()) < _FEW
    alone = in_context(first, item.letter.document, _AROUND) if few else first
    return Reason(
        ground.criterion,
        ground.met,
        places,
        condition,
        is_certain,
        None if _PRONOUN.match(alone.quote) or not is_certain else alone,
        ground.waived,
        _finds_none(ground, item),
    )


def _finds_none(ground: GroundComparison, item: Explanation) -> bool:
    """Say whether what a ground finds missing is all that would call for the treatment."""
    said_by = criteria(item.knowledge)[ground.criterion].none_said_by
    here = item.passages.of(ground.evidence[0])
    if ground.met or said_by is None or here is None:
        return False
    said = fold(here.place.quote)
    return bool(said_by.search(said, answer(said, Span(0, len(said))).start))


def _says_all(ground: GroundComparison, item: Explanation) -> bool:
    """Say whether the words of a ground carry all that is told of its criterion."""
    said_by = criteria(item.knowledge)[ground.criterion].said_by
    if ground.met or said_by is None:
        return True
    return any(said_by.search(fold(_whole(each, item).quote)) for each in ground.evidence)


def _whole(evidence: Evidence, item: Explanation) -> Evidence:
    """Return the words of a ground in their sentence, or in their clause where that is long."""
    document = item.letter.document
    around = sentences(document, item.of.rationale.span)
    whole = next((s for s in around if s.start <= evidence.start < s.end), None)
    if whole is None or len(document.quote(whole).split()) > _LONG:
        here = item.passages.of(evidence)
        own = here.answer if here else None
        if own and evidence.start < own.start:  # the denial's words are no reason
            return replace(evidence, start=own.start, end=own.end, quote=own.quote)
        return in_context(evidence, document, _AROUND)
    end = whole.start + len(document.quote(whole).rstrip(" .\n"))
    leads = _LEADS.match(document.text, whole.start, end)
    span = Span(leads.end() if leads else whole.start, end)
    return replace(evidence, start=span.start, end=span.end, quote=document.quote(span))


def _derived(item: Explanation, met: bool | None) -> Iterable[Reason]:  # noqa: FBT001 (a status)
    """Yield what the first verdict turns on that gives the outcome on record, each once.

    Of a decided request only what rests on numbers or days; all else would be guessed.
    """
    recorded = item.recorded_outcome
    agreeing = (
        each
        for each in item.verdicts
        if recorded is None or each.agreement(recorded) is Agreement.AGREE
    )
    verdict = next(agreeing, None)
    if verdict is None:
        return ()
    lead = verdict.basis, verdict.reading
    turning = {
        each.result.criterion: Reason(
            each.result.criterion, each.result.status is Status.MET, (), each
        )
        for each in item.conditions
        if each.decisive
        and (each.result.comparisons or recorded is None)
        and (each.weighed.basis, each.weighed.reading) == lead
        and each.result.role is Role.CONDITION
        and met in {None, each.result.status is Status.MET}
    }
    return turning.values()
