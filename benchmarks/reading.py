"""How long reading takes: for each letter, and in proportion to the length of a letter.

    python benchmarks/reading.py [FOLDER]

First, milliseconds a letter of FOLDER after start-up, on one core, its text taken from the file
apart from the reading of it; the example letters if no folder is given. Then, for text that is
meant to make patterns look again and again, how many times as long a letter of a million characters
takes as one of a tenth; about ten is linear.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from statistics import mean
from time import process_time

from imrgraph.errors import LetterError
from imrgraph.letters.reading import read
from imrgraph.letters.text import files
from imrgraph.letters.text.document import Document
from imrgraph.resources import folder
from imrgraph.store.sources import letters_in

__all__ = ["PARTS", "RUNS", "growth"]

#: What a letter is filled with, again and again.
RUNS = {
    "digits": "1234567890",
    "no": "no ",
    "not": "not documented ",
    "commas": ",",
    "colons": ": ",
    "full stops": ".",
    "spaces": " ",
    "empty lines": "\n",
    "blank lines": " \n",
    "carriage returns": "\r",
    "page breaks": " \f ",
    "open brackets": "(",
    "brackets": "((((a))))",
    "hyphens": "-",
    "capitals": "Aa Bb ",
    "headings": "HOW THE IMR FINAL\nIMR ISSUES, DECISIONS\nCLINICAL CASE\n",
    "labels": "Claims Administrator guideline:\nDecision rationale:\n",
    "items": "Massage: Upheld\n\nClaims Administrator guideline: None.\n\nDecision rationale:\n\n",
    "numbered items": "1. Massage is not medically necessary.\n\n",
    "determined": "1) Example Services has determined the request for ",
    "regarded": "1) Regarding the request for massage\n",
    "issues": "ISSUE AT DISPUTE: massage\n",
    "dates": "10/10/2016 ",
    "dated": "Date of Injury: Notice of Assignment ",
    "cited": "Decision based on MTUS Low Back ",
    "outside": "Decision based on Non-MTUS Citation ODG ",
    "chains": "was the original request. Massage was authorized by ",
    "quantities": "2 times a week for ",
    "diagnosed": "diagnosed with pain, ",
    "ligatures": "\ufb01\u200b",
    "sentences": "The patient was not tried on massage. ",
    "injured": "injury of injury ",
}
#: Where a letter is filled.
PARTS = ("before", "summary", "request", "cited", "rationale", "all")


def letter(run: str, length: int, part: str) -> Document:
    """Return a letter whose `part` is `run` over and over, `length` characters of it."""
    fill = (run * (length // max(len(run), 1) + 1))[:length]
    if part == "all":
        return Document.of("letter", fill)
    put = dict.fromkeys(PARTS, "") | {part: fill}
    text = (
        f"{put['before']}\nCLINICAL CASE SUMMARY\n\nA worker. {put['summary']}\n\n"
        f"IMR ISSUES, DECISIONS AND RATIONALES\n\nMassage {put['request']}: Upheld\n\n"
        f"Claims Administrator guideline: {put['cited']}\n\n"
        f"MAXIMUS guideline: None.\n\nDecision rationale: No. {put['rationale']}\n"
    )
    return Document.of("letter", text)


def seconds(document: Document) -> float:
    """Return the processor time in which `document` is read, or refused: the better of two."""

    def once() -> float:
        start = process_time()
        with suppress(LetterError):
            read(document)
        return process_time() - start

    return min(once(), once())


def growth(run: str, part: str, length: int = 100_000) -> float:
    """Return how many times as long a letter with ten times as many characters takes."""
    short, long = (letter(run, length * times, part) for times in (1, 10))
    return seconds(long) / seconds(short)


def milliseconds(home: Path) -> tuple[int, float, float]:
    """Return how many letters a folder has, and the means of taking their text and reading it."""
    taken, told = [], []
    for path in letters_in([home]):
        start = process_time()
        document = files.open(path)
        taken.append(process_time() - start)
        told.append(seconds(document))
    return len(told), 1000 * mean(taken), 1000 * mean(told)


def main(home: Path) -> None:
    """Print both tables."""
    say = sys.stdout.write
    seconds(letter("", 0, "summary"))
    letters, taken, told = milliseconds(home)
    say(f"{letters} letters of {home}: {taken:.1f} ms a letter to take its text, ")
    say(f"{told:.1f} ms to read it\n\n")
    say(f"{'times as long for ten times the text':38}{''.join(f'{part:>10}' for part in PARTS)}\n")
    for name, run in RUNS.items():
        say(f"{name:38}")
        for part in PARTS:
            say(f"{growth(run, part):10.1f}")
            sys.stdout.flush()
        say("\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else folder("examples") / "letters")
