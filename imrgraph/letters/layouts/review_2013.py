"""The Medical Professional Review of early 2013: labels in capitals, one of them the outcome.

In:   a text in plain characters.
Out:  `REVIEW_2013`.
From: descriptions of that letter; none was at hand when this was written.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from imrgraph.letters.layouts.parts import ItemParts, Layout, heading, verdict
from imrgraph.letters.text.document import Span, stripped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.letters.layouts.parts import Decided

__all__ = ["REVIEW_2013"]

_RELIED: Final = r"MEDICAL\s+TREATMENT\s+GUIDELINES?(?:\(S\))?\s+RELIED\s+UPON\s+BY\s+(?:THE\s+)?"
# "RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS/WAS NOT MEDICALLY NECESSARY:"
_RATIONALE: Final = (
    r"RATIONALE\s+FOR\s+WHY\s+THE\s+REQUESTED\s+TREATMENTS?(?:\s*/\s*SERVICES?)?\s+"
    r"(?P<words>(?P<verbs>(?:(?:IS|ARE|WAS|WERE)\s*/?\s*)+)(?P<not>NOT\s*)?MEDICALLY\s+NECESSARY)"
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
_LABELS: Final = re.compile(
    r"^[ \t]*+(?:"
    + "|".join(
        rf"(?P<{name}>{pattern}\s*:)"
        for name, pattern in {**_OTHER, "rationale": _RATIONALE}.items()
    )
    + ")",
    re.MULTILINE | re.IGNORECASE,
)
# "2. " before one of several requests
_NUMBER: Final = re.compile(r"^[ \t]*+(?P<printed>\d{1,2})[.)][ \t]+", re.MULTILINE)


def _items(text: str, place: Span) -> Iterator[ItemParts]:
    """Yield an item for each request of each issue: labels up to the next issue are about it."""
    found = list(_LABELS.finditer(text, place.start, place.end))
    reaches = pairwise([*(label.start() for label in found), place.end])
    issues: list[tuple[Span, dict[str, Span], list[re.Match[str]]]] = []
    for label, (_, end) in zip(found, reaches, strict=True):
        name, part = str(label.lastgroup), stripped(text, label.end(), end)
        if name == "issue":
            issues.append((part, {}, []))
        elif issues and name in ("claims", "reviewer", "rationale"):
            _, parts, outcomes = issues[-1]
            parts.setdefault(name, part)
            outcomes += [label] if name == "rationale" else []
    for issue, parts, outcomes in issues:
        for asked, printed in _requests(text, issue):
            yield ItemParts(
                heading=asked,
                request=asked,
                outcome=Span.of(outcomes[0], "words") if outcomes else None,
                decided=_decided(outcomes[0]) if outcomes else None,
                printed=printed,
                claims=parts.get("claims"),
                reviewer=parts.get("reviewer"),
                rationale=parts.get("rationale"),
            )


def _requests(text: str, issue: Span) -> Iterator[tuple[Span, str | None]]:
    """Yield the requests of an issue, each with its number: what is not numbered is one."""
    numbers = list(_NUMBER.finditer(text, issue.start, issue.end))
    numbers = numbers if numbers and numbers[0].start() == issue.start else []
    if not numbers:
        yield issue, None
    reaches = pairwise([*(number.start() for number in numbers), issue.end])
    for number, (_, end) in zip(numbers, reaches, strict=True):
        yield stripped(text, number.end(), end), number["printed"]


def _decided(label: re.Match[str]) -> Decided | None:
    """Return what the label says; "IS / IS NOT" is the form before it was filled in."""
    verbs = label["verbs"].upper().replace("/", " ").split()
    return verdict(label["not"]) if len(set(verbs)) == len(verbs) else None


REVIEW_2013: Final = Layout(
    name="2013-review",
    sections={
        name: heading(pattern, label=True)
        for name, pattern in {**_OTHER, "rationale": _RATIONALE}.items()
    },
    marks=(heading(r"MEDICAL\s+PROFESSIONAL\s+REVIEW"),),
    items=_items,
)
