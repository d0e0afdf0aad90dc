"""export.raster: a drawing has the pixels that it draws, its words among them."""

from __future__ import annotations

import struct
import sys

import pytest

from imrgraph.errors import MissingPackageError
from imrgraph.export.raster import as_png

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40" font-family="sans-serif">'
    '<rect width="120" height="40" fill="#fff"/>{}</svg>'
)


def test_it_is_twice_as_large_as_drawn() -> None:
    assert struct.unpack(">II", as_png(DRAWING.format(""))[16:24]) == (240, 80)


@pytest.mark.parametrize("style", ["", 'font-weight="bold"', 'font-style="italic"'])
def test_words_are_drawn(style: str) -> None:
    said = as_png(DRAWING.format(f'<text x="4" y="20" {style}>upheld</text>'))
    assert said != as_png(DRAWING.format(""))
    assert said == as_png(DRAWING.format(f'<text x="4" y="20" {style}>upheld</text>'))


def test_without_what_draws_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(MissingPackageError, match=r"pip install imrgraph\[pictures\]"):
        as_png(DRAWING.format(""))
