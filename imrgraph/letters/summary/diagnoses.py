"""Diagnoses: what the clinical summary names as a diagnosis.

In:   a document, and the place of its summary.
Out:  the diagnoses in the letter's own words, and the concepts that they name.
From: the clinical summaries of the letters of 2015 to 2017; ICD-10-CM, whose phrases hold commas
      of their own ("strain of muscle, fascia and tendon at neck level, initial encounter").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import Fact
from imrgraph.letters.text.document import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.text.document import Document

__all__ = ["concepts", "diagnoses"]

# "Diagnoses include: cervical sprain, …", "was diagnosed with …", "is being treated for …"
_NAMED: Final = re.compile(
    r"\b(?:diagnos[ei]s\s*(?::|(?:that\s+)?(?:includes?|included|are|is|was|were|of)\b)"
    r"(?:\s+(?:documented|listed|noted)\s+(?:as|is))?|diagnosed\s+(?:with|as(?:\s+having)?)"
    r"|(?:being|been)\s+treated\s+for|undergoing\s+treatments?\s+for|status\s+post)\s*:?\s*"
    r"(?P<list>(?:(?!\.\s|\.\Z|\bwho\b|\bwith\s+complaints).)*)",
    re.IGNORECASE | re.DOTALL,
)
#: What makes words a diagnosis of their own, rather than a part of one.
_HEAD: Final = re.compile(
    r"\b(?:sprain|strain|pain|tear|syndrome|disorder|fracture|contusion|injur(?:y|ies)|spasm|rupture"
    r"|effusion|anxiety|depression|headache|migraine|concussion|hernia|herniation|displacement"
    r"|degeneration|protrusion|bulg(?:e|ing)|dysfunction|derangement|impingement|sciatica|lumbago"
    r"|stiffness|laceration|weakness|numbness|dislocation|instability|insomnia|disease|burn"
    r"|amputation|neuroma|cyst|dizziness|vertigo|loss|release|fusion|repair|surgery|reflux"
    r"|hypertension|diabetes|stress|status\s+post|rule\s+out|\w+(?:opathy|itis|algia|osis|esthesias?))s?\b",
    re.IGNORECASE,
)
#: "right", "lumbar, hip", "mid cervical region": a part of the diagnosis beside it.
_FRAGMENT: Final = re.compile(
    r"(?:(?:and|or|of|the|in|at|on|left|right|bilateral|unspecified|upper|lower|mid|middle|low"
    r"|cervical|neck|thoracic|lumbar|lumbosacral|sacral|spine|back|shoulder|elbow|forearm|arm|wrist"
    r"|hand|finger|thumb|hip|thigh|knee|leg|calf|ankle|foot|toe|heel|head|face|chest|rib|groin"
    r"|abdominal|region|level|side|site|joint|part|extremit(?:y|ies))s?\b[\s,/-]*)+",
    re.IGNORECASE,
)
#: A part that follows what it belongs to: "radiculopathy, lumbosacral region".
_TRAILING: Final = re.compile(r"(?:region|level|side|site|unspecified)s?\Z", re.IGNORECASE)
_ARTICLE: Final = re.compile(r"(?:an?|the)\s+", re.IGNORECASE)
# "contusion of the knee, initial encounter": says of the visit, not of the disease
_ENCOUNTER: Final = re.compile(
    r"[\s,]*\(?(?:initial|subsequent)(?:\s+encounter)?\b[^,;]*?\Z|[\s,]*\bencounter\Z",
    re.IGNORECASE,
)
_SEMICOLON: Final = re.compile(r";\s*(?:and\s+)?|\s+(?=(?:rule\s+out|r/o)\b)", re.IGNORECASE)
# not in "strain of muscle, fascia and tendon"
_COMMA: Final = re.compile(r",(?!\s*(?:and\s+)?(?:fascia|tendon)s?\b)\s*(?:and\s+)?", re.IGNORECASE)
_AND: Final = re.compile(r"\s+and\s+", re.IGNORECASE)


def diagnoses(document: Document, section: Span) -> Iterator[Fact[str]]:
    """Yield each diagnosis once, in the letter's own words and lower case.

    >>> from imrgraph.letters.text.document import Document
    >>> text = "Diagnoses: right and left knee sprain, and strain of muscle, fascia and tendon."
    >>> [fact.value for fact in diagnoses(Document("letter", text), Span(0, len(text)))]
    ['right and left knee sprain', 'strain of muscle, fascia and tendon']
    """
    seen = set()
    words = document.quote(section)
    for listed in _NAMED.finditer(words):
        for start, end in _entries(words, *listed.span("list")):
            value = " ".join(words[start:end].split()).lower()
            if value and value not in seen:
                seen.add(value)
                yield Fact(value, Span(start, end).shift(section.start), "summary-diagnosis")


def concepts(
    document: Document, named: tuple[Fact[str], ...], knowledge: Knowledge
) -> Iterator[Fact[str]]:
    """Yield the diagnoses of the vocabulary that those of the letter name."""
    lexicon = knowledge.lexicon("diagnoses")
    for diagnosis in named:
        for match in lexicon.find(document.quote(diagnosis.span)):
            span = Span(match.start, match.end).shift(diagnosis.span.start)
            yield Fact(match.concept, span, "summary-diagnosis")


def _entries(words: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the entries of a list.

    Where semicolons part them, a comma does only between two that can stand by themselves.
    """
    groups = list(_cut(words, start, end, _SEMICOLON))
    parted = len(groups) > 1
    for group in groups:
        parts = _split(words, *group, _COMMA) if parted else list(_cut(words, *group, _COMMA))
        for part in _joined(words, parts):
            for entry in _split(words, *part, _AND):
                yield _bare(words, *entry)


