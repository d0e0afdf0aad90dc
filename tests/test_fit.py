"""auditing.fit: whether the guidelines cited fit the request, its day and the order of the law."""

from __future__ import annotations

import re

import pytest

from imrgraph.explaining import explain
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.rendering import wording
from imrgraph.resources import folder

FIRST = folder("examples") / "letters" / "massage-chronic.txt"
SCAN = folder("examples") / "letters" / "imaging.txt"
THEIRS = "Decision based on MTUS ACOEM."
OURS = "Decision based on MTUS Chronic Pain Treatment Guidelines Massage Page(s):\n60."
#: What a letter of a fresh injury does not say.
FRESH = (
    (
        "The pain in this case has lasted well over a year. Given the chronicity\nof these",
        "Given these",
    ),
)


def fit(*changes: tuple[str, str]) -> dict[str, str]:
    """Return what does not fit in the first letter after `changes`, by kind."""
    text = FIRST.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    item = explain(Document.of(FIRST.name, text)).items[0]
    know = item.knowledge
    return {each.kind: wording.discrepancy(each, know) for each in item.discrepancies}


@pytest.mark.parametrize(
    ("injury", "days"), [("5/20/15", 21), ("4/1/15", 70)], ids=["acute", "subacute"]
)
def test_a_guideline_for_chronic_pain_does_not_fit_a_fresh_injury(injury: str, days: int) -> None:
    told = fit(("11/14/13", injury), *FRESH)["phase"]
    assert told.startswith("the reviewer cites Chronic Pain Medical Treatment Guidelines, which is")
    assert f"on 2015-06-10 (date of report), {days} days after the injury, it was not" in told


@pytest.mark.parametrize(
    ("along", "odd"),
    [
        ("Decision based on MTUS Neck and Upper Back Complaints.", False),
        ("Decision based on Non-MTUS Citation Official Disability Guidelines, Neck.", False),
        ("Decision based on Non-MTUS Citation Official Disability Guidelines, Knee.", True),
    ],
    ids=["topic of the MTUS", "chapter of the ODG", "chapter on another part"],
)
def test_beside_a_chapter_on_the_part_of_the_body_it_is_not_odd(along: str, *, odd: bool) -> None:
    fresh = (("11/14/13", "5/20/15"), *FRESH)
    assert ("phase" in fit((OURS, f"{OURS} {along}"), *fresh)) is odd


@pytest.mark.parametrize(
    ("said", "odd"),
    [
        ("The ODG for the neck allows some visits. ", False),
        ("ACOEM, chapter 8, Neck and Upper Back, speaks of it. ", False),
        ("The ODG for the knee allows some visits. ", True),
        ("The neck was examined. ", True),
    ],
)
def test_nor_where_the_rationale_goes_by_one(said: str, *, odd: bool) -> None:
    said = f"Decision rationale: {said}"
    fresh = (("11/14/13", "5/20/15"), *FRESH)
    assert ("phase" in fit(("Decision rationale: ", said), *fresh)) is odd


@pytest.mark.parametrize(
    ("along", "kind"),
    [("MTUS Neck and Upper Back Complaints.", "phase-beside"), ("MTUS Knee Complaints.", "phase")],
)
def test_that_the_other_party_cites_it_beside_one_that_fits_is_told(along: str, kind: str) -> None:
    theirs = (THEIRS, f"{OURS} Decision based on {along}")
    told = fit(("11/14/13", "5/20/15"), *FRESH, theirs)
    assert {"phase", "phase-beside"} & {*told} == {kind}
    says = "(the claims administrator cites it too, beside a guideline that fits)"
    assert told[kind].endswith(says) is (kind == "phase-beside")


def test_of_a_fresh_injury_with_older_complaints_it_is_not_told() -> None:
    assert "phase" not in fit(("11/14/13", "5/20/15"))


def test_shortly_before_pain_is_chronic_it_is_not_told() -> None:
    assert "phase" in fit(("11/14/13", "3/28/15"), *FRESH)
    assert "phase" not in fit(("11/14/13", "3/18/15"), *FRESH)


def test_it_fits_an_old_injury() -> None:
    assert "phase" not in fit()


@pytest.mark.parametrize(
    ("section", "odd"),
    [
        ("Epidural steroid injections", True),
        ("Magnetic resonance imaging", True),
        ("Massage", False),
        ("Manual therapy & manipulation", False),
        ("Physical medicine treatment", False),
        ("Introduction", False),
    ],
)
def test_a_section_on_another_kind_of_treatment_does_not_fit(section: str, *, odd: bool) -> None:
    cites = f"Decision based on MTUS Chronic Pain Medical Treatment 2009, Section(s): {section}."
    told = fit((OURS, cites))
    assert ("topic" in told) is odd
    if odd:
        assert section in told["topic"]
        assert told["topic"].endswith("the request is for deep tissue massage")


@pytest.mark.parametrize("along", ["Massage", "Deep tissue massage, CRPS"])
def test_a_section_beside_one_on_the_treatment_is_not_odd(along: str) -> None:
    work = "MTUS Chronic Pain Medical Treatment 2009, Section(s)"
    cites = f"Decision based on {work}: Epidural steroid injections, {along}."
    assert "topic" not in fit((OURS, cites))


