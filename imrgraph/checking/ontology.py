"""The ontology: is it tidy, well formed and free of contradiction?

In:   a folder as ontology/ is.
Out:  a `Report`: what is wrong, and how much is encoded how surely.
From: SPARQL for what should not be there (ontology/checks/, one query a check), SHACL for the
      shapes, OWL 2 and HermiT for contradictions.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import yaml

from imrgraph.checking.problems import Problem
from imrgraph.checking.shapes import misshapen
from imrgraph.errors import MissingPackageError, OntologyError
from imrgraph.graph.store import Store
from imrgraph.knowledge import owl
from imrgraph.knowledge.coverage import every_coverage
from imrgraph.knowledge.guidelines import encoded
from imrgraph.knowledge.knowledge import SUREST_FIRST, Extent, graph_name, know, sources
from imrgraph.knowledge.terms import DCTERMS, IMR, IMRG, IMRV, RDF, SKOS
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["LeftOut", "Report", "check", "read", "short", "untidy"]

_PREFIXES = {"imr:": IMR.base, "imrv:": IMRV.base, "imrg:": IMRG.base}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A known fact that is not encoded."""

    identifier: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the checks of an ontology found."""

    problems: tuple[Problem, ...]
    #: How many things of each kind there are.
    counts: dict[str, int]
    #: How many recommendations are how sure; those beyond MTUS and ODG; what is covered without one
    #: that is known; facts of the tables.
    recommendations: dict[str, int]
    beyond: dict[str, int]
    covered: dict[str, int]
    facts: dict[str, int]
    #: The facts of the tables that are encoded, and how sure each is.
    encoded: dict[str, str]
    left_out: tuple[LeftOut, ...]
    #: "consistent", "inconsistent", or why the reasoner was not asked.
    owl: str
    #: "checked", or why the shapes were not.
    shapes: str


def check(home: Path | None = None) -> Report:
    """Check the ontology in the folder `home`, or the one that comes with imrgraph.

    Returns:
        Problems in order of their check. Java and pyshacl are needed for two of the checks; where
        they are missing the report says so.

    Raises:
        OntologyError: a file is no Turtle.

    >>> report = check()
    >>> report.problems, report.facts["verified"] > 0
    ((), True)
    """
    home = home or folder("ontology")
    knowledge = read(home)
    consistent, contradictions = _reasoned(knowledge)
    checked, misshapen = _shaped(home, knowledge)
    every = read(home, beyond=True)
    said = _said(every)
    surest = _surest(said)
    recommendations = _by_status(each.status for each in encoded(knowledge))
    in_all = _by_status(each.status for each in encoded(every))
    return Report(
        problems=tuple(sorted({*untidy(home), *misshapen, *contradictions})),
        counts=_counts(knowledge),
        recommendations=recommendations,
        beyond={status: in_all[status] - recommendations[status] for status in SUREST_FIRST},
        covered=_by_status(each.status for each in every_coverage(every)),
        facts=_by_status(surest.values()),
        encoded=dict(sorted(surest.items())),
        left_out=_left_out(said),
        owl=consistent,
        shapes=checked,
    )


def untidy(home: Path) -> tuple[Problem, ...]:
    """Find what should not be in the ontology in the folder `home`, without shapes and reasoner.

    Raises:
        OntologyError: a file is no Turtle.
    """
    knowledge = read(home, beyond=True)
    return tuple(
        {
            *_asked(knowledge, home),
            *_without_query(knowledge, home),
            *_twice(home),
            *_unused_terms(home),
        }
    )


def read(home: Path, *, unverified: bool = True, beyond: bool = False) -> Knowledge:
    """Read the ontology in the folder `home`.

    Args:
        home: a folder as ontology/ is.
        unverified: also what is recalled, and for which no text was read.
        beyond: also what guidelines beyond MTUS and ODG say.

    Raises:
        OntologyError: a file is no Turtle.
    """
    files = sources(home, unverified=unverified, beyond=beyond)
    extent = Extent(SUREST_FIRST[-1] if unverified else Extent().least, beyond)
    return know((quad for file in files for quad in _quads(file)), extent)


def _quads(file: Path) -> Iterator[ox.Quad]:
    graph = ox.NamedNode(graph_name(file))
    try:
        for triple in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)
    except (SyntaxError, OSError) as error:
        message = f"{file}: expected Turtle, found: {error}"
        raise OntologyError(message) from error


def short(iri: str) -> str:
    """Return `iri` with the prefix of its namespace, if that is ours.

    >>> short("https://w3id.org/imrgraph/vocab/neck")
    'imrv:neck'
    """
    for prefix, base in _PREFIXES.items():
        if iri.startswith(base):
            return prefix + iri.removeprefix(base)
    return iri


def _asked(knowledge: Knowledge, home: Path) -> Iterator[Problem]:
    """Yield what the queries of checks/ find, each a check of its file's name."""
    store = Store()
    store.add(knowledge.quads)
    for file in sorted((home / "checks").glob("*.rq")):
        query = file.read_text(encoding="utf-8")
        header = yaml.safe_load(re.sub(r"^#\+ ?", "", query.split("\n\n")[0], flags=re.MULTILINE))
        for row in store.select(query):
            found = re.sub(r"https?://\S+", lambda iri: short(iri[0]), str(row["found"]))
            yield Problem(file.stem, short(str(row["subject"])), header["expected"], found)