def _cut(words: str, start: int, end: int, separator: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield what stands between separators."""
    for mark in separator.finditer(words, start, end):
        yield start, mark.start()
        start = mark.end()
    yield start, end


def _split(words: str, start: int, end: int, separator: re.Pattern[str]) -> list[tuple[int, int]]:
    """Cut where what stands on either side is a diagnosis by itself."""
    parts: list[tuple[int, int]] = []
    for part in _joined(words, list(_cut(words, start, end, separator))):
        if parts and not _are_two(words[slice(*parts[-1])], words[slice(*part)]):
            parts[-1] = (parts[-1][0], part[1])
        else:
            parts.append(part)
    return parts


def _are_two(before: str, after: str) -> bool:
    """Say whether two parts are two diagnoses, as "tendinitis and bursitis of the wrist" is not.

    A single word is one by itself beside another single word, or before what is more than a head.
    """
    heads = _HEAD.search(before), _HEAD.match(after.lstrip())
    several = len(before.split()) > 1, len(after.split()) > 1
    if not (heads[0] and _HEAD.search(after)):
        return False
    return several[0] == several[1] or (several[1] and not heads[1])


def _joined(words: str, parts: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the parts, each fragment joined to the next, or at the end to the last."""
    entries: list[tuple[int, int]] = []
    opened: int | None = None
    for start, end in parts:
        bare = words[start:end].strip(" .\n\f\t")
        if entries and opened is None and (_is_trailing(bare) or not bare):
            entries[-1] = (entries[-1][0], end)
        elif _FRAGMENT.fullmatch(bare):
            opened = start if opened is None else opened
        else:
            entries.append((start if opened is None else opened, end))
            opened = None
    if opened is not None:
        first = entries.pop()[0] if entries else opened
        entries.append((first, parts[-1][1]))
    yield from entries


def _is_trailing(bare: str) -> bool:
    """Say whether a fragment belongs to what stands before it."""
    fragment = _FRAGMENT.fullmatch(bare) and _TRAILING.search(bare)
    return bool(fragment or _ENCOUNTER.fullmatch(bare))


def _bare(words: str, start: int, end: int) -> tuple[int, int]:
    """Return the entry without an article, the number of the encounter, and white space."""
    entry = words[start:end]
    entry = entry[: len(entry.rstrip(" .,;\n\f\t"))]
    while ending := _ENCOUNTER.search(entry):
        entry = entry[: ending.start()]
    lead = len(entry) - len(entry.lstrip(" .,;\n\f\t"))
    article = _ARTICLE.match(entry, lead)
    return start + (article.end() if article else lead), start + max(lead, len(entry.rstrip()))