@pytest.mark.parametrize("section", ["CRPS, sympathetic blocks", "Sympathetic blocks"])
def test_a_section_that_names_what_is_asked_for_fits(section: str) -> None:
    work = "MTUS Chronic Pain Medical Treatment 2009, Section(s)"
    asked = ("Deep tissue massage", "Sympathetic block")
    text = FIRST.read_text(encoding="utf-8")
    known = tuple((each, asked[1]) for each in (asked[0],) if each in text)
    assert "topic" not in fit((OURS, f"Decision based on {work}: {section}."), *known)


def test_a_source_below_the_mtus_is_told_where_the_mtus_speaks() -> None:
    told = fit((OURS, "Decision based on Non-MTUS Citation ODG Neck and Upper Back, Massage."))
    assert told["below-mtus"].startswith("the reviewer cites ODG only, though the MTUS speaks")


@pytest.mark.parametrize(
    ("year", "law"), [("2015", "8 CCR § 9792.21.1"), ("2014", "8 CCR § 9792.8")]
)
def test_the_order_of_the_sources_is_that_of_the_day(year: str, law: str) -> None:
    lower = "Decision based on Non-MTUS Citation ODG Neck and Upper Back, Massage."
    told = fit((OURS, lower), ("6/10/15", f"6/10/{year[2:]}"))
    assert law in told["below-mtus"]


def test_it_is_not_told_where_the_reviewer_finds_the_mtus_silent() -> None:
    silent = "Decision rationale: The MTUS does not specifically address this request. "
    lower = "Decision based on Non-MTUS Citation ODG Neck and Upper Back, Massage."
    assert "below-mtus" not in fit((OURS, lower), ("Decision rationale: ", silent))


def test_it_is_not_told_where_the_mtus_is_cited_as_well() -> None:
    both = f"{OURS} Decision based on Non-MTUS Citation ODG Neck and Upper Back, Massage."
    assert "below-mtus" not in fit((OURS, both))


@pytest.mark.parametrize(
    "page", ["http://www.drugs.com/massage.html", "www.mdguidelines.com", "WebMD"]
)
def test_a_page_of_the_web_is_no_authority(page: str) -> None:
    told = fit((OURS, f"Decision based on Non-MTUS Citation {page}"))
    assert re.match(r"the reviewer cites a page of the web as the only authority: ", told["web"])


def test_a_page_of_the_web_beside_guidelines_is_told_with_them() -> None:
    lower = "Official Disability Guidelines, Neck, and Other Medical Treatment Guidelines"
    along = f"Decision based on Non-MTUS Citation {lower} www.mdguidelines.com"
    told = fit((OURS, f"{OURS} {along}"))
    assert "web" not in told
    assert told["web-beside"] == (
        "the reviewer cites a page of the web, www.mdguidelines.com, beside Chronic Pain Medical"
        " Treatment Guidelines, ODG Neck and Upper Back"
    )


def test_a_handbook_is_none() -> None:
    assert "web" not in fit((OURS, "Decision based on Non-MTUS Citation Green's Operative Surgery"))


def test_that_nobody_cites_anything_is_told() -> None:
    told = fit((OURS, ""), (THEIRS, ""))
    assert told["uncited"] == "neither the claims administrator nor the reviewer cites a guideline"


@pytest.mark.parametrize(
    "said", ["I turned to the surgeons' guideline on obesity. ", "I went by a guideline on sleep. "]
)
def test_a_rationale_that_turns_to_a_guideline_cites_one(said: str) -> None:
    reasons = ("Decision rationale: ", f"Decision rationale: {said}")
    assert "uncited" not in fit((OURS, ""), (THEIRS, ""), reasons)


def test_beside_a_chapter_that_fits_it_is_told_with_it() -> None:
    along = "Decision based on MTUS Neck and Upper Back Complaints."
    told = fit((OURS, f"{OURS} {along}"), ("11/14/13", "5/20/15"), *FRESH)["phase-along"]
    assert "21 days after the injury, it was not chronic yet" in told
    assert told.endswith("(a guideline that fits is cited as well)")


@pytest.mark.parametrize(
    ("said", "odd"),
    [
        ("The pain is worse with repetitive bending and is aggravated by sitting. ", True),
        ("It is not indicated for chronic pain in most instances. ", True),
        ("The injury came of repetitive lifting at the warehouse. ", False),
        ("The worker has chronic neck pain. ", False),
        ("The neck was injured in an accident three years ago. ", False),
    ],
    ids=["what makes it worse", "a guideline's words", "cumulative", "chronic", "older"],
)
def test_only_a_complaint_that_may_be_older_than_the_injury_is_chronic(
    said: str, *, odd: bool
) -> None:
    said = f"Decision rationale: {said}"
    fresh = (("11/14/13", "5/20/15"), *FRESH)
    assert ("phase" in fit(("Decision rationale: ", said), *fresh)) is odd
