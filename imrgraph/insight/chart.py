"""The chart: rates as a drawing, each group a point with its interval.

In:   `Rates`.
Out:  SVG that needs no network and no script; what has to be known to read it is written below.
From: SVG 1.1, W3C 2011.
"""

from __future__ import annotations

from html import escape
from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from imrgraph.graph.facets import called
from imrgraph.insight.telling import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.insight.rates import Rate, Rates

__all__ = ["as_svg"]

# In pixels; a letter of the font is about half as wide as it is high.
_FONT, _ROW, _PLOT, _RIGHT, _MARGIN, _HEAD = 13, 24, 360, 290, 24, 64
_LETTER: Final = 7.2
_INK, _FAINT, _POINT = "#222222", "#b8bec6", "#1f5fa8"
#: Ticks of the axis, as few as can be read.
_STEPS: Final = (1, 2, 5, 10, 20)
_MOST_TICKS: Final = 6

_Point = tuple[float, float]


def as_svg(found: Rates) -> str:
    """Return the rates as a drawing, the largest group on top and everything at the bottom.

    The groups of which the rate is withheld stand in one line.
    """
    return "\n".join(_Drawing(found).lines())


class _Drawing:
    """Places what is drawn: labels on the left, points in the middle, numbers on the right."""

    def __init__(self, found: Rates) -> None:
        self._found = found
        rows: list[tuple[str, Rate | None]] = [
            (_label(row), row) for row in found.rows if not row.withheld
        ]
        if hidden := len(found.rows) - len(rows):
            rows.append(
                (f"{hidden} {'more ' if rows else ''}group{'s' if hidden > 1 else ''}", None)
            )
        self._rows = [*rows, ("all", found.total)] if found.total else rows
        longest = max((len(label) for label, _ in self._rows), default=0)
        self._left = _MARGIN + round(longest * _LETTER) + 12
        self._width = self._left + _PLOT + _RIGHT + _MARGIN
        self._bottom = _HEAD + _ROW * len(self._rows)
        highs = [row.interval[1] for _, row in self._rows if row and row.interval]
        self._top = _top(max(highs, default=1.0))
        self._notes = [
            line
            for note in found.notes
            for line in wrap(note, round((self._width - 2 * _MARGIN) / 6.2))
        ]

    def lines(self) -> Iterator[str]:
        height = self._bottom + 64 + 18 * len(self._notes)
        by = " and ".join(map(called, self._found.by))
        title = f"Share of denials overturned{f', by {by}' if by else ''}"
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self._width}" height="{height}" '
            f'viewBox="0 0 {self._width} {height}" font-family="sans-serif" '
            f'font-size="{_FONT}" fill="{_INK}" role="img">'
        )
        yield f"<title>{escape(title)}</title>"
        yield f"<desc>{escape(' '.join(self._found.notes))}</desc>"
        yield f'<rect width="{self._width}" height="{height}" fill="#ffffff"/>'
        yield f'<text x="{_MARGIN}" y="30" font-size="17">{escape(title)}</text>'
        yield from self._axis()
        for number, (label, row) in enumerate(self._rows):
            yield from self._row(label, row, _HEAD + _ROW * number + _ROW / 2)
        for number, line in enumerate(self._notes):
            y = self._bottom + 60 + 18 * number
            yield f'<text x="{_MARGIN}" y="{y}" font-size="12">{escape(line)}</text>'
        yield "</svg>"

    def _axis(self) -> Iterator[str]:
        step = next((s for s in _STEPS if self._top <= s * _MOST_TICKS), _STEPS[-1])
        for tick in range(0, self._top + 1, step):
            x = self._x(tick / 100)
            yield _line((x, _HEAD - 4), (x, self._bottom + 4), "#e6e9ed")
            yield (
                f'<text x="{x:g}" y="{self._bottom + 20}" font-size="12" '
                f'text-anchor="middle">{tick} %</text>'
            )
        total = self._found.total
        if total and total.share is not None:
            x = self._x(total.share)
            yield _line((x, _HEAD - 4), (x, self._bottom + 4), _FAINT, 'stroke-dasharray="4 3"')

    def _row(self, label: str, row: Rate | None, y: float) -> Iterator[str]:
        weight = ' font-weight="bold"' if row and row is self._found.total else ""
        base = y + 4
        yield (
            f'<text x="{self._left - 12}" y="{base:g}" text-anchor="end"{weight}>'
            f"{escape(label)}</text>"
        )
        right = self._left + _PLOT + 14
        if row is None or row.share is None or row.interval is None:
            said = f"withheld: fewer than {self._found.smallest} items"
            yield f'<text x="{right}" y="{base:g}" fill="#767c84">{said}</text>'
            return
        bounds = " to ".join(f"{100 * bound:.1f}" for bound in row.interval)
        low, high = map(self._x, row.interval)
        yield _line((low, y), (high, y), _POINT, 'stroke-width="2"')
        for end in (low, high):
            yield _line((end, y - 4), (end, y + 4), _POINT, 'stroke-width="2"')
        yield f'<circle cx="{self._x(row.share):g}" cy="{y:g}" r="4.5" fill="{_POINT}"/>'
        said = f"{100 * row.share:.1f} % ({bounds}): {row.overturned:,} of {row.items:,}"
        yield f'<text x="{right}" y="{base:g}"{weight}>{said}</text>'

    def _x(self, share: float) -> float:
        return round(self._left + _PLOT * 100 * share / self._top, 1)


def _label(row: Rate) -> str:
    return " · ".join(map(named, row.group))


def _top(share: float) -> int:
    """Return where the axis ends, in per cent: at the next ten."""
    return min(100, 10 * ceil(10 * share))


def _line(start: _Point, end: _Point, stroke: str, more: str = "") -> str:
    return (
        f'<line x1="{start[0]:g}" y1="{start[1]:g}" x2="{end[0]:g}" y2="{end[1]:g}" '
        f'stroke="{stroke}"{" " + more if more else ""}/>'
    )
