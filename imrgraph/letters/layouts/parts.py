"""Parts: what every layout cuts a letter into, and the means to cut by.

In:   a text in plain characters.
Out:  `Layout`, `ItemParts`; paragraphs, labelled parts, headings of items, ranges without blanks.
From: what the layouts have in common: headings, items that end in an outcome, labels below them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from imrgraph.letters.text.document import Span, stripped
from imrgraph.letters.text.numerals import NUMBER, number
from imrgraph.letters.text.patterns import later

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = [
    "DECIDED",
    "DOCUMENTS",
    "ITEM_NUMBER",
    "ORGANISATION",
    "REVIEWER",
    "SAID",
    "SENTENCE_LINE",
    "Decided",
    "ItemParts",
    "Layout",
    "Outcome",
    "after_lead_in",
    "blocks",
    "closes",
    "heading",
    "labelled",
    "ordinal",
    "paragraphs",
    "verdict",
]

Decided = Literal["upheld", "overturned", "partial"]

#: An outcome as a sentence: "is notmedically necessary" had a space before it was copied.
DECIDED: Final = (
    r"(?:is|are|was|were)\s+(?P<not>not\s*)?(?P<partly>part(?:ial)?ly\s+)?medically\s+necessary"
    r"(?:\s+and\s+appropriate)?\b(?P<in_part>\s+in\s+part\b)?"
)
#: "1. ", "(1) ", "One) ", "Issue No. 1: ": the number of an item.
ITEM_NUMBER: Final = (
    r"(?P<called>(?:Issue|Item|Request)\s*(?:No\.?|Number|\#)?\s*)?\(?"
    rf"(?P<printed>{NUMBER})\s*(?(called)[.):-]|[.)])"
)
#: "Expert Reviewer", "Physician Reviewer"
REVIEWER: Final = r"(?:Expert|Physician|Professional|Medical|Independent)\s+Reviewer"
# "Section of the Medical Treatment Utilization Schedule Relied Upon by the Expert Reviewer to
# Make His/Her Decision": with a colon or on a line of its own
_RELIED_ON: Final = (
    r"(?:(?:Medical\s+Treatment\s+)?Guidelines?(?:\(s\))?|Section(?:s|\(s\))?\s+of\s+the\s+Medical\s+"
    r"Treatment\s+Utilization\s+Schedule)\s+Relied\s+Upon\s+by\s+(?:the\s+)?"
)
_TO_DECIDE: Final = (
    r"(?:\s+(?:to\s+Make\s+(?:His/Her|His|Her|Its)\s+Decision|and\s+Why))*[ \t]*+(?::|(?=\n))"
)
#: Who reviews, whichever organisation that is: "MAXIMUS", "Reviewer", "IMRO (MAXIMUS)"; but
#: "Official Disability Guidelines: Neck" is cited.
ORGANISATION: Final = r"(?:[A-Za-z][\w ]{2,40}|IMRO?(?:\s*\([\w ]{2,40}\))?)"
#: The labels of an item that tells in sentences what each party relied on.
SAID: Final = later(
    r"(?:^[ \t]*+|(?<=[.!?])[ \t]++)(?:"
    # "The Claims Administrator based its decision on the MTUS: …": the sentence is the part
    r"(?P<claims>(?:The\s+)?Claims\s+Administrator\s+guidelines?\s*:"
    rf"|{_RELIED_ON}Claims\s+Administrator{_TO_DECIDE}"
    r"|(?=The\s+Claims\s+Administrator\s+(?:has\s+)?(?:based|cited|relied|used|did\s+not)\b))"
    rf"|(?P<reviewer>(?-i:{ORGANISATION}\s)[Gg]uidelines?\s*:"
    rf"|{_RELIED_ON}{REVIEWER}{_TO_DECIDE}"
    rf"|(?=The\s+{REVIEWER}\s+(?:also\s+|has\s+)?(?:based|cited|relied|used|found|did\s+not)\b))"
    rf"|(?P<rationale>(?:The\s+{REVIEWER}['\u2019]s\s+decision\s+rationale"
    r"|Rationale\s+for\s+(?:the\s+|his/her\s+|its\s+)?Decision|(?:Decision\s+)?Rationale)\s*:))",
    re.MULTILINE | re.IGNORECASE,
)
# "… based on a review of the\ncase file, including all medical records:\n\nThe injured worker is"
_LEAD_IN: Final = re.compile(r"\s*+[^.:]{0,200}(?:summary|records|below)\s*:[ \t]*+(?=\n)")
#: Lines that stand close together are at least so many for each empty one.
_CLOSE: Final = 0.1
_GAP: Final = re.compile(r"\s*+")
# "2. ", "2. The request for ": before the request of an item
_NUMBERED: Final = later(rf"{ITEM_NUMBER}\s+(?:The\s+requests?\s+for\s+)?", re.IGNORECASE)
# "… are medically necessary and appropriate: Overturned": a sentence before the outcome
_SAID_TOO: Final = re.compile(rf"\s+{DECIDED}\s*\Z", re.IGNORECASE)
_BLANK: Final = re.compile(r"\n(?:[ \t]*\n)+")
# A line that ends a sentence: where a text keeps no paragraphs apart, a heading starts after it.
# But "… was the original request.", "… by the Claims Administrator." and "… leaving the original
# request IMR eligible." are sentences of a heading,
# and a heading may be broken after a colon, "DOS:", as a lead-in that ends in "below:" is not.
SENTENCE_LINE: Final = re.compile(
    r"(?<!original request)(?<!Claims Administrator)(?<!IMR eligible)"
    r"(?:[.!?]|(?:(?<=below)|(?<=follows)|(?<=following)):)[\"\u201d)]?[ \t]*\n\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ItemParts:
    """The places of one item's parts; a part that the letter lacks is None.

    Attributes:
        heading: the request and its outcome.
        request: what is asked for, without its outcome.
        outcome: the words that decide it.
        decided: what they mean; None where they are none of the outcomes, or missing.
        claims: what the claims administrator relied on.
        reviewer: what the reviewer relied on.
        rationale: the reviewer's reasons.
        printed: the number that the letter gives the item, if any.
    """

    heading: Span
    request: Span
    outcome: Span | None = None
    decided: Decided | None = None
    claims: Span | None = None
    reviewer: Span | None = None
    rationale: Span | None = None
    printed: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A form of letters.

    Attributes:
        name: what it is called.
        sections: the headings of the sections "credentials", "summary", "decisions" and of those
            that are not read, in their order.
        marks: other patterns that letters of this form hold.
        items: cuts the items out of a range of the text.
    """

    name: str
    sections: Mapping[str, re.Pattern[str]]
    marks: tuple[re.Pattern[str], ...]
    items: Callable[[str, Span], Iterator[ItemParts]]


