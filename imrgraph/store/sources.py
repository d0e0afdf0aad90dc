"""Sources: files, folders, archives, lists and stdin become the letters that are in them.

In:   names as a person gives them.
Out:  the bytes of one letter after the other, each with its name; or why something is not read.
From: only the letter that is at hand is held. Nothing is written anywhere, so that no name that an
      archive gives to a file leads to one.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from glob import has_magic, iglob
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from imrgraph.errors import LetterError, NotAFileError, TooLargeError
from imrgraph.letters.media.archives import MOST, WITHIN, is_archive, members
from imrgraph.letters.media.word import is_word
from imrgraph.letters.text import files
from imrgraph.names import printable
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "Source",
    "files_in",
    "homes",
    "how_many",
    "left_out",
    "letters_in",
    "matching",
    "sources",
]

#: Stands for stdin; a file that is called so is "./-".
_STDIN: Final = "-"
#: Opens the name of a list of names; a file that is called so is "./@…".
_LIST: Final = "@"
#: How a zip archive, and one that is packed by gzip, bzip2 or xz, opens; and a tar, further on.
_PACKED: Final = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_TAR: Final = (257, b"ustar")


@dataclass(frozen=True, slots=True)
class Source:
    """A letter that is to be read: what it is called, and the bytes or the text that it is."""

    #: Of one in an archive or a box of mail: that of the archive, "#", and its name within.
    path: Path
    data: bytes | str

    __repr__ = short("path")


def letters_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the letters of `paths`, of a folder what ends as letters do, in order of name.

    What cannot be read is among it, a folder that may not be opened too, so that it is refused.
    """
    for path in paths:
        for each in _files(path):
            if isinstance(each, Path):
                yield from map(Path, files.letters_of(each))


def sources(names: Iterable[str | Path]) -> Iterator[Source | LetterError]:
    """Yield the letters that names lead to, each when it is asked for, in order of name.

    Args:
        names: files, folders, patterns such as "2015/*.pdf", zip and tar archives; "@" and the name
            of a file that holds such names, one a line; "-" for stdin, a letter or an archive. A
            `Path` is what it is called, whatever that is.

    Yields:
        Letters; and of what cannot be read, the error that says why.
    """
    for name in names:
        yield from (
            _named(name) if isinstance(name, str) else _all_opened(_files(name, archives=True))
        )


def _named(name: str) -> Iterator[Source | LetterError]:
    if name == _STDIN:
        yield from _piped()
    elif name.startswith(_LIST):
        try:
            listed = _listed(name.removeprefix(_LIST))
        except LetterError as error:
            yield error
        else:
            yield from sources(listed)
    else:
        yield from _all_opened(_meant(name))


def _all_opened(found: Iterable[Path | LetterError]) -> Iterator[Source | LetterError]:
    for each in found:
        yield from (each,) if isinstance(each, LetterError) else _opened(each)


def files_in(names: Iterable[str]) -> Iterator[Path | LetterError]:
    """Yield the files that names lead to, an archive being one; none but lists is opened."""
    for name in names:
        if not name.startswith(_LIST):
            yield from _meant(name)
            continue
        try:
            listed = _listed(name.removeprefix(_LIST))
        except LetterError as error:
            yield error
        else:
            yield from files_in(listed)


def left_out(names: Iterable[str | Path], *, archives: bool = True) -> Counter[str]:
    """Return how many files of the folders named do not end as letters do, by their endings.

    Files whose names begin with a point are hidden, and no letters.
    """
    found = Counter[str]()
    above = (Path(each) for name in names for each in _folders_of(name))
    for folder in filter(_is_folder, above):
        for _, _, files_of in os.walk(folder):
            endings = (
                Path(each).suffix.lower()
                for each in files_of
                if not each.startswith(".") and not (archives and is_archive(each))
            )
            found.update(each for each in endings if each not in files.ENDINGS)
    return found


def _folders_of(name: str | Path) -> Iterable[str | Path]:
    """Return what a name of a folder, or a pattern, leads to; nothing where it is a list."""
    if isinstance(name, Path):
        return (name,)
    return () if name == _STDIN or name.startswith(_LIST) else matching(name)


def homes(names: Iterable[str | Path]) -> Iterator[Path]:
    """Yield the folders, archives and boxes of mail, and the files, to which names lead."""
    for name in names:
        if isinstance(name, Path):
            yield name
        elif name.startswith(_LIST) and name != _LIST + _STDIN:
            with suppress(LetterError):  # which is told when it is read
                yield from homes(_listed(name.removeprefix(_LIST)))
        elif name != _STDIN and not name.startswith(_LIST):
            yield from map(Path, matching(name))


