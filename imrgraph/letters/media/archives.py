"""Archives: a zip or tar archive gives the files that it holds, one by one, none of them unpacked.

In:   an archive that is open, and the endings of the files that are wanted.
Out:  the name and the bytes of each; or why one is not taken, which does not stop the others.
From: the standard library. What an archive says of itself is not believed: no name of a file in it
      is used as one, and no more is held of it than one file of a size that is allowed.
"""

from __future__ import annotations

import lzma
import stat
import tarfile
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, Final

from imrgraph.errors import DamagedArchiveError, LetterError, MemberError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

__all__ = ["ENDINGS", "MOST", "WITHIN", "is_archive", "members"]

#: How the name of an archive ends.
ENDINGS: Final = (
    ".zip", ".tar", ".tgz", ".tar.gz", ".tbz2", ".tar.bz2", ".txz", ".tar.xz",
)  # fmt: skip
#: How many bytes a letter has at most: a hundred times those of a long one that was scanned.
MOST: Final = 64_000_000
#: What stands between the name of an archive, or of a box of mail, and that of a letter in it.
WITHIN: Final = "#"
#: How many times smaller letters are packed at most; what is packed smaller is a bomb.
_RATIO: Final = 200
#: Up to so many bytes it does not matter how small they were packed.
_FEW: Final = 1_000_000
_ENCRYPTED: Final = 0x1
#: Whatever the standard library raises where an archive is damaged.
_DAMAGES: Final = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError),
    *(EOFError, OSError, RuntimeError, NotImplementedError, ValueError),
)


def is_archive(name: str) -> bool:
    """Say whether a file is an archive, by how its name ends.

    >>> is_archive("letters.tar.gz"), is_archive("letter.docx")
    (True, False)
    """
    return name.lower().endswith(ENDINGS)


def members(
    name: str, file: BinaryIO, wanted: Container[str]
) -> Iterator[tuple[str, bytes | LetterError]]:
    """Yield the files in an archive, in its order.

    Args:
        name: what messages call the archive.
        file: the archive; of a tar archive it is enough that it can be read from front to back.
        wanted: the endings of the files that are, in lower case.

    Yields:
        The name of each, as `archive#file`, and its bytes, or why it is not taken; of an archive
        that is damaged its own name, and why nothing more of it is read.
    """
    of_kind = _in_zip if _is_zip(file) else _in_tar
    try:
        yield from of_kind(name, file, wanted)
    except _DAMAGES as error:
        yield name, DamagedArchiveError(name, f"one that breaks off or is damaged ({error})")


def _is_zip(file: BinaryIO) -> bool:
    if not file.seekable():
        return False
    found = zipfile.is_zipfile(file)
    file.seek(0)
    return found


def _in_zip(
    name: str, file: BinaryIO, wanted: Container[str]
) -> Iterator[tuple[str, bytes | LetterError]]:
    with zipfile.ZipFile(file) as opened:
        for member in opened.infolist():
            if member.is_dir() or not _is_wanted(member.filename, wanted):
                continue
            whole = f"{name}{WITHIN}{member.filename}"
            if found := _obstacle(member.filename) or _zip_obstacle(member):
                yield whole, MemberError(whole, found)
            elif member.file_size > MOST:
                yield whole, TooLargeError(whole, f"{member.file_size:,} bytes")
            else:
                yield whole, _unzipped(opened, member, whole)


def _unzipped(opened: zipfile.ZipFile, member: zipfile.ZipInfo, whole: str) -> bytes | LetterError:
    try:
        return opened.read(member)  # at most as much as it says
    except _DAMAGES as error:
        return MemberError(whole, f"one that cannot be unpacked ({error})")


def _zip_obstacle(member: zipfile.ZipInfo) -> str | None:
    if member.flag_bits & _ENCRYPTED:
        return "one that wants a password"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "a link"
    if member.file_size > max(_FEW, _RATIO * member.compress_size):
        return f"{member.file_size:,} bytes packed in {member.compress_size:,}, as in a zip bomb"
    return None


def _in_tar(
    name: str, file: BinaryIO, wanted: Container[str]
) -> Iterator[tuple[str, bytes | LetterError]]:
    packed = _Counted(file)
    with tarfile.open(fileobj=packed, mode="r|*") as opened:  # type: ignore[call-overload]
        while member := opened.next():
            opened.members.clear()  # which would hold every one
            whole = f"{name}{WITHIN}{member.name}"
            if member.isdir() or not _is_wanted(member.name, wanted):
                pass
            elif found := _obstacle(member.name) or _tar_obstacle(member):
                yield whole, MemberError(whole, found)
            elif member.size > MOST:
                yield whole, TooLargeError(whole, f"{member.size:,} bytes")
            elif data := opened.extractfile(member):
                yield whole, data.read()
            if member.size > MOST and not _is_passed(opened, member, packed):
                found = f"more than {_RATIO} times what it is packed in, as in a bomb"
                yield name, DamagedArchiveError(name, f"{found}; the rest of it is not read")
                return


def _is_passed(opened: tarfile.TarFile, member: tarfile.TarInfo, packed: _Counted) -> bool:
    """Read past a file that is too large, and say whether that took as much as it should."""
    data, many = opened.extractfile(member), member.offset_data
    while data and (some := data.read(_FEW)):
        many += len(some)
        if many > MOST + _RATIO * packed.many:
            return False
    return True


def _tar_obstacle(member: tarfile.TarInfo) -> str | None:
    if member.islnk() or member.issym():
        return "a link"
    return None if member.isreg() else "a pipe or a device"


class _Counted:
    """A file that knows how much of it was read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.many = 0

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self.many += len(data)
        return data


def _is_wanted(member: str, wanted: Container[str]) -> bool:
    """Say whether a file may be a letter; an archive is wanted, too, to say that it is not read."""
    return PurePosixPath(member).suffix.lower() in wanted or is_archive(member)


def _obstacle(member: str) -> str | None:
    """Return why a file is not taken by what it is called."""
    parts = member.replace("\\", "/").split("/")
    if not parts[0] or parts[0].endswith(":") or ".." in parts:
        return "a name that leads out of the archive"
    return "an archive in an archive: unpack it" if is_archive(member) else None
