"""Pool: processes that each do one thing at a time, and are killed when its limits are over.

In:   what is to be done, and for whom.
Out:  what comes of it, or an error when it takes more than it may.
From: the graph engine cannot be interrupted from Python. A process is forked from one that has no
      other thread, and opens the letters for itself, so that it waits for no lock of this one.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import pickle
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

from starlette.requests import ClientDisconnect

from imrgraph.errors import ImrgraphError, SpentError
from imrgraph.graph.remote import Remote
from imrgraph.graph.store import Store
from imrgraph.serve.turns import Turns
from imrgraph.serve.working import SHORT, work_on

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

    from starlette.requests import Request

    from imrgraph.serve.limits import Limits

__all__ = ["Pool", "placed"]

T = TypeVar("T")
#: What is imported before a process is forked: what it does, and what the command imports itself.
_PRELOADED: Final = (
    *("imrgraph.serve.working", "imrgraph.serve.answering", "imrgraph.serve.pages"),
    "imrgraph.cli",
)
#: How many seconds a process may take to open the letters.
_OPENING: Final = 60.0
#: How many seconds pass before it is looked whether a client is still there.
_SOON: Final = 0.05


class Pool:
    """Processes that have the letters open, as many as are wanted at once."""

    def __init__(
        self,
        place: Path | Remote,
        limits: Limits,
        opened: Callable[[Path], Store] = Store.of,
    ) -> None:
        """Take what processes may take.

        Args:
            place: where they find the letters, as `placed` says.
            limits: of each thing that is done, and of how many at once.
            opened: what opens letters that are in a folder.
        """
        self._limits = limits
        self._begins = place, opened, limits
        self._turns = Turns(limits.running, limits.waiting, limits.patience)
        self._threads = ThreadPoolExecutor(limits.running, thread_name_prefix="waits")
        self._workers: set[_Worker] = set()
        self._idle: list[_Worker] = []
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([*_PRELOADED])

    def begin(self) -> None:
        """Begin a process ahead, so that who asks first does not wait until it has."""
        self._threads.submit(self._prepare)

    def _prepare(self) -> None:
        worker = _Worker(self._threads)
        self._workers.add(worker)
        with suppress(ImrgraphError):  # whoever asks is told
            worker.begin(self._context, *self._begins)
            self._idle.append(worker)

    async def run(self, request: Request, work: Callable[..., T], *given: object) -> T:
        """Return what `work` returns of the letters and of what else is given.

        Args:
            request: for whom it is done; when the client goes away, so does the process.
            work: a function of a module, called with the letters as they were opened, without
                catalog, or as a `Remote`; and with `given`.
            given: what can be pickled.

        Raises:
            SpentError: it takes more than it may.
            HTTPException: too many others are being served.
            ClientDisconnect: the client went away.
            ImrgraphError: whatever `work` raises.
        """
        client = request.client.host if request.client else ""
        doing = asyncio.ensure_future(self.run_for(client, work, *given))
        try:
            # Most is done before anybody could go away.
            await asyncio.wait({doing}, timeout=_SOON)
            if not doing.done():
                await _done_or_left(doing, request)
            return await doing
        finally:
            doing.cancel()

    async def run_for(self, client: str, work: Callable[..., T], *given: object) -> T:
        """Return what `work` returns, as `run` does, for a client that waits however long it takes.

        Raises:
            SpentError: it takes more than it may.
            HTTPException: too many others are being served.
            ImrgraphError: whatever `work` raises.
        """
        async with self._turns.turn(client):
            worker = self._idle.pop() if self._idle else _Worker(self._threads)
            self._workers.add(worker)
            try:
                if not worker.has_begun:
                    await worker.beside(worker.begin, self._context, *self._begins)
                result: T = await worker.do((work, given), self._limits.seconds)
            except asyncio.CancelledError:
                worker.kill()
                raise
            finally:
                if worker.is_alive:
                    self._idle.append(worker)
                else:
                    self._workers.discard(worker)
            return result

    def close(self) -> None:
        """End all processes, whatever they are at."""
        for worker in self._workers:
            worker.kill()
        self._threads.shutdown(cancel_futures=True)


class _Worker:
    """A process that does one thing after the other, begun when there is a first one."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        """Take the threads that wait for what would keep everybody waiting."""
        self._threads = threads
        self._process: BaseProcess | None = None
        self._pipe: Connection
        self.is_alive = True

    @property
    def has_begun(self) -> bool:
        """Whether there is a process."""
        return self._process is not None

    def begin(
        self,
        context: BaseContext,
        place: Path | Remote,
        opened: Callable[[Path], Store],
        limits: Limits,
    ) -> None:
        """Begin the process and let it open the letters, and wait until it has.

        Raises:
            ImrgraphError: it cannot open them.
        """
        self._pipe, far = context.Pipe()
        self._process = context.Process(  # type: ignore[attr-defined]
            target=work_on, args=(far, place, opened, limits), daemon=True
        )
        self._process.start()
        far.close()
        if not self.is_alive:  # it is wanted no more
            self.kill()
        try:
            if not self._pipe.poll(_OPENING):
                self._give_up(_OPENING)
            _result(self._received())
        except ImrgraphError:
            self.kill()
            raise

    async def do(self, task: object, seconds: float) -> Any:  # noqa: ANN401 (what the work returns)
        """Have something done in time.

        Raises:
            SpentError: it takes more than it may.
        """
        told = pickle.dumps(task)
        with suppress(OSError):  # as where the process was ended; the answer tells
            if len(told) > SHORT:
                await self.beside(self._pipe.send_bytes, told)
            else:
                self._pipe.send_bytes(told)
        try:
            async with asyncio.timeout(seconds):
                await self._said()
        except TimeoutError:
            self._give_up(seconds)
        answer = self._received()
        return _result(await self.beside(self._received) if answer is None else answer)

    async def beside(self, work: Callable[..., T], *given: object) -> T:
        """Return what `work` returns, in a thread, while others are served."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)

    async def _said(self) -> None:
        """Return when the process says something, or is at its end."""
        loop = asyncio.get_running_loop()
        said = asyncio.Event()
        loop.add_reader(self._pipe, said.set)
        try:
            await said.wait()
        finally:
            loop.remove_reader(self._pipe)

    def _received(self) -> Any:  # noqa: ANN401 (what the work returns)
        try:
            return self._pipe.recv()
        except (EOFError, OSError) as error:
            self.kill()
            message = "expected an answer from as much memory as it may take, found none"
            raise SpentError(message) from error

    def _give_up(self, seconds: float) -> NoReturn:
        self.kill()
        message = f"expected an answer within {seconds:g} s, found none"
        raise SpentError(message)

    def kill(self) -> None:
        """End the process, whatever it is at."""
        self.is_alive = False
        if self._process:
            self._process.kill()
            self._process.join()


def placed(letters: Store | Remote, folder: str) -> Path | Remote:
    """Return where processes find the letters as they are now, whatever is loaded later.

    Args:
        letters: what is served.
        folder: where those go that are only in memory.
    """
    if isinstance(letters, Remote):
        return letters
    if letters.quads:
        return letters.quads
    with Store(Path(folder, "store")) as copy:
        copy.fill(b"".join(letters.nquads()))
        assert copy.quads  # noqa: S101 (it was filled)
        return copy.quads


def _result(answer: tuple[bool, Any]) -> Any:  # noqa: ANN401 (what the work returns)
    """Return what the work returned, or raise what it raised."""
    is_done, result = answer
    if is_done:
        return result
    raise result


async def _done_or_left(doing: asyncio.Future[T], request: Request) -> None:
    """Return when something is done.

    Raises:
        ClientDisconnect: the client is gone before that.
    """
    leaving = asyncio.ensure_future(_left(request))
    try:
        either: set[asyncio.Future[Any]] = {doing, leaving}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise ClientDisconnect
    finally:
        leaving.cancel()


async def _left(request: Request) -> None:
    """Return when the client is gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
