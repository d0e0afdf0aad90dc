"""graph.whole, export: a whole store as a network, and what every tool sees alike in a picture."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from click.testing import CliRunner

from imrgraph.cli import main
from imrgraph.errors import LimitError
from imrgraph.export.attributes import PALETTE, colour, declared
from imrgraph.graph.whole import Whole
from imrgraph.knowledge.terms import IMR
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from pathlib import Path

CASE = "CM99-0000006"


@pytest.fixture(scope="module")
def store(examples: Path) -> LetterStore:
    made = LetterStore()
    made.load([examples])
    return made


@pytest.fixture(scope="module")
def graph(store: LetterStore, tmp_path_factory: pytest.TempPathFactory) -> nx.MultiDiGraph[str]:
    """The whole store, as networkx reads it from the file for Gephi."""
    file = tmp_path_factory.mktemp("whole") / "all.gexf"
    assert store.export("gexf", file) is None
    return nx.read_gexf(file)


def test_every_letter_and_every_item_is_in_it(store: LetterStore, graph: nx.Graph[str]) -> None:
    kinds = nx.get_node_attributes(graph, "type")
    letters = {node for node, kind in kinds.items() if kind == "Determination"}
    assert letters == {f"imrd:{each.iri.rpartition('/')[2]}" for each in store.determinations}
    items = {node for node, kind in kinds.items() if kind == "DisputedItem"}
    assert items == {
        f"imrd:{item.iri.partition('/determination/')[2]}"
        for each in store.determinations
        for item in each.items
    }


def test_every_node_is_said_once_and_has_a_name_and_a_class(store: LetterStore) -> None:
    nodes = list(Whole(store).nodes)
    assert len({node.id for node in nodes}) == len(nodes)
    assert all(node.label and node.type for node in nodes)
    known = {node.id for node in nodes}
    assert all({edge.source, edge.target} <= known for edge in Whole(store).edges)


def test_it_holds_what_walks_from_its_letters_find(store: LetterStore) -> None:
    whole = {(edge.source, edge.kind, edge.target) for edge in Whole(store).edges}
    for letter in store.determinations:
        part = store.network(letter, hops=1)
        assert {(e.source, e.kind, e.target) for e in part.edges} <= whole


def test_it_is_the_same_each_time_that_it_is_gone_through(store: LetterStore) -> None:
    whole = Whole(store)
    assert list(whole.nodes) == list(whole.nodes)
    assert list(whole.edges) == list(whole.edges)


@pytest.mark.parametrize("proofs", [False, True])
def test_of_all_that_is_said_each_thing_is_a_node_or_told_to_be_left_out(
    examples: Path, *, proofs: bool
) -> None:
    kept = LetterStore()
    kept.load([examples], proofs=proofs)
    whole = Whole(kept)
    named = kept.select("SELECT DISTINCT ?it { ?it ?kind ?end FILTER (isIRI(?it)) }")
    things = {str(row["it"]) for row in named}
    missing = things - {node.iri for node in whole.nodes}
    told = {
        name: int(many.replace(",", ""))
        for many, name in re.findall(r"(\d[\d,]*) ([a-z ]+)", whole.told_left_out)
    }
    assert sum(told.values()) == len(missing)
    assert told["findings"] == sum("/finding/" in each for each in missing)
    assert told["places of quotations"] == sum("#char=" in each for each in missing)
    steps = kept.select(f"SELECT DISTINCT ?step {{ ?step a {IMR('Derivation')} }}")
    assert (len(steps) > 0, told.get("steps of proofs", 0)) == (proofs, len(steps))


def test_proofs_change_nothing_of_the_network(store: LetterStore, examples: Path) -> None:
    proven = LetterStore()
    proven.load([examples], proofs=True)
    assert list(Whole(proven).nodes) == list(Whole(store).nodes)
    assert list(Whole(proven).edges) == list(Whole(store).edges)


def test_in_python_a_whole_store_is_given_on_request_and_within_bounds(store: LetterStore) -> None:
    whole = store.networkx()
    assert whole.number_of_nodes() == len(list(Whole(store).nodes))
    assert len(store.network().edges) == whole.number_of_edges()
    with pytest.raises(LimitError, match="expected at most 10 nodes or edges"):
        Whole(store).network(most=10)


def test_tables_are_written_whole_with_their_dates_and_indexes(
    store: LetterStore, tmp_path: Path
) -> None:
    store.export("neo4j-csv", tmp_path / "neo4j")
    with (tmp_path / "neo4j" / "nodes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    days = {row["decisionDate:date"] for row in rows} - {""}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in days)
    assert len(days) > 1
    script = (tmp_path / "neo4j" / "load.cypher").read_text(encoding="utf-8")
    assert "CREATE INDEX resource_label IF NOT EXISTS" in script
    assert "n.`decisionDate` = date(row.`decisionDate:date`)" in script


def test_parquet_has_the_same_with_days_as_dates(store: LetterStore, tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    store.export("parquet", tmp_path / "tables")
    nodes = polars.read_parquet(tmp_path / "tables" / "nodes.parquet")
    edges = polars.read_parquet(tmp_path / "tables" / "edges.parquet")
    assert nodes["id"].to_list() == [node.id for node in Whole(store).nodes]
    assert edges.height == len(list(Whole(store).edges))
    assert nodes.schema["decisionDate"] == polars.Date


def test_all_items_are_one_flat_table(tmp_path: Path, examples: Path) -> None:
    polars = pytest.importorskip("polars")
    kept = LetterStore(tmp_path / "graph")
    kept.load([examples])
    kept.close()
    for ending, read in ((".csv", polars.read_csv), (".parquet", polars.read_parquet)):
        file = tmp_path / f"items{ending}"
        words = ["export", "--table", "items", "-o", str(file), "--store", str(tmp_path / "graph")]
        told = CliRunner().invoke(main, words)
        assert told.exit_code == 0, told.output
        frame = read(file)
        assert frame.filter(frame["case"] == CASE)["item"].to_list() == [1, 2]
        assert set(frame["outcome"]) == {"upheld", "overturned"}


def test_what_only_looks_like_a_day_stays_text() -> None:
    assert declared([{"label": "2015-06-10", "on": "2015-06-10"}, {"on": "2016"}]) == {
        "label": "string",
        "on": "string",
    }


def test_networkx_reads_the_json_of_cytoscape(store: LetterStore, tmp_path: Path) -> None:
    network = store.export("cyjs", tmp_path / "letter.cyjs", CASE)
    read = nx.cytoscape_graph(json.loads((tmp_path / "letter.cyjs").read_text("utf-8")))
    assert network is not None
    assert set(read) == {node.id for node in network.nodes}
    assert read.number_of_edges() == len(network.edges)
    assert read.is_directed()
    assert read.nodes[f"imrd:{CASE}"]["name"] == CASE


def test_what_is_shared_by_two_letters_has_no_direction(store: LetterStore, tmp_path: Path) -> None:
    grounds = store.projection("grounds")
    assert not grounds.to_networkx().is_directed()
    assert store.projection("guidelines").to_networkx().is_directed()
    marks = {
        "gexf": 'defaultedgetype="undirected"',
        "graphml": 'edgedefault="undirected"',
        "dot": "graph network {",
        "mermaid": " ---",
        "cyjs": '"directed": false',
    }
    for form, mark in marks.items():
        store.export(form, tmp_path / form, grounds)
        told = (tmp_path / form).read_text("utf-8")
        assert mark in told
        assert " -> " not in told


def test_a_seed_leads_to_the_requests_of_what_is_narrower(store: LetterStore) -> None:
    found = {node.id for node in store.network("passive-therapy", hops=1).nodes}
    assert {"imrv:deep-tissue-massage", "imrd:CM99-0000002/item/1"} <= found


@pytest.mark.parametrize("seed", [CASE, "CM99-0000003", "massage"])
def test_nothing_of_a_drawing_is_cut_off(store: LetterStore, tmp_path: Path, seed: str) -> None:
    store.export("svg", tmp_path / "drawn.svg", seed)
    drawn = ET.parse(tmp_path / "drawn.svg").getroot()  # noqa: S314 (our own)
    _, _, wide, high = map(float, (drawn.get("viewBox") or "").split())
    space = "{http://www.w3.org/2000/svg}"
    group = drawn.find(f"{space}g")
    assert group is not None
    left, top = map(float, re.findall(r"[\d.]+", group.get("transform") or ""))
    for path in group.findall(f"{space}path"):
        numbers = [float(each) for each in re.findall(r"-?[\d.]+", path.get("d") or "")]
        assert all(0 <= left + x <= wide for x in numbers[::2])
        assert all(0 <= top + y <= high for y in numbers[1::2])


def test_a_class_has_one_colour_in_every_picture(store: LetterStore, tmp_path: Path) -> None:
    for seed in (CASE, "massage"):
        store.export("svg", tmp_path / "drawn.svg", seed)
        told = (tmp_path / "drawn.svg").read_text("utf-8")
        swatches = re.findall(r'rx="2" fill="(#\w+)"/>\s*<text[^>]*>(\w+)</text>', told)
        assert {"DisputedItem", "Treatment"} <= {kind for _, kind in swatches}
        assert all(shade == colour(kind) for shade, kind in swatches)
    assert len(set(PALETTE.values())) == len(PALETTE)
