"""Exits: what a command complains of, and the code it ends with.

In:   what goes wrong while a command runs.
Out:  one line on stderr, and an exit code.
From: exit codes: 0 done, 1 the answer is no, 2 usage, 3 input cannot be read, 4 not found,
      5 a limit was hit, 6 an endpoint failed.
"""

from __future__ import annotations

import errno
import os
import sys
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from imrgraph import errors
from imrgraph.names import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.errors import ImrgraphError

__all__ = [
    "LIMITED",
    "NO",
    "NOT_FOUND",
    "UNREACHED",
    "UNREADABLE",
    "USAGE",
    "code_of",
    "complain",
    "complaining",
    "note",
]

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


def note(text: str) -> None:
    """Say something on stderr, beside the data."""
    click.echo(f"imrgraph: {harmless(text)}", err=True)


def complain(error: ImrgraphError) -> None:
    """Say on stderr what is wrong."""
    note(str(error))


def code_of(error: ImrgraphError) -> int:
    """Return the exit code that an error ends a command with.

    >>> code_of(errors.LimitError("too long"))
    5
    """
    return next((code for kind, code in _CODES if isinstance(error, kind)), UNREADABLE)


@contextmanager
def complaining(ctx: click.Context | None = None) -> Iterator[None]:
    """Let what goes wrong end in one line on stderr and an exit code.

    Args:
        ctx: of the command that runs.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("always", errors.UnknownTermWarning)
        warnings.showwarning = lambda message, *_: note(str(message))
        try:
            yield
            sys.stdout.flush()
        except errors.ImrgraphError as error:
            complain(error)
            raise click.exceptions.Exit(code_of(error)) from error
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            of = error.ctx or ctx
            help_of = f"; see `{of.command_path} --help`" if of else ""
            note(f"{error.format_message().rstrip('.')}{help_of}")
            raise click.exceptions.Exit(USAGE) from error
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # whoever reads has enough, as `head` has
            _give_up_stdout()
            complain(errors.WriteError("stdout", error.strerror or str(error)))
            raise click.exceptions.Exit(UNREADABLE) from error


def _give_up_stdout() -> None:
    """Let what could not be written go, so that Python does not try again at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
