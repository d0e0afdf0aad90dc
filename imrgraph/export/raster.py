"""Raster: a drawing as pixels.

In:   SVG, as imrgraph draws it.
Out:  PNG, whatever fonts the machine has.
From: resvg draws it, with the font that it is given and no other.
"""

from __future__ import annotations

import re
from math import sqrt
from pathlib import Path

from imrgraph.errors import MissingPackageError

__all__ = ["as_png"]

#: How many pixels a unit of the drawing has, for screens and for print; fewer, where there would be
#: more in all than most programs show.
_ZOOM, _MOST = 2.0, 40_000_000
_MEASURES = re.compile(r'<svg[^>]* width="(\d+)" height="(\d+)"')
_FAMILY = "Source Sans Pro"
_FONTS = ("SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf", "SourceSansPro-It.ttf")


def as_png(svg: str) -> bytes:
    r"""Return a drawing as PNG, of twice its width and height.

    Raises:
        MissingPackageError: what draws is not installed.

    >>> as_png('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>')[:4]
    b'\x89PNG'
    """
    try:
        import font_source_sans_pro as font  # noqa: PLC0415 (only who wants pixels needs it)
        import resvg_py  # noqa: PLC0415
    except ImportError as error:
        message = f"{error.name}: expected it installed, found none; pip install imrgraph[pictures]"
        raise MissingPackageError(message) from error
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=_zoom(svg),
        skip_system_fonts=True,
        font_files=[str(Path(font.__file__).parent / "files" / name) for name in _FONTS],
        font_family=_FAMILY,
        sans_serif_family=_FAMILY,
    )
    return bytes(drawn)


def _zoom(svg: str) -> float:
    found = _MEASURES.match(svg)
    units = int(found[1]) * int(found[2]) if found else 1
    return min(_ZOOM, sqrt(_MOST / max(1, units)))
