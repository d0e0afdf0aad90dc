"""export: what is written is read again by programs that we did not write."""

from __future__ import annotations

import gc
import gzip
import json
import re
import resource
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import igraph
import networkx as nx
import pandas as pd
import pytest
import rdflib
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from ndex2.cx2 import CX2Network

from imrgraph.cli import main
from imrgraph.cli.exits import NOT_FOUND, UNREADABLE, USAGE
from imrgraph.errors import ExportError, PartialGraphWarning
from imrgraph.export.as_csv import as_gephi_csv, as_neo4j_csv
from imrgraph.export.as_cytoscape import as_cx2, as_cyjs
from imrgraph.export.as_dot import as_dot
from imrgraph.export.as_gexf import as_gexf
from imrgraph.export.as_graphml import as_graphml, identifier
from imrgraph.export.as_mermaid import as_mermaid
from imrgraph.export.attributes import colour, printable
from imrgraph.export.exporting import FOLDERS, FORMATS
from imrgraph.graph.network import Edge, Network, Vertex
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from imrgraph.graph.network import Plain

CASE = "CM99-0000006"
RDF = {"nquads": "nquads", "trig": "trig", "turtle": "turtle", "jsonld": "json-ld"}

HOSTILE = [
    'say "so"', "]]>", "<b>&amp;</b>", "two\nlines", "a\r\nb", "tab\tbed", "שלום עולם", "🧠 pain",
    "end", "a;b,c|d", "\\", "{x}", "' OR 1=1", "#quot;", "--> n1", "</script>", "x" * 10_000,
]  # fmt: skip
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")),
)
values = st.one_of(texts, st.integers(-(2**53), 2**53), st.booleans(), st.floats(-1e9, 1e9))
names = st.from_regex(r"[a-z][a-zA-Z]{3,9}", fullmatch=True).filter(
    lambda name: (
        name not in {"label", "type", "distance", "name", "interaction", "weight", "kind", "value"}
    )
)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """A network with parallel edges, self-loops, missing values and values of several types."""
    attributes = st.dictionaries(names, values, max_size=4)
    kinds = st.sampled_from(["Treatment", "Citation", 'Odd "type"', "end"])
    labels = draw(st.lists(texts, min_size=1, max_size=6))
    nodes = tuple(
        Vertex(f"imrv:{n}/{label[:5]}", f"urn:x:{n}", label, draw(kinds), n % 3, draw(attributes))
        for n, label in enumerate(labels)
    )
    ends = st.sampled_from([node.id for node in nodes])
    links = st.tuples(ends, ends, st.sampled_from(["outcome", "broader", "end"]))
    drawn = sorted(draw(st.sets(links, max_size=8)))
    return Network("drawn", nodes, tuple(Edge(*each, f"urn:{each[2]}", {}) for each in drawn))


def text_of(lines: Iterable[str]) -> str:
    return "".join(lines)


def expected_edges(network: Network) -> list[tuple[str, str, str]]:
    return sorted((edge.source, edge.target, edge.kind) for edge in network.edges)


def same(found: object, told: Plain) -> bool:
    """Return whether a value came back, as itself or as the text of an attribute that is mixed."""
    if isinstance(told, float) and not isinstance(found, str):
        return float(str(found)) == pytest.approx(told)
    return found == told or str(found) == str(told)


@given(networks())
def test_networkx_reads_graphml_again(network: Network) -> None:
    read = nx.read_graphml(BytesIO(text_of(as_graphml(network)).encode()), force_multigraph=True)
    assert set(read.nodes) == {identifier(node.id) for node in network.nodes}
    for node in network.nodes:
        found = read.nodes[identifier(node.id)]
        assert found.keys() == {*node.told, "name"}
        assert all(same(found[name], value) for name, value in node.told.items())
    assert sorted(
        (source, target, told["label"]) for source, target, told in read.edges(data=True)
    ) == sorted((identifier(s), identifier(t), k) for s, t, k in expected_edges(network))


