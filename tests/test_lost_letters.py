"""opening.load: a letter of which whoever reads it dies is refused, and the others are loaded."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from test_loading import dump

import imrgraph
from imrgraph.errors import FatalLetterError
from imrgraph.store import keeping, loading, workers
from imrgraph.store.loading import Refused
from imrgraph.store.opening import LetterStore
from imrgraph.store.outcomes import Status

if TYPE_CHECKING:
    from imrgraph.store.sources import Source

#: The command line, where some letters end whoever reads them, as a library in C may do.
COMMAND = """
import os, resource, signal, time
from imrgraph.store import keeping, loading

keeping.LONGEST = loading.LONGEST = 6.0
read = loading.read

def perilous(document):
    if "ends by a signal" in document.text:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "ends by itself" in document.text:
        os._exit(3)
    if "never ends" in document.text:
        time.sleep(3600)
    if "takes all there is" in document.text:
        resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
        bytearray(2**31)
    return read(document)

loading.read = perilous
if __name__ == "__main__":
    from imrgraph.cli import main
    main()
"""
#: Letters of which whoever reads them dies, and what is said of each.
FATAL = {
    "ends by a signal": "found that the process that read it died (signal 11)",
    "ends by itself": "found that the process that read it died (exit code 3)",
    "never ends": "found that reading it was not done after 6 s",
    "takes all there is": "found that reading it takes more memory than there is",
}


@pytest.fixture
def letters(examples: Path, tmp_path: Path) -> Path:
    """A folder in which letters that can be read have others beside them."""
    place = shutil.copytree(examples, tmp_path / "letters")
    for number, words in enumerate(FATAL):
        (place / f"imaging-{number}.txt").write_text(words, encoding="utf-8")
    return place


def run(home: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    script = home / "command.py"
    script.write_text(COMMAND, encoding="utf-8")
    return subprocess.run(  # noqa: S603 (this program)
        [sys.executable, str(script), *map(str, words)],
        env={**os.environ, "PYTHONPATH": str(Path(imrgraph.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )


def contents(place: Path) -> bytes:
    with LetterStore(place) as store:
        return dump(store)


@pytest.mark.parametrize(
    ("before", "workers"),
    [
        pytest.param(0, "1", marks=pytest.mark.slow),
        pytest.param(0, "2", marks=pytest.mark.slow),
        (1, "2"),
    ],
)
def test_of_letters_that_end_who_reads_them_the_others_are_loaded(
    before: int, workers: str, letters: Path, examples: Path, tmp_path: Path
) -> None:
    place, report = tmp_path / "graph", tmp_path / "report.jsonl"
    LetterStore(tmp_path / "clean").load([examples])
    if before:  # the store has threads by then, and workers are spawned
        LetterStore(place).load([examples / "imaging.txt"])
    told = run(
        tmp_path, "load", letters, "--store", place, "--workers", workers, "--report", report
    )
    assert told.returncode == 0, told.stderr
    counted = f"{6 - before} read, {f'{before} replaced, ' * before}4 refused; 1 of them in part"
    assert told.stderr.splitlines()[-1] == counted
    said = {f"{letters}/imaging-{n}.txt": why for n, why in enumerate(FATAL.values())}
    for path, why in said.items():
        assert f"{path}: expected a letter that can be read to its end, {why}" in told.stderr
    rows = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    refused = {row["path"]: row for row in rows if row["status"] == "refused"}
    assert refused.keys() == said.keys()
    assert all(row["why"].endswith(said[path]) for path, row in refused.items())
    assert {row["kind"] for row in refused.values()} == {"FatalLetterError"}
    assert contents(place) == contents(tmp_path / "clean")
    strict = ("--store", place, "--strict")
    told = run(tmp_path, "load", letters / "imaging.txt", letters / "imaging-1.txt", *strict)
    assert told.stderr.splitlines()[-1] == "1 unchanged, 1 refused"
    assert told.returncode == 3  # noqa: PLR2004 (input cannot be read)


def test_a_letter_that_ends_who_concludes_it_anew_stays_as_it_was(
    examples: Path, tmp_path: Path
) -> None:
    place, letters = tmp_path / "graph", shutil.copytree(examples, tmp_path / "letters")
    imaging = letters / "imaging.txt"
    text = imaging.read_text(encoding="utf-8")
    imaging.write_text(f"{text}\nIt ends by itself.\n", encoding="utf-8")
    LetterStore(place).load([letters])
    before = Counter(contents(place).splitlines())
    told = run(tmp_path, "derive", "--store", place, "--proofs")
    assert (told.returncode, "1 refused, 5 derived" in told.stderr) == (0, True), told.stderr
    assert f"CM99-0000003: expected a letter that can be read to its end, {_EXIT}" in told.stderr
    after = Counter(contents(place).splitlines())
    assert not [each for each in after - before if b"CM99-0000003" in each]
    assert not [each for each in before - after if b"CM99-0000003" in each]


_EXIT = FATAL["ends by itself"]


def test_what_was_refused_and_has_not_changed_is_refused_again_and_not_read(
    letters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = LetterStore(tmp_path / "graph")
    (letters / "cut.pdf").write_bytes(b"%PDF-1.4 breaks off")
    (letters / "odd.txt").write_bytes(b"\xff\x00\xff")
    first = store.load([letters])
    assert first.counts == Counter({Status.READ: 6, Status.REFUSED: 6})
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "told", abs)  # which would fail
        again = store.load([letters], workers=2)
    assert again.counts == Counter({Status.UNCHANGED: 6, Status.REFUSED: 6})
    assert [repr(each) for each in again.refused] == [repr(each) for each in first.refused]
    shutil.copy(letters / "imaging.txt", letters / "cut.pdf")
    changed = store.load([letters]).counts
    assert changed == Counter({Status.UNCHANGED: 6, Status.REPLACED: 1, Status.REFUSED: 5})
    monkeypatch.setattr(imrgraph, "__version__", "another")
    read = store.load([letters]).counts
    assert read == Counter({Status.REPLACED: 7, Status.REFUSED: 5})


def test_why_a_file_is_refused_is_looked_up_only_where_it_lasts(
    examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters, store = shutil.copytree(examples, tmp_path / "letters"), LetterStore()
    odd = letters / "odd.txt"
    odd.write_text("nothing", encoding="utf-8")
    gone = FatalLetterError(str(odd), "that it ended whoever read it")

    def ended(sources: tuple[Source, ...], **given: bool) -> list[object]:
        told = loading.told(sources, **given)
        return [Refused(odd, "", gone) if each.path == odd else each for each in told]

    with monkeypatch.context() as patch:
        patch.setattr(keeping, "told", ended)
        [why] = store.load([letters]).refused
        assert why is gone
    [why] = store.load([letters]).refused
    assert "ended" not in str(why)


def test_an_error_of_our_own_says_at_which_letter_it_was(
    examples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "explain", None)
    with pytest.raises(TypeError) as caught:
        LetterStore().load([examples / "imaging.txt"])
    assert caught.value.__notes__ == [f"while reading {examples / 'imaging.txt'}"]


def test_a_second_file_of_a_case_is_not_read_again_as_long_as_the_first_is_there(
    examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, store = tmp_path / "one.txt", tmp_path / "two.txt", LetterStore(tmp_path / "graph")
    text = (examples / "imaging.txt").read_text(encoding="utf-8")
    one.write_text(text, encoding="utf-8")
    two.write_text(text.replace("lumbar", "cervical"), encoding="utf-8")
    [first] = store.load([one, two]).refused
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "told", abs)  # which would fail
        [again] = store.load([one, two]).refused
        with LetterStore(tmp_path / "graph") as opened:
            [other] = opened.load([two]).refused
    assert repr(first) == repr(again) == repr(other)
    assert f"in other words, in {one}" in str(first)
    one.unlink()
    assert store.load([two]).counts == Counter({Status.REPLACED: 1})
    assert store.load([two]).counts == Counter({Status.UNCHANGED: 1})


@pytest.mark.parametrize(("letters_there", "begun"), [(0, 0), (1, 1), (16, 1), (17, 3)])
def test_as_many_workers_are_begun_as_there_is_work_for(
    letters_there: int,
    begun: int,
    examples: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keeping, "_MANY", 3)
    wanted = []
    beside = workers.beside

    def counted(work: object, many: int, **given: object) -> object:
        wanted.append(many)
        return beside(work, 0, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(keeping, "beside", counted)
    text = (examples / "imaging.txt").read_text(encoding="utf-8")
    for number in range(letters_there):
        letter = text.replace("CM99-0000003", f"CM99-{number:07}")
        (tmp_path / f"{number}.txt").write_text(letter, encoding="utf-8")
    assert len(LetterStore().load([tmp_path], workers=3).letters) == letters_there
    assert wanted == [begun]
