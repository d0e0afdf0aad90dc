"""The Medical Professional Review of early 2013: labels in capitals, one of them the outcome.

In:   a text in plain characters.
Out:  `REVIEW_2013`.
From: descriptions of that letter; none was at hand when this was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from imrgraph.letters.layouts.parts import (
    ITEM_NUMBER,
    ItemParts,
    Layout,
    heading,
    ordinal,
    verdict,
)
from imrgraph.letters.text.document import Span, stripped
from imrgraph.letters.text.patterns import later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.letters.layouts.parts import Decided

__all__ = ["REVIEW_2013"]

_RELIED: Final = r"MEDICAL\s+TREATMENT\s+GUIDELINES?(?:\(S\))?\s+RELIED\s+UPON\s+BY\s+(?:THE\s+)?"
# "RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS/WAS NOT MEDICALLY NECESSARY:"
_RATIONALE: Final = (
    r"RATIONALE\s+FOR\s+WHY\s+THE\s+REQUESTED\s+TREATMENTS?(?:\s*/\s*SERVICES?)?\s+"
    r"(?P<words>(?P<verbs>(?:(?:IS|ARE|WAS|WERE)\s*/?\s*)+)(?P<not>NOT\s*)?"
    r"(?P<partly>PART(?:IAL)?LY\s+)?MEDICALLY\s+NECESSARY(?P<in_part>\s+IN\s+PART\b)?)"
)
#: What opens each part but the last.
_OTHER: Final = {
    "issue": r"ISSUES?(?:\(S\))?\s+AT\s+DISPUTE",
    "summary": r"CASE\s+SUMMARY",
    "documents": r"DOCUMENTS\s+REVIEWED(?:\s+FOR\s+DETERMINATION)?",
    "claims": rf"{_RELIED}CLAIMS\s+ADMINISTRATOR(?:\s+AND\s+WHY)?",
    "reviewer": rf"{_RELIED}(?:PROFESSIONAL|EXPERT|MEDICAL)\s+REVIEWER(?:\s+AND\s+WHY)?",
    "credentials": r"MEDICAL\s+REVIEWER\s+QUALIFICATIONS",
}
_LABELS: Final = later(
    r"^[ \t]*+(?:"
    + "|".join(
        rf"(?P<{name}>{pattern}\s*:)"
        for name, pattern in {**_OTHER, "rationale": _RATIONALE}.items()
    )
    + ")",
    re.MULTILINE | re.IGNORECASE,
)
# "2. " before one of several requests, guidelines or reasons
_NUMBER: Final = later(rf"^[ \t]*+{ITEM_NUMBER}[ \t]+", re.MULTILINE | re.IGNORECASE)
# "Was the request for massage medically necessary?", "Whether the request for massage was …"
_ASKED: Final = re.compile(
    r"(?:Was|Is|Were|Are|Whether)\s+(?:the\s+)?(?:requests?\s+for\s+)?(?P<request>.+?)"
    r"(?:\s+(?:was|is|were|are))?\s+medically\s+necessary(?:\s+and\s+appropriate)?\s*[.?]?",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(slots=True)
class _Issue:
    """What is at dispute, and what the labels up to the next issue say of it."""

    asked: Span
    #: The guidelines of each party, one part or several.
    claims: list[Span] = field(default_factory=list)
    reviewer: list[Span] = field(default_factory=list)
    #: The labels that decide, each with the reasons below it.
    rationale: list[tuple[re.Match[str], Span]] = field(default_factory=list)


def _items(text: str, place: Span) -> Iterator[ItemParts]:
    """Yield an item for each request of each issue: labels up to the next issue are about it."""
    for issue in _issues(text, place):
        requests = list(_numbered(text, issue.asked))
        for at, (asked, printed) in enumerate(requests):
            decided = _decided_on(text, issue, printed, at)
            label, reasons = decided or (None, None)
            request = _ASKED.fullmatch(text, asked.start, asked.end)
            yield ItemParts(
                heading=asked,
                request=Span.of(request, "request") if request else asked,
                outcome=Span.of(label, "words") if label else None,
                decided=_decided(label) if label else None,
                printed=printed,
                claims=_own(text, issue.claims, printed),
                reviewer=_own(text, issue.reviewer, printed),
                rationale=_own(text, [reasons], printed) if reasons else None,
            )


def _issues(text: str, place: Span) -> list[_Issue]:
    found = list(_LABELS.finditer(text, place.start, place.end))
    reaches = pairwise([*(label.start() for label in found), place.end])
    issues: list[_Issue] = []
    for label, (_, end) in zip(found, reaches, strict=True):
        name, part = _name(label), stripped(text, label.end(), end)
        if name == "issue":
            issues.append(_Issue(part))
        elif issues and name == "rationale":
            issues[-1].rationale.append((label, part))
        elif issues and name in ("claims", "reviewer"):
            getattr(issues[-1], name).append(part)
    return issues


def _name(label: re.Match[str]) -> str:
    return next(name for name in (*_OTHER, "rationale") if label[name])


def _decided_on(
    text: str, issue: _Issue, printed: str | None, at: int
) -> tuple[re.Match[str], Span] | None:
    """Return what decides on a request: of several labels the one with its number, or its place."""
    if len(issue.rationale) < 2:  # noqa: PLR2004 (one is that of all)
        return issue.rationale[0] if issue.rationale else None
    for label, reasons in issue.rationale:
        if any(each == printed for _, each in _numbered(text, reasons) if each):
            return label, reasons
    return issue.rationale[at] if at < len(issue.rationale) else None


def _own(text: str, parts: list[Span], printed: str | None) -> Span | None:
    """Return the passage with the number of a request; where none has it, the whole part."""
    for part in parts:
        for passage, number in _numbered(text, part):
            if printed and number == printed:
                return passage
    return parts[0] if parts else None


def _numbered(text: str, part: Span) -> Iterator[tuple[Span, str | None]]:
    """Yield the passages of a part, each with its number: what is not numbered is one."""
    numbers = list(_NUMBER.finditer(text, part.start, part.end))
    numbers = numbers if numbers and numbers[0].start() == part.start else []
    if not numbers:
        yield part, None
    reaches = pairwise([*(number.start() for number in numbers), part.end])
    for number, (_, end) in zip(numbers, reaches, strict=True):
        yield stripped(text, number.end(), end), ordinal(number)


def _decided(label: re.Match[str]) -> Decided | None:
    """Return what the label says; "IS / IS NOT" is the form before it was filled in."""
    verbs = label["verbs"].upper().replace("/", " ").split()
    return verdict(label) if len(set(verbs)) == len(verbs) else None


REVIEW_2013: Final = Layout(
    name="2013-review",
    sections={
        name: heading(pattern, label=True)
        for name, pattern in {**_OTHER, "rationale": _RATIONALE}.items()
    },
    marks=(heading(r"MEDICAL\s+PROFESSIONAL\s+REVIEW"),),
    items=_items,
)