def test_igraph_reads_graphml_again(store: LetterStore, tmp_path: Path) -> None:
    network = store.export("graphml", tmp_path / "out.graphml", "massage-therapy")
    assert network is not None
    read = igraph.Graph.Read_GraphML(str(tmp_path / "out.graphml"))
    assert read.is_directed()
    assert read.vs["label"] == [node.label for node in network.nodes]
    names = read.vs["iri"]
    shorts = {node.iri: node.id for node in network.nodes}
    found = [(shorts[names[e.source]], shorts[names[e.target]], e["label"]) for e in read.es]
    assert sorted(found) == expected_edges(network)


@given(networks())
def test_networkx_reads_gexf_again(network: Network) -> None:
    read = nx.read_gexf(BytesIO(text_of(as_gexf(network)).encode()), version="1.3")
    assert set(read.nodes) == {node.id for node in network.nodes}
    for node in network.nodes:
        found = read.nodes[node.id]
        told = {name: value for name, value in node.told.items() if name != "label"}
        assert all(same(found[name], value) for name, value in told.items())
        assert found["label"] == node.label
        assert found["viz"]["color"].keys() >= {"r", "g", "b"}
    found_edges = [(s, t, told["label"]) for s, t, told in read.edges(data=True)]
    assert sorted(found_edges) == expected_edges(network)


@given(networks())
def test_networkx_reads_the_json_of_cytoscape_again(network: Network) -> None:
    told = json.loads(text_of(as_cyjs(network)))
    for each in told["elements"]["nodes"]:  # by which networkx, alone, names a node
        each["data"] |= {"value": each["data"]["id"], "name": ""}
    for each in told["elements"]["edges"]:
        each["data"]["key"] = each["data"]["id"]
    read = nx.cytoscape_graph({**told, "directed": True, "multigraph": True, "data": []})
    assert set(read.nodes) == {node.id for node in network.nodes}
    for node in network.nodes:
        for name, value in node.told.items():
            assert name not in {"value", "name"}
            renamed = f"{name}_" if name in {"source", "target", "parent"} else name
            assert read.nodes[node.id][renamed] == value
    found = [(s, t, data["interaction"]) for s, t, data in read.edges(data=True)]
    assert sorted(found) == expected_edges(network)


@given(networks())
def test_cx2_declares_every_attribute_and_counts_every_aspect(network: Network) -> None:
    aspects: dict[str, Any] = {}
    for part in json.loads(text_of(as_cx2(network))):
        aspects |= part
    ids = {each["v"]["id"]: each["id"] for each in aspects["nodes"]}
    [declared] = aspects["attributeDeclarations"]
    types = {"string": str, "long": int, "double": float, "boolean": bool}
    for domain in ("nodes", "edges"):
        for each in aspects[domain]:
            for name, value in each["v"].items():
                assert type(value) is types[declared[domain][name]["d"]]
    for each in aspects["metaData"]:
        assert each["elementCount"] == len(aspects[each["name"]])
    found = [(e["s"], e["t"], e["v"]["interaction"]) for e in aspects["edges"]]
    assert sorted(found) == sorted((ids[s], ids[t], k) for s, t, k in expected_edges(network))


@given(networks())
def test_pandas_reads_the_tables_for_gephi_and_neo4j_again(network: Network) -> None:
    for files, columns in (
        (as_gephi_csv(network), ("Id", "label", "Source", "Target", "Kind")),
        (as_neo4j_csv(network), ("id:ID", "label", ":START_ID", ":END_ID", ":TYPE")),
    ):
        nodes, edges = (
            pd.read_csv(StringIO("".join(text), newline=""), dtype=str, keep_default_na=False)
            for name, text in files.items()
            if name in {"nodes.csv", "edges.csv", "relationships.csv"}
        )
        first, _, source, target, kind = columns
        assert list(nodes[first]) == [node.id for node in network.nodes]
        label = "Label" if first == "Id" else "label:string"
        assert list(nodes[label]) == [node.label for node in network.nodes]
        found = zip(edges[source], edges[target], edges[kind], strict=True)
        assert sorted(found) == expected_edges(network)


