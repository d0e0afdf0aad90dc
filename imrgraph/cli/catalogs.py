"""The store whose catalog a command asks, and which of its items.

In:   the options --store and --where.
Out:  an open store; filters by facet.
From: imrgraph.pipeline, imrgraph.graph.facets.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from imrgraph.errors import StoreError
from imrgraph.graph.facets import FACETS
from imrgraph.pipeline import open as open_store

if TYPE_CHECKING:
    from collections.abc import Iterable

    from imrgraph.pipeline import LetterStore

__all__ = ["filters", "opened", "store_option", "where_option"]

store_option = click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="IMRGRAPH_STORE",
    help="The folder of the store. [default: $IMRGRAPH_STORE]",
)
where_option = click.option(
    "--where",
    multiple=True,
    metavar="FACET=VALUE",
    help=f"Only items of that value; of one facet any, of several all. FACET is one of "
    f"{', '.join(name.replace('_', '-') for name in FACETS)}.",
)


def opened(store: Path | None) -> LetterStore:
    """Open the store in a folder.

    Raises:
        UsageError: no folder is named.
        StoreError: it is not there, or cannot be opened.
    """
    if store is None:
        message = "expected --store, or a folder in IMRGRAPH_STORE"
        raise click.UsageError(message)
    if not store.is_dir():
        message = f"{store}: expected a store, found nothing; `imrgraph load` makes one"
        raise StoreError(message)
    return open_store(store)


def filters(where: Iterable[str]) -> dict[str, list[str]]:
    """Return the values to keep, by facet.

    Raises:
        BadParameter: one is no FACET=VALUE.

    >>> filters(["year=2016", "year=2017"])
    {'year': ['2016', '2017']}
    """
    kept = defaultdict[str, list[str]](list)
    for each in where:
        name, equals, value = each.partition("=")
        if not equals:
            message = f"expected FACET=VALUE, found {each!r}"
            raise click.BadParameter(message)
        kept[name].append(value)
    return dict(kept)
