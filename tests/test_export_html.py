"""export.as_html: a page that says what the network says, and runs nothing but its own script."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrgraph.export.as_html import as_html
from imrgraph.export.attributes import COLOURS
from imrgraph.graph.network import Edge, Network, Vertex, neighbourhood
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from imrgraph.graph.network import Plain

HOSTILE = [
    "</script>", "</script><script>document.title='run'</script>", "<!--<script>", "]]>", "&lt;",
    'say "so"', "'", "\\", "two\nlines", "a\r\nb", "\x00\x1b", "\u2028", "שלום עולם", "\u202e",
    "🧠", "{{ 7 * 7 }}", "{% raw %}", "javascript:alert(1)", "</title>", "</style>", "x" * 10_000,
]  # fmt: skip
texts = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"])))


class Page(HTMLParser):
    """The elements of a page, and what is in its scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.within: dict[str, list[str]] = {"script": [], "style": []}
        self._open = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))
        self._open = tag
        if tag in self.within:
            self.within[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        """Note that a script or a style ends."""
        self._open = "" if tag == self._open else self._open

    def handle_data(self, data: str) -> None:
        """Note what a script or a style holds."""
        if self._open in self.within:
            self.within[self._open][-1] += data

    @property
    def data(self) -> Any:  # noqa: ANN401 (JSON)
        """What is embedded."""
        return json.loads(self.within["script"][0])


def html(network: Network) -> str:
    return "".join(as_html(network))


def vertex(
    name: str, label: str = "a label", kind: str = "Treatment", **attributes: Plain
) -> Vertex:
    return Vertex(name, f"http://example.org/{name}", label, kind, 0, attributes)


def edge(source: str, target: str, kind: str, **attributes: Plain) -> Edge:
    return Edge(source, target, kind, f"http://example.org/{kind}", attributes)


MULTIGRAPH = Network(
    "a part",
    (vertex("a", quote="said so", page=3, met=True, share=0.5), vertex("b", "second", "Item")),
    (
        edge("a", "a", "itself"),
        edge("a", "a", "itselfAgain"),
        edge("a", "b", "cites", weight=2),
        edge("a", "b", "names"),
        edge("b", "a", "answers"),
    ),
    dropped=1,
)


def labelled(labels: Sequence[str]) -> Network:
    nodes = tuple(
        vertex(f"n{number}", label, label, quote=label) for number, label in enumerate(labels)
    )
    edges = tuple(edge(node.id, nodes[0].id, node.label) for node in nodes)
    return Network(labels[0], nodes, edges)


@pytest.fixture(scope="module")
def massage(examples: Path) -> Network:
    store = LetterStore()
    store.load([examples])
    return neighbourhood(store, "massage-therapy")


def same(network: Network, told: dict[str, Any]) -> bool:
    """Return whether data give back a network."""
    nodes = tuple(Vertex(**each) for each in told["nodes"])
    edges = tuple(Edge(**each) for each in told["edges"])
    return Network(told["name"], nodes, edges, told["dropped"]) == network


def test_the_data_give_back_parallel_edges_self_loops_and_attributes() -> None:
    assert same(MULTIGRAPH, Page(html(MULTIGRAPH)).data)


def test_the_data_give_back_a_neighbourhood_of_letters(massage: Network) -> None:
    assert massage.edges
    assert same(massage, Page(html(massage)).data)


@given(st.lists(texts, min_size=1, max_size=4))
def test_no_label_ends_the_script_or_comes_back_changed(labels: list[str]) -> None:
    network = labelled(labels)
    page = Page(html(network))
    assert same(network, page.data)
    assert not set("<>&") & set(page.within["script"][0])
    expected = [tag for tag, _ in Page(html(labelled(["plain"] * len(labels)))).elements]
    assert [tag for tag, _ in page.elements] == expected


def test_numbers_that_a_browser_cannot_hold_are_told_as_text() -> None:
    told: dict[str, Plain] = {
        "many": 2**53 + 1,
        "endless": float("inf"),
        "none": float("nan"),
        "most": -(2**53),
    }
    [node] = Page(html(Network("n", (Vertex("a", "", "", "", 0, told),), ()))).data["nodes"]
    expected = {"many": str(2**53 + 1), "endless": "inf", "none": "nan", "most": -(2**53)}
    assert node["attributes"] == expected


def test_equal_networks_have_the_same_bytes() -> None:
    first = Network("n", (vertex("a", x=1, y=2, B=3, b=4),), ())
    second = Network("n", (vertex("a", b=4, B=3, y=2, x=1),), ())
    assert first == second
    assert html(first).encode() == html(second).encode()


def test_nothing_is_fetched(massage: Network) -> None:
    page = Page(html(massage))
    leading = [
        value
        for _, attributes in page.elements
        for name, value in attributes.items()
        if name in {"src", "href", "srcset", "action", "data", "poster"}
    ]
    assert leading
    assert all(re.fullmatch(r"#row-\d+", value or "") for value in leading)
    assert not re.search(r"url\(|@import|https?:", page.within["style"][0])
    assert not re.search(r"fetch|XMLHttp|import|https?:|Math\.random", page.within["script"][1])


def test_the_policy_admits_the_script_and_the_style_and_nothing_else() -> None:
    page = Page(html(MULTIGRAPH))
    [policy] = [told["content"] for tag, told in page.elements if "http-equiv" in told]
    [style], script = page.within["style"], page.within["script"][1]
    known = [
        f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in (style, script)
    ]
    assert policy == (
        f"default-src 'none'; style-src {known[0]}; script-src {known[1]}; "
        "base-uri 'none'; form-action 'none'"
    )
    assert not [told for _, told in page.elements if "style" in told or "onclick" in told]


def test_without_a_script_tables_say_the_same(massage: Network) -> None:
    page = Page(html(massage))
    rows = [told["id"] for tag, told in page.elements if tag == "tr" and "id" in told]
    assert rows == [f"row-{number}" for number in range(len(massage.nodes))]
    assert sum(tag == "tr" for tag, _ in page.elements) == len(rows) + len(massage.edges) + 2
    assert ("details", {"id": "tables", "open": None}) in page.elements
    assert ("main", {"id": "drawing", "hidden": None}) in page.elements


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        (MULTIGRAPH, "2 nodes, 5 edges; 1 more edge leads on to what is left out here."),
        (Network("n", (vertex("a"),), (), 1200), "1 node, 0 edges; 1,200 more edges lead on"),
        (Network("n", (), ()), "0 nodes, 0 edges."),
    ],
)
def test_the_heading_counts_what_is_here_and_what_is_left_out(
    network: Network, expected: str
) -> None:
    assert f"<p>{expected}" in html(network)