def how_many(names: Iterable[str]) -> int | None:
    """Return to how many files names lead, or None where one would have to be read to know."""
    many = 0
    for name in names:
        if name == _STDIN or name.startswith(_LIST):
            return None
        for found in _meant(name):
            if is_archive(str(found)):
                return None
            many += 1
    return many


def _meant(name: str) -> Iterator[Path | LetterError]:
    """Yield the files that a name leads to, those of a pattern in order."""
    for each in matching(name):
        yield from _files(Path(each), archives=True)


def matching(name: str) -> Sequence[str]:
    """Return what a pattern leads to, in order; a name that is none, or leads nowhere, itself.

    Raises:
        NotAFileError: there is no name.
    """
    if not name:  # no name is no name of the folder where one happens to be
        raise NotAFileError(repr(name), "no name")
    is_pattern = has_magic(name) and not files.is_there(name)
    matching = sorted(iglob(name, recursive=True)) if is_pattern else ()  # noqa: PTH207 (any root)
    return matching or (name,)


def _listed(name: str) -> list[str]:
    """Return the names in a list: lines, or what is between NULs, as `find -print0` has it."""
    data = sys.stdin.buffer.read() if name == _STDIN else files.content(name)
    names = data.split(b"\0") if b"\0" in data else data.splitlines()
    return [os.fsdecode(each) for each in names if each.strip()]


def _piped() -> Iterator[Source | LetterError]:
    piped = sys.stdin.buffer
    start = piped.peek(512)[:512] if hasattr(piped, "peek") else b""
    place, mark = _TAR
    is_tar = start[place:].startswith(mark) or start.startswith(_PACKED[1:])
    if is_tar:
        yield from _split(members("stdin", piped, files.ENDINGS))  # however long it is
        return
    data = piped.read(MOST + 1)
    if len(data) > MOST:
        yield TooLargeError("stdin", "a longer one")
    elif data.startswith(_PACKED) and not is_word(data):
        yield from _split(members("stdin", BytesIO(data), files.ENDINGS))
    else:
        yield from _split([("stdin", data)])


def _opened(path: Path) -> Iterator[Source | LetterError]:
    name = str(path)
    box, within, _ = name.rpartition(WITHIN)
    try:
        if within and not files.is_there(name) and files.is_there(box):
            inside = [each for each in _opened(Path(box)) if _name(each) == printable(name)]
            yield from inside or (NotAFileError(printable(name), f"nothing of that name in {box}"),)
        elif is_archive(name):
            files.expect_file(name)
            with path.open("rb") as file:
                yield from _split(members(name, file, files.ENDINGS))
        else:
            yield from _split([(name, files.content(name))])
    except OSError as error:
        yield NotAFileError(printable(name), f"one that cannot be opened ({error.strerror})")
    except LetterError as error:
        yield error


def _name(found: Source | LetterError) -> str:
    return printable(str(found.path)) if isinstance(found, Source) else found.where


def _split(
    found: Iterable[tuple[str, bytes | LetterError]],
) -> Iterator[Source | LetterError]:
    """Yield files as letters; of mail that carries several, each."""
    for name, data in found:
        if isinstance(data, LetterError):
            yield data
        else:
            yield from (Source(Path(inner), each) for inner, each in files.carried_in(name, data))


def _files(path: Path, *, archives: bool = False) -> Iterator[Path | LetterError]:
    """Yield a file; or of a folder what ends as letters do, at any depth, in order of name.

    A folder that may not be opened is yielded itself, so that whoever opens it says why.
    """
    yield from _within(path, (), archives=archives) if _is_folder(path) else (path,)


def _within(
    folder: Path, above: tuple[os.stat_result, ...], *, archives: bool
) -> Iterator[Path | LetterError]:
    try:
        here = folder.stat()
        entries = sorted(os.listdir(folder))  # noqa: PTH208 (names alone)
    except OSError:
        yield folder
        return
    if any(os.path.samestat(here, each) for each in above):
        yield NotAFileError(printable(str(folder)), "a link back to a folder that it is in")
        return
    for name in entries:
        each = folder / name
        if each.suffix.lower() in files.ENDINGS or (archives and is_archive(name)):
            yield each
        if _is_folder(each):
            yield from _within(each, (*above, here), archives=archives)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # whoever reads it says why
        return False
