"""The command that hands the graph on to other tools.

In:   the words of a command.
Out:  a file, or a folder of tables, in a format that another tool opens.
From: imrgraph.export.exporting.
"""

from __future__ import annotations

import click

from imrgraph.cli import completing
from imrgraph.cli.answers import ENDINGS as ROW_ENDINGS
from imrgraph.cli.answers import print_rows
from imrgraph.cli.catalogs import opened
from imrgraph.cli.exits import note
from imrgraph.cli.outputs import deliver, form_of, form_option
from imrgraph.cli.progress import waiting
from imrgraph.cli.stores import asked, store_option
from imrgraph.export.as_parquet import rows_as_parquet
from imrgraph.export.as_quads import SYNTAXES
from imrgraph.export.exporting import (
    DRAWINGS,
    ENDINGS,
    FOLDERS,
    FORMATS,
    NO_LETTER,
    OPENED_BY,
    READABLE,
    expect_triples,
    told_left_out,
    told_of,
)
from imrgraph.export.exporting import export as write
from imrgraph.graph.network import VIEWS, Network, neighbourhood
from imrgraph.graph.projections import PROJECTIONS, Projection
from imrgraph.graph.whole import Whole
from imrgraph.insight.items import items
from imrgraph.writing import STDOUT, ending

__all__ = ["export"]

#: How a table ends, of which a graph is more than one.
_TABLES = frozenset({".csv", ".jsonl", ".parquet", ".tsv"})
#: The format of a table by how its file ends; no graph is written so.
_ROWS = {
    **{ending: form for ending, form in ROW_ENDINGS.items() if form != "turtle"},
    ".parquet": "parquet",
}


@click.command()
@form_option([*FORMATS, "csv", "jsonl"], None)
@click.option("--flavor", type=click.Choice(["yed"]), help="GraphML that yEd draws with labels.")
@click.option(
    "--seed",
    "seeds",
    multiple=True,
    metavar="CASE|NAME|IRI",
    shell_complete=completing.seeds,
    help="What to start from. [default: everything, in RDF]",
)
@click.option(
    "--view", type=click.Choice(list(VIEWS)), help="What to follow from --seed. [default: entities]"
)
@click.option(
    "--hops",
    type=click.IntRange(min=0),
    help="How far to go from --seed, along edges as they point. [default: as far as the view]",
)
@click.option(
    "--projection",
    "projected",
    type=click.Choice(list(PROJECTIONS)),
    help="All letters in place of a part, or those that request the treatment that --seed names.",
)
@click.option(
    "--table",
    "tabled",
    type=click.Choice(["items"]),
    help="All disputed requests as one flat table, as CSV, Parquet or JSON Lines.",
)
@click.option(
    "--predicates",
    metavar="NAME,…",
    help="Follow only these properties, whatever the view, such as hasItem,outcome. RDF "
    "holds all that is said of what they lead to.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(readable=False, allow_dash=True),
    default=STDOUT,
    help="The file, compressed if it ends in .gz; the folder of a CSV format. [default: stdout]",
)
@store_option
def export(  # noqa: PLR0913, PLR0917 (an argument for each option)
    form: str | None,
    flavor: str | None,
    seeds: tuple[str, ...],
    view: str | None,
    hops: int | None,
    projected: str | None,
    tabled: str | None,
    predicates: str | None,
    output: str,
    store: str | None,
) -> None:
    """Write the graph, or a part of it, for another tool, and say how much was written.

    A part is what lies few edges away from a letter, given by its case number; from a treatment or
    another concept, given by its name or code; or from any IRI. "entities" follows what letters and
    guidelines say, "proof" what a verdict rests on, "citations" what was relied on, and "rdf" every
    triple. Without --seed the whole store is written, in RDF, GEXF, GraphML and the CSV formats.
    From a treatment, what is narrower is followed too.

    A projection counts over all letters: "guidelines" leads from treatments to the guidelines that
    reviewers cite for them, "grounds" from letter to letter where they share grounds. What it
    counts is no triple, so that it is not written as RDF.

    \b
    Example:
      imrgraph export --seed CM99-0000006 -o letter.graphml --store graph
      imrgraph export --projection guidelines -o guidelines.gexf --store graph
      imrgraph export -o all.nq.gz --store graph
      imrgraph export --table items -o items.csv --store graph
    """
    given = {
        "--seed": bool(seeds), "--view": view is not None, "--hops": hops is not None,
        "--predicates": predicates is not None, "--projection": projected is not None,
        "--table": tabled is not None, "--flavor": flavor is not None,
    }  # fmt: skip
    _agree({name for name, is_given in given.items() if is_given}, len(seeds))
    seed = next(iter(seeds), None)
    if tabled is not None:
        _table(form, output, store)
        return
    form = _format(form, flavor, output)
    letters = asked(store)
    network: Network | None = None
    if projected is not None:
        expect_triples(form)
        network = letters.projection(projected, seed)
    elif seed is not None:
        names = _named(predicates)
        network = neighbourhood(letters, seed, view=view or "entities", hops=hops, predicates=names)
    if network is not None:
        _note_of(network, form, is_whole=hops is None and projected is None)
    with waiting("writing"):
        written = write(letters, network, form, output)
    click.echo(_told(network, written, form), err=True)
    counted = network if isinstance(network, Projection) else written
    if isinstance(counted, Whole) and counted.told_left_out:
        note(counted.told_left_out)


