"""Literals: a value that is not of the form of its datatype is told of once, by a shape.

In:   work with rdflib on what somebody else wrote.
Out:  the same, without what rdflib logs of such a value, a stack of calls each time.
From: rdflib's own logger, "rdflib.term"; the shapes find every such value, and name its place.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["unlogged"]


@contextmanager
def unlogged() -> Iterator[None]:
    """Keep rdflib from logging values that it cannot convert.

    >>> with unlogged():
    ...     logging.getLogger("rdflib.term").isEnabledFor(logging.WARNING)
    False
    """
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