def test_types_are_told_apart_when_there_are_more_of_them_than_colours() -> None:
    nodes = tuple(vertex(f"n{number}", kind=f"Kind{number}") for number in range(4 * len(COLOURS)))
    types = Page(html(Network("n", nodes, ()))).data["types"]
    assert len({(each["colour"], each["shape"]) for each in types}) == len(nodes)


@pytest.fixture(scope="module")
def browser() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        pytest.skip("no Chromium is installed")
    return found


def drawn(browser: str, network: Network, folder: Path) -> Page:
    """Return a page as it is after its script has run, with its first node chosen."""
    path = folder / "network.html"
    path.write_text(html(network), encoding="utf-8", newline="")
    told = subprocess.run(  # noqa: S603 (a browser that is installed)
        [
            browser, "--headless", "--no-sandbox", "--disable-gpu",
            f"--user-data-dir={folder / 'profile'}", "--dump-dom", f"{path.as_uri()}#node-0",
        ],
        capture_output=True,
        timeout=120,
        check=True,
    )  # fmt: skip
    return Page(told.stdout.decode())


@pytest.mark.slow
@pytest.mark.parametrize(
    "network",
    [
        MULTIGRAPH,
        labelled(HOSTILE),
        labelled([f"node {number}" for number in range(2_000)]),
        Network("none", (), ()),
    ],
    ids=["multigraph", "hostile", "large", "none"],
)
def test_a_browser_draws_every_node_without_an_error(
    browser: str, network: Network, tmp_path: Path
) -> None:
    page = drawn(browser, network, tmp_path)
    [body] = [told for tag, told in page.elements if tag == "body"]
    assert body == {"data-nodes": str(len(network.nodes)), "data-edges": str(len(network.edges))}
    chosen = [told["href"] for tag, told in page.elements if "#node-" in (told.get("href") or "")]
    ends = [(each.source, each.target) for each in network.edges]
    first = network.nodes[0].id if network.nodes else None
    assert len(chosen) == sum((source == first) + (target == first) for source, target in ends)
