"""Served: what the pages and the endpoint of one server have in common.

In:   letters, and the limits of requests.
Out:  `Served`, which a handler gets by `served(request)`.
From: Starlette keeps it as the state of the application.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from imrgraph.reprs import short

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from imrgraph.serve.limits import Limits
    from imrgraph.serve.pool import Pool
    from imrgraph.store.opening import Endpoint, LetterStore

__all__ = ["Served", "served"]


@dataclass(frozen=True, slots=True)
class Served:
    """What is served, and how much of it at once."""

    #: Asked by several threads at once, and never changed.
    letters: LetterStore | Endpoint
    #: Runs queries, in processes that are killed when they take long; and what explains letters.
    pool: Pool
    explaining: Pool
    limits: Limits
    #: Whether these are the letters of examples/, since none were named.
    is_examples: bool = False

    __repr__ = short("letters.place", "is_examples")


def served(request: HTTPConnection) -> Served:
    """Return what the server that got `request` serves."""
    found: Served = request.app.state.served
    return found
