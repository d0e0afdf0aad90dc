r"""Asides: what the carrier of a letter put into its text, which is no part of what it says.

In:   the text of a letter as read.
Out:  where each page's head or foot stands, and each mark of quoted mail.
From: letters as they are mailed and copied: "Page 2 of 5", "Final Determination Letter for IMR
      Case Number CM99-0000001", a line that every page repeats, "> " before a line; RFC 3676.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from imrgraph.letters.text.patterns import later

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Aside", "asides", "without"]

_NUMBER: Final = r"[A-Z]{2}\d{2}[-\u2010\u2011]\d{7}"
_BLANK: Final = r"[^\S\r\n\f]"
#: Any sign that there may be asides.
_SIGN: Final = later(
    rf"\f|^{_BLANK}*>|\bP(?:age|g\.?){_BLANK}*[|:]?{_BLANK}*\d|\bof{_BLANK}+\d+{_BLANK}*$|\bLetter{_BLANK}+for\b"
    rf"|^{_BLANK}*-{_BLANK}?\d+{_BLANK}?-{_BLANK}*$"
    rf"|^{_BLANK}*{_NUMBER}(?:{_BLANK}+\d+)?{_BLANK}*$",
    re.MULTILINE | re.IGNORECASE,
)
# "Final Determination Letter for IMR Case Number CM99-0000001     Page 2 of 4"
_FOOT: Final = re.compile(
    r"\s*(?:Independent\s+Medical\s+Review\s+)?(?:Final\s+)?Determination\s+Letter\s+for\b"
    rf".{{0,40}}?{_NUMBER}\s*(?:(?:Page\s+)?\d+(?:\s+of\s+\d+)?)?\s*",
    re.IGNORECASE,
)
# "CM99-0000001            Page 2 of 5", "2 of 5", "Page 2", "Page | 2", "- 2 -", "CM99-0000001   2"
_COUNT: Final = later(
    r"(?P<before>.{0,110}?)\s*(?:\b(?:Page|Pg\.?)\s*[|:]?\s*(?P<page>\d{1,3})"
    r"(?:\s*(?:\bof\b|/)\s*(?P<last>\d{1,3}))?|(?<!\S)-\s?(?P<dashed>\d{1,3})\s?-"
    rf"|(?<!\S)(?P<bare>\d{{1,3}})\s+of\s+(?P<all>\d{{1,3}})"
    rf"|(?<={_NUMBER})\s+(?P<alone>\d{{1,3}}))(?:\s+{_NUMBER})?\s*",
    re.IGNORECASE,
)
_ONLY_NUMBER: Final = re.compile(f"(?:{_NUMBER})?", re.IGNORECASE)
_DIGITS: Final = re.compile(r"\d+")
_LINE: Final = re.compile(r"[^\r\n\f]*\S[^\r\n\f]*")
_QUOTED: Final = re.compile(rf"(?:^{_BLANK}*>.*(?:\r?\n|\Z)){{3,}}", re.MULTILINE)
_MARK: Final = re.compile(rf"^{_BLANK}*(?:>{_BLANK}?)+", re.MULTILINE)
#: No letter has more pages; a guideline has, and "page 98 of 127" is cited.
_MOST_PAGES: Final = 60
#: A line at the edges of this many pages belongs to the pages.
_REPEATED: Final = 3
#: No head or foot of a page is longer.
_LONGEST: Final = 150


class Aside(NamedTuple):
    """Characters `start` to `end` of a text, and what the letter has in their place."""

    start: int
    end: int
    #: A form feed for what stands between two pages, nothing for a mark of quoting.
    instead: str


@lru_cache(maxsize=4)  # one letter is quoted over and over
def asides(text: str) -> tuple[Aside, ...]:
    """Find what is no part of the letter, from left to right.

    >>> text = "It is not\\n\\nPage 2 of 3\\n\\nnecessary."
    >>> [text[aside.start : aside.end].strip() for aside in asides(text)]
    ['Page 2 of 3']
    """
    if "\f" not in text and not _SIGN.search(text):
        return ()
    every = [line for line in _LINE.finditer(text) if len(line[0]) <= _LONGEST]
    lines = sorted({*_feet(every), *_counts(every), *_edges(text)})
    pages = list(_between(text, lines))
    quoted = (
        Aside(*mark.span(), "")
        for run in (_QUOTED.finditer(text) if ">" in text else ())
        for mark in _MARK.finditer(text, *run.span())
        if not any(page.start < mark.end() and mark.start() < page.end for page in pages)
    )
    return tuple(sorted([*pages, *quoted]))


def without(text: str, start: int, end: int) -> str:
    r"""Return what the letter says from `start` to `end`: the end of a line for that of a page.

    >>> without("It is not\n\nPage 2 of 3\n\nnecessary.", 0, 34)
    'It is not\nnecessary.'
    """
    words, at = [], start
    for aside in asides(text):
        if aside.start >= end:
            break
        if start < aside.end:
            inner = start < aside.start and aside.end < end
            words += [text[at : aside.start], "\n" if aside.instead and inner else ""]
            at = min(aside.end, end)
    return "".join((*words, text[at:end]))


def _between(text: str, lines: list[tuple[int, int]]) -> Iterator[Aside]:
    """Yield the lines, with the white space around them, as what stands between pages."""
    start = end = -1
    for line in lines:
        if text[end : line[0]].strip() or end < 0:
            if end >= 0:
                yield _wide(text, start, end)
            start = line[0]
        end = max(end, line[1])
    if end >= 0:
        yield _wide(text, start, end)


def _wide(text: str, start: int, end: int) -> Aside:
    before, behind = text[:start], text[end:]
    return Aside(len(before.rstrip()), end + len(behind) - len(behind.lstrip()), "\f")


def _feet(lines: Iterable[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Yield the lines that name the letter to which the page belongs."""
    for line in lines:
        if "letter" in line[0].lower() and _FOOT.fullmatch(line[0]):
            yield line.span()


