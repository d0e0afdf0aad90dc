"""imrgraph: its rooms stand one above the other, none imports from one below, no function is long.

An import for types alone counts as well.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Final

import imrgraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HOME = Path(imrgraph.__file__).parent
MODULES = sorted(HOME.rglob("*.py"))
#: The rooms, each of which may import from those before it. The package itself opens the door.
HOUSE: Final = (
    *("nearest", "reprs", "names", "errors", "warned", "choices", "arguments"),
    *("resources", "writing"),
    *("knowledge", "letters", "reasoning", "graph", "checking", "insight", "synth", "export"),
    *("explaining", "store", "planning", "serve"),
    *("cli", "__main__", "__init__"),
)
#: The rooms of reasoning in their order.
REASONING: Final = ("places", "deciding", "auditing", "explaining", "rendering", "verifying")

#: What a value does for whoever holds it, by importing what is below when it is asked to.
DOORS: Final = {
    ("reasoning/explaining/explanation.py", "export.explanations"),
    ("reasoning/explaining/explanation.py", "reasoning.rendering.as_html"),
}
#: A function has fewer lines, with its docstring and without its decorators.
SCREEN: Final = 60
#: The modules of letters and reasoning that use RDF.
WITH_RDF: Final = {
    "reasoning/explaining/versions.py",  # hashes what the ontology says, as N-Triples
}


def imported(module: Path) -> Iterator[str]:
    """Yield what a module imports, wherever in it."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            inner = node.module == "imrgraph"
            yield from (f"imrgraph.{a.name}" for a in node.names) if inner else [str(node.module)]
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def imports(within: Path = HOME, package: str = "imrgraph.") -> set[tuple[str, str]]:
    """Return what the modules in a folder import of a package, each with its module."""
    return {
        (module.relative_to(HOME).as_posix(), name.removeprefix(package))
        for module in MODULES
        if module.is_relative_to(within)
        for name in imported(module)
        if name.startswith(package)
    }


def room(module: str) -> str:
    """Return the room of a module, given as a path or by its name.

    >>> room("graph/store.py"), room("graph.store"), room("errors.py")
    ('graph', 'graph', 'errors')
    """
    return module.removesuffix(".py").replace("/", ".").partition(".")[0]


def upwards(found: set[tuple[str, str]], order: Sequence[str]) -> set[tuple[str, str]]:
    """Return the imports from a room that comes later in an order."""
    places = {name: place for place, name in enumerate(order)}
    return {each for each in found if places[room(each[1])] > places[room(each[0])]}


def test_every_room_has_its_place() -> None:
    assert {room(module.relative_to(HOME).as_posix()) for module in MODULES} == {*HOUSE}


def test_no_module_imports_from_a_room_below_its_own() -> None:
    found = imports()
    assert ("cli/exits.py", "errors") in found
    assert upwards(found, HOUSE) <= DOORS


def test_no_module_of_reasoning_imports_from_a_room_below_its_own() -> None:
    found = {
        (module.removeprefix("reasoning/"), name)
        for module, name in imports(HOME / "reasoning", "imrgraph.reasoning.")
        if (module, f"reasoning.{name}") not in DOORS
    }
    assert ("verifying/verification.py", "explaining.explanation") in found
    assert {room(module) for module, _ in found} == {*REASONING} - {"places"}
    assert upwards(found, REASONING) == set()


def test_a_function_fits_on_a_screen() -> None:
    lines = {
        f"{module.relative_to(HOME)}: {each.name}": (each.end_lineno or 0) - each.lineno + 1
        for module in MODULES
        for each in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    assert "cli/export.py: export" in lines
    assert {name: many for name, many in lines.items() if many >= SCREEN} == {}


def test_letters_and_reasoning_know_no_rdf() -> None:
    found = {
        module
        for name in ("letters", "reasoning")
        for package in ("pyoxigraph", "rdflib")
        for module, _ in imports(HOME / name, package)
    }
    assert found == WITH_RDF