@given(networks())
def test_dot_and_mermaid_keep_every_label_within_its_quotes(network: Network) -> None:
    for line in text_of(as_dot(network)).splitlines():
        assert re.sub(r'"(?:[^"\\]|\\.)*"', "", line).count('"') == 0
    drawn = text_of(as_mermaid(network)).splitlines()
    assert drawn[0] == "flowchart LR"
    for line in drawn[1:]:
        assert re.fullmatch(
            r'  (n\d+\["(?:[^"]|&)*"\]|n\d+ -->(\|"[\w ]+"\|)? n\d+|cut\["nodes left out: \d+"\])',
            line,
        )


def test_mermaid_says_how_much_it_leaves_out() -> None:
    nodes = tuple(Vertex(f"n{n}", "", "label " * 20, "T", 1, {}) for n in range(1000))
    drawn = text_of(as_mermaid(Network("many", nodes, ())))
    kept = drawn.count("label label") and len(re.findall(r"^  n\d+", drawn, re.MULTILINE))
    assert len(drawn.encode("utf-16-le")) / 2 <= 50_000  # noqa: PLR2004 (as Mermaid limits it)
    assert f"nodes left out: {1000 - kept}" in drawn


def test_of_what_mermaid_has_no_room_for_it_is_said_that_it_was_not_written(
    store: LetterStore, tmp_path: Path
) -> None:
    nodes = tuple(Vertex(f"n{n}", "", "label", "T", 1, {}) for n in range(60))
    pairs = [(one.id, two.id) for one in nodes for two in nodes if one.id < two.id]
    network = Network("many", nodes, tuple(Edge(*pair, "k", "urn:k", {}) for pair in pairs))
    file = tmp_path / "many.mmd"
    with pytest.warns(PartialGraphWarning, match="edges are left out, since mermaid has no room"):
        written = store.export("mermaid", file, network)
    lines = file.read_text("utf-8").splitlines()
    assert written is not None
    assert len(written.edges) == sum(" --> " in line for line in lines) < len(network.edges)
    assert len(written.nodes) == sum('["label"]' in line for line in lines)
    assert f"nodes left out: {len(nodes) - len(written.nodes)}" in lines[-1]


@pytest.fixture(scope="module")
def store(examples: Path) -> LetterStore:
    loaded = LetterStore()
    loaded.load([examples])
    return loaded


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")  # which rdflib uses itself
@pytest.mark.parametrize("form", sorted(RDF))
def test_rdflib_reads_what_is_said_of_a_letter_again(
    store: LetterStore, form: str, tmp_path: Path
) -> None:
    store.export(form, tmp_path / "out", CASE, hops=1)
    read = rdflib.Dataset(default_union=True)
    read.parse(tmp_path / "out", format=RDF[form])
    triples = {quad[:3] for quad in read.quads()}
    assert triples == set(store.rdflib(CASE, hops=1))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")  # which rdflib uses itself
