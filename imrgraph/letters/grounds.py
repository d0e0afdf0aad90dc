"""Grounds: what a rationale finds about the case, criterion by criterion.

In:   a document, the place of a rationale, and the treatment that it is about.
Out:  `Ground`s, each with the words that state it and the cue by which it was found.
From: a cue names a criterion; what is denied or affirmed of it stands in the same clause. Neither
      the outcome nor the sentence that concludes on medical necessity is ever asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from imrgraph.letters.conclusions import conclusions
from imrgraph.letters.cues import cues, fold, markers
from imrgraph.letters.document import Span
from imrgraph.letters.letter import Ground
from imrgraph.letters.rationale import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.cues import Cue, Marker
    from imrgraph.letters.document import Document
    from imrgraph.letters.rationale import Sentence

__all__ = ["grounds"]

# "…; however, the": nothing reaches over it
_TURN: Final = re.compile(
    r"[;:]|\bbut\b|\bhowever\b|\b(?:al)?though\b|\bwhile\b|\bbecause\b|\bnevertheless\b"
    r"|\band\s+(?:the\s+(?:patient|worker|claimant|injured)|there|he|she|has|had|is|was|that\s+the)\b"
    r"|,\s+and\s+(?:the|this|it|an?)\b|\bas\s+(?:there|the|s?he)\b"
    r"|\b(?:based\s+on|due\s+to|given|in\s+light\s+of)\b"
)
# "… that would warrant", "prior to this request": what follows is not denied
_PURPOSE: Final = re.compile(
    r"\b(?:that|which)\s+(?:would|could|will|warrants?|supports?|justif\w+|necessitates?)\b"
    r"|\bfor\s+which\b|\bversus\b|\bover\s+(?:the|an?)\b|\b(?:prior\s+to|before)\b|\bstemming\b"
    r"|(?<!evidence)(?<!documentation)(?<!findings)(?<!information)\s+to\s+"
    r"(?:warrant|support|justify|necessitate|substantiate)\b"
)
# "While care was not tried, …": what is granted there decides nothing
_CONCEDED: Final = re.compile(r"\b(?:while|(?:al|even\s+)?though)\b[^,;.]*,")
#: What may be missing for something else, and then is not the ground: "no reason why exercise at
#: home would not do".
_CARRIER: Final = "documentation"
_NEEDS: Final = frozenset({"skilled-care-need", "first-line-therapy"})
# "no plan of surgery or sign of a red flag": one is denied beside the other
_COORDINATED: Final = re.compile(
    r"[,;/]|\b(?:or|and|nor|neither|include|including|such\s+as|no|not|any)\b"
)
#: How far a marker reaches at most, in characters.
_REACH: Final = {True: 80, False: 170}
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
class _Hit:
    """A ground, and whether it counts only where nothing else is found."""

    ground: Ground
    last_resort: bool


def grounds(
    document: Document, place: Span | None, treatment: str | None, knowledge: Knowledge
) -> tuple[Ground, ...]:
    """Find what the rationale says about this case.

    Args:
        document: the letter.
        place: the rationale.
        treatment: the IRI of the requested treatment, as some words mean one thing of a drug and
            another of a test.
        knowledge: whose cues and markers are looked for.

    Returns:
        One ground for each criterion, at the first words that state it, in the order of the
        letter: those that decide. Where some are not met, those that are met do not.
    """
    if place is None:
        return ()
    folded = fold(document.text)
    kinds = {treatment, *knowledge.broader(treatment)} if treatment else set()
    heard = [cue for cue in cues(knowledge) if not (cue.only_for and kinds) or cue.only_for & kinds]
    found: list[_Hit] = []
    for sentence in sentences(document.text, folded, place):
        found += _found(folded, sentence, heard, markers(knowledge))
    firm = [hit.ground for hit in found if not hit.last_resort]
    return _decisive(firm or [hit.ground for hit in found])


def _found(
    text: str, sentence: Sentence, heard: Iterable[Cue], marks: Iterable[Marker]
) -> Iterator[_Hit]:
    """Yield what a sentence finds, in the order of its words.

    What a sentence lacks a reason for is its ground only where it finds nothing else missing.
    """
    hits = _hits(text, sentence, heard)
    conceded = [Span.of(found) for found in _finditer(_CONCEDED, text, sentence.span)]
    fixed = [place for place, cue in hits if cue.met is not None and not cue.last_resort]
    clauses = _Clauses(text, sentence.span, marks, conceded)
    found: list[_Hit] = []
    denied: tuple[Span, str] | None = None
    for place, cue in hits:
        said = clauses.says(place)
        met = cue.met if cue.met is False or said is None else said
        if met is None or any(_overlap(place, span) for span in conceded):
            continue
        if cue.met is None and any(_overlap(place, other) for other in fixed):
            continue
        reach = clauses.reach(place, marked=met)
        if said is False and not cue.last_resort:
            if denied and not _beside(text, denied, place, cue.criterion):
                continue
            if reach.start < place.start:
                denied = place, cue.criterion
        quote = _quote(text, sentence.span, reach)
        found.append(_Hit(Ground(cue.criterion, met, quote, cue.name), cue.last_resort))
    against = {hit.ground.criterion for hit in found if not (hit.ground.met or hit.last_resort)}
    yield from (h for h in found if not (against - {_CARRIER} and h.ground.criterion == _CARRIER))


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


def _hits(text: str, sentence: Sentence, heard: Iterable[Cue]) -> list[tuple[Span, Cue]]:
    """Return where cues are found; of two that fix what is met and overlap, the longer one."""
    concluded = tuple(conclusions(text, sentence.span))
    hits = [
        (Span.of(found), cue)
        for cue in heard
        if sentence.of_case
        or cue.criterion in _CLASSIFIED
        or (cue.last_resort and cue.criterion in _QUOTED)
        for found in _finditer(cue.pattern, text, sentence.span)
        if not any(_overlap(Span.of(found), clause) for clause in concluded)
    ]
    hits.sort(key=lambda hit: hit[0].start - hit[0].end)
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


class _Clauses:
    """The markers of a sentence, and how far they reach."""

    def __init__(
        self, text: str, sentence: Span, marks: Iterable[Marker], conceded: Iterable[Span]
    ) -> None:
        self._marked = [
            (Span.of(found), marker)
            for marker in marks
            for found in _finditer(marker.pattern, text, sentence)
        ]
        self._turns = [found.start() for found in _finditer(_TURN, text, sentence)]
        self._turns += [span.end - 1 for span in conceded]
        self._purposes = [found.start() for found in _finditer(_PURPOSE, text, sentence)]

    def says(self, place: Span) -> bool | None:
        """Say whether what stands at `place` is affirmed; None if it is neither that nor denied."""
        said = {marker.affirms for _, marker in self._reaching(place)}
        return min(said, default=None)

    def reach(self, place: Span, *, marked: bool) -> Span:
        """Return the range of `place` and of the markers that say of it what is `marked`."""
        said = [span for span, marker in self._reaching(place) if marker.affirms is marked]
        near = min(said, key=lambda span: abs(span.start - place.start), default=place)
        return Span(min(near.start, place.start), max(near.end, place.end))

    def _reaching(self, place: Span) -> Iterator[tuple[Span, Marker]]:
        for span, marker in self._marked:
            ends = (place.end, span.start) if marker.reaches_back else (span.end, place.start)
            stops = self._turns if marker.reaches_back else chain(self._turns, self._purposes)
            if 0 <= ends[1] - ends[0] <= _REACH[marker.affirms] and not any(
                ends[0] <= stop < ends[1] for stop in stops
            ):
                yield span, marker


def _quote(text: str, sentence: Span, said: Span) -> Span:
    """Return the words that state a ground: from the first of them to the end of the clause."""
    end = _CLAUSE_END.search(text, said.end, sentence.end)
    whole = text[said.start : end.start() if end else sentence.end]
    words = list(_WORD.finditer(whole))[:_WORDS]
    last = words[-1].end() if words else 0
    return Span(said.start, max(said.end, said.start + last))


def _decisive(found: Iterable[Ground]) -> tuple[Ground, ...]:
    """Return those of the grounds that decide."""
    first: dict[tuple[str, bool], Ground] = {}
    for ground in found:
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


def _finditer(pattern: re.Pattern[str], text: str, span: Span) -> Iterator[re.Match[str]]:
    return pattern.finditer(text, span.start, span.end)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
