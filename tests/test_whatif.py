"""explaining.whatif: a supposition is decided anew, and what cannot be supposed is said."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from imrgraph.cli import main
from imrgraph.cli.exits import NOT_FOUND, USAGE
from imrgraph.errors import WhatIfError
from imrgraph.explaining import explain
from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.deciding.case import Bound
from imrgraph.reasoning.deciding.verdicts import Verdict
from imrgraph.reasoning.explaining.whatif import flips_alone, judged, suppose
from imrgraph.reasoning.rendering.as_supposition import as_supposition

if TYPE_CHECKING:
    from pathlib import Path


def after(letter: Path, settings: dict[str, str]) -> Verdict:
    """Return the first verdict on the first item of `letter`, had `settings` been so."""
    return suppose(explain(letter), 1, settings).outcomes[0][1].verdict


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        ({"phase": "acute"}, Verdict.NECESSARY),
        ({"phase": "acute", "visits": "12"}, Verdict.PARTLY_NECESSARY),
        ({"phase": "subacute"}, Verdict.NOT_NECESSARY),
        ({"injury": "2015-05-11"}, Verdict.NECESSARY),
        ({"injury": "2015-05-10"}, Verdict.NOT_NECESSARY),
        ({"visits": "3"}, Verdict.NOT_NECESSARY),
    ],
)
def test_a_fact_supposed_decides(
    examples: Path, settings: dict[str, str], verdict: Verdict
) -> None:
    assert after(examples / "massage-chronic.txt", settings) is verdict


@pytest.mark.parametrize(
    ("value", "verdict"), [("not-met", Verdict.NOT_NECESSARY), ("met", Verdict.NECESSARY)]
)
def test_a_finding_supposed_stands_in_place_of_the_one_there_is(
    examples: Path, value: str, verdict: Verdict
) -> None:
    supposed = dict.fromkeys(("duration-limit", "indication", "functional-improvement"), value)
    assert after(examples / "medication.txt", supposed) is verdict


def test_what_flips_alone_is_found_though_no_condition_names_it(examples: Path) -> None:
    text = (examples / "massage-acute.txt").read_text(encoding="utf-8")
    had = "She has had 5 visits of massage therapy. The\nplan is to add"
    more = explain(Document.of("more.txt", text.replace("The\nplan is to add", had, 1)))
    found = {
        (change.property, change.after) for each in flips_alone(more, 1) for change in each.changes
    }
    assert ("priorCount", 0) in found
    assert suppose(more, 1, {"earlier-visits": "0"}).outcomes[0][1].verdict is Verdict.NECESSARY


def test_the_least_is_not_told_beside_the_most_that_flips(examples: Path) -> None:
    letter = explain(examples / "two-items.txt")
    [told] = [c for each in letter.items[1].counterfactuals for c in each.changes]
    assert (told.property, told.bound) == ("quantityRequested", Bound.AT_MOST)
    _, after = suppose(letter, 2, {"visits": "1"}).outcomes[0]
    assert after.verdict is Verdict.NECESSARY
    alone = {c.fact() for each in flips_alone(letter, 2) for c in each.changes}
    assert told.fact() not in alone


def test_where_nothing_flips_it_what_leaves_it_open_is_found(examples: Path) -> None:
    letter = explain(examples / "therapy-partly-authorized.txt")
    [item] = letter.items
    assert item.counterfactuals == ()
    supposed = {
        after.verdict
        for code in judged(item)
        for value in ("met", "not-met")
        for _, after in suppose(letter, 1, {code: value}).outcomes[:1]
    }
    told = {each.verdict for each in flips_alone(letter, 1)}
    assert supposed - {item.verdict} <= told


@pytest.mark.parametrize("name", ["massage-chronic.txt", "imaging.txt", "two-items.txt"])
def test_whatever_is_told_to_flip_alone_does_so_when_supposed(examples: Path, name: str) -> None:
    letter = explain(examples / name)
    settings = [("phase", "acute"), ("functional-improvement", "met"), ("visits", "1")]
    for item in letter.items:
        told = [*item.counterfactuals, *flips_alone(letter, item.number)]
        for setting, value in settings:
            supposed = suppose(letter, item.number, {setting: value})
            before, after = supposed.outcomes[0]
            if after.verdict.outcome not in {None, before.verdict.outcome}:
                [changes] = supposed.changes.values()
                assert any(
                    {c.fact() for c in each.changes} <= {c.fact() for c in changes} for each in told
                )


def test_a_finding_supposed_is_added_where_there_is_none(examples: Path) -> None:
    supposed = {"documentation": "not-met"}
    outcomes = suppose(explain(examples / "imaging.txt"), 1, supposed).outcomes
    stated = [after for before, after in outcomes if before.reading == "stated-reading"]
    assert [each.verdict for each in stated] == [Verdict.NOT_NECESSARY]


@pytest.mark.parametrize(
    "settings",
    [
        {"phase": "acute", "injury": "2013-01-01"},
        {"injury": "2015-05-12", "phase": "acute"},
        {"request": "2015-07-01", "date": "2015-08-01"},
        {"phase": "postoperative", "surgery": "2015-05-01"},
    ],
)
def test_two_settings_of_one_fact_are_refused(examples: Path, settings: dict[str, str]) -> None:
    first, second = (f"{name}={value}" for name, value in settings.items())
    with pytest.raises(WhatIfError, match=f"{second}: .*{first}, which set the same fact"):
        after(examples / "massage-chronic.txt", settings)


def test_a_phase_is_counted_to_the_request_that_is_supposed_beside_it(examples: Path) -> None:
    settings = {"phase": "acute", "request": "2016-01-01"}
    supposed = suppose(explain(examples / "massage-chronic.txt"), 1, settings)
    [injury] = supposed.changes["phase=acute"]
    assert str(injury.after) == "2016-01-01"


@pytest.mark.parametrize("names", [("documentation", "evidence"), ("evidence", "documentation")])
def test_findings_supposed_together_all_count(examples: Path, names: tuple[str, str]) -> None:
    supposed = {name: "not-met" if name == "documentation" else "met" for name in names}
    outcomes = suppose(explain(examples / "imaging.txt"), 1, supposed).outcomes
    stated = [after for before, after in outcomes if before.reading == "stated-reading"]
    assert [each.verdict for each in stated] == [Verdict.NOT_NECESSARY]


OVER = (
    "The 12 visits that are requested exceed what the guidelines recommend. There is no "
    "documentation of functional improvement. The massage is not medically necessary."
)


@pytest.mark.parametrize(
    ("settings", "kept"),
    [
        ({"visits": "3"}, ("visit-limit",)),
        ({"visits": "3", "visit-limit": "met"}, ()),
        ({"visits": "24"}, ()),
        ({"injury": "2015-09-20"}, ()),
        ({"visits": "6"}, ()),
    ],
)
def test_a_finding_of_what_is_otherwise_is_told_to_be_kept(
    examples: Path, tmp_path: Path, settings: dict[str, str], kept: tuple[str, ...]
) -> None:
    told = (examples / "massage-acute.txt").read_text(encoding="utf-8").partition("Decision ratio")
    letter = tmp_path / "letter.txt"
    letter.write_text(f"{told[0].replace('Overturned', 'Upheld')}Decision rationale: {OVER}\n")
    explained = explain(letter)
    supposed = suppose(explained, 1, settings)
    assert supposed.kept == kept
    words = "The reviewer's finding on the visit limit stays as it was"
    assert (words in as_supposition(explained, supposed)) is bool(kept)


def test_the_command_supposes_on_the_basis_that_is_asked_for(examples: Path) -> None:
    letter = str(examples / "massage-chronic.txt")
    code, told, _ = run(letter, "--set", "phase=acute", "--basis", "record")
    assert code == 0
    assert [line.partition(" on ")[2] for line in told.splitlines()[1:]] == [
        "the record alone, by the guideline as encoded"
    ]


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["whatif", *words])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_tells_what_was_set_and_each_verdict(examples: Path) -> None:
    code, told, _ = run(str(examples / "massage-chronic.txt"), "--set", "phase=acute")
    first, second = told.splitlines()[:2]
    assert code == 0
    assert first == (
        "Had it been otherwise: phase=acute (date of injury 2015-06-10 instead of 2013-11-14)"
    )
    assert second.startswith("NOT NECESSARY → NECESSARY on what the reviewer found")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--set", "weather=fine"], USAGE, "functional-improvement"),
        (["--set", "visits=many"], USAGE, "a whole number"),
        (["--set", "injury=yesterday"], USAGE, "a date"),
        (["--set", "phase=late"], USAGE, "subacute"),
        (["--set", "indication=perhaps"], USAGE, "met or not-met"),
        (["--set", "visits"], USAGE, "NAME=VALUE"),
        (["--set", "visits=3", "--item", "7"], NOT_FOUND, "an item of the number 7"),
    ],
)
def test_what_cannot_be_supposed_is_an_error_that_says_what_can(
    examples: Path, words: list[str], code: int, said: str
) -> None:
    found, _, error = run(str(examples / "massage-chronic.txt"), *words)
    assert found == code
    assert said in error


def test_an_injury_after_the_request_cannot_be_supposed(examples: Path) -> None:
    letter = str(examples / "massage-chronic.txt")
    code, _, told = run(letter, "--set", "injury=2030-01-01")
    assert code == USAGE
    assert "before the request (2015-06-10)" in told
    both = run(letter, "--set", "injury=2030-01-01", "--set", "request=2030-02-01")
    assert both[0] == 0


def test_the_item_that_is_taken_of_several_is_named(examples: Path) -> None:
    letter = str(examples / "two-items.txt")
    assert "item 1 of 2, “Chiropractic treatment" in run(letter, "--set", "visits=3")[2]
    assert run(letter, "--set", "visits=3", "--item", "2")[2] == ""


def verdicts(letter: Path) -> dict[tuple[str, str], Verdict]:
    return {(v.basis, v.reading): v.verdict for v in explain(letter).items[0].verdicts}


#: By letter the words that date the request, those that date the denial, and days to suppose.
DATED = {
    "massage-acute": (
        "9/30/15",
        ("10/06/2015", "10/6/15"),
        ("2015-09-08", "2015-10-05", "2015-10-06", "2015-10-07", "2016-01-01", "2018-02-01"),
    ),
    "imaging": (
        "12/06/2016",
        ("12/13/2016",),
        ("2016-12-12", "2016-12-13", "2016-12-14", "2018-02-01"),
    ),
}


@pytest.mark.parametrize(
    ("name", "day"), [(name, day) for name, (_, _, days) in DATED.items() for day in days]
)
def test_a_request_supposed_decides_as_one_of_that_day_that_was_denied_then(
    examples: Path, tmp_path: Path, name: str, day: str
) -> None:
    letter = examples / f"{name}.txt"
    request, denials, _ = DATED[name]
    text = letter.read_text()
    for words in (request, *denials):
        assert words in text
        text = text.replace(words, f"{date.fromisoformat(day):%m/%d/%Y}")
    dated = tmp_path / "dated.txt"
    dated.write_text(text)
    found = suppose(explain(letter), 1, {"request": day}).outcomes
    assert {(v.basis, v.reading): v.verdict for _, v in found} == verdicts(dated)


@pytest.mark.parametrize("day", ["2015-10-05", "2015-10-06", "2015-10-07", "2016-01-01"])
def test_a_request_supposed_is_as_old_as_an_injury_supposed_as_long_before(
    examples: Path, day: str
) -> None:
    letter = examples / "massage-acute.txt"
    later = date.fromisoformat(day) - date(2015, 9, 30)
    injury = (date(2015, 9, 8) - later).isoformat()
    assert after(letter, {"request": day}) is after(letter, {"injury": injury})


def test_a_request_supposed_long_after_the_denial_is_of_a_chronic_injury(examples: Path) -> None:
    assert after(examples / "massage-acute.txt", {"request": "2016-01-01"}) is Verdict.NOT_NECESSARY


def test_a_request_supposed_goes_by_the_edition_of_its_day(examples: Path) -> None:
    supposed = suppose(explain(examples / "massage-chronic.txt"), 1, {"request": "2018-02-01"})
    [encoded] = [a for _, a in supposed.outcomes if a.basis == "record-basis"]
    assert encoded.verdict is Verdict.UNDETERMINED
    assert [each.gap for each in encoded.missing] == [IMRV("gap-direction").value]
