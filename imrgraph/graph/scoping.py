"""Scoping: whether the variables of a query have a value where they are used.

In:   a query that was checked.
Out:  a note for a FILTER on what has no value in its braces, or has one only by OPTIONAL; and for a
      MINUS or EXISTS that has nothing to do with what stands around it.
From: SPARQL 1.1 Query Language, W3C 2013, sections 8, 12 and 18.2: braces are answered each by
      itself, and then joined. A name that stands anywhere in braces is taken to have a value there,
      so that nothing is told of what may be right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from imrgraph.graph.guard import words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from imrgraph.graph.guard import Query, Word

__all__ = ["out_of_scope"]

#: What goes with the braces after it.
_OPENERS: Final = frozenset(
    {"optional", "minus", "exists", "union", "values", "graph", "construct"}
)
#: The braces that see what stands around them.
_OPEN: Final = frozenset({"optional", "exists", "graph"})
#: With which a FILTER may be true of what has no value.
_OF_NONE: Final = frozenset({"bound", "coalesce", "if", "exists", "|"})
_NO_VALUE: Final = "?{} in FILTER: it has no value in the braces in which that stands"
_LEFT_OUT: Final = (
    "?{} in FILTER: what OPTIONAL finds none of is left out; a FILTER within OPTIONAL keeps it"
)
_NOTHING_TAKEN: Final = (
    "MINUS: it has no variable in common with what stands before it, and takes nothing away"
)
_ALL_THE_SAME: Final = (
    "EXISTS: it has no variable in common with what stands around it, and is the same of every row"
)


@dataclass(slots=True)
class _Braces:
    """What stands in a pair of braces."""

    opener: str = ""
    outer: _Braces | None = None
    #: The variables of its own, but for those of filters; and each filter as its words.
    named: set[str] = field(default_factory=set)
    filters: list[list[str]] = field(default_factory=list)
    inner: list[_Braces] = field(default_factory=list)

    def opened(self, word: str) -> _Braces:
        """Return braces that are opened in it, behind a word."""
        inner = _Braces(word if word in _OPENERS else "", self)
        self.inner.append(inner)
        return inner

    def has(self) -> set[str]:
        """Return what may have a value in it."""
        below = (each.has() for each in self.inner if each.opener not in {"exists", "minus"})
        return self.named.union(*below)

    def has_for_sure(self) -> set[str]:
        """Return what has one without OPTIONAL, as far as that can be known."""
        kept = (e.has() for e in self.inner if e.opener not in {"optional", "exists", "minus"})
        return self.named.union(*kept)

    def seen(self) -> set[str]:
        """Return what a filter in it may see."""
        return self.has() | (self.outer.seen() if self.outer and self.is_open else set())

    @property
    def is_open(self) -> bool:
        """Whether it may see what stands around it."""
        return self.opener in _OPEN or (self.outer is not None and self.outer.is_open)

    def all(self) -> Iterator[_Braces]:
        """Yield it, and all below it."""
        yield self
        for each in self.inner:
            yield from each.all()

    def mentions(self) -> set[str]:
        """Return every variable that stands in it, wherever."""
        own = {name for each in self.filters for name in _variables(each)}
        return self.named.union(own, *(each.mentions() for each in self.inner))


def out_of_scope(query: Query, known: Collection[str] = ()) -> Iterator[str]:
    """Yield a note for what is used where it has no value, or nothing to do with the rest.

    Args:
        query: the query.
        known: the variables of which that is told already.

    >>> from imrgraph.graph.guard import checked
    >>> [*out_of_scope(checked("ASK { ?x ?p ?o MINUS { ?y ?q ?z } }"))]
    ['MINUS: it has no variable in common with what stands before it, and takes nothing away']
    """
    for each in _read(list(words(query))).all():
        if each.opener != "construct":
            yield from _of_filters(each, known)
            yield from _of_apart(each)


def _of_filters(braces: _Braces, known: Collection[str]) -> Iterator[str]:
    seen, sure = braces.seen(), braces.has_for_sure()
    by_option = {name for e in braces.inner if e.opener == "optional" for name in e.has()}
    for each in braces.filters:
        if _OF_NONE & {word.lower() for word in each}:
            continue
        for name in _variables(each):
            if name not in seen and name not in known:
                yield _NO_VALUE.format(name)
            elif name in by_option - sure and not braces.is_open:
                yield _LEFT_OUT.format(name)


def _of_apart(braces: _Braces) -> Iterator[str]:
    """Yield a note if braces are to take something away, and cannot tell from what."""
    if braces.opener not in {"minus", "exists"} or not braces.outer or not braces.mentions():
        return
    around = braces.outer.named | {n for f in braces.outer.filters for n in _variables(f)}
    beside = (each.mentions() for each in braces.outer.inner if each is not braces)
    if braces.mentions().isdisjoint(around.union(*beside, _further_out(braces.outer))):
        yield _NOTHING_TAKEN if braces.opener == "minus" else _ALL_THE_SAME


def _further_out(braces: _Braces) -> set[str]:
    """Return what stands around braces that may see it."""
    return braces.outer.mentions() if braces.outer and braces.is_open else set()


def _variables(every: list[str]) -> Iterator[str]:
    return (each[1:] for each in every if each[:1] in {"?", "$"} and len(each) > 1)


def _read(every: list[Word]) -> _Braces:
    """Return the braces of a query, those without a name around all of them."""
    here = whole = _Braces()
    #: How deep in the brackets of a filter it is, None outside; and the same around each brace.
    depth: int | None = None
    around: list[int | None] = []
    last = ""
    for word in every:
        text = word.text
        name = text.lower() if word.kind == "word" else ""
        if text == "{":
            here = here.opened(last)
            around.append(depth)
            depth = None
        elif text == "}" and here.outer:
            here, depth = here.outer, around.pop() or None
        elif name == "filter":
            here.filters.append([])
            depth = 0
        elif depth is None:
            here.named.update(_variables([text]))
        else:
            here.filters[-1].append(text)
            depth += (text == "(") - (text == ")")
            depth = depth if depth or text != ")" else None
        last = "" if text in {"{", "}"} else name or last
    return whole
