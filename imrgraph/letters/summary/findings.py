"""Findings: symptoms, signs, results, effects and work status, as the clinical summary tells them.

In:   a document, the place of its summary, and the treatments that it names.
Out:  `ClinicalFinding`s.
From: the labels of ontology/vocab/findings.ttl. What is examined is found with a word for its
      result; the rest is so unless its sentence denies it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from imrgraph.knowledge.kinship import have_to_do
from imrgraph.knowledge.terms import IMR, IMRV
from imrgraph.letters.letter import ClinicalFinding, Fact
from imrgraph.letters.requests.regions import regions
from imrgraph.letters.summary.arguments import arguments
from imrgraph.letters.summary.kinds import kinds
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.patterns import Pattern
from imrgraph.letters.text.phrases import fold
from imrgraph.letters.text.scope import scopes
from imrgraph.letters.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.knowledge.lexicon import Match
    from imrgraph.letters.letter import BodyPart, Mention
    from imrgraph.letters.summary.kinds import Kind
    from imrgraph.letters.text.document import Document
    from imrgraph.letters.text.scope import Scopes

__all__ = ["elsewhere", "findings"]

_PAIN: Final = IMRV("finding-pain-score").value
# "8/10", "7-8 out of 10": the upper bound
_SCORE: Final = Pattern(
    r"(?<![\d/.])(?:\d{1,2}(?:\.\d)?\s*(?:-|to)\s*)?(?P<score>\d{1,2})(?:\.\d)?\s*"
    r"(?:/|out\s+of(?:\s+a\s+possible)?)\s*10\b(?!\s*[/-]\s*\d)",
    "10",
)
_WORST: Final = 10
#: What may stand between a result and what it is the result of: "decreased C5 dermatome" sensation.
_BETWEEN: Final = re.compile(r"[^,;:.]{0,45}", re.DOTALL)
# "sensation over the foot is slightly": the result follows
_IS: Final = re.compile(
    r"[^,;:.]{0,60}?\b(?:is|are|was|were|appears?|remains?)\s+(?:\w+\s+){0,3}", re.IGNORECASE
)
# "was" decreased: the result of what stands before it, as "there was" is not
_WAS: Final = re.compile(
    r"(?:(?<!\bthere\s)(?<!\bthere\s\s)\b(?:is|are|was|were)|\bappears?|\bremains?)\s+"
    r"(?:\w+ly\s+)?\Z",
    re.IGNORECASE,
)
#: What may part the tests of a list that one result opens: "positive Neer, Hawkins and Speed's"
_PARTS: Final = re.compile(
    r"[\s,/&]*(?:\b(?:and|or|tests?|signs?|left|right)\b[\s,/&]*)*", re.IGNORECASE
)
# "strength" of the leg 5/5; "strength", sensation and reflexes were intact
_THEN: Final = re.compile(r"[^,;.]{0,80}?|[^;.]{0,80}?\b(?:is|are|was|were)\s+(?:\w+\s+)?")
# "no" decreased strength: what is denied at once, as in "without spasm and decreased strength"
_AT_ONCE: Final = re.compile(r"\s+(?:(?!and\b)\w+\s+){0,2}", re.IGNORECASE)
# "no" reflex is absent: what is denied is the subject, and with it the result behind it
_NO_SUCH: Final = re.compile(
    r"\b(?:no|neither|not\s+(?:one|a|any)(?:\s+single)?|none\s+of\s+(?:the|his|her|these))\s+"
    r"(?:(?!and\b)\w+\s+)?\Z",
    re.IGNORECASE,
)
# "5/5 throughout except" 4/5 in the left great toe, "negative on the right and" positive
_SAVE: Final = re.compile(
    r"(?:[^;.]{0,60}?\b(?:except|save|but|(?:other|apart|aside)\s+(?:than|from))"
    r"|[^,;:.]{0,45}?\band)\b[^,;:.]{0,45}?",
    re.IGNORECASE,
)
# "nearly" full-thickness tear
_HEDGE: Final = re.compile(
    r"\b(?:nearly|almost|near|close\s+to|partial(?:ly)?|incomplete(?:ly)?|borderline|equivocal"
    r"|minimal(?:ly)?|slight(?:ly)?|mild(?:ly)?|trace)(?:\s+(?:a|an|of))?[\s-]+\Z",
    re.IGNORECASE,
)
_HEDGES: Final = 25
# "tenderness of the left hip; pain in the shoulder": what is of one part of the body ends here
_PART: Final = re.compile(r"[^;]+")
_FROM: Final = re.compile(r"\s+(?:from|with|by|of|in|to)\b", re.IGNORECASE)
#: Treatments that have no effect.
_SEEN: Final = tuple(IMRV(name).value for name in ("diagnostic-test", "evaluation"))
#: The rule of a finding that is the mention of a treatment by itself.
_MENTIONED: Final = "finding-treatment"
#: How far from a finding its sentence is looked for.
_AROUND: Final = 1200
#: How much of a sentence counts before the words of a finding.
_REACH: Final = 200
#: What is said of things that are not there, and of those that are not the worker's to have.
_DENIED: Final = frozenset({"denies", "is not shown"})
_NOT_THERE: Final = _DENIED | {"is past"}
_OF_NOBODY: Final = frozenset({"leaves open", "of another"})
_TOLD: Final = {
    IMR("pastTreatment").value: "past",
    IMR("plannedTreatment").value: "requested",
}


def findings(
    document: Document, section: Span, treatments: tuple[Mention, ...], knowledge: Knowledge
) -> tuple[ClinicalFinding, ...]:
    """Read the clinical findings, in the order of the text.

    Args:
        document: the letter.
        section: its summary.
        treatments: the treatments that the summary names.
        knowledge: whose labels name findings.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.text.document import Document
    >>> text = "Sensation was intact. There is no foot drop. Pain is 7-8/10."
    >>> found = findings(Document("letter", text), Span(0, len(text)), (), load())
    >>> [(f.kind.value.rpartition("/finding-")[2], f.present, f.score) for f in found]
    [('sensory-change', False, None), ('foot-drop', False, None), ('pain-score', True, 8)]
    """
    found = [*_told(treatments, knowledge)]
    starts = [mention.treatment.span.start for mention in treatments]
    argued = arguments(document, section, knowledge)
    for place in sentences(document, section):
        if place in argued:
            continue
        first, last = bisect_left(starts, place.start), bisect_left(starts, place.end)
        found += _of_sentence(document, place, treatments[first:last], knowledge)
    known = kinds(knowledge)
    unique = {
        (each.kind.span, each.kind.value): replace(
            each,
            leans=known[each.kind.value].leans(present=each.present),
            regions=_regions(document, each, knowledge),
        )
        for each in found
    }
    return tuple(sorted(unique.values(), key=lambda each: (each.kind.span, each.kind.value)))


def elsewhere(
    found: tuple[ClinicalFinding, ...],
    asked: Sequence[tuple[Fact[BodyPart], ...]],
    knowledge: Knowledge,
) -> tuple[ClinicalFinding, ...]:
    """Return findings, with their parts of the body only where these are not those of a request.

    Args:
        found: the findings.
        asked: the parts that each request of the letter names.
        knowledge: which says which parts have to do with one another.
    """
    requests = [[part.value.region for part in parts] for parts in asked if parts]

    def is_of_every(each: ClinicalFinding) -> bool:
        return all(have_to_do(each.regions, parts, knowledge) for parts in requests)

    return tuple(replace(e, regions=()) if e.regions and is_of_every(e) else e for e in found)


def _regions(document: Document, finding: ClinicalFinding, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the parts of the body that a finding is of: those that its clause names.

    What is the mention of a treatment by itself is of the part that this names.
    """
    span = finding.kind.span
    if finding.kind.rule == _MENTIONED and finding.treatment:
        named = f"{knowledge.label(finding.treatment)} {document.quote(span)}"
        found = {match.concept for match in knowledge.lexicon("body-regions").find(named)}
        return tuple(sorted(found))
    near = Span(max(0, span.start - _AROUND), min(len(document.text), span.end + _AROUND))
    around = next((s for s in sentences(document, near) if s.start <= span.start < s.end), span)
    parts = (Span.of(each) for each in _PART.finditer(document.text, around.start, around.end))
    part = next((each for each in parts if each.start <= span.start < each.end), span)
    return tuple(sorted({each.value.region for each in regions(document, part, knowledge)}))


