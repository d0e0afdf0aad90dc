"""The command line: arguments in, one call, text out.

In:   the words of a command.
Out:  data on stdout, everything else on stderr, and an exit code.
From: exit codes: 0 done, 1 the answer is no, 2 usage, 3 input cannot be read, 4 not found,
      5 a limit was hit, 6 an endpoint failed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import imrgraph
from imrgraph.checking.descriptions import described_in
from imrgraph.cli.asking import ask, pair, query, questions
from imrgraph.cli.audit import audit
from imrgraph.cli.checks import check
from imrgraph.cli.consistency import consistency
from imrgraph.cli.export import export
from imrgraph.cli.ontology import ontology
from imrgraph.cli.outputs import output_option
from imrgraph.cli.rates import rates
from imrgraph.cli.search import search
from imrgraph.cli.similar import similar
from imrgraph.cli.stores import LETTERS, asked, made, store_option
from imrgraph.errors import (
    EndpointError,
    ImrgraphError,
    LetterError,
    LimitError,
    MissingPackageError,
    NoStoreError,
    NotFoundError,
    QueryError,
    QuestionError,
    WhatIfError,
)
from imrgraph.export.as_svg import proofs_as_svg
from imrgraph.knowledge.knowledge import load as load_knowledge
from imrgraph.letters import files
from imrgraph.letters.document import Document
from imrgraph.letters.reading import read as read_letter
from imrgraph.letters.schema import as_dict
from imrgraph.letters.why import why
from imrgraph.names import printable
from imrgraph.pipeline import explain as explain_letter
from imrgraph.reasoning.explanation import BASES
from imrgraph.reasoning.rendering.as_dot import as_dot
from imrgraph.reasoning.rendering.as_graphml import as_graphml
from imrgraph.reasoning.rendering.as_html import as_html
from imrgraph.reasoning.rendering.as_json import as_json
from imrgraph.reasoning.rendering.as_markdown import as_markdown
from imrgraph.reasoning.rendering.as_mermaid import as_mermaid
from imrgraph.reasoning.rendering.as_supposition import as_supposition
from imrgraph.reasoning.rendering.as_text import LEVELS, as_text
from imrgraph.reasoning.rendering.as_turtle import as_turtle
from imrgraph.reasoning.stored import stored
from imrgraph.reasoning.verification import verify as verify_proof
from imrgraph.reasoning.whatif import suppose
from imrgraph.writing import write

if TYPE_CHECKING:
    from collections.abc import Callable

    from rdflib import Graph

    from imrgraph.reasoning.claims import Stored
    from imrgraph.reasoning.explanation import Basis, Explanations
    from imrgraph.reasoning.rendering.as_text import Level

__all__ = ["main"]

NO, USAGE, UNREADABLE, NOT_FOUND, LIMITED, UNREACHED = 1, 2, 3, 4, 5, 6
_CODES: tuple[tuple[type[ImrgraphError], int], ...] = (
    (QuestionError, USAGE),
    (QueryError, USAGE),
    (MissingPackageError, USAGE),
    (LimitError, LIMITED),
    (EndpointError, UNREACHED),
    (WhatIfError, USAGE),
    (NotFoundError, NOT_FOUND),
    (NoStoreError, NOT_FOUND),
)

_RENDERINGS: dict[str, Callable[[Explanations, Level], str]] = {
    "text": as_text,
    "svg": lambda explained, _: "".join(proofs_as_svg(explained)),
    "markdown": as_markdown,
    "json": lambda explained, _: _json(as_json(explained)),
    "html": lambda explained, _: as_html(explained),
    "turtle": lambda explained, _: as_turtle(explained),
    "dot": lambda explained, _: as_dot(explained),
    "mermaid": lambda explained, _: as_mermaid(explained),
    "graphml": lambda explained, _: as_graphml(explained),
}


class _Group(click.Group):
    """Commands whose errors, where they are ours, end in one line and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 (click's own signature)
        try:
            return super().invoke(ctx)
        except ImrgraphError as error:
            _complain(error)
            code = next((code for kind, code in _CODES if isinstance(error, kind)), UNREADABLE)
            ctx.exit(code)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(imrgraph.__version__, prog_name="imrgraph")
def main() -> None:
    """Why did this decision follow? Explains determinations of independent medical review.

    It explains past decisions. It predicts nothing about a person, and it is no legal or medical
    advice.
    """


main.add_command(ask)
main.add_command(audit)
main.add_command(check)
main.add_command(consistency)
main.add_command(export)
main.add_command(ontology)
main.add_command(query)
main.add_command(questions)
main.add_command(rates)
main.add_command(search)
main.add_command(similar)

_unverified = click.option(
    "--include-unverified",
    "unverified",
    is_flag=True,
    help="Let also those recommendations decide for which no text was read.",
)


@main.command()
@click.argument("letters", nargs=-1, required=True, metavar="LETTER…")
@click.option(
    "--format", "form", type=click.Choice(["json", "jsonl"]), default="json", show_default=True
)
@click.option("--why", "reasons", is_flag=True, help="Tell instead how each value was found.")
@click.pass_context
def read(ctx: click.Context, letters: tuple[str, ...], form: str, *, reasons: bool) -> None:
    """Print what each LETTER states, every value with its place.

    A LETTER is a text or PDF file. "json" is one object, or a list where there are several letters;
    "jsonl" is one object a line. --why gives, as text, the rule, the cue and the words of each.

    \b
    Example:
      imrgraph read examples/letters/imaging.txt
    """
    found = []
    for name in letters:
        try:
            found.append(read_letter(name))
        except LetterError as error:
            _complain(error)
    if reasons:
        click.echo("\n\n".join(f"{each.document.name}\n{why(each)}" for each in found))
    elif form == "jsonl":
        for each in found:
            click.echo(json.dumps(as_dict(each), ensure_ascii=False))
    elif found:
        click.echo(_json(as_dict(found[0]) if len(letters) == 1 else list(map(as_dict, found))))
    if len(found) < len(letters):
        ctx.exit(UNREADABLE)


@main.command()
@click.argument("letter", metavar="LETTER|CASE")
@click.option("--item", type=int, help="Only the item of this number.")
@click.option(
    "--basis",
    type=click.Choice(BASES),
    default="both",
    show_default=True,
    help="The record alone, what the reviewer found besides, or both.",
)
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default="grounds",
    show_default=True,
    help="How much is told, as text or Markdown.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_RENDERINGS)),
    default="text",
    show_default=True,
)
@output_option
@_unverified
@store_option
def explain(  # noqa: PLR0913, PLR0917 (an argument for each option)
    letter: str,
    item: int | None,
    basis: Basis,
    level: Level,
    form: str,
    output: str,
    store: str | None,
    *,
    unverified: bool,
) -> None:
    """Tell why the decisions of a letter follow, or that they do not.

    LETTER is a text or PDF file; or a file in Turtle (.ttl), N-Triples (.nt) or JSON-LD (.jsonld)
    that describes a letter, or a request that nobody has decided yet. CASE is the case number of a
    letter in the store. "html" is a page that needs no network; "svg", "dot", "mermaid" and
    "graphml" draw the proof.

    \b
    Example:
      imrgraph explain examples/letters/massage-chronic.txt
      imrgraph explain examples/cases/massage.ttl
    """
    explained = explain_letter(_source(letter, store), basis, unverified=unverified)
    if item is not None:
        explained = explained.only(item)
    write(output, [f"{_RENDERINGS[form](explained, level)}\n".encode()])


