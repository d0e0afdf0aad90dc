"""export.picture: networks and proofs as drawings, on which all can be read."""

from __future__ import annotations

import struct
from itertools import combinations
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import imrgraph
from imrgraph.cli import main
from imrgraph.export.as_svg import as_svg, proofs_as_svg
from imrgraph.export.attributes import printable
from imrgraph.export.layering import layered
from imrgraph.export.picture import width_of, wrapped
from imrgraph.export.raster import as_png
from imrgraph.graph.network import Edge, Network, Vertex
from imrgraph.graph.proof_network import proof_network
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from pathlib import Path

SVG = "{http://www.w3.org/2000/svg}"
MOST_PIXELS = 40_000_000
HOSTILE = [
    'say "so"', "]]>", "<b>", "&amp;", "two\nlines", "\x00\x1b", "שלום", "\u202e", "🧠", "end",
    "漢字" * 40, "x" * 10_000, "", " ",
]  # fmt: skip
texts = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"])))
numbers = st.integers(0, 9)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """A network with parallel edges, self-loops and edges against the direction of layers."""
    labels = draw(st.lists(texts, min_size=1, max_size=8))
    nodes = tuple(
        Vertex(f"n{number}", "", label, draw(texts), draw(st.integers(0, 3)), {"quote": label})
        for number, label in enumerate(labels)
    )
    ends = st.sampled_from([node.id for node in nodes])
    edges = draw(st.lists(st.tuples(ends, ends, texts), max_size=12))
    return Network(draw(texts), nodes, tuple(Edge(*edge, "", {}) for edge in edges), 3)


def drawn(network: Network) -> ET.Element:
    return ET.fromstring("".join(as_svg(network)))  # noqa: S314 (our own)


@given(networks())
def test_every_node_is_a_box_and_every_edge_a_line(network: Network) -> None:
    root = drawn(network)
    boxes = [group for group in root.iter(f"{SVG}g") if group.find(f"{SVG}title") is not None]
    lines = [path for path in root.iter(f"{SVG}path") if path.get("marker-end")]
    told = [box.findtext(f"{SVG}title", "").split() for box in boxes]
    assert told == [
        printable(f"{node.type} {node.id} {node.label} {node.label}").split()
        for node in network.nodes
    ]
    kinds = [path.findtext(f"{SVG}title", "") for path in lines]
    assert [each.split() for each in kinds] == [printable(e.kind).split() for e in network.edges]


@given(networks())
def test_a_drawing_says_how_many_edges_have_no_name(network: Network) -> None:
    root = drawn(network)
    named = sum(text.get("text-anchor") == "middle" for text in root.iter(f"{SVG}text"))
    without = sum(bool(edge.kind) for edge in network.edges) - named
    told = f"; {without} edges have no room for what is beside the others"
    assert (told in root.findtext(f"{SVG}desc", "")) == bool(without)


@given(networks())
def test_no_text_is_wider_than_its_box_and_all_is_within_the_drawing(network: Network) -> None:
    root = drawn(network)
    width, height = (float(root.get(name, "")) for name in ("width", "height"))
    [moved] = [group for group in root.iter(f"{SVG}g") if group.get("transform")]
    for group in moved.iter(f"{SVG}g"):
        if group is moved:
            continue
        frame = group.find(f"{SVG}rect")
        assert frame is not None
        right = float(frame.get("x", "")) + float(frame.get("width", ""))
        bottom = float(frame.get("y", "")) + float(frame.get("height", ""))
        assert right <= width
        assert bottom <= height
        for text in group.iter(f"{SVG}text"):
            size = float(text.get("font-size", "13"))
            assert float(text.get("x", "")) + width_of(text.text or "", size) <= right + 1
            assert float(text.get("y", "")) <= bottom


