"""Resources: where the folders that are not Python are.

In:   a folder's name: "ontology", "queries", "examples" or "reading".
Out:  its path, in a checkout as in an installed wheel.
From: pyproject.toml, which ships the folders inside the wheel as `imrgraph/_shipped/`.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["folder"]

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
