"""Meaning: what the sentences of a rationale are likely to say, learned from labelled ones.

In:   a rationale, and the weights that reading/train.py makes.
Out:  for each sentence how likely it is of each kind, and about each criterion; for the rationale
      how likely it decides on each criterion, met or not. What is read and what is explained have
      the same, each at the places of its own text.
From: reading/README.md, which tells what was learned from, and how well. Clauses that conclude on
      the request are never looked at, nor is the outcome.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from math import copysign, exp, log, prod, tanh
from typing import TYPE_CHECKING, Final

from imrgraph.letters.rationale.conclusions import conclusions
from imrgraph.letters.rationale.features import features, words
from imrgraph.letters.rationale.grounds import heard
from imrgraph.letters.rationale.weights import Weights, stated
from imrgraph.letters.text.phrases import fold
from imrgraph.letters.text.plain import plain_of
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.rationale.grounds import Hit
    from imrgraph.letters.text.document import Document, Span

__all__ = [
    "CRITERIA",
    "KINDS",
    "Candidate",
    "Meaning",
    "Model",
    "Scores",
    "Seen",
    "candidates",
    "likelihood",
    "likely",
    "meaning",
    "meaning_as_read",
    "model",
    "seen",
]

#: The criteria, as the weights are in order of them.
CRITERIA: Final = (
    "active-care", "adjunct", "associated-service", "conservative-care", "documentation",
    "dose-limit", "duration-limit", "evidence", "exceptional-factors", "first-line-therapy",
    "functional-improvement", "indication", "ingredient", "monitoring", "non-duplication",
    "objective-findings", "phase", "recommended", "red-flags", "request-specificity", "safety",
    "skilled-care-need", "surgical-plan", "visit-limit",
)  # fmt: skip
#: What a sentence of a rationale may be.
KINDS: Final = (
    "guideline", "finding", "record", "claims-administrator", "provider", "conclusion", "stock",
)  # fmt: skip
_GUIDELINE: Final = KINDS.index("guideline")
#: What a sentence is that may find something.
_OF_CASE: Final = frozenset({"finding", "record"})
#: The schemes whose concepts are seen in a sentence.
_SCHEMES: Final = ("treatments", "diagnoses", "findings")
#: A criterion that no sentence is likelier about is not weighed.
_FAINT: Final = 0.03
#: A sentence gives no reason of which fewer words are left without what it concludes.
_LEAST: Final = 3
#: No likelihood is taken for surer than this.
_SURE: Final = 1e-4
_SUREST: Final = log((1 - _SURE) / _SURE)
#: Odds that are farther make no difference.
_FAR: Final = 30.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence: its place, what can be seen of it, and what cues say in it.

    Attributes:
        span: its place.
        features: what can be seen of it.
        hits: what cues say in it.
        conceded: what they say that it grants, and does not decide by.
    """

    span: Span
    features: Mapping[str, int]
    hits: tuple[Hit, ...]
    conceded: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Scores:
    """How likely a sentence is what it may be.

    Attributes:
        kinds: that it is of each of `KINDS`; they sum up to 1.
        about: that it finds something on each of `CRITERIA`.
        decides: that what it finds on it decides: the logarithm of its odds.
        met: that it finds it met, if it is about it: the logarithm of its odds.
    """

    kinds: Sequence[float]
    about: Sequence[float]
    decides: Sequence[float]
    met: Sequence[float]

    __repr__ = short("kinds", "about", "decides", "met")

    @property
    def kind(self) -> str:
        """What it is likeliest to be."""
        return KINDS[self.kinds.index(max(self.kinds))]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A criterion, met or not, that a rationale may decide on.

    Attributes:
        criterion: its code.
        met: whether it is found met.
        sentence: the number of the sentence that is likeliest to say so.
        is_found: whether that sentence is likeliest a finding, or tells of the case: it is not the
            guideline's word, nor that of the claims administrator or the provider.
        signs: what speaks for it and against it, in numbers that are weighed.
    """

    criterion: str
    met: bool
    sentence: int
    is_found: bool
    signs: Sequence[float]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a rationale is likely to say.

    Attributes:
        sentences: those that give reasons.
        scores: how likely each is what it may be.
        candidates: what the rationale may decide on.
    """

    sentences: tuple[Seen, ...]
    scores: tuple[Scores, ...]
    candidates: tuple[Candidate, ...]


def meaning_as_read(
    document: Document, place: Span, treatment: str | None, knowledge: Knowledge
) -> Meaning:
    """Return what reading took a rationale to say, at its places in the text as read.

    Args:
        document: the letter as it was read.
        place: the rationale.
        treatment: the IRI of the requested treatment.
        knowledge: whose cues and kinds of treatments are used.
    """
    plain = plain_of(document, knowledge)
    found = meaning(plain.document, plain.forth(place), treatment, knowledge)
    return replace(found, sentences=plain.back(found.sentences))


