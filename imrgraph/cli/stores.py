"""Stores: which letters a command asks.

In:   the option --store, or IMRGRAPH_STORE.
Out:  the store in a folder, or an endpoint.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from imrgraph.cli.exits import note
from imrgraph.cli.progress import counted
from imrgraph.errors import NoStoreError, StoreError

if TYPE_CHECKING:
    from imrgraph.store.opening import Endpoint, LetterStore

__all__ = [
    "LETTERS",
    "asked",
    "expect_catalog",
    "folder_of",
    "given",
    "made",
    "renewed",
    "store_option",
]

#: Paths of letters, whatever is there: one that cannot be read is not to stop the others.
LETTERS = click.Path(readable=False)

store_option = click.option(
    "--store",
    envvar="IMRGRAPH_STORE",
    metavar="FOLDER|URL",
    help="The folder of the store, or the address of an endpoint. [default: $IMRGRAPH_STORE]",
)


def asked(store: str | None) -> LetterStore | Endpoint:
    """Open the letters that are to be asked.

    Raises:
        NoStoreError: there is none.
        StoreError: it cannot be opened.
    """
    # Only commands that ask a store wait for what opens one.
    from imrgraph.store.opening import is_address  # noqa: PLC0415
    from imrgraph.store.opening import open as open_store  # noqa: PLC0415

    place = given(store)
    return open_store(place if is_address(place) else _existing(place))


def folder_of(store: str | None) -> Path:
    """Return the folder of a store here.

    Raises:
        NoStoreError: there is none.
        StoreError: it is an endpoint.
    """
    from imrgraph.graph.remote import without_password  # noqa: PLC0415
    from imrgraph.store.opening import is_address  # noqa: PLC0415

    place = given(store)
    if is_address(place):
        message = f"{without_password(place)}: expected a folder, found the address of an endpoint"
        raise StoreError(message)
    return _existing(place)


def _existing(place: str) -> Path:
    from imrgraph.graph.remote import without_password  # noqa: PLC0415
    from imrgraph.graph.store import holds_store  # noqa: PLC0415

    if not holds_store(Path(place)):
        raise NoStoreError(without_password(place))
    return Path(place)


def made(store: str | None) -> LetterStore:
    """Open the store that letters are loaded into; the first one makes it, if it is not there.

    Raises:
        StoreError: it is no folder that can hold one.
    """
    from imrgraph.store.opening import LetterStore  # noqa: PLC0415
    from imrgraph.store.opening import open as open_store  # noqa: PLC0415

    opened = open_store(given(store))
    if not isinstance(opened, LetterStore):
        message = (
            f"{opened.place}: expected a folder to load into, found the address of an endpoint"
        )
        raise StoreError(message)
    return renewed(opened)


def expect_catalog(store: LetterStore | Endpoint) -> None:
    """Expect that letters which are asked in many ways from now on have their catalog.

    Raises:
        StoreError: in a folder it is missing or stale.
    """
    from imrgraph.store.opening import LetterStore  # noqa: PLC0415 (takes a while to load)

    if isinstance(store, LetterStore):
        _ = store.catalog


def renewed(store: LetterStore) -> LetterStore:
    """Return a store that is to be changed, whose catalog is made anew first if another made it.

    Raises:
        StoreError: another process changes the store.
    """
    if store.is_made and not store.is_catalog_current:
        note(f"{store.place}: its catalog is stale, and is made anew of the letters that it holds")
        with counted("making the catalog anew") as done:
            store.rebuild(done)
    return store


def given(store: str | None) -> str:
    """Return the place of a store, which has to be said.

    Raises:
        UsageError: it is not.
    """
    if store is None:
        message = "expected --store, or a folder or an address in IMRGRAPH_STORE"
        raise click.UsageError(message)
    return store
