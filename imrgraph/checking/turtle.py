"""Turtle in its canonical form, so that a difference between two versions is one a reader sees.

In:   a Turtle text, with comments between its blocks.
Out:  the same statements and comments, laid out in one way.
From: RDF 1.1 Turtle, W3C 2014, of which it takes what a hand writes: prefixes, blocks, nested
      blank nodes, lists; prefixes in order, own first; predicates always in one order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from imrgraph.errors import OntologyError

__all__ = ["canonical"]

_WIDTH = 100
_OWN = frozenset({"imr", "imrd", "imrg", "imrv"})
#: Predicates that come first, and last, in this order; the others stand between as written.
_FIRST = (
    "a", "rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:label", "skos:prefLabel", "skos:altLabel",
    "skos:hiddenLabel", "skos:definition", "skos:scopeNote", "skos:editorialNote", "skos:example",
    "rdfs:domain", "rdfs:range", "skos:notation", "skos:broader", "skos:broadMatch",
    "skos:inScheme",
)  # fmt: skip
_LAST = ("imr:sourceStatus", "dcterms:identifier", "dcterms:source")
_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
    | (?P<space>\s+)
    | (?P<text>(?:\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|"(?:[^"\\\n]|\\.)*")
        (?:@[A-Za-z-]+|\^\^(?:<[^<>\s]*>|[\w-]*:[\w.-]*\w))?)
    | (?P<iri><[^<>\s]*>)
    | (?P<mark>[;,\[\]()]|\.(?=\s|\Z))
    | (?P<name>[^\s;,\[\]()"<>\#]+?(?=\.?(?:[\s;,\[\]()]|\Z)))
    """,
    re.VERBOSE,
)

# "imr:" in imr:text, but not in the line that declares it
_PREFIX = re.compile(r"(?<![\w:@/-])([\w-]+):(?=[\w-])")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|<[^<>\s]*>|^#[^\n]*', re.MULTILINE
)


@dataclass(slots=True)
class _Node:
    """A term as written, a list of nodes, or a blank node with its predicates."""

    text: str = ""
    items: list[_Node] | None = None
    predicates: list[tuple[str, list[_Node]]] | None = None


@dataclass(slots=True)
class _File:
    """What a file is made of, in order."""

    heading: list[str] = field(default_factory=list)
    prefixes: dict[str, str] = field(default_factory=dict)
    #: Statements, and the comments between them.
    parts: list[_Node | str] = field(default_factory=list)


def canonical(text: str, name: str = "Turtle") -> str:
    """Lay out `text` in the canonical form.

    Args:
        text: Turtle, its comments on lines of their own between the blocks.
        name: what to call it in an error.

    Returns:
        The same statements and comments, without prefixes that nothing uses; laying it out again
        changes nothing.

    Raises:
        OntologyError: it is no Turtle, or has a comment inside a block.

    >>> print(canonical("@prefix ex: <http://ex/> . ex:b ex:c 1, 2; a ex:A ."))
    @prefix ex: <http://ex/> .
    <BLANKLINE>
    ex:b
        a ex:A ;
        ex:c 1 , 2 .
    <BLANKLINE>
    """
    file = _Parser(text, name).file()
    used = set(_PREFIX.findall(_STRING.sub("", text)))
    order = sorted(file.prefixes.keys() & used, key=lambda p: (p not in _OWN, p))
    width = max(map(len, order), default=0) + 1
    head = [*file.heading, *(f"@prefix {p + ':':<{width}} {file.prefixes[p]} ." for p in order)]
    lines = "\n".join(head)
    before: _Node | str = ""
    for part in file.parts:
        if isinstance(part, str):
            gap = "\n" if isinstance(before, str) and before else "\n\n\n"
            if not part.startswith("###") and gap != "\n":
                gap = "\n\n"
        else:
            comment = isinstance(before, str) and before and not before.startswith("###")
            gap = "\n" if comment else "\n\n"
        lines += gap + (part if isinstance(part, str) else _statement(part))
        before = part
    return lines.lstrip("\n") + "\n"


