"""Score: how well published letters are read, field by field, against what careful readers found.

In:   a folder that holds letters/ (PDF) and gold/ (labels/ and score.py, which does the counting).
Out:  the table of fields with its misses, and what was gained and lost since scores.json, letter by
      letter; exit code 1 where a field fell by more than half a point.
From: gold/SCHEME.md, which says what is compared and how.

    python benchmarks/score.py ../shared [--accept]
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imrgraph.errors import LetterError
from imrgraph.letters.reading import read
from imrgraph.letters.schema import as_dict

if TYPE_CHECKING:
    from types import ModuleType

RELEASED = Path(__file__).with_name("scores.json")
#: Fields may fall by this much before anybody is told.
TOLERANCE = 0.005


@dataclass(frozen=True, slots=True)
class Scores:
    """How the fields came out, and how much is wrong where."""

    letters: int
    #: By field: its score, from 0 to 1, and the counts behind it.
    fields: dict[str, dict[str, float]]
    #: By "field @ letter item n": how many values are missing or too many.
    wrong: dict[str, int]

    @classmethod
    def load(cls, path: Path) -> Scores:
        """Read what `text` wrote."""
        return cls(**json.loads(path.read_text("utf-8")))

    def text(self) -> str:
        """Return the scores as JSON, in an order that makes differences readable."""
        plain = {"letters": self.letters, "fields": self.fields, "wrong": self.wrong}
        return json.dumps(plain, indent=1, sort_keys=True) + "\n"


@click.command()
@click.argument("shared", type=click.Path(path_type=Path, file_okay=False))
@click.option("--accept", is_flag=True, help="Write the scores to scores.json.")
@click.option("--misses", default=0, help="Show so many misses of every field.")
def main(shared: Path, misses: int, *, accept: bool) -> None:
    """Read the letters below SHARED, score them, and compare with the last released figures."""
    if not (shared / "gold" / "labels").is_dir():
        click.echo(f"{shared}: no labelled letters here, nothing is scored")
        return
    now, tally = scored(shared)
    for field, row in now.fields.items():
        click.echo(_line(field, row))
    shown: Counter[str] = Counter()
    for field, where, gold, found in tally.misses:
        shown[field] += 1
        if shown[field] <= misses:
            click.echo(f"  - {field} @ {where}: gold {gold!r} | read {found!r}")
    if accept:
        RELEASED.write_text(now.text(), "utf-8")
        return
    fell = compare(Scores.load(RELEASED), now)
    if fell:
        sys.exit(1)


def scored(shared: Path) -> tuple[Scores, Any]:
    """Read and score every labelled letter.

    Returns:
        The scores, and the scorer's own tally with its misses.
    """
    scorer = _scorer(shared / "gold" / "score.py")
    tally = scorer.Tally()
    labels = sorted((shared / "gold" / "labels").glob("*.json"))
    for label in labels:
        gold = json.loads(label.read_text("utf-8"))
        scorer.score(gold, _found(shared / "letters" / f"{label.stem}.pdf"), tally)
    fields = {
        field: {name: round(value, 4) for name, value in row.items()}
        for field, row in scorer.report(tally).items()
    }
    wrong: Counter[str] = Counter()
    for field, where, gold, found in tally.misses:
        both = isinstance(gold, list) and isinstance(found, list)
        wrong[f"{field} @ {where}"] += len(gold) + len(found) if both else 1
    return Scores(len(labels), fields, dict(sorted(wrong.items()))), tally


def _found(letter: Path) -> dict[str, Any] | None:
    """Return what `letter` states, or None where it cannot be read: then it is wholly missed.

    The labels count earlier visits only where a letter gives a number, which “none” is not.
    """
    try:
        told = as_dict(read(letter))
    except LetterError as error:
        click.echo(str(error), err=True)
        return None
    for item in told["items"]:
        item["prior_count"] = item["prior_count"] or None
    return told


def compare(released: Scores, now: Scores) -> list[str]:
    """Print what was gained and lost since `released`, and return the fields that fell."""
    places = sorted({*released.wrong, *now.wrong})
    gained = {p: n for p in places if (n := released.wrong.get(p, 0) - now.wrong.get(p, 0)) > 0}
    lost = {p: n for p in places if (n := now.wrong.get(p, 0) - released.wrong.get(p, 0)) > 0}
    for word, changed in (("gained", gained), ("lost", lost)):
        for place, number in changed.items():
            click.echo(f"  {word} {number}: {place}")
    click.echo(f"{sum(gained.values())} facts gained, {sum(lost.values())} lost")
    fell = [
        field
        for field, row in released.fields.items()
        if now.fields.get(field, {"score": 0.0})["score"] < row["score"] - TOLERANCE
    ]
    for field in fell:
        click.echo(f"fell by more than half a point: {field}", err=True)
    return fell


def _line(field: str, row: dict[str, float]) -> str:
    if "precision" not in row:
        return f"  {field:38}    {row['score']:.3f}   {row['right']:.0f}/{row['total']:.0f}"
    counts = f"tp {row['tp']:.0f}, fp {row['fp']:.0f}, fn {row['fn']:.0f}"
    return (
        f"  {field:38} F1 {row['score']:.3f}   precision {row['precision']:.3f}"
        f"   recall {row['recall']:.3f}   ({counts})"
    )


def _scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("gold_score", path)
    if spec is None or spec.loader is None:
        message = f"{path}: expected a Python module"
        raise click.UsageError(message)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