def _counts(lines: Iterable[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Yield the lines that count the pages: several alike that count up, or one alone."""
    alike: dict[tuple[str, str | None], list[tuple[int, tuple[int, int]]]] = defaultdict(list)
    for line in lines:
        bare = line[0].rstrip()
        if not (bare[-1].isdigit() or bare.endswith("-")):
            continue
        if not (count := _COUNT.fullmatch(line[0])):
            continue
        page = next(filter(None, (count[name] for name in ("page", "bare", "alone", "dashed"))))
        last = count["last"] or count["all"]
        if int(page) <= int(last or _MOST_PAGES) <= _MOST_PAGES:
            said = " ".join(count["before"].lower().split())
            if not count["page"] and not count["alone"] and not _ONLY_NUMBER.fullmatch(said):
                continue
            alike[said, last].append((int(page), line.span()))
    for (said, last), pages in alike.items():
        numbers = [number for number, _ in pages]
        counted = len(pages) > 1 and all(b == a + 1 for a, b in pairwise(numbers))
        if counted or (last and _ONLY_NUMBER.fullmatch(said)):
            yield from (span for _, span in pages)


def _edges(text: str) -> Iterator[tuple[int, int]]:
    """Yield the first and the last lines of pages that several pages have, whatever the number."""
    if "\f" not in text:
        return
    alike: dict[tuple[int, str], list[tuple[tuple[int, int], str]]] = defaultdict(list)
    start = 0
    for page in text.split("\f"):
        lines = [line for line in _LINE.finditer(page) if len(line[0]) <= _LONGEST]
        for edge, line in zip((0, 1), (lines[:1], lines[-1:]), strict=True):
            for each in line:
                words = " ".join(each[0].split())
                place = (start + each.start(), start + each.end())
                alike[edge, _DIGITS.sub("#", words)].append((place, words))
        start += len(page) + 1
    for (_, folded), found in alike.items():
        differ = len({words for _, words in found}) == len(found) > 1
        counts = differ and "#" in folded and _DIGITS.sub("", folded.replace("#", "")) == ""
        if len(found) >= _REPEATED or counts:
            yield from (place for place, _ in found)
