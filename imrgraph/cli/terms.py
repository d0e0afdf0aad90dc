"""The command that finds what things are called: treatments, regions, guidelines, terms.

In:   words.
Out:  the concepts and terms that have them in a name, on stdout or in a file.
From: imrgraph.graph.terminology.
"""

from __future__ import annotations

import click

from imrgraph.cli.answers import print_rows
from imrgraph.cli.exits import NO, note
from imrgraph.cli.outputs import form_option, output_option

__all__ = ["terms"]


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--in", "scheme", metavar="VOCABULARY", help="Look only in this one, such as treatments."
)
@form_option(["table", "csv", "tsv", "json", "jsonl", "markdown"], "table")
@output_option
@click.pass_context
def terms(
    ctx: click.Context, words: tuple[str, ...], scheme: str | None, form: str | None, output: str
) -> None:
    """Look up treatments, body regions, diagnoses, guidelines, criteria and terms by their names.

    Each is printed with the code that commands and queries use, and its definition. If nothing has
    that name, the nearest names are offered, and the exit code is 1.

    \b
    Example:
      imrgraph terms massage
      imrgraph terms low back --in guidelines
    """
    # Only this command waits for what knows all names.
    from imrgraph.graph.terminology import called, like_called, told_meant  # noqa: PLC0415

    text = " ".join(words)
    found = called(text, scheme)
    if not found:
        alike = ", ".join(like_called(text, scheme))
        note(f"nothing is called {text}{f'; the nearest: {alike}' if alike else ''}")
        ctx.exit(NO)
    print_rows(found, form, output)
    if told := told_meant(text, found):
        note(told)
