"""letters.files: whatever has the name of a letter is read, or refused with its reason, at once."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import imrgraph
from imrgraph.cli import main
from imrgraph.cli.exits import UNREADABLE
from imrgraph.errors import NotAFileError
from imrgraph.letters.text import files
from imrgraph.resources import folder
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from click.testing import Result

#: How many seconds nothing here takes, unless it waits for somebody.
TOO_LONG = 60
#: Where this imrgraph is.
HOME = str(Path(imrgraph.__file__).parents[1])
#: The number of the user who owns nothing.
NOBODY = 65534
UNOPENED = "expected a file, found one that cannot be opened (Permission denied)"


def listening(path: Path) -> None:
    """Make a socket; its whole path may be too long for one."""
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


def device(path: Path) -> None:
    """Make a node of our own for the device that swallows everything."""
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 3))
    except OSError as error:
        pytest.skip(f"no device can be made here: {error}")


#: What may have the name of a letter, and what is said of it.
ODD: dict[str, tuple[Callable[[Path], None], str]] = {
    "pipe": (os.mkfifo, "a pipe (FIFO)"),
    "socket": (listening, "a socket"),
    "device": (device, "a device"),
    "folder": (Path.mkdir, "a folder"),
    "link": (lambda path: path.symlink_to("nowhere"), "a link that leads nowhere"),
    "loop": (
        lambda path: path.symlink_to(path.name),
        "one that cannot be opened (Too many levels of symbolic links)",
    ),
}


@pytest.fixture(params=ODD)
def odd(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """Something that is no file, alone in a folder, and what is said of it."""
    home = tmp_path / "letters"
    home.mkdir()
    make, found = ODD[request.param]
    path = home / f"{request.param}.pdf"
    make(path)
    return path, f"imrgraph: {path}: expected a file, found {found}"


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    """End a test that waits for somebody."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        message = f"still waiting after {TOO_LONG} s"
        raise TimeoutError(message)

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(TOO_LONG)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.parametrize("command", ["read", "explain", "load", "audit"])
def test_what_is_no_file_is_refused_with_its_reason(
    command: str, odd: tuple[Path, str], tmp_path: Path
) -> None:
    path, message = odd
    into = ["--store", str(tmp_path / "graph")] if command == "load" else []
    # A folder that is named is one of letters; within one, it is no letter.
    named = path if command in {"read", "explain"} else path.parent
    told = run(command, named, *into)
    assert (told.exit_code, told.stdout) == (UNREADABLE, "")
    assert told.stderr.startswith(message)


@pytest.mark.parametrize("command", ["read", "load", "audit"])
def test_what_is_no_file_does_not_stop_the_others(
    command: str, odd: tuple[Path, str], examples: Path, tmp_path: Path
) -> None:
    path, message = odd
    good = path.parent / "last.txt"
    shutil.copy(examples / "imaging.txt", good)
    into = ["--store", str(tmp_path / "graph")] if command == "load" else []
    told = run(command, *([path, good] if command == "read" else [path.parent]), *into)
    assert told.exit_code == (0 if command == "load" else UNREADABLE)
    first, *rest = told.stderr.splitlines()
    assert first.startswith(message)
    assert rest == (["1 read, 1 refused"] if command == "load" else [])
    assert command == "load" or "CM99-0000003" in told.stdout


def test_letters_in_a_folder_that_is_called_as_one_are_loaded(
    examples: Path, tmp_path: Path
) -> None:
    within = tmp_path / "year.pdf"
    within.mkdir()
    shutil.copy(examples / "imaging.txt", within)
    loaded = LetterStore().load([tmp_path])
    assert (len(loaded.letters), len(loaded.refused)) == (1, 1)
    assert LetterStore().load([within]).refused == ()


@pytest.mark.parametrize("name", ["pipe.ttl", "pipe.jsonld"])
def test_a_pipe_that_would_describe_a_letter_is_refused(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / name)
    told = run("explain", tmp_path / name)
    assert (told.exit_code, told.stdout) == (UNREADABLE, "")
    assert told.stderr.endswith(f"{name}: expected a graph that can be read, found a pipe (FIFO)\n")


@pytest.fixture
def no_text(examples: Path, tmp_path: Path) -> Path:
    """A letter in a file whose name is no text in UTF-8."""
    path = tmp_path / "letters" / os.fsdecode(b"odd-\xff.txt")
    path.parent.mkdir()
    try:
        shutil.copy(examples / "imaging.txt", path)
    except OSError as error:
        pytest.skip(f"no file can be called that here: {error}")
    return path


@pytest.mark.parametrize("workers", [1, 2])
def test_a_letter_whose_name_is_no_text_is_loaded_among_others(
    workers: int, no_text: Path, examples: Path, tmp_path: Path
) -> None:
    shutil.copy(examples / "medication.txt", no_text.parent)
    store = LetterStore(tmp_path / "graph")
    loaded = store.load([no_text.parent], workers=workers)
    assert (len(loaded.letters), loaded.refused) == (2, ())
    # The file is known again: what it held before is gone.
    shutil.copy(examples / "massage-acute.txt", no_text)
    store.load([no_text], workers=workers)
    assert [letter[-12:] for letter in store.letters()] == ["CM99-0000002", "CM99-0000004"]


