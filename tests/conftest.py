"""What several test files need: the letters, and the knowledge."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from imrgraph.knowledge.knowledge import Knowledge, load
from imrgraph.letters.text.document import Document
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser
    from starlette.testclient import TestClient

    from imrgraph.store.opening import LetterStore

# How long a case takes says more of the machine than of the code. The quick suite tries fewer cases
# of each law, where the test does not say how many; whoever runs all tests tries all.
settings.register_profile("whole", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=25)

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "letters"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture(scope="session")
def examples() -> Path:
    return folder("examples") / "letters"


@pytest.fixture(scope="session")
def published() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the published letters are not beside this checkout")
    return SHARED


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser that asks nothing of the network by itself."""
    path = shutil.which("chromium")
    if not path:
        pytest.skip("no Chromium is installed")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (slow to import)

    quiet = ("background-networking", "component-update", "quic", "sync", "gpu")
    arguments = ["--no-sandbox", "--no-first-run", *(f"--disable-{each}" for each in quiet)]
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(params=["published", "retold"])
def first_letter(request: pytest.FixtureRequest) -> Document:
    """The first letter that was ever explained, as published and as retold for this project."""
    if request.param == "retold":
        path = folder("examples") / "letters" / "massage-chronic.txt"
    else:
        path = request.getfixturevalue("published") / "000_83b13f69cb9b94f4.txt"
    return Document.of(path.name, path.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def served_store(examples: Path) -> Iterator[LetterStore]:
    from imrgraph.store.opening import LetterStore  # noqa: PLC0415 (few tests ask a store)

    with LetterStore() as held:
        held.load([examples])
        yield held


@pytest.fixture(scope="session")
def client(served_store: LetterStore) -> Iterator[TestClient]:
    """A browser at the pages of the examples, as far as it has no script."""
    from starlette.testclient import TestClient  # noqa: PLC0415 (few tests ask a server)

    from imrgraph.serve.app import application  # noqa: PLC0415 (few tests ask a server)

    app = application(served_store, is_examples=True)
    html = {"Accept": "text/html,*/*;q=0.8"}
    with TestClient(app, "http://localhost", headers=html) as asking:
        yield asking


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("quick" if config.getoption("markexpr") == "not slow" else "whole")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-golden", action="store_true", help="write what comes out now to tests/golden"
    )