@pytest.mark.parametrize("form", sorted(RDF))
def test_everything_is_written_the_same_however_it_was_loaded(
    store: LetterStore, examples: Path, form: str, tmp_path: Path
) -> None:
    other = LetterStore()
    for path in sorted(examples.glob("*.txt"), reverse=True):
        other.load([path])
    store.export(form, tmp_path / "one")
    other.export(form, tmp_path / "other")
    written = (tmp_path / "one").read_bytes()
    assert written == (tmp_path / "other").read_bytes()
    if form != "jsonld":  # which takes rdflib minutes
        read = rdflib.Dataset(default_union=True)
        read.parse(data=written, format=RDF[form])
        triples = {quad[:3] for quad in read.quads()}
        [row] = store.select("SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }")
        assert len(triples) == row["n"]


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_export_is_the_same_bytes(store: LetterStore, form: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        store.export(form, tmp_path / name, "massage-therapy")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


@pytest.mark.parametrize("form", FORMATS)
def test_a_part_is_the_same_bytes_however_it_was_loaded(
    store: LetterStore, examples: Path, form: str, tmp_path: Path
) -> None:
    other = LetterStore()
    for path in sorted(examples.glob("*.txt"), reverse=True):
        other.load([path])
    store.export(form, tmp_path / "one", "massage-therapy")
    other.export(form, tmp_path / "other", "massage-therapy")
    assert contents(tmp_path / "one") == contents(tmp_path / "other")


def contents(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        return {each.name: each.read_bytes() for each in path.iterdir()}
    return {"": path.read_bytes()}


def test_a_name_that_ends_in_gz_is_packed_the_same_each_time(
    store: LetterStore, tmp_path: Path
) -> None:
    for name in ("one.gexf.gz", "two.gexf.gz"):
        store.export("gexf", tmp_path / name, CASE)
    packed = (tmp_path / "one.gexf.gz").read_bytes()
    assert packed == (tmp_path / "two.gexf.gz").read_bytes()
    assert gzip.decompress(packed).startswith(b"<?xml")


def test_an_unknown_format_and_a_missing_seed_are_named(store: LetterStore, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="gefx: expected one of graphml, graphml-yed"):
        store.export("gefx", tmp_path / "out", CASE)
    with pytest.raises(ExportError, match="svg: expected a seed"):
        store.export("svg", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["gexf", "nquads", "neo4j-csv"])
def test_a_place_that_takes_no_file_is_named(store: LetterStore, form: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="nowhere/out: expected a place to write to"):
        store.export(form, tmp_path / "nowhere" / "out", CASE)
    (tmp_path / "taken" / "full").mkdir(parents=True)
    with pytest.raises(ExportError, match="taken: expected a place to write to"):
        store.export(form, tmp_path / "taken", CASE)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_file_that_has_no_room_leaves_what_was_there(store: LetterStore, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("as before")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(ExportError, match="File too large"):
            store.export("nquads", tmp_path / "out", CASE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out").read_text() == "as before"


@pytest.fixture(scope="module")
def kept(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("kept") / "graph"
    assert CliRunner().invoke(main, ["load", str(examples), "--store", str(place)]).exit_code == 0
    return place


def test_the_command_says_how_much_it_wrote(kept: Path, tmp_path: Path) -> None:
    out = tmp_path / "letter.graphml"
    words = ["export", "--format", "graphml", "--seed", CASE, "--store", str(kept)]
    to_file = CliRunner().invoke(main, [*words, "-o", str(out)])
    to_stdout = CliRunner().invoke(main, words)
    read = nx.read_graphml(out)
    counts = f"{len(read)} nodes and {read.number_of_edges()} edges written"
    assert to_file.exit_code == to_stdout.exit_code == 0
    assert to_file.stderr.startswith(counts)
    assert to_stdout.stdout_bytes == out.read_bytes()


@pytest.mark.parametrize("form", ["nquads", "trig", "turtle", "jsonld", "gexf"])
def test_of_rdf_it_is_told_that_it_holds_more_than_was_followed(kept: Path, form: str) -> None:
    words = ["export", "--format", form, "--seed", CASE, "--predicates", "hasItem,outcome"]
    result = CliRunner().invoke(main, [*words, "--store", str(kept)])
    assert result.exit_code == 0
    holds_more = "requestedTreatment" in result.stdout
    assert ("with all else that is said of each node" in result.stderr) == holds_more
    assert holds_more == (form != "gexf")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--format", "gexf", "--seed", "CM99-0000099"], NOT_FOUND, "something named CM99-0000099"),
        (["--format", "gefx", "--seed", CASE], USAGE, "'gefx' is not one of"),
        (["--format", "csv", "--seed", CASE], USAGE, "--format csv: expected --table items"),
        (["--format", "svg"], UNREADABLE, "svg: expected a seed"),
        (["--format", "neo4j-csv", "--seed", CASE], USAGE, "expected -o FOLDER"),
        (["--format", "gexf", "--seed", CASE, "-o", "/nowhere/x"], UNREADABLE, "place to write to"),
        (["--format", "gexf", "--seed", CASE, "--predicates", ","], USAGE, "expected names"),
        (["--format", "gexf", "--seed", CASE, "--predicates", ""], USAGE, "expected names"),
        (["--format", "gexf", "--seed", CASE, "--hops", "-1"], USAGE, "-1 is not in the range"),
    ],
)
def test_wrong_words_are_named(kept: Path, words: list[str], code: int, message: str) -> None:
    gc.collect()  # the error of the run before holds its store
    result = CliRunner().invoke(main, ["export", *words, "--store", str(kept)])
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
    assert set(FOLDERS) < set(FORMATS)


@given(networks())
def test_yed_has_a_label_and_a_colour_on_every_box_and_a_label_on_every_line(
    network: Network,
) -> None:
    drawn = ET.fromstring(text_of(as_graphml(network, yed=True)))  # noqa: S314 (our own)
    y = "{http://www.yworks.com/xml/graphml}"
    labels = [label.text or "" for label in drawn.iter(f"{y}NodeLabel")]
    assert labels == [" ".join(printable(node.label).split()) for node in network.nodes]
    colours = [border.get("color") for border in drawn.iter(f"{y}BorderStyle")]
    assert colours == [colour(node.type) for node in network.nodes]
    assert [label.text for label in drawn.iter(f"{y}EdgeLabel")] == [e.kind for e in network.edges]
    plain = nx.read_graphml(BytesIO(text_of(as_graphml(network)).encode()), force_multigraph=True)
    read = nx.read_graphml(
        BytesIO(text_of(as_graphml(network, yed=True)).encode()), force_multigraph=True
    )
    assert set(read.edges) == set(plain.edges)


@pytest.mark.parametrize(
    ("days", "mode", "times"),
    [
        (["2016-03-01", None], "dynamic", ["2016-03-01", None]),
        (["2016-03-01 | 2016-03-02", None], "dynamic", [None, None]),
        ([None, None], "static", [None, None]),
    ],
)
def test_gexf_has_the_days_of_decisions_as_times(
    days: list[str | None], mode: str, times: list[str | None]
) -> None:
    nodes = tuple(
        Vertex(f"n{n}", "", "l", "Determination", 0, {"decisionDate": each} if each else {})
        for n, each in enumerate(days)
    )
    root = ET.fromstring(text_of(as_gexf(Network("n", nodes, ()))))  # noqa: S314 (our own)
    [graph] = root.iter("{http://gexf.net/1.3}graph")
    assert graph.get("mode") == mode
    assert [node.get("timestamp") for node in root.iter("{http://gexf.net/1.3}node")] == times


@given(networks())
def test_ndex_reads_cx2_again(network: Network) -> None:
    read = CX2Network()
    read.create_from_raw_cx2(json.loads(text_of(as_cx2(network))))
    names = {key: node["v"]["id"] for key, node in read.get_nodes().items()}
    assert sorted(names.values()) == sorted(node.id for node in network.nodes)
    told = {node.id: node.told for node in network.nodes}
    for node in read.get_nodes().values():
        values = told[node["v"]["id"]]
        assert all(same(node["v"][name], value) for name, value in values.items())
    found = [
        (names[e["s"]], names[e["t"]], e["v"]["interaction"]) for e in read.get_edges().values()
    ]
    assert sorted(found) == expected_edges(network)
