"""Diagnosis lists: the diagnoses that a list of them names.

In:   words, and where in them diagnoses are listed.
Out:  the place of each, without what is told of it besides.
From: the clinical summaries of the letters of 2015 to 2017; ICD-10-CM, whose phrases hold commas
      of their own ("strain of muscle, fascia and tendon at neck level, initial encounter").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.letters.text.patterns import later

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["entries", "is_disease"]

#: What makes words a diagnosis of their own, rather than a part of one.
_DISEASES: Final = (
    r"sprain|strain|tear|syndrome|disorder|fracture|contusion|rupture|anxiety|depression|migraine"
    r"|concussion|hernia|herniation|displacement|degeneration|protrusion|extrusion|bulg(?:e|ing)"
    r"|dysfunction|derangement|impingement|sciatica|lumbago|laceration|dislocation|subluxation"
    r"|instability|insomnia|disease|burn|amputation|neuroma|cyst|ganglion|vertigo|reflux|apnea"
    r"|tinnitus|hearing\s+loss|panic\s+attacks|crush\s+injury|neuropathic\s+pain|phantom\s+limb\s+pain"
    r"|hypertension|diabetes|stenosis|claudication|obesity|dependence|addiction|disturbance"
    r"|dystrophy|contracture|deformity|lesion|abscess|ulcer|wound|infection|abrasion|foreign\s+body"
    r"|planus|malunion|nonunion|constipation|hematoma|tendonosis|chondromalacia|osteoporosis"
    r"|(?:herniated|bulging)\s+dis[ck]|trigger\s+(?:finger|thumb)s?|whiplash|nucleus\s+pulposus"
    r"|post-?traumatic\s+stress|(?:tension|cluster|cervicogenic)[\s-]+(?:type\s+)?headaches?|spurs?"
    r"|RSD|CRPS|PTSD|GERD|DDD|DJD|HNP|TBI|HTN|DM|FBSS|DVT|\w+(?:opathy|itis|osis|algia|dynia"
    r"|malacia|plegia|listhesis)(?<!diagnosis)(?<!prognosis)"
)
_COMPLAINTS: Final = (
    r"pain|injur(?:y|ies)|spasm|effusion|headache|stiffness|weakness|numbness|dizziness|loss|stress"
    r"|\w*esthesias?|swelling"
)
_OPERATIONS: Final = (
    r"release|fusion|repair|surgery|status\s+post|s/p|rule\s+out|replacement|fixation|ORIF"
    r"|\w+(?:plasty|ectomy|otomy|oscopy|desis)"
)
_HEAD: Final = later(rf"\b(?:{_DISEASES}|{_COMPLAINTS}|{_OPERATIONS})(?:e?s)?\b", re.IGNORECASE)
_DISEASE: Final = later(rf"\b(?:{_DISEASES})(?:e?s)?\b", re.IGNORECASE)
#: Single words that need no part of the body to be a diagnosis.
_ALONE: Final = re.compile(
    r"(?:chronic\s+)?(?:insomnia|anxiety|depression|fibromyalgia|hypertension|diabetes|obesity"
    r"|constipation|lumbago|cervicalgia|sciatica|vertigo|gastritis|migraines?|tinnitus"
    r"|asthma|osteoporosis|reflux|GERD|PTSD|CRPS|RSD|HTN|DM|DDD)",
    re.IGNORECASE,
)
#: "right", "lumbar, hip", "mid cervical region": a part of the diagnosis beside it.
_FRAGMENT: Final = later(
    r"(?:(?:and|or|of|the|in|at|on|left|right|bilateral|unspecified|upper|lower|mid|middle|low"
    r"|cervical|neck|thoracic|lumbar|lumbosacral|sacral|spine|back|shoulder|elbow|forearm|arm|wrist"
    r"|hand|finger|fingertip|thumb|index|long|ring|little|eye|ear|scalp|hip|thigh|knee|leg|calf"
    r"|ankle|foot|toe|heel|head"
    r"|face|chest|rib|groin"
    r"|abdominal|region|level|side|site|joint|part|extremit(?:y|ies)|[CTLS]\d{1,2}(?:[-/][CTLS]?\d{1,2})*)s?\b[\s,/-]*)+",
    re.IGNORECASE,
)
#: A part that follows what it belongs to: "radiculopathy, lumbosacral region".
_TRAILING: Final = re.compile(r"(?:region|level|side|site|unspecified)s?\Z", re.IGNORECASE)
# "ankle sprain, right, and knee sprain, left": where the last side stands behind, all do
_SIDE: Final = re.compile(r"(?:and\s+)?(?:left|right|bilateral)\b", re.IGNORECASE)
# "major depressive disorder, single episode, moderate", "fracture, healed"
_QUALIFIER: Final = later(
    r"(?:and\s+)?(?:bilateral(?:ly)?|(?:single|recurrent)(?:\s+episode)?|mild|moderate|severe"
    r"|healed|healing"
    r"|resolved"
    r"|resolving|possible|probable|suspected|chronic|acute|subacute|stable|closed|open|NOS"
    r"|full[\s-]thickness|partial[\s-]thickness|(?:type|grade|stage|class)\s+\w+"
    r"|(?:first|second|third)\s+degree|without\s+.{1,40}|not\s+otherwise\s+specified"
    r"|(?:non-?)?industrial|work[\s-]related|improved|improving|worsening|persistent|unchanged|symptomatic|by\s+history)",
    re.IGNORECASE,
)
# "… after an MRI", "… on 4/2/2014", "… secondary to a fall": told of it besides
_MONTH: Final = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_BESIDES: Final = later(
    r"(?:\A|,\s*|\s+)(?:\d{1,2}/(?:\d{1,2}/)?\d{2,4}\b|(?:19|20)\d\d\b|after|following|followed\s+by|since(?!\s+then)|secondary\s+to|from\b|"
    r"(?:non-?)?industrial|resulting\s+from"
    r"|(?:left|right)\s+(?:>|greater|worse)|(?:dated|dating|on|of)\s+(?:\d{1,2}[/.-]\d|\d{4}\b)"
    rf"|in\s+(?:\d{{4}}\b|(?:early|late|mid)\b|{_MONTH}\b)|(?:on|of)\s+{_MONTH}\b"
    r"|as\s+an?\b|by\s+(?:an?|the|his|her|dr|nerve|EMG|MRI|x-?rays?|imaging)\b|as\s+of"
    r"|based\s+on|per\s"
    r"|(?:seen|shown|noted|found|confirmed|repaired|treated|suspected|evident|documented|read"
    r"|revealed)\b"
    r"|with\s+(?:persistent|residual|ongoing|continued|no\s|improve\w+|complaints)|injur(?:y"
    r"|ed)\s+(?:on\s+)?\d"
    r"|for\s+(?:which|the\s+past|over|about|\d)|is\b|are\b|was\b|were\b|has\b|had\b|have\b"
    r"|which\b|who\b|that\b)"
    r".*\Z|\s*\((?:BMI|DOI|ICD|[A-Z]\d\d|\d{3}\.|\d+/|date|injur)[^)]*\)?.*\Z",
    re.IGNORECASE | re.DOTALL,
)
# "status post ankle ORIF with complex regional pain syndrome", "low back pain with disc disease"
_WITH: Final = re.compile(r"\s+with\s+", re.IGNORECASE)
_STATUS_POST: Final = re.compile(r"(?:status\s+post|s/p)\b", re.IGNORECASE)
_ONLY_PAIN: Final = re.compile(
    r".*\b(?:pain|concussion)(?:\s+on\s+\S+)?", re.IGNORECASE | re.DOTALL
)
_ARTICLE: Final = re.compile(
    r"(?:(?:since\s+then|currently|subsequently|later|also|now)\s+)?(?:(?:an?|the|his|her)\s+)?",
    re.IGNORECASE,
)
# "contusion of the knee, initial encounter": says of the visit, not of the disease
_ENCOUNTER: Final = re.compile(
    r"[\s,]*\(?(?:initial|subsequent)(?:\s+encounter)?\b[^,;]*?\Z|[\s,]*\bencounter\Z",
    re.IGNORECASE,
)
# "1. sprain; 2. strain", "sprain, status post repair"
_SEMICOLON: Final = re.compile(
    r"[;,.]?\s*(?:and\s+)?(?<![\w.-])\(?\d{1,2}[.)]\s+|;\s*(?:and\s+)?"
    r"|,?\s+(?=(?:rule\s+out|r/o)\b)|,\s+(?=(?:status\s+post|s/p)\b)",
    re.IGNORECASE,
)
# not in "strain of muscle, fascia and tendon"
_COMMA: Final = re.compile(r",(?!\s*(?:and\s+)?(?:fascia|tendon)s?\b)\s*(?:and\s+)?", re.IGNORECASE)
_AND: Final = re.compile(
    r"\s+(?:and|&|as\s+well\s+as|along\s+with|together\s+with|plus|vs\.?|versus)\s+", re.IGNORECASE
)
# "secondary diagnosis, sacroiliitis", "of major depression", "M54.5 low back pain"
_LEAD: Final = later(
    r"(?:(?:primary|secondary|second|third|other|additional)\s+diagnos[ei]s\s*[,:]?\s+(?:is\s+|are\s+"
    r"|of\s+)?|(?:of|with)\s+(?=\w)|(?:[A-TV-Z]\d[\dA-Z](?:\.\w{1,4})?|\d{3}\.\d{1,2})\s*[:,)-]?\s+)+",
    re.IGNORECASE,
)


# "moderate disease": of what is not said
_VAGUE: Final = re.compile(
    r"(?:an?\s+|some\s+|the\s+)?(?:mild|moderate|severe|advanced|significant|end[\s-]stage|early|minimal)?"
    r"(?:\s*(?:to|or)\s*(?:moderate|severe))?\s*(?:disease|degeneration|disorder|lesion|displacement)s?",
    re.IGNORECASE,
)


def is_disease(words: str) -> bool:
    """Say whether words name a disease, rather than a complaint, or what was done.

    >>> is_disease("lumbar sprain"), is_disease("low back pain"), is_disease("severe disease")
    (True, False, False)
    """
    return bool(_DISEASE.search(words)) and not _VAGUE.fullmatch(words.strip())


def entries(words: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the entries of a list.

    Where semicolons part them, a comma does only between two that can stand by themselves.

    >>> words = "neck strain, insomnia, and status post fusion in 2011"
    >>> [words[start:end] for start, end in entries(words, 0, len(words))]
    ['neck strain', 'insomnia', 'status post fusion']
    """
    groups = list(_cut(words, start, end, _SEMICOLON))
    parted = len(groups) > 1
    for group in groups:
        parts = _split(words, *group, _COMMA) if parted else list(_cut(words, *group, _COMMA))
        for part in _joined(words, parts):
            for entry in _split(words, *part, _AND):
                yield from _apart(words, *_bare(words, *entry))


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
    if _HEAD.search(before) and _ALONE.fullmatch(_BESIDES.sub("", after).strip(" .,;")):
        return True
    heads = _HEAD.search(before), _HEAD.match(after.lstrip())
    several = len(before.split()) > 1, len(after.split()) > 1
    if not (heads[0] and _HEAD.search(after)):
        return False
    return several[0] == several[1] or (several[1] and not heads[1])


