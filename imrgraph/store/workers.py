"""Workers: processes that do the same work beside each other, each on the next handful of things.

In:   a function, handfuls of what it takes, and how many processes.
Out:  the results in the order of what was given, whichever was done first. Of a process that dies,
      or is at no end, what it had in hand is done once more, one by one: so but one thing is lost,
      and it is known which.
From: a child that is forked has all that was read before, at once; but a lock that a thread holds
      at that moment stays locked in it for ever, and the engine of a store on disk has threads. So
      workers are forked while there is one thread, and spawned, each to read all anew, where there
      are several. A pool of the standard library is broken by one process that dies, and does not
      say at what it was.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import traceback
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from queue import SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar

from imrgraph.errors import WorkerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

__all__ = ["beside", "processors"]

T = TypeVar("T")
R = TypeVar("R")

#: How many handfuls are given out before their results are taken, so that workers go on while
#: whoever takes the results stores some, and nobody has to hold more.
_AHEAD: Final = 64
#: With how many bytes in them no more is given out than there are workers.
_HELD: Final = 32_000_000
#: How many seconds a process that says nothing any more may take to end.
_TO_END: Final = 60.0


def processors() -> int:
    """Return how many processors this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


@contextmanager
def beside(
    work: Callable[[Sequence[T]], Sequence[R]],
    workers: int,
    lost: Callable[[T, int | None], R],
    seconds: float | None = None,
) -> Iterator[Callable[[Iterable[Sequence[T]]], Iterator[R]]]:
    """Yield what maps `work` over handfuls of things, in as many processes.

    Args:
        work: a function of a module, or a `partial` of one, that returns a result for each thing
            of a handful; what it takes and returns is pickled.
        workers: how many processes; this one does it where there are none.
        lost: gives the result for a thing that ended a process twice. It is told the exit code; of
            a signal, the number below zero; None where time was up.
        seconds: how long a handful may take, and each thing of it where that was too short.

    Raises:
        WorkerError: a process ended before it could do anything.

    >>> with beside(sorted, 0, max) as mapped:
    ...     list(mapped([[3, 2], [1]]))
    [2, 3, 1]
    """
    if not workers:
        yield lambda handfuls: chain.from_iterable(map(work, handfuls))
        return
    crew = [_Worker(work, seconds) for _ in range(workers)]
    idle: SimpleQueue[_Worker] = SimpleQueue()
    for worker in crew:
        worker.begin()
        idle.put(worker)
    # A thread for each worker waits for its results; what runs here meanwhile is not held up.
    threads = ThreadPoolExecutor(workers)
    try:
        yield partial(_in_order, threads, workers, partial(_by_any, idle, lost))
    finally:
        for worker in crew:
            worker.dismiss()
        threads.shutdown(cancel_futures=True)
        for worker in crew:
            worker.close()


def _in_order(
    threads: ThreadPoolExecutor,
    workers: int,
    do: Callable[[memoryview], Sequence[R]],
    handfuls: Iterable[Sequence[T]],
) -> Iterator[R]:
    given = deque[tuple[Any, int]]()
    held = 0
    for handful in handfuls:
        packed = ForkingPickler.dumps(handful)
        given.append((threads.submit(do, packed), len(packed)))
        held += len(packed)
        del handful, packed  # which would be held while the next one is made
        while len(given) > (workers if held > _HELD else _AHEAD):
            results, size = given.popleft()
            held -= size
            yield from results.result()
    while given:
        yield from given.popleft()[0].result()


def _by_any(
    idle: SimpleQueue[_Worker], lost: Callable[[Any, int | None], Any], packed: memoryview
) -> Sequence[Any]:
    worker = idle.get()
    try:
        return worker.do(packed)
    except _LostError:
        return [_alone(worker, lost, each) for each in ForkingPickler.loads(packed)]
    finally:
        idle.put(worker)


