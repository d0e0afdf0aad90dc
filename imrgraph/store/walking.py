"""Walking: from what letters say to values of Python, and to graphs that other tools take.

In:   a case number, a code or an IRI to start from, how far to go, and a view.
Out:  an `Entity`, a `Network`, a graph of networkx or rdflib, or a file.
From: imrgraph.graph.entities says what there is to walk over, imrgraph.graph.network what the views
      are, imrgraph.export.exporting what the formats.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, TypedDict, TypeVar

import rdflib

from imrgraph.arguments import expecting
from imrgraph.errors import (
    MadeUpWarning,
    NeverEqualWarning,
    NotFoundError,
    PartialGraphWarning,
    QuestionError,
)
from imrgraph.export.as_quads import as_rdf
from imrgraph.export.exporting import NO_LETTER, export, told_left_out
from imrgraph.graph.conclude import derived_graph
from imrgraph.graph.entities import Determination, Guideline, Treatment
from imrgraph.graph.identifying import identified, like_letters, unknown_letter
from imrgraph.graph.network import VIEWS, Network, neighbourhood
from imrgraph.graph.projections import Projection, projection
from imrgraph.graph.session import Entity, Many, Session
from imrgraph.graph.whole import Whole
from imrgraph.knowledge.naming import concept, concept_of, like, warn_of_name
from imrgraph.knowledge.owl import ontology
from imrgraph.knowledge.terms import IMR, RDF
from imrgraph.letters.letter import Fact, Letter
from imrgraph.warned import warn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Unpack

    import networkx as nx
    import owlready2

    from imrgraph.graph.rows import Rows
    from imrgraph.graph.values import Node

__all__ = ["Part", "Walking"]

#: The vocabularies of treatments.
_TREATMENTS = ("treatments", "treatment-groups")
_E = TypeVar("_E", bound=Entity)


def _name(case: object) -> str | None:
    """Return what a letter is called by, if something is a letter, or its case number."""
    if isinstance(case, Letter):
        return case.name()
    named = case.value if isinstance(case, Fact) else case
    named = named.iri if isinstance(named, Determination) else named
    return named if isinstance(named, str) else None


class Part(TypedDict, total=False):
    """Which part of the graph is meant, as `neighbourhood` takes it."""

    view: str
    hops: int | None
    predicates: Sequence[str]


class Walking(ABC):
    """Letters whose graph can be walked: those of a store here, or of an endpoint."""

    @property
    @abstractmethod
    def place(self) -> str:
        """The folder or the address where the letters are."""

    @abstractmethod
    def select(self, query: str) -> Rows:
        """Answer a SELECT `query` of our own over the union of all graphs."""

    @abstractmethod
    def stream(self, query: str) -> Iterator[Mapping[str, Node]]:
        """Yield the rows of a SELECT `query` of our own as terms, one by one."""

    @abstractmethod
    def mixed(self) -> str:
        """Tell that some of the letters were made up; "" where none or all were."""

    @abstractmethod
    def nquads(self) -> Iterator[bytes]:
        """Yield every graph as N-Quads, sorted, one graph at a time."""

    @expecting
    def determination(self, case: str) -> Determination:
        """Return a letter, to walk from.

        Args:
            case: its case number in any case, or the last part of its IRI where it has none.

        Raises:
            NotFoundError: there is no such letter.

        >>> from imrgraph.store.opening import open
        >>> from imrgraph.resources import folder
        >>> store = open()
        >>> loaded = store.load([folder("examples") / "letters" / "medication.txt"])
        >>> [item] = store.determination("CM99-0000004").items
        >>> item.outcome, item.verdict.verdict, item.treatment
        ('upheld', 'not-necessary', <Treatment cyclobenzaprine, code='cyclobenzaprine'>)
        """
        try:
            return self._a(Determination, case)
        except NotFoundError as error:
            raise unknown_letter(self, case) from error

    def __iter__(self) -> Iterator[Determination]:
        """Yield every letter, to walk from."""
        return iter(self.determinations)

    def __len__(self) -> int:
        """Return how many letters there are."""
        return len(self.determinations)

    def __bool__(self) -> bool:
        """Return true: where there is no letter yet, one may come."""
        return True

    def __getitem__(self, case: str) -> Determination:
        """Return the letter of a case number, to walk from.

        Raises:
            NotFoundError: there is no such letter.
        """
        return self.determination(case)

    def __contains__(self, case: object) -> bool:
        """Say whether there is a letter: by its case number, as it was read, or walked to."""
        name = _name(case)
        if name is None:
            message = f"{case!r} names no letter: expected a case number, or the letter itself"
            warn(message, NeverEqualWarning)
            return False
        try:
            self.determination(name)
        except NotFoundError:
            return False
        return True

    @property
    def determinations(self) -> Many[Determination]:
        """All letters, one by one."""
        return Many(self, Determination, f"?found {RDF('type')} {IMR('Determination')}")

    @expecting
    def treatment(self, name: str) -> Treatment:
        """Return a treatment, to walk from.

        Args:
            name: a label of it, its code, or its IRI.

        Raises:
            NotFoundError: nothing is called so.
        """
        meant = concept(name, *_TREATMENTS)
        if meant:
            warn_of_name(name, meant, *_TREATMENTS)
        try:
            return self._a(Treatment, meant or name)
        except NotFoundError as error:
            wanted = f"a treatment called {name}"
            raise NotFoundError(self.place, wanted, like(name, *_TREATMENTS)) from error

    @expecting
    def guideline(self, name: str) -> Guideline:
        """Return a guideline, to walk from.

        Args:
            name: its code, such as chronic-pain, its name, or its IRI.

        Raises:
            NotFoundError: there is no such guideline.
        """
        meant = concept_of(name, "guidelines")
        unknown = NotFoundError(self.place, f"a guideline called {name}", like(name, "guidelines"))
        if meant:
            warn_of_name(name, meant, "guidelines")
        elif ":" not in name:  # it is no IRI, and what else is called so is no guideline
            raise unknown
        try:
            return self._a(Guideline, meant or name)
        except NotFoundError as error:
            raise unknown from error

    def _a(self, kind: type[_E], name: str) -> _E:
        found = kind(identified(self, name), Session(self))
        types = self.select(f"SELECT * {{ <{found.iri}> a {IMR(kind.__name__)} }}")
        if not types:
            wanted = f"a {kind.__name__} named {name}"
            raise NotFoundError(self.place, wanted, like_letters(self, name))
        return found

    @expecting
    def network(self, seed: str | Entity | None = None, **part: Unpack[Part]) -> Network:
        """Return what is few edges away from a seed; without one, the whole store.

        Args:
            seed: a case number in any case, the name or code of a treatment or another concept, an
                IRI, or what was walked to.
            part: `view`: which edges are followed: "entities", what letters and guidelines say;
                "proof", what a verdict rests on; "citations", what was relied on; "rdf", every
                triple. `hops`: over how many edges; without it as far as the view goes.
                `predicates`: names of properties, such as ["hasItem", "outcome"]; only these are
                followed, whatever the view says.

        What leads on where `hops` is not given, and what no letter leads to where there is no seed,
        is left out, and warned of (`PartialGraphWarning`).

        Raises:
            NotFoundError: there is no such seed.
            QuestionError: there is no such view, or no such property that leads to things; or it is
                said how far to go, and not from where.
            LimitError: the whole store is more than is held at once.
        """
        return self._part(seed, part)

    def _part(self, seed: str | Entity | None, part: Part) -> Network:
        """Return a part of the graph, and warn of what it leaves out."""
        _expect_used(part, "a seed to start from" if seed is None else "")
        if seed is None:
            whole = Whole(self)
            network = whole.network()
            none_yet = "" if network.has_letter else "no letter is here yet"
            _warn_of_part(network.name, whole.told_left_out or none_yet)
            return network
        network = neighbourhood(self, seed.iri if isinstance(seed, Entity) else seed, **part)
        if (followed := part.get("predicates")) and not network.edges:
            near = neighbourhood(self, network.nodes[0].iri, hops=1)
            leading = ", ".join(sorted({edge.kind for edge in near.edges}))
            told = f"nothing leads on by {', '.join(followed)}; there is {leading or 'nothing'}"
            _warn_of_part(network.name, told)
        if part.get("hops") is None and not network.has_letter:
            _warn_of_part(network.name, NO_LETTER)
        if part.get("hops") is None and network.dropped:
            many = VIEWS[part.get("view", "entities")].hops
            around = f"what lies up to {many} steps around it, and {network.dropped} edges lead on"
            _warn_of_part(network.name, f"{around}; hops says how far to go")
        return network

    @expecting
    def projection(self, name: str, treatment: str | Treatment | None = None) -> Projection:
        """Return the whole store as a network of a few kinds of nodes, as `projection` does.

        Args:
            name: "guidelines" or "grounds".
            treatment: only items that request it, or what is narrower.

        Raises:
            NotFoundError: there is no such treatment.
            LimitError: so many letters share grounds that there is no room for them.

        >>> from imrgraph.store.opening import open
        >>> from imrgraph.resources import folder
        >>> store = open()
        >>> loaded = store.load([folder("examples") / "letters"])
        >>> graph = store.projection("guidelines").to_networkx()
        >>> sorted(graph.successors("imrv:acupuncture"))
        ['imrg:acupuncture']
        """
        within = self.treatment(treatment).iri if isinstance(treatment, str) else treatment
        found = projection(self, name, within.iri if isinstance(within, Entity) else within)
        none_here = "" if found.nodes else "no letter here has any of it"
        _warn_of_part(found.name, found.told_left_out or none_here)
        if mixed := self.mixed():
            warn(mixed, MadeUpWarning)
        return found

    @expecting
    def networkx(
        self, seed: str | Entity | None = None, **part: Unpack[Part]
    ) -> nx.MultiDiGraph[str] | nx.MultiGraph[str]:
        """Return what is few edges away from a seed, or the whole store, as a graph of networkx.

        Args:
            seed: as `network` takes it.
            part: `view`, `hops` and `predicates`, as `network` takes them.

        Raises:
            NotFoundError: there is no such seed.
            LimitError: the whole store is more than is held at once.
            MissingPackageError: networkx is not installed.

        >>> from imrgraph.store.opening import open
        >>> from imrgraph.resources import folder
        >>> store = open()
        >>> loaded = store.load([folder("examples") / "letters" / "imaging.txt"])
        >>> graph = store.networkx("CM99-0000003", view="citations")
        >>> sorted(graph.successors("imrd:CM99-0000003"))
        ['imrd:CM99-0000003/item/1']
        """
        return self._part(seed, part).to_networkx()

    @expecting
    def rdflib(self, seed: str | Entity, **part: Unpack[Part]) -> rdflib.Graph:
        """Return what is said of everything few edges away from a seed, as a graph of rdflib.

        Args:
            seed: as `network` takes it.
            part: `view`, `hops` and `predicates`, as `network` takes them.

        Raises:
            NotFoundError: there is no such seed.
        """
        lines = b"".join(as_rdf(self, self._part(seed, part), "turtle"))
        return rdflib.Graph().parse(data=lines, format="turtle")

    @expecting
    def owlready2(self, case: str | Determination) -> owlready2.Ontology:
        """Return the ontology with a letter, and what was derived from it, as individuals.

        It is without dates and durations, so that the reasoner takes it, in a new world, that
        whoever asks for many closes.

        Args:
            case: a letter, or what `determination` takes.

        Raises:
            NotFoundError: there is no such letter.
            ReasonerError: owlready2 is not installed.

        >>> from imrgraph.store.opening import open
        >>> from imrgraph.resources import folder
        >>> store = open()
        >>> loaded = store.load([folder("examples") / "letters" / "medication.txt"])
        >>> onto = store.owlready2("CM99-0000004")
        >>> [item.requestText for item in onto.DisputedItem.instances()]
        ['Cyclobenzaprine 7.5mg #60 with 1 refill']
        >>> onto.world.close()
        """
        letter = self.determination(case if isinstance(case, str) else case.iri).iri
        graphs = f"<{letter}> <{derived_graph(letter)}>"
        rows = self.select(
            f"SELECT ?subject ?predicate ?object {{ VALUES ?graph {{ {graphs} }} "
            f"GRAPH ?graph {{ ?subject ?predicate ?object }} }}"
        )
        return ontology(letter=rows.triples)

    @expecting
    def export(
        self,
        form: str,
        path: str | Path,
        seed: str | Entity | Network | None = None,
        **part: Unpack[Part],
    ) -> Network | None:
        """Write what is few edges away from a seed, or the whole store.

        Args:
            form: a name of `imrgraph.export.exporting.FORMATS`.
            path: the file, compressed where it ends in .gz, or "-" for stdout; of a CSV format, the
                folder.
            seed: what to start from; or a network, which is written as it is. Without one, the
                whole store is written, in a format that is no drawing.
            part: `view`, `hops` and `predicates`, as `network` takes them. In RDF, all that is said
                of the nodes is written, not only by what they were found.

        Returns:
            What was written, unless it is everything.

        Raises:
            ExportError: the format is unknown or needs a seed, or the place takes no file.
            NotFoundError: there is no such seed.
            QuestionError: what says how far to go is wrong, or there is nothing to start from.
        """
        if isinstance(seed, Network | None):
            of = "a seed to start from" if seed is None else "it of what made this network"
            _expect_used(part, of)
            network = seed
        else:
            network = self._part(seed, part)
        written = export(self, network, form, path)
        if isinstance(written, Whole):
            _warn_of_part(written.name, written.told_left_out)
        elif network and written:
            _warn_of_part(network.name, told_left_out(network, written, form))
            return written
        return network


def _expect_used(part: Part, expected: str) -> None:
    """Refuse to leave out in silence what says how far to go.

    Raises:
        QuestionError: it would change nothing.
    """
    given = [name for name, value in part.items() if value is not None]
    if given and expected:
        message = f"{' and '.join(given)}: expected {expected}, since all is written without one"
        raise QuestionError(message)
    if "predicates" in part and not list(part["predicates"]):
        message = "predicates: expected names of properties, found none"
        raise QuestionError(message)


def _warn_of_part(name: str, told: str) -> None:
    """Warn of what a graph leaves out, if nobody said how much of it is wanted."""
    if told:
        warn(f"{name}: {told}", PartialGraphWarning)