@main.command()
@click.argument("letter", metavar="LETTER|CASE")
@click.option("--item", type=int, default=1, show_default=True, help="The number of the item.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    required=True,
    metavar="NAME=VALUE",
    help="What would have been otherwise.",
)
@_unverified
@store_option
def whatif(
    letter: str, item: int, settings: tuple[str, ...], store: str | None, *, unverified: bool
) -> None:
    """Tell what would have followed, had something been otherwise.

    NAME is visits, earlier-visits, visits-a-week (a number), injury, surgery (a date), phase, or a
    criterion that the reviewer would have found "met" or "not-met".

    \b
    Example:
      imrgraph whatif examples/letters/massage-chronic.txt --set phase=acute --set visits=12
    """
    explained = explain_letter(_source(letter, store), unverified=unverified)
    click.echo(as_supposition(explained, suppose(explained, item, dict(map(pair, settings)))))


@main.command()
@click.argument("proof", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--letter", metavar="LETTER|CASE", help="What it explains. [default: the text in PROOF]"
)
@store_option
@click.pass_context
def verify(ctx: click.Context, proof: Path, letter: str | None, store: str | None) -> None:
    """Hold PROOF, a stored explanation, against its letter, the vocabulary and the guidelines.

    PROOF is JSON, Turtle or N-Quads. JSON does not hold the letter: name it, or the store that has
    it. Every quotation is compared with the letter, every step and version with what follows now.
    Exit code 1, and a line for each, where something does not hold.

    \b
    Example:
      imrgraph explain examples/letters/imaging.txt --format json -o proof.json
      imrgraph verify proof.json --letter examples/letters/imaging.txt
    """
    found = stored(proof.read_bytes())
    document = _explained(found, letter, store)
    knowledge = load_knowledge(unverified=found.includes_unverified)
    failures = verify_proof(found, document, knowledge)
    for failure in failures:
        click.echo(str(failure))
    if failures:
        ctx.exit(NO)
    holds = f"every quotation stands in {document.name}, and every step follows"
    click.echo(f"{printable(str(proof))}: {holds}")


def _explained(proof: Stored, letter: str | None, store: str | None) -> Document:
    """Return the letter that was explained: as named, from the proof itself, or from the store."""
    if letter is not None:
        return _document(letter, store)
    if proof.text is not None:
        return Document.of(proof.case, proof.text)
    if store is None:
        message = "expected --letter or --store, since a proof in JSON does not hold the letter"
        raise click.UsageError(message)
    return asked(store).document(proof.case)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=LETTERS, metavar="PATH…")
@_unverified
@store_option
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="How many processes read and explain; what is loaded is the same with any number.",
)
@click.pass_context
def load(
    ctx: click.Context,
    paths: tuple[Path, ...],
    store: str | None,
    workers: int,
    *,
    unverified: bool,
) -> None:
    """Load the letters of every PATH, a file or a folder, into the store.

    A letter that is there already is replaced. A file that cannot be read, or of which no item can
    be, changes nothing and does not stop the others. The first letter that is loaded makes the
    store.

    \b
    Example:
      imrgraph load examples/letters --store graph --workers 2
    """
    loaded = made(store).load(paths, unverified=unverified, workers=workers)
    for error in loaded.refused:
        _complain(error)
    click.echo(f"{len(loaded.letters)} loaded, {len(loaded.refused)} refused", err=True)
    if loaded.refused:
        ctx.exit(UNREADABLE)


def _source(letter: str, store: str | None) -> Document | Graph:
    """Return the letter as `_document` does, or the graph of a file that describes one."""
    described = described_in(letter) if files.is_there(letter) else None
    return _document(letter, store) if described is None else described


def _document(letter: str, store: str | None) -> Document:
    """Return the letter of a file, or of a case in the store where there is no such file."""
    if store is None or files.is_there(letter):
        return files.open(letter)
    return asked(store).document(letter)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def _complain(error: ImrgraphError) -> None:
    click.echo(f"imrgraph: {error}", err=True)
