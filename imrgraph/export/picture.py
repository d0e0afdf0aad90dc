"""The picture: boxes of text, and lines between them.

In:   boxes, each in its layer, and links between them.
Out:  SVG that needs no network and no script.
From: SVG 1.1, W3C 2011. A text is taken to be as wide as the font Source Sans has it, or wider, so
      that it stays in its box.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from imrgraph.export.attributes import printable
from imrgraph.export.layering import layered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Box", "Link", "Text", "picture", "width_of", "wrapped"]

_INK, _QUIET, _LINE = "#1f2328", "#57606a", "#8a929b"
_SIZE, _HIGH, _PAD, _STRIPE, _MARGIN, _HEAD = 13, 17, 9, 6, 28, 66
_KIND_SIZE: Final = 10.5
#: So many links have their kind written on them at most.
_MOST_KINDS: Final = 400
#: Where on its link a kind may stand, the best place first.
_PLACES: Final = (0.5, 0.38, 0.62, 0.27, 0.73)
#: The same of what was counted, which belongs to the one of many links that meet.
_NEAR: Final = (0.2, 0.27, 0.16, 0.38, 0.5)
#: How wide characters are, in sizes of the font.
_NARROW, _WIDE = frozenset("ijlIft.,;:'|!()[]{}/\\`\" "), frozenset("mwMW@%—…")
_WIDTHS: Final = {"narrow": 0.34, "wide": 0.92, "upper": 0.66, "other": 0.55, "full": 1.1}

#: Where a line may break: not at a space that is to be kept.
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")

Rectangle = tuple[float, float, float, float]
Point = tuple[float, float]
#: A cubic Bézier curve, which lies within its four points.
Curve = tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in a box: so many lines at most, and how it is set."""

    words: str
    lines: int = 3
    style: str = ""
    size: float = _SIZE


