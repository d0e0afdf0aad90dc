"""The commands that check: the ontology and the rule base.

In:   the words of a command.
Out:  problems as lines or JSON on stdout, and exit code 1 where there are any.
From: imrgraph.checking.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imrgraph.checking.ontology import check as check_ontology
from imrgraph.checking.rules import audit
from imrgraph.checking.turtle import canonical
from imrgraph.cli.tables import table
from imrgraph.resources import folder
from imrgraph.writing import write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imrgraph.checking.ontology import Report
    from imrgraph.checking.problems import Problem
    from imrgraph.checking.rules import Audit

__all__ = ["check"]

_SCHEMA = "imrgraph/check/1"
_home = click.argument(
    "home",
    required=False,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="[FOLDER]",
)
_form = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)


@click.group()
def check() -> None:
    """Check the ontology, or its rules. Exit code 1 where something is wrong.

    \b
    Example:
      imrgraph check rules
    """


@check.command()
@_home
@_form
@click.option(
    "--format-turtle", "lay_out", is_flag=True, help="Lay the files out in their canonical form."
)
@click.pass_context
def ontology(ctx: click.Context, home: Path | None, form: str, *, lay_out: bool) -> None:
    """Check terms, vocabulary and guidelines: tidy, well formed, free of contradiction.

    Without a FOLDER it is the ontology that comes with imrgraph. What needs Java or pyshacl is left
    out where they are missing, and the report says so.

    \b
    Example:
      imrgraph check ontology --format json
    """
    if lay_out:
        for file in _laid_out(home or folder("ontology")):
            click.echo(f"{file}: laid out", err=True)
    report = check_ontology(home)
    if form == "json":
        click.echo(_json({"schema": _SCHEMA, **asdict(report)}))
    else:
        click.echo(_told(report))
    _leave(ctx, report.problems)


@check.command()
@_home
@_form
@click.option(
    "--include-unverified",
    "unverified",
    is_flag=True,
    help="Count in those recommendations for which no text was read.",
)
@click.pass_context
def rules(ctx: click.Context, home: Path | None, form: str, *, unverified: bool) -> None:
    """Audit the rule base: conflicts, rules out of reach or in the shadow of others, and gaps.

    A gap is a time and a phase of the injury in which nothing speaks of a treatment that is spoken
    of elsewhere; it is no error.

    \b
    Example:
      imrgraph check rules --format json
    """
    found = audit(home, unverified=unverified)
    if form == "json":
        click.echo(_json({"schema": _SCHEMA, **asdict(found)}))
    else:
        click.echo(_audited(found))
    _leave(ctx, found.problems)


def _laid_out(home: Path) -> list[Path]:
    """Write the Turtle files of `home` in their canonical form; return those that changed."""
    texts = {file: file.read_text(encoding="utf-8") for file in sorted(home.rglob("*.ttl"))}
    canonicals = {file: canonical(text, str(file)) for file, text in texts.items()}
    changed = [file for file, text in texts.items() if canonicals[file] != text]
    for file in changed:
        write(file, [canonicals[file].encode()])
    return changed


def _told(report: Report) -> str:
    how_sure: list[dict[str, Any]] = [
        {"what": what, **counted}
        for what, counted in (
            ("recommendations", report.recommendations),
            ("facts encoded", report.facts),
        )
    ]
    left_out = [f"{each.identifier} ({each.status}): {each.reason}" for each in report.left_out]
    return "\n".join(
        [
            *map(str, report.problems),
            table(("what", "verified", "secondary", "unverified"), how_sure),
            f"facts left out: {len(left_out)}",
            *(f"  {line}" for line in left_out),
            f"shapes: {report.shapes}",
            f"OWL: {report.owl}",
            _total(report.problems),
        ]
    )


def _audited(found: Audit) -> str:
    gaps: list[dict[str, Any]] = [
        {
            "treatment": gap.treatment.removeprefix("imrv:"),
            "from": str(gap.begins),
            "until": str(gap.ends or ""),
            "phases": ", ".join(gap.phases),
        }
        for gap in found.gaps
    ]
    return "\n".join(
        [
            "Where nothing is encoded:",
            table(("treatment", "from", "until", "phases"), gaps),
            *map(str, found.problems),
            f"{found.rules} rules, {len(gaps)} gaps, {_total(found.problems)}",
        ]
    )


def _total(problems: Sequence[Problem]) -> str:
    return f"{len(problems)} problem{'' if len(problems) == 1 else 's'}"


def _leave(ctx: click.Context, problems: Sequence[Problem]) -> None:
    if problems:
        ctx.exit(1)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)