class Outcome(NamedTuple):
    """An outcome that ends the heading of an item."""

    #: Where the request ends.
    asked: int
    words: Span
    decided: Decided | None
    #: Where the heading starts, where its number says so.
    start: int | None = None


def verdict(said: re.Match[str]) -> Decided:
    """Return the outcome that a match of `DECIDED` means: with "not", in part, or neither."""
    if said["not"]:
        return "upheld"
    return "partial" if said["partly"] or said["in_part"] else "overturned"


def ordinal(numbered: re.Match[str]) -> str:
    """Return the number of an item, a match of `ITEM_NUMBER`, in digits: "2" for "Two)"."""
    return str(number(numbered["printed"]))


def paragraphs(text: str) -> tuple[Span, ...]:
    """Return the paragraphs of `text`, without the white space around them.

    Where nearly every line is followed by an empty one, no paragraph is known but the whole.

    >>> [text[p.start : p.end] for text in ["A\\nb.\\n\\nC"] for p in paragraphs(text)]
    ['A\\nb.', 'C']
    """
    blanks = [blank.span() for blank in _BLANK.finditer(text)]
    close = text.count("\n") - sum(text.count("\n", *blank) for blank in blanks)
    breaks = blanks if close > _CLOSE * len(blanks) else []
    starts = [0, *(end for _, end in breaks)]
    ends = [*(start for start, _ in breaks), len(text)]
    cuts = (stripped(text, a, b) for a, b in zip(starts, ends, strict=True) if a < b)
    return tuple(span for span in cuts if span.start < span.end)


def after_lead_in(text: str, start: int, end: int) -> int:
    """Return where a section starts whose first sentence only says what it is."""
    lead_in = _LEAD_IN.match(text, start, end)
    return lead_in.end() if lead_in else start


def heading(words: str, *, label: bool = False) -> re.Pattern[str]:
    """Return the pattern of a heading that has its line for itself, or is a label with a colon."""
    end = r"\s*:" if label else r"[ \t]*+:?[ \t]*+(?=\n|\Z)"
    return later(rf"^[ \t]*+(?:{words}){end}", re.MULTILINE | re.IGNORECASE)


#: The heading of the documents that were reviewed, or the sentence that leads to their list.
DOCUMENTS: Final = re.compile(
    r"^[ \t]*+(?:DOCUMENTS\s+REVIEWED(?:\s+FOR\s+DETERMINATION)?[ \t]*+(?::|(?=\n|\Z))"
    r"|The\s+following\s+(?:relevant\s+)?documents?\b[^.:]{0,200}\breviewed\b[^.:]{0,60}:)",
    re.MULTILINE | re.IGNORECASE,
)


