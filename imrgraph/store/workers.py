"""Workers: processes that do the same work beside each other, each on the next task.

In:   a function, tasks, and how many processes.
Out:  the results in the order of the tasks, whichever was done first.
From: a child that is forked has all that was read before, at once; but a lock that a thread holds
      at that moment stays locked in it for ever, and the engine of a store on disk has threads. So
      workers are forked while there is one thread, and spawned, each to read all anew, where there
      are several.
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
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final, TypeVar

from imrgraph.errors import WorkerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext

__all__ = ["beside", "processors"]

T = TypeVar("T")
R = TypeVar("R")

#: How many tasks are given out before their results are taken, so that workers go on while
#: whoever takes the results stores some, and nobody has to hold more.
_AHEAD: Final = 64
#: With how many bytes in them no more is given out than there are workers.
_HELD: Final = 32_000_000


def processors() -> int:
    """Return how many processors this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


@contextmanager
def beside(work: Callable[[T], R], workers: int) -> Iterator[Callable[[Iterable[T]], Iterator[R]]]:
    """Yield what maps `work` over tasks, in as many processes; in this one where it is one.

    Args:
        work: a function of a module, or a `partial` of one; what it takes and returns is pickled.
        workers: how many processes.

    Raises:
        WorkerError: a process ended before it was done, as by a signal.

    >>> with beside(abs, 1) as mapped:
    ...     list(mapped([-2, 1]))
    [2, 1]
    """
    if workers == 1:
        yield partial(map, work)
        return
    context = multiprocessing.get_context("fork" if _is_alone() else "spawn")
    crew = [_Worker(work, context) for _ in range(workers)]
    idle: SimpleQueue[_Worker] = SimpleQueue()
    for worker in crew:
        idle.put(worker)
    # A thread for each worker waits for its results; what runs here meanwhile is not held up.
    threads = ThreadPoolExecutor(workers)
    try:
        yield partial(_in_order, threads, workers, partial(_by_any, idle))
    finally:
        for worker in crew:
            worker.dismiss()
        threads.shutdown(cancel_futures=True)
        for worker in crew:
            worker.close()


def _in_order(
    threads: ThreadPoolExecutor,
    workers: int,
    do: Callable[[memoryview], R],
    tasks: Iterable[T],
) -> Iterator[R]:
    given = deque[tuple[Any, int]]()
    held = 0
    for task in tasks:
        packed = ForkingPickler.dumps(task)
        given.append((threads.submit(do, packed), len(packed)))
        held += len(packed)
        del task, packed  # which would be held while the next one is made
        while len(given) > (workers if held > _HELD else _AHEAD):
            result, size = given.popleft()
            held -= size
            yield result.result()
    while given:
        yield given.popleft()[0].result()


def _by_any(idle: SimpleQueue[_Worker], task: memoryview) -> Any:  # noqa: ANN401 (what the work returns)
    worker = idle.get()
    try:
        return worker.do(task)
    finally:
        idle.put(worker)


class _Worker:
    """A process that does one task after the other."""

    def __init__(self, work: Callable[[Any], object], context: BaseContext) -> None:
        self._pipe, far = context.Pipe()
        # A forked process has this end, too, and would never see that it was closed.
        ours = self._pipe if context.get_start_method() == "fork" else None
        self._process = context.Process(  # type: ignore[attr-defined]
            target=_serve, args=(far, ours, work), daemon=True
        )
        self._process.start()
        far.close()

    def do(self, task: memoryview) -> Any:  # noqa: ANN401 (what the work returns)
        """Have a task done that was pickled.

        Raises:
            WorkerError: the process ended.
        """
        try:
            self._pipe.send_bytes(task)
            is_done, result = self._pipe.recv()
        except (EOFError, OSError) as error:
            self._process.join()
            raise WorkerError(self._process.exitcode) from error
        if is_done:
            return result
        raise result

    def dismiss(self) -> None:
        """End the process, whatever it is at."""
        self._process.terminate()
        self._process.join()

    def close(self) -> None:
        """Give back what it took."""
        self._pipe.close()
        self._process.close()


def _is_alone() -> bool:
    """Say whether this thread is the only one, those that Python knows nothing of among them."""
    # Elsewhere there is no such folder, or libraries of the system do not bear to be forked.
    tasks = Path("/proc/self/task")
    return sys.platform == "linux" and len(tuple(tasks.iterdir())) == 1


def _serve(pipe: Connection, other: Connection | None, work: Callable[[Any], object]) -> None:
    """Do tasks until whoever gives them is gone; what `work` raises, is raised there.

    Args:
        pipe: for tasks and results.
        other: its other end. Workers that were forked later hold it, too; the last of them sees
            that it was closed and ends, and so do all, one after the other.
        work: what to do.
    """
    if other:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever gives the tasks is interrupted, too
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with suppress(EOFError, OSError):
        while True:
            task = pipe.recv()
            try:
                told = True, work(task)
            except Exception as error:  # noqa: BLE001 (each is raised there)
                error.add_note(traceback.format_exc())
                told = False, error
            pipe.send(told)
