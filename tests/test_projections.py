"""graph.projections: a whole store as a network, counted as one counts by hand."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from click.testing import CliRunner

from imrgraph.cli import main
from imrgraph.cli.exits import UNREADABLE
from imrgraph.errors import ExportError, LimitError, NotFoundError, PartialGraphWarning
from imrgraph.export.exporting import ENDINGS
from imrgraph.graph import projections
from imrgraph.graph.values import shorten
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from pathlib import Path

    from imrgraph.graph.entities import DisputedItem

LETTERS = 6


@pytest.fixture(scope="module")
def store(examples: Path) -> LetterStore:
    loaded = LetterStore()
    loaded.load([examples])
    return loaded


@pytest.fixture(scope="module")
def mixed(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> LetterStore:
    """The examples, a letter without guideline and ground of the reviewer's, one with two."""
    place = tmp_path_factory.mktemp("mixed")
    text = (examples / "medication.txt").read_text("utf-8")
    until = text[: text.index("MAXIMUS guideline:")]
    reasons = text[text.index("Decision rationale:") :]
    bare = f"{until}Decision rationale: This is as it is.\n"
    cites = (
        "MTUS Chronic Pain Medical Treatment 2016, Section(s): Muscle relaxants (for pain), and "
        "MTUS Acupuncture Treatment 2007, Section(s): Acupuncture"
    )
    both = f"{until}MAXIMUS guideline: Decision based on {cites}.\n\n{reasons}"
    for number, told in (("CM99-0000094", bare), ("CM99-0000095", both)):
        renamed = told.replace("CM99-0000004", number)
        (place / f"{number}.txt").write_text(renamed, "utf-8")
    loaded = LetterStore(tmp_path_factory.mktemp("kept") / "graph")
    loaded.load([examples, place])
    return loaded


def test_each_pair_of_treatment_and_guideline_has_the_number_of_its_items(
    store: LetterStore,
) -> None:
    counted = Counter(
        (shorten(item.treatment.iri), guideline, item.outcome != "upheld")
        for letter in store.determinations
        for item in letter.items
        if item.treatment
        for guideline in {
            shorten(citation.guideline.iri)
            for citation in item.citations
            if citation.guideline and citation.by == "reviewer"
        }
    )
    edges = store.projection("guidelines").edges
    assert {(edge.source, edge.target) for edge in edges} == {ends[:2] for ends in counted}
    for edge in edges:
        ends = edge.source, edge.target
        fell = counted[*ends, True]
        assert edge.attributes == {
            "items": counted[*ends, False] + fell,
            "overturned": fell,
            "rate": fell / (counted[*ends, False] + fell),
            "weight": counted[*ends, False] + fell,
        }


def cited(item: DisputedItem) -> set[str]:
    """Return the guidelines that the reviewer cites for a request."""
    return {
        shorten(citation.guideline.iri)
        for citation in item.citations
        if citation.guideline and citation.by == "reviewer"
    }


def test_each_request_counts_once_of_its_treatment_and_of_each_guideline(
    mixed: LetterStore,
) -> None:
    items = [item for letter in mixed.determinations for item in letter.items]
    counted = Counter(
        shorten(item.treatment.iri) for item in items if item.treatment and cited(item)
    )
    counted += Counter(guideline for item in items for guideline in cited(item))
    found = mixed.projection("guidelines")
    assert {node.id: node.attributes["items"] for node in found.nodes} == counted
    edges = Counter[str]()
    for edge in found.edges:
        edges[edge.source] += int(edge.attributes["items"])
    assert any(edges[end] > counted[end] for end in edges), "no request cites two guidelines"


@pytest.mark.parametrize("treatment", [None, "massage", "cyclobenzaprine"])
def test_what_a_projection_leaves_out_is_counted(mixed: LetterStore, treatment: str | None) -> None:
    within = {
        item.iri
        for letter in mixed.determinations
        for item in letter.items
        if treatment is None or item.iri in {i.iri for i in mixed.treatment(treatment).items}
    }
    requests = [i for each in mixed.determinations for i in each.items if i.iri in within]
    letters = [[item for item in each.items if item.iri in within] for each in mixed.determinations]
    without = {
        "guidelines": (sum(not cited(item) for item in requests), len(requests)),
        "grounds": (
            sum(bool(each) and not any([*i.grounds] for i in each) for each in letters),
            sum(map(bool, letters)),
        ),
    }
    for name, (many, of) in without.items():
        told = mixed.projection(name, treatment).told_left_out
        assert told.startswith(f"left out: {many} of {of} ") if many else told == ""
    assert (treatment == "massage") or all(many for many, _ in without.values())