def labelled(text: str, labels: re.Pattern[str], start: int, end: int) -> dict[str, Span]:
    """Return the parts of an item by the groups of their labels; the rationale is the last one."""
    found: list[re.Match[str]] = []
    for label in labels.finditer(text, start, end):
        found.append(label)
        if label.lastgroup == "rationale":
            break
    reaches = pairwise([*(label.start() for label in found), end])
    places: dict[str, Span] = {}
    last = ""
    for label, (_, stop) in zip(found, reaches, strict=True):
        name, place = str(label.lastgroup), stripped(text, label.end(), stop)
        if place.start < place.end:
            if name == last:  # "The Expert Reviewer also based …": one part in two sentences
                places[name] = Span(places[name].start, place.end)
            places.setdefault(name, place)
            last = name
    return places


def closes(text: str, at: int, end: int, labels: re.Pattern[str]) -> bool:
    """Say whether an empty line, a label or the end of the section follows."""
    gap = _GAP.match(text, at, end)
    after = gap.end() if gap else at
    return after == end or text.count("\n", at, after) > 1 or bool(labels.match(text, after, end))


def blocks(
    text: str, place: Span, outcomes: Iterable[Outcome], labels: re.Pattern[str]
) -> Iterator[ItemParts]:
    """Cut items of the form: a heading with its outcome, then labelled parts.

    Args:
        text: the letter.
        place: the section of the decisions.
        outcomes: those that end a heading, in their order.
        labels: the labels, in groups named as parts of an item; "claims" is the first.

    Yields:
        An item for each outcome, and one for each label "claims" that has no outcome above it.
    """
    cutter = _Headings(text, place, labels)
    headings = list(cutter.cut(outcomes))
    reaches = list(pairwise([*(heading.start for heading, _ in headings), place.end]))
    parts: dict[str, Span] = {}
    items: list[ItemParts] = []
    for (heading, outcome), (_, end) in zip(headings[::-1], reaches[::-1], strict=True):
        # several headings above one rationale: it is that of each
        above = outcome and outcome.decided and not text[heading.end : end].strip(" .\t\n")
        shared = parts if above and items and items[-1].decided else {}
        parts = labelled(text, labels, heading.end, end) or shared
        items.append(_item(text, heading, outcome, parts))
    yield from items[::-1]


def _item(
    text: str, heading: Span, outcome: Outcome | None, parts: Mapping[str, Span]
) -> ItemParts:
    asked = outcome.asked if outcome else heading.end
    if outcome and (said := _SAID_TOO.search(text, heading.start, asked)):
        asked = said.start()
    numbered = _NUMBERED.match(text, heading.start, asked)
    return ItemParts(
        heading=heading,
        request=stripped(text, numbered.end() if numbered else heading.start, asked),
        outcome=outcome.words if outcome else None,
        decided=outcome.decided if outcome else None,
        printed=ordinal(numbered) if numbered else None,
        claims=parts.get("claims"),
        reviewer=parts.get("reviewer"),
        rationale=parts.get("rationale"),
    )


class _Headings:
    """Finds the headings of the items of one section."""

    def __init__(self, text: str, place: Span, labels: re.Pattern[str]) -> None:
        self._text, self._place, self._labels = text, place, labels
        self._starts = [paragraph.start for paragraph in paragraphs(text[: place.end])]

    def cut(self, outcomes: Iterable[Outcome]) -> Iterator[tuple[Span, Outcome | None]]:
        """Yield every heading, with the outcome that it ends in, if it does."""
        found = ((outcome.words.end, outcome) for outcome in outcomes)
        labels = self._labels.finditer(self._text, self._place.start, self._place.end)
        marks: list[tuple[int, Outcome | re.Match[str]]]
        marks = sorted([*found, *((m.start(), m) for m in labels)], key=itemgetter(0))
        floor, decided, parted = self._place.start, -1, True
        for at, mark in marks:
            if isinstance(mark, Outcome):
                start = self._start(floor, mark.asked) if mark.start is None else mark.start
                yield stripped(self._text, start, at), mark
                floor, decided = at, at
            elif mark.lastgroup != "claims":
                parted = True
            else:
                told = decided >= 0 and not self._text[decided:at].strip(" .\t\n")
                if not told and (mark[0].endswith(":") or (parted and self._opens(mark))):
                    above = stripped(self._text, floor, at).end
                    yield stripped(self._text, self._start(floor, above), above), None
                floor, decided, parted = mark.end(), -1, False

    def _opens(self, label: re.Match[str]) -> bool:
        """Say whether a label opens a paragraph."""
        at = bisect_right(self._starts, label.end())
        return at > 0 and self._starts[at - 1] >= label.start()

    def _start(self, floor: int, end: int) -> int:
        """Return where the heading starts that ends at `end`: a paragraph, or after a sentence."""
        number = bisect_right(self._starts, max(floor, end - 1))
        start = max(floor, self._starts[number - 1]) if number else floor
        if start == floor or self._labels.search(self._text, start, end):
            for line in SENTENCE_LINE.finditer(self._text, start, end):
                start = line.end()
        return start
