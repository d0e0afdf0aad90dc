"""Dependence: which item of a letter stands or falls with another.

In:   a document, and the requests of its items in their order.
Out:  for each the number of the item that it depends on, at the words that say so.
From: the headings of the letters of 2015 to 2017: services that go along with an operation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.letter import Fact
from imrgraph.letters.text.document import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Request
    from imrgraph.letters.text.document import Document

__all__ = ["dependences"]

# "Associated surgical service: Sling", "Post-op physical therapy", "Labs to include: EKG"
_ACCOMPANIES: Final = re.compile(
    r"associated\s+surgical\s+services?|\b(?:pre|post)-?\s?op(?:erative)?\b|labs\s+to\s+include",
    re.IGNORECASE,
)
_SURGERY: Final = IMRV("surgery").value


def dependences(
    document: Document, requests: Sequence[Request], knowledge: Knowledge
) -> tuple[Fact[int] | None, ...]:
    """Find the operation that each request goes along with.

    A request goes along with an operation that the letter disputes as well where its words say so,
    or where its treatment is ancillary to operations by nature (`imr:ancillaryTo`).

    Returns:
        For each request the number of the operation's item, from 1; None where it depends on none.
    """
    said = [_accompanies(document, request, knowledge) for request in requests]
    operation = next(
        (
            number
            for number, request in enumerate(requests, 1)
            if said[number - 1] is None and _is_operation(request, knowledge)
        ),
        None,
    )
    return tuple(
        Fact(operation, span, "request-depends") if span and operation else None for span in said
    )


def _accompanies(document: Document, request: Request, knowledge: Knowledge) -> Span | None:
    """Return the words by which a request goes along with an operation."""
    place = request.text.span
    if found := _ACCOMPANIES.search(document.text, place.start, place.end):
        return Span.of(found)
    if request.treatment is None:
        return None
    path = (request.treatment.value, *knowledge.broader(request.treatment.value))
    ancillary = any(knowledge.value(each, "ancillaryTo") for each in path)
    return request.treatment.span if ancillary else None


def _is_operation(request: Request, knowledge: Knowledge) -> bool:
    return request.treatment is not None and _SURGERY in knowledge.broader(request.treatment.value)
