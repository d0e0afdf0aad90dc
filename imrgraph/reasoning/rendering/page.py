"""The page: what there is to say of one item, on one page, in the order in which it is wanted.

In:   an explanation, or all of a letter.
Out:  a line on whether the outcome follows, and `Section`s with the words that each rests on.
From: why, what on record answers it, what is odd, what the next request would need; whatever
      else there is to tell stands behind the level "full".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.criteria import criteria
from imrgraph.knowledge.terms import IMR, IMRV
from imrgraph.letters.text.cutting import shortened
from imrgraph.letters.text.document import Span
from imrgraph.reasoning.auditing.quoting import in_full
from imrgraph.reasoning.deciding.results import Reading
from imrgraph.reasoning.deciding.verdicts import Verdict
from imrgraph.reasoning.explaining.turning import (
    besides,
    conceded,
)
from imrgraph.reasoning.explaining.understanding import not_understood, unread_holding
from imrgraph.reasoning.rendering import terms, wording
from imrgraph.reasoning.rendering.headline import reason_clauses
from imrgraph.reasoning.rendering.standing import cut
from imrgraph.reasoning.rendering.telling import Entry, Section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from imrgraph.reasoning.auditing.discrepancies import Discrepancy
    from imrgraph.reasoning.auditing.grounds import UnaddressedFact
    from imrgraph.reasoning.auditing.passages import Passage
    from imrgraph.reasoning.deciding.case import Change
    from imrgraph.reasoning.explaining.explanation import Explanation, Explanations
    from imrgraph.reasoning.explaining.turning import Reason
    from imrgraph.reasoning.places import Evidence

__all__ = ["page", "reason_sentences", "remarks", "why"]

#: More entries than this are counted, not told.
_MOST: Final = 4
#: So many steps of the next request are told.
_MOST_STEPS: Final = 6
_GIVEN: Final = "The reviewer's reasons"
_WORKED_OUT: Final = "The reasons, worked out from the numbers"
#: A sentence of more words is quoted up to the end of a clause, of at most so many words.
_LONG: Final = 30
_LONGEST: Final = 60
#: So many sentences are quoted that no reason was read in.
_UNTOLD: Final = 3
#: So many quotations an entry has at most, and so many where they are told as reasons.
_QUOTES: Final = 2
_MOST_WORDS: Final = 6
#: The kinds of next steps that quote the reviewer in their sentence, and those whose words stand
#: with the reasons already.
_SHOWN: Final = frozenset({"missing", "lacking"})
_QUOTED_ABOVE: Final = "document"
_IN_LINE: Final = frozenset({"answer", "hint"})
#: So many places of these are quoted; of one so many words, of several so many each.
_BRIEF: Final = 3
_SOME: Final = 30
_FEW: Final = 22
_RULE: Final = "rule"
#: What a change has to lead to that the next request is told of.
_BETTER: Final = frozenset({Verdict.NECESSARY, Verdict.PARTLY_NECESSARY})
#: What may be odd in a cited chapter, of which one thing is told, the most telling first.
_OF_CHAPTERS: Final = ("chapter", "topic", "phase", "phase-beside", "phase-along")
#: That the two parties cite other chapters happens in most letters, and hurts nobody.
_HARMLESS: Final = frozenset({"variance"})


def page(
    item: Explanation, place: Callable[[Evidence], str] = wording.place
) -> tuple[Section, ...]:
    """Return what the page of an item tells; a section without an entry is left out.

    Args:
        item: the explanation.
        place: how the place of a quotation within a sentence is told.
    """
    told = (
        *why(item),
        _section("On record, and on the other side", _answers(item, place)),
        _section("What is odd", _odd(item)),
        _section("What the next request would need", _next(item, place), _MOST_STEPS),
        _section("What was not understood", _not_understood(item), most_quotes=_UNTOLD),
    )
    return tuple(section for section in told if section.entries)


def why(item: Explanation) -> tuple[Section, ...]:
    """Return the reasons of an item as a section; none where none is given, or understood."""
    if item.contrary:
        return ()
    title = _GIVEN if _stated(item) else _WORKED_OUT
    found = _section(title, _reasons(item), most_quotes=_MOST_WORDS)
    return (found,) if found.entries else ()


def remarks(explanations: Explanations) -> tuple[Section, ...]:
    """Return what concerns the whole letter, which is told once."""
    know = explanations.knowledge
    in_part = (Entry(f"noted in reading: {each}") for each in explanations.letter.told_warnings)
    entries = (
        Entry(wording.discrepancy(each, know), each.evidence)
        for item in explanations.items
        for each in item.discrepancies
        if _is_of_letter(each, item)
    )
    found = _section("The letter as a whole", (*in_part, *entries))
    return (found,) if found.entries else ()


def _section(
    title: str, entries: Iterable[Entry], most: int = _MOST, most_quotes: int = _QUOTES
) -> Section:
    """Make a section of the first entries, each with its first words, and the rest of both."""
    every = [_first_words(each, most_quotes) for each in dict.fromkeys(entries)]
    if len(every) <= most + 1:  # to tell that there is one more takes as much room as to tell it
        return Section(title, tuple(every))
    return Section(title, tuple(every[:most]), tuple(every[most:]))


def _first_words(entry: Entry, most: int) -> Entry:
    """Return an entry with as many quotations, and those that are left as further words for it."""
    first, left = entry.evidence[:most], entry.evidence[most:]
    return replace(entry, evidence=first, more=(*left, *entry.more))


def reason_sentences(item: Explanation) -> tuple[Evidence, ...]:
    """Return the words in which the reasons are told, not shortened, in the order of the letter."""
    told = {place for entry in _reasons(item) for place in entry.evidence}
    quote = item.letter.document.quote
    return tuple(sorted(replace(each, quote=quote(Span(each.start, each.end))) for each in told))


def _stated(item: Explanation) -> bool:
    return any(each.stated for each in item.reasons) or bool(besides(item))


def _reasons(item: Explanation) -> Iterator[Entry]:
    """Yield the reasons that are read for certain, those of the same words together; then others.

    Of those the reviewer's words alone are told.
    """
    reasons = item.reasons
    named: dict[tuple[tuple[int, int], ...], tuple[tuple[Evidence, ...], list[str]]] = {}
    for reason, clause in zip(reasons, reason_clauses(reasons, item), strict=True):
        sum_ = _sum(reason, item)
        if reason.is_named or reason.condition:
            evidence = reason.places or (reason.condition.evidence if reason.condition else ())
            key = tuple((place.start, place.end) for place in evidence)
            _, clauses = named.setdefault(key, (evidence, []))
            clauses.append(f"{clause}{f': {sum_}' if sum_ else ''}")
    for evidence, clauses in named.values():
        yield Entry("; ".join(clauses), tuple(_sentence(each, item) for each in evidence))
    if words := _in_words(item, {start for places in named for start, _ in places}):
        yield Entry(wording.WRITES, words)


def _in_words(item: Explanation, told: set[int]) -> tuple[Evidence, ...]:
    """Return the words of the reasons that are not named, in the order of the letter."""
    unnamed = [reason.places[0] for reason in item.reasons if reason.places]
    found: list[Evidence] = []
    for each in (*unnamed, *besides(item)):
        passage = item.passages.of(each)
        again = passage and any(map(passage.holds, found))
        if each.start not in told and not again and not _holds_any(passage, told):
            found.append(_sentence(each, item))
    # What decides first is told first, and what there is no room for stands with the further words.
    first, left = found[:_MOST_WORDS], found[_MOST_WORDS:]
    return tuple(place for part in (first, left) for place in sorted(part, key=_start))


def _start(place: Evidence) -> int:
    return place.start


def _sentence(words: Evidence, item: Explanation) -> Evidence:
    """Return words of the rationale with their sentence, or their clause where that is long."""
    rationale = item.of.rationale.span
    if not rationale.start <= words.start < rationale.end:
        return words
    whole = in_full(words, item.letter.document, rationale, _LONGEST)
    return replace(whole, quote=_whole(whole))


def _holds_any(passage: Passage | None, starts: set[int]) -> bool:
    return passage is not None and any(
        passage.place.start <= start < passage.place.end for start in starts
    )


def _sum(reason: Reason, item: Explanation) -> str:
    """Write the arithmetic of a reason."""
    if reason.condition is None:
        return ""
    return terms.comparison(reason.condition.result, item.knowledge)


def _answers(item: Explanation, place: Callable[[Evidence], str]) -> Iterator[Entry]:
    """Yield what the record holds against the outcome, and what the reviewer concedes.

    Of what the reviewer denies, and of what the summary tells of it, the words alone are told.
    """
    know = item.knowledge
    for found in item.contradictions:
        yield Entry(wording.contradicted(found.evidence, place), found.places)
    answers: dict[Evidence, list[Evidence]] = {}
    for fact in _favourable(item):
        if fact.answers:
            answers.setdefault(fact.answers, []).extend(fact.evidence)
        else:
            yield Entry(wording.in_favour(fact, know), fact.evidence)
    for said, places in answers.items():
        yield Entry(wording.answered(said, place), tuple(dict.fromkeys(places)))
    for each in conceded(item):
        clause = terms.ground_clause(each.criterion, know, met=each.met)
        finds = wording.WRITES if each.is_turned else f"the reviewer finds that {clause}"
        yield Entry(finds, (each.words,))


def _favourable(item: Explanation) -> Iterator[UnaddressedFact]:
    """Yield the facts that speak for what the reviewer found wanting, or says is wanted."""
    if item.recorded_outcome == "overturned":
        return
    wanting = {each.criterion for each in item.reasons if each.stated and not each.met}
    wanting |= {
        each.result.criterion
        for each in item.conditions
        if each.weighed.reading is Reading.STATED and each.words
    }
    yield from (each for each in item.unaddressed if each.answers or each.criterion in wanting)


def _odd(item: Explanation) -> Iterator[Entry]:
    know = item.knowledge
    of_item = [each for each in item.discrepancies if not _is_of_letter(each, item)]
    chapters = sorted((e for e in of_item if e.kind in _OF_CHAPTERS), key=_least_telling)
    for each in of_item:
        if each.kind not in _HARMLESS and (each.kind not in _OF_CHAPTERS or each is chapters[0]):
            yield Entry(wording.discrepancy(each, know), each.evidence)
    limits = {code for code, each in criteria(know).items() if each.limits_quantity}
    for parting in item.partings:
        if parting.criterion in limits and not item.encoding_verified:
            continue  # a limit that nobody verified makes no reviewer's odd
        words = (parting.evidence,) if parting.evidence else ()
        yield Entry(wording.parting(parting, know), words)


def _least_telling(found: Discrepancy) -> tuple[bool, int]:
    """Return the order of what is odd in cited chapters: the reviewer's come first."""
    return "reviewer" not in found.values.get("party", ()), _OF_CHAPTERS.index(found.kind)


