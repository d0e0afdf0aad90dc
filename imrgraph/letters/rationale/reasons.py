"""Reasons: what a rationale finds about the case, by cues and by meaning, and what was not read.

In:   a document, the place of a rationale, and the treatment that it is about.
Out:  `Reasons`: the grounds, each with its words, and the sentences that were not understood.
From: cues (grounds.py) say what is sure; labelled sentences (meaning.py) say how likely the rest
      is, and what a cue is mistaken about. Neither asks for the outcome.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import Ground
from imrgraph.letters.rationale.conclusions import conclusions
from imrgraph.letters.rationale.features import features, words
from imrgraph.letters.rationale.grounds import CARRIER, decisive
from imrgraph.letters.rationale.meaning import (
    CRITERIA,
    KINDS,
    Seen,
    likelihood,
    meaning,
    model,
)
from imrgraph.letters.rationale.waived import is_waived
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.phrases import fold
from imrgraph.letters.text.scope import scopes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.rationale.grounds import Hit
    from imrgraph.letters.rationale.meaning import Candidate, Scores
    from imrgraph.letters.text.document import Document

__all__ = ["Likely", "Reasons", "reasons", "weighed"]

#: By what a ground is found that no cue tells of.
RULE: Final = "read-by-meaning"
#: As likely is a ground that is told beside those that cues tell of, and where none does.
_BESIDE: Final = 0.5
_ALONE: Final = 0.4
#: What is less likely is no ground, where labelled texts seldom bear a cue out.
_REFUSED: Final = 0.05
#: A sentence finds something that is not told, and was not understood, where it is as likely.
_UNTOLD: Final = 0.5
_FINDING: Final = KINDS.index("finding")
_GUIDELINE: Final = "guideline"
#: Beside so many grounds none is told that is only likely.
_MOST: Final = 3
#: What studies say of a treatment, and what is found of a worker, by studies too.
_OF_STUDIES, _FOUND = "evidence", "objective-findings"
#: A quotation has no more words than this.
_WORDS: Final = 18
#: And no fewer, where its sentence has more.
_LEAST: Final = 4
_WORD: Final = re.compile(r"\S+")
_CLAUSE: Final = re.compile(
    r"[;:]\s+|\s-+\s+|,\s+(?=(?:and|but|or|nor|so|yet|while|although|though|which|who|since|because|as"
    r"|if|when|unless|where|with|without|despite|not|even|rather|however|then|for|given|that)\b)"
    r"|\s+(?=(?:but|although|though|while|whereas|because|since|unless|however|despite|yet)\b)"
)
_MARKS: Final = re.compile(r"[\s,;:.-]+\Z")


@dataclass(frozen=True, slots=True)
class Reasons:
    """What a rationale finds.

    Attributes:
        grounds: those that decide, in the order of the letter.
        unread: the sentences that seem to find something, and were not understood.
        conceded: what is found and granted, and does not decide.
    """

    grounds: tuple[Ground, ...] = ()
    unread: tuple[Span, ...] = ()
    conceded: tuple[Ground, ...] = ()


def reasons(
    document: Document, place: Span | None, treatment: str | None, knowledge: Knowledge
) -> Reasons:
    """Read what a rationale finds about this case.

    Args:
        document: the letter.
        place: the rationale.
        treatment: the IRI of the requested treatment.
        knowledge: whose cues and markers are looked for.
    """
    if place is None:
        return Reasons()
    weights, folded = model(), fold(document.text)
    meant = meaning(document, place, treatment, knowledge)
    sentences, scores = meant.sentences, meant.scores
    hits = _case_first(sentences, scores)
    likely = (each for each in meant.candidates if not _is_settled(each, sentences))
    kept = []
    for each in weighed(hits, likely, weights.signs, weights.doubted):
        if isinstance(each, Ground):
            kept.append(each)
        else:
            span = _words(document, sentences[each.of.sentence], each.criterion)
            how = Decimal(f"{each.likelihood:.2f}")
            read = scopes(folded, sentences[each.of.sentence].span, knowledge)
            waived = each.met and is_waived(each.criterion, span, folded, read, knowledge)
            kept.append(Ground(each.criterion, each.met, span, RULE, how, waived=waived))
    told = tuple(sorted(kept, key=lambda ground: ground.span))
    granted = {
        (hit.ground.criterion, hit.ground.met): hit.ground
        for each in sentences
        for hit in each.conceded
        if not hit.ground.met
    }
    kept_back = (g for key, g in granted.items() if key not in {(t.criterion, t.met) for t in told})
    return Reasons(told, tuple(_unread(sentences, scores, told)), tuple(kept_back))


def _case_first(sentences: Sequence[Seen], scores: Sequence[Scores]) -> list[Hit]:
    """Return what cues tell of; what is met in a guideline's words comes after all of the case."""
    every = zip(sentences, scores, strict=True)
    found = [(hit, score.kind == _GUIDELINE) for each, score in every for hit in each.hits]
    return [hit for hit, _ in sorted(found, key=lambda each: each[0].ground.met and each[1])]


