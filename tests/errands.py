"""What processes of the server and of the loader do in tests; little is imported here."""

from __future__ import annotations

import faulthandler
import os
import signal
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def number_of(_: object) -> int:
    """Return the number of the process that this runs in."""
    return os.getpid()


def sleeping(_: object, file: str) -> None:
    """Write the number of the process to a file, and go on for ever."""
    with open(f"{file}.part", "w", encoding="utf-8") as told:  # noqa: PTH123 (pathlib takes longer)
        told.write(str(os.getpid()))
    os.rename(f"{file}.part", file)  # noqa: PTH104 (the same)
    time.sleep(3600)


def kept(data: Sequence[bytes]) -> list[bytes]:
    """Return what is given."""
    return list(data)


def halved(numbers: Sequence[int]) -> list[int]:
    """Return half of each number."""
    for each in numbers:
        if each % 2:
            message = f"{each} is odd"
            raise ValueError(message)
    return [each // 2 for each in numbers]


def perilous(words: Sequence[str]) -> list[str]:
    """Return the words, unless one says how this process is to end, or that it is not to."""
    for each in words:
        if each == "exit":
            os._exit(3)
        elif each == "segfault":
            faulthandler.disable()  # which would tell of it at length
            os.kill(os.getpid(), signal.SIGSEGV)
        elif each == "hang":
            time.sleep(3600)
        elif each.startswith("once ") and not os.path.exists(file := each.removeprefix("once ")):  # noqa: PTH110 (the same)
            os.close(os.open(file, os.O_CREAT))
            os._exit(3)
    return list(words)