def _is_of_letter(found: Discrepancy, item: Explanation) -> bool:
    kind = IMRV(f"discrepancy-{found.kind}").value
    return bool(item.knowledge.value(kind, "ofLetter"))


def _next(item: Explanation, place: Callable[[Evidence], str]) -> Iterator[Entry]:
    """Yield what the next request would need, and which dates and numbers would have mattered."""
    know = item.knowledge
    above = _told_above(item)
    for step in item.next_request:
        said = wording.next_step(step, know, place)
        if step.kind in _SHOWN:
            yield Entry(said)
        elif step.kind == _QUOTED_ABOVE:
            yield Entry(f"{said}, to answer {_briefly(step.evidence, place)}")
        elif step.kind in _IN_LINE:
            yield Entry(f"{said}: {_briefly(step.evidence, place)}")
        else:
            left = [each for each in step.evidence if step.kind != _RULE or each.start not in above]
            if left or not step.evidence:
                yield Entry(said, tuple(replace(each, quote=_whole(each)) for each in left))
    if item.next_request:
        yield from _otherwise(item)


def _briefly(places: Sequence[Evidence], place: Callable[[Evidence], str]) -> str:
    """Quote the first words of a few places."""
    kept = places[:_BRIEF]
    most = _FEW if kept[1:] else _SOME
    return "; ".join(f"“{cut(each, most)}” [{place(each)}]" for each in kept)


