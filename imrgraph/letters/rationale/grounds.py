"""Grounds: what a rationale finds about the case, criterion by criterion.

In:   a document, the place of a rationale, and the treatment that it is about.
Out:  `Ground`s, each with the words that state it and the cue by which it was found.
From: a cue names a criterion; what is denied or affirmed of it stands in the same clause. Neither
      the outcome nor the sentence that concludes on medical necessity is ever asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import Ground
from imrgraph.letters.rationale.barred import barred
from imrgraph.letters.rationale.conclusions import conclusions
from imrgraph.letters.rationale.cues import cues_at
from imrgraph.letters.rationale.features import words
from imrgraph.letters.rationale.voices import sentences
from imrgraph.letters.rationale.waived import is_waived
from imrgraph.letters.text.cutting import completed
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.phrases import fold
from imrgraph.letters.text.scope import scopes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.rationale.cues import Cue
    from imrgraph.letters.rationale.voices import Sentence
    from imrgraph.letters.text.document import Document
    from imrgraph.letters.text.scope import Scopes

__all__ = ["CARRIER", "Hit", "decisive", "heard"]

#: What may be missing for something else, and then is not the ground: "no reason why exercise at
#: home would not do".
CARRIER: Final = "documentation"
_NEEDS: Final = frozenset({"skilled-care-need", "first-line-therapy"})
# "no plan of surgery or sign of a red flag": one is denied beside the other
_COORDINATED: Final = re.compile(
    r"[,;/]|\b(?:or|and|nor|neither|include|including|such\s+as|no|not|any)\b"
)
#: What markers say by which something is so, or not.
_MET: Final = {
    "affirms": True,
    "lasts": True,
    "denies": False,
    "is not shown": False,
    "is past": False,
}
#: The same of a criterion that asks for a change.
_CHANGED: Final = {**_MET, "lasts": False}
_OF_CHANGE: Final = "functional-improvement"
#: Criteria of which a guideline's own words are a finding: "massage is passive, which is not
#: recommended for chronic use" classifies the treatment at hand.
_CLASSIFIED: Final = frozenset({"active-care", "recommended"})
#: Criteria of which a guideline's own words are a finding where there is no better one.
_QUOTED: Final = frozenset({"evidence", "ingredient"})
#: What is found of the worker, which may bar a treatment as well as call for it.
_SEEN: Final = frozenset({"indication", "objective-findings"})
_RECOMMENDED: Final = "recommended"
#: Named where a rationale has nothing better to say, and few other grounds.
_STOCK: Final = frozenset({"exceptional-factors", "documentation"})
_MOST: Final = 3
#: What a grant that came before is told for, where one of these is found.
_AWAITED: Final = frozenset({"functional-improvement", "visit-limit"})
#: A quotation runs on to the end of its clause, as long as it has hardly more words than this.
_WORDS: Final = 18
_CLAUSE_END: Final = re.compile(r"[.;,]|$")
_WORD: Final = re.compile(r"\S+")
#: A quotation of fewer words begins with its clause; others with a whole word: "don't".
_LEAST: Final = 4
_BEGUN: Final = re.compile(r"(?P<here>)\w*\Z")
_CLAUSE: Final = re.compile(
    r"(?<![^\s(])(?:(?:and|but|or|so)\s+)?(?P<here>)[^\s.;,:()][^.;,:()]*\Z"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A ground: whether it counts only where nothing else is found, in the letter or beside it.

    Attributes:
        ground: what is found.
        last_resort: whether it counts only where the letter has nothing else.
        carries: whether it counts only where the sentence has nothing else.
        is_told: whether its sentence says by itself that it speaks of the case.
        is_conceded: whether it is granted, and does not decide.
    """

    ground: Ground
    last_resort: bool
    carries: bool
    is_told: bool
    is_conceded: bool

    @property
    def is_secondary(self) -> bool:
        """Whether something else of its sentence goes before it."""
        return self.last_resort or self.carries or self.is_conceded


@dataclass(frozen=True, slots=True)
class _Around:
    """A sentence, what markers say in it, and what bars the treatment by the words before it."""

    sentence: Sentence
    read: Scopes
    against: frozenset[frozenset[str]]
    knowledge: Knowledge


