"""Grounds: what a rationale finds about the case, criterion by criterion.

In:   a document, the place of a rationale, and the treatment that it is about.
Out:  `Ground`s, each with the words that state it and the cue by which it was found.
From: a cue names a criterion; what is denied or affirmed of it stands in the same clause. Neither
      the outcome nor the sentence that concludes on medical necessity is ever asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import Ground
from imrgraph.letters.rationale.conclusions import conclusions
from imrgraph.letters.rationale.cues import cues_at
from imrgraph.letters.rationale.voices import sentences
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

__all__ = ["Hit", "decisive", "heard"]

#: What may be missing for something else, and then is not the ground: "no reason why exercise at
#: home would not do".
_CARRIER: Final = "documentation"
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
#: Named where a rationale has nothing better to say, and few other grounds.
_STOCK: Final = frozenset({"exceptional-factors", "documentation"})
_MOST: Final = 3
#: What a grant that came before is told for, where one of these is found.
_AWAITED: Final = frozenset({"functional-improvement", "visit-limit"})
#: A quotation runs on to the end of its clause, as long as it has no more words than this.
_WORDS: Final = 18
_CLAUSE_END: Final = re.compile(r"[.;,]|$")
_WORD: Final = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A ground: whether it counts only where nothing else is found, in the letter or beside it.

    Attributes:
        ground: what is found.
        last_resort: whether it counts only where the letter has nothing else.
        carries: whether it counts only where the sentence has nothing else.
    """

    ground: Ground
    last_resort: bool
    carries: bool


def heard(
    document: Document, place: Span, treatment: str | None, knowledge: Knowledge
) -> Iterator[tuple[Sentence, list[Hit]]]:
    """Yield the sentences of a rationale, and what cues say of the case in each."""
    folded = fold(document.text)
    kinds = {treatment, *knowledge.broader(treatment)} if treatment else set()
    for sentence in sentences(document.text, folded, place):
        among = _is_of_any if sentence.of_case else _is_of_guidelines
        told = cues_at(folded, sentence.span, among, knowledge)
        fit = (hit for hit in told if not (hit[1].only_for and kinds) or hit[1].only_for & kinds)
        hits = _hits(folded, sentence, fit)
        read = scopes(folded, sentence.span, knowledge) if hits else None
        yield sentence, list(_found(folded, sentence, hits, read)) if read else []


def _is_of_any(_: Cue) -> bool:
    """Say of what speaks of the case that every cue is heard."""
    return True


def _is_of_guidelines(cue: Cue) -> bool:
    """Say whether a cue is heard in the words of a guideline as well."""
    return cue.criterion in _CLASSIFIED or (cue.last_resort and cue.criterion in _QUOTED)


def _found(
    text: str, sentence: Sentence, hits: Sequence[tuple[Span, Cue]], read: Scopes
) -> Iterator[Hit]:
    """Yield what a sentence finds, in the order of its words.

    What a sentence lacks a reason for is its ground only where it finds nothing else missing.
    """
    conceded = [mark.span for mark in read.marks if mark.marker.category == "concedes"]
    fixed = [place for place, cue in hits if cue.met is not None and not cue.last_resort]
    found: list[Hit] = []
    denied: tuple[Span, str] | None = None
    for place, cue in hits:
        meant = _CHANGED if cue.criterion == _OF_CHANGE else _MET
        marks = [(mark.span, meant.get(mark.marker.category)) for mark in read.of(place)]
        said = min((affirmed for _, affirmed in marks if affirmed is not None), default=None)
        met = cue.met if cue.met is False or said is None else said
        if met is None or any(_overlap(place, span) for span in conceded):
            continue
        if cue.met is None and any(_overlap(place, other) for other in fixed):
            continue
        reach = _reach(place, (span for span, affirmed in marks if affirmed is met))
        # "no documentation that": what follows is denied beside it, not as a part of it
        within = any(span.covers(place) for span, _ in marks)
        carries = within or cue.criterion == _CARRIER
        if said is False and not cue.last_resort:
            if denied and not _beside(text, denied, place, cue.criterion):
                continue
            if reach.start < place.start and not within:
                denied = place, cue.criterion
        ground = Ground(cue.criterion, met, _quote(text, sentence.span, reach), cue.name)
        found.append(Hit(ground, cue.last_resort, carries))
    against = any(not (hit.ground.met or hit.last_resort or hit.carries) for hit in found)
    yield from (hit for hit in found if not (against and hit.carries))


def _beside(text: str, before: tuple[Span, str], place: Span, criterion: str) -> bool:
    """Say whether `place` is denied beside what was denied before it, not as a part of that.

    "No sign of instability or red flags" denies two things; "no rationale for the MRI" one.
    """
    span, was = before
    return (
        was == criterion
        or (was == _CARRIER and criterion in _NEEDS)
        or _COORDINATED.search(text, span.start, place.start) is not None
    )


def _hits(
    text: str, sentence: Sentence, heard: Iterable[tuple[Span, Cue]]
) -> list[tuple[Span, Cue]]:
    """Return where cues are found; of two that fix what is met and overlap, the longer one."""
    told = list(heard)
    concluded = tuple(conclusions(text, sentence.span)) if told else ()
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
    """Return the words that state a ground: from the first of them to the end of the clause."""
    end = _CLAUSE_END.search(text, said.end, sentence.end)
    whole = text[said.start : end.start() if end else sentence.end]
    words = list(_WORD.finditer(whole))[:_WORDS]
    last = words[-1].end() if words else 0
    return Span(said.start, max(said.end, said.start + last))


def decisive(found: Sequence[Hit]) -> tuple[Ground, ...]:
    """Return those of the grounds found in a rationale that decide, in the order of the letter.

    One for each criterion, at the first words that state it. Where some are not met, those that
    are met do not decide.
    """
    first: dict[tuple[str, bool], Ground] = {}
    for ground in [h.ground for h in found if not h.last_resort] or [h.ground for h in found]:
        first.setdefault((ground.criterion, ground.met), ground)
    if ("phase", True) in first:  # what is passive is refused for its chronic use alone
        first.pop(("active-care", False), None)
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
