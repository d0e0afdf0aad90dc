"""Ontology files: the ontology as other programs take it, a file for each of ours or all in one.

In:   ontology/imr.ttl, ontology/vocab/ and ontology/guidelines/.
Out:  files by name, each with a header, and a catalog that says where what is imported stands.
From: OWL 2 Web Ontology Language, W3C 2012, section 3, for headers, versions and imports; VANN 2005
      for prefixes; the XML catalog of OASIS that Protégé reads, catalog-v001.xml.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import quoteattr

import pyoxigraph as ox

from imrgraph.errors import ExportError
from imrgraph.graph.formats import as_turtle
from imrgraph.graph.values import PREFIXES
from imrgraph.knowledge.knowledge import sources
from imrgraph.knowledge.owl import projected
from imrgraph.knowledge.terms import DCTERMS, IMR, IMRG, IMRV, OWL, RDF, RDFS, SKOS, Namespace
from imrgraph.nearest import one_of
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["FORMATS", "merged", "separate"]

#: The ending and the syntax of each format.
_SYNTAXES: Final = {
    "owl": ("owl", ox.RdfFormat.RDF_XML),
    "rdfxml": ("rdf", ox.RdfFormat.RDF_XML),
    "turtle": ("ttl", ox.RdfFormat.TURTLE),
    "jsonld": ("jsonld", ox.RdfFormat.JSON_LD),
}
FORMATS: Final = tuple(_SYNTAXES)
_VANN: Final = Namespace("http://purl.org/vocab/vann/")
_ROOT: Final = IMR.base.removesuffix("#")
#: The prefix, and the start of the IRIs, of what the files of a folder describe.
_DESCRIBES: Final = {"vocab": ("imrv", IMRV.base), "guidelines": ("imrg", IMRG.base)}
#: Annotations that headers and entries carry, declared for programs that want OWL 2 DL.
_ANNOTATIONS: Final = (
    *(DCTERMS(name) for name in ("title", "description", "license", "creator", "issued", "source")),
    *(_VANN(name) for name in ("preferredNamespacePrefix", "preferredNamespaceUri")),
    *(SKOS(name) for name in ("hiddenLabel", "definition", "note", "example", "scopeNote")),
)


@dataclass(frozen=True, slots=True)
class _Source:
    """A file of ours: what it says, and the IRI of the ontology that it is."""

    stem: str
    iri: str
    title: str
    prefix: tuple[str, str]
    triples: tuple[ox.Triple, ...]


def merged(form: str, *, dates: bool = True, unverified: bool = False) -> bytes:
    """Return the whole ontology in one file, which imports nothing.

    Args:
        form: a name of `FORMATS`.
        dates: without, dates and durations are left out, which HermiT has no datatype for.
        unverified: with what no text was read for.

    Raises:
        ExportError: there is no such format.

    >>> b"owl:Ontology" in merged("turtle")
    True
    """
    every = tuple(_sources(unverified=unverified))
    said = dict.fromkeys(triple for each in every for triple in each.triples)
    return _written((*_declared(), *_labelled(said)), form, dates=dates)


def separate(form: str, *, dates: bool = True, unverified: bool = False) -> dict[str, bytes]:
    """Return each file of the ontology with a header, and the catalog of what they import.

    Args:
        form: a name of `FORMATS`.
        dates: without, dates and durations are left out.
        unverified: with what no text was read for.

    Raises:
        ExportError: there is no such format.

    >>> files = separate("turtle")
    >>> "imr.ttl" in files, "catalog-v001.xml" in files
    (True, True)
    """
    ending, _ = _syntax(form)
    every = tuple(_sources(unverified=unverified))
    files = {
        f"{each.stem}.{ending}": _written(
            (*_declared(), *_header(each), *_labelled(each.triples)), form, dates=dates
        )
        for each in every
    }
    return {**files, "catalog-v001.xml": _catalog(every, ending)}


def _sources(*, unverified: bool) -> Iterator[_Source]:
    home = folder("ontology")
    names: dict[ox.BlankNode, ox.BlankNode] = {}
    for file in sources(home, unverified=unverified):
        within = file.parent.name
        iri = _ROOT if file.parent == home else f"{_ROOT}/{within}/{file.stem}"
        prefix = _DESCRIBES.get(within, ("imr", IMR.base))
        yield _Source(file.stem, iri, _title(file), prefix, tuple(_read(file, names)))


def _title(file: Path) -> str:
    """Return what the first line says of a file: "# treatments.ttl: what is asked for …"."""
    first = file.read_text("utf-8").partition("\n")[0]
    return first.lstrip("# ").removeprefix(f"{file.name}: ").removesuffix(".")


def _read(file: Path, names: dict[ox.BlankNode, ox.BlankNode]) -> Iterator[ox.Triple]:
    """Yield what a file says; blank nodes are named in the order of the files."""
    for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
        subject, value = quad.subject, quad.object
        if isinstance(subject, ox.BlankNode):
            subject = names.setdefault(subject, ox.BlankNode(f"b{len(names) + 1}"))
        if isinstance(value, ox.BlankNode):
            value = names.setdefault(value, ox.BlankNode(f"b{len(names) + 1}"))
        yield ox.Triple(subject, quad.predicate, value)


def _header(source: _Source) -> Iterator[ox.Triple]:
    """Yield what a file says of itself: imr.ttl says most of that in its own words."""
    about = ox.NamedNode(source.iri)
    version, [licence, creator, issued] = _version(), _stated("license", "creator", "issued")
    if source.iri != _ROOT:
        yield ox.Triple(about, RDF("type"), OWL("Ontology"))
        yield ox.Triple(about, DCTERMS("title"), ox.Literal(source.title, language="en"))
        yield ox.Triple(about, OWL("versionInfo"), ox.Literal(version))
        yield ox.Triple(about, OWL("versionIRI"), ox.NamedNode(f"{source.iri}/{version}"))
        yield ox.Triple(about, OWL("imports"), ox.NamedNode(f"{_ROOT}/{version}"))
        yield ox.Triple(about, DCTERMS("license"), licence)
        yield ox.Triple(about, DCTERMS("creator"), creator)
        yield ox.Triple(about, DCTERMS("issued"), issued)
        prefix, base = source.prefix
        yield ox.Triple(about, _VANN("preferredNamespacePrefix"), ox.Literal(prefix))
        yield ox.Triple(about, _VANN("preferredNamespaceUri"), ox.Literal(base))


def _declared() -> Iterator[ox.Triple]:
    return (ox.Triple(each, RDF("type"), OWL("AnnotationProperty")) for each in _ANNOTATIONS)


def _labelled(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield triples, and beside each skos:prefLabel an rdfs:label, which is what most show."""
    for triple in triples:
        yield triple
        if triple.predicate == SKOS("prefLabel"):
            yield ox.Triple(triple.subject, RDFS("label"), triple.object)


