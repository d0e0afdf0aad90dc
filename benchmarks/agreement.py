"""Agreement: how often the outcome that follows is the one on record, by basis and reading.

In:   a folder that holds letters/ (PDF).
Out:  for each basis and reading how many items get a verdict, how many of those agree, and why the
      others get none; every disagreement; what changed since agreement.json. Exit code 1 where a
      share fell by more than half a point. Three ways: by all that decides, without what rests on
      these letters alone, and by what is verified. Of how many items nothing that is encoded
      speaks, with and without what lies beyond MTUS and ODG.
From: the outcome on record is the letter's own; nothing here is compared with a reader's labels.

    python benchmarks/agreement.py ../shared [--accept]
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imrgraph.knowledge.guidelines import encoded
from imrgraph.knowledge.knowledge import know, load
from imrgraph.letters.reading import read
from imrgraph.reasoning.deciding.case import cases
from imrgraph.reasoning.deciding.results import Reading, State
from imrgraph.reasoning.deciding.verdicts import Agreement
from imrgraph.reasoning.deciding.weighing import weigh
from imrgraph.reasoning.explaining.explanation import explain
from imrgraph.reasoning.rendering import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Letter
    from imrgraph.reasoning.deciding.verdicts import VerdictResult
    from imrgraph.reasoning.explaining.explanation import Explanation

RELEASED = Path(__file__).with_name("agreement.json")
#: Shares may fall by this much before anybody is told.
TOLERANCE = 0.005
SHARES = ("determined", "agreement", "balanced_accuracy")
COUNTS = ("settled", "agreeing")

Plain = dict[str, Any]


@click.command()
@click.argument("shared", type=click.Path(path_type=Path, file_okay=False))
@click.option("--accept", is_flag=True, help="Write the figures to agreement.json.")
def main(shared: Path, *, accept: bool) -> None:
    """Explain the letters below SHARED, and compare what follows with the outcomes on record."""
    files = sorted((shared / "letters").glob("*.pdf"))
    if not files:
        click.echo(f"{shared}: no letters here, nothing is explained")
        return
    now = measured(files)
    for name, row in now["verdicts"].items():
        click.echo(_line(name, row, now["items"]))
        for place in row["disagreements"]:
            click.echo(f"    disagrees: {place}")
    for way, verdicts in now["ways"].items():
        click.echo(f"{way}:")
        for name, row in verdicts.items():
            click.echo(_line(name, row, now["items"]))
    for reach, counted in now["unspoken"].items():
        click.echo(
            f"{reach}: {counted['none']} without a recommendation, {counted['silent']} silent"
        )
    if accept:
        RELEASED.write_text(json.dumps(now, indent=1, sort_keys=True) + "\n", "utf-8")
    elif fallen := fell(json.loads(RELEASED.read_text("utf-8")), now):
        click.echo(
            "\n".join(f"fell by more than half a point: {each}" for each in fallen), err=True
        )
        sys.exit(1)


def measured(files: Iterable[Path]) -> Plain:
    """Explain the letters in `files`, and count.

    Returns:
        `letters`, `items` and `verdicts`: by basis and reading the shares, the reasons why nothing
        follows with their number, and where the outcome that follows is not the one on record.
        `ways`: the shares once more, without what rests on these letters alone, and by what is
        verified. `unspoken`: of how many items no recommendation, or a silent one only, speaks.
    """
    letters = [read(file) for file in files]
    ways = {"without what rests on these letters": _unscored(), "verified": load(least="verified")}
    reaches = {"MTUS and ODG": load(), "and beyond": load(beyond=True)}
    return {
        "letters": len(letters),
        "items": sum(len(letter.items) for letter in letters),
        "verdicts": _told(letters, load()),
        "ways": {name: _shares(_told(letters, known)) for name, known in ways.items()},
        "unspoken": {name: _unspoken(letters, known) for name, known in reaches.items()},
    }


def _told(letters: Iterable[Letter], knowledge: Knowledge) -> Plain:
    """Explain letters, and count by basis and reading."""
    found: dict[str, list[tuple[str, str | None, VerdictResult]]] = defaultdict(list)
    for letter in letters:
        for item in explain(letter, knowledge).items:
            place = f"{letter.document.name.rpartition('/')[2]} item {item.number}"
            for name, verdict in _verdicts(item):
                found[name].append((place, item.recorded_outcome, verdict))
    return {name: _counted(rows) for name, rows in sorted(found.items())}


def _shares(verdicts: Plain) -> Plain:
    return {name: {s: row[s] for s in (*SHARES, *COUNTS)} for name, row in verdicts.items()}


def _unscored() -> Knowledge:
    """Return what is encoded without the recommendations that rest on the letters alone."""
    known = load()
    dropped = {each.iri for each in encoded(known) if each.rests_on_scored}
    return know(quad for quad in known.quads if str(quad.subject)[1:-1] not in dropped)


def _unspoken(letters: Iterable[Letter], knowledge: Knowledge) -> Plain:
    """Count the items of which no recommendation speaks on what the reviewer found."""
    counted = Counter({"none": 0, "silent": 0})
    for letter in letters:
        for case in cases(letter):
            weighed = [e for e in weigh(case, knowledge) if e.reading is Reading.ENCODED]
            if not weighed:
                counted["none"] += 1
            elif all(each.state is State.SILENT for each in weighed):
                counted["silent"] += 1
    return dict(counted)


def fell(released: Plain, now: Plain) -> list[str]:
    """Return the shares that fell since `released`."""
    return [
        f"{name} {share}"
        for name, row in released["verdicts"].items()
        for share in SHARES
        if (before := row[share]) is not None
        and (now["verdicts"].get(name, {}).get(share) or 0.0) < before - TOLERANCE
    ]


def _verdicts(item: Explanation) -> Iterator[tuple[str, VerdictResult]]:
    """Yield the verdicts of an item, and once more the one by which it is explained."""
    for verdict in item.verdicts:
        yield f"{verdict.basis}, {verdict.reading}", verdict
    yield "as told", item.leading


def _counted(rows: list[tuple[str, str | None, VerdictResult]]) -> Plain:
    settled = [row for row in rows if row[2].agreement(row[1]) is not Agreement.UNDETERMINED]
    agreeing = [row for row in settled if row[2].agreement(row[1]) is Agreement.AGREE]
    recall = {
        outcome: sum(row[1] == outcome for row in agreeing) / number
        for outcome, number in Counter(row[1] for row in settled).items()
    }
    reasons = Counter(
        wording.gap(missing, load())
        for row in rows
        if row not in settled
        for missing in row[2].missing
    )
    return {
        "determined": round(len(settled) / len(rows), 4),
        "agreement": round(len(agreeing) / len(settled), 4) if settled else None,
        "balanced_accuracy": round(sum(recall.values()) / len(recall), 4) if recall else None,
        "settled": len(settled),
        "agreeing": len(agreeing),
        "undetermined": dict(reasons.most_common()),
        "disagreements": sorted(row[0] for row in settled if row not in agreeing),
    }


def _line(name: str, row: Plain, items: int) -> str:
    shares = [f"determined {row['settled']}/{items} ({row['determined']:.3f})"]
    if row["settled"]:
        shares.append(f"agreeing {row['agreeing']}/{row['settled']} ({row['agreement']:.3f})")
        shares.append(f"balanced accuracy {row['balanced_accuracy']:.3f}")
    return f"  {name}: {', '.join(shares)}"


if __name__ == "__main__":
    main()
