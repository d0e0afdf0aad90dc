"""letters: its rooms stand in one order, and none imports from one below it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import imrgraph.letters

HOME = Path(imrgraph.letters.__file__).parent
#: The rooms in the order in which the package's docstring tells of them.
ORDER = re.findall(r"^`(\w+)` ", imrgraph.letters.__doc__ or "", re.MULTILINE)
#: What letters may import of imrgraph beside itself.
ABOVE = {"arguments", "choices", "errors", "knowledge", "names", "reprs", "resources", "warned"}
MODULES = sorted(HOME.rglob("*.py"))


def imported(module: Path) -> set[str]:
    """Return the modules of imrgraph that `module` imports, also for types alone."""
    tree = ast.parse(module.read_text("utf-8"))
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = {f"{node.module}.{name.name}" for node in froms for name in node.names}
    return {name.removeprefix("imrgraph.") for name in names if name.startswith("imrgraph.")}


def room(module: Path) -> str:
    """Return the room that `module` is, or is in."""
    return module.relative_to(HOME).parts[0].removesuffix(".py")


def test_the_docstring_tells_of_every_room() -> None:
    assert sorted(ORDER) == sorted({room(module) for module in MODULES} - {"__init__"})


@pytest.mark.parametrize("module", [m for m in MODULES if m.parent != HOME or m.stem in ORDER])
def test_a_room_imports_only_from_those_before_it(module: Path) -> None:
    known = ORDER[: ORDER.index(room(module)) + 1]
    for name in imported(module):
        top, *inner = name.split(".")
        assert top in ABOVE or (top == "letters" and inner[0] in known), name
