"""Plain: whether the pages of explanations are short and in plain English.

In:   a folder that holds letters/.
Out:  words a headline, lines a page, words a sentence of our own, and how many of those are in the
      passive; exit code 1 where one is beyond what is wanted.
From: the page of an item fits a screen of 45 lines of 100 characters, its headline 35 words. What
      is quoted is the letter's, and is not counted as ours.

    python benchmarks/plain.py ../shared
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING

import click

from imrgraph.explaining import explain
from imrgraph.reasoning.rendering.as_text import as_text
from imrgraph.reasoning.rendering.headline import MOST_WORDS, headline
from imrgraph.reasoning.rendering.page import page
from imrgraph.reasoning.rendering.standing import standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.reasoning.explaining.explanation import Explanations

#: A screen of so many lines, which so much of the pages fit.
SCREEN, FITTING = 45, 0.9
#: So many words a sentence of ours has on average at most, and so much of them is in the passive.
LONGEST, PASSIVE = 20.0, 0.4
_QUOTED = re.compile(r"“[^”]*”|\[[^\]]*\]|\([^()]*\)")
_ENDS = re.compile(r"(?<=[a-z\d])\s*[.;:](?:\s|$)")
# "is documented", "were authorized", "is not shown"
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been|be)\s+(?:not\s+|never\s+)?(?:\w+ed|shown|given|told|known|met)\b"
)


@dataclass(frozen=True, slots=True)
class Plainness:
    """How plain the pages of some items are."""

    items: int
    longest_headline: int
    #: How much of the pages fits a screen.
    fitting: float
    words_a_sentence: float
    #: How much of the sentences is in the passive.
    passive: float

    @property
    def faults(self) -> tuple[str, ...]:
        """What is beyond what is wanted."""
        held = {
            f"a headline of {self.longest_headline} words": self.longest_headline <= MOST_WORDS,
            f"{self.fitting:.0%} of the pages fit a screen": self.fitting >= FITTING,
            f"{self.words_a_sentence:.1f} words a sentence": self.words_a_sentence <= LONGEST,
            f"{self.passive:.0%} of the sentences in the passive": self.passive <= PASSIVE,
        }
        return tuple(fault for fault, holds in held.items() if not holds)


def sentences(text: str) -> tuple[str, ...]:
    """Return what a text says in words of ours, a sentence or clause each.

    >>> sentences("Upheld: it is passive (“passive care”); the limit is 6.")
    ('Upheld', 'it is passive', 'the limit is 6')
    """
    own = _QUOTED.sub("", text)
    return tuple(each for part in _ENDS.split(own) if (each := " ".join(part.split()).strip(".")))


def is_passive(sentence: str) -> bool:
    """Say whether a sentence is in the passive.

    >>> is_passive("no red flag is documented"), is_passive("the record shows what calls for it")
    (True, False)
    """
    return _PASSIVE.search(sentence) is not None


def plainness(every: Iterable[Explanations]) -> Plainness:
    """Measure the pages of all items of some letters."""
    headlines, lines, said = [], [], []
    for explanations in every:
        for item in explanations.items:
            headlines.append(len(headline(item).split()))
            lines.append(len(as_text(explanations.only(item.number)).splitlines()))
            entries = (entry.text for section in page(item) for entry in section.entries)
            told = (headline(item), standing(item), *entries)
            said += [each for text in told for each in sentences(text)]
    return Plainness(
        items=len(headlines),
        longest_headline=max(headlines),
        fitting=mean(each <= SCREEN for each in lines),
        words_a_sentence=mean(len(each.split()) for each in said),
        passive=mean(map(is_passive, said)),
    )


def _letters(shared: Path) -> Iterator[Explanations]:
    for path in sorted((shared / "letters").iterdir()):
        yield explain(path)


@click.command()
@click.argument("shared", type=click.Path(path_type=Path, file_okay=False))
def main(shared: Path) -> None:
    """Measure the pages of the letters below SHARED."""
    if not (shared / "letters").is_dir():
        click.echo(f"{shared}: no letters here, nothing is measured")
        return
    found = plainness(_letters(shared))
    click.echo(
        f"{found.items} pages: {found.fitting:.0%} fit a screen; the longest headline has "
        f"{found.longest_headline} words, a sentence {found.words_a_sentence:.1f}; "
        f"{found.passive:.0%} of the sentences are in the passive"
    )
    for fault in found.faults:
        click.echo(f"  beyond what is wanted: {fault}")
    if found.faults:
        sys.exit(1)


if __name__ == "__main__":
    main()