@lru_cache(maxsize=64)  # reading asks for it, and then what explains what was read
def meaning(
    document: Document, place: Span, treatment: str | None, knowledge: Knowledge
) -> Meaning:
    """Return what a rationale is likely to say.

    Args:
        document: the letter in plain characters.
        place: the rationale.
        treatment: the IRI of the requested treatment.
        knowledge: whose cues and kinds of treatments are used.
    """
    sentences = seen(document, place, treatment, knowledge)
    scores = tuple(map(model().scores, sentences))
    return Meaning(sentences, scores, tuple(candidates(sentences, scores)))


def seen(
    document: Document, place: Span, treatment: str | None, knowledge: Knowledge
) -> tuple[Seen, ...]:
    """Return the sentences of a rationale that give reasons, with what can be seen of each.

    Args:
        document: the letter.
        place: the rationale.
        treatment: the IRI of the requested treatment.
        knowledge: whose cues and kinds of treatments are used.
    """
    folded = fold(document.text)
    kin = (treatment, *knowledge.broader(treatment)) if treatment else ()
    asked = [f"%{_code(iri)}" for iri in kin]
    every = (
        (sentence, hits, _reasons(folded, sentence.span))
        for sentence, hits in heard(document, place, treatment, knowledge)
    )
    told = [(*each, words(each[2])) for each in every]
    told = [each for each in told if each[1] or len(each[3]) >= _LEAST]
    found: list[Seen] = []
    before: list[str] = []
    for number, (sentence, hits, text, here) in enumerate(told):
        position = "first" if not number else "last" if number + 1 == len(told) else "middle"
        deciding = tuple(hit for hit in hits if not hit.is_conceded)
        said = [f"{hit.ground.criterion}{'+' if hit.ground.met else '-'}" for hit in deciding]
        voice = "case" if sentence.of_case else "guideline"
        known = [*asked, *_named(text, kin, knowledge)]
        marks = features(here, before, position, known, [*said, voice])
        conceded = tuple(hit for hit in hits if hit.is_conceded)
        found.append(Seen(sentence.span, marks, deciding, conceded))
        before = here
    return tuple(found)


def _named(text: str, asked: Sequence[str], knowledge: Knowledge) -> Iterator[str]:
    """Yield the concepts that a text names, what they are kinds of, and how near what is asked."""
    for scheme in _SCHEMES:
        for match in knowledge.lexicon(scheme).find(text):
            kin = (match.concept, *knowledge.broader(match.concept))
            yield f"${scheme}"
            yield from (f"${_code(iri)}" for iri in (kin[0], *kin[-2:]))
            if scheme == "treatments" and asked:
                near = match.concept in asked or asked[0] in kin
                yield "$same" if match.concept == asked[0] else "$kin" if near else "$other"


def _code(iri: str) -> str:
    return iri.rpartition("/")[2]


