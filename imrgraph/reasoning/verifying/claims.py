"""Claims: an explanation as a tree of what it says, whatever the form it was written in.

In:   the steps, and the other parts, of an explanation.
Out:  `Claims`, each with the name by which a failure speaks of it.
From: a step is named by the end of its IRI in RDF, which is its `id` in JSON.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from imrgraph.knowledge.knowledge import Extent
    from imrgraph.reasoning.explaining.explanation import AskedBasis, Explanations

__all__ = ["Claims", "Failure", "Stored", "label", "number_in", "proof_of", "used_by"]

_LONGEST = 300
# "item/2/proof/1"
_PROOF = re.compile(r"item/(\d+)/proof/\d+")


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that a stored explanation says and that does not hold."""

    #: The step, or the part of the explanation, and which value of it.
    where: str
    #: What the explanation says there.
    says: str
    #: What holds instead.
    holds: str
    #: Whether the words alone are others, by which the values beside them are told.
    in_words: bool = False

    __repr__ = short("where", "says", "holds")

    def __str__(self) -> str:
        return f"{self.where}: says {_short(self.says)}, what holds is {_short(self.holds)}"


@dataclass(frozen=True, slots=True)
class Claims:
    """One step, or another part of an explanation: what it says, and what is below it."""

    #: "item/1/proof/1/2", "items[0].verdicts[1]"
    name: str
    #: What it is, in words; "" where its name says enough.
    label: str
    values: Mapping[str, str]
    #: By the name of each row: what stands in it, in order.
    below: Mapping[str, tuple[Claims, ...]]
    #: By its name: what is told in words, of the values.
    words: Mapping[str, str] = field(default_factory=dict)
    #: All of it without the names, which tell only where it stands.
    content: tuple[object, ...] = field(init=False)

    __repr__ = short("name", "label", "values")

    def __post_init__(self) -> None:
        rows = ((row, tuple(c.content for c in each)) for row, each in self.below.items() if each)
        told = (tuple(sorted(each.items())) for each in (self.values, self.words))
        content = (*told, tuple(sorted(rows, key=lambda row: row[0])))
        object.__setattr__(self, "content", content)

    def __str__(self) -> str:
        return f"{self.name} ({self.label})" if self.label else self.name

    def walk(self) -> Iterator[Claims]:
        """Yield it and all below it."""
        yield self
        for row in self.below.values():
            for each in row:
                yield from each.walk()


@dataclass(frozen=True, slots=True)
class Stored:
    """An explanation as it was written to a file."""

    basis: AskedBasis
    #: How much of what is encoded had a say.
    extent: Extent
    #: The digest of the text that was explained.
    sha256: str
    #: The case number, or what the letter is called where it has none.
    case: str
    #: The text that was explained, where the file holds it.
    text: str | None
    #: The numbers of the items that are explained.
    numbers: frozenset[int]
    claims: Claims
    #: Where the file contradicts itself.
    faults: tuple[Failure, ...]
    #: Makes the same of an explanation as it follows now.
    claims_of: Callable[[Explanations], Claims]

    __repr__ = short("case", "basis", "numbers", "faults")


def label(kind: str, conclusion: str) -> str:
    """Return what a step is, in words."""
    return f"{kind} “{_short(conclusion)}”"


def number_in(name: str) -> int | None:
    """Return the number of the item of which `name` is the proof.

    >>> number_in("item/2/proof/1"), number_in("item/2/proof/1/3")
    (2, None)
    """
    found = _PROOF.fullmatch(name)
    return int(found[1]) if found else None


def proof_of(
    names: Iterable[str], root: str, step: Callable[[str, tuple[Claims, ...]], Claims]
) -> tuple[Claims, ...]:
    """Put the steps of a proof together by their names.

    Args:
        names: those of the steps: the premises of "item/1/proof/1" are "item/1/proof/1/1", ….
        root: the name of the proof.
        step: makes a step of its name and its premises.

    Returns:
        The step of the name `root` with all below it; nothing where there is none.
    """
    premises: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for name in dict.fromkeys(names):
        above, _, number = name.rpartition("/")
        if number.isdecimal():
            premises[above].append((int(number), name))

    def made(name: str) -> Claims:
        return step(name, tuple(made(each) for _, each in sorted(premises[name])))

    return (made(root),) if root in names else ()


def used_by(users: Sequence[str]) -> str:
    """Say which steps use something: the first, and how many more.

    >>> used_by(["item/1/proof/1", "item/1/proof/2"])
    'used by item/1/proof/1 and 1 more'
    """
    if not users:
        return "used by no step"
    more = f" and {len(users) - 1} more" if users[1:] else ""
    return f"used by {users[0]}{more}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
