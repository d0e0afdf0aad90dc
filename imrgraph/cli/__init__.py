"""The command line: arguments in, one call, text out.

In:   the words of a command.
Out:  data on stdout, everything else on stderr, and an exit code.
From: a module a command, imported when it is the one that runs, or when its help is asked for.
"""

from __future__ import annotations

import atexit
import gc
from collections import Counter
from importlib import import_module
from typing import Any, Final

import click

import imrgraph
from imrgraph.cli.exits import complaining
from imrgraph.cli.settings import defaults
from imrgraph.nearest import nearest

__all__ = ["main"]

#: Each command with what it does, in a line; its own help says more.
COMMANDS: Final = {
    "ask": "Answer a QUESTION about the letters in the store.",
    "audit": "Compare decisions with what follows from the guidelines.",
    "check": "Check the ontology, or its rules.",
    "consistency": "Find similar requests decided differently, and repeated sentences.",
    "derive": "Conclude the letters of the store anew, from their text.",
    "doctor": "Check the installation and the store, and say what to do.",
    "examples": "Write the example letters to a folder.",
    "explain": "Explain why the decisions of letters follow, or that they do not.",
    "export": "Write the graph, or a part of it, for another tool.",
    "info": "Say what the store holds.",
    "list": "List the letters in the store.",
    "load": "Load letters into the store.",
    "mcp": "Serve an assistant: tools of the Model Context Protocol.",
    "ontology": "Write the ontology, for readers and for programs.",
    "plan": "Say what the guidelines in force ask of a request that nobody has decided.",
    "query": "Answer a query in SPARQL 1.1 over all letters of the store.",
    "questions": "List the questions, or say what one needs and returns.",
    "rates": "Count how often denials are overturned.",
    "read": "Print what each LETTER states, every value with its place.",
    "remove": "Remove letters from the store.",
    "search": "Find the passages that contain WORDS, the best first.",
    "serve": "Open the letters to a browser, and to programs that speak SPARQL.",
    "similar": "Find the most similar requests, and the nearest decided otherwise.",
    "synth": "Make letters up, with what each of them states.",
    "terms": "Look up the names of treatments, guidelines and terms.",
    "verify": "Check a stored explanation against its letter and the guidelines.",
    "whatif": "Say what would have followed if a fact had been different.",
}


#: After how many new objects garbage is looked for. Little of what a command makes is any, and to
#: look as often as Python does takes a tenth of a short command's time; so does to look once more
#: at the end, when all of it goes.
_OBJECTS: Final = 200_000


class _Commands(click.Group):
    """Commands that are imported when they run; an error of ours ends in one line and a code."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 (click's own signature)
        gc.set_threshold(_OBJECTS)
        atexit.register(gc.freeze)
        with complaining(ctx):
            return super().invoke(ctx)

    def make_context(self, *given: Any, **extra: Any) -> click.Context:  # noqa: ANN401 (click's own)
        with complaining():
            return super().make_context(*given, **extra)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            alike = ", ".join(nearest(args[0], COMMANDS)) or ", ".join(COMMANDS)
            message = f"{args[0]}: expected a command, such as {alike}"
            raise click.UsageError(message, ctx)
        name, command, rest = super().resolve_command(ctx, args)
        if command:
            _once(command, rest, ctx)
        return name, command, rest

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's own)
        return [*COMMANDS]  # the module "list" beside this one hides the builtin

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's own)
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = getattr(import_module(f"imrgraph.cli.{cmd_name}"), cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click's own)
        """List the commands without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items()])


def _once(command: click.Command, args: list[str], ctx: click.Context) -> None:
    """Refuse two values of an option that takes one: one of them would be dropped in silence."""
    own = click.Context(command, parent=ctx, info_name=command.name)
    try:
        _, _, order = command.make_parser(own).parse_args([*args])
    except click.UsageError:
        return  # it is told when the command runs
    for each, times in Counter(order).items():
        takes_one = isinstance(each, click.Option) and not (each.multiple or each.is_flag)
        if takes_one and times > 1:
            message = f"{each.opts[-1]}: expected it once, found it {times} times"
            raise click.UsageError(message, own)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(imrgraph.__version__, "-V", "--version", prog_name="imrgraph")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Why did this decision follow? Explains determinations of independent medical review.

    It explains past decisions. It predicts nothing about a person, and it is no legal or medical
    advice. `imrgraph examples -o first-steps` writes letters to try it on.
    """
    ctx.default_map = defaults(COMMANDS)