def test_a_letter_whose_name_is_no_text_is_read_and_explained(no_text: Path) -> None:
    name = json.loads(run("read", no_text).stdout)["name"]
    assert Path(name) == no_text.with_name(r"odd-\xff.txt")
    assert run("explain", no_text, "--format", "json").exit_code == 0
    assert "CM99-0000003" in run("audit", no_text, "--part", "items").stdout


@pytest.mark.parametrize("workers", [1, 2])
def test_the_reason_can_be_printed_whatever_the_name_is(workers: int, tmp_path: Path) -> None:
    [error] = LetterStore().load([tmp_path / os.fsdecode(b"\xff.txt")], workers=workers).refused
    assert str(error).encode() == rf"{tmp_path}/\xff.txt: expected a file, found nothing".encode()
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 (pickled here)


def test_a_description_may_have_any_name(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"my \xff.ttl")
    try:
        shutil.copy(folder("examples") / "cases" / "massage.ttl", path)
    except OSError as error:
        pytest.skip(f"no file can be called that here: {error}")
    told = run("explain", path)
    assert (told.exit_code, told.stderr) == (0, "")


@dataclass(frozen=True, slots=True)
class Ordinary:
    """Somebody who may not open every file, and a folder of theirs."""

    home: Path
    #: How to become that user; nothing, if one is.
    becoming: tuple[str, ...]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run imrgraph in that folder as that user."""
        started = (sys.executable, "-c", "from imrgraph.cli import main; main()", *words)
        return subprocess.run(  # noqa: S603 (this program)
            [*self.becoming, *started],
            capture_output=True,
            text=True,
            cwd=self.home,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([HOME, *sys.path])},
            check=False,
            timeout=TOO_LONG,
        )

    def can_run(self) -> bool:
        """Say whether that user may run Python, which can be kept where only root may go."""
        try:
            return self.run("--version").returncode == 0
        except OSError:
            return False


@pytest.fixture
def ordinary() -> Iterator[Ordinary]:
    becoming: tuple[str, ...] = ()
    # Not below the folder of the other tests, which only its owner may enter.
    with tempfile.TemporaryDirectory() as home:
        if os.geteuid() == 0:
            setpriv = shutil.which("setpriv")
            if setpriv is None:
                pytest.skip("root may open every file, and setpriv is not installed")
            becoming = (setpriv, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
            os.chown(home, NOBODY, NOBODY)
        somebody = Ordinary(Path(home), becoming)
        if not somebody.can_run():
            pytest.skip("an ordinary user may not run Python here")
        yield somebody


def closed(path: Path) -> Path:
    """Close what is at `path` to everybody but root."""
    path.chmod(0)
    return path


def test_what_may_not_be_opened_is_refused_and_the_others_are_loaded(
    ordinary: Ordinary, examples: Path
) -> None:
    letters = ordinary.home / "letters"
    (letters / "closed").mkdir(parents=True)
    for name in ("closed.txt", "closed/within.txt", "open.txt"):
        shutil.copy(examples / "imaging.txt", letters / name)
    closed(letters / "closed.txt")
    closed(letters / "closed")
    named = ["letters/closed", "letters/closed.txt"]
    told = ordinary.run("load", "letters", *named, "--store", "graph")
    asked = ordinary.run("ask", "case-outcomes", "--store", "graph")
    audited = ordinary.run("audit", "letters", *named, "--part", "items")
    refused = [
        f"imrgraph: {named[0]}: expected a file, found a folder that may not be opened",
        f"imrgraph: {named[1]}: {UNOPENED}",
    ]
    assert told.stderr.splitlines() == [*refused, *refused, "1 read, 4 refused"]
    assert audited.stderr.splitlines() == [*refused, *refused]
    assert (told.returncode, audited.returncode) == (0, UNREADABLE)
    assert "CM99-0000003" in asked.stdout
    assert "CM99-0000003" in audited.stdout


def test_a_file_in_a_folder_that_may_not_be_entered_is_refused(
    ordinary: Ordinary, examples: Path
) -> None:
    (ordinary.home / "closed").mkdir()
    shutil.copy(examples / "imaging.txt", ordinary.home / "closed")
    closed(ordinary.home / "closed")
    for command in ("read", "explain", "load"):
        into = () if command == "read" else ("--store", "graph")
        each = ordinary.run(command, "closed/imaging.txt", *into)
        assert (each.returncode, each.stdout) == (UNREADABLE, "")
        assert each.stderr.splitlines()[0] == f"imrgraph: closed/imaging.txt: {UNOPENED}"


def test_a_store_that_may_not_be_looked_into_is_told_in_one_line(
    ordinary: Ordinary,
) -> None:
    (ordinary.home / "graph").mkdir(mode=0)
    told = ordinary.run("ask", "case-outcomes", "--store", "graph")
    assert (told.returncode, told.stdout) == (UNREADABLE, "")
    assert told.stderr.count("\n") == 1
    assert "Permission denied" in told.stderr


def test_a_name_that_no_file_can_have_is_nothing_to_open() -> None:
    with pytest.raises(NotAFileError, match="null byte"):
        files.open("letter\0.txt")
