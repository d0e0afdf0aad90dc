"""Values: RDF terms as Python has them, and back.

In:   terms of the graph engine, or values of Python.
Out:  values, terms, and short names of IRIs.
From: XML Schema 1.1 part 2, for the datatypes that letters use.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypeAlias

import pyoxigraph as ox

from imrgraph.knowledge import terms
from imrgraph.knowledge.terms import Iri

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = [
    "PREFIXES",
    "PROLOGUE",
    "Node",
    "Quads",
    "Row",
    "Solution",
    "Triple",
    "Value",
    "iri",
    "lines",
    "local",
    "natural",
    "nquads",
    "python",
    "quads",
    "shorten",
    "term",
    "written",
]

#: A value of a row: an IRI is a `str`.
Value = str | int | bool | float | Decimal | date
#: What is said: subject, property and value; an IRI that is a value is an `Iri`.
Triple = tuple[str, str, Value]
Quads = tuple[ox.Quad, ...]
#: A row of an answer; a variable that is unbound has no key.
Row = dict[str, Value]
Node: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
#: A row as the engine has it: a term for each variable, or None.
Solution: TypeAlias = tuple[Node | None, ...]

#: The columns of an answer that is a graph.
TRIPLE = ("subject", "predicate", "object")
#: The prefixes that a query may use without saying what they are.
PREFIXES = {
    "imr": terms.IMR.base,
    "imrd": terms.IMRD.base,
    "imrg": terms.IMRG.base,
    "imrv": terms.IMRV.base,
    "dcterms": terms.DCTERMS.base,
    "owl": terms.OWL.base,
    "rdf": terms.RDF.base,
    "rdfs": terms.RDFS.base,
    "skos": terms.SKOS.base,
    "xsd": terms.XSD.base,
}
#: The same as a query says it.
PROLOGUE = " ".join(f"PREFIX {name}: <{base}>" for name, base in PREFIXES.items())
_OF_XSD: Mapping[str, Callable[[str], Value]] = {
    **dict.fromkeys(["integer", "int", "long", "short", "byte", "nonNegativeInteger"], int),
    **dict.fromkeys(["double", "float"], float),
    "boolean": lambda text: text in {"true", "1"},
    "date": date.fromisoformat,
    "decimal": Decimal,
}
_CONVERSIONS = {terms.XSD(name).value: convert for name, convert in _OF_XSD.items()}

# what ends a string or escapes; and a backslash with the "u" that would make a code point of it
_TO_ESCAPE = re.compile(r"""\\[uU]|["\\\n\r\t]""")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def term(value: Value) -> ox.Literal:
    """Return `value` as a typed literal.

    >>> str(term(date(2015, 6, 10)))
    '"2015-06-10"^^<http://www.w3.org/2001/XMLSchema#date>'
    """
    if isinstance(value, date):
        return ox.Literal(value.isoformat(), datatype=terms.XSD("date"))
    if isinstance(value, Decimal):
        return ox.Literal(_decimal(value), datatype=terms.XSD("decimal"))
    return ox.Literal(value)


def iri(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | ox.DefaultGraph) -> str:
    """Return the IRI of a node, or its text where it has none."""
    return node.value if isinstance(node, ox.NamedNode) else str(node)


def python(node: Node) -> Value:
    """Return the Python value of a term: numbers, booleans and dates typed, the rest as `str`.

    A literal that is not of the form of its datatype stays as it is written.

    >>> python(term(6)), python(term("six"))
    (6, 'six')
    """
    if not isinstance(node, ox.Literal):
        return iri(node)
    convert = _CONVERSIONS.get(node.datatype.value)
    if convert is None:
        return node.value
    try:
        return convert(node.value)
    except (ValueError, InvalidOperation):
        return node.value


def written(node: ox.NamedNode | ox.Literal) -> str:
    r"""Return a term as a query has it, and N-Quads.

    >>> print(written(term('say "so"')), written(terms.IMRV("neck")))
    "say \"so\"" <https://w3id.org/imrgraph/vocab/neck>
    """
    if isinstance(node, ox.NamedNode):
        return str(node)
    text = _quoted(node.value)
    return text if node.datatype == terms.XSD("string") else f"{text}^^{node.datatype}"


def quads(triples: Iterable[Triple], graph: str) -> Quads:
    """Return triples of plain values as the engine has them, in one graph."""
    of = ox.NamedNode(graph)
    return tuple(
        ox.Quad(ox.NamedNode(subject), ox.NamedNode(name), _term(value), of)
        for subject, name, value in triples
    )


def _term(value: Value) -> ox.NamedNode | ox.Literal:
    return ox.NamedNode(value) if isinstance(value, Iri) else term(value)


