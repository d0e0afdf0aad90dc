"""The record of one letter: its facts and the places that state them, looked up in its quads.

In:   the quads of a letter.
Out:  values, and the evidence for them.
From: imr:Finding, which joins each fact to its place.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from imrgraph.graph.store import graph_of, python, subject_of
from imrgraph.knowledge.terms import IMR
from imrgraph.letters.document import Span
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Container

    from imrgraph.graph.store import Quads, Value

__all__ = ["Evidence", "Record"]

# In "…/determination/CM99-0000001#char=1173,1181": the end of it.
_PLACE = re.compile(r"#char=(\d+),(\d+)$")


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """Words of the letter: half-open, in code points of the text as read."""

    start: int
    end: int
    quote: str
    page: int
    #: The rule that read them, and whose word they are; none for the words of a guideline.
    rule: str | None = None
    voice: str | None = None
    #: The IRI of what they state.
    node: str | None = field(default=None, compare=False)

    __repr__ = short("quote", "start", "end")


class Record:
    """The facts of one letter by subject and property, each with its evidence."""

    def __init__(self, quads: Quads, voices: Container[str] | None = None) -> None:
        """Index `quads`.

        Args:
            quads: of one letter.
            voices: whose word is evidence, where it is not everybody's.
        """
        self.iri = graph_of(quads)
        self._voices = voices
        self._facts: dict[tuple[str, str], list[Value]] = defaultdict(list)
        for quad in quads:
            key = (subject_of(quad), quad.predicate.value)
            self._facts[key].append(python(quad.object))
        self._findings = defaultdict(list)
        for (node, name), values in tuple(self._facts.items()):
            if name == IMR("about").value:
                about = str(self.value(node, "ofProperty"))
                self._findings[str(values[0]), about].append(node)

    def value(self, subject: str, name: str) -> Value | None:
        """Return the value of the property `name` of imr:, or None."""
        return next(iter(self.values(subject, name)), None)

    def values(self, subject: str, name: str) -> tuple[Value, ...]:
        """Return every value of the property `name` of imr:."""
        return tuple(self._facts.get((subject, IMR(name).value), ()))

    def evidence(
        self, subject: str, property_: str, value: Value | None = None
    ) -> tuple[Evidence, ...]:
        """Return the places that state a fact, in the order of the letter.

        Args:
            subject: the IRI of the thing that the fact is about.
            property_: the IRI of its property.
            value: only places that state this value, where it is given.
        """
        nodes = self._findings.get((subject, property_), ())
        kept = (n for n in nodes if value is None or self.value(n, "value") == value)
        places = sorted(filter(None, map(self.place, kept)))
        return tuple(each for each in places if self._voices is None or each.voice in self._voices)

    def stated(self, subject: str, property_: str) -> tuple[Value, ...]:
        """Return every value that the letter states of a fact, also those not kept as the fact."""
        found = (self.value(node, "value") for node in self._findings.get((subject, property_), ()))
        return tuple(value for value in found if value is not None)

    def span(self, subject: str, name: str) -> Span | None:
        """Return where the passage is to which the property `name` of imr: leads."""
        found = _PLACE.search(str(self.value(subject, name) or ""))
        return Span(int(found[1]), int(found[2])) if found else None

    def place(self, node: str) -> Evidence | None:
        """Return the words at which `node` is stated, if the letter states it."""
        found = _PLACE.search(str(self.value(node, "statedAt") or ""))
        if not found:
            return None
        rule, voice = self.value(node, "byRule"), self.value(node, "attributedTo")
        return Evidence(
            start=int(found[1]),
            end=int(found[2]),
            quote=str(self.value(node, "quote")),
            page=int(str(self.value(node, "page"))),
            rule=str(rule) if rule else None,
            voice=str(voice).rpartition("/")[2] if voice else None,
            node=node,
        )
