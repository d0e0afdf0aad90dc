"""Walking: from what letters say to graphs that other libraries and tools take.

In:   a case number, a code or an IRI to start from, how far to go, and a view.
Out:  a `Network`, a graph of networkx or rdflib, or a file.
From: imrgraph.graph.network says what the views are, imrgraph.export.exporting what the formats.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, TypedDict

import rdflib

from imrgraph.export.as_quads import as_rdf
from imrgraph.export.exporting import export
from imrgraph.graph.network import neighbourhood

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import Unpack

    import networkx as nx

    from imrgraph.graph.network import Network
    from imrgraph.graph.rows import Rows

__all__ = ["Part", "Walking"]


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
    def nquads(self) -> Iterator[bytes]:
        """Yield every graph as N-Quads, sorted, one graph at a time."""

    def network(self, seed: str, **part: Unpack[Part]) -> Network:
        """Return what is few edges away from a seed, as `neighbourhood` does.

        Raises:
            NotFoundError: there is no such seed.
        """
        return neighbourhood(self, seed, **part)

    def networkx(self, seed: str, **part: Unpack[Part]) -> nx.MultiDiGraph[str]:
        """Return what is few edges away from a seed, as a graph of networkx.

        Raises:
            NotFoundError: there is no such seed.
            MissingPackageError: networkx is not installed.

        >>> from imrgraph.pipeline import open
        >>> from imrgraph.resources import folder
        >>> store = open()
        >>> loaded = store.load([folder("examples") / "letters" / "imaging.txt"])
        >>> graph = store.networkx("CM99-0000003", view="citations")
        >>> sorted(graph.successors("imrd:CM99-0000003"))
        ['imrd:CM99-0000003/item/1']
        """
        return self.network(seed, **part).to_networkx()

    def rdflib(self, seed: str, **part: Unpack[Part]) -> rdflib.Graph:
        """Return what is said of everything few edges away from a seed, as a graph of rdflib.

        Raises:
            NotFoundError: there is no such seed.
        """
        lines = b"".join(as_rdf(self, self.network(seed, **part), "turtle"))
        return rdflib.Graph().parse(data=lines, format="turtle")

    def export(
        self, form: str, path: str | Path, seed: str | None = None, **part: Unpack[Part]
    ) -> Network | None:
        """Write what is few edges away from a seed, or in RDF everything.

        Args:
            form: a name of `imrgraph.export.exporting.FORMATS`.
            path: the file, compressed where it ends in .gz, or the folder of a CSV format.
            seed: what to start from.
            part: as `neighbourhood` takes it.

        Returns:
            What was written, unless it is everything.

        Raises:
            ExportError: the format is unknown or needs a seed, or the place takes no file.
            NotFoundError: there is no such seed.
        """
        network = None if seed is None else self.network(seed, **part)
        export(self, network, form, path)
        return network
