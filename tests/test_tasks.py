"""benchmarks/tasks: the tasks of new users, of which each has a way that works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import tasks

if TYPE_CHECKING:
    from pathlib import Path

EVERY = tasks.tasks()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("tasks")
    tasks.ready(folder)
    return folder


def test_each_of_the_four_users_has_as_many_tasks() -> None:
    users = [task.who for task in EVERY]
    assert len(set(users)) == 4  # noqa: PLR2004 (the kinds of user)
    assert min(users.count(user) for user in users) * 4 >= len(EVERY) - 4


@pytest.mark.slow
@pytest.mark.parametrize("task", EVERY, ids=[f"{each.who}: {each.wants}" for each in EVERY])
def test_a_task_works(task: tasks.Task, home: Path) -> None:
    assert tasks.tried(task, home)
