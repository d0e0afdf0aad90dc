"""Knowledge: terms, vocabulary and guidelines as plain values.

In:   ontology/imr.ttl, ontology/vocab/*.ttl and ontology/guidelines/*.ttl.
Out:  one `Knowledge`: the labels, paths and modalities asked for most, and all of it as quads,
      which are made when they are first wanted.
From: SKOS Reference, W3C 2009, for labels and broader concepts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from imrgraph.errors import QuestionError
from imrgraph.knowledge.facts import Facts
from imrgraph.knowledge.lexicon import Lexicon
from imrgraph.knowledge.terms import IMR, IMRG, IMRV, OWL, RDF, RDFS, SKOS
from imrgraph.nearest import one_of
from imrgraph.reprs import short
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import SupportsIndex, TypeAlias

    _Subject: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Triple
    #: Subject, property, value and named graph.
    _Statement: TypeAlias = tuple[
        _Subject,
        ox.NamedNode,
        _Subject | ox.Literal,
        ox.NamedNode | ox.BlankNode | ox.DefaultGraph,
    ]

__all__ = [
    "SUREST_FIRST",
    "Extent",
    "Knowledge",
    "digest",
    "graph_name",
    "graphs",
    "know",
    "load",
    "sources",
    "version",
]

#: The scheme whose names are those of no treatment.
_DIAGNOSES: Final = "diagnoses"

#: The ontology, and the named graph of everything that `load` reads.
_ONTOLOGY = ox.NamedNode(IMR.base.removesuffix("#"))
#: Guidelines are no concepts of a scheme; their names are a lexicon all the same.
_GUIDELINES = f"{IMRV.base}guidelines"

#: How sure it is that a source says what is encoded.
SUREST_FIRST: Final = ("verified", "secondary", "single-report", "unverified")


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of what is encoded has a say."""

    #: How sure a recommendation is at least, one of `SUREST_FIRST`.
    least: str = "single-report"
    #: Whether guidelines beyond MTUS and ODG are among it.
    beyond: bool = False

    __repr__ = short("least", "beyond")


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """What the ontology says, without shapes and alignments. IRIs are plain `str`."""

    #: The named graphs of the quads, in order.
    graphs: tuple[str, ...]
    #: The version that the ontology states of itself.
    version: str
    #: All that is said, a literal being its text.
    facts: Facts[str]
    extent: Extent
    #: What gives the quads.
    _stated: Callable[[], Iterable[ox.Quad]]
    #: The text of every literal.
    _texts: Sequence[str]
    _names: Mapping[str, str]
    _parents: Mapping[str, tuple[str, ...]]
    _modalities: Mapping[str, str]
    _notations: Mapping[str, str]
    #: scheme -> label -> concept
    _labels: Mapping[str, Mapping[str, str]]

    __repr__ = short("version", "extent")

    def __reduce_ex__(self, protocol: SupportsIndex) -> str | tuple[object, ...]:
        """Be pickled as what `load` gives, so that it comes back as the same, and is not copied."""
        if self is _loaded(self.extent):
            return _loaded, (self.extent,)
        return object.__reduce_ex__(self, protocol)

    @property
    def quads(self) -> tuple[ox.Quad, ...]:
        """Everything, in one named graph, but each file of what is unverified in one of its own.

        Blank nodes are numbered in the order of the files.
        """
        return _quads(self)

    @property
    def includes_unverified(self) -> bool:
        """Whether what no text was read for is among it."""
        return self.extent.least == SUREST_FIRST[-1]

    def label(self, iri: str) -> str:
        """Return the name of `iri`, or its last part where it has none.

        >>> load().label("https://w3id.org/imrgraph/vocab/not-met")
        'not met'
        """
        return self._names.get(iri) or iri.rpartition("#")[2].rpartition("/")[2]

    def value(self, iri: str, name: str) -> str | None:
        """Return the value of the property `name` of imr:, as text, or None where there is none.

        >>> load().value("https://w3id.org/imrgraph/guideline/chronic-pain-2009-p60", "locator")
        'p. 60'
        """
        return self.facts.one(iri, name)

    def notation(self, concept: str) -> str | None:
        """Return the code of a concept, or None where it has none.

        >>> load().notation("https://w3id.org/imrgraph/vocab/massage-therapy")
        'massage-therapy'
        """
        return self._notations.get(concept)

    def lexicon(self, scheme: str) -> Lexicon:
        """Return the labels of a scheme, by which its concepts are found in a text.

        Args:
            scheme: the local name of a scheme ("treatments"), or "guidelines" for the works.

        Raises:
            KeyError: there is no such scheme.
        """
        return _lexicon(self, scheme)

    def labels(self, scheme: str) -> Mapping[str, str]:
        """Return the concepts of a scheme, or the works, by each label that they have.

        >>> load().labels("outcomes")["upheld"]
        'https://w3id.org/imrgraph/vocab/upheld'
        """
        return self._labels[IMRV(scheme).value]

    def broader(self, concept: str) -> tuple[str, ...]:
        """Return the concepts above `concept`, nearest first, without itself.

        >>> load().broader("https://w3id.org/imrgraph/vocab/deep-tissue-massage")[0]
        'https://w3id.org/imrgraph/vocab/massage-therapy'
        """
        return _broader(self, concept)

    def narrower(self, concept: str) -> tuple[str, ...]:
        """Return the concepts below `concept`, at whatever depth.

        >>> load().narrower("https://w3id.org/imrgraph/vocab/massage-therapy")
        ('https://w3id.org/imrgraph/vocab/deep-tissue-massage',)
        """
        return _narrower(self).get(concept, ())

    def are_kin(self, one: str, other: str) -> bool:
        """Say whether two concepts are the same, or one is above the other.

        >>> massage = "https://w3id.org/imrgraph/vocab/massage-therapy"
        >>> load().are_kin(massage, "https://w3id.org/imrgraph/vocab/deep-tissue-massage")
        True
        """
        return one == other or one in self.broader(other) or other in self.broader(one)

    def modality(self, concept: str) -> str | None:
        """Return the modality of a treatment, its own or that of the nearest broader one.

        >>> load().modality("https://w3id.org/imrgraph/vocab/deep-tissue-massage")
        'https://w3id.org/imrgraph/vocab/passive'
        """
        path = (concept, *self.broader(concept))
        return next((self._modalities[c] for c in path if c in self._modalities), None)


