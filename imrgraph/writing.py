"""Writing: what was made, into the file or the folder that the caller names.

In:   the name of a file, and its bytes, piece by piece; or that of a folder, and its texts.
Out:  a plain file, which has its name only once it is whole; anything else is written through.
From: rename(2), which puts a file in the place of another in one step, and so turns a device or a
      link into a plain file where it is let to; open(2).
"""

from __future__ import annotations

import errno
import gzip
import os
import stat
import sys
from contextlib import ExitStack, contextmanager, suppress
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, BinaryIO, Final

from imrgraph.errors import ImrgraphError, WriteError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager

__all__ = ["STDOUT", "blaming", "ending", "misnamed", "write", "write_folder"]

#: The name of stdout; a file that is called so is "./-".
STDOUT: Final = "-"
#: In which the files that this process has open are listed: /dev/stdout leads to its "1".
_OPEN: Final = Path("/proc/self/fd")
#: How files end that people take for one format, be it one of ours.
_KNOWN: Final = frozenset(
    {
        *(".csv", ".tsv", ".parquet", ".xls", ".xlsx", ".ods", ".json", ".jsonl", ".xml", ".db"),
        *(".pdf", ".doc", ".docx", ".odt", ".rtf", ".md", ".htm", ".html", ".sqlite", ".zip"),
        *(".png", ".svg", ".gif", ".jpg", ".jpeg", ".tif", ".tiff", ".dot", ".gv", ".mmd"),
        *(".nq", ".nt", ".trig", ".ttl", ".rdf", ".jsonld"),
        *(".gexf", ".graphml", ".cx2", ".cyjs"),
    }
)
#: What else may end so, since it is a kind of it. A text may be anything.
_ALSO: Final[Mapping[str, frozenset[str]]] = {
    ".json": frozenset({"cx2", "cyjs", "jsonld"}),
    ".xml": frozenset({"gexf", "graphml", "graphml-yed", "svg"}),
}
#: How many links may lead to one another.
_MOST_LINKS: Final = 40


def ending(place: str | Path) -> str:
    """Return how the name of a file ends, but for what says that it is packed.

    >>> ending("graph.NQ.gz"), ending("-")
    ('.nq', '')
    """
    suffixes = [each.lower() for each in Path(place).suffixes if each.lower() != ".gz"]
    return suffixes[-1] if suffixes else ""


def misnamed(place: str | Path, form: str, endings: Mapping[str, str]) -> str:
    """Return the ending of a file, if whoever sees it takes it for one of another format; else "".

    Args:
        place: the file.
        form: the format in which it is to be written.
        endings: the format of each ending, of those that there are to choose from.

    >>> misnamed("why.pdf", "html", {".html": "html"}), misnamed("x.json", "cyjs", {})
    ('.pdf', '')
    """
    found = ending(place)
    named = endings.get(found)
    is_fit = named is not None and (form == named or form.startswith(f"{named}-"))
    if is_fit or found == ".txt" or form in _ALSO.get(found, ()):
        return ""
    return found if named or found in _KNOWN else ""


def write(place: str | Path, pieces: Iterable[bytes]) -> None:
    """Write a file.

    A plain file, or a new one, is written beside its place, and put there when it is whole: where
    that fails, what was there before stays. A file that is replaced keeps its mode. Where a
    symbolic link leads to it, the link stays. What is no plain file, such as a device or a FIFO, is
    written through; a FIFO waits for somebody who reads.

    Args:
        place: the file, packed where its name ends in .gz; or "-" for stdout.
        pieces: what it is to hold.

    Raises:
        WriteError: the place takes no file.
    """
    with blaming(place):
        rest = _packed(pieces) if Path(place).suffix == ".gz" else iter(pieces)
        first = next(rest, b"")  # before anything is opened, so that a FIFO waits for no error
        with _opened(place) as file:
            file.write(first)
            file.writelines(rest)


