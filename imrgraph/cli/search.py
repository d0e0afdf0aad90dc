"""The command that searches the text of the letters.

In:   the words of a command.
Out:  the passages that hold them, the best first, as text or JSON lines.
From: imrgraph.insight.search.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from imrgraph.cli.catalogs import filters, opened, where_option
from imrgraph.cli.exits import NO, note
from imrgraph.cli.outputs import deliver, form_of, form_option, output_option
from imrgraph.cli.stores import store_option
from imrgraph.graph.entries import PARTS
from imrgraph.insight.keeping import marked
from imrgraph.insight.search import unheld
from imrgraph.knowledge.naming import like

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imrgraph.insight.search import Found
    from imrgraph.store.opening import LetterStore

__all__ = ["search"]


@click.command()
@click.argument("words")
@click.option("--in", "part", type=click.Choice(PARTS), help="Only this part of the letters.")
@where_option
@click.option(
    "-n", "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many."
)
@form_option(["text", "jsonl"], "text")
@output_option
@store_option
@click.pass_context
def search(  # noqa: PLR0913, PLR0917 (an argument for each option)
    ctx: click.Context,
    words: str,
    part: str | None,
    where: tuple[str, ...],
    limit: int,
    form: str | None,
    output: str,
    store: str | None,
) -> None:
    """Find the passages of letters that contain WORDS, and print the best first.

    Those of made-up examples come after all others.

    A passage has to contain all of the words, in any form of the same stem. A phrase stands in
    quotation marks: '"no functional improvement"'. AND, OR, NOT, NEAR(a b, 5) and a beginning* are
    understood: authoriz* finds every word that begins so, and other forms of these words. The exit
    code is 1 if nothing is found.

    \b
    Example:
      imrgraph search '"functional improvement"' --in rationale --store graph
      imrgraph search 'massage OR chiropract*' --where outcome=upheld --store graph
    """
    form = form_of(output, form, {".txt": "text", ".jsonl": "jsonl"}, "text")
    if not words.strip():
        message = "expected words to search for, found none"
        raise click.UsageError(message)
    letters = opened(store)
    found = letters.search(words, part, filters(where), limit)
    if not found:
        note(_nothing(letters, words, [*where, *([f"--in {part}"] if part else [])]))
        ctx.exit(NO)
    told = map(_text, found) if form == "text" else map(_line, found)
    deliver(output, "\n".join(told))


def _nothing(letters: LetterStore, words: str, kept: Sequence[str]) -> str:
    """Say that nothing was found, which words are nowhere, and what was left out of account."""
    lost = unheld(letters.catalog, words)
    if not lost and kept and letters.search(words, limit=1):
        return f"no passage that {' and '.join(kept)} keeps holds these words, and others do"
    alike = ", ".join(dict.fromkeys(code for each in lost for code in like(each)))
    names = f"; names like them: {alike}" if alike else ""
    nowhere = f"; in none is {', '.join(lost)}" if 0 < len(lost) < len(words.split()) else ""
    return f"no passage holds these words{nowhere}{names}"


def _text(each: Found) -> str:
    item = "" if each.item is None else f", item {each.item}"
    part = marked(f"{each.part}{item}", is_made_up=each.made_up)
    return f"{each.place}  {part}  {each.score:.2f}\n   {each.snippet}"


def _line(each: Found) -> str:
    return json.dumps(_plain(each), ensure_ascii=False)


def _plain(each: Found) -> dict[str, Any]:
    return {
        "place": each.place,
        "letter": each.letter,
        "case": each.case,
        "item": each.item,
        "made_up": each.made_up,
        "part": each.part,
        "start": each.start,
        "end": each.end,
        "score": each.score,
        "snippet": each.snippet,
    }
