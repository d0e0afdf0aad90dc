"""Deadline: work that ends in time, whatever it does.

In:   a function, and how many seconds it may take.
Out:  what it returns.
From: the graph engine cannot be interrupted from Python, so that the work is done by a child that
      shares the memory of this process, and is killed when its time is over.
"""

from __future__ import annotations

import multiprocessing
import signal
import warnings
from typing import TYPE_CHECKING, Final, TypeVar

from imrgraph.errors import ImrgraphError, SpentError

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

__all__ = ["within"]

T = TypeVar("T")
#: In seconds: longer than any system waits.
_LONGEST: Final = 2_000_000


def within(seconds: float | None, work: Callable[[], T]) -> T:
    """Return what `work` returns, if it does so in time.

    Args:
        seconds: how long it may take; None for as long as it takes, without a child. So it is in a
            process that serves another, which ends it in time and may have no child.
        work: what to do. What it returns can be pickled.

    Raises:
        SpentError: it takes longer, or takes more than the machine has.
        ImrgraphError: whatever `work` raises of the kind.

    >>> within(10, lambda: 1 + 1)
    2
    """
    if seconds is None or "fork" not in multiprocessing.get_all_start_methods():
        return work()
    if multiprocessing.current_process().daemon:
        return work()
    here, there = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_work, args=(work, there))
    # An interrupt waits until there is a child to be killed for it.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        with warnings.catch_warnings():
            # A fork copies no other thread; the child waits for none, and is killed if it hangs.
            warnings.simplefilter("ignore", DeprecationWarning)
            child.start()
        there.close()
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if not here.poll(min(seconds, _LONGEST)):
            message = f"expected an answer within {seconds:g} s, found none"
            raise SpentError(message)
        answer, error = here.recv()
    except EOFError:
        message = "expected an answer, found that the query takes more than the machine has"
        raise SpentError(message) from None
    finally:
        here.close()
        if child.pid is not None:
            child.kill()
            child.join()
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    if error is not None:
        raise error
    return answer  # type: ignore[no-any-return]  # as `work` returns it


def _work(work: Callable[[], object], there: Connection) -> None:
    """Send what `work` returns, or the error that it raises; the parent hears interrupts."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        there.send((work(), None))
    except ImrgraphError as error:
        there.send((None, error))
