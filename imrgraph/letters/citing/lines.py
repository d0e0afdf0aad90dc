"""Lines: what the words of a guideline line say that a decision is based on, of whichever source.

In:   a document, and the place of the words.
Out:  one `Citation` for each guideline.
From: the guideline lines of the letters of 2013 and 2014, which are sentences ("…, which is part of
      the MTUS"), and those of later ones where they name several sources.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from imrgraph.letters.citing.inside import inside
from imrgraph.letters.citing.outside import ODG, outside
from imrgraph.letters.citing.prose_citations import prose_citations
from imrgraph.letters.citing.topics import tight
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.patterns import later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Citation, Party
    from imrgraph.letters.text.document import Document

__all__ = ["relied_on"]

#: Of which source the words are: the MTUS, any other, or what they name.
Source = Literal["mtus", "outside", "named"]

_SCHEDULE: Final = r"(?:MTUS|Medical\s+Treatment\s+Utilization\s+Schedule(?:\s*\(MTUS\))?)"
# ", which is part of the MTUS": a remark on what stands before it
_REMARK: Final = re.compile(
    r"[\s,;(]*(?:\ba\s+(?:medical\s+treatment\s+)?guideline\s+)?"
    r"(?:\b(?:which|that)\s+(?:is|are)\s+|\b(?:is|are)\s+|\b(?:a\s+)?(?=part\b))"
    rf"(?P<not>not\s+)?(?:a\s+)?part\s+of\s+the\s+{_SCHEDULE}\)?",
    re.IGNORECASE,
)
# "MTUS", "Non-MTUS Citation", "ODG": what follows is of that source
_SWITCH: Final = later(
    r"(?P<outside>\bNon\W{0,3}MTUS(?:\s+Citations?)?\b[\s,:]*)"
    rf"|(?P<odg>{ODG})|(?P<mtus>\b(?:(?:CA|California)[\s-]+)?{_SCHEDULE}[\s,:]*(?=[\s(/]*(?-i:[A-Z])))",
    re.IGNORECASE,
)
# "outside of the MTUS Guidelines": no guideline is meant
_OUTSIDE: Final = re.compile(
    r"\b(?:outside|section|sections)\s+(?:of\s+)?(?:the\s+)?\Z", re.IGNORECASE
)
# "and on the ", "In addition to the ": what leads to a name
_LEAD: Final = re.compile(r"(?:(?:and|or|on|upon|the|also|both|in|addition|to)(?:\s+|\Z))+")
_TITLE: Final = re.compile(r"[A-Z][\w&/ ()-]{2,60}")
# The end of a sentence; "pg. 58" is none.
_END: Final = re.compile(r"(?<!\bpg)(?<!\bpgs)(?<!\bpp)(?<!\bp)(?<!\bed)\.\s+(?=[A-Z])")


def relied_on(
    document: Document,
    place: Span,
    by: Party | None,
    knowledge: Knowledge,
    source: Source = "named",
) -> Iterator[Citation]:
    """Yield what is cited at `place`.

    Args:
        document: the text.
        place: what stands behind "based on", or any words of a guideline line.
        by: whose words they are.
        knowledge: whose guidelines are known by name.
        source: of which source the first words are.
    """
    text = document.text
    for sentence in _sentences(text, place) if source == "named" else [place]:
        topic: Span | None = None
        for part, said in _parts(text, sentence):
            for kind, span in _segments(text, part, said or source):
                found = list(_of(kind, document, span, by, knowledge))
                if found and topic and not found[0].sections:
                    whole = Span(topic.start, found[0].span.end)
                    section = text[topic.start : topic.end]
                    found[0] = replace(found[0], sections=(section,), span=whole)
                topic = None if found else _topic(text, span, knowledge)
                yield from found


def _topic(text: str, span: Span, knowledge: Knowledge) -> Span | None:
    """Return the words if they name a treatment, before a source that has no section."""
    words = text[span.start : span.end]
    named = _TITLE.fullmatch(words) and knowledge.lexicon("treatments").find(words)
    return span if named else None


def _of(
    kind: Source, document: Document, span: Span, by: Party | None, knowledge: Knowledge
) -> Iterator[Citation]:
    if kind == "mtus":
        yield from inside(document, span, by, knowledge)
    elif kind == "outside":
        yield from outside(document, span, by, knowledge)
    else:
        yield from prose_citations(document, span, by, knowledge, form="line")


def _sentences(text: str, place: Span) -> Iterator[Span]:
    start = place.start
    for end in _END.finditer(text, place.start, place.end):
        yield Span(start, end.start())
        start = end.end()
    yield Span(start, place.end)


def _parts(text: str, sentence: Span) -> Iterator[tuple[Span, Source | None]]:
    """Yield what stands before each remark, with what it says of that, and what is left."""
    start = sentence.start
    for remark in _REMARK.finditer(text, sentence.start, sentence.end):
        yield Span(start, remark.start()), "outside" if remark["not"] else "mtus"
        start = remark.end()
    yield Span(start, sentence.end), None


def _segments(text: str, part: Span, source: Source) -> Iterator[tuple[Source, Span]]:
    """Yield the words of each source that is named in turn."""
    kind, start = source, part.start
    for switch in _SWITCH.finditer(text, part.start, part.end):
        if _OUTSIDE.search(text, max(part.start, switch.start() - 20), switch.start()):
            continue
        # "the ODG" within what is outside of the MTUS opens no other source
        following: Source = "mtus" if switch["mtus"] else "outside"
        if following != kind:
            yield kind, _led(text, start, switch.start())
            kind, start = following, switch.start() if switch["odg"] else switch.end()
    yield kind, _led(text, start, part.end)


def _led(text: str, start: int, end: int) -> Span:
    """Return the words without those that only lead to them."""
    span = tight(text, start, end)
    lead = _LEAD.match(text[: span.end], span.start)
    return Span(lead.end(), span.end) if lead else span