def _of_sentence(
    document: Document, place: Span, treatments: tuple[Mention, ...], knowledge: Knowledge
) -> Iterator[ClinicalFinding]:
    """Yield what a sentence states, unless it tells what was requested and decided."""
    words = document.quote(place)
    named = knowledge.lexicon("findings").find(words)
    if not named and not _SCORE.search(words):
        return
    read = scopes(fold(document.text), place, knowledge)
    if not read.holds("is at issue", "is of the administrator"):
        examined = any(kinds(knowledge)[match.concept].results for match in named)
        found = knowledge.lexicon("results").find(words) if examined else ()
        # "4/5" is no strength in "4/5/16"
        results = tuple(result for result in found if words[result.end : result.end + 1] != "/")
        sentence = _Sentence(words, place.start, named, results, treatments, read, knowledge)
        yield from _stated(sentence)


def _told(treatments: tuple[Mention, ...], knowledge: Knowledge) -> Iterator[ClinicalFinding]:
    """Yield what the mention of a treatment is by itself: "underwent shoulder surgery"."""
    telling = [(iri, kind) for iri, kind in kinds(knowledge).items() if kind.told_by in _TOLD]
    for mention in treatments:
        above = {mention.treatment.value, *knowledge.broader(mention.treatment.value)}
        for iri, kind in telling:
            if mention.status == _TOLD[kind.told_by] and not above.isdisjoint(kind.treatments):
                fact = Fact(iri, mention.treatment.span, _MENTIONED)
                yield ClinicalFinding(fact, treatment=mention.treatment.value)


