"""The command that says what a store holds.

In:   the option --store.
Out:  counts, versions and places, as text or JSON.
From: imrgraph.store.opening, imrgraph.graph.catalog; SPARQL where it is an endpoint.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from imrgraph.cli.catalogs import expect_folder
from imrgraph.cli.outputs import deliver, form_of, form_option, output_option
from imrgraph.cli.stores import asked, store_option
from imrgraph.export.description import described
from imrgraph.knowledge.terms import IMR

if TYPE_CHECKING:
    from imrgraph.store.opening import Endpoint, LetterStore

__all__ = ["info"]

_SCHEMA = "imrgraph/info/1"
#: What an endpoint is asked: the letters, of which one may decide nothing, and the years.
_LETTERS = f"""
SELECT (COUNT(DISTINCT ?letter) AS ?letters) (COUNT(DISTINCT ?item) AS ?items)
  (COUNT(DISTINCT ?decided) AS ?outcomes) {{
  ?letter a {IMR("Determination")} .
  OPTIONAL {{
    ?letter {IMR("hasItem")} ?item .
    OPTIONAL {{ ?item {IMR("outcome")} ?outcome BIND(?item AS ?decided) }}
  }}
}}
"""
_YEARS = f"""
SELECT (MIN(YEAR(?day)) AS ?first) (MAX(YEAR(?day)) AS ?last) {{
  ?letter {IMR("decisionDate")} ?day
}}
"""
_TRIPLES = "SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }"


@click.command()
@form_option(["text", "json", "turtle"], "text")
@output_option
@store_option
def info(form: str | None, output: str, store: str | None) -> None:
    """Say what the store holds: letters, items, years, size, and by which ontology.

    Of an endpoint it says the letters, items, years and triples.

    "turtle" is its description in VoID and DCAT, for catalogs of data.

    \b
    Example:
      imrgraph info --store graph
      imrgraph info -o void.ttl --store graph
    """
    form = form_of(output, form, {".txt": "text", ".json": "json", ".ttl": "turtle"}, "text")
    found = asked(store)
    if form == "turtle":
        held = expect_folder(found)
        deliver(output, described(held, held.size, held.catalog.values("year")))
        return
    from imrgraph.store.opening import LetterStore  # noqa: PLC0415 (takes a while to load)

    told = _told(found) if isinstance(found, LetterStore) else _answered(found)
    if form == "json":
        deliver(output, json.dumps({"schema": _SCHEMA, **told}, ensure_ascii=False, indent=2))
        return
    width = max(map(len, told))
    deliver(output, "\n".join(f"{name:<{width}}  {_shown(value)}" for name, value in told.items()))


def _told(store: LetterStore) -> dict[str, Any]:
    catalog = store.catalog
    counted = catalog.counts((), {})
    years = catalog.values("year")
    size = sum(file.stat().st_size for file in store.folder.rglob("*")) if store.folder else 0
    return {
        "store": store.place,
        "letters": sum(1 for _ in store.letters()),
        "made-up examples": catalog.made_up(),
        "read in part": len(store.in_part),
        "items": len(catalog.items({})),
        "with an outcome": sum(each.items for each in counted),
        "decided": f"{years[0]} to {years[-1]}" if years else "",
        "treatments": len(catalog.values("treatment")),
        "quads": store.size,
        "megabytes": round(size / 1e6, 1),
        "ontology": store.ontology_version,
        "includes unverified": store.includes_unverified,
    }


def _answered(endpoint: Endpoint) -> dict[str, Any]:
    """Return what an endpoint says of what it holds."""
    counted, years = endpoint.select(_LETTERS)[0], endpoint.select(_YEARS)[0]
    return {
        "store": endpoint.place,
        "letters": counted["letters"],
        "items": counted["items"],
        "with an outcome": counted["outcomes"],
        "decided": f"{years['first']} to {years['last']}" if years else "",
        "triples": endpoint.select(_TRIPLES)[0]["triples"],
    }


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int | float) else str(value)
