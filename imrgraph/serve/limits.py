"""Limits: what one request may take, and how much is done at once.

In:   nothing.
Out:  `Limits`, which whoever starts the server can change.
From: two things are kept apart. What may take long, a query from outside or the explanation of a
      letter, has a process of its own, which is killed when its limits are over; everything else is
      quick, and only its size and its patience are bounded.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Final

__all__ = ["Limits"]

_MEGABYTE: Final = 1_000_000


def _processes() -> int:
    """Return how many queries run at once: one client can have all processors, and one is over."""
    return (os.cpu_count() or 1) + 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What requests may take."""

    #: How many seconds a query may take.
    seconds: float = 10.0
    #: How many seconds it may take to explain a letter, or to plan a request.
    explaining: float = 20.0
    #: How many bytes of memory the process may take that does either.
    memory: int = 1_024 * _MEGABYTE
    #: How many rows an answer may have, and how many bytes.
    rows: int = 100_000
    answer: int = 64 * _MEGABYTE
    #: How many queries run at once, how many more wait for their turn, and for how many seconds. As
    #: many letters are explained at once, which wait for no query.
    running: int = field(default_factory=_processes)
    waiting: int = 64
    patience: float = 10.0
    #: How many requests of any kind are answered at once, how many of these one client has, and how
    #: many connections are open.
    requests: int = 128
    share: int = 96
    connections: int = 512
    #: How long the address of a request may be, and how long its body, in bytes.
    address: int = 16_000
    body: int = 25 * _MEGABYTE
    #: How many seconds a client may take to send the head of a request; its body; and to take each
    #: piece of the answer.
    head: float = 10.0
    upload: float = 60.0
    piece: float = 30.0