def _written(triples: Iterable[ox.Triple], form: str, *, dates: bool) -> bytes:
    _, syntax = _syntax(form)
    said = dict.fromkeys(projected(triples, dates=dates))
    prefixes = {**PREFIXES, "vann": _VANN.base}
    if syntax == ox.RdfFormat.TURTLE:
        return f"{as_turtle(sorted(said, key=str), prefixes)}\n".encode()
    used = prefixes if syntax == ox.RdfFormat.RDF_XML else {}
    return ox.serialize(sorted(said, key=str), format=syntax, prefixes=used) or b""


def _syntax(form: str) -> tuple[str, ox.RdfFormat]:
    if form not in _SYNTAXES:
        message = f"format {form}: expected {one_of(form, FORMATS)}"
        raise ExportError(message)
    return _SYNTAXES[form]


def _version() -> str:
    [version] = _stated_of(OWL("versionInfo"))
    return version.value


def _stated(*names: str) -> list[ox.NamedNode | ox.Literal]:
    """Return what imr.ttl says of the ontology, by properties of DCMI."""
    return [next(iter(_stated_of(DCTERMS(name)))) for name in names]


def _stated_of(name: ox.NamedNode) -> list[ox.NamedNode | ox.Literal]:
    about = ox.NamedNode(_ROOT)
    terms = ox.parse(path=str(folder("ontology") / "imr.ttl"), format=ox.RdfFormat.TURTLE)
    found = (q.object for q in terms if (q.subject, q.predicate) == (about, name))
    return [each for each in found if isinstance(each, ox.NamedNode | ox.Literal)]


def _catalog(every: Iterable[_Source], ending: str) -> bytes:
    version = _version()
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<catalog prefer="public" xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">',
    ]
    lines += [
        f"<uri name={quoteattr(iri)} uri={quoteattr(f'{each.stem}.{ending}')}/>"
        for each in every
        for iri in (each.iri, f"{each.iri}/{version}")
    ]
    return ("\n".join([*lines, "</catalog>"]) + "\n").encode()
