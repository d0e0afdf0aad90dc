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

from imrgraph.knowledge.terms import IMR, IMRV
from imrgraph.letters.document import Span
from imrgraph.letters.kinds import kinds
from imrgraph.letters.letter import ClinicalFinding, Fact
from imrgraph.letters.sentences import is_at_issue, plain, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.knowledge.lexicon import Match
    from imrgraph.letters.document import Document
    from imrgraph.letters.kinds import Kind
    from imrgraph.letters.letter import Mention

__all__ = ["findings"]

_PAIN: Final = IMRV("finding-pain-score").value
# "8/10", "7-8 out of 10": the upper bound
_SCORE: Final = re.compile(
    r"(?<![\d/.])(?:\d{1,2}(?:\.\d)?\s*(?:-|to)\s*)?(?P<score>\d{1,2})(?:\.\d)?\s*"
    r"(?:/|out\s+of(?:\s+a\s+possible)?)\s*10\b(?!\s*[/-]\s*\d)",
    re.IGNORECASE,
)
_WORST: Final = 10
#: What denies all that follows it in its sentence, up to what takes it back.
_DENIES: Final = re.compile(
    r"\b(?:no|not|without|(?P<list>denie[sd]|denying)|negative\s+for|absence\s+of|lack\s+of"
    r"|neither|nor(?:\s+(?:is|are|was|were|does|did|has|have)\b)?|never|free\s+of|absent"
    r"|insufficient|n't)\b",
    re.IGNORECASE,
)
_TAKES_BACK: Final = re.compile(
    r"[;:)]|\b(?:but|however|although|though|except|yet|still|(?<!\bissues\s)(?<!\bproblems\s)with"
    r"|revealed|reveals|reports?"
    r"|reported|complain\w*|was|were|is|are|has|had|continues?|positive|due\s+to|until)\b",
    re.IGNORECASE,
)
# "no spasm, foot drop or atrophy" denies three; "no spasm, tenderness of the neck" but one
_LISTS: Final = re.compile(r"\b(?:or|nor)\b", re.IGNORECASE)
_CLOSED: Final = re.compile(r"\b(?:or|nor)\b[^,]*,(?!\s*(?:or|nor|and)\b)", re.IGNORECASE)
# "to rule out a tear", "possible fracture", "if surgery": not so, and not denied either
_OPEN: Final = re.compile(
    r"\brule[sd]?\s+out\b|\br/o\b|\bto\s+(?:evaluate|assess|check|look)\b|\bpossib|\bsuspect"
    r"|\bquestionable\b|\bconcern\s+for\b|\bversus\b|\bif\b|\b(?-i:may)\b|\bmight\b|\bcould\b"
    r"|\bwhether\b[^,;.]*|\bfor\s+evaluation\b|\bprevent\b|\bwould\b|\bshould\b|\brequest|\bplan\b|\bgoals?\b",
    re.IGNORECASE,
)
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
# "without" decreased strength, but not "without spasm and" decreased strength
_NOT_SO: Final = re.compile(rf"{_DENIES.pattern}\s+(?:(?!and\b)\w+\s+){{0,2}}\Z", re.IGNORECASE)
#: What may part the tests of a list that one result opens: "positive Neer, Hawkins and Speed's"
_PARTS: Final = re.compile(
    r"[\s,/&]*(?:\b(?:and|or|tests?|signs?|left|right)\b[\s,/&]*)*", re.IGNORECASE
)
# "strength" of the leg 5/5; "strength", sensation and reflexes were intact
_THEN: Final = re.compile(r"[^,;.]{0,80}?|[^;.]{0,80}?\b(?:is|are|was|were)\s+(?:\w+\s+)?")
_DENIED_AFTER: Final = re.compile(
    r"\s+(?:\w+\s+){0,2}?(?:is|are|was|were|has|have|had|does|did)\s+(?:not|absent|ruled\s+out)\b",
    re.IGNORECASE,
)
_FROM: Final = re.compile(r"\s+(?:from|with|by|of|in|to)\b", re.IGNORECASE)
#: Treatments that have no effect.
_SEEN: Final = tuple(IMRV(name).value for name in ("diagnostic-test", "evaluation"))
#: How much of a sentence counts before the words of a finding.
_REACH: Final = 200
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
    >>> from imrgraph.letters.document import Document
    >>> text = "Sensation was intact. There is no foot drop. Pain is 7-8/10."
    >>> found = findings(Document("letter", text), Span(0, len(text)), (), load())
    >>> [(f.kind.value.rpartition("/finding-")[2], f.present, f.score) for f in found]
    [('sensory-change', False, None), ('foot-drop', False, None), ('pain-score', True, 8)]
    """
    found = [*_told(treatments, knowledge)]
    starts = [mention.treatment.span.start for mention in treatments]
    for place in sentences(document, section):
        words = plain(document, place)
        if not is_at_issue(words):
            first, last = bisect_left(starts, place.start), bisect_left(starts, place.end)
            found += _stated(_Sentence.of(words, place.start, treatments[first:last], knowledge))
    known = kinds(knowledge)
    unique = {
        (each.kind.span, each.kind.value): replace(
            each, leans=known[each.kind.value].leans(present=each.present)
        )
        for each in found
    }
    return tuple(sorted(unique.values(), key=lambda each: (each.kind.span, each.kind.value)))


def _told(treatments: tuple[Mention, ...], knowledge: Knowledge) -> Iterator[ClinicalFinding]:
    """Yield what the mention of a treatment is by itself: "underwent shoulder surgery"."""
    for iri, kind in kinds(knowledge).items():
        for mention in treatments:
            above = {mention.treatment.value, *knowledge.broader(mention.treatment.value)}
            if mention.status == _TOLD.get(kind.told_by) and not above.isdisjoint(kind.treatments):
                fact = Fact(iri, mention.treatment.span, "finding-treatment")
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
    knowledge: Knowledge

    @classmethod
    def of(
        cls, words: str, start: int, treatments: tuple[Mention, ...], knowledge: Knowledge
    ) -> _Sentence:
        named = knowledge.lexicon("findings").find(words)
        found = knowledge.lexicon("results").find(words)
        # "4/5" is no strength in "4/5/16"
        results = tuple(result for result in found if words[result.end : result.end + 1] != "/")
        return cls(words, start, named, results, treatments, knowledge)


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
            read = _asserted(sentence.words, match), span
            rule = "finding-named"
        about = _about(sentence, match, kind)
        if read and read[0] is not None and (about or not kind.shown_by):
            fact = Fact(match.concept, read[1].shift(sentence.start), rule)
            yield ClinicalFinding(fact, present=read[0], treatment=about)
    for score in _SCORE.finditer(sentence.words):
        if (rated := int(score["score"])) <= _WORST:
            fact = Fact(_PAIN, Span.of(score).shift(sentence.start), "finding-score")
            yield ClinicalFinding(fact, score=rated)


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


def _asserted(words: str, match: Match) -> bool | None:
    """Say whether the words of a finding are asserted or denied; None where they are left open."""
    before = words[max(0, match.start - _REACH) : match.start]
    after = words[match.end : match.end + _REACH]
    left_open = [cue.end() for cue in _OPEN.finditer(before)]
    if left_open and not _TAKES_BACK.search(before, left_open[-1]):
        return None
    return not (_is_denied(before, after) or _DENIED_AFTER.match(after))


def _is_denied(before: str, after: str) -> bool:
    """Say whether words of `before` deny what stands between it and `after`."""
    denials = list(_DENIES.finditer(before))
    if not denials or _TAKES_BACK.search(before, denials[-1].end()):
        return False
    between = before[denials[-1].end() :]
    if denials[-1]["list"] or "," not in between:
        return True
    return bool(_LISTS.search(between + after)) and not _CLOSED.search(between)


def _examined(sentence: _Sentence, match: Match, kind: Kind) -> tuple[bool, Span] | None:
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


def _read(sentence: _Sentence, match: Match, result: Match) -> tuple[bool, Span]:
    words = sentence.words
    start, end = min(match.start, result.start), max(match.end, result.end)
    abnormal = sentence.knowledge.value(result.concept, "isAbnormal") == "true"
    inner = words[match.end : result.start]
    denied = _DENIES.search(inner) or _NOT_SO.search(words[max(0, start - _REACH) : start])
    return abnormal is not bool(denied), Span(start, end)
