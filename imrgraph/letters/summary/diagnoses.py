"""Diagnoses: what the clinical summary names as a diagnosis.

In:   a document, and the place of its summary.
Out:  the diagnoses in the letter's own words, and the concepts that they name.
From: the clinical summaries of the letters of 2015 to 2017, and other ways to write the same.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from imrgraph.letters.letter import Fact
from imrgraph.letters.summary.diagnosis_lists import entries, is_disease
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.patterns import later
from imrgraph.letters.text.phrases import fold
from imrgraph.letters.text.scope import scopes
from imrgraph.letters.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.text.document import Document

__all__ = ["concepts", "diagnoses"]

#: Where a list of diagnoses ends: a verb follows, or what else is told of the worker.
_END: Final = (
    r"(?<!\bvs)\.[\"\u201d]?\s|\.[\"\u201d]?\Z|\bwho\b|\bwith\s+complaints|\bfor\s+which\b|(?<=[\s,;])"
    r"(?:and\s+)?(?:now\s+|also\s+)?(?:has|carr(?:ies|y|ied)|bears|bore"
    r"|the\s+(?:present|current|working)\s+diagnos[ei]s"
    r"|had|have|he|she|they|given|gave|underwent|takes|took"
    r"|received|receives|completed|started|referred|prescribed|placed|advised|returned|uses|used"
    r"|tried"
    r"|injured|was|were|is|are|but|which|although|though|Rx|Tx|DOI|date\s+of\s+injury"
    r"|medications?\s+(?:are|include))\b"
)
_LIST: Final = rf"(?P<list>(?:(?!{_END}).)*)"
_NUMBERED: Final = (
    r"(?P<numbered>\s*1[.)]\s+(?:(?!(?<!\s\d)(?<!\s\d\d)\.\s+(?!\d{1,2}[.)])|\.\Z).)*)"
)
# "Diagnoses include: cervical sprain, …", "Dx: …", "was diagnosed with …", "is being treated for …"
_NAMED: Final = later(
    r"(?<!differential\s)\b(?:(?:diagnos[ei]s(?:\s+of\s+record|\s+codes?)?|diagnostic\s+impressions?"
    r"|(?:impressions?|assessments?|A)(?:\s*(?:/|&|and)\s*(?:plan|P))?|dx'?s?"
    r"|problem\s+list(?:\s+(?:reads|is|includes|has))?|ICD(?:-?\s?(?:9|10))?(?:-CM)?(?:\s+codes?)?)\s*[:=]"
    r"|diagnos[ei]s\s+-(?=\s)"
    r"|diagnos[ei]s\s*,\s*[^,.;:]{3,40},\s*(?:are|is|was|were|includ\w+)\b"
    r"|diagnos[ei]s\s+(?:listed|given|made|stated|noted|recorded|reported)\s+(?:(?:are|is|was|were)\b"
    r"|(?:at|on|in|by|as\s+of)\s+(?:[\w/.-]+\s+){0,4}[\w/.-]+\s*:)"
    r"|(?:accepted|industrial|allowed)\s+conditions?\s+(?:are|is|includes?|were|was)\b"
    r"|assessed\s+(?:with|as\s+having)"
    r"|diagnosed\s*:|diagnos[ei]s\s+(?:at|on|in|to|by|for|from)\s+(?:[\w/.-]+\s+){1,5}?(?:are|is"
    r"|was|were|includ\w+)\b"
    r"|diagnos[ei]s\s+(?:at|on|in|by|from)\s+(?:[\w/.-]+\s+){0,4}[\w/.-]+\s*:"
    r"|carr(?:ies|y|ied)\s+(?:an?\s+|the\s+)?(?:\w+\s+)?diagnos[ei]s(?:\s+of)?"
    r"|(?:doctor|physician|provider|surgeon|podiatrist|chiropractor)\s+diagnosed\s+(?:an?\s+)?(?!with\b|as\b|him\b|her\b|the\b)"
    r"|diagnos[ei]s\s+includ\w+,?\s+(?:but\s+(?:are|is)\s+not\s+limited\s+to)"
    r"|diagnos[ei]s\s+(?:that\s+)?(?:have\s+(?:also\s+)?included|has\s+been|includes?|included"
    r"|are|is|was|were|of)\b"
    r"|dx\b\.?(?:\s+(?:includes?|is|are)\b)?|(?:diagnosed|dx'?d)\s+(?:with|w/|as(?:\s+having)?)"
    r"|under\s+(?:treatment|care|the\s+care\s+of\b(?:dr\.|[^.;,]){0,40}?)\s+for)"
    r"(?:\s+(?:documented|listed|noted|given)\s+(?:as|is))?\s*[:-]?\s*"
    rf"(?:{_NUMBERED}|{_LIST})",
    re.IGNORECASE | re.DOTALL,
)
# "is being treated for …": a treatment may be of what is no diagnosis
_TREATED: Final = later(
    rf"\b(?:(?:treated|followed)\s+(?:since\s+\d{{4}}\s+)?for|under(?:going|went|goes)\s+treatments?\s+for"
    rf"|indicates?\s+treatment\s+for)\s*:?\s*{_LIST}",
    re.IGNORECASE | re.DOTALL,
)
_STATUS_POST: Final = later(
    rf"(?P<list>\b(?:status\s+post|s/p)\b(?:(?!{_END}).)*)", re.IGNORECASE | re.DOTALL
)
# "She has …", "He developed …": only a disease counts, a complaint does not
_HAS: Final = later(
    r"(?:\b(?:he|she|(?:the|this)\s+(?:injured\s+)?(?:worker|patient|claimant|applicant|employee|man|woman|gentleman|lady|individual)"
    r"|M(?:r|s|rs)\.?\s+\w+\.?(?:,\s*\d\d,)?)\s+(?:also\s+|now\s+)?(?:has|is\s+noted\s+to\s+have"
    r"|suffers?\s+from"
    r"|developed"
    r"|was\s+(?:found|noted)\s+to\s+have|sustained|presents\s+with|complains\s+of)"
    r"|\bseen\s+for|\band\s+(?:now\s+|also\s+)?has|\bsuffers?\s+from|\bdeveloped|\bsustained|\bthere\s+(?:is|are)"
    r"|\b(?:revealed|showed|confirmed|demonstrated)|\bseen\s+in\s+[^.;]{0,40}?\bwith|\b"
    r"(?:impression|assessment)\s+"
    r"(?:includes?|included|is\s+of|was\s+of|is"
    r"|was|of))\s+"
    rf"{_LIST}",
    re.IGNORECASE | re.DOTALL,
)
# "is a 45-year-old male" with …
_AGED: Final = re.compile(
    r"(?:\b|(?<=\d))(?:(?:year|yrs?\.?)[\s-]*[o0][l1I]d|\bis\s+an?\b(?=[^.;]{0,60}\bwith\b)|y/o|y\.?o\.?)\b"
    r"|\b\d\d[MF]\b",
    re.IGNORECASE,
)
_WITH: Final = later(
    rf"(?:\b(?:with|has|w/)|:)\s+(?!(?:an?|the)\s+(?:date|injury)){_LIST}",
    re.IGNORECASE | re.DOTALL,
)
# no disease, or none that is said to be one
_UNSURE: Final = re.compile(
    r"\s*(?:not|no|never|been|had|symptoms?|signs?|complaints?|evidence|features|(?:an?\s+)?history"
    r"|findings?|any)\b",
    re.IGNORECASE,
)
# "Chronic migraine.", "L4-5 disc bulge, no radiculopathy.": a sentence without a verb
_VERB: Final = re.compile(
    r"\b(?:is|are|was|were|be|been|has|had|have|did|does|no|not|denies|MRIs?|x-?rays?|CT|EMG\S*"
    r"|exam\w*|test\w*|sign"
    r"|positive|negative|plan\w*|request\w*|history|status|prior|for|shows?|reveals?|takes|rule|"
    r"(?!failed\s+back)\w{3,}ed)\b",
    re.IGNORECASE,
)
# "a 58-year-old man; injured on 12/1/2004; lumbar strain and sciatica.", "male, lumbar strain."
_SEGMENT: Final = re.compile(
    r"(?:;|(?<=male),|(?<=man),|(?<=\b[MF]),)\s*(?P<list>[^;.]{3,120})(?=[;.]|\Z)", re.DOTALL
)
_LONGEST: Final = 120
_LETTER: Final = re.compile(r"[^\W\d_]{2}")
_BARE: Final = re.compile(r"(?P<list>[^.;]+)", re.DOTALL)
# "Bilateral trigger thumbs are diagnosed", "Sciatica is the diagnosis"
_FOUND: Final = later(
    r"(?:(?<=[.;]\s)|(?<=[.;]\n)|\A\s*)(?P<list>[A-Za-z](?:(?![.;]\s)[^;]){3,120}?)\s+(?:is|are"
    r"|was|were|has\s+been|have\s+been)"
    r"\s+(?:(?:the|his|her)\s+(?:(?:working|accepted|present|current|main)\s+)?diagnos[ei]s|(?:also\s+)?diagnosed(?!\s+(?:with"
    r"|as))|listed\b)",
    re.IGNORECASE,
)
# "lists lumbar strain and sciatica as diagnoses"
_LISTS: Final = re.compile(
    r"\b(?:lists?|listed|gives?|gave|records?|recorded|notes?|noted|made)\s+(?P<list>[^.;:]{3,200}?)\s+as\s+"
    r"(?:the\s+|his\s+|her\s+)?(?:\w+\s+)?diagnos[ei]s\b",
    re.IGNORECASE,
)
# "The physician lists lumbar strain and sciatica."
_LISTED_BY: Final = later(
    r"\b(?:physician|doctor|provider|surgeon|podiatrist|chiropractor|PTP)\s+lists\s+"
    rf"(?![^.;:]*\bas\s+(?:\w+\s+){{0,2}}diagnos){_LIST}",
    re.IGNORECASE | re.DOTALL,
)
# "peroneal tear ruled out": it is not
_RULED_OUT: Final = re.compile(
    r"\b(?:(?:been|was|were|is)\s+)?(?:ruled\s+out|excluded)\b", re.IGNORECASE
)
#: What is said of a disease that the worker has not, or that somebody else has.
_NOT_SO: Final = frozenset({"denies", "is not shown", "of another"})
# "has not been" diagnosed
_NOT: Final = re.compile(r"\b(?:not|never|without|no|n't)\b(?:\s+\w+){0,3}\s*\Z", re.IGNORECASE)
#: How far before a list a denial may stand.
_REACH: Final = 40
# "s/p fall": an event
_EVENT: Final = re.compile(
    r"(?:status\s+post|s/p)\s+(?:an?\s+)?(?:(?:slip\s+and\s+)?fall|MVA|MVC|accident|assault"
    r"|(?:(?:lifting|twisting|work|industrial|back|slip|auto|car)[\s-]+)?injury|motor)\b",
    re.IGNORECASE,
)
_PRONOUN: Final = re.compile(
    r"\s*(?:he|she|the|this|it)\b(?!\s+(?:lumbar|cervical|left|right))", re.IGNORECASE
)
_WORD: Final = re.compile(r"\w+")


def diagnoses(document: Document, section: Span, knowledge: Knowledge) -> Iterator[Fact[str]]:
    """Yield each diagnosis once, in the letter's own words and lower case.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.text.document import Document
    >>> text = "Diagnoses: right and left knee sprain, and strain of muscle, fascia and tendon."
    >>> found = diagnoses(Document("letter", text), Span(0, len(text)), load())
    >>> [fact.value for fact in found]
    ['right and left knee sprain', 'strain of muscle, fascia and tendon']
    """
    told: dict[str, Fact[str]] = {}
    for place in _places(document, section):
        span = place.span.shift(section.start)
        value = " ".join(document.quote(span).split()).lower()
        if value in told or not (place.is_called or _is_new(value, told)):
            continue
        if not _is_denied(document, section, place, knowledge):
            told[value] = Fact(value, span, "summary-diagnosis")
    yield from sorted(told.values(), key=lambda fact: fact.span)


def concepts(
    document: Document, named: tuple[Fact[str], ...], knowledge: Knowledge
) -> Iterator[Fact[str]]:
    """Yield the diagnoses of the vocabulary that those of the letter name."""
    lexicon = knowledge.lexicon("diagnoses")
    for diagnosis in named:
        for match in lexicon.find(document.quote(diagnosis.span)):
            span = Span(match.start, match.end).shift(diagnosis.span.start)
            yield Fact(match.concept, span, "summary-diagnosis")


class _Place(NamedTuple):
    """Where a section names a diagnosis, where its list starts, and whether it is called one."""

    span: Span
    listed: int
    is_called: bool


def _places(document: Document, section: Span) -> Iterator[_Place]:
    """Yield the places of diagnoses, those first that are called so."""
    words = document.quote(section)
    called = [
        place
        for pattern in (_NAMED, _TREATED, _FOUND, _LISTS, _LISTED_BY)
        for found in pattern.finditer(words)
        for place in _listed(words, found, is_called=True)
        if pattern in {_NAMED, _TREATED} or is_disease(found["list"])
    ]
    yield from called
    for found in _STATUS_POST.finditer(words):
        if not _EVENT.match(found["list"]):
            yield from _listed(words, found, is_called=True)
    for found in _told(document, section) if not called else ():
        for place in _listed(words, found, is_called=False):
            if is_disease(words[place.span.start : place.span.end]):
                yield place


def _listed(words: str, found: re.Match[str], *, is_called: bool) -> Iterator[_Place]:
    """Yield the entries of a list."""
    group = "numbered" if found.groupdict().get("numbered") else "list"
    denied = _NOT.search(words, max(0, found.start() - _REACH), found.start())
    if not denied and not _PRONOUN.match(found[group]):
        for entry in entries(words, *found.span(group)):
            if _LETTER.search(words, *entry) and not _RULED_OUT.search(words, *entry):
                yield _Place(Span(*entry), found.start(group), is_called)


def _told(document: Document, section: Span) -> Iterator[re.Match[str]]:
    """Yield where diseases are told of the worker that nothing calls a diagnosis."""
    words = document.quote(section)
    yield from (found for found in _HAS.finditer(words) if not _UNSURE.match(found["list"]))
    for sentence in sentences(document, section):
        here = sentence.shift(-section.start)
        if aged := _AGED.search(words, here.start, here.end):
            for found in _WITH.finditer(words, aged.end(), here.end):
                if not _UNSURE.match(found["list"]):
                    yield found
            for found in _SEGMENT.finditer(words, aged.end(), here.end):
                if not (_UNSURE.match(found["list"]) or _VERB.search(found["list"])):
                    yield found
        elif here.end - here.start < _LONGEST and not _VERB.search(words, here.start, here.end):
            yield from islice(_BARE.finditer(words, here.start, here.end), 1)


def _is_new(value: str, told: dict[str, Fact[str]]) -> bool:
    """Say whether a diagnosis has words that no other one has, or names another disease."""
    these, last = set(_WORD.findall(value)), _WORD.findall(value)[-1:]
    for other in told:
        those = set(_WORD.findall(other))
        if these <= those or (those <= these and _WORD.findall(other)[-1:] == last):
            return False
    return True


def _is_denied(document: Document, section: Span, place: _Place, knowledge: Knowledge) -> bool:
    """Say whether a sentence denies a diagnosis, or tells it of somebody else.

    What a list of diagnoses denies in one of them, "without myelopathy", it does not of the next.
    """
    span, listed = place.span.shift(section.start), place.listed + section.start
    for sentence in sentences(document, section):
        if sentence.start <= span.start < sentence.end:
            marks = scopes(fold(document.text), sentence, knowledge).of(span)
            outside = (m for m in marks if not listed <= m.span.start < span.start)
            return any(mark.marker.category in _NOT_SO for mark in outside)
    return False