@given(
    st.lists(st.tuples(st.floats(10, 300), st.floats(10, 300)), max_size=30),
    st.lists(st.tuples(numbers, numbers), max_size=30),
    st.data(),
)
def test_no_box_is_over_another(
    sizes: list[tuple[float, float]], links: list[tuple[int, int]], data: st.DataObject
) -> None:
    layers = [data.draw(st.integers(0, 4)) for _ in sizes]
    known = [(one, other) for one, other in links if max(one, other) < len(sizes)]
    layout = layered(sizes, layers, known)
    frames = [
        (x, y, x + width, y + height)
        for (x, y), (width, height) in zip(layout.corners, sizes, strict=True)
    ]
    for one, other in combinations(frames, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart
    for frame in frames:
        assert min(frame) >= 0
        assert frame[2] <= layout.width + 1e-6
        assert frame[3] <= layout.height + 1e-6


def test_layers_are_from_left_to_right_and_links_do_not_cross_without_need() -> None:
    layout = layered([(10, 10)] * 6, [0, 0, 0, 1, 1, 1], [(0, 5), (1, 4), (2, 3)])
    xs, ys = zip(*layout.corners, strict=True)
    assert len(set(xs[:3])) == len(set(xs[3:])) == 1
    assert xs[0] < xs[3]
    assert sorted((ys[0], ys[1], ys[2])) == sorted((ys[5], ys[4], ys[3]))
    assert [ys[0] < ys[1], ys[1] < ys[2]] == [ys[5] < ys[4], ys[4] < ys[3]]


@given(texts, st.floats(20, 400), st.integers(1, 5))
def test_a_text_is_wrapped_within_its_width_and_nothing_but_its_end_is_left_out(
    text: str, width: float, lines: int
) -> None:
    found = wrapped(text, width, lines)
    assert len(found) <= lines
    assert all(width_of(line) <= width for line in found)
    kept = "".join("".join(found).split())
    whole = "".join(printable(text).split())
    assert kept == whole or whole.startswith(kept.removesuffix("…"))


@pytest.mark.parametrize("name", ["massage-chronic", "two-items", "imaging"])
def test_a_proof_is_drawn_step_by_step(examples: Path, name: str) -> None:
    why = imrgraph.explain(examples / f"{name}.txt")
    steps = proof_network(why)
    svg = "".join(proofs_as_svg(steps))
    root = ET.fromstring(svg)  # noqa: S314 (our own)
    titles = {title.text for title in root.iter(f"{SVG}title")}
    for node in steps.nodes:
        assert any(node.label.split("\n")[0] in (title or "") for title in titles)
    lines = [path for path in root.iter(f"{SVG}path") if path.get("marker-end")]
    assert len(lines) == len(steps.edges)
    again = proof_network(imrgraph.explain(examples / f"{name}.txt"))
    assert svg == "".join(proofs_as_svg(again))


def test_pixels_are_drawn_and_no_more_than_programs_show(examples: Path, tmp_path: Path) -> None:
    store = LetterStore()
    store.load([examples])
    network = store.export("png", tmp_path / "out.png", "massage-therapy")
    assert network is not None
    written = (tmp_path / "out.png").read_bytes()
    root = drawn(network)
    size = struct.unpack(">II", written[16:24])
    assert size == (2 * int(root.get("width", "")), 2 * int(root.get("height", "")))
    blank = "".join(as_svg(network)).partition("<g ")[0] + "</svg>"
    assert written != as_png(blank)
    wide = '<svg xmlns="http://www.w3.org/2000/svg" width="20000" height="8000"/>'
    width, height = struct.unpack(">II", as_png(wide)[16:24])
    assert MOST_PIXELS / 2 < width * height <= MOST_PIXELS * 1.01


def test_the_command_draws_a_proof(examples: Path) -> None:
    letter = examples / "massage-chronic.txt"
    told = CliRunner().invoke(main, ["explain", str(letter), "--format", "svg"])
    assert told.exit_code == 0, told.output
    assert told.stdout.startswith("<svg ")
    assert told.stdout.count("<svg") == 1
