"""Opening: a store of letters, which files are loaded into and which is asked; or an endpoint.

In:   a folder, or the address of an endpoint.
Out:  what holds letters, and can be asked in every way.
From: each way is a module of its own; here they are put together.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn, Self, overload

from imrgraph.arguments import expecting
from imrgraph.errors import FolderOnlyError, StoreError
from imrgraph.graph.remote import Remote, without_password
from imrgraph.insight.insights import Insights
from imrgraph.insight.keeping import note_on_mixed
from imrgraph.reprs import short
from imrgraph.store.asking import Asking
from imrgraph.store.keeping import Keeping
from imrgraph.store.outcomes import Loaded
from imrgraph.store.walking import Walking

__all__ = ["Endpoint", "LetterStore", "Loaded", "is_address", "open"]

# "ftp://host/store", "s3://bucket"
_OTHER: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


@overload
def open(place: Path | None = None) -> LetterStore: ...  # noqa: A001 (reads as imrgraph.open)
@overload
def open(place: str) -> LetterStore | Endpoint: ...  # noqa: A001
@expecting
def open(place: str | Path | None = None) -> LetterStore | Endpoint:  # noqa: A001
    """Open the store in a folder, or one in memory, or an endpoint.

    A folder that holds no store becomes one when the first letter is loaded into it, and raises
    NoStoreError where it is asked before.

    Args:
        place: a folder; the address of a SPARQL endpoint, http:// or https://; or None, for memory.

    Raises:
        StoreError: the folder cannot be opened, or its store is of another version; or it is the
            address of something else, or no name at all.
        EndpointError: the address is none.
    """
    if place is not None and is_address(place):
        return Endpoint(str(place))
    if isinstance(place, str) and (not place or _OTHER.match(place)):
        expected = "expected a folder, or the address of an endpoint, http:// or https://"
        message = f"{expected}, found {without_password(place)!r}"
        raise StoreError(message)
    return LetterStore(Path(place) if place is not None else None)


def is_address(place: str | Path) -> bool:
    """Return whether `place` is the address of an endpoint, and no folder."""
    return isinstance(place, str) and place.lower().startswith(("http://", "https://"))


class Endpoint(Remote, Asking, Walking):
    """Letters behind a SPARQL endpoint, which can be asked as those of a store."""

    __repr__ = short("place")

    @property
    def place(self) -> str:
        """The address of the endpoint."""
        return self.address

    if not TYPE_CHECKING:  # who checks types is told so there

        def __getattr__(self, name: str) -> NoReturn:
            """Say of what only a store in a folder has that it is that.

            Raises:
                FolderOnlyError: there is no such attribute here.
            """
            if name.startswith("_") or not hasattr(LetterStore, name):
                message = f"{type(self).__name__!r} object has no attribute {name!r}"
                raise AttributeError(message)
            raise FolderOnlyError(self.address, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing: each query is an exchange of its own."""


class LetterStore(Keeping, Asking, Walking, Insights):
    """A store of letters, of what they state and of what was derived.

    >>> from imrgraph.resources import folder
    >>> store = open()
    >>> len(store.load([folder("examples") / "letters"]).letters)
    6
    >>> [row["items"] for row in store.ask("overturn-rate", by="region") if row["group"] == "neck"]
    [2]
    >>> [(row.group, row.items) for row in store.rates(by="class,year").rows][:2]
    [(('passive-therapy', 2015), 1), (('passive-therapy', 2017), 2)]
    >>> len(store), "cm99-0000004" in store, store["CM99-0000004"].items[0].outcome
    (6, True, 'upheld')
    """

    __repr__ = short("place")

    def mixed(self) -> str:
        """Tell that some of the letters were made up; "" where none or all were.

        Where the catalog is stale nobody can say so as quickly as an answer is given.
        """
        with suppress(StoreError):
            return note_on_mixed(self.catalog)
        return ""

    def __len__(self) -> int:
        """Return how many letters there are."""
        return sum(1 for _ in self.letters())

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the letters, the first of them by name."""
        return self.determinations._repr_html_()

    @expecting
    def remove(self, *cases: str) -> tuple[str, ...]:
        """Take letters out, with all that was concluded from them.

        Args:
            cases: case numbers, or the last parts of IRIs. Where one is not there, none goes.

        Returns:
            The IRIs of the letters that are gone.

        Raises:
            NotFoundError: there is no such letter.
            StoreError: another process changes the store.

        >>> from imrgraph.resources import folder
        >>> store = open()
        >>> loaded = store.load([folder("examples") / "letters"])
        >>> len(store.remove("CM99-0000002")), len(store.determinations)
        (1, 5)
        """
        gone = tuple(dict.fromkeys(self.determination(case).iri for case in cases))
        with self._changing():
            self._withdraw(gone)
        return gone
