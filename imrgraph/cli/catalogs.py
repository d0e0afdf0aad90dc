"""The store whose catalog a command asks, and which of its items.

In:   the options --store and --where.
Out:  an open store; filters by facet.
From: imrgraph.store.opening, imrgraph.graph.facets.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import click

from imrgraph.cli import completing
from imrgraph.cli.stores import asked
from imrgraph.errors import StoreError
from imrgraph.graph.facets import FACETS
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from imrgraph.store.opening import Endpoint

__all__ = ["expect_folder", "filters", "opened", "where_option"]

where_option = click.option(
    "--where",
    multiple=True,
    metavar="FACET=VALUE",
    shell_complete=completing.wheres,
    help=f"Only items with this value: any value of one facet, all facets. FACET is one of "
    f"{', '.join(name.replace('_', '-') for name in FACETS)}; guideline, source and section are "
    "those that the reviewer cites.",
)


def opened(store: str | None) -> LetterStore:
    """Open the store in a folder.

    Raises:
        UsageError: none is named.
        NoStoreError: it is not there.
        StoreError: it cannot be opened, or is an endpoint, which has no catalog.
    """
    return expect_folder(asked(store))


def expect_folder(found: LetterStore | Endpoint) -> LetterStore:
    """Return the store, if it is one in a folder.

    Raises:
        StoreError: it is an endpoint.
    """
    if not isinstance(found, LetterStore):
        works = "of an endpoint ask, query, list, info, explain CASE and export work"
        message = f"{found.place}: expected the folder of a store, found an endpoint; {works}"
        raise StoreError(message)
    return found


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