def load(*, unverified: bool = False, least: str | None = None, beyond: bool = False) -> Knowledge:
    """Read the ontology that comes with imrgraph.

    Args:
        unverified: read also what is recalled and for which no text was read.
        least: how sure a recommendation is at least, one of `SUREST_FIRST`, where that is not said
            by `unverified`.
        beyond: read also what guidelines beyond MTUS and ODG say.

    Raises:
        QuestionError: `least` is none of them.

    >>> len(load().quads) < len(load(unverified=True).quads)
    True
    """
    if least is not None and least not in SUREST_FIRST:
        message = f"least {least}: expected {one_of(least, SUREST_FIRST)}"
        raise QuestionError(message)
    usual = SUREST_FIRST[-1] if unverified else Extent().least
    return _loaded(Extent(least or usual, beyond))


@cache
def _loaded(extent: Extent) -> Knowledge:
    unverified = extent.least == SUREST_FIRST[-1]
    files = sources(folder("ontology"), unverified=unverified, beyond=extent.beyond)
    statements: Iterable[_Statement] = _read(files)
    dropped: frozenset[_Subject] = frozenset()
    if extent.least in SUREST_FIRST[:2]:
        statements = [*statements]
        dropped = _less_sure(statements, extent.least)
    sure = (each for each in statements if each[0] not in dropped) if dropped else statements
    return _indexed(sure, extent, partial(_made, files, dropped))


