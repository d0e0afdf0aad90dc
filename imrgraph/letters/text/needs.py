"""Needs: parts of words without which a phrase is not found, so that few phrases have to be tried.

In:   a phrase, in the language of text/phrases.
Out:  each of its alternatives, with the parts of words by one of which it begins, and those of
      which it needs one.
From: the phrases themselves; a part is a word, or what begins or ends one, with a blank where the
      word has to begin or end.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Alternative", "alternatives", "spaced"]

#: The marks of a phrase, one by one, the commonest kinds first.
_MARK: Final = re.compile(
    r"(?P<word>\w+(?![?*+{]))|(?P<gap> )|(?P<bar>\|)"
    r"|(?P<look>\(\?(?:!|=|<!|<=))|(?P<open>\()|(?P<close>\))"
    r"|(?P<times>[?*+]|\{(?P<least>\d+)(?:,\d*)?\})|(?P<edge>\\b|\$|\^)"
    r"|(?P<any>\\[wds]|\[(?:\\.|[^\]\\])+\]|\.|…)|\\?(?P<letter>\w)|\\?(?P<other>.)"
)
#: Words that nearly every sentence has: a phrase is better known by another one.
_COMMON: Final = frozenset(
    {"a", "an", "and", "are", "been", "by", "for", "had", "has", "have", "in", "is", "no", "not"}
    | {"of", "on", "or", "that", "the", "this", "to", "was", "with"}
)
_COMMONNESS: Final = 10
# ";", "[;:]", "[\\[(]": signs by which a phrase begins
_SIGNS: Final = re.compile(r"(?P<one>[^\w\s\\\[.])|\[(?P<some>(?:\\\[|[^\w\s\\\[\]])+)\]")
_APART: Final = re.compile(r"\W")
_BLANKS: Final = {code: " " for code in range(128) if _APART.match(chr(code))}


class Alternative(NamedTuple):
    """One alternative of a phrase."""

    #: As the phrase has it.
    written: str
    #: The parts of words, or the signs, by one of which it begins; none if it may begin otherwise.
    first: frozenset[str]
    #: The parts of which it needs one anywhere; none if any text may have it.
    parts: frozenset[str]


def alternatives(phrase: str) -> Iterator[Alternative]:
    """Yield the alternatives of a phrase.

    >>> [each] = alternatives("(fail(s|ed)?|unable) to( \\\\w+)? (tolerate|improv\\\\w+)")
    >>> sorted(each.first), sorted(each.parts)
    ([' fail', ' unable '], [' improv', ' tolerate '])
    >>> [each.parts for each in alternatives("\\\\d+ ?%")]
    [frozenset()]
    """
    marks = [*_MARK.finditer(phrase)]
    bars, depth = [-1], 0
    for mark in marks:
        depth += (mark.lastgroup in ("look", "open")) - (mark.lastgroup == "close")
        bars += [mark.start()] if mark.lastgroup == "bar" and not depth else []
    written = [phrase[start + 1 : end] for start, end in pairwise([*bars, len(phrase)])]
    for each, items in zip(written, _parsed(iter(marks)), strict=True):
        parts = _of_items(items, begins=True, ends=True)
        yield Alternative(each, _leading(items, ends=True), parts)


def spaced(folded: str) -> str:
    """Return a folded text with a blank for whatever is no part of a word.

    >>> spaced("he isn't (well)")
    'he isn t  well '
    """
    return folded.translate(_BLANKS) if folded.isascii() else _APART.sub(" ", folded)


class _Item(NamedTuple):
    """A part of a phrase: letters, a gap between words, alternatives, or any character."""

    kind: str
    text: str = ""
    branches: tuple[tuple[_Item, ...], ...] = ()
    optional: bool = False
    repeated: bool = False

    @property
    def is_letters(self) -> bool:
        return self.kind == "letters" and not self.optional

    @property
    def parts_words(self) -> bool:
        return self.kind in ("gap", "other") and not self.optional


@cache
def _letters(letters: str) -> _Item:
    return _Item("letters", letters)


def _parsed(marks: Iterator[re.Match[str]]) -> tuple[tuple[_Item, ...], ...]:
    """Return the alternatives of a phrase, up to the end of the group that is open."""
    branches: list[list[_Item]] = [[]]
    for mark in marks:
        kind = str(mark.lastgroup)
        if kind in ("word", "letter"):
            branches[-1].append(_letters(mark[kind]))
        elif kind == "close":
            break
        elif kind == "bar":
            branches.append([])
        elif kind in ("times", "least"):
            if branches[-1]:
                last = branches[-1][-1]
                many = mark[0] in "?*" or mark["least"] == "0"
                again = mark[0] != "?"
                optional = many or last.optional
                branches[-1][-1] = _Item(last.kind, last.text, last.branches, optional, again)
                branches[-1] += [_Item("any", optional=True)] if again else []
        elif kind in ("look", "open"):
            inner = _parsed(marks)
            if kind == "open":
                branches[-1].append(_Item("group", branches=inner))
        elif kind != "edge":
            branches[-1].append(_Item(kind, mark[0] if kind == "any" else mark[0][-1]))
    return tuple(map(tuple, branches))


def _of_items(items: Sequence[_Item], *, begins: bool, ends: bool) -> frozenset[str]:
    """Return the rarest that one alternative needs, which stands at the edges of words or not."""
    found: list[frozenset[str]] = []
    word, begun = "", begins
    for number, item in enumerate((*items, None)):
        if item and item.is_letters:
            word += item.text
            continue
        apart = item.parts_words if item else ends
        if word:
            found.append(_word(word, begins=begun, ends=apart))
        word, begun = "", apart
        if item and item.kind == "group" and not item.optional:
            before = items[number - 1].kind == "gap" and not items[number - 1].optional
            found.append(
                _of_branches(
                    item,
                    begins=(before if number else begins) and not item.repeated,
                    ends=_is_edge(items[number + 1 :], ends=ends) and not item.repeated,
                )
            )
    return max(filter(None, found), key=_rarity, default=frozenset())


def _of_branches(group: _Item, *, begins: bool, ends: bool) -> frozenset[str]:
    """Return what all of the alternatives of a group need."""
    each = [_of_items(items, begins=begins, ends=ends) for items in group.branches]
    return frozenset().union(*each) if all(each) else frozenset()


def _leading(items: Sequence[_Item], *, ends: bool) -> frozenset[str]:
    """Return the parts of words by one of which an alternative begins; none if any may do."""
    if letters := [item.text for item in takewhile(lambda item: item.is_letters, items)]:
        after = items[len(letters)] if len(items) > len(letters) else None
        return _word("".join(letters), begins=True, ends=after.parts_words if after else ends)
    if not items:
        return frozenset()
    first = items[0]
    if first.kind in ("other", "any") and not first.optional:
        signs = _SIGNS.fullmatch(first.text)
        return frozenset(signs["one"] or signs["some"].replace("\\", "")) if signs else frozenset()
    if first.kind != "group" or first.repeated:
        return frozenset()
    edge = _is_edge(items[1:], ends=ends)
    each = [_leading(branch, ends=edge) for branch in first.branches]
    each += [_leading(items[1:], ends=ends)] if first.optional else []
    return frozenset().union(*each) if all(each) else frozenset()


def _is_edge(after: Sequence[_Item], *, ends: bool) -> bool:
    """Say whether a word ends before `after`."""
    return after[0].kind == "gap" and not after[0].optional if after else ends


def _word(word: str, *, begins: bool, ends: bool) -> frozenset[str]:
    """Return a word with a blank at its edges; "not" is "n't" as well."""
    whole = f"{' ' * begins}{word}{' ' * ends}"
    return frozenset({whole, "n t"}) if word == "not" else frozenset({whole})


def _rarity(parts: frozenset[str]) -> float:
    """Say how rare a text is that has one of `parts`: by the commonest, which is the shortest."""
    lengths = (len(part) / (_COMMONNESS if part.strip() in _COMMON else 1) for part in parts)
    return min(lengths) - len(parts) / 100
