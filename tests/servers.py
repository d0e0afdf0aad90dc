"""Servers for tests: ours, and Oxigraph's own beside it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

OXIGRAPH: Final = shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or shutil.which(
    "oxigraph"
)


@contextmanager
def serving(*words: str) -> Iterator[str]:
    """Run our server, and yield its address, which ends in a slash."""
    with running(*words) as (_, address):
        yield address


@contextmanager
def running(*words: str, log: Path | None = None) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run our server, and yield its process and its address; what it logs goes to a file."""
    command = [sys.executable, "-m", "imrgraph", "serve", "--port", "0", *words]
    with (log or Path(os.devnull)).open("w", encoding="utf-8") as said:
        run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True)  # noqa: S603 (our own)
        with run:
            try:
                assert run.stdout
                address = run.stdout.readline().strip()
                assert address, log
                wait(f"{address}healthz")
                yield run, address
            finally:
                run.terminate()
                run.wait(timeout=30)


@contextmanager
def oxigraph(quads: Path, folder: Path, *, kind: str = "serve-read-only") -> Iterator[str]:
    """Run Oxigraph's server over a file of N-Quads, and yield the address of its endpoint."""
    if OXIGRAPH is None:
        pytest.skip("the server of the package oxigraph is not installed")
    load = [OXIGRAPH, "load", "--location", str(folder), "--file", str(quads)]
    subprocess.run(load, check=True, capture_output=True)  # noqa: S603 (our own)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    command = [OXIGRAPH, kind, "--location", str(folder), "--bind", bind]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as run:  # noqa: S603 (our own)
        try:
            wait(f"http://{bind}/")
            yield f"http://{bind}/query"
        finally:
            run.kill()


def wait(address: str) -> None:
    """Wait until something answers at an address."""
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 (our own)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    message = f"{address}: nothing answers"
    raise AssertionError(message)
