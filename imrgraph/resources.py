"""Resources: where the folders that are not Python are, and the templates of pages.

In:   a folder's name: "ontology", "queries", "examples" or "reading"; a package with templates.
Out:  its path, in a checkout as in an installed wheel; the templates.
From: pyproject.toml, which ships the folders inside the wheel as `imrgraph/_shipped/`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["folder", "templates"]

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Find the folder `name`.

    Args:
        name: "ontology", "queries", "examples" or "reading".

    Returns:
        The folder, in the wheel where the wheel has it, else at the checkout's top level.

    Raises:
        FileNotFoundError: neither has it, so the installation is damaged or the name is wrong.

    >>> (folder("ontology") / "imr.ttl").is_file()
    True
    """
    for home in (_PACKAGE / "_shipped", _PACKAGE.parent):
        if (home / name).is_dir():
            return home / name
    message = f"imrgraph: expected a folder {name!r} in {_PACKAGE / '_shipped'}, found none"
    raise FileNotFoundError(message)


@cache
def templates(*packages: str, **known: object) -> Environment:
    """Return the templates of packages, those of the first before those of the next.

    Args:
        packages: each has a folder "templates".
        known: what every template knows by its name.

    >>> templates("imrgraph.export").get_template("index.html").name
    'index.html'
    """
    # Only who makes pages waits for what fills them.
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

    found = Environment(
        loader=ChoiceLoader([PackageLoader(each) for each in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update(known)
    return found
