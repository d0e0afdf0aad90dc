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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.errors import ImrgraphError

__all__ = [
    "INTERRUPTED",
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
    "told_within",
]

NO, USAGE, UNREADABLE, NOT_FOUND, LIMITED, UNREACHED = 1, 2, 3, 4, 5, 6
#: As a shell has it of what Ctrl-C ends.
INTERRUPTED: Final = 130
#: The codes of errors by the names of their classes, which are not imported until one is raised.
_CODES: Final = {
    "QuestionError": USAGE,
    "QueryError": USAGE,
    "MissingPackageError": USAGE,
    "LimitError": LIMITED,
    "EndpointError": UNREACHED,
    "GraphStoreError": UNREACHED,
    "ReaderError": UNREACHED,
    "WhatIfError": USAGE,
    "PlanError": USAGE,
    "SettingsError": USAGE,
    "NotFoundError": NOT_FOUND,
    "NoStoreError": NOT_FOUND,
}


def note(text: str) -> None:
    """Say something on stderr, beside the data."""
    from imrgraph.names import harmless  # noqa: PLC0415 (a command may have nothing to say)

    click.echo(f"imrgraph: {harmless(text)}", err=True)


def complain(error: ImrgraphError) -> None:
    """Say on stderr what is wrong."""
    note(str(error))


def code_of(error: ImrgraphError) -> int:
    """Return the exit code that an error ends a command with.

    >>> from imrgraph.errors import LimitError
    >>> code_of(LimitError("too long"))
    5
    """
    kinds = (each.__name__ for each in type(error).__mro__)
    return next((_CODES[kind] for kind in kinds if kind in _CODES), UNREADABLE)


@contextmanager
def complaining(ctx: click.Context | None = None) -> Iterator[None]:
    """Let what goes wrong end in one line on stderr and an exit code; what is warned of, too.

    A command that asks several questions says once what holds of all answers.

    Args:
        ctx: of the command that runs.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("always", UserWarning)
        warned = set[str]()
        warnings.showwarning = lambda message, *_: _note_once(str(message), warned)
        try:
            yield
            if sys.stdout is not None:
                sys.stdout.flush()
        except (click.exceptions.Exit, click.exceptions.NoArgsIsHelpError):
            raise
        except click.UsageError as error:
            of = error.ctx or ctx
            help_of = f"; see `{of.command_path} --help`" if of else ""
            note(f"{error.format_message().rstrip('.')}{help_of}")
            raise click.exceptions.Exit(USAGE) from error
        except Exception as error:
            told = _told(error)
            if told is None:
                raise
            complain(told)
            raise click.exceptions.Exit(code_of(told)) from error


def _note_once(text: str, told: set[str]) -> None:
    if text not in told:
        told.add(text)
        note(text)


@contextmanager
def told_within(kind: type[Warning]) -> Iterator[None]:
    """Leave out of stderr what an answer itself tells."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", kind)
        yield


def _told(error: Exception) -> ImrgraphError | None:
    """Return an error as one of ours; None where it is none, and none of stdout."""
    from imrgraph.errors import ImrgraphError, WriteError  # noqa: PLC0415 (none may be raised)

    if isinstance(error, ImrgraphError):
        return error
    # Whoever reads may have enough, as `head` has: that is no error.
    if not isinstance(error, OSError) or error.errno in {None, errno.EPIPE}:
        return None
    if error.filename is None:
        _give_up_stdout()
    return WriteError(str(error.filename or "stdout"), error.strerror or str(error))


def _give_up_stdout() -> None:
    """Let what could not be written go, so that Python does not try again at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