class _Sentence(NamedTuple):
    """A sentence, and what its words name."""

    words: str
    #: Where it starts in the letter.
    start: int
    #: What may be a finding.
    named: tuple[Match, ...]
    results: tuple[Match, ...]
    treatments: tuple[Mention, ...]
    scopes: Scopes
    knowledge: Knowledge

    def says(self, place: Span) -> frozenset[str]:
        """Return what is said of the words at `place` of the sentence."""
        return self.scopes.says(place.shift(self.start))

    def is_of_others(self, place: Span) -> bool:
        """Say whether the words at `place` are a part of others: "failed" of "failed to show"."""
        here = place.shift(self.start)
        held = (m.span for m in self.scopes.marks if m.marker.category == "is not shown")
        return any(span != here and span.covers(here) for span in held)


def _stated(sentence: _Sentence) -> Iterator[ClinicalFinding]:
    """Yield what a sentence states."""
    for match in sentence.named:
        kind = kinds(sentence.knowledge)[match.concept]
        span = Span(match.start, match.end)
        read: tuple[bool | None, Span] | None
        if kind.results:
            read = _examined(sentence, match, kind)
            rule = "finding-result"
        else:
            read = _asserted(sentence.says(span)), _hedged(sentence, span)
            rule = "finding-named"
        about = _about(sentence, match, kind)
        if sentence.is_of_others(span):
            continue
        if read and read[0] is not None and (about or not kind.shown_by):
            fact = Fact(match.concept, read[1].shift(sentence.start), rule)
            yield ClinicalFinding(fact, present=read[0], treatment=about)
    for score in _SCORE.finditer(sentence.words):
        if (rated := int(score["score"])) <= _WORST:
            fact = Fact(_PAIN, Span.of(score).shift(sentence.start), "finding-score")
            yield ClinicalFinding(fact, score=rated)


def _hedged(sentence: _Sentence, span: Span) -> Span:
    """Return the words of a finding with those before them that take something of it back."""
    hedge = _HEDGE.search(sentence.words, max(0, span.start - _HEDGES), span.start)
    return Span(hedge.start(), span.end) if hedge else span


def _about(sentence: _Sentence, match: Match, kind: Kind) -> str | None:
    """Return the treatment of the sentence that a finding is about.

    It is the last one before the finding; the next one after "relief from".
    """
    if not (kind.shown_by or kind.is_effect):
        return None
    named = [
        each.treatment
        for each in sentence.treatments
        if each.status != "requested"
        and bool(kind.shown_by) is _is_below(each.treatment.value, kind.shown_by or _SEEN, sentence)
    ]
    place = sentence.start + match.start
    before = [fact.value for fact in reversed(named) if fact.span.start < place]
    after = [fact.value for fact in named if fact.span.start >= place]
    nearest = [*after[:1], *before] if _FROM.match(sentence.words, match.end) else [*before, *after]
    return nearest[0] if nearest else None


