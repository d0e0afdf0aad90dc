"""Verification: a stored explanation held against its letter, the vocabulary and the guidelines.

In:   an explanation as it was stored, the letter's text, the knowledge.
Out:  what does not hold: which step or part, what it says, and what holds.
From: the text is compared by its digest and, where that differs, every quotation with the
      characters at its place; then everything is derived anew, and compared step by step.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from imrgraph.errors import LetterError
from imrgraph.letters.reading import read
from imrgraph.letters.text.asides import without
from imrgraph.reasoning.explaining.explanation import explain
from imrgraph.reasoning.verifying.claims import Failure
from imrgraph.reasoning.verifying.differing import differences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.text.document import Document
    from imrgraph.reasoning.explaining.explanation import Explanations
    from imrgraph.reasoning.verifying.claims import Claims, Stored

__all__ = ["compare", "verify"]

_PLACE = re.compile(r"#char=(\d+),(\d+)")


def verify(stored: Stored, document: Document, knowledge: Knowledge) -> tuple[Failure, ...]:
    """Compare a stored explanation with its letter, and with what follows from it now.

    Args:
        stored: the explanation.
        document: the letter that it explains.
        knowledge: by which it is derived anew.

    Returns:
        One failure for each thing that does not hold, each once; none where all of it holds. Of
        another text it is that it is another, and which quotations do not stand in it; where all
        of them do, also what no longer follows. One that is `in_words` breaks no proof: what is
        told is the same, and worded otherwise.
    """
    if misquoted := tuple(_misquoted(stored, document)):
        return misquoted
    try:
        explained = explain(read(document), knowledge, stored.basis)
    except LetterError as error:
        return (Failure(document.name, "that it is a letter", f"no letter: {error}"),)
    return compare(stored, explained)


def compare(stored: Stored, explained: Explanations) -> tuple[Failure, ...]:
    """Compare a stored explanation with what follows, and with itself."""
    kept = tuple(item for item in explained.items if item.number in stored.numbers)
    derived = stored.claims_of(replace(explained, items=kept))
    return tuple(dict.fromkeys((*stored.faults, *differences(stored.claims, derived))))


def _misquoted(stored: Stored, document: Document) -> Iterator[Failure]:
    """Yield the quotations that another text does not hold, each with the steps that quote it."""
    if stored.sha256 == document.sha256:
        return
    claims = tuple(stored.claims.walk())
    quotes = {each.name: each.values["imr:quote"] for each in claims if "imr:quote" in each.values}
    steps = defaultdict(list)
    for each in claims:
        if place := _quotation(each, quotes):
            steps[place].append(each)
    said = partial(without, document.text)
    wrong = [place for place in sorted(steps) if said(*place[:2]) != place[2]]
    if wrong:
        yield Failure(document.name, f"the text {stored.sha256}", f"the text {document.sha256}")
    for start, end, quote in wrong:
        first, *others = sorted(steps[start, end, quote], key=lambda each: not each.label)
        where = f"{first}{f' and {len(others)} more' if others else ''}, characters {start}-{end}"
        told, found = (json.dumps(each, ensure_ascii=False) for each in (quote, said(start, end)))
        yield Failure(where, told, found)


def _quotation(said: Claims, quotes: Mapping[str, str]) -> tuple[int, int, str] | None:
    """Return the place and the words that a step quotes, where it quotes any.

    Args:
        said: the step, in JSON with its words, in RDF with the place that it is stated at.
        quotes: in RDF, the words of each place by its name.
    """
    values = said.values
    if values.keys() >= {"start", "end", "quote"}:
        return int(values["start"]), int(values["end"]), str(json.loads(values["quote"]))
    name = values.get("imr:statedAt", "")
    if (place := _PLACE.fullmatch(name)) and name in quotes:
        return int(place[1]), int(place[2]), str(json.loads(quotes[name]))
    return None
