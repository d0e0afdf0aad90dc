"""The command that lists the questions of the library.

In:   the words of the command.
Out:  the questions on stdout, or what one needs and gives.
From: queries/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from imrgraph.cli import completing
from imrgraph.cli.exits import note
from imrgraph.cli.outputs import deliver, form_of, form_option, output_option
from imrgraph.cli.tables import table
from imrgraph.errors import QuestionError
from imrgraph.export.executables import executables
from imrgraph.graph.questions import question as the_question
from imrgraph.graph.questions import questions as all_questions
from imrgraph.nearest import folded, one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from imrgraph.graph.questions import Parameter, Question
    from imrgraph.graph.store import Row

__all__ = ["questions"]


@click.command()
@click.argument("name", required=False, shell_complete=completing.questions)
@click.option("--tag", help="Only the questions with this tag.")
@form_option(["text", "turtle"], "text", "turtle gives them as sh:SPARQLExecutable.")
@output_option
def questions(name: str | None, tag: str | None, form: str | None, output: str) -> None:
    """List the questions, or say what the question NAME needs and returns.

    \b
    Example:
      imrgraph questions --tag why
      imrgraph questions overturn-rate
    """
    form = form_of(output, form, {".txt": "text", ".ttl": "turtle"}, "text")
    known = all_questions()
    if name and tag:
        message = "expected the NAME of a question, or --tag, found both"
        raise click.UsageError(message)
    wanted = _known_tag(tag, known) if tag else None
    chosen = [the_question(name)] if name else list(known.values())
    chosen = [each for each in chosen if wanted is None or wanted in each.tags]
    if form == "turtle":
        deliver(output, executables(chosen))
        if left_out := [each.name for each in chosen if not each.query]:
            note(f"no SPARQL answers {', '.join(left_out)}: left out of the Turtle")
    elif name:
        deliver(output, _described(chosen[0]))
    else:
        rows: list[Row] = [_listed(each) for each in chosen]
        deliver(output, table(("name", "tags", "summary"), rows))


def _known_tag(tag: str, known: Mapping[str, Question]) -> str:
    """Return the tag that is meant, in any case and number.

    Raises:
        QuestionError: no question has it.
    """
    tags = sorted({each for question in known.values() for each in question.tags})
    found = {folded(each): each for each in tags}
    given = folded(tag)
    for form in (given, given.removesuffix("s"), f"{given}s"):
        if form in found:
            return found[form]
    message = f"tag {tag}: expected {one_of(tag, tags)}"
    raise QuestionError(message)


def _listed(asked: Question) -> Row:
    refused = " (cannot be answered)" if asked.refusal else ""
    return {"name": asked.name, "tags": ", ".join(asked.tags), "summary": asked.summary + refused}


def _described(asked: Question) -> str:
    lines = [asked.question, f"asked by {asked.audience}", f"tags: {', '.join(asked.tags)}"]
    if asked.refusal:
        return "\n".join([*lines, f"cannot be answered: {asked.refusal}"])
    needs = [
        f"  {p.name} ({p.type}{', required' if p.required else ''}): {p.meaning}"
        + (f"; one of {', '.join(p.values)}" if p.values else "")
        + (f" [default: {_default(p)}]" if p.default is not None else "")
        for p in asked.params
    ]
    gives = [f"  {name} ({each.type}): {each.meaning}" for name, each in asked.returns.items()]
    params = "".join(f" -p {name}={value}" for name, value in asked.example["params"].items())
    example = ["example", f"  imrgraph ask {asked.name}{params} --store graph"]
    return "\n".join([*lines, "needs", *(needs or ["  nothing"]), "gives", *gives, *example])


def _default(given: Parameter) -> str:
    """Return what is taken where nothing is given; of an item, when that is."""
    alone = ", where the letter has no other" if given.name == "item" else ""
    return f"{given.default}{alone}"
