"""The letter of 2015 and later: a heading that ends in its outcome, then three labels.

In:   a text in plain characters.
Out:  `LETTER_2015`.
From: letters of 2015 to 2017, with their header or without; later ones name other guidelines in
      the same form.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.letters.layouts.parts import Layout, Outcome, blocks, closes, heading
from imrgraph.letters.text.document import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.letters.layouts.parts import Decided, ItemParts

__all__ = ["LETTER_2015"]

# The three labels of an item. The second names the review organisation, whichever that is; but
# "Official Disability Guidelines: Neck" is cited.
_LABELS: Final = re.compile(
    r"^[ \t]*+(?:(?P<claims>Claims\s+Administrator\s+guideline\s*:)"
    r"|(?P<reviewer>(?-i:[A-Za-z][\w ]{2,40}\sguideline|[A-Z][A-Z ]{2,40}\sGUIDELINE)\s*:)"
    r"|(?P<rationale>Decision\s+rationale\s*:))",
    re.MULTILINE | re.IGNORECASE,
)
# "Deep tissue massage therapy two times three for the cervical spine:  Upheld"; the outcomes that a
# summary may speak of as well only with a capital: "Massage: Withdrawn"
_OUTCOME: Final = re.compile(
    r":\s*+(?P<words>(?i:(?P<partial>Partial(?:ly)?\s+(?:Upheld|Overturn(?:ed)?)"
    r"|(?:Upheld|Overturned)\s+in\s+part)|(?P<upheld>Upheld)|(?P<overturned>Overturned))"
    r"|(?P<modified>Modified|MODIFIED)"
    r"|(?P<none>Withdrawn|WITHDRAWN|Dismissed|DISMISSED|Terminated|TERMINATED))[ \t]*+(?=\n|\Z)"
)
_DECIDED: Final[dict[str, Decided]] = {
    "partial": "partial", "upheld": "upheld", "overturned": "overturned", "modified": "partial",
}  # fmt: skip


def _items(text: str, place: Span) -> Iterator[ItemParts]:
    return blocks(text, place, _outcomes(text, place), _LABELS)


def _outcomes(text: str, place: Span) -> Iterator[Outcome]:
    for found in _OUTCOME.finditer(text, place.start, place.end):
        if closes(text, found.end(), place.end, _LABELS):
            [kind] = (
                name for name, words in found.groupdict().items() if words and name != "words"
            )
            yield Outcome(found.start(), Span.of(found, "words"), _DECIDED.get(kind))


LETTER_2015: Final = Layout(
    name="2015-letter",
    sections={
        "credentials": heading(r"HOW\s+THE\s+IMR\s+FINAL\s+DETERMINATION\s+WAS\s+MADE"),
        "summary": heading(r"CLINICAL\s+CASE\s+SUMMARY"),
        "decisions": heading(
            r"IMR\s+(?:ISSUES\s*,\s*)?DECISION(?:S|\(S\))?\s+AND\s+RATIONALE(?:S|\(S\))?"
        ),
    },
    marks=(_LABELS, heading(r"Decision\s+rationale", label=True)),
    items=_items,
)
