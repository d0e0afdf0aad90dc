"""Never had: that the worker had no visit of a treatment before.

In:   a document, the places of its summary and of a rationale; the request, and the treatments that
      either names.
Out:  0 as the number of earlier visits, for each place that says so.
From: imrv:never-had of ontology/vocab/claims.ttl. That nobody wrote of any does not say so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import Fact, Voice
from imrgraph.letters.summary.arguments import arguments
from imrgraph.letters.summary.course_counts import is_by_visits
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.phrases import fold, phrases
from imrgraph.letters.text.scope import scopes
from imrgraph.letters.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.knowledge.lexicon import Match
    from imrgraph.letters.letter import Mention, Request
    from imrgraph.letters.text.document import Document

__all__ = ["never_had"]

#: Where markers before a denial say so, it is not the worker's own history.
_OF_OTHERS: Final = frozenset(
    {"is a rule", "is not shown", "leaves open", "is planned", "of another"}
)
#: How treatments are named that were had.
_HAD: Final = frozenset({"past", "continued"})
# "no prior" PT, chiropractic "or" acupuncture
_LISTED: Final = re.compile(r"[\s,/]*(?:\b(?:or|nor|and|any)\b[\s,]*)*")
_ENDS: Final = re.compile(r"[.;,]|\b(?:or|nor|and|but)\b|\Z")


def never_had(
    document: Document,
    places: Mapping[Voice, Span | None],
    request: Request,
    named: Iterable[Mention],
    knowledge: Knowledge,
) -> tuple[Fact[int], ...]:
    """Read that the worker had no visit of what is requested before.

    Args:
        document: the letter.
        places: the summary and the rationale, by whose words they are.
        request: what is asked for.
        named: the treatments that they name, and how. Where one of its kind was had, it is not
            certain that there was none, and nothing is read.
        knowledge: whose labels name treatments.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.requests.headings import request
    >>> from imrgraph.letters.text.document import Document
    >>> text = "Acupuncture, 6 visits. She has never had acupuncture."
    >>> letter = Document("letter", text)
    >>> asked = request(letter, Span(0, 22), load())
    >>> places = {Voice.RECORD: Span(23, len(text))}
    >>> [fact.value for fact in never_had(letter, places, asked, (), load())]
    [0]
    """
    asked = request.treatment.value if request.treatment else None
    if asked is None or not is_by_visits(asked, knowledge):
        return ()
    had = (each.treatment.value for each in named if each.status in _HAD)
    if any(knowledge.are_kin(asked, each) for each in had):
        return ()
    kinds = frozenset({asked, *knowledge.broader(asked)})
    return tuple(
        Fact(0, span, "course-none", voice)
        for voice, place in places.items()
        for sentence in (sentences(document, place) if place else ())
        if not (voice is Voice.RECORD and sentence in arguments(document, place, knowledge))
        for span in _denied(document, sentence, kinds, knowledge)
    )


def _denied(
    document: Document, sentence: Span, kinds: frozenset[str], knowledge: Knowledge
) -> Iterator[Span]:
    """Yield where a sentence says that a treatment was never had, from the denial to its name."""
    words = fold(document.text)[sentence.start : sentence.end]
    found = [*phrases("never-had", knowledge).finditer(words)]
    read = scopes(fold(document.text), sentence, knowledge) if found else None
    if read is None or read.holds("is of the administrator"):
        return
    if knowledge.lexicon("body-regions").find(words):
        return  # it may have been had for another part of the body
    named = knowledge.lexicon("treatments").find(words)
    behind = phrases("never-had-behind", knowledge)
    for each in named:
        denials = [denial for denial in found if denial.end() <= each.start]
        if not denials or each.concept not in kinds:
            continue
        first = denials[-1]
        at = sentence.start + first.start()
        ahead = {mark.marker.category for mark in read.marks if mark.span.start < at}
        listed = _without(words, first.end(), each.start, named)
        ends = _ENDS.search(words, each.end)
        rest = behind.sub(" ", words[each.end : ends.start() if ends else len(words)])
        is_own = _OF_OTHERS.isdisjoint(ahead)
        if is_own and _LISTED.fullmatch(listed) and not rest.strip():
            yield Span(first.start(), each.end).shift(sentence.start)


def _without(words: str, start: int, end: int, named: Iterable[Match]) -> str:
    """Return the words between two places without the names of treatments."""
    kept = list(words)
    for each in named:
        kept[each.start : each.end] = " " * (each.end - each.start)
    return "".join(kept[start:end])
