"""The published letters: each is read whole, and every value stands where it is said to stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from imrgraph.letters.reading import read
from imrgraph.letters.schema import as_dict
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from pathlib import Path

LETTERS = 101
#: A page of one letter is a picture, and the record of another gives two birth dates.
TRUE_OF_SOME = re.compile(r"it needs OCR$|birth dates that differ")


def test_every_letter_is_read_and_every_span_quotes(published: Path) -> None:
    files = [file for file in sorted(published.iterdir()) if file.suffix in {".pdf", ".txt"}]
    assert len(files) >= LETTERS
    for file in files:
        letter = read(file)
        found = as_dict(letter)
        for number, item in enumerate(found["items"]):
            start, end = found["spans"][f"items[{number}].outcome"]
            assert letter.document.text[start:end].lower() == item["outcome"], file.name
            start, end = found["spans"][f"items[{number}].request"]
            assert " ".join(letter.document.text[start:end].split()) == item["request"], file.name
        told = [w.message for w in letter.warnings if not TRUE_OF_SOME.search(w.message)]
        assert told == [] or file.suffix == ".txt", file.name


def test_every_letter_is_loaded_and_explained(published: Path) -> None:
    store = LetterStore()
    loaded = store.load([published])
    assert loaded.refused == ()
    assert len(loaded.letters) >= LETTERS
    told = store.select(
        "PREFIX imr: <https://w3id.org/imrgraph/ontology#> "
        "SELECT (COUNT(?item) AS ?items) (COUNT(?verdict) AS ?told) "
        "{ ?letter imr:hasItem ?item OPTIONAL { ?item imr:toldBy ?verdict } }"
    )
    assert told[0]["items"] == told[0]["told"]