@dataclass(frozen=True, slots=True)
class Box:
    """A box in a layer: a stripe of a colour beside its texts, and what a pointer is told."""

    layer: int
    width: float
    texts: tuple[Text, ...]
    colour: str
    fill: str = "#ffffff"
    told: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A line from one box to another, by their numbers."""

    source: int
    target: int
    kind: str = ""
    #: Whether it is a count, which stands near the source.
    is_count: bool = False


def width_of(text: str, size: float = _SIZE) -> float:
    """Return how wide a text is at most.

    >>> width_of("ill") < width_of("WWW") < width_of("漢字漢字")
    True
    """
    return size * sum(_WIDTHS[_class_of(character)] for character in text)


def _class_of(character: str) -> str:
    if unicodedata.east_asian_width(character) in "WF" or ord(character) > 0x2FFF:  # noqa: PLR2004 (wide scripts)
        return "full"
    if character in _WIDE:
        return "wide"
    if character in _NARROW:
        return "narrow"
    return "upper" if character.isupper() else "other"


def wrapped(text: str, width: float, lines: int) -> list[str]:
    """Return a text as lines that are no wider, the last with an ellipsis if there is more.

    >>> wrapped("as needed for pain", 60, 2)
    ['as', 'needed…']
    """
    folded = _BLANKS.sub(" ", printable(text)).strip(" ")
    words = [part for word in folded.split(" ") for part in _parts(word, width)]
    found: list[str] = []
    for word in words:
        longer = f"{found[-1]} {word}" if found else word
        if found and width_of(longer) <= width:
            found[-1] = longer
        else:
            found.append(word)
    if len(found) > lines:
        last = found[lines - 1]
        while width_of(f"{last}…") > width:
            last = last[:-1]
        found = [*found[: lines - 1], f"{last.rstrip()}…"]
    return found


def _parts(word: str, width: float) -> Iterator[str]:
    """Yield a word in parts that are no wider."""
    part, wide = "", 0.0
    for character in word:
        more = width_of(character)
        if part and wide + more > width:
            yield part
            part, wide = "", 0.0
        part, wide = part + character, wide + more
    if part:
        yield part


def picture(  # noqa: PLR0913 (what a picture is made of)
    title: str,
    note: str,
    boxes: Sequence[Box],
    links: Sequence[Link],
    legend: Iterable[tuple[str, str]] = (),
    *,
    directed: bool = True,
) -> Iterator[str]:
    """Yield a drawing, line by line.

    Args:
        title: what it is of.
        note: what has to be known beside it.
        boxes: what is drawn.
        links: what is drawn between.
        legend: colours, with what each stands for.
        directed: whether a link leads from one box to the other, and ends in an arrow.
    """
    yield from _Picture(boxes, links, directed=directed).lines(title, note, list(legend))


class _Picture:
    """Places boxes and links."""

    def __init__(self, boxes: Sequence[Box], links: Sequence[Link], *, directed: bool) -> None:
        self._boxes, self._links, self._directed = boxes, links, directed
        self._texts = [list(_set(box)) for box in boxes]
        sizes = [
            (box.width, _HIGH * max(1, len(lines)) + 2 * _PAD - 4.0)
            for box, lines in zip(boxes, self._texts, strict=True)
        ]
        ends = [(link.source, link.target) for link in links]
        self._layout = layered(sizes, [box.layer for box in boxes], ends)
        self._sizes = sizes
        self._taken: list[Rectangle] = [self._frame(box) for box in range(len(boxes))]

    def _frame(self, box: int) -> Rectangle:
        x, y = self._layout.corners[box]
        width, height = self._sizes[box]
        return (x, y, x + width, y + height)

    def lines(self, title: str, note: str, legend: list[tuple[str, str]]) -> Iterator[str]:
        curves = list(self._curves())
        names = [line for link, curve in curves[:_MOST_KINDS] for line in self._kind(link, curve)]
        if unnamed := sum(bool(link.kind) for link in self._links) - len(names):
            note += f"; {unnamed:,} edges have no room for what is beside the others"
        above, right, below = self._extent(curves)
        wide = max(right, width_of(title, 17), width_of(note)) + 2 * _MARGIN
        rows = _legend_rows(legend, wide - 2 * _MARGIN)
        top = _HEAD + above
        foot = top + below + _MARGIN
        height = round(foot + 22 * len(rows) + _MARGIN / 2)
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{round(wide)}" height="{height}" '
            f'viewBox="0 0 {round(wide)} {height}" font-family="Source Sans Pro, Source Sans 3, '
            f'sans-serif" font-size="{_SIZE}" fill="{_INK}" role="img">\n'
        )
        yield f"<title>{_escaped(title)}</title>\n<desc>{_escaped(note)}</desc>\n"
        yield (
            '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
            f'markerHeight="7" orient="auto"><path d="M0,0.5 L8,4 L0,7.5 z" fill="{_LINE}"/>'
            "</marker></defs>\n"
        )
        yield f'<rect width="{round(wide)}" height="{height}" fill="#ffffff"/>\n'
        heading = wrapped(title, wide * _SIZE / 17 - 2 * _MARGIN, 1)
        yield _text(_MARGIN, 30, " ".join(heading), 'font-size="17" font-weight="bold"')
        yield _text(_MARGIN, 50, note, f'fill="{_QUIET}"')
        yield f'<g transform="translate({_MARGIN},{top:g})">\n'
        for link, curve in curves:
            yield _path(link, curve, "url(#arrow)" if self._directed else "none")
        for number in range(len(self._boxes)):
            yield from self._box(number)
        yield from names
        yield "</g>\n"
        for number, row in enumerate(rows):
            yield from _legend(row, foot + 22 * number)
        yield "</svg>\n"

    def _extent(self, curves: Iterable[tuple[Link, Curve]]) -> tuple[float, float, float]:
        """Return how far links and boxes reach above their first box, to the right and below."""
        points = [point for _, curve in curves for point in curve]
        names = (
            _on(curve, place)[0] + width_of(link.kind, _KIND_SIZE) / 2
            for link, curve in curves
            for place in _places(link)
        )
        right = max([self._layout.width, *(x for x, _ in points), *names])
        below = max([self._layout.height, *(y + 6 for _, y in points)])
        return max([0.0, *(6 - y for _, y in points)]), right, below

    def _box(self, number: int) -> Iterator[str]:
        box = self._boxes[number]
        x, y, right, bottom = self._frame(number)
        size = f'width="{right - x:.1f}" height="{bottom - y:.1f}"'
        yield f"<g><title>{_escaped(box.told)}</title>"
        yield f'<rect x="{x:.1f}" y="{y:.1f}" {size} rx="4" fill="{box.fill}" stroke="{_LINE}"/>'
        yield (
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{_STRIPE}" height="{bottom - y:.1f}" rx="3" '
            f'fill="{box.colour}"/>'
        )
        for at, (line, style) in enumerate(self._texts[number]):
            yield _text(x + _STRIPE + _PAD, y + _PAD + _HIGH * at + 10, line, style)
        yield "</g>\n"

    def _curves(self) -> Iterator[tuple[Link, Curve]]:
        """Yield each link with its curve; those between the same boxes are apart."""
        pairs = Counter(frozenset((link.source, link.target)) for link in self._links)
        seen: Counter[frozenset[int]] = Counter()
        for link in self._links:
            pair = frozenset((link.source, link.target))
            shift = 9.0 * (seen[pair] - (pairs[pair] - 1) / 2)
            seen[pair] += 1
            yield link, self._curve(link, shift)

    def _curve(self, link: Link, shift: float) -> Curve:
        left, top, right, bottom = self._frame(link.source)
        other_left, other_top, other_right, other_bottom = self._frame(link.target)
        y, other_y = (top + bottom) / 2 + shift, (other_top + other_bottom) / 2 + shift
        if link.source == link.target:
            out = right + 34 + 2 * abs(shift)
            return (right, y - 6), (out, y - 22), (out, y + 22), (right, y + 6)
        if left == other_left:
            out = right + 30 + min(40, abs(other_y - y) / 6)
            return (right, y), (out, y), (out, other_y), (right, other_y)
        start, end = (right, other_left) if left < other_left else (left, other_right)
        bend = (end - start) / 2
        return (start, y), (start + bend, y), (end - bend, other_y), (end, other_y)

    def _kind(self, link: Link, curve: Curve) -> Iterator[str]:
        """Yield the kind of a link, if there is room for it on the link."""
        if not link.kind:
            return
        half = width_of(link.kind, _KIND_SIZE) / 2
        for place in _places(link):
            x, y = _on(curve, place)
            frame = (x - half, y - 6, x + half, y + 6)
            if any(_are_over(frame, other) for other in self._taken):
                continue
            self._taken.append(frame)
            look = f'font-size="{_KIND_SIZE}" fill="{_QUIET}" text-anchor="middle"'
            halo = 'stroke="#ffffff" stroke-width="3" paint-order="stroke"'
            yield _text(x, y + 3.5, link.kind, f"{look} {halo}")
            return


def _places(link: Link) -> tuple[float, ...]:
    return _NEAR if link.is_count else _PLACES


def _set(box: Box) -> Iterator[tuple[str, str]]:
    """Yield the lines of a box, each with how it is set."""
    room = box.width - _STRIPE - 2 * _PAD
    for text in box.texts:
        look = f'{text.style} font-size="{text.size}"' if text.size != _SIZE else text.style
        for line in wrapped(text.words, room * _SIZE / text.size, text.lines):
            yield line, look


def _legend_rows(legend: list[tuple[str, str]], width: float) -> list[list[tuple[float, str, str]]]:
    """Return the entries of a legend in rows, each with how far right it begins."""
    rows: list[list[tuple[float, str, str]]] = []
    x = width
    for colour, name in legend:
        wide = width_of(name) + 36
        if x + wide > width:
            rows.append([])
            x = 0.0
        rows[-1].append((x, colour, name))
        x += wide
    return rows


def _legend(row: Iterable[tuple[float, str, str]], y: float) -> Iterator[str]:
    for x, colour, name in row:
        yield (
            f'<rect x="{_MARGIN + x:.1f}" y="{y - 10:.1f}" width="12" height="12" rx="2" '
            f'fill="{colour}"/>'
        )
        yield _text(_MARGIN + x + 18, y, name, "")


def _on(curve: Curve, t: float) -> Point:
    """Return a point of a cubic Bézier curve."""
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    x = sum(weight * point[0] for weight, point in zip(weights, curve, strict=True))
    y = sum(weight * point[1] for weight, point in zip(weights, curve, strict=True))
    return x, y


def _are_over(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _path(link: Link, curve: Curve, end: str) -> str:
    first, *others = (f"{x:.1f},{y:.1f}" for x, y in curve)
    return (
        f'<path d="M{first} C{" ".join(others)}" fill="none" stroke="{_LINE}" '
        f'marker-end="{end}"><title>{_escaped(link.kind)}</title></path>\n'
    )


def _text(x: float, y: float, words: str, look: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{_escaped(words)}</text>\n'


def _escaped(text: str) -> str:
    return escape(printable(text))
