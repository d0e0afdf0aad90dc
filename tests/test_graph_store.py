"""store.graph_store: letters are put over HTTP, and the server holds what a store here would."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sysconfig
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from imrgraph.cli import main
from imrgraph.cli.exits import UNREACHED
from imrgraph.errors import GraphStoreError
from imrgraph.store.graph_store import GraphStore, put_letters
from imrgraph.store.opening import Endpoint, LetterStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OXIGRAPH = shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or shutil.which("oxigraph")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Start a server that takes graphs, and return its address."""
    if OXIGRAPH is None:
        pytest.skip("the server of the package oxigraph is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    command = [OXIGRAPH, "serve", "--location", str(tmp_path / "server"), "--bind", bind]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as begun:  # noqa: S603 (our own)
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"http://{bind}/", timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield f"http://{bind}"
        finally:
            begun.kill()


def plain(letters: LetterStore | Endpoint) -> set[bytes]:
    """Return the quads without blank nodes, which have other names in every store."""
    lines = b"".join(letters.nquads()).splitlines()
    return {line for line in lines if b"_:" not in line}


def test_the_server_holds_what_a_store_would(server: str, examples: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text("The weather was fine.", encoding="utf-8")
    put = put_letters([examples, tmp_path / "bad.txt"], f"{server}/store")
    store = LetterStore()
    store.load([examples])
    assert len(put.letters) == len(store)
    assert [error.where for error in put.refused] == [str(tmp_path / "bad.txt")]
    endpoint = Endpoint(f"{server}/query")
    assert plain(endpoint) == plain(store)
    assert endpoint.ask("overturn-rate", by="treatment") == store.ask(
        "overturn-rate", by="treatment"
    )


def test_a_letter_that_is_put_again_replaces_what_was_there(server: str, examples: Path) -> None:
    letter = examples / "imaging.txt"
    put_letters([letter], f"{server}/store")
    before = plain(Endpoint(f"{server}/query"))
    put_letters([letter], f"{server}/store")
    assert plain(Endpoint(f"{server}/query")) == before


def test_the_command_loads_into_a_server(server: str, examples: Path) -> None:
    ended = CliRunner().invoke(main, ["load", str(examples), "--store", f"{server}/store"])
    assert ended.exit_code == 0, ended.output
    assert len(list(Endpoint(f"{server}/query").determinations)) == len(list(examples.iterdir()))
    ended = CliRunner().invoke(main, ["load", str(examples), "--store", f"{server}/query"])
    assert ended.exit_code == UNREACHED


@pytest.mark.parametrize(
    ("address", "found"),
    [
        pytest.param("{server}/query", "HTTP status", id="an endpoint that takes no graphs"),
        pytest.param("http://localhost:1/store", "refused", id="nobody there"),
        pytest.param("http://[::1/store", "no address", id="no address"),
    ],
)
def test_what_takes_no_graph_says_so(server: str, address: str, found: str) -> None:
    with pytest.raises(GraphStoreError, match=found):
        GraphStore(address.format(server=server)).put("urn:x:graph", b"")