def heard(
    document: Document, place: Span, treatment: str | None, knowledge: Knowledge
) -> Iterator[tuple[Sentence, list[Hit]]]:
    """Yield the sentences of a rationale, and what cues say of the case in each."""
    folded = fold(document.text)
    kinds = {treatment, *knowledge.broader(treatment)} if treatment else set()
    against = frozenset[frozenset[str]]()
    for sentence in sentences(document.text, folded, place):
        told = _told(folded, sentence, knowledge)
        fit = (
            (place, cue)
            for place, cue in told
            if (not (cue.only_for and kinds) or cue.only_for & kinds)
            and not (cue.of_requested and _is_of_another(folded, place, treatment, knowledge))
            and not (sentence.argued and sentence.argued.covers(place))
        )
        hits = _hits(folded, sentence, fit)
        read = scopes(folded, sentence.span, knowledge) if hits else None
        around = _Around(sentence, read, against, knowledge) if read else None
        yield sentence, list(_found(folded, around, hits)) if around else []
        against |= barred(folded, sentence.span)


def _is_of_another(text: str, cue: Span, treatment: str | None, knowledge: Knowledge) -> bool:
    """Say whether the words after a cue name a treatment, and not the one that is asked for."""
    end = _CLAUSE_END.search(text, cue.end)
    said = text[cue.end : end.start() if end else len(text)]
    named = {match.concept for match in knowledge.lexicon("treatments").find(said)}
    if treatment is None:
        return False
    return bool(named) and not any(knowledge.are_kin(one, treatment) for one in named)


def _told(text: str, sentence: Sentence, knowledge: Knowledge) -> Iterator[tuple[Span, Cue]]:
    """Yield the cues of a sentence; in a guideline's words few are heard, in the case's all."""
    turn = sentence.case_from
    if turn > sentence.span.start:
        before = Span(sentence.span.start, turn)
        yield from cues_at(text, before, _is_of_guidelines, knowledge)
    if turn < sentence.span.end:
        yield from cues_at(text, Span(turn, sentence.span.end), bool, knowledge)


def _is_of_guidelines(cue: Cue) -> bool:
    """Say whether a cue is heard in the words of a guideline as well."""
    return cue.criterion in _CLASSIFIED or (cue.last_resort and cue.criterion in _QUOTED)


def _found(text: str, around: _Around, hits: Sequence[tuple[Span, Cue]]) -> Iterator[Hit]:
    """Yield what a sentence finds, in the order of its words.

    What a sentence lacks a reason for is its ground only where it finds nothing else missing. What
    is among the things `against` the treatment, by their words, speaks against it.
    """
    sentence, read = around.sentence, around.read
    conceded = [mark.span for mark in read.marks if mark.marker.category == "concedes"]
    fixed = [place for place, cue in hits if cue.met is not None and not cue.last_resort]
    found: list[Hit] = []
    denied: tuple[Span, str] | None = None
    for place, cue in hits:
        meant = _CHANGED if cue.criterion == _OF_CHANGE else _MET
        marks = [(mark.span, meant.get(mark.marker.category)) for mark in read.of(place)]
        said = min((affirmed for _, affirmed in marks if affirmed is not None), default=None)
        waived = is_waived(cue.criterion, place, text, read, around.knowledge)
        met = waived or (cue.met if cue.met is False or said is None else said)
        if met is None:
            continue
        if cue.met is None and any(_overlap(place, other) for other in fixed):
            continue
        reach = _reach(place, (span for span, affirmed in marks if affirmed is met))
        granted = cue.is_conceded or any(span.covers(place) for span in conceded)
        # "no documentation that": what follows is denied beside it, not as a part of it
        within = any(span.covers(place) for span, _ in marks)
        carries = within or cue.criterion == CARRIER
        if not (met or said is not False or cue.last_resort or granted):
            if denied and not _beside(text, denied, place, cue.criterion):
                continue
            if reach.start < place.start and not within:
                denied = place, cue.criterion
        quote = _quote(text, sentence.span, reach)
        ground = Ground(cue.criterion, met, quote, cue.name, waived=waived)
        named = text[reach.start : reach.end]
        if met and cue.criterion in _SEEN and _is_among(around.against, named):
            ground = replace(ground, criterion=_RECOMMENDED, met=False)
        found.append(Hit(ground, cue.last_resort, carries, sentence.is_told, granted))
    lacking = any(not (hit.ground.met or hit.is_secondary) for hit in found)
    yield from (hit for hit in found if not (lacking and hit.carries))


