"""Inside: what is cited of the MTUS in a list: guidelines with the years of their editions.

In:   a document, and the place of what follows "Decision based on MTUS".
Out:  one `Citation` for each guideline.
From: the guideline lines of the letters of 2015 and later; the older form has pages and no years.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from imrgraph.letters.citing.prose_citations import prose_citations
from imrgraph.letters.citing.topics import folded, sections_and_pages, tight
from imrgraph.letters.letter import Citation
from imrgraph.letters.text.document import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Party
    from imrgraph.letters.text.document import Document

__all__ = ["inside"]

# "2004", "(2009)", "(May, 2009)", "(ACOEM February 24, 2016)": the edition behind a name
_YEAR: Final = re.compile(
    r"\(?(?:ACOEM[\s,]*)?(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?,?\s+"
    r"(?:\d{1,2},?\s+)?)?(?<![\d/-])"
    r"(?P<year>(?:19|20)\d\d)\b\)?(?:\s+Guidelines?\b)?"
)
_TOKEN: Final = re.compile(r"\S+")
_CAPITAL: Final = re.compile(r"[A-Z&][\w/&-]*")
_LINK: Final = frozenset({"and", "to", "of", "for", "the", "in"})
# "Forearm, Wrist, and Hand": the commas of a name
_COMMAS: Final = frozenset({"Forearm,", "Wrist,", "Hand,"})
# "General Approaches: Initial Approaches to Treatment"
_COLON: Final = re.compile(r"[A-Z][\w/&-]*:")
_GUIDELINE: Final = re.compile(r"\s+Guidelines?\Z")
# ", Section(s): Special Studies, and": up to the next guideline
_SECTIONS: Final = re.compile(
    r"\s*[,;]?\s*Section\(?s?\)?\s*:\s*(?P<list>.*)", re.DOTALL | re.IGNORECASE
)
# ", page(s) 605-607", ", Carisoprodol, pg. 29": without the word
_BARE: Final = re.compile(
    r"[\s,;:(]*(?P<list>(?:pages?|pgs?|pp?)\b.*|(?-i:[A-Z]).*)", re.DOTALL | re.IGNORECASE
)
_LOOSE: Final = " ,.;:\n\f\t"


class _Dated(NamedTuple):
    """A name with its edition, and where they stand."""

    start: int
    name: str
    year: int
    end: int


def inside(
    document: Document, place: Span, by: Party | None, knowledge: Knowledge
) -> Iterator[Citation]:
    """Yield the guidelines of the MTUS in a list; the older form of it has no years."""
    text = document.text
    dated = _dated(text, place, knowledge)
    starts = [*(each.start for each in dated), place.end]
    undated = Span(place.start, starts[0])
    if text[undated.start : undated.end].strip(_LOOSE):
        yield from prose_citations(document, undated, by, knowledge, form="mtus")
    for each, end in zip(dated, starts[1:], strict=True):
        behind = _SECTIONS.fullmatch(text, each.end, end) or _BARE.fullmatch(text, each.end, end)
        sections, pages = sections_and_pages(behind["list"] if behind else "", knowledge)
        name, work = _work(each.name, knowledge)
        yield Citation(
            by=by,
            source="MTUS",
            guideline=folded(name),
            edition=each.year,
            sections=sections,
            pages=pages,
            work=work,
            span=tight(text, each.start, end if behind else each.end),
        )


def _dated(text: str, place: Span, knowledge: Knowledge) -> list[_Dated]:
    """Return the names that have a year behind them, from left to right.

    "Neck and Upper Back Complaints 2004": a name is the run of capital words before its year.
    """
    tokens = [Span.of(token) for token in _TOKEN.finditer(text, place.start, place.end)]
    found: list[_Dated] = []
    at, floor = 0, place.start
    for year in _YEAR.finditer(text, place.start, place.end):
        while at < len(tokens) and tokens[at].end <= year.start():
            at += 1
        before = [span for span in _back(text, tokens, at) if span.start >= floor]
        start = _start(text, before, floor, year.start(), knowledge)
        if start is None:
            continue
        name = text[start : year.start()].rstrip()
        found.append(_Dated(start, name, int(year["year"]), year.end()))
        floor = year.end()
    return found


def _back(text: str, tokens: list[Span], at: int) -> list[Span]:
    """Return the words of a name that end before token `at`, from left to right."""
    run = at
    while run > 0:
        word = text[tokens[run - 1].start : tokens[run - 1].end]
        last = run == at
        if not (
            _CAPITAL.fullmatch(word)
            or (not last and (word in _LINK or word in _COMMAS or _COLON.fullmatch(word)))
        ):
            break
        run -= 1
    return tokens[run:at]


def _start(text: str, before: list[Span], floor: int, end: int, knowledge: Knowledge) -> int | None:
    """Return where the name starts: behind the last colon, unless a guideline is called so."""
    words = [text[span.start : span.end] for span in before]
    if not words or words[-1] in ("Edition", "Ed", "ed"):
        return None
    colons = [n for n, word in enumerate(words) if word.endswith(":")]
    opens = not text[floor : before[0].start].strip(_LOOSE)
    first = 0
    if colons and not (opens or _known(text[before[0].start : end], knowledge)):
        first = colons[-1] + 1
    while first < len(words) and words[first] in _LINK:
        first += 1
    return before[first].start if first < len(words) else None


def _known(name: str, knowledge: Knowledge) -> bool:
    bare = _GUIDELINE.sub("", name.rstrip())
    found = knowledge.lexicon("guidelines").find(bare)
    return bool(found) and (found[0].start, found[0].end) == (0, len(bare))


def _work(name: str, knowledge: Knowledge) -> tuple[str, str | None]:
    """Return the name that `name` ends with, if a guideline is known by it, and its IRI.

    "Special Studies and Low Back Complaints" ends with the name of one.
    """
    for called in (name, _GUIDELINE.sub("", name)):
        found = knowledge.lexicon("guidelines").find(called)
        if found and found[-1].end == len(called):
            return called[found[-1].start :], found[-1].concept
    return name, found[0].concept if found else None
