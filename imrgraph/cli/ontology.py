"""The commands that write the ontology: as pages, and as files for other programs.

In:   the words of a command.
Out:  HTML files in a folder; OWL, Turtle or JSON-LD; mappings.
From: imrgraph.export.reference, imrgraph.export.ontology_files, imrgraph.export.sssom.
"""

from __future__ import annotations

from pathlib import Path

import click

from imrgraph.cli.exits import note
from imrgraph.cli.outputs import deliver, form_of, form_option
from imrgraph.export.ontology_files import FORMATS, merged, separate
from imrgraph.export.reference import reference
from imrgraph.export.sssom import sssom
from imrgraph.knowledge.knowledge import load
from imrgraph.writing import STDOUT, write, write_folder

__all__ = ["ontology"]

#: The format of a file that ends so.
_ENDINGS = {
    ".owl": "owl",
    ".rdf": "rdfxml",
    ".xml": "rdfxml",
    ".ttl": "turtle",
    ".jsonld": "jsonld",
}


@click.group()
def ontology() -> None:
    """Write the ontology, for readers and for programs.

    \b
    Example:
      imrgraph ontology docs -o reference
      imrgraph ontology export --merged -o imrgraph.owl
    """


@ontology.command()
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder for the pages, made if it is not there.",
)
def docs(output: Path) -> None:
    """Write every term, treatment, guideline and recommendation as HTML pages.

    The pages need no network. What is unverified is among them, and marked so.

    \b
    Example:
      imrgraph ontology docs -o reference
    """
    pages = reference(load(unverified=True, beyond=True))
    write_folder(output, pages)
    click.echo(f"{len(pages)} pages; start with {output / 'index.html'}", err=True)


@ontology.command()
@form_option(FORMATS, "owl, which is RDF/XML")
@click.option("--merged", "is_merged", is_flag=True, help="All in one file, which imports nothing.")
@click.option(
    "--without-dates",
    is_flag=True,
    help="Leave dates and durations out, for HermiT and owlready2.",
)
@click.option(
    "--include-unverified",
    "unverified",
    is_flag=True,
    help="Also write recommendations encoded without reading their source.",
)
@click.option(
    "--mappings",
    is_flag=True,
    help="Write instead how treatments map to the state's categories, as SSSOM.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(readable=False, allow_dash=True),
    default=STDOUT,
    help="The file; without --merged the folder. [default: stdout]",
)
def export(  # noqa: PLR0913 (an argument for each option)
    form: str | None,
    output: str,
    *,
    is_merged: bool,
    without_dates: bool,
    unverified: bool,
    mappings: bool,
) -> None:
    """Write the ontology for Protégé, HermiT, owlready2 and other programs.

    Without --merged each file of it goes to the folder, with a header, and with the catalog that
    tells Protégé where what is imported stands.

    \b
    Example:
      imrgraph ontology export --merged -o imrgraph.owl
      imrgraph ontology export --format turtle -o ontology-files
      imrgraph ontology export --mappings -o mappings.sssom.tsv
    """
    if mappings:
        form_of(output, None, {".tsv": "sssom"}, "sssom")
        deliver(output, sssom().rstrip("\n"))
    elif is_merged:
        form = form_of(output, form, _ENDINGS, "owl")
        write(output, [merged(form, dates=not without_dates, unverified=unverified)])
    elif output == STDOUT:
        message = "expected -o FOLDER, or --merged, since it is several files"
        raise click.UsageError(message)
    elif Path(output).suffix in _ENDINGS:
        message = f"{output}: expected --merged for one file, or -o FOLDER"
        raise click.UsageError(message)
    else:
        files = separate(form or "owl", dates=not without_dates, unverified=unverified)
        write_folder(output, {name: text.decode() for name, text in files.items()})
        note(f"{len(files)} files written; catalog-v001.xml says where imports stand")
