"""letters.layouts.made_up: what decides nobody's case is marked, and is no evidence."""

from __future__ import annotations

import csv
import re
import warnings
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from imrgraph.cli import main
from imrgraph.errors import LeftOutWarning, MadeUpWarning
from imrgraph.knowledge.terms import IMR
from imrgraph.letters.layouts.made_up import is_made_up
from imrgraph.serve.app import application
from imrgraph.store.opening import LetterStore
from imrgraph.synth.letters import letters as made_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from imrgraph.graph.tabular import Tabular

#: A case number that a real letter could have, and the sentence that only examples have.
CASE = "CM16-0012345"
SENTENCE = "passed the whole case file"


def as_decided(example: Path, case: str = CASE) -> str:
    """Return an example as if a review organization had sent it."""
    text = re.sub(r"CM99-\d{7}", case, example.read_text(encoding="utf-8"))
    return text.replace(SENTENCE, "sent the file")


@pytest.fixture(scope="module")
def place(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the examples, and of two letters that nobody made up."""
    home = tmp_path_factory.mktemp("mixed")
    others = home / "letters"
    others.mkdir()
    for number, name in enumerate(("massage-acute", "imaging"), 1):
        told = as_decided(examples / f"{name}.txt", f"CM16-001234{number}")
        (others / f"{name}.txt").write_text(told, encoding="utf-8")
    with LetterStore(home / "graph") as store:
        assert len(store.load([examples, others]).letters) == 8  # noqa: PLR2004 (six and two)
    return home / "graph"


@pytest.fixture(scope="module")
def mixed(place: Path) -> Iterator[LetterStore]:
    with LetterStore(place) as store:
        yield store


@pytest.fixture(scope="module")
def pages(mixed: LetterStore) -> Iterator[TestClient]:
    html = {"Accept": "text/html,*/*;q=0.8"}
    with TestClient(application(mixed), "http://localhost", headers=html) as asking:
        yield asking


def run(*words: str, store: Path) -> str:
    done = CliRunner().invoke(main, [*words, "--store", str(store)])
    assert done.exit_code == 0, done.output
    return done.output


def test_every_example_is_made_up_and_nothing_that_was_published(
    examples: Path, published: Path
) -> None:
    assert all(is_made_up(each.read_text(encoding="utf-8")) for each in examples.glob("*.txt"))
    told = [each.read_text(encoding="utf-8") for each in published.glob("*.txt")]
    assert told
    assert not any(map(is_made_up, told))


def test_every_letter_that_is_made_is_known_as_made_up_with_a_header_or_without() -> None:
    made = list(made_letters(30))
    assert any(each.truth["case_number"] is None for each in made)
    assert [each.name for each in made if not is_made_up(each.file.decode())] == []


def test_the_graph_says_of_what_is_made_up_that_it_is(mixed: LetterStore) -> None:
    found = mixed.select(f"SELECT ?letter {{ ?letter {IMR('madeUp')} true }}")
    assert len(found) == mixed.catalog.made_up() == 6  # noqa: PLR2004
    assert not any("CM16" in str(row["letter"]) for row in found)


@pytest.mark.parametrize("by", [(), "class", "treatment,year"])
def test_rates_are_of_what_was_decided_and_say_what_is_left_out(
    mixed: LetterStore, by: str | tuple[()]
) -> None:
    found = mixed.rates(by, smallest=1)
    assert found.total
    assert (found.total.items, found.left_out) == (2, 7)
    assert sum(row.items for row in found.rows) == (2 if by else 0)
    assert (
        "7 requests of made-up examples are left out; made-up=yes keeps those alone." in found.notes
    )


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.rates("class", smallest=1),
        lambda store: store.similar("CM16-0012341"),
        lambda store: store.unlike(),
        lambda store: store.repeated(),
    ],
)
def test_in_python_what_is_left_out_is_told_once_where_it_was_called_and_stays_with_the_answer(
    mixed: LetterStore, ask: Callable[[LetterStore], Tabular]
) -> None:
    with pytest.warns(MadeUpWarning, match="of made-up examples are left out") as told:
        found = ask(mixed)
    assert [(each.filename, each.category) for each in told] == [(__file__, MadeUpWarning)]
    assert issubclass(MadeUpWarning, LeftOutWarning)
    note = str(told[0].message)
    assert note in found.to_rows().notes
    assert note in found.to_pandas().attrs["notes"]
    assert note in found._repr_html_()
    assert re.search(r"without_made_up=\d|made-up examples", repr(found))


def test_a_projection_of_made_up_letters_too_says_so(mixed: LetterStore) -> None:
    with pytest.warns(MadeUpWarning, match="6 of the 8 letters here are made-up"):
        mixed.projection("guidelines")


def test_a_command_of_several_questions_tells_once_that_letters_are_made_up(place: Path) -> None:
    done = CliRunner().invoke(main, ["audit", "--store", str(place)])
    assert done.stderr.count("6 of the 8 letters here are made-up examples") == 1


def test_items_without_a_year_are_told_once(mixed: LetterStore) -> None:
    with pytest.warns(LeftOutWarning) as told:
        mixed.unlike(where={"year": [2017], "made-up": ["yes", "no"]})
    assert [each.category for each in told] == [LeftOutWarning]


def test_what_is_asked_of_made_up_letters_too_says_so_in_python(mixed: LetterStore) -> None:
    with pytest.warns(MadeUpWarning, match="6 of the 8 letters here are made-up") as told:
        found = mixed.ask("overturned-by-year")
    assert len(told) == 1
    assert found.notes == (str(told[0].message),)
    with warnings.catch_warnings():
        warnings.simplefilter("error", MadeUpWarning)
        assert not mixed.ask("why-denied", letter="CM99-0000004").notes


def test_made_up_letters_are_counted_where_they_are_asked_for_and_where_nothing_else_is(
    mixed: LetterStore, served_store: LetterStore
) -> None:
    asked = mixed.rates(where={"made-up": ["yes"]})
    both = mixed.rates(where={"made-up": ["yes", "no"]})
    alone = served_store.rates()
    assert [found.total and found.total.items for found in (asked, both, alone)] == [7, 9, 7]
    assert [found.left_out for found in (asked, both, alone)] == [0, 0, 0]


@pytest.mark.parametrize("case", ["CM16-0012341", "CM99-0000002"])
def test_nothing_made_up_is_a_precedent_or_the_contrary_of_anything(
    mixed: LetterStore, case: str
) -> None:
    found = mixed.similar(case)
    near = [*found.nearest, *(() if found.contrast is None else (found.contrast,))]
    assert [each.held.case for each in near if each.held.is_made_up] == []
    assert found.left_out == 4  # noqa: PLR2004 (massage, chiropractic and acupuncture)


def test_nothing_made_up_is_compared_with_what_was_decided(mixed: LetterStore) -> None:
    places = [place for each in mixed.repeated(letters=2) for place in each.places]
    assert places == []  # the two letters have no sentence in common, but with their examples
    assert (
        mixed.repeated().notes
        == mixed.unlike().notes
        == ("7 requests of made-up examples are left out; made-up=yes keeps those alone.",)
    )


def test_the_commands_mark_what_is_made_up_and_say_what_they_leave_out(place: Path) -> None:
    rows = csv.DictReader(run("list", "--format", "csv", store=place).splitlines())
    assert {row["case"]: row["made_up"] for row in rows if row["case"].startswith("CM")} == {
        "CM16-0012341": "false",
        "CM16-0012342": "false",
        **{f"CM99-000000{number}": "true" for number in range(2, 7)},
    }
    told = run("search", "massage", store=place).splitlines()[::2]
    assert {"CM16" in line for line in told} == {True, False}
    assert all(("(made-up example)" in line) is ("CM16" not in line) for line in told)
    left = "requests of made-up examples are left out"
    for words in (
        ["rates", "--by", "class"],
        ["rates", "--published"],
        ["similar", "CM16-0012341"],
    ):
        assert left in run(*words, store=place)
    note = "6 of the 8 letters here are made-up examples"
    assert note in run("ask", "overturn-rate", store=place)
    assert "6" in re.findall(r"made-up examples +(\d+)", run("info", store=place))


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/", "Here are 2 of those decisions, on 2 requests, from 2015 to 2017 (and 6 made-up"),
        ("/find?q=massage", "of them of made-up examples"),
        ("/find?q=massage", '<span class="badge made-up">made-up example</span>'),
        ("/rates", "7 requests of made-up examples are left out"),
        ("/determination/CM99-0000002/item/1", "made-up example"),
        ("/determination/CM16-0012341/item/1", "requests of made-up examples are left out"),
        ("/treatments/massage-therapy", "made-up examples"),
        ("/plan?treatment=massage&request=2016-05-10", "made-up examples"),
        ("/questions/overturn-rate?ask=yes", "6 of the 8 letters here are made-up examples"),
    ],
)
def test_the_pages_mark_what_is_made_up_and_say_what_they_leave_out(
    pages: TestClient, path: str, told: str
) -> None:
    assert told in " ".join(pages.get(path).text.split())


def test_in_lists_what_is_made_up_comes_after_what_was_decided(
    mixed: LetterStore, pages: TestClient
) -> None:
    for words in ("", "massage", "lumbar"):
        many, found = mixed.catalog.find(words, {}, 0, 20)
        assert many == len(found)
        told = [each.is_made_up for each in found]
        assert set(told) == {True, False}
        assert told == sorted(told)
    passages = [each.made_up for each in mixed.search("massage OR lumbar")]
    assert set(passages) == {True, False}
    assert passages == sorted(passages)
    assert mixed.catalog.names("0", 9)[:2] == ["CM16-0012341", "CM16-0012342"]
    shown = pages.get("/find").text
    assert shown.index("CM16-0012342") < shown.index("CM99-")


@pytest.mark.parametrize("path", ["/plan?treatment=massage&request=2016-05-10"])
def test_no_page_offers_what_is_made_up_as_a_precedent(pages: TestClient, path: str) -> None:
    assert "/determination/CM16-0012341/item/1" in (text := pages.get(path).text)
    assert "/determination/CM99-" not in text


def test_where_all_is_made_up_pages_are_as_ever(client: TestClient) -> None:
    assert "Made up: the letters here are examples" in (text := client.get("/find?q=massage").text)
    assert "badge made-up" not in text
    assert "left out" not in client.get("/rates").text
