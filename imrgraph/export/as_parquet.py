"""As Parquet: a network, or rows, as tables that data frames read.

In:   a `Network`, or `Rows`.
Out:  files by name, each column of one type, days as dates.
From: Apache Parquet, as polars writes it. No more rows than a few thousand are held at once.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from imrgraph.export.attributes import days, declared, typed
from imrgraph.graph.rows import imported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from imrgraph.export.attributes import Kind
    from imrgraph.graph.network import Network, Plain
    from imrgraph.graph.rows import Rows

__all__ = ["as_parquet", "rows_as_parquet"]

#: How many rows are held at once, and how many bytes are handed over.
_ROWS: Final = 20_000
_BYTES: Final = 1 << 20
_TYPES: Final[Mapping[Kind, str]] = {
    "boolean": "Boolean",
    "long": "Int64",
    "double": "Float64",
    "string": "String",
    "date": "Date",
}


def as_parquet(network: Network) -> dict[str, Iterable[bytes]]:
    """Return the tables of nodes and edges, piece by piece, by the name of the file.

    Raises:
        MissingPackageError: polars is not installed.
    """
    imported("polars")
    nodes = {"id": "string", **declared(node.told for node in network.nodes)}
    edges = {
        **dict.fromkeys(("source", "target", "kind"), "string"),
        **declared(edge.told for edge in network.edges),
    }
    return {
        "nodes.parquet": _file(nodes, ({**each.told, "id": each.id} for each in network.nodes)),
        "edges.parquet": _file(
            edges,
            (
                {**each.told, "source": each.source, "target": each.target, "kind": each.kind}
                for each in network.edges
            ),
        ),
    }


def rows_as_parquet(rows: Rows) -> bytes:
    """Return rows as a file.

    Raises:
        MissingPackageError: polars is not installed.
    """
    file = BytesIO()
    rows.to_polars().write_parquet(file)
    return file.getvalue()


def _file(kinds: Mapping[str, Any], rows: Iterable[Mapping[str, Plain]]) -> Iterator[bytes]:
    """Yield a table, which is put together from parts of so many rows."""
    polars = imported("polars")
    schema = {
        name: polars.List(polars.Date) if kind == "dates" else getattr(polars, _TYPES[kind])
        for name, kind in kinds.items()
    }
    cells = ({name: _cell(row.get(name), kind) for name, kind in kinds.items()} for row in rows)
    with TemporaryDirectory() as folder:
        home, number = Path(folder), 0
        while (part := list(islice(cells, _ROWS))) or not number:
            number += 1
            frame = polars.DataFrame(part, schema=schema)
            frame.write_parquet(home / f"part-{number:06}.parquet")
        polars.scan_parquet(home / "part-*.parquet").sink_parquet(home / "whole.parquet")
        with (home / "whole.parquet").open("rb") as file:
            while piece := file.read(_BYTES):
                yield piece


def _cell(value: Plain | None, kind: Kind) -> Plain | date | list[date] | None:
    if value is None:
        return None
    if kind == "dates":
        return [date.fromisoformat(each) for each in days(value)]
    return date.fromisoformat(str(value)) if kind == "date" else typed(value, kind)