def _made(files: Iterable[Path], dropped: Collection[_Subject]) -> Iterator[ox.Quad]:
    """Yield what files say as quads, but for what is said of what was dropped."""
    return (ox.Quad(*each) for each in _read(files) if each[0] not in dropped)


def _less_sure(statements: Iterable[_Statement], least: str) -> frozenset[_Subject]:
    """Return the recommendations that are less sure than `least`."""
    statuses = {IMRV(each) for each in SUREST_FIRST[SUREST_FIRST.index(least) + 1 :]}
    kinds = {IMR("SupportingRecommendation"), IMR("OpposingRecommendation")}
    doubted: set[_Subject] = set()
    recommended: set[_Subject] = set()
    for subject, _, value, _ in statements:
        if value in statuses:
            doubted.add(subject)
        elif value in kinds:
            recommended.add(subject)
    return frozenset(doubted & recommended)


@cache
def version() -> str:
    """Return the version of the ontology that comes with imrgraph, without reading all of it.

    >>> version() == load().version
    True
    """
    terms = ox.parse(path=str(folder("ontology") / "imr.ttl"), format=ox.RdfFormat.TURTLE)
    stated = (_ONTOLOGY, OWL("versionInfo"))
    return next(_text(q.object) for q in terms if (q.subject, q.predicate) == stated)


@cache
def digest(*, unverified: bool = False) -> str:
    """Return a digest of all that `load` reads, in hexadecimal."""
    files = sources(folder("ontology"), unverified=unverified)
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def graphs() -> tuple[str, ...]:
    """Return every named graph of the ontology, those of what is unverified too."""
    files = sources(folder("ontology"), unverified=True)
    return tuple(dict.fromkeys(map(graph_name, files)))


def sources(home: Path, *, unverified: bool = False, beyond: bool = False) -> tuple[Path, ...]:
    """Return the files of terms, vocabulary and guidelines in the folder `home`.

    Args:
        home: a folder as ontology/ is.
        unverified: the files of what is unverified too, which are named so.
        beyond: the files of guidelines beyond MTUS and ODG too, which have a folder of their own.
    """
    parts = [home / "vocab", home / "guidelines"]
    if beyond:
        parts.append(home / "guidelines" / "beyond-mtus")
    files = [home / "imr.ttl", *(file for part in parts for file in sorted(part.glob("*.ttl")))]
    return tuple(file for file in files if unverified or not _is_unverified(file))


def graph_name(file: Path) -> str:
    """Return the named graph for what a file says: the ontology's, or its own if unverified.

    >>> from pathlib import Path
    >>> graph_name(Path("vocab/phases.ttl"))
    'https://w3id.org/imrgraph/ontology'
    """
    return f"{IMRG.base}{file.stem}" if _is_unverified(file) else _ONTOLOGY.value


def _is_unverified(file: Path) -> bool:
    return file.stem.endswith("-unverified")


def know(quads: Iterable[ox.Quad], extent: Extent | None = None) -> Knowledge:
    """Index `quads`, which say what `Knowledge` answers.

    Args:
        quads: the ontology.
        extent: how much of what is encoded they hold.

    Raises:
        ValueError: no ontology among them states its version.
    """
    quads = tuple(quads)
    return _indexed(quads, extent or Extent(), partial(tuple, quads))