def _is_settled(likely: Candidate, sentences: Sequence[Seen]) -> bool:
    """Say whether cues settle that a sentence does not decide on what it seems to be about.

    What the rationale grants does not decide, wherever else it is told; and a sentence that lacks
    documentation is about what it is not documentation of. One that lacks studies of the worker
    is not about studies of the treatment.
    """
    hits = sentences[likely.sentence].hits
    about = {hit.ground.criterion for hit in hits if not (hit.last_resort or hit.carries)}
    granted = (hit.ground.criterion for each in sentences for hit in each.conceded)
    return (
        likely.criterion in granted
        or (likely.criterion == CARRIER and bool(about))
        or (likely.criterion == _OF_STUDIES and _FOUND in about)
    )


@dataclass(frozen=True, slots=True)
class Likely:
    """A candidate that is likely enough to be told."""

    of: Candidate
    likelihood: float

    @property
    def criterion(self) -> str:
        """The code of its criterion."""
        return self.of.criterion

    @property
    def met(self) -> bool:
        """Whether it is found met."""
        return self.of.met


def weighed(
    hits: Sequence[Hit],
    likely: Iterable[Candidate],
    signs: Sequence[float],
    doubted: Collection[str],
) -> list[Ground | Likely]:
    """Return what a rationale decides on: what cues tell of, and what else is likely enough.

    Args:
        hits: what cues tell of in it.
        likely: the criteria that it may decide on.
        signs: how much each sign of a candidate counts.
        doubted: the cues that count only where their ground is not quite unlikely.
    """
    ranked = sorted(
        (Likely(each, likelihood(each, signs)) for each in likely),
        key=lambda each: -each.likelihood,
    )
    known = {(each.criterion, each.met): each.likelihood for each in ranked}
    sure: list[Ground | Likely] = [
        ground
        for ground in decisive(hits)
        if ground.as_cue not in doubted
        or known.get((ground.criterion, ground.met), 0.0) >= _REFUSED
    ]
    least = _BESIDE if sure else _ALONE
    for each in ranked:
        if each.likelihood < least or len(sure) >= _MOST:
            break
        if each.of.is_found and all(each.criterion != other.criterion for other in sure):
            sure.append(each)
    return sure or [*decisive(hits)]


def _unread(
    sentences: Sequence[Seen], scores: Sequence[Scores], told: Sequence[Ground]
) -> Iterator[Span]:
    """Yield the sentences that seem to find something of which nothing is told."""
    for sentence, score in zip(sentences, scores, strict=True):
        finds = score.kinds[_FINDING] >= _UNTOLD and max(score.about) < _UNTOLD
        read = sentence.hits or any(sentence.span.covers(ground.span) for ground in told)
        if finds and not read:
            yield sentence.span


def _words(document: Document, sentence: Seen, criterion: str) -> Span:
    """Return the clause of a sentence that tells most of a criterion, as long as a quotation."""
    folded, whole = fold(document.text), sentence.span
    number = CRITERIA.index(criterion)

    def tells(clause: Span) -> float:
        here = words(folded[clause.start : clause.end])
        alone = Seen(clause, features(here, [], "middle", [], []), ())
        return model().scores(alone).about[number]

    best = max(_clauses(folded, whole), key=tells)
    shown = list(_WORD.finditer(folded, best.start, best.end))[:_WORDS]
    end = _MARKS.search(folded, best.start, shown[-1].end())
    return Span(best.start, end.start() if end else shown[-1].end())


def _clauses(folded: str, sentence: Span) -> list[Span]:
    """Return the clauses of a sentence that are long enough to be quoted, or the whole of it."""
    concluding = [clause.start for clause in conclusions(folded, sentence)]
    breaks = {m.end() for m in _CLAUSE.finditer(folded, sentence.start, sentence.end)}
    cuts = sorted({sentence.start, *breaks, *concluding, sentence.end})
    parts = [Span(a, b) for a, b in pairwise(cuts) if a not in concluding]
    long = [part for part in parts if len(_WORD.findall(folded, part.start, part.end)) >= _LEAST]
    return long or [sentence]
