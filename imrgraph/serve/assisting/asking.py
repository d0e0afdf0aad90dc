"""Asking: a question of the library, within the limits of a query.

In:   letters, what answers queries, a question and what is given for its parameters.
Out:  rows.
From: imrgraph.store.asking, which takes whatever time it takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from imrgraph.graph.rows import Rows
from imrgraph.serve.assisting.working import answer_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from imrgraph.graph.questions import Question
    from imrgraph.serve.assisting.working import Working
    from imrgraph.store.opening import Endpoint, LetterStore

__all__ = ["COUNTED", "Querying", "asked"]

#: Answers a query in SPARQL, with so many rows at most.
Querying: TypeAlias = "Callable[[str, int], Rows | bool]"
#: More rows than this are not counted.
COUNTED: Final = 10_000


def asked(
    letters: LetterStore | Endpoint,
    query: Querying,
    work: Working,
    question: Question,
    given: Mapping[str, object],
) -> Rows:
    """Return the answer to a question, at most `COUNTED` rows of it.

    Raises:
        QuestionError: a parameter is unknown, missing, or of the wrong type.
        NotFoundError: what a parameter names is not there.
        LimitError: it takes too long.
    """
    bound = question.bind(given)
    if not question.query:
        return work(answer_of, question.name, given)
    letters.expect(bound)
    found = query(question.text(given), COUNTED)
    if not isinstance(found, Rows) or not found:
        letters.expect_said(bound)
        return Rows(tuple(question.returns), ())
    told = letters.told_of(question, bound, found)
    return found.only(tuple(question.returns)).noted(*(note for _, note in told))
