"""A file that is damaged anywhere is read or refused, without a traceback and not in silence."""

from __future__ import annotations

import random
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from carriers import as_docx, as_eml, as_html, as_mbox, as_pdf, as_recognised

from imrgraph.errors import LetterError
from imrgraph.letters.reading import read
from imrgraph.letters.schema import as_dict
from imrgraph.letters.text import files
from imrgraph.letters.text.document import Document
from imrgraph.store.loading import Refused, told
from imrgraph.store.sources import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from imrgraph.letters.letter import Letter

MEDIA: dict[str, Callable[[str], bytes]] = {
    "letter.txt": lambda text: text.encode(),
    "letter.docx": as_docx,
    "letter.html": as_html,
    "letter.eml": as_eml,
    "attached.eml": lambda text: as_eml(text, as_pdf(text)),
    "box.mbox": lambda text: as_mbox([as_eml(text), as_eml(text)]),
    "letter.pdf": as_pdf,
}
#: Of letters of 2013 to 2018 whose text was recognised no more than this share is misread.
MISREAD = 0.05
#: How many damaged files there are in all, half of them in every medium alike.
MANY = 10_000


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with some of them changed, lost, doubled or cut off."""
    spoilt = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5, 40])):
        at = chance.randrange(len(spoilt) or 1)
        match chance.randrange(6):
            case 0:
                spoilt[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del spoilt[at : at + chance.choice([1, 10, 300])]
            case 2:
                spoilt[at:at] = bytes(spoilt[at : at + chance.choice([1, 10, 300])])
            case 3:
                spoilt[at:at] = chance.choice([b"\0", b"\xff", b"<", b">", b"\f", b"\n\n", b"%"])
            case 4:
                other = chance.randrange(len(spoilt) or 1)
                spoilt[at : at + 20], spoilt[other : other + 20] = (
                    spoilt[other : other + 20],
                    spoilt[at : at + 20],
                )
            case _:
                del spoilt[-chance.randrange(1, len(spoilt) // 2 + 2) :]
    return bytes(spoilt)


def read_or_refused(name: str, data: bytes) -> None:
    """Read what can be read; anything but a letter and a refusal raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # python-docx and zipfile warn of odd packages
        told = said_of(name, data)
    assert told.startswith(f"{name}: expected ") or told == "read"


def said_of(name: str, data: bytes) -> str:
    try:
        letter = read(files.document(name, data))
    except LetterError as error:
        return str(error)
    return "read" if letter.items or letter.warnings else "nothing"


@pytest.mark.parametrize("name", MEDIA)
def test_a_damaged_file_is_read_or_refused(name: str, examples: Path) -> None:
    data = MEDIA[name]((examples / "massage-acute.txt").read_text(encoding="utf-8"))
    chance = random.Random(name)  # noqa: S311 (the same files every time)
    for _ in range(12):
        read_or_refused(name, damaged(data, chance))


@pytest.mark.slow
@pytest.mark.parametrize("name", MEDIA)
def test_ten_thousand_damaged_files_are_read_or_refused(name: str, examples: Path) -> None:
    letters = sorted(examples.glob("*.txt"))
    whole = [MEDIA[name](path.read_text(encoding="utf-8")) for path in letters]
    chance = random.Random(f"many {name}")  # noqa: S311 (the same files every time)
    for _ in range(MANY // len(MEDIA) + 1):
        read_or_refused(name, damaged(chance.choice(whole), chance))


@pytest.mark.parametrize("name", MEDIA)
def test_of_a_damaged_file_a_load_says_that_it_is_loaded_or_refused(
    name: str, examples: Path, tmp_path: Path
) -> None:
    data = MEDIA[name]((examples / "massage-acute.txt").read_text(encoding="utf-8"))
    chance = random.Random(f"load {name}")  # noqa: S311 (the same files every time)
    path = tmp_path / name
    for _ in range(3):
        path.write_bytes(damaged(data, chance))
        [each] = told([Source(path, path.read_bytes())], unverified=False, proofs=False)
        assert isinstance(each, Refused) or b"DisputedItem" in each.nquads


def decided(letter: Letter) -> list[object]:
    plain = as_dict(letter)
    outcomes = [item["outcome"] for item in plain["items"]]
    return [plain["case_number"], plain["dates"], len(outcomes), outcomes]


LABELLED = sorted((Path(__file__).parent / "golden" / "labelled").glob("*/letter.txt"))
CARRY = (as_docx, as_html, as_eml)


@pytest.mark.parametrize("path", LABELLED[::9], ids=lambda path: path.parent.name)
@pytest.mark.parametrize("carry", CARRY)
def test_a_letter_of_any_year_says_the_same_in_every_medium(
    path: Path, carry: Callable[[str], bytes]
) -> None:
    text = path.read_text(encoding="utf-8")
    wanted = decided(read(Document.of("letter", text)))
    assert decided(read(files.document("letter", carry(text)))) == wanted


@pytest.mark.parametrize("path", [p for p in LABELLED if "2013" in p.parent.name][::3])
@pytest.mark.parametrize("seed", range(2))
def test_no_item_of_2013_is_lost_or_turned_by_recognition(path: Path, seed: int) -> None:
    text = path.read_text(encoding="utf-8")
    wanted = decided(read(Document.of("letter", text)))
    assert decided(read(Document.of("letter", as_recognised(text, seed)))) == wanted


@pytest.mark.slow
def test_letters_of_all_years_say_the_same_in_every_medium() -> None:
    differing, misread, many = [], 0, 0
    for path in LABELLED:
        text = path.read_text(encoding="utf-8")
        wanted = decided(read(Document.of("letter", text)))
        differing += [
            (path.parent.name, carry.__name__)
            for carry in CARRY
            if decided(read(files.document("letter", carry(text)))) != wanted
        ]
        for seed in range(3):
            letter = read(Document.of("letter", as_recognised(text, seed)))
            many += 1
            if decided(letter) != wanted:
                misread += 1
                assert letter.warnings, path
    assert differing == []
    assert misread <= MISREAD * many


@pytest.mark.slow
def test_a_hundred_published_letters_say_the_same_in_every_medium(published: Path) -> None:
    differing = []
    for path in sorted(published.glob("*.pdf")):
        document = files.open(path)
        wanted = decided(read(document))
        for carry in (as_docx, as_html, as_eml):
            text = document.text.replace("\ufffe", "-").replace("\x02", "-")
            if decided(read(files.document("letter", carry(text)))) != wanted:
                differing.append((path.name, carry.__name__))
        letter = read(Document.of("letter", as_recognised(document.text, len(differing))))
        if decided(letter) != wanted or not letter.warnings:
            differing.append((path.name, "recognised"))
    assert differing == []
