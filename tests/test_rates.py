"""insight.rates: shares are counted as by hand, with the interval that others publish."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from imrgraph.cli import main
from imrgraph.cli.exits import USAGE
from imrgraph.errors import QuestionError
from imrgraph.graph.catalog import Catalog, Extent, connect
from imrgraph.graph.describe import describe
from imrgraph.graph.entries import Entry, ItemEntry, entry, plain
from imrgraph.insight.chart import as_svg
from imrgraph.insight.intervals import wilson
from imrgraph.insight.published import Comparison, Published, compared, published
from imrgraph.insight.rates import CAVEAT, SMALLEST, Rate, rates
from imrgraph.insight.telling import as_csv, as_json
from imrgraph.knowledge.knowledge import load
from imrgraph.letters.reading import read
from imrgraph.letters.schema import as_dict
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

counts = st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        pytest.param(81, 263, 0.2553, 0.3662, id="81 of 263"),
        pytest.param(15, 148, 0.0624, 0.1605, id="15 of 148"),
        pytest.param(0, 20, 0.0000, 0.1611, id="0 of 20"),
        pytest.param(1, 29, 0.0061, 0.1718, id="1 of 29"),
    ],
)
def test_the_interval_is_the_published_one(
    successes: int, trials: int, low: float, high: float
) -> None:
    # Newcombe, Statist. Med. 17 (1998), 857: table I, method 3.
    assert [round(bound, 4) for bound in wilson(successes, trials)] == [low, high]


@given(counts)
def test_the_interval_holds_the_share_and_stays_within_0_and_1(count: tuple[int, int]) -> None:
    low, high = wilson(*count)
    assert 0 <= low <= count[0] / count[1] <= high <= 1
    assert low < high


@given(counts)
def test_the_interval_of_the_others_is_its_mirror(count: tuple[int, int]) -> None:
    low, high = wilson(count[1] - count[0], count[1])
    assert wilson(*count) == pytest.approx((1 - high, 1 - low))


@given(counts, st.integers(2, 50))
def test_more_of_the_same_makes_it_narrower(count: tuple[int, int], times: int) -> None:
    (low, high), (inner, outer) = wilson(*count), wilson(count[0] * times, count[1] * times)
    assert outer - inner < high - low


@given(counts.filter(lambda count: count[0] < count[1]))
def test_one_more_success_moves_it_up(count: tuple[int, int]) -> None:
    (low, high), (above, over) = wilson(*count), wilson(count[0] + 1, count[1])
    assert low < above
    assert high < over or over == high == 1


@pytest.mark.parametrize("count", [(0, 0), (2, 1), (-1, 1)])
def test_of_no_trials_there_is_no_interval(count: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="expected 0 to n successes"):
        wilson(*count)


@pytest.fixture(scope="module")
def catalog(examples: Path) -> Catalog:
    store = LetterStore()
    store.load([examples])
    return store.catalog


def made(rows: Iterable[tuple[str, int | None, str | None]]) -> Catalog:
    """Return a catalog of letters of one item each: treatment, year, outcome."""
    catalog = Catalog(connect(None), "1")
    for number, (treatment, year, outcome) in enumerate(rows):
        values = {"treatment": treatment, "year": year, "outcome": outcome}
        item = ItemEntry(1, values, (("region", "neck"), ("region", "shoulder")))
        catalog.put(Entry(f"letter/{number}", str(number), (item,), ()))
    return catalog


def test_groups_are_the_largest_first_and_years_in_order() -> None:
    rows = [("a", 2016, "upheld"), ("b", 2017, "upheld"), ("b", 2015, "overturned")]
    found = rates(
        made([*rows, ("b", None, "upheld"), ("b", 2017, "partial")]), ["treatment", "year"]
    )
    assert [row.group for row in found.rows] == [
        *[("b", 2015), ("b", 2017), ("b", None)],
        ("a", 2016),
    ]
    assert [(row.items, row.overturned) for row in found.rows] == [(1, 1), (2, 0), (1, 0), (1, 0)]


def test_an_item_without_an_outcome_is_not_counted() -> None:
    found = rates(made([("a", 2016, None), ("a", 2016, "upheld")]))
    assert found.total == Rate((), 1, 0, withheld=True)


def test_an_item_counts_for_each_of_its_regions_and_once_in_all() -> None:
    found = rates(made([("a", 2016, "upheld")] * 10), ["region"])
    assert [(row.group, row.items) for row in found.rows] == [(("neck",), 10), (("shoulder",), 10)]
    assert found.total == Rate((), 10, 0)
    assert any("do not add up" in note for note in found.notes)


def test_a_rate_of_few_items_is_withheld_and_that_is_said() -> None:
    found = rates(
        made([("a", 2016, "overturned")] * 9 + [("b", 2016, "upheld")] * 10), ["treatment"]
    )
    withheld = next(row for row in found.rows if row.group == ("a",))
    assert (withheld.withheld, withheld.share, withheld.interval) == (True, None, None)
    assert "The rate of 1 of 2 groups is withheld: fewer than 10 items." in found.notes
    assert as_json(found)["groups"][1]["overturned"] is None
    assert ">1 more group</text>" in as_svg(found)
    assert "withheld: fewer than 10 items" in as_svg(found)


def test_filters_keep_all_of_the_names_and_any_of_the_values(catalog: Catalog) -> None:
    def kept(**where: list[object]) -> int:
        total = rates(catalog, where=where).total
        return total.items if total else 0

    found = [
        kept(),
        kept(year=[2016, 2017]),
        kept(year=[2017], region=["lumbar-spine"]),
        kept(region=["Lumbar-Spine"], outcome=["overturned"]),
        kept(drug_class=["opioid"]),
    ]
    assert found == [7, 5, 3, 2, 0]


@pytest.mark.parametrize("value", ["2017' OR 1=1 --", '"', "%"])
def test_a_value_is_bound_and_never_pasted(catalog: Catalog, value: str) -> None:
    with pytest.raises(QuestionError, match="expected one of 2015"):
        rates(catalog, where={"year": [value]})
    assert catalog.counts((), {"year": [value]}) == []


def test_an_unknown_facet_is_refused(catalog: Catalog) -> None:
    with pytest.raises(QuestionError, match="moon: expected one of"):
        rates(catalog, ["moon"])
    with pytest.raises(QuestionError, match="moon: expected one of"):
        rates(catalog, where={"moon": ["full"]})


def test_every_form_says_that_these_are_disputes_only(catalog: Catalog) -> None:
    found = rates(catalog, ["class"], smallest=1)
    lines = list(csv.DictReader(StringIO(as_csv(found))))
    [caveat] = {line["caveat"] for line in lines}
    assert caveat.startswith(CAVEAT)
    assert {line["denominator"] for line in lines} == {"disputed items with an outcome on record"}
    assert CAVEAT in as_json(found)["notes"]
    drawn = ET.fromstring(as_svg(found))  # noqa: S314 (drawn here)
    [said] = drawn.findall("{http://www.w3.org/2000/svg}desc")
    assert CAVEAT in str(said.text)


def test_csv_says_that_groups_overlap(catalog: Catalog) -> None:
    found = rates(catalog, ["guideline"], smallest=1)
    [caveat] = {line["caveat"] for line in csv.DictReader(StringIO(as_csv(found)))}
    assert "groups overlap and do not add up" in caveat


def test_every_form_says_of_which_letters_the_figures_are(catalog: Catalog) -> None:
    found = rates(catalog, ["class"], smallest=1)
    told = (
        "Counted: 7 requests in 6 letters, decided from 2015 to 2017 (1 without a date of"
        " decision). All are made-up examples. These are letters that somebody loaded here, and"
        " not a sample of all decisions of California: the intervals tell of chance alone, not of"
        " how the letters were chosen."
    )
    assert found.sample == told
    assert told in found.notes
    assert as_json(found)["sample"] == told
    drawn = ET.fromstring(as_svg(found))  # noqa: S314 (drawn here)
    [said] = drawn.findall("{http://www.w3.org/2000/svg}desc")
    assert told in str(said.text)
    rows = list(csv.reader(StringIO(as_csv(found))))
    assert {len(row) for row in rows} == {len(rows[0])}  # no line but the header and the groups
    assert {row[rows[0].index("sample")] for row in rows[1:]} == {told}
    one = rates(catalog, [], {"year": ["2016"]}).sample
    assert one.startswith("Counted: 1 request in 1 letter, decided in 2016. All are made-up")


def test_a_sample_is_counted_as_the_rates_are() -> None:
    of_two = ItemEntry(2, {"treatment": "b", "year": 2013, "outcome": "overturned"}, ())
    catalog = made([("a", 2016, "upheld"), ("a", 2014, None), ("b", None, "partial")])
    catalog.put(Entry("letter/x", "x", (of_two, replace(of_two, number=1)), ()))
    found = rates(catalog)
    assert found.total
    assert found.extent == Extent(found.total.items, 3, 0, 1, 2013, 2016)
    assert rates(catalog, where={"treatment": ["a"]}).extent == Extent(1, 1, 0, 0, 2016, 2016)


def test_a_drawing_tells_of_each_rate_of_how_many_and_how_sure() -> None:
    drawn = as_svg(rates(made([("a", 2016, "upheld")] * 19 + [("a", 2016, "overturned")])))
    assert ">5.0 % (0.9 to 23.6): 1 of 20<" in drawn


def test_a_drawing_escapes_what_it_names() -> None:
    found = rates(made([("<a> & b", 2016, "upheld")]), ["treatment"], smallest=1)
    assert "&lt;a&gt; &amp; b" in as_svg(found)
    ET.fromstring(as_svg(found))  # noqa: S314 (drawn here)


def test_nothing_counted_is_drawn_and_told_all_the_same() -> None:
    found = rates(made([]), ["treatment"])
    assert (found.rows, found.total) == ((), None)
    ET.fromstring(as_svg(found))  # noqa: S314 (drawn here)
    assert as_csv(found) == "denominator,sample,caveat"


@pytest.mark.parametrize(
    ("overturned", "percent", "rounded_to", "beyond"),
    [
        pytest.param(10, 8.4, 0.1, False, id="10 % of 100 may be 8.4 %"),
        pytest.param(20, 8.4, 0.1, True, id="20 % of 100 is more than 8.4 %"),
        pytest.param(0, 8.4, 0.1, True, id="0 % of 100 is less than 8.4 %"),
        pytest.param(0, 4, 1, False, id="3.7 % is within 4 %, rounded"),
    ],
)
def test_a_difference_beyond_sampling_is_named(
    *, overturned: int, percent: float, rounded_to: float, beyond: bool
) -> None:
    figure = Published(2016, percent, rounded_to, "DWC", "", "")
    assert Comparison(figure, Rate((2016,), 100, overturned)).beyond is beyond


def test_a_year_without_letters_is_not_compared(catalog: Catalog) -> None:
    found = {each.published.year: each for each in compared(catalog, smallest=1)}
    assert found[2019].beyond is None
    assert found[2019].rate is None
    assert found[2016].rate == Rate((2016,), 1, 0)


def test_every_published_figure_has_its_source() -> None:
    assert all(each.source and each.by in {"DWC", "CWCI"} for each in published())
    assert {each.year for each in published()} == set(range(2013, 2026))


def test_the_command_tells_in_every_form(examples: Path, tmp_path: Path) -> None:
    store = LetterStore(tmp_path / "graph")
    store.load([examples])
    del store
    told = {
        form: run(tmp_path, "--by", "class", "--format", form) for form in ("table", "json", "svg")
    }
    assert all(CAVEAT.split(":")[0] in text for text in told.values())
    assert json.loads(told["json"])["smallest"] == SMALLEST
    run(tmp_path, "--published", "--format", "csv", "-o", str(tmp_path / "years.csv"))
    assert "not compared" in (tmp_path / "years.csv").read_text(encoding="utf-8")
    run(tmp_path, "--by", "class", "--format", "png", "-o", str(tmp_path / "rates.png"))
    assert (tmp_path / "rates.png").read_bytes().startswith(b"\x89PNG")


def test_a_drawing_that_fails_leaves_no_file(tmp_path: Path) -> None:
    LetterStore(tmp_path / "graph").make()
    words = ["--by", "bogus", "--format", "png", "-o", str(tmp_path / "rates.png")]
    told = CliRunner().invoke(main, ["rates", *words, "--store", str(tmp_path / "graph")])
    assert told.exit_code == USAGE
    assert not (tmp_path / "rates.png").exists()


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["--by", "moon"], id="an unknown facet"),
        pytest.param(["--where", "year"], id="no value"),
        pytest.param(["--published", "--by", "year"], id="two questions at once"),
        pytest.param(["--smallest", "0"], id="none is no group"),
    ],
)
def test_wrong_usage_is_exit_2(tmp_path: Path, words: list[str]) -> None:
    LetterStore(tmp_path / "graph").make()
    found = CliRunner().invoke(main, ["rates", *words, "--store", str(tmp_path / "graph")])
    assert found.exit_code == USAGE
    assert "Traceback" not in found.output


def run(home: Path, *words: str) -> str:
    found = CliRunner().invoke(main, ["rates", *words, "--store", str(home / "graph")])
    assert found.exit_code == 0, found.output
    return found.stdout


@pytest.fixture(scope="module")
def letters(published: Path) -> tuple[Catalog, list[dict[str, Any]]]:
    """The published letters, catalogued as they are read; and each as a dictionary."""
    catalog, told = Catalog(connect(None), "1"), []
    for file in sorted(published.glob("*.pdf")):
        letter = read(file)
        catalog.put(entry(letter.name(), plain(describe(letter)), load()))
        told.append(as_dict(letter))
    return catalog, told


@pytest.mark.parametrize("by", ["treatment", "region", "year", "ground", "specialty", "source"])
def test_rates_of_the_published_letters_are_those_counted_by_hand(
    letters: tuple[Catalog, list[dict[str, Any]]], by: str
) -> None:
    catalog, told = letters
    items, fallen = Counter[object](), Counter[object]()
    for letter in told:
        for item in letter["items"]:
            for group in _groups(letter, item)[by] or {None}:
                items[group] += 1
                fallen[group] += item["outcome"] == "overturned"
    found = rates(catalog, [by], smallest=1)
    assert {row.group[0]: (row.items, row.overturned) for row in found.rows} == {
        group: (items[group], fallen[group]) for group in items
    }


def _groups(letter: dict[str, Any], item: dict[str, Any]) -> dict[str, set[object]]:
    cited = (each for each in item["citations"] if each["by"] == "reviewer")
    decided = letter["dates"]["decision"]
    return {
        "treatment": {item["treatment"]} - {None},
        "region": {part["region"] for part in item["body_parts"]},
        "year": {int(decided[:4])} if decided else set(),
        "ground": {
            f"{ground['criterion']}:{'met' if ground['met'] else 'not-met'}"
            for ground in item["grounds"]
        },
        "specialty": set(letter["reviewer"]["specialties"]),
        "source": {each["source"].lower() for each in cited},
    }