def _reasons(folded: str, span: Span) -> str:
    """Return the words of a sentence, without the clauses that conclude on the request."""
    parts, at = [], span.start
    for clause in conclusions(folded, span):
        parts.append(folded[at : clause.start])
        at = clause.end
    return " ".join([*parts, folded[at : span.end]])


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of what can be seen.

    Attributes:
        weights: of each feature, how much it speaks for each place in `bias`.
        bias: what is added for kinds, criteria, what decides, and whether it is met, in this
            order.
        offsets: what is added for each criterion to whether it is met.
        signs: of the signs of a candidate, how much each counts; before them what is added.
        doubted: the cues that labelled texts seldom bear out, each with what it says: "cue-x+".
    """

    weights: Weights
    bias: Sequence[float]
    offsets: Sequence[float]
    signs: Sequence[float]
    doubted: Sequence[str]

    def scores(self, sentence: Seen) -> Scores:
        """Return how likely a sentence is what it may be."""
        along = self.weights.along(sentence.features)
        said = [added + each for added, each in zip(self.bias, along, strict=True)]
        kinds, about, decides, (met,) = _parts(said)
        return Scores(
            _shares(kinds),
            [likely(x) for x in about],
            decides,
            [met + offset for offset in self.offsets],
        )


def likelihood(candidate: Candidate, signs: Sequence[float]) -> float:
    """Return how likely it is that a rationale decides on a candidate.

    Args:
        candidate: what it may decide on.
        signs: how much each of its signs counts; before them what is added.
    """
    first, *rest = signs
    return likely(first + sum(w * x for w, x in zip(rest, candidate.signs, strict=True)))


def _parts(said: Sequence[float]) -> tuple[Sequence[float], ...]:
    ends = (0, len(KINDS), len(KINDS) + len(CRITERIA), len(KINDS) + 2 * len(CRITERIA), None)
    return tuple(said[a:b] for a, b in pairwise(ends))


def likely(odds: float) -> float:
    """Return how likely something is, by the logarithm of its odds."""
    return 1 / (1 + exp(-odds if -_FAR < odds < _FAR else -copysign(_FAR, odds)))


def _shares(odds: Sequence[float]) -> list[float]:
    raised = [likely(x) for x in odds]
    return [each / sum(raised) for each in raised]


def _odds(likely: float) -> float:
    likely = max(_SURE, min(1 - _SURE, likely))
    return log(likely / (1 - likely))


def _held(odds: float) -> float:
    """Return odds that are as likely, and not taken for surer than anything is."""
    return odds if -_SUREST < odds < _SUREST else copysign(_SUREST, odds)


@cache
def model() -> Model:
    """Return the weights that come with the package."""
    rest, lines = stated("weights.json")
    return Model(weights=Weights(lines, len(rest["bias"])), **rest)


def candidates(sentences: Sequence[Seen], scores: Sequence[Scores]) -> Iterator[Candidate]:
    """Yield each criterion that a rationale may decide on, as met and as not met.

    Args:
        sentences: of a rationale.
        scores: of each.
    """
    reasons = [each.kind != "conclusion" for each in scores]
    whole = _Whole.of(sentences, scores, reasons)
    for number, likeliest in enumerate(whole.likeliest):
        if likeliest < _FAINT:
            continue
        about = [
            s.about[number] if reason else 0.0 for s, reason in zip(scores, reasons, strict=True)
        ]
        if max(about) < _FAINT:
            continue
        met = [likely(s.met[number]) for s in scores]
        for is_met in (True, False):
            said = [a * (m if is_met else 1 - m) for a, m in zip(about, met, strict=True)]
            at = said.index(max(said))
            signs = _signs(whole, number, is_met, at, said)
            is_found = scores[at].kind in _OF_CASE
            yield Candidate(CRITERIA[number], is_met, at, is_found, signs)


@dataclass(frozen=True, slots=True)
class _Whole:
    """What the sentences of a rationale say together.

    Attributes:
        scores: of each sentence.
        way: of each sentence how much what it finds speaks for the request, or against it.
        likeliest: of each criterion how likely the sentence is that is likeliest about it.
        decides: how likely each sentence is to decide on anything, added up.
        hits: what cues say in any of them.
        is_told: whether a cue says more than one of last resort.
    """

    scores: Sequence[Scores]
    way: Sequence[float]
    likeliest: Sequence[float]
    decides: float
    hits: Sequence[Hit]
    is_told: bool

    @classmethod
    def of(
        cls, sentences: Sequence[Seen], scores: Sequence[Scores], reasons: Sequence[bool]
    ) -> _Whole:
        hits = [hit for each in sentences for hit in each.hits]
        return cls(
            scores,
            [_way(s) if reason else 0.0 for s, reason in zip(scores, reasons, strict=True)],
            [max(each) for each in zip(*(s.about for s in scores), strict=True)],
            sum(likely(max(s.decides)) for s in scores),
            hits,
            any(not hit.last_resort for hit in hits),
        )


def _way(scores: Scores) -> float:
    """Return how much what a sentence finds speaks for the request, or against it."""
    ways = [about * _held(met) for about, met in zip(scores.about, scores.met, strict=True)]
    return sum(ways) * (1 - scores.kinds[_GUIDELINE])


def _signs(
    whole: _Whole,
    number: int,
    met: bool,  # noqa: FBT001
    at: int,
    said: Sequence[float],
) -> list[float]:
    """Return what speaks for a candidate and against it."""
    best, sign = whole.scores[at], 1 if met else -1
    about, decides = best.about[number], _held(best.decides[number])
    way = sum(whole.way)
    rest = tanh((way - whole.way[at]) / 2)
    polarity = sign * _held(best.met[number])
    rivals = [each for other, each in enumerate(best.about) if other != number]
    likeliest = whole.likeliest[number]
    found = [
        (hit.ground.met is met, hit.last_resort)
        for hit in whole.hits
        if hit.ground.criterion == CRITERIA[number]
    ]
    return [
        _odds(about),
        decides,
        polarity,
        sign * tanh(way / 2),
        sign * rest,
        _odds(said[at]),
        about - max(rivals),
        sum(each > about for each in rivals),
        sum(each > likeliest for each in whole.likeliest),
        _odds(1 - prod(1 - each for each in said)),
        sum(each > 0.2 for each in said),  # noqa: PLR2004
        *best.kinds,
        at / len(whole.scores),
        len(whole.scores),
        whole.decides,
        polarity * (about > 0.5),  # noqa: PLR2004
        decides * sign * rest,
        any(same and not last for same, last in found),
        any(not same and not last for same, last in found),
        any(same and last for same, last in found),
        whole.is_told,
    ]
