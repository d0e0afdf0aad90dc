"""What processes of the server do in tests; little is imported here, so that they begin soon."""

from __future__ import annotations

import os
import time


def number_of(_: object) -> int:
    """Return the number of the process that this runs in."""
    return os.getpid()


def sleeping(_: object, file: str) -> None:
    """Write the number of the process to a file, and go on for ever."""
    with open(f"{file}.part", "w", encoding="utf-8") as told:  # noqa: PTH123 (pathlib takes longer)
        told.write(str(os.getpid()))
    os.rename(f"{file}.part", file)  # noqa: PTH104 (the same)
    time.sleep(3600)
