"""Working: what a process does that does one thing after the other for the server.

In:   a pipe, over which tasks come; where the letters are; what a task may take.
Out:  over the pipe, what comes of each task, or the error that it ends in.
From: nothing of the server is imported here, so that a process begins soon. Where an error was
      raised goes with it as a note, since what it is traced by stays here.
"""

from __future__ import annotations

import math
import os
import pickle
import resource
import signal
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from imrgraph.errors import ImrgraphError

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from imrgraph.graph.remote import Remote
    from imrgraph.graph.store import Store
    from imrgraph.serve.limits import Limits

__all__ = ["SHORT", "where", "work_on"]

#: What is no longer, in bytes, goes over a pipe at once.
SHORT: Final = 16_000

#: How much nicer a process is than others to who shares its processors: enough for pages to go
#: first, and not so much that it gets nothing where something else runs.
_NICE: Final = 4
#: How many seconds longer than its limit a process lives that nobody is there to kill.
_ORPHANED: Final = 2


def work_on(
    pipe: Connection, place: Path | Remote, opened: Callable[[Path], Store], limits: Limits
) -> None:
    """Open the letters, and do what is wanted until whoever wants it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server is interrupted, too
    os.nice(_NICE)
    # What is mapped from files does not count.
    resource.setrlimit(resource.RLIMIT_DATA, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        letters = opened(place) if isinstance(place, Path) else place
    except ImrgraphError as error:
        _send(pipe, (False, error))
        return
    _send(pipe, (True, None))
    with suppress(EOFError, OSError):
        while True:
            work, given = pipe.recv()
            signal.alarm(math.ceil(limits.seconds) + _ORPHANED)
            _send(pipe, _told(work, letters, given))
            signal.alarm(0)


def _send(pipe: Connection, answer: tuple[bool, object]) -> None:
    """Send an answer; before a long one, None, so that nobody waits for it who has to serve."""
    told = pickle.dumps(answer)
    if len(told) > SHORT:
        pipe.send(None)
    pipe.send_bytes(told)


def _told(
    work: Callable[..., object], letters: Store | Remote, given: tuple[object, ...]
) -> tuple[bool, object]:
    """Return what `work` returns, or raises."""
    try:
        return True, work(letters, *given)
    except MemoryError:
        os._exit(1)  # as the engine ends where there is none
    except Exception as error:  # noqa: BLE001 (each is raised where it is waited for)
        error.add_note(where(error))
        return False, error


def where(error: Exception) -> str:
    """Return the class of an error and where it was raised, without what it says."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(
        [
            *getattr(error, "__notes__", (type(error).__name__,)),
            *(f"{each.name} ({each.lineno})" for each in reversed(frames)),
        ]
    )