def write_folder(
    place: str | Path, files: Mapping[str, str | Iterable[str] | Iterable[bytes]]
) -> None:
    """Write the files of a folder, which is made if it is not there.

    Each is written as `write` does. Where one fails, those that are new go again, and the folder.

    Args:
        place: the folder.
        files: the text or the bytes of each by its name, whole or piece by piece.

    Raises:
        WriteError: the place takes no folder, or the folder no file.
    """
    folder = Path(place)
    with blaming(place), ExitStack() as undone:
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        for each in reversed(missing):
            each.mkdir()
            undone.callback(each.rmdir)
        for name, text in files.items():
            is_new = not os.path.lexists(folder / name)
            lines = [text] if isinstance(text, str) else text
            write(folder / name, (_encoded(line) for line in lines))
            if is_new:
                undone.callback((folder / name).unlink)
        undone.pop_all()


def _packed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield `pieces` packed, without a name and a time, so that they are the same each time."""
    held = BytesIO()
    with gzip.GzipFile("", "wb", fileobj=held, mtime=0) as packed:
        for piece in pieces:
            packed.write(piece)
            yield _taken(held)
    yield _taken(held)


def _taken(held: BytesIO) -> bytes:
    """Take out what is held."""
    taken = held.getvalue()
    held.seek(0)
    held.truncate()
    return taken


def _encoded(piece: str | bytes) -> bytes:
    return piece.encode() if isinstance(piece, str) else piece


@contextmanager
def blaming(place: str | Path) -> Iterator[None]:
    """Raise what the system complains of as an error that names the place.

    Raises:
        WriteError: the system complains.
    """
    is_stdout = str(place) == STDOUT
    try:
        yield
    except ImrgraphError:
        raise
    except FileNotFoundError as error:
        raise WriteError(str(place), "no folder to put it in") from error
    except OSError as error:
        if is_stdout and isinstance(error, BrokenPipeError):
            raise  # whoever reads has enough, as `head` has: a command ends without a word
        found = error.strerror or str(error)
        raise WriteError("stdout" if is_stdout else str(place), found) from error


def _opened(place: str | Path) -> AbstractContextManager[BinaryIO]:
    """Open a place, however it has to be written."""
    if str(place) == STDOUT:
        return _stdout()
    path = Path(place)
    descriptor = _descriptor(path)
    if descriptor is not None:
        if sys.stdout is not None:
            sys.stdout.flush()
        return os.fdopen(os.dup(descriptor), "wb")
    earlier = _stat(path)
    if earlier is None or stat.S_ISREG(earlier.st_mode):
        return _beside(Path(os.path.realpath(path)), earlier)
    return os.fdopen(os.open(path, os.O_WRONLY), "wb")


@contextmanager
def _stdout() -> Iterator[BinaryIO]:
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        raise OSError(errno.EBADF, "a stdout that takes no bytes")
    sys.stdout.flush()
    yield buffer
    buffer.flush()


@contextmanager
def _beside(target: Path, earlier: os.stat_result | None) -> Iterator[BinaryIO]:
    """Open a new file beside `target`, and put it there when it is whole."""
    if earlier is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "a file that must not be changed")
    # Of a length of its own, since beside a name as long as may be there is no room for a longer.
    beside = target.with_name(f".imrgraph-{token_hex(8)}")
    try:
        with _new(beside) as file:
            if earlier is not None:
                _liken(beside, earlier)
            yield file
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _new(path: Path) -> BinaryIO:
    try:
        return path.open("xb")
    except PermissionError as error:
        raise PermissionError(errno.EACCES, "a folder that takes no new file") from error


def _liken(path: Path, earlier: os.stat_result) -> None:
    """Give a file the owner, if that is allowed, and the mode of another."""
    with suppress(OSError):
        os.chown(path, earlier.st_uid, earlier.st_gid)
    path.chmod(stat.S_IMODE(earlier.st_mode))


def _stat(path: Path) -> os.stat_result | None:
    """Return what is known of the file that a path leads to; None where there is none."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _descriptor(path: Path) -> int | None:
    """Return the number of an open file by the name that the system gives it, as /dev/stdout is.

    A file that is opened anew by that name starts from its first character, over what stands there.
    """
    for _ in range(_MOST_LINKS):
        if not path.is_symlink():
            return None
        if path.name.isdecimal() and os.path.realpath(path.parent) == os.path.realpath(_OPEN):
            return int(path.name)
        path = path.parent / path.readlink()
    return None
