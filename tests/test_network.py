"""graph.network and walking: what is near a seed, as nodes and edges that say what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import pytest
import rdflib

from imrgraph.errors import NotFoundError
from imrgraph.export.as_quads import as_rdf
from imrgraph.graph.identifying import identified
from imrgraph.graph.network import VIEWS, Network
from imrgraph.graph.rows import Rows
from imrgraph.graph.values import shorten
from imrgraph.knowledge.terms import IMR, IMRD, IMRV
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from pathlib import Path

    from imrgraph.store.walking import Part

CASE = "CM99-0000006"


@pytest.fixture(scope="module")
def store(examples: Path) -> LetterStore:
    loaded = LetterStore()
    loaded.load([examples])
    return loaded


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_every_edge_has_both_its_nodes_and_every_node_is_reached(
    store: LetterStore, view: str
) -> None:
    found = store.network(CASE, view=view)
    distances = {node.id: node.distance for node in found.nodes}
    assert len(distances) == len(found.nodes)
    for edge in found.edges:
        assert abs(distances[edge.source] - distances[edge.target]) <= 1
    reached = {edge.target for edge in found.edges} | {edge.source for edge in found.edges}
    assert reached | {f"imrd:{CASE}"} == distances.keys()


def test_each_hop_reaches_what_the_hops_before_reached(store: LetterStore) -> None:
    nodes = [{node.id for node in store.network(CASE, hops=hops).nodes} for hops in range(4)]
    assert nodes[0] == {f"imrd:{CASE}"}
    assert nodes[0] < nodes[1] < nodes[2] < nodes[3]


def test_edges_that_lead_on_are_counted(store: LetterStore) -> None:
    near = store.network(CASE, hops=1)
    further = {(e.source, e.target, e.kind) for e in store.network(CASE, hops=2).edges}
    inside = {(e.source, e.target, e.kind) for e in near.edges}
    one_away = {node.id for node in near.nodes}
    leading_on = {edge for edge in further - inside if edge[0] in one_away}
    assert near.dropped == len(leading_on)


def test_a_treatment_leads_to_the_requests_for_it_and_to_their_letters(store: LetterStore) -> None:
    found = store.network("imrv:acupuncture")
    at = {node.id: node.distance for node in found.nodes}
    assert at[f"imrd:{CASE}/item/2"] == 1
    assert at[f"imrd:{CASE}"] <= VIEWS["entities"].hops


@pytest.mark.parametrize(
    "part", [{"view": "citations"}, {"predicates": ["cites", "hasCitation"], "hops": 3}]
)
def test_a_guideline_leads_to_the_items_and_letters_that_cite_it(
    part: Part, store: LetterStore
) -> None:
    cited = store.query("SELECT ?item { ?item imr:hasCitation/imr:cites imrg:chronic-pain }")
    assert isinstance(cited, Rows)
    items = {shorten(str(row["item"])[1:-1]) for row in cited.terms}
    found = store.network("imrg:chronic-pain", **part)
    assert items <= {node.id for node in found.nodes}
    assert items


def test_edges_that_lead_here_from_further_are_counted(store: LetterStore) -> None:
    near = store.network("imrg:chronic-pain", hops=1, predicates=["cites", "hasCitation"])
    assert near.dropped == sum(node.type == "Citation" for node in near.nodes) > 0


def test_only_the_properties_that_are_named_are_followed(store: LetterStore) -> None:
    found = store.network(CASE, hops=3, predicates=["hasItem", "outcome"])
    assert {edge.kind for edge in found.edges} == {"hasItem", "outcome"}
    assert {"imrv:upheld", "imrv:overturned"} <= {node.id for node in found.nodes}


def test_a_proof_ends_in_places_of_a_guideline(store: LetterStore) -> None:
    types = {node.type for node in store.network(CASE, view="proof").nodes}
    assert {"Determination", "DisputedItem", "VerdictResult", "Derivation", "Provision"} <= types


def test_a_proof_is_the_same_whether_the_store_holds_it_or_not(
    store: LetterStore, examples: Path
) -> None:
    proven = LetterStore()
    proven.load([examples], proofs=True)
    assert store.network(CASE, view="proof") == proven.network(CASE, view="proof")
    for form in ("nquads", "turtle"):
        written = [
            b"".join(as_rdf(each, each.network(CASE, view="proof"), form))
            for each in (store, proven)
        ]
        assert written[0] == written[1]
        assert b"premiseIndex" in written[0]


def test_a_step_of_a_proof_is_a_seed(store: LetterStore) -> None:
    proof = store.determination(CASE).items[0].proof
    assert proof
    found = store.network(proof, view="proof", hops=1)
    assert found.nodes[0].iri == proof.iri
    assert {"VerdictResult", "Derivation"} <= {node.type for node in found.nodes}


def test_from_a_guideline_only_the_steps_that_a_store_holds_are_reached(
    store: LetterStore, examples: Path
) -> None:
    proven = LetterStore()
    proven.load([examples], proofs=True)
    edition = proven.select(f"SELECT * {{ ?step {IMR('inEdition')} ?edition }} LIMIT 1")[0][
        "edition"
    ]
    stored, none = (each.network(str(edition), view="proof", hops=1) for each in (proven, store))
    assert len(stored.nodes) > len(none.nodes) == 1


def test_what_is_of_no_class_has_that_of_its_properties(store: LetterStore) -> None:
    nodes = store.network(CASE, hops=3, view="entities").nodes
    assert {"Citation", "Ground", "ClinicalFinding"} <= {node.type for node in nodes}
    places = {
        node.type for node in store.network(CASE, view="rdf", hops=2).nodes if "#char=" in node.id
    }
    assert places == {"Place"}
    assert "Resource" not in {node.type for node in nodes if node.id.startswith("imrd:")}


def test_the_words_of_a_place_are_told_with_what_is_stated_there(store: LetterStore) -> None:
    grounds = [node for node in store.network(CASE).nodes if node.type == "Ground"]
    assert grounds
    for node in grounds:
        assert node.attributes["page"] == 1
        assert node.label in " ".join(str(node.attributes["quote"]).split())


def test_in_the_view_of_rdf_literals_are_nodes(store: LetterStore) -> None:
    found = store.network(CASE, view="rdf")
    told = {node.label for node in found.nodes if node.type == "Literal"}
    assert {CASE, "2017-02-07"} <= told


def test_what_is_near_is_the_same_however_letters_were_loaded(
    store: LetterStore, examples: Path
) -> None:
    other = LetterStore()
    for path in sorted(examples.glob("*.txt"), reverse=True):
        other.load([path])
    assert other.network("massage-therapy") == store.network("massage-therapy")


def test_networkx_has_the_same_nodes_parallel_edges_and_plain_values(store: LetterStore) -> None:
    found = store.network("massage-therapy")
    graph = store.networkx("massage-therapy")
    assert isinstance(graph, nx.MultiDiGraph)
    assert (len(graph), graph.number_of_edges()) == (len(found.nodes), len(found.edges))
    assert {(s, t, k) for s, t, k in graph.edges(keys=True)} == {
        (edge.source, edge.target, edge.kind) for edge in found.edges
    }
    for _, told in graph.nodes(data=True):
        assert {type(value) for value in told.values()} <= {str, int, float, bool}
        assert told.keys() >= {"iri", "label", "type"}
    letter = graph.nodes["imrd:CM99-0000002"]
    assert letter["decisionDate"] == "2015-11-12"


def test_a_path_leads_from_a_letter_to_the_guideline_that_its_reviewer_cites(
    store: LetterStore,
) -> None:
    graph = store.networkx(CASE, view="citations")
    path = nx.shortest_path(graph, f"imrd:{CASE}", "imrg:chronic-pain")
    assert [graph.nodes[each]["type"] for each in path] == [
        "Determination",
        "DisputedItem",
        "Citation",
        "Guideline",
    ]


def test_rdflib_has_what_is_said_of_the_nodes(store: LetterStore) -> None:
    graph = store.rdflib(CASE, hops=0)
    letter = rdflib.URIRef(IMRD(CASE).value)
    assert set(graph.subjects()) == {letter}
    [row] = store.select(
        f"SELECT (COUNT(*) AS ?many) {{ SELECT DISTINCT ?p ?o {{ <{letter}> ?p ?o }} }}"
    )
    assert len(graph) == row["many"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (CASE, IMRD(CASE)),
        ("chiropractic", IMRV("chiropractic")),
        ("imrv:acupuncture", IMRV("acupuncture")),
        (IMRV("acupuncture").value, IMRV("acupuncture")),
    ],
)
def test_a_seed_is_named_by_case_number_code_prefix_or_iri(
    store: LetterStore, name: str, expected: object
) -> None:
    assert identified(store, name) == getattr(expected, "value", None)


@pytest.mark.parametrize(
    "name",
    ["CM99-0000099", "imrv:acupunture", "http://example.org/x", "", "a b", "> . } #", "imr:"],
)
def test_a_seed_that_nothing_speaks_of_is_named(store: LetterStore, name: str) -> None:
    with pytest.raises(NotFoundError, match="expected something named"):
        store.network(name)


def test_a_network_of_nothing_is_no_error() -> None:
    assert len(Network("none", (), ()).to_networkx()) == 0
