"""Resolving: what a treatment is that a summary names only in general.

In:   the words of a sentence and the treatments that it names; those of a whole summary, and its
      diagnoses.
Out:  the same, each as what it is by what else is told: "therapy" is physical therapy, a steroid
      injection for a trigger finger one at a tendon, "the surgery" the only one that is named.
From: the narrative of the letters of 2015 to 2017, and other ways to write the same.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.lexicon import Match
from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.requests.surgeries import of_the_region
from imrgraph.letters.text.patterns import Pattern, later

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Fact, Mention
    from imrgraph.letters.text.document import Document

__all__ = ["ALONE", "resolved", "therapies"]

_PHYSICAL: Final = IMRV("physical-therapy").value
#: What a word means that stands alone in a summary.
_CALLED: Final = {"therapy": _PHYSICAL, "stretching": IMRV("therapeutic-exercise").value}
_ABLATION: Final = IMRV("radiofrequency-ablation").value
# "underwent RFA", "blocks, RFA 1/2015", "RFA at L4-5": no request for authorization
_RFA: Final = later(
    r"(?:\b(?:had|underwent|received|s/p|status\s+post|lumbar|cervical|left|right|bilateral|repeat"
    r"|facet|blocks?(?:,|\s+and)|injections?(?:,|\s+and)|ESIs?(?:,|\s+and))\s+(?:an?\s+)?)(?P<before>RFAs?)\b"
    r"(?!\s*(?:forms?|dated|of\s+\d|was|is|requests?))"
    r"|\b(?P<behind>RFAs?)\s+(?:at\s+|x\s*\d|in\s+(?:19|20)\d\d|[LCT]\d|\d{1,2}/\d{4}|(?:gave|with|provided)\b)",
)
_OCCUPATIONAL: Final = IMRV("occupational-therapy").value
_STEROID: Final = IMRV("steroid-injection").value
_SURGERY: Final = IMRV("other-surgery").value
_OPERATIONS: Final = IMRV("surgery").value
#: By which a bare "therapy" is known, being the name of nothing else.
ALONE: Final = "summary-therapy"
# "had therapy, meloxicam", "Therapy x 10", "night splint, stretching"
_THERAPY: Final = Pattern(
    r"(?:\A|[.,;:(]|\b(?:and|had|has|with|of|after|despite|completed|attended|finished|received"
    r"|started|begun|began|undergone|underwent|includ(?:es?|ed|ing)|tried|failed|home|more|some"
    r"|supervised|formal|post-?op(?:erative)?|in|\d+))"
    r"\s*\b(?P<therapy>therapy|stretching)\b(?!\s+(?:dog|animal|for\s+(?:depress|anxi|trauma)))",
    "therapy stretching",
)
#: Of the mind, of drugs or of speech: another therapy.
_OTHER: Final = re.compile(
    r"\b(?:psych\w*|depress\w*|anxi\w*|counsel\w*|mood|insomnia|PTSD|stress|cognitive|talk|speech"
    r"|radiation|chemo\w*|antibiotics?)\b",
    re.IGNORECASE,
)
#: Operations that are done on any part of the body.
_ANYWHERE: Final = re.compile(
    r"surg|operat|fusion|decompression|arthroscop|repair|reduction|fixation|ORIF|manipulation|MUA"
    r"|debridement|arthrodesis|arthroplasty",
    re.IGNORECASE,
)
_BARE: Final = re.compile(
    r"(?:surger(?:y|ies)|operations?|fusion|decompression|surgical\s+(?:repair|procedure"
    r"|intervention))",
    re.IGNORECASE,
)


def therapies(words: str, named: Sequence[Match]) -> Iterator[Match]:
    """Yield each "therapy" of a sentence that stands alone as physical therapy; and stretching.

    >>> [words.start for words in therapies("She had therapy and meloxicam.", ())]
    [8]
    """
    for found in _THERAPY.finditer(words):
        start, end = found.span("therapy")
        if _OTHER.search(words):
            break
        if not any(each.start < end and start < each.end for each in named):
            yield Match(start, end, _CALLED[found["therapy"].lower()])
    for found in _RFA.finditer(words) if "RFA" in words else ():
        start, end = found.span("before" if found["before"] else "behind")
        if not any(each.start < end and start < each.end for each in named):
            yield Match(start, end, _ABLATION)


def resolved(
    document: Document,
    mentions: Iterable[Mention],
    diagnosed: Sequence[Fact[str]],
    knowledge: Knowledge,
    record: Sequence[Mention] = (),
) -> tuple[Mention, ...]:
    """Return treatments that are told, each as what it is by what else is.

    Args:
        document: the letter.
        mentions: the treatments of its summary, or of a rationale.
        diagnosed: the diagnoses of the summary.
        knowledge: whose labels name treatments.
        record: the treatments of the summary, where `mentions` are those of a rationale.
    """
    every = tuple(mentions)
    by_diagnosis = _injections(diagnosed, knowledge)
    operations = {
        each.treatment.value
        for each in (*every, *record)
        if each.status == "past" and _OPERATIONS in knowledge.broader(each.treatment.value)
    } - {_SURGERY}
    affected = (knowledge.value(each.value, "affectsRegion") for each in diagnosed)
    regions = sorted({region for region in affected if region})
    therapy = {each.treatment.value for each in (*every, *record) if each.treatment.rule != ALONE}
    is_occupational = _OCCUPATIONAL in therapy and _PHYSICAL not in therapy

    def concept(mention: Mention) -> str:
        treatment = mention.treatment
        if treatment.value == _STEROID and len(by_diagnosis) == 1:
            return next(iter(by_diagnosis))
        if treatment.rule == ALONE and is_occupational:
            return _OCCUPATIONAL
        if treatment.value != _SURGERY:
            return treatment.value
        words = document.quote(treatment.span)
        if len(operations) == 1 and _BARE.fullmatch(words):
            return next(iter(operations))
        # "an arthroscopy in 2015", where all that is diagnosed is of the knee
        anywhere = len(regions) == 1 and _ANYWHERE.search(words)
        return of_the_region(_SURGERY, regions[0] if anywhere else None, knowledge)

    return tuple(
        each
        if (value := concept(each)) == each.treatment.value
        else replace(each, treatment=replace(each.treatment, value=value))
        for each in every
    )


def _injections(diagnosed: Sequence[Fact[str]], knowledge: Knowledge) -> set[str]:
    """Return the injections that are called by the diagnoses: "trigger finger injection"."""
    return {each for fact in diagnosed for each in _injection(fact.value, knowledge)}


@cache
def _injection(diagnosis: str, knowledge: Knowledge) -> frozenset[str]:
    """Return the injection that is called by one diagnosis, if any is."""
    name = f"{knowledge.label(diagnosis)} injection"
    found = knowledge.lexicon("treatments").find(name)
    return frozenset(e.concept for e in found if (e.start, e.end) == (0, len(name)))