class _Parser:
    """Reads Turtle into nodes; names, numbers and texts stay as they are written."""

    def __init__(self, text: str, name: str) -> None:
        self._text, self._name = text, name
        self._tokens: list[tuple[str, str, int]] = []
        at = 0
        while at < len(text):
            found = _TOKEN.match(text, at)
            if not found:
                raise self._error(at, "a term, a mark or a comment", text[at : at + 20])
            if found.lastgroup != "space":
                self._tokens.append((str(found.lastgroup), found[0], at))
            at = found.end()
        self._next = 0

    def file(self) -> _File:
        file = _File()
        while self._next < len(self._tokens):
            kind, word, _ = self._tokens[self._next]
            if kind == "comment":
                self._next += 1
                place = file.parts if file.prefixes or file.parts else file.heading
                place.append(word.rstrip())
            elif word == "@prefix":
                self._next += 1
                prefix = self._take().removesuffix(":")
                file.prefixes[prefix] = self._take()
                self._expect(".")
            else:
                file.parts.append(self._block())
        return file

    def _block(self) -> _Node:
        subject = self._take()
        if subject == "[":
            self._expect("]")
            subject = "[]"
        node = _Node(subject, predicates=self._predicates("."))
        self._expect(".")
        return node

    def _predicates(self, end: str) -> list[tuple[str, list[_Node]]]:
        found: list[tuple[str, list[_Node]]] = []
        while self._peek() != end:
            predicate = self._take()
            objects = [self._object()]
            while self._peek() == ",":
                self._next += 1
                objects.append(self._object())
            found.append((predicate, objects))
            while self._peek() == ";":
                self._next += 1
        return found

    def _object(self) -> _Node:
        word = self._take()
        if word == "[":
            node = _Node(predicates=self._predicates("]"))
            self._expect("]")
            return node
        if word == "(":
            items = []
            while self._peek() != ")":
                items.append(self._object())
            self._expect(")")
            return _Node(items=items)
        return _Node(word)

    def _peek(self) -> str:
        if self._next >= len(self._tokens):
            raise self._error(len(self._text), "the end of a block", "the end of the file")
        kind, word, at = self._tokens[self._next]
        if kind == "comment":
            raise self._error(at, "comments between blocks", f"one inside a block: {word}")
        return word

    def _take(self) -> str:
        word = self._peek()
        self._next += 1
        return word

    def _expect(self, mark: str) -> None:
        word = self._peek()
        if word != mark:
            raise self._error(self._tokens[self._next][2], repr(mark), repr(word))
        self._next += 1

    def _error(self, at: int, expected: str, found: str) -> OntologyError:
        line = self._text.count("\n", 0, at) + 1
        return OntologyError(f"{self._name}, line {line}: expected {expected}, found {found}")


def _statement(node: _Node) -> str:
    return f"{node.text}\n{_lines(node, 4)} ."


def _lines(node: _Node, indent: int) -> str:
    """Return the predicates of a node, a line each or more."""
    pairs = sorted(node.predicates or [], key=lambda pair: _place(pair[0]))
    pad = " " * indent
    return " ;\n".join(f"{pad}{name} {_objects(name, each, indent)}" for name, each in pairs)


def _objects(name: str, nodes: list[_Node], indent: int) -> str:
    """Return objects on one line where they fit or are plain, else each over lines of its own."""
    inline = " , ".join(map(_inline, nodes))
    plain = all(node.text for node in nodes)
    short = all(len(node.predicates or []) <= len("ab") for node in nodes)
    if plain or (short and indent + len(name) + len(inline) + len("  ;") <= _WIDTH):
        return inline
    return " , ".join(_broken(node, indent) for node in nodes)


def _broken(node: _Node, indent: int) -> str:
    pad = " " * indent
    if node.predicates is not None:
        return f"[\n{_lines(node, indent + 4)} ;\n{pad}]"
    if node.items is not None:
        if any(not item.text for item in node.items):
            inner = "\n".join(f"{pad}    {_fitting(item, indent + 4)}" for item in node.items)
        else:
            inner = _filled([item.text for item in node.items], indent + 4)
        return f"(\n{inner}\n{pad})"
    return node.text


def _fitting(node: _Node, indent: int) -> str:
    inline = _inline(node)
    return inline if indent + len(inline) <= _WIDTH else _broken(node, indent)


def _filled(words: list[str], indent: int) -> str:
    lines = [" " * indent]
    for word in words:
        if len(lines[-1]) + len(word) > _WIDTH and lines[-1].strip():
            lines.append(" " * indent)
        lines[-1] += f"{word} "
    return "\n".join(line.rstrip() for line in lines)


def _inline(node: _Node) -> str:
    if node.predicates is not None:
        pairs = sorted(node.predicates, key=lambda pair: _place(pair[0]))
        told = (f"{name} {' , '.join(map(_inline, objects))}" for name, objects in pairs)
        return f"[ {' ; '.join(told)} ]"
    if node.items is not None:
        return f"( {' '.join(map(_inline, node.items))} )"
    return node.text


def _place(predicate: str) -> int:
    if predicate in _FIRST:
        return _FIRST.index(predicate)
    return len(_FIRST) + (1 + _LAST.index(predicate) if predicate in _LAST else 0)
