"""Working: what takes an assistant's question long, in a function that a process can be given.

In:   the letters as whoever works has them open, without catalog; plain values.
Out:  plain values: the explanation of a letter, a plan, the rows of a question.
From: a letter can be of any length, so that a server has these done in a process with a limit; who
      serves one assistant does them where it is.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from imrgraph.explaining import explain
from imrgraph.planning.plans import plan
from imrgraph.planning.precedents import as_held, beside
from imrgraph.reasoning.rendering.page import remarks
from imrgraph.serve.assisting.bounds import bounded
from imrgraph.serve.assisting.citing import cited
from imrgraph.serve.assisting.telling import told_demands, told_item, told_plan, told_sections

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from imrgraph.graph.catalog import Held
    from imrgraph.graph.rows import Rows
    from imrgraph.letters.text.document import Document
    from imrgraph.planning.precedents import DecidedRequest, Missed, Nearest
    from imrgraph.serve.assisting.bounds import Answer, Bounds
    from imrgraph.store.opening import Endpoint, LetterStore

__all__ = ["Working", "answer_of", "explanation_of", "plan_of", "planned_as"]

T = TypeVar("T")


class Working(Protocol):
    """Has a function of this module done, of the letters and of what else is given."""

    def __call__(self, work: Callable[..., T], *given: object) -> T:
        """Return what `work` returns."""


def explanation_of(
    _: LetterStore | Endpoint, name: str, document: Document, item: int | None, bounds: Bounds
) -> Answer:
    """Return the explanation of a letter, or of one of its items."""
    explained = explain(document)
    if item is not None:
        explained = explained.only(item)
    cite = partial(cited, name, document, bounds=bounds)
    answer: Answer = {
        "case": name,
        "sha256": document.sha256,
        "letter": told_sections(remarks(explained), cite),
    }
    told = [told_item(each, cite) for each in explained.items]
    found = bounded(answer, "items", told, bounds)
    if "left_off" in found:
        found["left_off"] += f"; ask for one of 1 to {len(explained.letter.items)} as item"
    return found


def planned_as(_: LetterStore | Endpoint, given: Mapping[str, Any]) -> Held:
    """Return what is planned as a catalog would hold it, so that others like it can be found."""
    return as_held(plan(**given).explanation)


def plan_of(
    letters: LetterStore | Endpoint,
    given: Mapping[str, Any],
    alike: Nearest,
    bounds: Bounds,
) -> Answer:
    """Return a plan, with decided requests that are like it."""

    def places(of: DecidedRequest | Missed) -> list[Answer]:
        return cited(of.case, letters.document(of.case), of.evidence, bounds)

    planned = beside(plan(**given), alike, letters)
    return bounded(told_plan(planned, places), "sections", told_demands(planned), bounds)


def answer_of(letters: LetterStore | Endpoint, name: str, given: Mapping[str, object]) -> Rows:
    """Return the answer to a question that is answered in Python."""
    return letters.ask(name, **given)
