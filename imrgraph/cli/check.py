"""The commands that check: the ontology, the rule base, and the engine against its specification.

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
from imrgraph.checking.ontology import read as read_ontology
from imrgraph.checking.rules import audit
from imrgraph.checking.specification import over_letters, over_store
from imrgraph.checking.turtle import canonical
from imrgraph.cli.exits import UNREADABLE, complain
from imrgraph.cli.outputs import say
from imrgraph.cli.progress import waiting
from imrgraph.cli.stores import asked
from imrgraph.cli.tables import table
from imrgraph.errors import LetterError
from imrgraph.knowledge.knowledge import SUREST_FIRST
from imrgraph.letters.reading import read
from imrgraph.resources import folder
from imrgraph.store.sources import letters_in
from imrgraph.writing import write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from imrgraph.checking.ontology import Report
    from imrgraph.checking.problems import Problem
    from imrgraph.checking.rules import Audit
    from imrgraph.checking.specification import Conformance
    from imrgraph.letters.letter import Letter

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
@click.option("--strict", is_flag=True, help="Exit code 1 also where a check could not be made.")
@click.pass_context
def ontology(
    ctx: click.Context, home: Path | None, form: str, *, lay_out: bool, strict: bool
) -> None:
    """Check terms, vocabulary and guidelines: tidy, well formed, free of contradiction.

    Without a FOLDER, the ontology that comes with imrgraph is checked. Some checks need Java,
    owlready2 or pyshacl; the last line says what could not be checked without them.

    \b
    Example:
      imrgraph check ontology --format json
    """
    if lay_out:
        for file in _laid_out(home or folder("ontology")):
            click.echo(f"{file}: laid out", err=True)
    with waiting("checking the ontology"):
        report = check_ontology(home)
    unchecked = _unchecked(report)
    if form == "json":
        say(_json({"schema": _SCHEMA, **asdict(report)}))
    else:
        say(_told(report, unchecked))
    _leave(ctx, (*report.problems, *(unchecked if strict else ())))


@check.command()
@_home
@_form
@click.option(
    "--include-unverified",
    "unverified",
    is_flag=True,
    help="Count in those recommendations for which no text was read.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    metavar="PATH",
    help="Hold the specification against the engine over a letter, or a folder of them, instead; "
    "may be given again.",
)
@click.option(
    "--store",
    metavar="FOLDER|URL",
    help="Hold the specification against what this store says was concluded, instead.",
)
@click.pass_context
def rules(  # noqa: PLR0913 (an argument for each option)
    ctx: click.Context,
    home: Path | None,
    form: str,
    *,
    unverified: bool,
    against: tuple[Path, ...],
    store: str | None,
) -> None:
    """Check the rules: conflicts, rules that can never apply or are always overruled, and gaps.

    A gap is a time and a phase of the injury for which no rule covers a treatment that other rules
    cover. A gap is not an error.

    Every criterion is defined twice: by a query of ontology/criteria/, which says what it means,
    and by the engine, which is fast. --against and --store compare the two, and print each status,
    recommendation or day of a request on which they differ.

    \b
    Example:
      imrgraph check rules --format json
      imrgraph check rules --against examples/letters
    """
    if against and store:
        message = "expected --against or --store, found both"
        raise click.UsageError(message)
    if against or store:
        refused: list[LetterError] = []
        if store:
            held = over_store(asked(store), home)
        else:
            knowledge = read_ontology(home or folder("ontology"), unverified=unverified)
            held = over_letters(_letters(against, refused), knowledge, home)
        say(_json({"schema": _SCHEMA, **asdict(held)}) if form == "json" else _held(held))
        _leave(ctx, held.differences)
        if refused:
            ctx.exit(UNREADABLE)
        return
    with waiting("checking the rules"):
        found = audit(home, unverified=unverified)
    say(_json({"schema": _SCHEMA, **asdict(found)}) if form == "json" else _audited(found))
    _leave(ctx, found.problems)


def _letters(paths: tuple[Path, ...], refused: list[LetterError]) -> Iterator[Letter]:
    """Read the letters of `paths`; of those that cannot be read, the errors go to `refused`."""
    for path in letters_in(paths):
        try:
            yield read(path)
        except LetterError as error:
            complain(error)
            refused.append(error)


def _laid_out(home: Path) -> list[Path]:
    """Write the Turtle files of `home` in their canonical form; return those that changed."""
    texts = {file: file.read_text(encoding="utf-8") for file in sorted(home.rglob("*.ttl"))}
    canonicals = {file: canonical(text, str(file)) for file, text in texts.items()}
    changed = [file for file, text in texts.items() if canonicals[file] != text]
    for file in changed:
        write(file, [canonicals[file].encode()])
    return changed


def _unchecked(report: Report) -> list[str]:
    """Return what was not checked, and why."""
    made = {"shapes": report.shapes == "checked", "OWL": report.owl.endswith("consistent")}
    why = {"shapes": report.shapes, "OWL": report.owl}
    return [f"{name} ({why[name]})" for name, is_made in made.items() if not is_made]


def _told(report: Report, unchecked: Sequence[str]) -> str:
    how_sure: list[dict[str, Any]] = [
        {"what": what, **counted}
        for what, counted in (
            ("recommendations", report.recommendations),
            ("beyond MTUS and ODG", report.beyond),
            ("covered, no more known", report.covered),
            ("facts encoded", report.facts),
        )
    ]
    left_out = [f"{each.identifier} ({each.status}): {each.reason}" for each in report.left_out]
    return "\n".join(
        [
            *map(str, report.problems),
            table(("what", *SUREST_FIRST), how_sure),
            f"facts left out: {len(left_out)}",
            *(f"  {line}" for line in left_out),
            f"shapes: {report.shapes}",
            f"OWL: {report.owl}",
            _total(report.problems)
            + (f"; not checked: {', '.join(unchecked)}" if unchecked else ""),
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


def _held(found: Conformance) -> str:
    compared = (
        f"{found.statuses:,} statuses, {found.recommendations:,} recommendations and "
        f"{found.days:,} days of requests compared"
    )
    return "\n".join(
        [*map(str, found.differences), f"{compared}, {_count(found.differences, 'difference')}"]
    )


def _total(problems: Sequence[Problem]) -> str:
    return _count(problems, "problem")


def _count(things: Sequence[object], name: str) -> str:
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"


def _leave(ctx: click.Context, wrong: Sequence[object]) -> None:
    if wrong:
        ctx.exit(1)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)