def _without_query(knowledge: Knowledge, home: Path) -> Iterator[Problem]:
    """Yield the criteria of conditions that no query answers."""
    queries = {file.stem for file in (home / "criteria").glob("*.rq")}
    demanded = (q.object for q in knowledge.quads if q.predicate == IMR("criterion"))
    for criterion in sorted({node.value for node in demanded if isinstance(node, ox.NamedNode)}):
        name = criterion.rpartition("/")[2]
        if name not in queries and knowledge.value(criterion, "asFound") != "true":
            expected = f"criteria/{name}.rq, or imr:asFound true"
            yield Problem("condition-without-query", short(criterion), expected, "neither")


def _twice(home: Path) -> Iterator[Problem]:
    """Yield what is described in two files."""
    files: dict[str, list[str]] = {}
    for file in sources(home, unverified=True, beyond=True):
        named = {q.subject.value for q in _quads(file) if isinstance(q.subject, ox.NamedNode)}
        for iri in named:
            files.setdefault(iri, []).append(file.name)
    for iri, names in files.items():
        if len(names) > 1:
            yield Problem("two-files", short(iri), "one file", " and ".join(sorted(names)))


def _unused_terms(home: Path) -> Iterator[Problem]:
    """Yield the terms of imr.ttl that nothing else speaks of: no file, no query, no code."""
    terms = (home / "imr.ttl").read_text(encoding="utf-8")
    spoken = [
        *(file for file in home.rglob("*") if file.suffix in {".ttl", ".rq"}),
        *folder("queries").glob("*.rq"),
        *Path(__file__).parents[1].rglob("*.py"),
    ]
    elsewhere = "\n".join(f.read_text(encoding="utf-8") for f in spoken if f.name != "imr.ttl")
    words = set(re.findall(r"[A-Za-z]+\w*", elsewhere)) | _domains(terms)
    for name in re.findall(r"^imr:(\w+)$", terms, re.MULTILINE):
        if name not in words:
            yield Problem("unused-term", f"imr:{name}", "something that speaks of it", "nothing")


def _domains(terms: str) -> set[str]:
    """Return the classes that other terms of imr.ttl are about."""
    pattern = r"(?:rdfs:domain|rdfs:range|rdfs:subClassOf|owl:disjointWith) imr:(\w+)"
    return set(re.findall(pattern, terms))


def _shaped(home: Path, knowledge: Knowledge) -> tuple[str, tuple[Problem, ...]]:
    """Hold everything against shapes.ttl."""
    try:
        return "checked", misshapen((quad.triple for quad in knowledge.quads), home)
    except MissingPackageError as error:
        return f"not checked: {error}", ()


def _reasoned(knowledge: Knowledge) -> tuple[str, tuple[Problem, ...]]:
    """Ask HermiT whether everything together can be true."""
    if not shutil.which("java"):
        return "not checked: HermiT needs Java (apt install default-jre)", ()
    try:
        onto = owl.ontology(knowledge)
        owl.classify(onto)
    except owl.InconsistentError as error:
        return "inconsistent", (Problem("owl", "ontology", "a model of it", str(error)),)
    except owl.ReasonerError as error:
        return f"not checked: {error}", ()
    onto.world.close()
    return "consistent", ()


def _counts(knowledge: Knowledge) -> dict[str, int]:
    kinds = Counter(
        quad.object.value.removeprefix(IMR.base)
        for quad in knowledge.quads
        if quad.predicate == RDF("type") and isinstance(quad.object, ox.NamedNode)
        if quad.object.value.startswith(IMR.base)
    )
    return dict(sorted(kinds.items()))


def _by_status(statuses: Iterable[str]) -> dict[str, int]:
    counted = Counter(statuses)
    return {status: counted[status] for status in SUREST_FIRST}


def _said(knowledge: Knowledge) -> dict[str, dict[ox.NamedNode, list[str]]]:
    """Return what is said of each thing that encodes, or leaves out, facts of the tables."""
    said: dict[str, dict[ox.NamedNode, list[str]]] = {}
    for quad in knowledge.quads:
        if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.Triple):
            values = said.setdefault(quad.subject.value, {})
            values.setdefault(quad.predicate, []).append(quad.object.value)
    return {iri: values for iri, values in sorted(said.items()) if DCTERMS("identifier") in values}


def _surest(said: Mapping[str, Mapping[ox.NamedNode, list[str]]]) -> dict[str, str]:
    """Return the status of each encoded fact, the surest where it is encoded twice."""
    found: dict[str, str] = {}
    for values in said.values():
        if IMR("Omission").value not in values[RDF("type")]:
            status = values[IMR("sourceStatus")][0].rpartition("/")[2]
            for identifier in values[DCTERMS("identifier")]:
                known = found.get(identifier, status)
                found[identifier] = min(known, status, key=SUREST_FIRST.index)
    return found


def _left_out(said: Mapping[str, Mapping[ox.NamedNode, list[str]]]) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(
            values[DCTERMS("identifier")][0],
            values[IMR("sourceStatus")][0].rpartition("/")[2],
            values[SKOS("definition")][0],
        )
        for values in said.values()
        if IMR("Omission").value in values[RDF("type")]
    )
