"""workers: tasks are done beside each other, and no process stays behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import imrgraph
from imrgraph.errors import WorkerError
from imrgraph.store import workers
from imrgraph.store.workers import beside

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What has workers, tells their numbers, and stays.
HAS_WORKERS = """
import multiprocessing, sys, time
from imrgraph.store import workers

workers._is_alone = lambda: sys.argv[1] == "forked"
if __name__ == "__main__":
    with workers.beside(time.sleep, 3) as mapped:
        print(*(child.pid for child in multiprocessing.active_children()), flush=True)
        list(mapped([0, 0, 0, 60, 60, 60]))
"""


@pytest.fixture(params=["forked", "spawned"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How workers are started."""
    monkeypatch.setattr(workers, "_is_alone", lambda: request.param == "forked")
    return str(request.param)


def is_there(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return state.rpartition(") ")[2][0] != "Z"


@pytest.mark.usefixtures("way")
def test_results_come_in_the_order_of_the_tasks() -> None:
    with beside(abs, 3) as mapped:
        assert list(mapped(range(-200, 0))) == list(range(200, 0, -1))


@pytest.mark.usefixtures("way")
def test_no_more_is_read_ahead_than_can_be_held() -> None:
    given = []
    with beside(abs, 2) as mapped:
        results = mapped(given.append(each) or each for each in range(1000))  # type: ignore[func-returns-value]
        assert next(results) == 0
        assert len(given) < 100  # noqa: PLR2004 (a tenth of all)


@pytest.mark.usefixtures("way")
def test_of_what_is_large_no_more_is_held_than_workers_are_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "_HELD", 50_000)
    given: list[int] = []

    def tasks() -> Iterator[bytes]:
        for size in (100_000, *[1000] * 200):
            given.append(size)
            yield bytes(size)

    with beside(len, 2) as mapped:
        results = mapped(tasks())
        assert next(results) == 100_000  # noqa: PLR2004 (the first)
        assert len(given) == 3  # noqa: PLR2004 (one more than there are workers)
        assert list(results) == [1000] * 200


@pytest.mark.usefixtures("way")
def test_an_error_is_raised_where_the_task_was_given_and_says_where_it_was() -> None:
    with beside(int, 2) as mapped:
        results = mapped(["1", "two", "3"])
        assert next(results) == 1
        with pytest.raises(ValueError, match="'two'") as caught:
            next(results)
    assert "_serve" in "".join(caught.value.__notes__)


@pytest.mark.usefixtures("way")
def test_a_worker_that_is_killed_is_told_in_one_line() -> None:
    with beside(os._exit, 2) as mapped, pytest.raises(WorkerError) as caught:
        list(mapped([3]))
    assert str(caught.value).endswith("found that one ended: 3")


@pytest.mark.usefixtures("way")
def test_workers_are_gone_when_all_is_done() -> None:
    before = set(multiprocessing.active_children())
    with beside(methodcaller("bit_length"), 2) as mapped:
        assert list(mapped([8])) == [4]
        here = [worker.pid for worker in {*multiprocessing.active_children()} - before]
    assert len(here) == 2  # noqa: PLR2004 (as many as were asked for)
    assert not any(map(is_there, map(int, filter(None, here))))


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes where Linux has them")
@pytest.mark.parametrize("how", ["forked", "spawned"])
def test_workers_end_when_whoever_gives_the_tasks_is_killed(how: str, tmp_path: Path) -> None:
    script = tmp_path / "has_workers.py"
    script.write_text(HAS_WORKERS.replace("60", "1"), encoding="utf-8")
    home = {**os.environ, "PYTHONPATH": str(Path(imrgraph.__file__).parents[1])}
    words = [sys.executable, str(script), how]
    with subprocess.Popen(words, env=home, stdout=subprocess.PIPE, text=True) as begun:  # noqa: S603
        assert begun.stdout
        children = [int(each) for each in begun.stdout.readline().split()]
        assert len(children) == 3  # noqa: PLR2004 (as many as were asked for)
        begun.kill()
        assert begun.wait() == -signal.SIGKILL
    for _ in range(100):
        if not any(map(is_there, children)):
            return
        time.sleep(0.1)
    pytest.fail(f"{[each for each in children if is_there(each)]} are still there")
