"""writing: a plain file is replaced when the new one is whole, anything else is written through.

Each law is asked of whoever runs the tests and, where that is root, of an ordinary user as well, in
a process of its own.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from imrgraph.cli import main
from imrgraph.cli.exits import UNREADABLE
from imrgraph.errors import ExportError, WriteError
from imrgraph.store.opening import LetterStore
from imrgraph.writing import write, write_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Put = Callable[..., subprocess.CompletedProcess[bytes]]

#: Writes what it is given, at most some bytes of it, as a user; what is imported stays readable.
SCRIPT = """
import os, resource, sys
from imrgraph.errors import WriteError
from imrgraph.writing import write
place, user, most = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
if user != os.getuid():
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)
if most:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
try:
    write(place, [b"new ", b"words"])
except WriteError as error:
    sys.exit(str(error))
"""
NEW = b"new words"
NOBODY = 65534
OPEN, PRIVATE = 0o644, 0o600
USERS = [os.getuid()] if os.getuid() else [0, NOBODY]
NAMES = {0: "root", NOBODY: "nobody"}


@pytest.fixture(params=USERS, ids=lambda user: NAMES.get(user, "whoever runs"))
def user(request: pytest.FixtureRequest) -> int:
    """Who writes."""
    return int(request.param)


@pytest.fixture
def put(user: int) -> Put:
    """Write NEW to a place, as a user and in a process of its own."""

    def run(
        place: Path | str, stdout: int = subprocess.PIPE, most: int = 0
    ) -> subprocess.CompletedProcess[bytes]:
        words = [sys.executable, "-c", SCRIPT, str(place), str(user), str(most)]
        return subprocess.run(  # noqa: S603 (our own words)
            words, stdout=stdout, stderr=subprocess.PIPE, check=False, umask=0o022, timeout=60
        )

    return run


@pytest.fixture
def home(user: int) -> Iterator[Path]:
    """A folder of the one who writes; that of pytest is for its own user alone."""
    path = Path(tempfile.mkdtemp())
    own(path, user)
    yield path
    path.chmod(0o755)
    shutil.rmtree(path)


def own(path: Path, user: int) -> None:
    """Give a file or a folder to a user."""
    if user != os.getuid():
        os.chown(path, user, user)


def earlier(home: Path, user: int, mode: int = 0o640) -> Path:
    """Return a file that is there already."""
    path = home / "earlier"
    path.write_bytes(b"as before, and longer than what is new")
    path.chmod(mode)
    own(path, user)
    return path


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


@contextmanager
def reading(fifo: Path) -> Iterator[int]:
    """Read a FIFO before anybody writes to it, so that nobody waits."""
    descriptor = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def fifo(home: Path, name: str = "fifo") -> Path:
    os.mkfifo(home / name)
    (home / name).chmod(0o666)
    return home / name


def test_a_new_file_has_the_mode_that_the_mask_leaves(home: Path, put: Put) -> None:
    assert put(home / "new").stderr == b""
    assert (home / "new").read_bytes() == NEW
    assert stat.S_IMODE((home / "new").stat().st_mode) == OPEN
    assert names(home) == {"new"}


@pytest.mark.parametrize("mode", [0o600, 0o755])
def test_a_file_that_is_replaced_keeps_its_mode_and_its_owner(
    home: Path, user: int, put: Put, mode: int
) -> None:
    path = earlier(home, user, mode)
    before = path.stat()
    assert put(path).stderr == b""
    after = path.stat()
    assert path.read_bytes() == NEW
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        before.st_mode,
        before.st_uid,
        before.st_gid,
    )
    assert names(home) == {"earlier"}


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives a file to somebody")
def test_a_file_of_somebody_else_stays_theirs_when_root_writes_it(tmp_path: Path) -> None:
    path = earlier(tmp_path, NOBODY)
    write(path, [NEW])
    assert (path.read_bytes(), path.stat().st_uid) == (NEW, NOBODY)


def test_a_fifo_is_written_through(home: Path, put: Put) -> None:
    path = fifo(home)
    with reading(path) as descriptor:
        assert put(path).stderr == b""
        assert os.read(descriptor, 100) == NEW
    assert stat.S_ISFIFO(path.stat().st_mode)
    assert names(home) == {"fifo"}


def test_a_device_is_written_through(home: Path, put: Put) -> None:
    path = home / "null"
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
        path.chmod(0o666)
        path.write_bytes(b"")
    except PermissionError:
        pytest.skip("no device can be made here, or none be opened")
    assert put(path).stderr == b""
    assert stat.S_ISCHR(path.stat().st_mode)
    assert names(home) == {"null"}


@pytest.mark.parametrize("lead", ["earlier", "link"], ids=["a link", "a link to a link"])
def test_a_link_stays_and_what_it_leads_to_is_written(
    home: Path, user: int, put: Put, lead: str
) -> None:
    path = earlier(home, user)
    (home / "link").symlink_to("earlier")
    (home / "below").mkdir()
    (home / "below" / "far").symlink_to(Path("..", lead))
    assert put(home / "below" / "far").stderr == b""
    assert (path.read_bytes(), path.is_symlink()) == (NEW, False)
    assert (home / "below" / "far").readlink() == Path("..", lead)
    assert names(home) == {"earlier", "link", "below"}
    assert names(home / "below") == {"far"}


def test_a_link_to_nothing_makes_what_it_leads_to(home: Path, put: Put) -> None:
    (home / "link").symlink_to("new")
    assert put(home / "link").stderr == b""
    assert (home / "link").is_symlink()
    assert (home / "new").read_bytes() == NEW


def test_a_link_to_a_fifo_is_written_through(home: Path, put: Put) -> None:
    path = fifo(home)
    (home / "link").symlink_to(path)
    with reading(path) as descriptor:
        assert put(home / "link").stderr == b""
        assert os.read(descriptor, 100) == NEW
    assert names(home) == {"fifo", "link"}


@pytest.mark.parametrize("place", ["-", "/dev/stdout", "/dev/fd/1"])
def test_stdout_is_written_where_it_leads(home: Path, put: Put, place: str) -> None:
    if not Path(place).exists() and place != "-":
        pytest.skip(f"no {place} here")
    assert put(place).stdout == NEW
    with (home / "log").open("wb", buffering=0) as log:
        log.write(b"before, ")
        assert put(place, log.fileno()).stderr == b""
        log.write(b", after")
    assert (home / "log").read_bytes() == b"before, new words, after"


def test_a_file_in_this_folder_may_be_called_as_stdout_is(home: Path, put: Put) -> None:
    assert put(f"{home}/./-").stdout == b""
    assert (home / "-").read_bytes() == NEW


@pytest.mark.parametrize("name", ["x" * 255, "é" * 127], ids=["ASCII", "not ASCII"])
def test_a_name_may_be_as_long_as_the_system_lets_it(home: Path, put: Put, name: str) -> None:
    for _ in range(2):
        assert put(home / name).stderr == b""
        assert (home / name).read_bytes() == NEW
    assert names(home) == {name}


def test_where_there_is_no_room_what_was_there_stays(home: Path, user: int, put: Put) -> None:
    path = earlier(home, user)
    before = path.read_bytes()
    assert b"File too large" in put(path, most=5).stderr
    assert b"File too large" in put(home / "new", most=5).stderr
    assert path.read_bytes() == before
    assert names(home) == {"earlier"}


def test_what_cannot_be_told_to_its_end_leaves_what_was_there(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"new "
        raise KeyboardInterrupt

    path = earlier(tmp_path, os.getuid())
    before = path.read_bytes()
    for name in ("earlier", "new"):
        with pytest.raises(KeyboardInterrupt):
            write(tmp_path / name, broken())
    assert path.read_bytes() == before
    assert names(tmp_path) == {"earlier"}


def test_a_fifo_waits_for_no_error(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        message = "nothing to write"
        raise ExportError(message)
        yield b""

    with pytest.raises(ExportError, match="nothing to write"):
        write(fifo(tmp_path), broken())


def test_a_file_that_must_not_be_changed_is_left_to_its_owner(
    home: Path, user: int, put: Put
) -> None:
    if user == 0:
        pytest.skip("root may change any file")
    path = earlier(home, user, 0o444)
    before = path.read_bytes()
    assert b"earlier: expected a place to write to" in put(path).stderr
    assert path.read_bytes() == before
    assert names(home) == {"earlier"}


def test_a_folder_that_takes_no_new_file_leaves_what_was_there(
    home: Path, user: int, put: Put
) -> None:
    if user == 0:
        pytest.skip("root may write in any folder")
    path = earlier(home, user)
    before = path.read_bytes()
    home.chmod(0o555)
    for place in (path, home / "new"):
        assert b"found: a folder that takes no new file" in put(place).stderr
    assert path.read_bytes() == before
    assert names(home) == {"earlier"}


def folder(home: Path) -> Path:
    (home / "folder").mkdir()
    return home / "folder"


def loop(home: Path) -> Path:
    (home / "one").symlink_to("two")
    (home / "two").symlink_to("one")
    return home / "one"


def below_a_file(home: Path) -> Path:
    (home / "file").touch()
    return home / "file" / "new"


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (lambda home: home / "nowhere" / "new", "no folder to put it in"),
        (lambda home: home / "no\nwhere" / "new", "no folder to put it in"),
        (folder, "Is a directory"),
        (below_a_file, "Not a directory"),
        (loop, "Too many levels of symbolic links"),
        (lambda home: home / ("x" * 256), "File name too long"),
    ],
    ids=["no folder", "no folder, on two lines", "a folder", "no file", "a loop", "a long name"],
)
def test_a_place_that_takes_no_file_is_named_in_one_line(
    home: Path, put: Put, place: Callable[[Path], Path], found: str
) -> None:
    path = place(home)
    before = names(home)
    [line] = put(path).stderr.decode().splitlines()
    named = " ".join(str(path).split())
    assert line == f"{named}: expected a place to write to, found: {found}"
    assert names(home) == before


def test_a_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    files = {"a.csv": "é\n", "b.csv": "two\r\n"}
    for _ in range(2):
        write_folder(tmp_path / "one" / "two", files)
        assert (tmp_path / "one" / "two" / "a.csv").read_bytes() == "é\n".encode()
        assert (tmp_path / "one" / "two" / "b.csv").read_bytes() == b"two\r\n"
        assert names(tmp_path / "one" / "two") == set(files)


def test_a_folder_that_cannot_be_filled_is_as_before(tmp_path: Path) -> None:
    files = {"a": "1", "b": "2", "c/d": "3"}
    with pytest.raises(WriteError, match="c/d: expected a place to write to"):
        write_folder(tmp_path / "one" / "two", files)
    assert names(tmp_path) == set()
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a").write_text("0")
    with pytest.raises(WriteError, match="c/d: expected a place to write to"):
        write_folder(tmp_path / "one", files)
    assert names(tmp_path / "one") == {"a"}


def test_a_folder_that_a_link_leads_to_is_filled(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    store = LetterStore()
    store.export("gephi-csv", tmp_path / "link", store.projection("grounds"))
    assert (tmp_path / "link").readlink() == Path("real")
    assert names(tmp_path) == {"real", "link"}
    assert "nodes.csv" in names(tmp_path / "real")


@pytest.fixture(scope="module")
def store(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("kept") / "graph"
    LetterStore(place).load([examples])
    return place


COMMANDS = {
    "explain": ["explain", "CM99-0000006", "--format", "markdown"],
    "rates": ["rates", "--format", "svg", "--smallest", "1"],
    "export": ["export", "--format", "graphml", "--seed", "CM99-0000006", "--hops", "1"],
}
commands = pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)


@commands
def test_a_command_writes_the_same_wherever_it_writes(
    store: Path, tmp_path: Path, words: list[str]
) -> None:
    words = [*words, "--store", str(store), "-o"]
    told = CliRunner().invoke(main, [*words, "-"]).stdout_bytes
    assert told
    path = earlier(tmp_path, os.getuid(), PRIVATE)
    (tmp_path / "link").symlink_to("earlier")
    assert CliRunner().invoke(main, [*words, str(tmp_path / "link")]).stdout_bytes == b""
    assert path.read_bytes() == told
    assert stat.S_IMODE(path.stat().st_mode) == PRIVATE
    with reading(fifo(tmp_path)) as descriptor:
        assert CliRunner().invoke(main, [*words, str(tmp_path / "fifo")]).exit_code == 0
        assert os.read(descriptor, 2**20) == told
    assert stat.S_ISFIFO((tmp_path / "fifo").stat().st_mode)
    assert names(tmp_path) == {"earlier", "fifo", "link"}


@commands
def test_a_command_that_cannot_write_says_so_in_one_line(
    store: Path, tmp_path: Path, words: list[str]
) -> None:
    # Into a folder that is there explanations go as files of their own.
    place = tmp_path / "nowhere" / "why.txt" if words[0] == "explain" else tmp_path
    words = [*words, "--store", str(store), "-o", str(place)]
    told = CliRunner().invoke(main, words)
    assert (told.exit_code, told.stdout) == (UNREADABLE, "")
    [line] = told.stderr.splitlines()
    found = "no folder to put it in" if words[0] == "explain" else "Is a directory"
    assert line == f"imrgraph: {place}: expected a place to write to, found: {found}"


def test_who_has_read_enough_is_told_nothing(store: Path) -> None:
    read, written = os.pipe()
    os.close(read)
    command = [sys.executable, "-c", "from imrgraph.cli import main; main()"]
    words = [*COMMANDS["explain"], "--store", str(store)]
    told = subprocess.run(  # noqa: S603 (our own words)
        [*command, *words], stdout=written, stderr=subprocess.PIPE, check=False, timeout=60
    )
    os.close(written)
    assert told.stderr == b""


def test_a_stdout_that_takes_no_bytes_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(WriteError, match="stdout: expected a place to write to, found"):
        write("-", [NEW])
