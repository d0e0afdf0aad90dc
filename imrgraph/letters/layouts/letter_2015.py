"""The letter of 2015 and later: a heading that ends in its outcome, then three labels.

In:   a text in plain characters.
Out:  `LETTER_2015`.
From: letters of 2015 to 2017, with their header or without; later ones name other guidelines in
      the same form.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.letters.layouts.parts import (
    DOCUMENTS,
    ORGANISATION,
    SENTENCE_LINE,
    Layout,
    Outcome,
    blocks,
    closes,
    heading,
)
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.patterns import later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.letters.layouts.parts import Decided, ItemParts

__all__ = ["LETTER_2015"]

# The three labels of an item. The second names the review organisation, whichever that is.
_LABELS: Final = re.compile(
    r"^[ \t]*+(?:(?P<claims>Claims\s+Administrator\s+guideline\s*:)"
    rf"|(?P<reviewer>(?-i:{ORGANISATION}\s[Gg]uideline|[A-Z][A-Z() ]{{2,40}}\sGUIDELINE)\s*:)"
    r"|(?P<rationale>(?:Decision\s+)?Rationale\s*:))",
    re.MULTILINE | re.IGNORECASE,
)
# "Deep tissue massage therapy two times three for the cervical spine:  Upheld", "MRI of the knee -
# Medically Necessary", "Decision: Upheld" on the next line; the outcomes that a summary may speak
# of as well only with a capital: "Massage: Withdrawn"
_OUTCOME: Final = later(
    r"(?:(?i:\n[ \t]*+(?:IMR\s+)?(?:Decision|Determination|Outcome)[ \t]*+)?:\s*+"
    r"|[ \t][-\u2013\u2014][ \t]*+)"
    r"(?P<words>(?i:(?P<partial>Partial(?:ly)?(?:\s+(?:Upheld|Overturn(?:ed)?|Medically\s+Necessary"
    r"|Approved|Certified|Granted))?"
    r"|(?:Upheld|Overturned|Medically\s+Necessary)\s+in\s+part)"
    r"|(?P<upheld>Upheld|Not\s*+Medically\s+Necessary(?:\s+and\s+Appropriate)?)"
    r"|(?P<overturned>Overturned|Medically\s+Necessary(?:\s+and\s+Appropriate)?))"
    r"|(?P<modified>(?:Modified|MODIFIED)(?:[ \t]*+[:,;][^\n]{0,100})?)"
    r"|(?P<none>Withdrawn|WITHDRAWN|Dismissed|DISMISSED|Terminated|TERMINATED))\.?[ \t]*+(?=\n|\Z)"
)
_DECIDED: Final[dict[str, Decided]] = {
    "partial": "partial", "upheld": "upheld", "overturned": "overturned", "modified": "partial",
}  # fmt: skip
_BLANK: Final = re.compile(r"\n[ \t]*\n")
#: Between two headings that stand together there are no more characters, and no end of a sentence.
_LONGEST: Final = 400


def _items(text: str, place: Span) -> Iterator[ItemParts]:
    return blocks(text, place, _outcomes(text, place), _LABELS)


def _outcomes(text: str, place: Span) -> Iterator[Outcome]:
    """Yield the outcomes that close a heading, or are followed by another heading."""
    found: list[re.Match[str]] = []
    for outcome in reversed(list(_OUTCOME.finditer(text, place.start, place.end))):
        above = bool(found) and _stands_above(text, outcome.end(), found[-1].start())
        ends = above or closes(text, outcome.end(), place.end, _LABELS)
        if ends and not _concludes(text, outcome, place):
            found.append(outcome)
    for outcome in reversed(found):
        [kind] = (name for name, words in outcome.groupdict().items() if words and name != "words")
        yield Outcome(outcome.start(), Span.of(outcome, "words"), _DECIDED.get(kind))


def _concludes(text: str, outcome: re.Match[str], place: Span) -> bool:
    """Say whether words that look like an outcome end a rationale: "Norco: medically necessary".

    They stand in the paragraph that the label of the rationale opens, or say of the request that
    stands above it what its heading says; and no label follows.
    """
    before = [*_LABELS.finditer(text, place.start, outcome.start())]
    if not before or before[-1].lastgroup != "rationale":
        return False
    follows = _LABELS.search(text, outcome.end(), place.end)
    if follows and not text[outcome.end() : follows.start()].strip():
        return False
    if not _BLANK.search(text, before[-1].end(), outcome.start()):
        return True
    asked = text[text.rfind("\n", 0, outcome.start()) + 1 : outcome.start()].strip()
    return bool(asked) and text.find(f"{asked}:", place.start, before[-1].start()) >= 0


def _stands_above(text: str, end: int, asked: int) -> bool:
    """Say whether nothing but another request stands between an outcome and the next one."""
    between = text[end:asked]
    return len(between) <= _LONGEST and not (
        _LABELS.search(text, end, asked) or SENTENCE_LINE.search(between)
    )


LETTER_2015: Final = Layout(
    name="2015-letter",
    sections={
        "credentials": heading(r"HOW\s+THE\s+IMR\s+FINAL\s+DETERMINATION\s+WAS\s+MADE"),
        "documents": DOCUMENTS,
        "summary": heading(r"CLINICAL\s+CASE\s+SUMMARY"),
        "decisions": heading(
            r"IMR\s+(?:ISSUES\s*,\s*)?DECISION(?:S|\(S\))?\s*,?\s+AND\s+RATIONALE(?:S|\(S\))?"
        ),
    },
    marks=(_LABELS, heading(r"Decision\s+rationale", label=True)),
    items=_items,
)
