"""The command that serves the letters to a browser, and to programs.

In:   the words of the command.
Out:  the address on stdout; then requests are answered until the command is ended.
From: imrgraph.serve.running.
"""

from __future__ import annotations

import socket
import webbrowser
from contextlib import ExitStack
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import click

from imrgraph.cli.exits import note
from imrgraph.cli.mcp import assistant_of
from imrgraph.cli.stores import asked, expect_catalog, made, store_option
from imrgraph.errors import MissingPackageError
from imrgraph.resources import folder

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["serve"]

_MEGABYTE: Final = 1_000_000
#: How many connections wait until they are looked at.
_BACKLOG: Final = 512


@click.command()
@store_option
@click.option("--examples", "is_examples", is_flag=True, help="Serve the example letters.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen at; any but this computer's own needs --allow-network.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port to listen at; 0 takes one that is free.",
)
@click.option("--allow-network", is_flag=True, help="Let other computers read the letters.")
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="A name by which browsers reach the server, such as imr.example.org.",
)
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    metavar="URL",
    help="A site whose pages may ask the endpoint, such as https://yasgui.org.",
)
@click.option(
    "--root-path", default="", metavar="PATH", help="The path under which a proxy serves the pages."
)
@click.option(
    "--proxy", metavar="ADDRESS", help="The proxy that is believed when it says who asks."
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="How many processes answer.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    help="How many seconds a query may take.",
)
@click.option(
    "--memory",
    type=click.IntRange(min=256),
    default=1024,
    show_default=True,
    help="How many megabytes a query may take.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=100_000,
    show_default=True,
    help="How many rows an answer may have.",
)
@click.option("--mcp", "is_assisting", is_flag=True, help="Serve tools for assistants at /mcp.")
@click.option("--open", "opens", is_flag=True, help="Open the first page in a browser.")
def serve(  # noqa: PLR0913, PLR0917 (an argument for each option)
    store: str | None,
    host: str,
    port: int,
    names: tuple[str, ...],
    origins: tuple[str, ...],
    root_path: str,
    proxy: str | None,
    workers: int,
    timeout: float,
    memory: int,
    limit: int,
    *,
    is_examples: bool,
    allow_network: bool,
    is_assisting: bool,
    opens: bool,
) -> None:
    """Serve the letters of a store: pages for a browser, and SPARQL for programs.

    Without a store it serves the example letters. Nothing is changed, and nobody but this computer
    can ask unless you say so. The address is printed; Ctrl+C ends the server.

    \b
    Example:
      imrgraph serve --store graph --open
      imrgraph serve --examples --port 0
    """
    started = _server()
    if is_assisting:
        assistant_of()  # so that what is not installed is told before
    _expect_own(host, is_network_allowed=allow_network)
    with ExitStack() as ending:
        is_examples = is_examples or store is None
        place = _examples(ending) if is_examples else _opened(str(store))
        listening = ending.enter_context(_listening(host, port))
        address = f"http://{_authority(listening)}{root_path.rstrip('/')}/"
        note(f"serving {'the example letters' if is_examples else _shown(place)}")
        click.echo(address)
        if opens:
            webbrowser.open(address)
        serving = started.Serving(
            place,
            is_examples,
            started.Limits(seconds=timeout, memory=memory * _MEGABYTE, rows=limit),
            (*names, host),
            origins,
            root_path.rstrip("/"),
            proxy,
            workers,
            is_assisting,
        )
        started.run(serving, listening)


def _server() -> ModuleType:
    """Return what runs the server, which needs packages that only it needs."""
    try:
        return import_module("imrgraph.serve.running")
    except ModuleNotFoundError as error:
        message = f"{error.name}: expected it installed, found none; pip install imrgraph[serve]"
        raise MissingPackageError(message) from error


def _expect_own(host: str, *, is_network_allowed: bool) -> None:
    """Expect that nobody but this computer can reach `host`, unless that is allowed."""
    try:
        is_own = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        is_own = False
    if not (is_own or is_network_allowed):
        message = f"--host {host}: expected --allow-network, since others could read the letters"
        raise click.UsageError(message)


def _shown(place: str) -> str:
    from imrgraph.graph.remote import without_password  # noqa: PLC0415 (other help needs it not)

    return without_password(place)


def _opened(place: str) -> str:
    """Open what is to be served once, so that what is wrong with it is told before."""
    with asked(place) as found:
        expect_catalog(found)
        return place


def _examples(ending: ExitStack) -> str:
    """Load the example letters into a folder that is gone at the end."""
    place = Path(ending.enter_context(TemporaryDirectory()), "store")
    with made(str(place)) as store:
        store.load([folder("examples") / "letters"])
    return str(place)


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        UsageError: there is no such address here, or another server has it.
    """
    try:
        [(family, *_, address), *_] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        # The protocol is named, since only then each piece of an answer is sent at once.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        with ExitStack() as failing:
            failing.callback(listening.close)
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(_BACKLOG)
            failing.pop_all()
    except OSError as error:
        message = f"{host}, port {port}: expected an address that is free, found: {error.strerror}"
        raise click.UsageError(message) from error
    return listening


def _authority(listening: socket.socket) -> str:
    """Return the host and the port of an address.

    >>> with socket.create_server(("127.0.0.1", 0)) as free:
    ...     _authority(free).rpartition(":")[0]
    '127.0.0.1'
    """
    host, port, *_ = listening.getsockname()
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
