"""Reading: a file or a document becomes a `Letter`.

In:   a path, or a document; the knowledge, whose labels are the lexicon.
Out:  what the letter states, every value with its place.
From: the letters of 2013 to 2017, in the layouts of layouts/.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from imrgraph.arguments import expecting
from imrgraph.errors import NoItemError, OtherLetterError
from imrgraph.knowledge.knowledge import load
from imrgraph.letters.citing.citations import cited_by_both
from imrgraph.letters.layouts.documents import documents
from imrgraph.letters.layouts.header import header
from imrgraph.letters.layouts.mending import mended
from imrgraph.letters.layouts.relatives import relative
from imrgraph.letters.layouts.reviewer import reviewer
from imrgraph.letters.layouts.sections import cut
from imrgraph.letters.letter import Fact, Item, Letter, ReadingWarning, Voice
from imrgraph.letters.rationale.given import found_given
from imrgraph.letters.rationale.reasons import reasons
from imrgraph.letters.rationale.statements import statements
from imrgraph.letters.requests import doubts as of_requests
from imrgraph.letters.requests.dependence import dependences
from imrgraph.letters.requests.headings import request
from imrgraph.letters.summary import case_summary, claimants
from imrgraph.letters.summary.case_summary import authorization_request, summary
from imrgraph.letters.summary.courses import earlier
from imrgraph.letters.summary.findings import elsewhere
from imrgraph.letters.summary.never_had import never_had
from imrgraph.letters.summary.resolving import resolved
from imrgraph.letters.text import files
from imrgraph.letters.text.document import Document, Span
from imrgraph.letters.text.plain import Plain, plain_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.layouts.header import Header
    from imrgraph.letters.layouts.parts import ItemParts
    from imrgraph.letters.layouts.sections import Sections
    from imrgraph.letters.letter import Request, Summary
    from imrgraph.letters.rationale.chat import ChatReader
    from imrgraph.letters.rationale.reasons import Reasons

__all__ = ["letter_of", "read"]

#: The criterion by which visits are counted.
_LIMIT: Final = "visit-limit"


@expecting
def read(
    source: str | Path | Document,
    knowledge: Knowledge | None = None,
    reader: ChatReader | None = None,
) -> Letter:
    """Read a letter.

    Args:
        source: a text or PDF file, or a document.
        knowledge: the vocabulary; the one that comes with imrgraph if none is given.
        reader: a model that reads the reasons besides.

    Returns:
        What the letter states. What its layout promises and it lacks is in `warnings`.

    Raises:
        LetterError: the source cannot be read as a letter; the error's class says why.
        ReaderError: the model cannot be reached, or does not answer as one.

    >>> from imrgraph.resources import folder
    >>> letter = read(folder("examples") / "letters" / "massage-acute.txt")
    >>> letter.case_number.value, [item.outcome.value for item in letter.items]
    ('CM99-0000002', ['overturned'])
    """
    document = source if isinstance(source, Document) else files.open(source)
    known = knowledge or load()
    plain, parts, doubts = _plainly(document, known)
    letter = plain.back(letter_of(plain.document, parts.sections, parts.head, known, reader))
    return replace(
        letter,
        document=document,
        warnings=(*letter.warnings, *doubts, *_unread_pages(document), *_lost(document)),
    )


#: What is told of a letter whose headings had to be mended.
_GLUED = "headings are glued, split or misspelt, as OCR leaves them: what stands below may be, too"


@dataclass(frozen=True, slots=True)
class _Parts:
    """A letter that was cut, and its header."""

    sections: Sections
    head: Header

    @property
    def wanting(self) -> int:
        """How much of what the layout promises could not be found."""
        return len(self.sections.warnings) + len(self.head.warnings)

    @property
    def is_whole(self) -> bool:
        """Whether nothing that letters have is wanting."""
        return not self.wanting and all(self._facts)

    @property
    def found(self) -> int:
        """How much was found: the case number, days and outcomes."""
        decided = sum(bool(item.decided) for item in self.sections.items)
        return sum(map(bool, self._facts)) + decided

    @property
    def _facts(self) -> tuple[object, ...]:
        """The case number and the days."""
        dates = self.head.dates
        days = (dates.assigned, dates.injury, dates.decision, dates.ur_denial)
        return (self.head.case_number, *days, dates.application_received)

    def betters(self, other: _Parts) -> bool:
        """Say whether more was found, beyond what is wanting, than in the other one.

        An item that was not seen at all promises nothing, so that little is wanting without it.
        """
        mine, its = self.found - self.wanting, other.found - other.wanting
        return (mine, self.found) > (its, other.found)


def _plainly(
    document: Document, known: Knowledge
) -> tuple[Plain, _Parts, tuple[ReadingWarning, ...]]:
    """Return a letter in plain characters, cut; what OCR did to its headings is mended if it helps.

    Raises:
        OtherLetterError: it is of another kind.
        NoItemError: there is nothing to cut it by.
    """
    plain = plain_of(document, known)
    parts = _cut(plain)
    if parts and parts.is_whole:
        return plain, parts, ()
    again = Plain(document, known.lexicon("treatments").knows, mended)
    if kind := relative(again.document.text, known):
        raise OtherLetterError(document.name, f"what looks like a {kind}")
    better = _cut(again) if again.document.text != plain.document.text else None
    if better and (parts is None or better.betters(parts)):
        return again, better, (ReadingWarning(_GLUED, Span(0, 0)),)
    sections = parts.sections if parts else cut(plain.document)
    return plain, parts or _Parts(sections, header(plain.document, sections.header)), ()


def _cut(plain: Plain) -> _Parts | None:
    try:
        sections = cut(plain.document)
    except NoItemError:
        return None
    return _Parts(sections, header(plain.document, sections.header))


def _unread_pages(document: Document) -> Iterator[ReadingWarning]:
    """Yield the pages that are pictures, of which nothing was read."""
    for number in document.pictures:
        start = document.pages[number - 1]
        told = f"page {number} is a picture: no text, it needs OCR"
        yield ReadingWarning(told, Span(start, start))


def _lost(document: Document) -> Iterator[ReadingWarning]:
    """Yield that letters were lost before the text was read, where the first of them was."""
    if many := document.text.count("\ufffd"):
        start = document.text.index("\ufffd")
        told = f"{many} characters were lost before the text was read, the first of them here"
        yield ReadingWarning(told, Span(start, start + 1))


def letter_of(
    document: Document,
    sections: Sections,
    head: Header,
    known: Knowledge,
    model: ChatReader | None = None,
) -> Letter:
    """Read a letter in plain characters that was cut, and its header read."""
    decided = head.dates.decision.value if head.dates.decision else None
    told = summary(document, sections.summary, known, decided)
    reader = _ItemReader(document, sections.summary, told, known, model)
    items = [reader.item(number, parts) for number, parts in enumerate(sections.items, 1)]
    dependent = dependences(document, [item.request for item in items], known)
    asked = {item.request.treatment.value for item in items if item.request.treatment}
    rfa = authorization_request(document, sections.summary, asked, known, decided)
    return Letter(
        document=document,
        layout=sections.layout,
        case_number=head.case_number,
        dates=head.dates,
        priority=head.priority,
        reviewer=reviewer(document, sections.credentials),
        claimant=claimants.claimant(
            document, sections.summary, [item.rationale.span for item in items], decided
        ),
        summary=replace(
            told,
            authorization_request=rfa,
            findings=elsewhere(told.findings, [item.request.body_parts for item in items], known),
        ),
        items=tuple(
            replace(item, depends_on=on) for item, on in zip(items, dependent, strict=True)
        ),
        warnings=(
            *sections.warnings,
            *head.warnings,
            *reader.refused,
            *claimants.doubts(document, sections.summary),
            *case_summary.doubts(document, sections.summary),
            *of_requests.doubts(document, items, known),
        ),
        documents=documents(document, sections.documents),
    )


@dataclass(frozen=True, slots=True)
class _ItemReader:
    """Reads the items of one letter, by the light of its summary."""

    document: Document
    #: The summary: its place, and what it told.
    narrative: Span | None
    told: Summary
    knowledge: Knowledge
    #: What reads the reasons besides, and what of its answers was refused.
    model: ChatReader | None
    refused: list[ReadingWarning] = field(default_factory=list)

    def item(self, number: int, parts: ItemParts) -> Item:
        document, knowledge = self.document, self.knowledge
        asked = _borne_out(request(document, parts.request, knowledge), self.told)
        treatment = asked.treatment.value if asked.treatment else None
        rationale = parts.rationale or Span(parts.heading.end, parts.heading.end)
        found = self._reasons(parts.rationale, treatment)
        given = resolved(
            document,
            found_given(document, rationale, knowledge),
            self.told.diagnosed,
            knowledge,
            self.told.treatments,
        )
        counted = earlier(document, self.narrative, parts.rationale, asked, knowledge)
        places = {Voice.RECORD: self.narrative, Voice.REVIEWER: parts.rationale}
        named = (*self.told.treatments, *given)
        before = counted or never_had(document, places, asked, named, knowledge)
        limits = [each for each in (*found.grounds, *found.conceded) if each.criterion == _LIMIT]
        return Item(
            number=number,
            heading=parts.heading,
            request=asked,
            outcome=Fact(parts.decided, parts.outcome, "outcome", Voice.REVIEWER)
            if parts.outcome and parts.decided
            else None,
            citations=cited_by_both(document, parts.claims, parts.reviewer, knowledge),
            rationale=Fact(
                " ".join(document.quote(rationale).split()), rationale, "rationale", Voice.REVIEWER
            ),
            courses=before,
            given=given,
            grounds=found.grounds,
            unread=found.unread,
            conceded=found.conceded,
            statements=statements(
                document, parts.rationale, treatment, knowledge, counted=bool(counted or limits)
            ),
        )

    def _reasons(self, rationale: Span | None, treatment: str | None) -> Reasons:
        document, knowledge = self.document, self.knowledge
        found = reasons(document, rationale, treatment, knowledge)
        if self.model is None or rationale is None:
            return found
        from imrgraph.letters.rationale.chat import read_besides  # noqa: PLC0415 (few ask for it)

        told, refused = read_besides(self.model, document, rationale, treatment, knowledge, found)
        self.refused.extend(refused)
        return told


def _borne_out(request: Request, told: Summary) -> Request:
    """Add to the quantity the places of the summary that ask for as much of the same treatment."""
    if request.quantity is None or request.treatment is None:
        return request
    quantity, treatment = request.quantity, request.treatment.value
    places = tuple(
        mention.quantity.requested.span
        for mention in told.treatments
        if mention.treatment.value == treatment
        and mention.status == "requested"
        and mention.quantity
        and mention.quantity.requested
        and mention.quantity.total == quantity.total
    )
    borne_out = replace(quantity, corroborated_by=(*quantity.corroborated_by, *places))
    return replace(request, quantity=borne_out)