def _indexed(
    statements: Iterable[_Statement | ox.Quad],
    extent: Extent,
    stated: Callable[[], Iterable[ox.Quad]],
) -> Knowledge:
    """Index statements, of which `stated` gives the quads."""
    said: list[tuple[str, str, str]] = []
    texts: list[str] = []
    graphs: dict[object, None] = {}
    for subject, name, value, graph in statements:
        graphs[graph] = None
        text = _text(value)
        said.append((_text(subject), name.value, text))
        if isinstance(value, ox.Literal):
            texts.append(text)
    by = defaultdict[str, list[tuple[str, str]]](list)
    for subject, name, value in said:
        by[name].append((subject, value))
    versions = dict(by[OWL("versionInfo").value])
    if _ONTOLOGY.value not in versions:
        message = f"expected owl:versionInfo of {_ONTOLOGY}, found none"
        raise ValueError(message)
    parents = defaultdict[str, tuple[str, ...]](tuple)
    for concept, parent in sorted(by[SKOS("broader").value]):
        parents[concept] += (parent,)
    return Knowledge(
        graphs=tuple(str(name)[1:-1] for name in graphs),
        version=versions[_ONTOLOGY.value],
        facts=Facts(said),
        extent=extent,
        _stated=stated,
        _texts=texts,
        _names=dict(by[RDFS("label").value] + by[SKOS("prefLabel").value]),
        _parents=dict(parents),
        _modalities=dict(by[IMR("hasModality").value]),
        _notations=dict(by[SKOS("notation").value]),
        _labels=_labels(by),
    )


def _read(files: Iterable[Path]) -> Iterator[_Statement]:
    """Read Turtle; a parser names blank nodes by chance, so that they are named anew."""
    names: dict[ox.BlankNode, ox.BlankNode] = {}
    for file in files:
        graph = ox.NamedNode(graph_name(file))
        for said, name, value, _ in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
            subject, target = said, value
            if isinstance(subject, ox.BlankNode):
                subject = names.setdefault(subject, ox.BlankNode(f"b{len(names) + 1}"))
            if isinstance(target, ox.BlankNode):
                target = names.setdefault(target, ox.BlankNode(f"b{len(names) + 1}"))
            yield subject, name, target, graph


def _labels(by: Mapping[str, list[tuple[str, str]]]) -> Mapping[str, Mapping[str, str]]:
    """Sort the labels of concepts by scheme."""
    schemes = dict(by[SKOS("inScheme").value])
    schemes |= {
        s: _GUIDELINES for s, kind in by[RDF("type").value] if kind == IMR("Guideline").value
    }
    labels: dict[str, dict[str, str]] = {scheme: {} for scheme in schemes.values()}
    for kind in ("hiddenLabel", "altLabel", "prefLabel"):
        for concept, label in by.get(SKOS(kind).value, ()):
            if concept in schemes:
                labels[schemes[concept]][label] = concept
    return labels


@cache
def _quads(knowledge: Knowledge) -> tuple[ox.Quad, ...]:
    return tuple(knowledge._stated())  # noqa: SLF001 (the other half of Knowledge.quads)


@cache
def _broader(knowledge: Knowledge, concept: str) -> tuple[str, ...]:
    parents = knowledge._parents  # noqa: SLF001 (the other half of Knowledge.broader)
    above = list(parents.get(concept, ()))
    for parent in above:
        above.extend(p for p in parents.get(parent, ()) if p not in (*above, concept))
    return tuple(above)


@cache
def _narrower(knowledge: Knowledge) -> Mapping[str, tuple[str, ...]]:
    below: dict[str, list[str]] = defaultdict(list)
    for concept in knowledge._parents:  # noqa: SLF001 (the other half of Knowledge.narrower)
        for each in _broader(knowledge, concept):
            below[each].append(concept)
    return {concept: tuple(found) for concept, found in below.items()}


@cache
def _lexicon(knowledge: Knowledge, scheme: str) -> Lexicon:
    diagnoses = knowledge._labels.get(IMRV(_DIAGNOSES).value, {})  # noqa: SLF001 (a part of one may have none)
    apart = () if scheme == _DIAGNOSES else diagnoses
    return Lexicon(knowledge.labels(scheme), _ordinary(knowledge), apart)


@cache
def _ordinary(knowledge: Knowledge) -> frozenset[str]:
    """Return the words in which the ontology speaks: they are right as they stand."""
    return frozenset(re.findall(r"\w+", "\n".join(knowledge._texts).lower()))  # noqa: SLF001


def _text(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return str(node) if isinstance(node, ox.Triple) else node.value
