"""workers: tasks are done beside each other, and no process stays behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from errands import halved, kept, perilous

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

def slept(seconds):
    return [time.sleep(each) for each in seconds]

if __name__ == "__main__":
    with workers.beside(slept, 3, max) as mapped:
        print(*(child.pid for child in multiprocessing.active_children()), flush=True)
        list(mapped([[0], [0], [0], [60], [60], [60]]))
"""


@pytest.fixture(params=["forked", "spawned"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How workers are started."""
    monkeypatch.setattr(workers, "_is_alone", lambda: request.param == "forked")
    return str(request.param)


def unlost(thing: object, code: int | None) -> NoReturn:
    pytest.fail(f"{thing} is lost: {code}")


def told(thing: str, code: int | None) -> str:
    return f"{thing}: signal or code {code}"


def is_there(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return state.rpartition(") ")[2][0] != "Z"


@pytest.mark.usefixtures("way")
def test_results_come_in_the_order_of_the_tasks() -> None:
    with beside(halved, 3, unlost) as mapped:
        handfuls = [(n, n + 2, n + 4) for n in range(0, 600, 6)]
        assert list(mapped(handfuls)) == list(range(300))


@pytest.mark.usefixtures("way")
def test_no_more_is_read_ahead_than_can_be_held() -> None:
    given = []
    with beside(list, 2, unlost) as mapped:
        results = mapped(given.append(each) or [each] for each in range(1000))  # type: ignore[func-returns-value]
        assert next(results) == 0
        assert len(given) < 100  # noqa: PLR2004 (a tenth of all)


@pytest.mark.usefixtures("way")
def test_of_what_is_large_no_more_is_held_than_workers_are_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "_HELD", 50_000)
    given: list[int] = []

    def handfuls() -> Iterator[list[bytes]]:
        for size in (100_000, *[1000] * 200):
            given.append(size)
            yield [bytes(size)]

    with beside(kept, 2, unlost) as mapped:
        results = mapped(handfuls())
        assert len(next(results)) == 100_000  # noqa: PLR2004 (the first)
        assert len(given) == 3  # noqa: PLR2004 (one more than there are workers)
        assert [len(each) for each in results] == [1000] * 200


@pytest.mark.usefixtures("way")
def test_an_error_is_raised_where_the_task_was_given_and_says_where_it_was() -> None:
    with beside(halved, 2, unlost) as mapped:
        results = mapped([[2], [3], [4]])
        assert next(results) == 1
        with pytest.raises(ValueError, match="3 is odd") as caught:
            next(results)
    assert "_serve" in "".join(caught.value.__notes__)


@pytest.mark.usefixtures("way")
def test_of_a_handful_that_ends_a_process_but_that_is_lost_which_ends_it() -> None:
    handfuls = [["a", "b"], ["c", "exit", "d"], ["e"], ["segfault"], ["f", "exit"], *"ghij"]
    with beside(perilous, 2, told) as mapped:
        *found, last = mapped(handfuls)
    code = "signal or code"
    ends = {"exit": f"exit: {code} 3", "segfault": f"segfault: {code} {-signal.SIGSEGV}"}
    assert [*found, last] == [ends.get(each, each) for handful in handfuls for each in handful]


@pytest.mark.usefixtures("way")
def test_what_is_at_no_end_is_lost_and_nothing_else() -> None:
    others = set(multiprocessing.active_children())
    with beside(perilous, 2, told, seconds=3) as mapped:
        found = list(mapped([["a", "hang", "b"], ["c"], ["d"]]))
    assert found == ["a", "hang: signal or code None", "b", "c", "d"]
    assert set(multiprocessing.active_children()) <= others


@pytest.mark.usefixtures("way")
def test_what_ends_a_process_only_once_is_not_lost(tmp_path: Path) -> None:
    with beside(perilous, 2, told) as mapped:
        found = list(mapped([["a", f"once {tmp_path / 'died'}"]]))
    assert found == ["a", f"once {tmp_path / 'died'}"]


@pytest.mark.parametrize("alone", [True, False], ids=["forked", "spawned"])
def test_where_no_process_can_begin_nothing_is_tried_one_by_one(
    alone: bool,  # noqa: FBT001 (a case)
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "_is_alone", lambda: alone)
    monkeypatch.setattr(workers, "_serve", os._exit if alone else "no function")
    with beside(perilous, 1, unlost) as mapped, pytest.raises(WorkerError, match="to begin"):
        list(mapped([["a"], ["b"]]))


@pytest.mark.usefixtures("way")
def test_who_leaves_while_something_is_at_no_end_does_not_wait_for_it() -> None:
    others = set(multiprocessing.active_children())
    began = time.monotonic()
    with beside(perilous, 2, unlost) as mapped:
        assert next(mapped([["a"], ["hang"], ["hang"], ["hang"]])) == "a"
    assert time.monotonic() - began < 60  # noqa: PLR2004 (they hang for an hour)
    assert set(multiprocessing.active_children()) <= others


@pytest.mark.usefixtures("way")
def test_workers_are_gone_when_all_is_done() -> None:
    before = set(multiprocessing.active_children())
    with beside(halved, 2, unlost) as mapped:
        assert list(mapped([[8]])) == [4]
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
