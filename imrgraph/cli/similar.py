"""The command that finds precedents.

In:   the words of a command.
Out:  the nearest decided items and the nearest that went otherwise, as text or JSON.
From: imrgraph.insight.precedents.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import click

from imrgraph.cli import completing
from imrgraph.cli.catalogs import filters, opened, where_option
from imrgraph.cli.exits import told_within
from imrgraph.cli.letters import STDIN, document, note_doubts
from imrgraph.cli.outputs import deliver, form_of, form_option, output_option
from imrgraph.cli.stores import store_option
from imrgraph.errors import MadeUpWarning
from imrgraph.explaining import explain
from imrgraph.insight.keeping import marked, note_of_left_out
from imrgraph.insight.rates import CAVEAT
from imrgraph.letters.text.files import is_there

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from imrgraph.graph.catalog import Held
    from imrgraph.insight.precedents import Precedent, Precedents

__all__ = ["similar"]

SCHEMA: Final = "imrgraph/precedents/1"


@click.command()
@click.argument("letter", metavar="LETTER|CASE", shell_complete=completing.cases)
@click.option("--item", type=int, help="The number of the item. [default: 1]")
@click.option(
    "-n", "--limit", type=click.IntRange(min=1), default=5, show_default=True, help="How many."
)
@where_option
@form_option(["text", "json"], "text")
@output_option
@store_option
def similar(  # noqa: PLR0913, PLR0917 (an argument for each option)
    letter: str,
    item: int | None,
    limit: int,
    where: tuple[str, ...],
    form: str | None,
    output: str,
    store: str | None,
) -> None:
    """Find the decided requests that are most similar to one, and the nearest decided otherwise.

    LETTER is a text, PDF, Word, HTML or mail file; CASE is the case number of a letter in the
    store. Likeness, from 0 to 1, compares treatment, region, phase, quantity, the conditions on the
    record, and what was at issue. Made-up examples are left out where the store has other letters,
    and their number is told.

    \b
    Example:
      imrgraph similar CM99-0000002 --store graph
      imrgraph similar examples/letters/massage-chronic.txt --store graph
    """
    form = form_of(output, form, {".txt": "text", ".json": "json"}, "text")
    letters = opened(store)
    is_file = letter == STDIN or is_there(letter)
    asked = explain(document(letter, None)) if is_file else letter
    if not isinstance(asked, str):
        note_doubts(asked.letter)
    with told_within(MadeUpWarning):
        found = letters.similar(asked, item, limit, filters(where))
    deliver(output, _text(found, where) if form == "text" else _json(found, filters(where)))


def _text(found: Precedents, where: tuple[str, ...]) -> str:
    kept = f" that --where {' and '.join(where)} keeps" if where else ""
    lines = [_told(found.asked)]
    for number, each in enumerate(found.nearest, 1):
        lines += ["", f"{number}. {_told(each.held)}", *_why(each)]
    if not found.nearest:
        lines += ["", f"No decided item of another letter{kept} is of the same kind of treatment."]
    if found.contrast:
        lines += [
            "",
            f"The nearest that went otherwise: {_told(found.contrast.held)}",
            *_why(found.contrast),
            *(f"   differs: {each}" for each in found.differs),
        ]
    elif found.nearest:
        lines += ["", f"None of the same kind of treatment{kept} went otherwise."]
    notes = [note_of_left_out(found.left_out)] if found.left_out else []
    return "\n".join([*lines, "", *notes, CAVEAT])


def _told(held: Held) -> str:
    values = held.item.values
    name = marked(f"{held.case}, item {held.item.number}", is_made_up=held.is_made_up)
    return f"{name}: {values['request']}: {values['outcome']}"


def _why(each: Precedent) -> list[str]:
    turned = each.turning or "nothing that could be read"
    return [
        f"   likeness {each.likeness:.2f}: {'; '.join(each.why) or 'nothing in common'}",
        f"   turned on: {turned}",
    ]


def _json(found: Precedents, where: Mapping[str, Sequence[str]]) -> str:
    plain = {
        "schema": SCHEMA,
        "caveat": CAVEAT,
        "left_out": found.left_out,
        "asked": _named(found.asked),
        "where": where,
        "nearest": list(map(_plain, found.nearest)),
        "contrast": found.contrast and {**_plain(found.contrast), "differs": list(found.differs)},
    }
    return json.dumps(plain, ensure_ascii=False, indent=2)


def _plain(each: Precedent) -> dict[str, Any]:
    return {
        **_named(each.held),
        "likeness": each.likeness,
        "why": [{"aspect": a.name, "share": a.share, "common": a.common} for a in each.aspects],
        "turned_on": list(each.turned_on),
        "turning": each.turning,
    }


def _named(held: Held) -> dict[str, Any]:
    names = ("request", "treatment", "outcome")
    told = {name: held.item.values[name] for name in names}
    name = {"case": held.case, "item": held.item.number, "letter": held.letter}
    return {**name, "made_up": held.is_made_up, **told}