def lines(triples: Iterable[Triple], graph: str) -> str:
    r"""Return triples of plain values as N-Quads of one graph, in their order.

    >>> print(lines([("urn:x:letter", "urn:x:says", 'so "it" is')], "urn:x:graph"), end="")
    <urn:x:letter> <urn:x:says> "so \"it\" is" <urn:x:graph> .
    """
    end = f" <{graph}> .\n"
    parts: list[str] = []  # joined at the end, since it takes half as long as a text for each line
    for subject, name, value in triples:
        if type(value) is Iri:
            parts += ("<", subject, "> <", name, "> <", value, ">", end)
        else:
            parts += ("<", subject, "> <", name, "> ", _WRITTEN[type(value)](value), end)
    return "".join(parts)


def _quoted(text: str) -> str:
    if "\\u" in text or "\\U" in text:
        return f'"{_TO_ESCAPE.sub(_escape, text)}"'
    for character, escape in _ESCAPES.items():  # the same, several times as fast
        text = text.replace(character, escape)
    return f'"{text}"'


def _decimal(value: Decimal) -> str:
    """Return a decimal as engines keep it, so that what is written is what a store gives back.

    >>> _decimal(Decimal("0.50")), _decimal(Decimal(100))
    ('0.5', '100')
    """
    return f"{value.normalize():f}"


def _typed(name: str, form: Callable[[Any], str]) -> Callable[[Any], str]:
    datatype = terms.XSD(name)
    return lambda value: f'"{form(value)}"^^{datatype}'


#: By its type, how a value that is no IRI is written.
_WRITTEN: Mapping[type, Callable[[Any], str]] = {
    str: _quoted,
    float: _typed("double", repr),
    bool: _typed("boolean", lambda value: "true" if value else "false"),
    int: _typed("integer", str),
    date: _typed("date", date.isoformat),
    Decimal: _typed("decimal", _decimal),
}


def _escape(found: re.Match[str]) -> str:
    """Escape a character. Engines may resolve code points first, so that no "u" follows a slash."""
    character = found[0]
    return _ESCAPES.get(character) or f"\\\\\\U{ord(character[1]):08X}"


def nquads(rows: Iterable[Mapping[str, Node]]) -> bytes:
    """Return rows of subject, predicate, object and graph as N-Quads, graph by graph and sorted.

    >>> kept = {"subject": terms.IMRV("neck"), "predicate": terms.RDF("type"), "object": term(1)}
    >>> nquads([{**kept, "graph": terms.IMRV("graph")}]).split()[-2:]
    [b'<https://w3id.org/imrgraph/vocab/graph>', b'.']
    """
    graphs: dict[str, list[str]] = {}
    for row in rows:
        triple = " ".join(str(row[name]) for name in TRIPLE)
        graphs.setdefault(iri(row["graph"]), []).append(f"{triple} .\n")
    return b"".join(
        in_graph("".join(triples).encode(), f"<{graph}>")
        for graph, triples in sorted(graphs.items())
    )


def in_graph(triples: bytes, graph: str) -> bytes:
    """Return N-Triples as N-Quads of one graph, sorted, blank nodes named by what they are."""
    if b"_:" in triples:
        dataset = ox.Dataset(
            ox.Quad(*triple) for triple in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES)
        )
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        triples = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
    end = f"{graph} .\n".encode()
    return b"".join([line[:-1] + end for line in sorted(triples.splitlines())])


def shorten(text: str) -> str:
    """Return an IRI with its prefix, where there is one for it.

    >>> shorten("https://w3id.org/imrgraph/vocab/neck"), shorten("https://example.org/neck")
    ('imrv:neck', 'https://example.org/neck')
    """
    for prefix, base in PREFIXES.items():
        if text.startswith(base):
            return f"{prefix}:{text.removeprefix(base)}"
    return text


def local(text: str) -> str:
    """Return the last part of an IRI.

    >>> local(terms.IMRV("neck").value), local(terms.IMRD("CM99-0000001/item/1").value)
    ('neck', 'item/1')
    """
    if text.startswith(terms.IMRD.base):
        below = text.removeprefix(terms.IMRD.base)
        return below.partition("/")[2] or below
    return text.replace("#", "/").rstrip("/").rpartition("/")[2]


def natural(text: str) -> tuple[str | int, ...]:
    """Return by what to sort texts so that numbers in them are in the order of their size.

    >>> sorted(["item/10", "item/9"], key=natural)
    ['item/9', 'item/10']
    """
    parts = re.split(r"([0-9]+)", text)
    return tuple(int(part) if at % 2 else part for at, part in enumerate(parts))
