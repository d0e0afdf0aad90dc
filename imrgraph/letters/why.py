"""Why: how each value that was read of a letter was found.

In:   a letter, and its dictionary as `schema.as_dict` gives it.
Out:  lines of text: the value, the rule that fired, the cue or the label it went by, the words.
From: the places and rules that the dictionary notes beside its values.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.schema import as_dict
from imrgraph.letters.text.document import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.letters.letter import Letter
    from imrgraph.letters.text.document import Document

__all__ = ["why"]

# "items[0].citations[1]": the names and numbers of a path
_STEP: Final = re.compile(r"\w+")
#: Longer quotations are cut; the place is given in full.
_MOST: Final = 100


def why(letter: Letter) -> str:
    """Tell of every value where it stands, and by which rule it was found.

    Returns:
        Two lines a value, in the order of the letter's text.

    >>> from imrgraph.letters.reading import read
    >>> from imrgraph.resources import folder
    >>> letter = read(folder("examples") / "letters" / "imaging.txt")
    >>> print(*why(letter).splitlines()[:2], sep="\\n")
    case_number: CM99-0000003
      by case-number: “CM99-0000003” [13-25, p. 1]
    """
    found = as_dict(letter)
    by_place = sorted(found["spans"].items(), key=lambda entry: entry[1])
    return "\n".join(
        line for path, place in by_place for line in _lines(letter.document, found, path, place)
    )


def _lines(document: Document, found: dict[str, Any], path: str, place: list[int]) -> Iterator[str]:
    span, rule = Span(*place), found["rules"][path]
    quote = " ".join(document.quote(span).split())
    if len(quote) > _MOST:
        quote = f"{quote[:_MOST]}…"
    cue = load().value(IMRV(rule).value, "pattern")
    by = f"{rule}, {cue}" if cue else rule
    yield f"{path}: {_plain(_at(found, path))}"
    yield f"  by {by}: “{quote}” [{span.start}-{span.end}, p. {document.page(span)}]"


def _at(found: dict[str, Any], path: str) -> Any:  # noqa: ANN401 (whatever stands there)
    """Return the value at `path`; a place of a whole list of one is given for its only entry."""
    value: Any = found
    for step in _STEP.findall(path):
        whole = step.isdigit() and not isinstance(value, list)
        value = value if whole else value[int(step) if step.isdigit() else step]
    return value


def _plain(value: Any) -> str:  # noqa: ANN401 (whatever stands there)
    if isinstance(value, dict):
        told = {name: each for name, each in value.items() if name != "quote"}
        return ", ".join(
            f"{name} {_plain(each)}" for name, each in told.items() if each not in (None, [])
        )
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