def _is_below(treatment: str, above: tuple[str, ...], sentence: _Sentence) -> bool:
    return not set(above).isdisjoint(sentence.knowledge.broader(treatment))


def _asserted(says: frozenset[str]) -> bool | None:
    """Say whether a finding is there, by what is said of it; None where that is left open."""
    if says & _OF_NOBODY:
        return None
    return not says & _NOT_THERE


def _examined(sentence: _Sentence, match: Match, kind: Kind) -> tuple[bool | None, Span] | None:
    """Return whether the result of what was examined is abnormal, and the words that say so."""
    words = sentence.words
    taken = [result for result in sentence.results if result.concept in kind.results]
    before = [result for result in taken if result.end <= match.start][-1:]
    after = [result for result in taken if result.start >= match.end][:1]
    for result in after:
        if _IS.fullmatch(words, match.end, result.start):
            return _read(sentence, match, result)
    for result in before:
        begin = max(0, result.start - _REACH)
        if _is_beside(sentence, result, match) and not _WAS.search(words, begin, result.start):
            return _read(sentence, match, result)
    for result in after:
        others = (other for other in sentence.named if other.start >= result.end)
        if _THEN.fullmatch(words, match.end, result.start) and not any(
            _BETWEEN.fullmatch(words, result.end, other.start) for other in others
        ):
            return _read(sentence, match, result)
    return None


def _is_beside(sentence: _Sentence, result: Match, match: Match) -> bool:
    """Say whether a result belongs to what is examined, and is named after it."""
    start, end = result.end, match.start
    inner = [each for each in sentence.named if start <= each.start and each.end <= end]
    ends = [*(each.start for each in inner), end]
    starts = [start, *(each.end for each in inner)]
    parts = (sentence.words[a:b] for a, b in zip(starts, ends, strict=True))
    listed = bool(inner) and all(_PARTS.fullmatch(part) for part in parts)
    return listed or bool(_BETWEEN.fullmatch(sentence.words, start, end))


def _read(sentence: _Sentence, match: Match, result: Match) -> tuple[bool | None, Span]:
    """Return what a result says of what was examined; of two halves, the abnormal one."""
    result = _worse(sentence, match, result)
    place = Span(min(match.start, result.start), max(match.end, result.end))
    there = _asserted(sentence.says(Span(result.start, result.end)) - _DENIED)
    if not there:
        return there, place
    return _is_abnormal(sentence, result) is not _is_not_so(sentence, match, result), place


def _is_abnormal(sentence: _Sentence, result: Match) -> bool:
    return sentence.knowledge.value(result.concept, "isAbnormal") == "true"


def _worse(sentence: _Sentence, match: Match, result: Match) -> Match:
    """Return the abnormal result that follows: "5/5 except 4/5 in the left great toe"."""
    words, end = sentence.words, max(match.end, result.end)
    abnormal = [other for other in sentence.results if _is_abnormal(sentence, other)]
    for other in abnormal if result not in abnormal else ():
        if other.start < end:
            continue
        between = (each for each in sentence.named if end <= each.start < other.start)
        behind = (each for each in sentence.named if each.start >= other.end)
        if not _SAVE.fullmatch(words, end, other.start) or any(between):
            return result
        own = any(_BETWEEN.fullmatch(words, other.end, each.start) for each in behind)
        return result if own else other
    return result


def _is_not_so(sentence: _Sentence, match: Match, result: Match) -> bool:
    """Say whether a result is denied, at once or after what it is of, or what it is of is."""
    begin = max(0, match.start - _REACH)
    if match.end <= result.start and _NO_SUCH.search(sentence.words, begin, match.start):
        return True
    place = Span(result.start, result.end).shift(sentence.start)
    denials = (m.span for m in sentence.scopes.of(place) if m.marker.category in _DENIED)
    ahead = (span.shift(-sentence.start) for span in denials if span.end <= place.start)
    return any(
        match.end <= span.start or _AT_ONCE.fullmatch(sentence.words, span.end, result.start)
        for span in ahead
    )
