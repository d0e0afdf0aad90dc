"""Exporting: a part of the graph into a file that another tool opens.

In:   letters that can be asked, a network of them or nothing, a format, and where to write.
Out:  a file, or a folder of tables.
From: `FORMATS` names the writer of each format. A file appears under its name when it is whole.
"""

from __future__ import annotations

import gzip
import os
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from imrgraph.errors import ExportError
from imrgraph.export.as_csv import as_gephi_csv, as_neo4j_csv
from imrgraph.export.as_cytoscape import as_cx2, as_cyjs
from imrgraph.export.as_dot import as_dot
from imrgraph.export.as_gexf import as_gexf
from imrgraph.export.as_graphml import as_graphml
from imrgraph.export.as_html import as_html
from imrgraph.export.as_mermaid import as_mermaid
from imrgraph.export.as_quads import SYNTAXES, as_rdf
from imrgraph.export.as_svg import as_svg
from imrgraph.export.raster import as_png

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from imrgraph.graph.network import Asked, Network

__all__ = ["FOLDERS", "FORMATS", "export", "told"]

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
FOLDERS: Final[Mapping[str, Callable[[Network], dict[str, str]]]] = {
    "neo4j-csv": as_neo4j_csv,
    "gephi-csv": as_gephi_csv,
}
_PNG = "png"
FORMATS: Final = (*_LINES, _PNG, *FOLDERS, *SYNTAXES)


def export(asked: Asked, network: Network | None, form: str, path: str | Path) -> None:
    """Write a part of the graph.

    Args:
        asked: the letters.
        network: the part; None, in RDF, for everything.
        form: a name of `FORMATS`.
        path: the file, compressed where it ends in .gz; of a format of `FOLDERS`, the folder, which
            is made, or may be there if it is empty.

    Raises:
        ExportError: the format is unknown or takes only a part, or the place takes no file.
    """
    if form not in FORMATS:
        message = f"{form}: expected one of {', '.join(FORMATS)}"
        raise ExportError(message)
    target = Path(path)
    try:
        if form in FOLDERS:
            _write_folder(FOLDERS[form](_needed(network, form)), target)
        else:
            _write(told(asked, network, form), target)
    except OSError as error:
        message = f"{target}: expected a place to write to, found: {error.strerror or error}"
        raise ExportError(message) from error


def told(asked: Asked, network: Network | None, form: str) -> Iterator[bytes]:
    """Yield a format of one file, piece by piece."""
    if form in SYNTAXES:
        yield from as_rdf(asked, network, form)
    elif form == _PNG:
        yield as_png("".join(as_svg(_needed(network, form))))
    else:
        for line in _LINES[form](_needed(network, form)):
            yield line.encode()


def _needed(network: Network | None, form: str) -> Network:
    if network is None:
        message = (
            f"{form}: expected a seed to start from, or a projection; RDF alone is written whole"
        )
        raise ExportError(message)
    return network


def _write(pieces: Iterable[bytes], target: Path) -> None:
    """Write a file beside its place, and put it there when it is whole."""
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as plain:
            if target.suffix == ".gz":
                # Neither the name nor the time is in it, so that it is the same each time.
                with gzip.GzipFile("", "wb", fileobj=plain, mtime=0) as packed:
                    packed.writelines(pieces)
            else:
                plain.writelines(pieces)
        beside.chmod(0o666 & ~_mask())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _write_folder(files: Mapping[str, str], target: Path) -> None:
    """Write the files of a folder, which may be there if it is empty, when all are whole."""
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for name, text in files.items():
            (beside / name).write_text(text, encoding="utf-8", newline="")
        beside.chmod(0o777 & ~_mask())
        beside.replace(target)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _mask() -> int:
    """Return what files of this user are not to be allowed."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