def test_letters_share_what_both_have(store: LetterStore) -> None:
    grounds = {
        shorten(letter.iri): {
            f"{ground.criterion} {'met' if ground.met else 'not met'}"
            for item in letter.items
            for ground in item.grounds
        }
        for letter in store.determinations
    }
    expected = {
        frozenset(pair): len(both) / len(grounds[pair[0]] | grounds[pair[1]])
        for pair in combinations(grounds, 2)
        if (both := grounds[pair[0]] & grounds[pair[1]])
    }
    found = store.projection("grounds")
    assert {
        frozenset([e.source, e.target]): e.attributes["weight"] for e in found.edges
    } == expected
    assert expected
    assert [node.id for node in found.nodes] == sorted(key for key, of in grounds.items() if of)
    assert {edge.attributes["shared"] for edge in found.edges} == {
        str(edge.attributes["grounds"]).count(";") + 1 for edge in found.edges
    }


@pytest.mark.parametrize("name", sorted(projections.PROJECTIONS))
def test_a_treatment_takes_only_what_requests_it(store: LetterStore, name: str) -> None:
    whole, part = store.projection(name), store.projection(name, "massage")
    assert {node.id for node in part.nodes} < {node.id for node in whole.nodes}
    expected = {"imrv:massage-therapy", "imrv:deep-tissue-massage"}
    if name == "guidelines":
        assert {edge.source for edge in part.edges} == expected
    else:
        assert {node.id for node in part.nodes} == {
            shorten(item.determination.iri) for item in store.treatment("massage").items
        }


def test_groups_of_letters_are_found_by_what_they_turn_on(store: LetterStore) -> None:
    graph = store.projection("grounds").to_networkx().to_undirected()
    groups = nx.community.greedy_modularity_communities(nx.Graph(graph), weight="weight")
    assert sum(map(len, groups)) == graph.number_of_nodes()


def test_a_treatment_that_is_not_there_is_named(store: LetterStore) -> None:
    with pytest.raises(NotFoundError, match="leeches"):
        store.projection("guidelines", "leeches")


def test_more_pairs_than_there_is_room_for_are_refused(
    store: LetterStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projections, "_MOST_PAIRS", 1)
    with pytest.raises(LimitError, match="expected letters of one treatment, found"):
        store.projection("grounds")


def test_an_empty_store_gives_an_empty_network() -> None:
    assert [len(LetterStore().projection(name).nodes) for name in projections.PROJECTIONS] == [0, 0]


def test_a_projection_is_exported(examples: Path, tmp_path: Path) -> None:
    LetterStore(tmp_path / "store").load([examples])
    target = tmp_path / "grounds.graphml"
    words = ["export", "--format", "graphml", "--projection", "grounds", "-o", str(target)]
    told = CliRunner().invoke(main, [*words, "--store", str(tmp_path / "store")])
    assert told.exit_code == 0, told.output
    assert nx.read_graphml(target).number_of_nodes() == LETTERS
    assert f"{LETTERS} nodes" in told.stderr


@pytest.mark.parametrize("name", sorted(projections.PROJECTIONS))
@pytest.mark.parametrize("ending", [".nq", ".ttl", ".trig", ".jsonld"])
def test_a_projection_is_not_written_where_nothing_of_it_would_be(
    store: LetterStore, examples: Path, tmp_path: Path, name: str, ending: str
) -> None:
    place = tmp_path / f"counted{ending}"
    with pytest.raises(ExportError, match=r"expected a format of nodes and edges .* such as gexf"):
        store.export(ENDINGS[ending], place, store.projection(name))
    LetterStore(tmp_path / "store").load([examples / "imaging.txt"])
    words = ["export", "--projection", name, "-o", str(place), "--store", str(tmp_path / "store")]
    told = CliRunner().invoke(main, words)
    assert told.exit_code == UNREADABLE
    assert "expected a format of nodes and edges for a projection" in told.stderr
    assert not place.exists()


@pytest.mark.parametrize(
    ("name", "left_out"),
    [("guidelines", "1 of 9 requests, without"), ("grounds", "1 of 8 letters, where no ground")],
)
def test_what_a_projection_leaves_out_is_told_at_both_doors(
    mixed: LetterStore, tmp_path: Path, name: str, left_out: str
) -> None:
    with pytest.warns(PartialGraphWarning, match=left_out):
        mixed.projection(name)
    words = ["export", "--projection", name, "-o", str(tmp_path / "counted.gexf")]
    told = CliRunner().invoke(main, [*words, "--store", mixed.place])
    assert told.exit_code == 0, told.output
    assert left_out in told.stderr
