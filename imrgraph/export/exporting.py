"""Exporting: a part of the graph into a file that another tool opens.

In:   letters that can be asked, a network of them or nothing, a format, and where to write.
Out:  a file, or a folder of tables.
From: `FORMATS` names the writer of each format; imrgraph.writing puts it where it belongs.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from imrgraph.errors import ExportError, WriteError
from imrgraph.export.as_csv import as_gephi_csv, as_neo4j_csv
from imrgraph.export.as_cytoscape import as_cx2, as_cyjs
from imrgraph.export.as_dot import as_dot
from imrgraph.export.as_gexf import as_gexf
from imrgraph.export.as_graphml import as_graphml
from imrgraph.export.as_html import as_html
from imrgraph.export.as_mermaid import as_mermaid, drawn
from imrgraph.export.as_parquet import as_parquet
from imrgraph.export.as_quads import SYNTAXES, as_rdf
from imrgraph.export.as_svg import as_svg
from imrgraph.export.raster import as_png
from imrgraph.graph.projections import Projection
from imrgraph.graph.whole import Whole
from imrgraph.nearest import one_of
from imrgraph.warned import are_left_out
from imrgraph.writing import STDOUT, blaming, misnamed, write, write_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from imrgraph.graph.network import Asked, Network

__all__ = [
    "DRAWINGS",
    "ENDINGS",
    "FOLDERS",
    "FORMATS",
    "NO_LETTER",
    "OPENED_BY",
    "READABLE",
    "expect_triples",
    "export",
    "told_left_out",
    "told_of",
]

_LINES: Mapping[str, Callable[[Network], Iterator[str]]] = {
    "graphml": as_graphml,
    "graphml-yed": partial(as_graphml, yed=True),
    "gexf": as_gexf,
    "cx2": as_cx2,
    "cyjs": as_cyjs,
    "dot": as_dot,
    "mermaid": as_mermaid,
    "html": as_html,
    "svg": as_svg,
}
#: Formats that are several files.
FOLDERS: Final[Mapping[str, Callable[[Network], Mapping[str, Iterable[str] | Iterable[bytes]]]]] = {
    "neo4j-csv": as_neo4j_csv,
    "gephi-csv": as_gephi_csv,
    "parquet": as_parquet,
}
_PNG = "png"
#: Formats that are drawings, of a part alone.
_DRAWN: Final = frozenset({"dot", "mermaid", "html", "svg", "cx2", "cyjs"})
#: Those that take so many nodes and edges and no more.
_NARROW: Final = frozenset({"mermaid"})
#: Those that are looked at as they are, and how many nodes of one somebody can read.
DRAWINGS: Final = frozenset({"dot", "html", "mermaid", "png", "svg"})
READABLE: Final = 250
FORMATS: Final = (*_LINES, _PNG, *FOLDERS, *SYNTAXES)
#: What is told of a part that nobody asked to be so small.
NO_LETTER: Final = "no letter is in it: nothing that was followed leads to one"
#: What opens the formats that hold a whole store.
OPENED_BY: Final[Mapping[str, str]] = {
    "graphml": "Gephi, Cytoscape and yEd open it",
    "graphml-yed": "yEd opens it",
    "gexf": "Gephi opens it",
    "neo4j-csv": "Neo4j takes it, by its import.sh or load.cypher",
    "gephi-csv": "Gephi imports it, nodes.csv first",
    "parquet": "pandas and polars read it",
    **dict.fromkeys(SYNTAXES, "any RDF tool reads it"),
    "turtle": "any RDF tool reads it; it has no graphs, so that what letters state and what was "
    "concluded are in one (.trig and .nq keep them apart)",
}
#: The format of a file that ends so.
ENDINGS: Final[Mapping[str, str]] = {
    **{
        f".{form}": form for form in ("graphml", "gexf", "cx2", "cyjs", "dot", "html", "svg", "png")
    },
    ".gv": "dot",
    ".mmd": "mermaid",
    ".htm": "html",
    ".nq": "nquads",
    ".trig": "trig",
    ".ttl": "turtle",
    ".jsonld": "jsonld",
}


def export(
    asked: Asked, network: Network | None, form: str, path: str | Path
) -> Network | Whole | None:
    """Write a part of the graph.

    Args:
        asked: the letters.
        network: the part; None for everything, in a format that is no drawing.
        form: a name of `FORMATS`.
        path: the file, compressed where it ends in .gz, or "-" for stdout; of a format of
            `FOLDERS`, the folder, which is made, or may be there if it is empty.

    Returns:
        What was written as nodes and edges, of a format that has no room for all of a part the
        nodes and edges that it has room for, of a whole store their counts; None for RDF.

    Raises:
        ExportError: the format is unknown, takes only a part or no projection, or, as WriteError,
            the place takes no file.
    """
    if form not in FORMATS:
        message = f"format {form}: expected {one_of(form, FORMATS)}"
        raise ExportError(message)
    _expect_name(path, form)
    if isinstance(network, Projection):
        expect_triples(form)
    written = network or (None if form in SYNTAXES else Whole(asked))
    if form in FOLDERS:
        if str(path) == STDOUT:
            message = f"{form}: expected a folder, since it is several files; found stdout"
            raise ExportError(message)
        files = FOLDERS[form](cast("Network", written))
        with blaming(path):
            _expect_room(Path(path))
        write_folder(path, files)
    else:
        write(path, _told(asked, written, form))
    return drawn(network) if network and form in _NARROW else written


def expect_triples(form: str) -> None:
    """Refuse to write a projection as RDF, where no triple says what was counted.

    Raises:
        ExportError: the format is a syntax of RDF.
    """
    if form in SYNTAXES:
        message = (
            f"{form}: expected a format of nodes and edges for a projection, such as gexf, graphml "
            "or gephi-csv: what it counts is no triple, and RDF would hold none of it"
        )
        raise ExportError(message)


def told_left_out(network: Network, written: Network, form: str) -> str:
    """Say what of a network was not written, "" where all of it was."""
    nodes, edges = (
        len(of) - len(part)
        for of, part in ((network.nodes, written.nodes), (network.edges, written.edges))
    )
    if not (nodes or edges):
        return ""
    gone = are_left_out(nodes + edges)
    return f"{told_of(nodes, edges)} {gone}, since {form} has no room for more"


def told_of(nodes: int, edges: int) -> str:
    """Count nodes and edges in words.

    >>> told_of(1, 0)
    '1 node and 0 edges'
    """
    return f"{nodes} node{'s' * (nodes != 1)} and {edges} edge{'s' * (edges != 1)}"


def _told(asked: Asked, network: Network | Whole | None, form: str) -> Iterator[bytes]:
    """Yield a format of one file, piece by piece."""
    if form in SYNTAXES:
        yield from as_rdf(asked, cast("Network | None", network), form)
    elif form == _PNG:
        yield as_png("".join(as_svg(_needed(network, form))))
    elif form in _DRAWN:
        for line in _LINES[form](_needed(network, form)):
            yield line.encode()
    else:
        for line in _LINES[form](cast("Network", network)):
            yield line.encode()


def _needed(network: Network | Whole | None, form: str) -> Network:
    if network is None or isinstance(network, Whole):
        message = (
            f"{form}: expected a seed to start from, or a projection: nobody could read a drawing "
            "of all letters"
        )
        raise ExportError(message)
    return network


def _expect_name(path: str | Path, form: str) -> None:
    """Refuse the name of a file that is of another format than what would be written."""
    if suffix := misnamed(path, form, ENDINGS):
        fit = [each for each, its in ENDINGS.items() if its == form.partition("-")[0]]
        right = f"a name that ends in {' or '.join(fit)}" if fit else "a folder"
        message = f"{path}: expected {right}, since it is written as {form}; found {suffix}"
        raise ExportError(message)


def _expect_room(folder: Path) -> None:
    """Raise an error if a folder cannot be made, or is there and is not empty."""
    if not folder.parent.is_dir():
        raise WriteError(str(folder), "no folder to put it in")
    if folder.exists() and any(folder.iterdir()):
        raise WriteError(str(folder), "a folder that is not empty")
