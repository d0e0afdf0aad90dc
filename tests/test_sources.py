"""store.sources: names lead to letters, whatever they are in; what is no letter stops no other."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from carriers import as_eml, as_mbox

from imrgraph.errors import LetterError
from imrgraph.letters.media import archives
from imrgraph.store.opening import LetterStore
from imrgraph.store.outcomes import Status
from imrgraph.store.sources import Source, how_many, letters_in, sources

if TYPE_CHECKING:
    from collections.abc import Iterable


@pytest.fixture
def text(examples: Path) -> str:
    return (examples / "imaging.txt").read_text(encoding="utf-8")


def zipped(place: Path, **files: str | bytes) -> Path:
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return place


def tarred(place: Path, files: Iterable[tuple[str, bytes]], mode: str = "w:gz") -> Path:
    with tarfile.open(place, mode) as made:  # type: ignore[call-overload]
        for name, data in files:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            made.addfile(member, io.BytesIO(data))
    return place


def names(found: Iterable[Source | LetterError]) -> list[str]:
    return [Path(each.path).name for each in found if isinstance(each, Source)]


def reasons(found: Iterable[Source | LetterError]) -> dict[str, str]:
    return {Path(each.where).name: each.found for each in found if isinstance(each, LetterError)}


def test_a_folder_gives_its_letters_and_those_in_its_archives_in_order(
    text: str, tmp_path: Path
) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "sub/c.txt", "notes.md"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    zipped(tmp_path / "a.zip", **{"z.txt": text, "a/y.txt": text, "notes.md": text})
    tarred(tmp_path / "t.tgz", [("x.txt", text.encode())])
    found = [
        str(each.path.relative_to(tmp_path))
        for each in sources([tmp_path])
        if isinstance(each, Source)
    ]
    assert found == ["a.zip#z.txt", "a.zip#a/y.txt", "b.txt", "sub/c.txt", "t.tgz#x.txt"]
    assert [path.name for path in letters_in([tmp_path])] == ["b.txt", "c.txt"]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_tar_archive_may_be_packed_in_any_way(mode: str, text: str, tmp_path: Path) -> None:
    place = tarred(tmp_path / "letters.tar", [("one.txt", text.encode())], mode)
    [found] = sources([str(place)])
    assert isinstance(found, Source)
    assert found.data == text.encode()


def test_letters_in_archives_are_loaded_and_known_again(text: str, tmp_path: Path) -> None:
    other = text.replace("00003", "00013")
    box = as_mbox([as_eml(text), as_eml(other)])
    place = zipped(tmp_path / "letters.zip", **{"in/box.mbox": box})
    store = LetterStore()
    first, second = store.load([place]), store.load([place])
    assert [letter[-12:] for letter in first.letters] == ["CM99-0000003", "CM99-0000013"]
    assert second.counts == Counter({Status.UNCHANGED: 2})


def test_of_an_archive_what_is_no_letter_is_refused_with_its_reason(
    text: str, tmp_path: Path
) -> None:
    inside: dict[str, str | bytes] = {
        "../up.txt": text,
        "/root.txt": text,
        "C:\\disk.txt": text,
        "more.zip": b"",
        "bomb.txt": bytes(5_000_000),
        "good.txt": text,
    }
    place = zipped(tmp_path / "letters.zip", **inside)
    found = list(sources([str(place)]))
    assert names(found) == ["letters.zip#good.txt"]
    leads_out = "a name that leads out of the archive"
    told = reasons(found)
    assert (told["up.txt"], told["root.txt"]) == (leads_out, leads_out)
    assert leads_out in told.values()
    assert told["letters.zip#more.zip"] == "an archive in an archive: unpack it"
    assert told["letters.zip#bomb.txt"].startswith("5,000,000 bytes packed in ")
    assert len(told) == 5  # noqa: PLR2004 (of the files)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["letters.zip"]


def test_a_link_in_an_archive_is_not_followed(text: str, tmp_path: Path) -> None:
    place = tmp_path / "letters.tar"
    with tarfile.open(place, "w") as made:
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        made.addfile(link)
        good = tarfile.TarInfo("good.txt")
        good.size = len(text.encode())
        made.addfile(good, io.BytesIO(text.encode()))
    found = list(sources([str(place)]))
    assert names(found) == ["letters.tar#good.txt"]
    assert reasons(found) == {"letters.tar#link.txt": "a link"}


def test_a_gigantic_file_is_refused_and_those_behind_it_are_read(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST", 100_000)
    large = os.urandom(200_000)
    place = tarred(tmp_path / "large.tgz", [("large.txt", large), ("good.txt", text.encode())])
    found = list(sources([str(place)]))
    assert names(found) == ["large.tgz#good.txt"]
    assert reasons(found) == {"large.tgz#large.txt": "200,000 bytes"}


def test_a_bomb_is_not_unpacked_to_its_end(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST", 100_000)
    inside = [("first.txt", text.encode()), ("bomb.txt", bytes(50_000_000)), ("last.txt", b"")]
    place = tarred(tmp_path / "bomb.tar.xz", inside, "w:xz")
    found = list(sources([str(place)]))
    assert names(found) == ["bomb.tar.xz#first.txt"]
    assert reasons(found)["bomb.tar.xz#bomb.txt"] == "50,000,000 bytes"
    assert "the rest of it is not read" in reasons(found)["bomb.tar.xz"]


def test_of_an_archive_that_breaks_off_the_letters_before_that_are_read(
    text: str, tmp_path: Path
) -> None:
    inside = [("one.txt", text.encode()), ("two.pdf", os.urandom(100_000))]
    place = tarred(tmp_path / "cut.tgz", inside)
    place.write_bytes(place.read_bytes()[:50_000])
    found = list(sources([str(place)]))
    assert names(found) == ["cut.tgz#one.txt"]
    assert "breaks off or is damaged" in reasons(found)["cut.tgz"]


def test_a_link_back_into_its_folder_is_refused_and_another_is_followed(
    text: str, tmp_path: Path
) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    home.mkdir()
    other.mkdir()
    (other / "letter.txt").write_text(text, encoding="utf-8")
    (home / "loop").symlink_to(home)
    (home / "self.txt").symlink_to("self.txt")
    (home / "there").symlink_to(other)
    found = list(sources([str(home)]))
    assert names(found) == ["letter.txt"]
    told = reasons(found)
    assert told["loop"] == "a link back to a folder that it is in"
    assert "symbolic links" in told["self.txt"]


def test_a_list_names_files_by_lines_or_as_find_does(text: str, tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"odd \xff.txt")
    plain = tmp_path / "plain.txt"
    for path in (odd, plain):
        path.write_text(text, encoding="utf-8")
    lines, nuls = tmp_path / "lines", tmp_path / "nuls"
    lines.write_bytes(b"\n".join([os.fsencode(odd), b"", os.fsencode(plain)]))
    nuls.write_bytes(b"\0".join(map(os.fsencode, (odd, plain))))
    for each in (lines, nuls):
        assert names(sources([f"@{each}"])) == [odd.name, plain.name]
    assert "nothing" in reasons(sources([f"@{tmp_path / 'none'}"])).values()


def test_a_pattern_leads_to_the_files_that_match(text: str, tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.pdf", "[x].txt"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert names(sources([f"{tmp_path}/?.txt"])) == ["a.txt", "b.txt"]
    assert names(sources([f"{tmp_path}/[x].txt"])) == ["[x].txt"]
    assert reasons(sources([f"{tmp_path}/*.docx"])) == {"*.docx": "nothing"}


@pytest.mark.parametrize("kind", ["text", "zip", "tar.gz", "tar"])
def test_stdin_is_a_letter_or_an_archive(
    kind: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [("x.txt", text.encode())]
    piped = {
        "text": text.encode(),
        "zip": zipped(tmp_path / "a.zip", **{"x.txt": text}).read_bytes(),
        "tar.gz": tarred(tmp_path / "a.tgz", files).read_bytes(),
        "tar": tarred(tmp_path / "a.tar", files, "w").read_bytes(),
    }[kind]
    stdin = io.TextIOWrapper(io.BufferedReader(io.BytesIO(piped)))
    monkeypatch.setattr("sys.stdin", stdin)
    [found] = sources(["-"])
    assert isinstance(found, Source)
    assert found.data == text.encode()
    assert str(found.path) == ("stdin" if kind == "text" else "stdin#x.txt")


def test_a_letter_in_an_archive_can_be_named(text: str, tmp_path: Path) -> None:
    place = zipped(tmp_path / "a.zip", **{"x.txt": text, "y.txt": text})
    assert names(sources([f"{place}#y.txt"])) == ["a.zip#y.txt"]
    assert "nothing of that name" in str(reasons(sources([f"{place}#z.txt"])))


def test_files_are_counted_where_no_archive_has_to_be_opened(text: str, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert how_many([str(tmp_path), f"{tmp_path}/a*"]) == 3  # noqa: PLR2004 (two and one)
    assert how_many(["-"]) is None
    zipped(tmp_path / "a.zip", **{"x.txt": text})
    assert how_many([str(tmp_path)]) is None