def _told_above(item: Explanation) -> set[int]:
    """Return where the sentences begin that stand on the page as a rule or as a reason already."""
    told = [*((item.applied.rule,) if item.applied else ())]
    told += [place for reason in item.reasons for place in reason.places]
    found = (item.passages.of(place) for place in told)
    return {each.place.start for each in found if each}


def _otherwise(item: Explanation) -> Iterator[Entry]:
    """Yield the numbers that would have mattered, and a later day, as far as one can ask so.

    Where the reviewer gives a reason besides, none would have been enough, and nothing is told; and
    what was authorized in part could not have been asked for otherwise.
    """
    turning = {each.result.criterion for each in item.decisive}
    reasons = item.reasons
    alone = all(each.condition or each.criterion in turning for each in reasons)
    if not alone or (besides(item) and not reasons):
        return  # a reason that the reviewer gives is none of dates or numbers
    quantity = item.of.request.quantity
    in_part = quantity is not None and quantity.authorized is not None
    for found in item.counterfactuals:
        changed = {change.property for change in found.changes}
        numbers = all(change.finding is None and _is_open(change, item) for change in found.changes)
        granted_anyhow = in_part and changed == {"quantityRequested"}
        if numbers and found.verdict in _BETTER and not granted_anyhow:
            yield Entry(wording.otherwise(found, item))


def _is_open(change: Change, item: Explanation) -> bool:
    """Say whether the next request can be so: visits given and days gone by are as they are."""
    party = item.knowledge.value(IMR(change.property).value, "changeableBy")
    return party != IMRV("nobody").value or wording.days_later(change) is not None


def _not_understood(item: Explanation) -> Iterator[Entry]:
    """Yield how many sentences were not understood: what leads to the conclusion, the likeliest."""
    found = not_understood(item)
    if holding := unread_holding(item):
        found = (holding, *(each for each in found if each != holding))
    kept = tuple(replace(each, quote=_whole(each)) for each in found[:_UNTOLD])
    if found:
        among = ", among them" if len(found) > len(kept) else ""
        said = "1 sentence" if len(found) == 1 else f"{len(found)} sentences"
        yield Entry(
            f"{said} of the rationale may hold a further reason{among}", kept, found[_UNTOLD:]
        )


def _whole(evidence: Evidence) -> str:
    """Return the words of a sentence, or its first clauses where it is long."""
    return shortened(evidence.quote.split(), _LONG, _LONGEST)
