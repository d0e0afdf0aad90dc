"""Turns: who is next, where only some can be served at once.

In:   clients that come and go.
Out:  a place for each in its turn, or that it has to come back later.
From: the next place goes to the client that has the fewest, so that one who asks a hundred things
      at once does not keep out who asks one.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

__all__ = ["Turns"]


class Turns:
    """Places, of which one client has all but one at most."""

    def __init__(self, places: int, waiting: int, patience: float) -> None:
        """Make `places`, for which so many wait at most, each for so many seconds.

        >>> Turns(2, waiting=8, patience=1.0).free
        2
        """
        self._places = places
        self._most = waiting
        self._patience = patience
        self._taken = Counter[str]()
        self._waiting: list[tuple[str, asyncio.Future[None]]] = []

    @property
    def free(self) -> int:
        """How many places nobody has."""
        return self._places - self._taken.total()

    @asynccontextmanager
    async def turn(self, client: str) -> AsyncIterator[None]:
        """Have a place.

        Raises:
            HTTPException: 429 where the client waits for too many already, 503 where others do.
        """
        await self._take(client)
        try:
            yield
        finally:
            self._give_back(client)

    async def _take(self, client: str) -> None:
        if self._may(client):
            self._taken[client] += 1
            return
        if sum(name == client for name, _ in self._waiting) >= max(1, self._most // 2):
            raise HTTPException(429, "too many queries of yours wait already")
        if len(self._waiting) >= self._most:
            raise HTTPException(503, "too many queries wait already")
        waits = client, asyncio.get_running_loop().create_future()
        self._waiting.append(waits)
        try:
            await asyncio.wait_for(asyncio.shield(waits[1]), self._patience)
        except TimeoutError:
            if not waits[1].done():
                raise HTTPException(503, "too many other queries run") from None
        except asyncio.CancelledError:
            if waits[1].done():
                self._give_back(client)
            raise
        finally:
            if waits in self._waiting:
                self._waiting.remove(waits)

    def _may(self, client: str) -> bool:
        share = max(1, self._places - 1)
        return self.free > 0 and self._taken[client] < share

    def _give_back(self, client: str) -> None:
        self._taken[client] -= 1
        self._taken += Counter()  # forgets who has none
        while fitting := [each for each in self._waiting if self._may(each[0])]:
            chosen = min(fitting, key=lambda each: self._taken[each[0]])
            self._waiting.remove(chosen)
            self._taken[chosen[0]] += 1
            chosen[1].set_result(None)
