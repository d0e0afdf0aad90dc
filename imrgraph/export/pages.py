"""Pages: the explanations of many letters as files of one folder.

In:   explanations, letter by letter; a format.
Out:  a file for each letter; of HTML, a page besides that leads to each.
From: templates/index.html; whatever a letter says is escaped. No page needs a network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from imrgraph.export.explanations import FORMATS, render
from imrgraph.resources import templates
from imrgraph.writing import write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from imrgraph.reasoning.explaining.explanation import Explanations
    from imrgraph.reasoning.rendering.as_text import Level

__all__ = ["Written", "write_pages"]

#: What stands in the name of no file.
_FOREIGN: Final = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: how many explanations, and the file to begin with."""

    count: int
    start: Path
    #: The names of the files that stood there before, and were replaced.
    replaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """A letter in the index."""

    file: str
    name: str
    case: str
    decided: str
    requests: tuple[tuple[str, str, str], ...]


def write_pages(
    explained: Iterable[Explanations], folder: Path, form: str, level: Level
) -> Written:
    """Write each letter's explanations to a file of `folder`, which is made if it is not there.

    Args:
        explained: one letter at a time.
        folder: where the files go.
        form: a name of `imrgraph.export.explanations.FORMATS`.
        level: how much is told, as text or Markdown.

    Raises:
        WriteError: the folder takes no file.
    """
    ending = FORMATS[form].endings[0]
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[_Row] = []
    taken: set[str] = {"index"}
    before = {each.name for each in folder.iterdir()}
    for each in explained:
        stem = _free(_stem(each), taken)
        write(folder / f"{stem}{ending}", [f"{render(each, form, level)}\n".encode()])
        rows.append(_row(f"{stem}{ending}", each))
    start = folder / (rows[0].file if rows else "")
    written = [each.file for each in rows]
    if form == "html":
        start = folder / "index.html"
        others = sorted(
            name for name in before if name.endswith(ending) and name not in {*written, start.name}
        )
        index = templates("imrgraph.export").get_template("index.html")
        page = index.render(rows=rows, others=others)
        write(start, [f"{page}\n".encode()])
        written.append(start.name)
    return Written(len(rows), start, tuple(each for each in written if each in before))


def _stem(explained: Explanations) -> str:
    """Return what a letter's file is called: as the file it was read from, or its case number."""
    name = Path(explained.letter.document.name).stem
    return _FOREIGN.sub("-", name).strip("-.") or "letter"


def _free(stem: str, taken: set[str]) -> str:
    """Return a name that no file has yet, and take it."""
    free, number = stem, 2
    while free.casefold() in taken:
        free, number = f"{stem}-{number}", number + 1
    taken.add(free.casefold())
    return free


def _row(file: str, explained: Explanations) -> _Row:
    letter = explained.letter
    decided = letter.dates.decision
    return _Row(
        file=file,
        name=letter.document.name,
        case=letter.case_number.value if letter.case_number else "",
        decided=str(decided.value) if decided else "",
        requests=tuple(
            (
                each.request,
                each.recorded_outcome or "undecided",
                each.verdict.value.replace("-", " "),
            )
            for each in explained.items
        ),
    )
