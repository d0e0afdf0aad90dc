"""Exits: what a command complains of, and the code it ends with.

In:   an error of imrgraph.
Out:  one line on stderr, and an exit code.
From: exit codes: 0 done, 1 the answer is no, 2 usage, 3 input cannot be read, 4 not found,
      5 a limit was hit, 6 an endpoint failed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from imrgraph import errors

if TYPE_CHECKING:
    from imrgraph.errors import ImrgraphError

__all__ = ["LIMITED", "NO", "NOT_FOUND", "UNREACHED", "UNREADABLE", "USAGE", "code_of", "complain"]

NO, USAGE, UNREADABLE, NOT_FOUND, LIMITED, UNREACHED = 1, 2, 3, 4, 5, 6
_CODES: Final[tuple[tuple[type[ImrgraphError], int], ...]] = (
    (errors.QuestionError, USAGE),
    (errors.QueryError, USAGE),
    (errors.MissingPackageError, USAGE),
    (errors.LimitError, LIMITED),
    (errors.EndpointError, UNREACHED),
    (errors.WhatIfError, USAGE),
    (errors.NotFoundError, NOT_FOUND),
    (errors.NoStoreError, NOT_FOUND),
)


def complain(error: ImrgraphError) -> None:
    """Say on stderr what is wrong."""
    click.echo(f"imrgraph: {error}", err=True)


def code_of(error: ImrgraphError) -> int:
    """Return the exit code that an error ends a command with.

    >>> code_of(errors.LimitError("too long"))
    5
    """
    return next((code for kind, code in _CODES if isinstance(error, kind)), UNREADABLE)
