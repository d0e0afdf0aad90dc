"""Audit: what every letter of a store is to be looked at for, and what it comes to over all.

In:   a store, in which `load` has put the letters with what was derived from them.
Out:  rows, part by part.
From: a question of queries/ for each part, which anybody may ask of the same store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from imrgraph.graph.questions import question

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from imrgraph.graph.questions import Question
    from imrgraph.graph.store import Row
    from imrgraph.store.opening import LetterStore

__all__ = ["GROUPS", "PARTS", "asked", "rows"]

#: The parts of an audit, those about each letter before those over all letters, with the question
#: that each one asks.
PARTS: Final[Mapping[str, str]] = {
    "items": "audit-items",
    "verdicts": "audit-verdicts",
    "grounds": "audit-grounds",
    "unaddressed": "unaddressed",
    "contradicted": "contradicted",
    "discrepancies": "discrepancies",
    "agreement": "agreement",
    "undetermined": "audit-undetermined",
    "observed": "audit-observed",
    "gaps": "audit-gaps",
    "unasked": "audit-unasked",
}
#: What agreement is counted by besides basis and reading.
GROUPS: Final = ("treatment", "guideline", "specialty", "year")


def asked(part: str, by: str | None = None) -> Question:
    """Return the question that a part asks.

    >>> asked("agreement").name, asked("agreement", "year").name
    ('agreement', 'agreement-by')
    """
    name = PARTS[part]
    return question(f"{name}-by" if by and part == "agreement" else name)


def rows(store: LetterStore, part: str, by: str | None = None) -> Iterator[Row]:
    """Yield the rows of a part; of one about each letter, letter by letter.

    Args:
        store: whose letters are audited. Of them only one at a time is held.
        part: a name of `PARTS`.
        by: one of `GROUPS`, to count agreement by.

    >>> from imrgraph.store.opening import open
    >>> from imrgraph.resources import folder
    >>> store = open()
    >>> loaded = store.load([folder("examples") / "letters" / "medication.txt"])
    >>> [row["summary"][:45] for row in rows(store, "contradicted")]
    ['The lumbar muscles were tender and in spasm, ']
    """
    of = asked(part, by)
    given = {parameter.name for parameter in of.params}
    if "letter" not in given:
        yield from store.ask(of.name, **({"by": by} if "by" in given else {}))
        return
    for letter in store.letters():
        yield from store.ask(of.name, letter=letter)