def _joined(words: str, parts: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the parts, each fragment joined to the next, or at the end to the last."""
    entries: list[tuple[int, int]] = []
    opened: int | None = None
    last = words[slice(*parts[-1])].strip(" .\n\f\t")
    behind = bool(_SIDE.match(last) and _FRAGMENT.fullmatch(last))
    for start, end in parts:
        bare = words[start:end].strip(" .\n\f\t")
        follows = _is_trailing(bare) or (behind and _SIDE.match(bare) and _FRAGMENT.fullmatch(bare))
        if entries and opened is None and (follows or not bare):
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
    return bool(fragment or _ENCOUNTER.fullmatch(bare) or _QUALIFIER.fullmatch(bare))


def _apart(words: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield an entry, or the two that "with" joins: after an operation, or a mere pain."""
    joint = _WITH.search(words, start, end)
    if joint and _DISEASE.search(words, joint.end(), end):
        before = words[start : joint.start()]
        if _STATUS_POST.match(before) or _ONLY_PAIN.fullmatch(before):
            yield _bare(words, start, joint.start())
            yield _bare(words, joint.end(), end)
            return
    yield start, end


def _bare(words: str, start: int, end: int) -> tuple[int, int]:
    """Return the entry without an article, what is told besides, and white space."""
    entry = words[start:end]
    if besides := _BESIDES.search(entry):
        entry = entry[: besides.start()]
    entry = entry[: len(entry.rstrip(' .,;:"\u201c\u201d\n\f\t'))]
    while ending := _ENCOUNTER.search(entry):
        entry = entry[: ending.start()]
    lead = len(entry) - len(entry.lstrip(' .,;"\u201c\u201d\n\f\t'))
    if told := _LEAD.match(entry, lead):
        lead = told.end()
    article = _ARTICLE.match(entry, lead)
    return start + (article.end() if article else lead), start + max(lead, len(entry.rstrip()))
