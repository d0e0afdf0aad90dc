"""Readback: how well letters that nobody wrote are read, field by field, against what they state.

In:   how many letters, seeds and media.
Out:  for each field the share of its values that are read as they were meant; for each family of
      wordings how well the grounds of an item are found. With --misses, the values that were not.
From: imrgraph.synth. A field is right where all of its value is: a set of diagnoses with one more
      is wrong.

    python benchmarks/readback.py [--letters 1000] [--seed 1] [--seed 2] [--misses 5]
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imrgraph.errors import LetterError
from imrgraph.letters.reading import read
from imrgraph.letters.schema import as_dict
from imrgraph.synth.letters import letters
from imrgraph.synth.media import MEDIA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from imrgraph.synth.letters import Made

__all__ = ["Tally", "readback"]

#: What a letter has one of, and an item.
_OF_LETTER = ("case_number", "priority")
_OF_ITEM = ("request", "treatment", "outcome", "retrospective", "prior_count")
_QUANTITY = ("requested", "authorized", "disputed", "per_week", "weeks", "unit")


@dataclass
class Tally:
    """How many values of each field are right, of how many; and grounds by family."""

    right: Counter[str] = field(default_factory=Counter)
    all: Counter[str] = field(default_factory=Counter)
    #: By family: grounds found, found too many, and missed.
    grounds: defaultdict[str, list[int]] = field(
        default_factory=lambda: defaultdict(lambda: [0] * 3)
    )
    misses: defaultdict[str, list[tuple[str, object, object]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def shares(self) -> dict[str, float]:
        """Return the share of values that are right, by field."""
        return {name: self.right[name] / many for name, many in sorted(self.all.items())}

    def f1(self) -> dict[str, float]:
        """Return the F1 of grounds, by family."""
        return {
            name: 2 * hit / (2 * hit + more + missed)
            for name, (hit, more, missed) in sorted(self.grounds.items())
        }

    def add(self, made: Made, found: Mapping[str, Any]) -> None:
        """Count one letter."""
        for name, meant, got in _values(made.truth, found):
            self.all[name] += 1
            if meant == got:
                self.right[name] += 1
            else:
                self.misses[name].append((made.name, meant, got))
        items = {each["number"]: each for each in found.get("items", ())}
        for item in made.truth["items"]:
            self._ground(made, item, items.get(item["number"], {}))

    def _ground(self, made: Made, item: Mapping[str, Any], found: Mapping[str, Any]) -> None:
        stated, got = _grounds(item), _grounds(found)
        if not stated:
            return
        family = item["grounds"][0]["family"]
        for place, many in enumerate((stated & got, got - stated, stated - got)):
            self.grounds[family][place] += len(many)
        if stated != got:
            named = f"grounds.{family}"
            self.misses[named].append((made.name, sorted(stated - got), sorted(got - stated)))


def readback(made: Iterable[Made]) -> Tally:
    """Read letters, and count what is read as it was meant."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as home:
        for each in made:
            path = Path(home, each.name)
            path.write_bytes(each.file)
            try:
                found = as_dict(read(path))
            except LetterError as error:
                found = {"refused": str(error)}
            tally.add(each, found)
            path.unlink()
    return tally


def _values(
    truth: Mapping[str, Any], found: Mapping[str, Any]
) -> Iterator[tuple[str, object, object]]:
    """Yield each field with what was meant and what was read."""
    for name in _OF_LETTER:
        yield name, truth[name], found.get(name)
    for group in ("dates", "claimant"):
        for name, value in truth[group].items():
            yield f"{group}.{name}", value, found.get(group, {}).get(name)
    for name, value in truth["reviewer"].items():
        yield f"reviewer.{name}", set(value), set(found.get("reviewer", {}).get(name, ()))
    for name in ("diagnoses", "prior_treatments"):
        meant, got = truth[name], found.get(name, ())
        yield name, {_fold(each) for each in meant}, {_fold(each) for each in got}
    items = {each["number"]: each for each in found.get("items", ())}
    yield "items", len(truth["items"]), len(items)
    for item in truth["items"]:
        for name, meant, got in _of_item(item, items.get(item["number"], {})):
            yield f"item.{name}", meant, got


def _of_item(
    item: Mapping[str, Any], found: Mapping[str, Any]
) -> Iterator[tuple[str, object, object]]:
    for name in _OF_ITEM:
        meant, got = item[name], found.get(name)
        yield name, *((_fold(meant), _fold(got or "")) if name == "request" else (meant, got))
    if "drug" in item:
        yield "drug", item["drug"], found.get("drug")
    yield "body_parts", _parts(item), _parts(found)
    meant, got = item["quantity"] or {}, found.get("quantity") or {}
    for name in _QUANTITY:
        yield f"quantity.{name}", meant.get(name), got.get(name)
    for by in ("claims-administrator", "reviewer"):
        for name in ("works", "sections", "pages"):
            yield f"{name}.{by}", _cited(item, by, name), _cited(found, by, name)


def _parts(item: Mapping[str, Any]) -> set[tuple[str, str | None]]:
    return {(each["region"], each["side"]) for each in item.get("body_parts", ())}


def _cited(item: Mapping[str, Any], by: str, what: str) -> set[object]:
    found = [each for each in item.get("citations", ()) if each["by"] == by]
    if what == "works":
        return {(each["source"], _work(each["guideline"]), each["edition"]) for each in found}
    inside = [each for each in found if each["source"] == "MTUS"]
    return {_fold(each) for one in inside for each in one[what]}


def _work(name: str | None) -> str | None:
    """Return the name of a work without the word that says what it is."""
    return name and name.removesuffix(" Guidelines")


def _grounds(item: Mapping[str, Any]) -> set[tuple[str, bool]]:
    return {(each["criterion"], each["met"]) for each in item.get("grounds", ())}


def _fold(text: str) -> str:
    """Return a text without what the end of a line adds to it."""
    return re.sub(r"-\s+", "-", " ".join(text.lower().split())).strip(" .,:;")


@click.command()
@click.option("--letters", "many", default=1000, show_default=True, help="How many of each seed.")
@click.option("--seed", "seeds", multiple=True, type=int, default=(1,), help="Which letters.")
@click.option("--media", default=",".join(MEDIA), show_default=True, help="In which files.")
@click.option("--misses", default=0, help="Show so many misses of every field.")
def main(many: int, seeds: Sequence[int], media: str, misses: int) -> None:
    """Read letters that nobody wrote, and compare with what they state."""
    tally = readback(
        made for seed in seeds for made in letters(many, seed=seed, media=media.split(","))
    )
    click.echo("field | right | of\n-|-:|-:")
    for name, share in tally.shares().items():
        click.echo(f"{name} | {share:.4f} | {tally.all[name]}")
    click.echo("\nwordings | F1 | precision | recall | grounds\n-|-:|-:|-:|-:")
    for name, f1 in tally.f1().items():
        hit, more, missed = tally.grounds[name]
        told = f"{hit / max(hit + more, 1):.3f} | {hit / max(hit + missed, 1):.3f} | {hit + missed}"
        click.echo(f"{name} | {f1:.3f} | {told}")
    for name, missed_of in tally.misses.items():
        for file, meant, got in missed_of[:misses]:
            click.echo(f"- {name} @ {file}: meant {meant!r}, read {got!r}")


if __name__ == "__main__":
    main()