def _is_among(things: frozenset[frozenset[str]], said: str) -> bool:
    """Say whether words name one of `things`."""
    return bool(things) and any(thing <= frozenset(words(said)) for thing in things)


def _beside(text: str, before: tuple[Span, str], place: Span, criterion: str) -> bool:
    """Say whether `place` is denied beside what was denied before it, not as a part of that.

    "No sign of instability or red flags" denies two things; "no rationale for the MRI" one.
    """
    span, was = before
    return (
        was == criterion
        or (was == CARRIER and criterion in _NEEDS)
        or _COORDINATED.search(text, span.start, place.start) is not None
    )


def _hits(
    text: str, sentence: Sentence, heard: Iterable[tuple[Span, Cue]]
) -> list[tuple[Span, Cue]]:
    """Return where cues are found; of two that fix what is met and overlap, the longer one."""
    told = list(heard)
    concluded = conclusions(text, sentence.span) if told else ()
    hits = [hit for hit in told if not any(_overlap(hit[0], clause) for clause in concluded)]
    hits.sort(key=lambda hit: (hit[0].start - hit[0].end, hit[1].name, hit[0].start))
    kept: list[tuple[Span, Cue]] = []
    for place, cue in hits:
        rivals = (
            other
            for other, by in kept
            if by.last_resort is cue.last_resort and (by.met is None) is (cue.met is None)
        )
        if not any(_overlap(place, other) for other in rivals):
            kept.append((place, cue))
    return sorted(kept, key=lambda hit: hit[0])


def _reach(place: Span, said: Iterable[Span]) -> Span:
    """Return the range of `place` and of the nearest of the words that say so of it."""
    near = min(said, key=lambda span: abs(span.start - place.start), default=place)
    return Span(min(near.start, place.start), max(near.end, place.end))


def _quote(text: str, sentence: Span, said: Span) -> Span:
    """Return the words that state a ground: from the first of them to the end of the clause.

    Where those are few, from the start of the clause.
    """
    end = _CLAUSE_END.search(text, said.end, sentence.end)
    whole = text[said.start : end.start() if end else sentence.end]
    every = list(_WORD.finditer(whole))
    shown = every[: completed([word[0] for word in every], _WORDS)]
    last = shown[-1].end() if shown else 0
    begun = (_BEGUN if len(shown) >= _LEAST else _CLAUSE).search(text, sentence.start, said.start)
    return Span(begun.start("here") if begun else said.start, max(said.end, said.start + last))


def decisive(found: Sequence[Hit]) -> tuple[Ground, ...]:
    """Return those of the grounds found in a rationale that decide, in the order of the letter.

    One for each criterion, at the first words that state it and speak of the case. Where some are
    not met, those that are met do not decide; one that need not be met was not missed.
    """
    first: dict[tuple[str, bool], Ground] = {}
    deciding = [hit for hit in found if not hit.is_conceded]
    among = [hit for hit in deciding if not hit.last_resort] or deciding
    for ground in (hit.ground for hit in sorted(among, key=lambda hit: not hit.is_told)):
        first.setdefault((ground.criterion, ground.met), ground)
    if ("phase", True) in first:  # what is passive is refused for its chronic use alone
        first.pop(("active-care", False), None)
    for free in [ground.criterion for ground in first.values() if ground.waived]:
        first.pop((free, False), None)
    against = [ground for ground in first.values() if not ground.met]
    kept = against or list(first.values())
    if any(g.criterion in _AWAITED for g in kept):
        kept = [g for g in kept if g.rule != "cue-already-granted"]
    for stock in [g for g in kept if g.criterion in _STOCK]:
        if len(kept) > _MOST:
            kept.remove(stock)
    return tuple(sorted(kept, key=lambda ground: ground.span))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