def _note_of(network: Network, form: str, *, is_whole: bool) -> None:
    """Say of a part that it is too large to be read, or that no letter is in it."""
    if form in DRAWINGS and len(network.nodes) > READABLE:
        note(
            f"{len(network.nodes)} nodes are more than anybody reads in a drawing: "
            "try --hops 1, or --view citations, or -o network.gexf for Gephi"
        )
    if is_whole and not network.has_letter:
        note(f"{network.name}: {NO_LETTER}")


def _named(predicates: str | None) -> list[str]:
    """Return the names of properties that are to be followed, refusing a list of none."""
    if predicates is None:
        return []
    names = [name.strip().removeprefix("imr:") for name in predicates.split(",")]
    if not all(names):
        message = f"--predicates {predicates!r}: expected names, such as hasItem,outcome"
        raise click.UsageError(message)
    return names


def _agree(given: set[str], seeds: int) -> None:
    """Refuse options of which one would be left out in silence."""
    if seeds > 1:
        message = "--seed: expected one, found several; export each into a file of its own"
        raise click.UsageError(message)
    walking = sorted(given & {"--view", "--hops", "--predicates"})
    if "--table" in given and len(given) > 1:
        others = " and ".join(sorted(given - {"--table"}))
        message = f"--table writes all items, and {others} would change nothing: expected it alone"
        raise click.UsageError(message)
    if walking and "--projection" in given:
        message = f"--projection counts over all letters: expected no {' and no '.join(walking)}"
        raise click.UsageError(message)
    if walking and "--seed" not in given:
        message = f"{' and '.join(walking)}: expected --seed"
        raise click.UsageError(message)


def _format(form: str | None, flavor: str | None, output: str) -> str:
    """Return the format, refusing a place that cannot hold it."""
    if ending(output) in _TABLES and form in {None, *FOLDERS}:
        message = (
            f"{output}: expected --table items, which writes the disputed requests as one table; "
            f"of nodes and edges --format {' or '.join(FOLDERS)} writes several, into a folder"
        )
        raise click.UsageError(message)
    form = form_of(output, form, ENDINGS, None)
    form = f"{form}-{flavor}" if flavor else form
    if form not in FORMATS:
        message = f"--format {form}: expected --table items, which alone is written so"
        if flavor:
            message = f"--flavor {flavor}: expected --format graphml"
        raise click.UsageError(message)
    if form in FOLDERS and output == STDOUT:
        message = f"{form}: expected -o FOLDER, since it is several files"
        raise click.UsageError(message)
    return form


def _told(network: Network | None, written: Network | Whole | None, form: str) -> str:
    """Say how much was written."""
    if network is not None:
        part = written if isinstance(written, Network) else network
        counts = f"{told_of(len(part.nodes), len(part.edges))} written"
        if form in SYNTAXES:
            counts += ", with all else that is said of each node"
        if without := told_left_out(network, part, form):
            counts += f"; {without}"
        if isinstance(network, Projection):
            return counts
        more = " and are left out, --hops says how far to go" if network.dropped else ""
        return f"{counts}; followed as they point, {network.dropped:,} edges lead on{more}"
    counts = "all letters"
    if isinstance(written, Whole):
        counts += f", {written.counts['nodes']:,} nodes and {written.counts['edges']:,} edges,"
    return f"{counts} written; {OPENED_BY[form]}"


def _table(form: str | None, output: str, store: str | None) -> None:
    """Write the disputed requests as a flat table."""
    form = form_of(output, form, _ROWS, "csv")
    if form not in _ROWS.values():
        message = f"--format {form}: expected one of {', '.join(dict.fromkeys(_ROWS.values()))}"
        raise click.UsageError(message)
    rows = items(opened(store).catalog)
    if form == "parquet":
        deliver(output, rows_as_parquet(rows))
    else:
        print_rows(rows, form, output)
    note(f"{len(rows)} items written")
