"""Described: a letter that somebody describes as a graph, in place of a file.

In:   triples in the terms of ontology/imr.ttl: a determination and its items, as much of them as is
      known. Blank nodes will do.
Out:  the quads that reading the letter would have given, its text among them.
From: where the description has no text, each fact is told in a line of its own, which is then the
      place that states it: so that every conclusion ends in a quotation here, too. Where it has
      one, the words of a place are those of the text.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox

from imrgraph.errors import DescriptionError
from imrgraph.graph.values import iri, local, natural, python, shorten, term
from imrgraph.knowledge.terms import IMR, IMRD, IMRV, RDF, place, range_of
from imrgraph.letters.letter import Voice
from imrgraph.letters.text.document import Document, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.graph.store import Quads
    from imrgraph.graph.values import Node
    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["DERIVED", "described"]

#: What leads from a letter to its parts, with the class of what it leads to.
_PARTS = {
    "hasItem": "DisputedItem",
    "hasCitation": "Citation",
    "hasGround": "Ground",
    "hasConcession": "Ground",
    "hasClinicalFinding": "ClinicalFinding",
    "hasStatement": "",
    "hasCondition": "Condition",
}
#: The classes that are said of a thing; of what class others are, what leads to them says.
_TYPED = frozenset({"Determination", "DisputedItem", "Condition"})
#: What is said of a letter or an item and is no fact that a finding states.
_UNSTATED = frozenset(
    {
        "text",
        "sha256",
        "number",
        "necessary",
        "quantityUnit",
        "rationaleText",
        "rationaleAt",
        "unreadAt",
    }
    | {"summaryAt", "requestDate", "earliestRequestDate", "inPhase"}
)
#: What follows for a letter or an item from what is said, and is derived anew.
DERIVED = frozenset(
    {"toldBy", "agreementOnRecord", "agreementAsEncoded", "agreementAsStated"}
    | {"turnsOnMet", "turnsOnNotMet", "hasExcess", "hasPrecedence", "leavesUnaddressed"}
    | {"statesTwice", "demanded", "standing", "reasonMet", "reasonNotMet"}
)
#: What the reviewer says and the record does not.
_REVIEWERS = frozenset({"outcome"})


def described(triples: Iterable[ox.Triple], name: str, knowledge: Knowledge) -> Quads:
    """Return what the letter states that triples describe.

    Filled in are the numbers of items, what is asked for in words, what is in dispute, and the
    place of each fact.

    Args:
        triples: what is described; of what is no part of the letter nothing is taken.
        name: what a message calls it.
        knowledge: the vocabulary.

    Raises:
        DescriptionError: there is no letter in it, or more than one.
    """
    description = _Description(triples, name, knowledge)
    description.fill()
    return description.quads()


class _Description:
    """What is said of each part of one letter, in the making."""

    def __init__(self, triples: Iterable[ox.Triple], name: str, knowledge: Knowledge) -> None:
        self._name, self._knowledge = name, knowledge
        self._said: dict[Node, dict[str, list[Node]]] = defaultdict(dict)
        for subject, kind, value in _canonical(triples):
            if kind == RDF("type") or kind.value.startswith(IMR.base):
                self._said[subject].setdefault(local(kind.value), []).append(value)
        root = self._root()
        self._named: dict[Node, ox.NamedNode] = {root: self._iri_of(root)}
        self._of = {self._named[root]: dict(self._said[root])}
        self._collect(root)
        if "text" in self._of[self._letter]:
            self._collect_findings()
        self._lines: list[str] = []
        self._at = 0

    @property
    def _letter(self) -> ox.NamedNode:
        return next(iter(self._of))

    def _root(self) -> Node:
        """Return the one letter that is described."""
        found = [
            node
            for node, said in self._said.items()
            if IMR("Determination") in said.get("type", ()) or "hasItem" in said
        ]
        if len(found) != 1:
            names = ", ".join(sorted(shorten(iri(node)) for node in found)) or "none"
            problem = f"expected one imr:Determination, found {names}"
            raise DescriptionError(self._name, (problem,))
        return found[0]

    def _iri_of(self, root: Node) -> ox.NamedNode:
        if isinstance(root, ox.NamedNode):
            return root
        number = self._said[root].get("caseNumber")
        told = "\n".join(sorted(f"{kind} {ends}" for kind, ends in self._said[root].items()))
        digest = hashlib.sha256(told.encode()).hexdigest()[:16]
        return IMRD(quote(str(python(number[0])), safe="") if number else f"described-{digest}")

    def _collect(self, node: Node) -> None:
        """Name every part below a node, and take what is said of it."""
        above = self._named[node]
        for kind in _PARTS:
            parts = sorted(self._said.get(node, {}).get(kind, ()), key=self._order_of)
            for number, part in enumerate(parts, 1):
                if part not in self._named:
                    below = f"{above.value}/{_folder(kind)}/{number}"
                    named = part if isinstance(part, ox.NamedNode) else ox.NamedNode(below)
                    self._named[part] = named
                    self._of[named] = dict(self._said.get(part, {}))
                    self._collect(part)
            if parts:
                self._of[above][kind] = list(parts)
        self._of[above] = {
            kind: [self._named.get(value, value) for value in values]
            for kind, values in self._of[above].items()
            if kind not in DERIVED
        }

    def _collect_findings(self) -> None:
        """Take what says where facts stand, which it can only where there is a text."""
        for node, said in tuple(self._said.items()):
            about = [self._named.get(each) for each in said.get("about", ())]
            if isinstance(node, ox.NamedNode) and about and all(about):
                self._of[node] = dict(said)

    def _order_of(self, part: Node) -> tuple[str | int, ...]:
        number = self._said.get(part, {}).get("number")
        return natural(f"{iri(number[0]) if number else ''} {iri(part)}")

    def fill(self) -> None:
        """Say what follows from what is said, and where it stands."""
        letter = self._letter
        has_text = "text" in self._of[letter]
        for node in tuple(self._of):
            self._complete(node)
        if has_text:
            self._quote(str(python(self._of[letter]["text"][0])))
            return
        for node in tuple(self._of):
            self._place(node)
        text = "".join(self._lines)
        self._of[letter] |= {
            "text": [term(text)],
            "sha256": [term(hashlib.sha256(text.encode()).hexdigest())],
        }

    def _quote(self, text: str) -> None:
        """Say of each place what words of the text stand there, and on which page."""
        document = Document.of(self._name, text)
        for at in {at for said in self._of.values() for at in said.get("statedAt", ())}:
            if isinstance(at, ox.NamedNode) and (found := range_of(at.value)):
                start, end = found
                span = Span(min(start, len(text)), min(end, len(text)))  # beyond it are no words
                words, page = document.quote(span), document.page(span)
                self._of[at] = {"quote": [term(words)], "page": [term(page)]}

    def _role(self, node: ox.NamedNode) -> str:
        """Return what leads to a part; nothing leads to the letter."""
        return next((kind for kind in _PARTS if self._leads(kind, node)), "")

    def _kind(self, node: ox.NamedNode) -> str:
        """Return the class of a part, by what leads to it, or else by what is said of it."""
        if node == self._letter:
            return "Determination"
        said = (local(iri(each)) for each in self._of[node].get("type", ()))
        return _PARTS.get(self._role(node)) or next(said, "")

    def _complete(self, node: ox.NamedNode) -> None:
        said, role, kind = self._of[node], self._role(node), self._kind(node)
        if kind in _TYPED:
            said["type"] = [IMR(kind)]
        elif role != "hasStatement":
            said.pop("type", None)
        if kind == "DisputedItem":
            self._complete_item(node, said)
        if kind == "ClinicalFinding":
            said.setdefault("present", [term(True)])  # noqa: FBT003 (a value)
            said.setdefault("attributedTo", [IMRV(Voice.RECORD)])
        if kind == "Ground":
            said.setdefault("attributedTo", [IMRV(Voice.REVIEWER)])
        if role == "hasStatement":
            said.setdefault("inReading", [IMRV("stated-reading")])
            said.setdefault("attributedTo", [IMRV(Voice.GUIDELINE_AS_STATED)])

    def _leads(self, kind: str, node: ox.NamedNode) -> bool:
        return any(node in said.get(kind, ()) for said in self._of.values())

    def _complete_item(self, node: ox.NamedNode, said: dict[str, list[Node]]) -> None:
        items = self._of[self._letter]["hasItem"]
        said.setdefault("number", [term(items.index(node) + 1)])
        treatment = said.get("requestedTreatment")
        asked = self._knowledge.label(iri(treatment[0])) if treatment else "a treatment"
        said.setdefault("requestText", [term(asked)])
        said.setdefault("rationaleText", [term("")])
        if "quantityRequested" in said:
            said.setdefault("quantityDisputed", said["quantityRequested"])
            said.setdefault("quantityUnit", [term("visit")])
        outcome = said.get("outcome", [IMRV("partial")])
        if outcome != [IMRV("partial")]:
            said.setdefault("necessary", [term(outcome == [IMRV("overturned")])])

    def _place(self, node: ox.NamedNode) -> None:
        """Tell what is said of a part, and say where."""
        said, kind = self._of[node], self._kind(node)
        if kind not in {"Determination", "DisputedItem"}:
            told = "; ".join(
                self._told(name, value)
                for name in sorted(said)
                if name not in {"type", "attributedTo", *_PARTS}
                for value in said[name]
            )
            label = self._knowledge.label(IMR(kind).value) if kind else "a recommendation"
            self._of[node] |= self._at_place(self._line(f"{label}: {told}"))
            return
        for name in sorted(set(said) - _UNSTATED - _PARTS.keys() - {"type"}):
            for value in sorted(said[name], key=iri):
                self._find(node, name, value, self._line(self._told(name, value)))

    def _find(self, node: ox.NamedNode, name: str, value: Node, span: Span) -> None:
        voice = Voice.REVIEWER if name in _REVIEWERS else Voice.RECORD
        finding = f"{self._letter.value}/finding/{span.start}-{span.end}-{name}"
        self._of[ox.NamedNode(finding)] = {
            "about": [node],
            "ofProperty": [IMR(name)],
            "value": [value],
            "attributedTo": [IMRV(voice)],
            **self._at_place(span),
        }

    def _told(self, name: str, value: Node) -> str:
        shown = python(value)
        if isinstance(value, ox.NamedNode):
            shown = self._knowledge.label(value.value)
        return f"{self._knowledge.label(IMR(name).value)}: {' '.join(str(shown).split())}"

    def _line(self, text: str) -> Span:
        start = self._at
        self._lines.append(f"{text}\n")
        self._at += len(text) + 1
        return Span(start, start + len(text))

    def _at_place(self, span: Span) -> dict[str, list[Node]]:
        quote = self._lines[-1][:-1]
        at = ox.NamedNode(place(self._letter.value, span.start, span.end))
        self._of[at] = {"quote": [term(quote)], "page": [term(1)]}
        return {"statedAt": [at]}

    def quads(self) -> Quads:
        """Return what is said of all parts, in the graph of the letter."""
        return tuple(
            ox.Quad(node, RDF(name) if name == "type" else IMR(name), value, self._letter)
            for node, said in self._of.items()
            for name, values in said.items()
            for value in values
            if not isinstance(value, ox.Triple)
        )


def _canonical(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield triples in order, blank nodes named by what they are."""
    dataset = ox.Dataset(ox.Quad(*triple) for triple in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    yield from sorted((quad.triple for quad in dataset), key=str)


def _folder(kind: str) -> str:
    """Return what parts are called in an IRI.

    >>> _folder("hasItem"), _folder("hasClinicalFinding")
    ('item', 'clinical-finding')
    """
    name = kind.removeprefix("has")
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")