def _alone(worker: _Worker, lost: Callable[[T, int | None], R], thing: T) -> R:
    try:
        [result] = worker.do(ForkingPickler.dumps([thing]))
    except _LostError as error:
        return lost(thing, error.code)
    return result  # type: ignore[no-any-return]


#: One begins after the other: a process that was forked while the far end of another's pipe was
#: open would hold that end, and nobody would see that the other ended.
_BEGINNING: Final = Lock()


class _LostError(Exception):
    """A process ended, and what it had in hand is lost."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


class _Worker:
    """A process that does one handful after the other; where it ends, another takes its place."""

    def __init__(self, work: Callable[[Any], object], seconds: float | None) -> None:
        self._work, self._seconds = work, seconds
        self._process: BaseProcess | None = None
        self._pipe: Connection
        self._is_new = self._is_wanted = True
        #: So that none begins any more once it is dismissed.
        self._changing = Lock()

    def begin(self) -> None:
        """Begin a process, which takes a while until it can do something."""
        context = multiprocessing.get_context("fork" if _is_alone() else "spawn")
        with self._changing:
            if not self._is_wanted:
                raise WorkerError(None)
            with _BEGINNING:
                self._pipe, far = context.Pipe()
                # A forked process has this end, too, and would never see that it was closed.
                ours = self._pipe if context.get_start_method() == "fork" else None
                process = context.Process(  # type: ignore[attr-defined]
                    target=_serve, args=(far, ours, self._work), daemon=True
                )
                process.start()
                far.close()
            self._process, self._is_new = process, True

    def do(self, packed: memoryview) -> Sequence[Any]:
        """Have a handful done that was pickled.

        Raises:
            WorkerError: no process can be begun.
            _LostError: the process died of it, or time was up.
        """
        if self._process is None:
            self.begin()
        try:
            if self._is_new:
                self._pipe.recv()  # that it has begun
                self._is_new = False
            self._pipe.send_bytes(packed)
            if not self._pipe.poll(self._seconds):
                self._end()
                raise _LostError(None)
            is_done, result = self._pipe.recv()
        except (EOFError, OSError) as error:
            code = self._end(after=_TO_END)
            raise WorkerError(code) if self._is_new else _LostError(code) from error
        if is_done:
            return result  # type: ignore[no-any-return]
        raise result

    def _end(self, after: float = 0) -> int | None:
        """End the process, whatever it is at, if it has not ended by then; return its exit code."""
        with self._changing:
            process, self._process = self._process, None
            if process is None:
                return None
            process.join(after)
            process.kill()
            process.join()
            code = process.exitcode
            self._pipe.close()
            process.close()
        return code

    def dismiss(self) -> None:
        """End the process, whatever it is at; no other takes its place."""
        with self._changing:
            self._is_wanted = False
            if self._process:
                self._process.kill()
                self._process.join()

    def close(self) -> None:
        """Give back what it took."""
        if self._process:
            self._pipe.close()
            self._process.close()


def _is_alone() -> bool:
    """Say whether this thread is the only one, those that Python knows nothing of among them."""
    # Elsewhere there is no such folder, or libraries of the system do not bear to be forked.
    tasks = Path("/proc/self/task")
    return sys.platform == "linux" and len(tuple(tasks.iterdir())) == 1


def _serve(
    pipe: Connection, other: Connection | None, work: Callable[[Any], Sequence[object]]
) -> None:
    """Do handfuls until whoever gives them is gone; what `work` raises, is raised there.

    Args:
        pipe: for handfuls and results, of which the first says that it has begun.
        other: its other end. Workers that were forked later hold it, too; the last of them sees
            that it was closed and ends, and so do all, one after the other.
        work: what to do.
    """
    if other:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever gives the tasks is interrupted, too
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with suppress(EOFError, OSError):
        pipe.send(None)
        while True:
            handful = pipe.recv()
            try:
                told: tuple[bool, object] = True, work(handful)
            except Exception as error:  # noqa: BLE001 (each is raised there)
                error.add_note(traceback.format_exc())
                told = False, error
            pipe.send(told)
