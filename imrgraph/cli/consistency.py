"""The command that looks for like requests decided unlike, and for repeated sentences.

In:   the words of a command.
Out:  groups of requests, or sentences, as text or JSON lines.
From: imrgraph.insight.consistency.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from imrgraph.cli.catalogs import filters, opened, where_option
from imrgraph.cli.exits import note
from imrgraph.cli.outputs import deliver, form_of, form_option, output_option
from imrgraph.cli.stores import store_option
from imrgraph.insight.keeping import marked
from imrgraph.insight.precedents import amount
from imrgraph.insight.rates import CAVEAT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from imrgraph.graph.catalog import Held
    from imrgraph.insight.consistency import Repeated, Unlike

__all__ = ["consistency"]


@click.command()
@click.argument("what", type=click.Choice(["requests", "sentences"]))
@where_option
@click.option(
    "--letters",
    type=click.IntRange(min=2),
    default=2,
    show_default=True,
    help="Only sentences that at least so many letters have.",
)
@form_option(["text", "jsonl"], "text")
@output_option
@store_option
def consistency(  # noqa: PLR0913, PLR0917 (an argument for each option)
    what: str,
    where: tuple[str, ...],
    letters: int,
    form: str | None,
    output: str,
    store: str | None,
) -> None:
    """Find similar requests that were decided differently, or sentences that letters share.

    "requests" have the same treatment, regions, phase and quantity: something else, such as what
    the reviewer found, may explain the difference. "sentences" are those of the rationales with
    eight words or more, compared without numbers, case and punctuation. Made-up examples are left
    out where the store has other letters.

    \b
    Example:
      imrgraph consistency requests --store graph
      imrgraph consistency sentences --letters 3 --store graph
    """
    if what == "sentences" and where:
        message = "sentences are those of every rationale: expected no --where"
        raise click.UsageError(message)
    form = form_of(output, form, {".txt": "text", ".jsonl": "jsonl"}, "text")
    asked = opened(store)
    if what == "requests":
        groups = asked.unlike(filters(where))
        lines = map(_group, groups) if form == "text" else (_json(_plain(g)) for g in groups)
    else:
        found = asked.repeated(letters=letters)
        lines = map(_sentence, found) if form == "text" else (_json(_placed(s)) for s in found)
    told = list(lines)
    if not told:
        note(f"no {what} of that kind")
    deliver(output, "\n".join([*told, *(["", CAVEAT] if form == "text" else [])]))


def _group(group: Unlike) -> str:
    facts = [group.treatment, *group.regions, group.phase or "phase not stated"]
    if group.quantity:
        facts.append(amount(*group.quantity))
    lines = [", ".join(facts)]
    for name, items in (("upheld", group.upheld), ("overturned", group.overturned)):
        for each in items:
            case = marked(f"{each.case}, item {each.item.number}", is_made_up=each.is_made_up)
            lines.append(f"   {name}: {case}{_why(each)}")
    return "\n".join(lines)


def _why(each: Held) -> str:
    grounds = "; ".join(each.item.all("ground"))
    return f" ({grounds})" if grounds else ""


def _plain(group: Unlike) -> dict[str, Any]:
    return {
        "treatment": group.treatment,
        "regions": list(group.regions),
        "phase": group.phase,
        "quantity": list(group.quantity) if group.quantity else None,
        "upheld": _items(group.upheld),
        "overturned": _items(group.overturned),
    }


def _items(items: Iterable[Held]) -> list[dict[str, Any]]:
    return [
        {"case": each.case, "item": each.item.number, "grounds": list(each.item.all("ground"))}
        for each in items
    ]


def _sentence(found: Repeated) -> str:
    place = found.places[0]
    counts = f"{found.letters} letters, {found.items} items, {found.overturned} overturned"
    return f"{counts}  {place.case}#char={place.start},{place.end}\n   {found.sentence}"


def _placed(found: Repeated) -> dict[str, Any]:
    return {
        "sentence": found.sentence,
        "letters": found.letters,
        "items": found.items,
        "overturned": found.overturned,
        "places": [f"{each.case}#char={each.start},{each.end}" for each in found.places],
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
