"""layouts: each form of letter is told from the others, and cut at its own headings."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from imrgraph.errors import NoItemError
from imrgraph.letters.layouts.header import header
from imrgraph.letters.layouts.parts import paragraphs
from imrgraph.letters.layouts.sections import cut
from imrgraph.letters.reading import read
from imrgraph.letters.schema import as_dict
from imrgraph.letters.text.document import Document, Span
from imrgraph.letters.text.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from imrgraph.letters.letter import Letter

    Turn = Callable[[str], str]

GOLDEN = Path(__file__).parent / "golden" / "good"
LABELS = (
    "Claims Administrator guideline: None.\n\nMAXIMUS guideline: None.\n\nDecision rationale: So."
)

#: One header as programs print it that take the text from its two columns.
HEADERS = {
    "row by row": """Case Number: CM99-0000009
Date Assigned: 12/07/2016 Date of Injury:  10/23/2016
Decision Date: 01/05/2017 UR Denial Date: 11/29/2016
Priority:  Standard Application
Received:
12/01/2016""",
    "each on its own line": """Case Number:
CM99-0000009
Date Assigned:
12/07/2016
Date of Injury:
10/23/2016
Decision Date:
01/05/2017
UR Denial Date:
11/29/2016
Priority:
Standard
Application
Received:
12/01/2016""",
    "labels of a column, then its values": """Case Number:
Date Assigned:
Decision Date:
Priority:

CM99-0000009
12/07/2016
01/05/2017
Standard

Date of Injury:
UR Denial Date:
Application
Received:

10/23/2016
11/29/2016
12/01/2016""",
    "all labels, then all values": """Case Number:
Date Assigned:
Decision Date:
Priority:
Date of Injury:
UR Denial Date:
Application
Received:
CM99-0000009
12/07/2016
01/05/2017
Standard
10/23/2016
11/29/2016
12/01/2016""",
    "columns kept": """   Case Number:        CM99-0000009
   Date Assigned:      12/07/2016            Date of Injury:      10/23/2016
   Decision Date:      01/05/2017            UR Denial Date:      11/29/2016
   Priority:           Standard              Application          12/01/2016
                                             Received:""",
    "columns kept, the date below": """Case Number:   CM99-0000009
Date Assigned: 12/07/2016        Date of Injury: 10/23/2016
Decision Date: 01/05/2017        UR Denial Date: 11/29/2016
Priority:      Standard          Application
                                 Received:       12/01/2016""",
}


def golden(case: str) -> Document:
    return Document.of(case, (GOLDEN / case / "letter.txt").read_text(encoding="utf-8"))


def outcomes(letter: Letter) -> list[tuple[str, str | None]]:
    return [(i.request.text.value, i.outcome.value if i.outcome else None) for i in letter.items]


def warned(letter: Letter) -> dict[str, tuple[int, int]]:
    """Return what is warned of, with line and character."""
    told = as_dict(letter)["warnings"]
    return {each["message"]: (each["line"], each["character"]) for each in told}


@pytest.mark.parametrize(
    ("case", "layout"),
    [
        ("2013-review", "2013-review"),
        ("2013-notice", "2013-notice"),
        ("2014-letter", "2014-letter"),
        ("2018-letter", "2015-letter"),
        ("outcomes", "2015-letter"),
        ("no-layout", "unknown"),
    ],
)
def test_a_letter_says_by_which_layout_it_was_read(case: str, layout: str) -> None:
    assert as_dict(read(golden(case)))["layout"] == layout


@pytest.mark.parametrize("case", ["2013-review", "2013-notice", "2014-letter", "2018-letter"])
def test_every_layout_gives_the_parts_of_each_item(case: str) -> None:
    document = golden(case)
    for item in cut(document).items:
        assert item.reviewer
        assert "guideline" in document.quote(item.reviewer).lower() or "MTUS" in document.quote(
            item.reviewer
        )
        assert item.rationale
        assert "Claims Administrator" not in document.quote(item.rationale)
        assert "REVIEWER QUALIFICATIONS" not in document.quote(item.rationale)
    if case != "2013-review":
        assert all(item.claims for item in cut(document).items)


def test_an_outcome_that_is_told_twice_is_one_item() -> None:
    assert outcomes(read(golden("2013-notice"))) == [
        ("MRI of the right knee", "overturned"),
        ("twelve sessions of aquatic therapy", "upheld"),
    ]


def test_a_label_of_the_rationale_may_hold_the_outcome() -> None:
    text = golden("2013-review").text
    assert outcomes(read(Document.of("letter", text)))[0][1] == "upheld"
    necessary = text.replace("IS/WAS NOT MEDICALLY", "IS/WAS MEDICALLY")
    assert outcomes(read(Document.of("letter", necessary)))[0][1] == "overturned"
    unfilled = text.replace("IS/WAS NOT MEDICALLY", "IS / IS NOT MEDICALLY")
    assert outcomes(read(Document.of("letter", unfilled)))[0][1] is None


def test_credentials_are_read_from_sentences() -> None:
    found = read(golden("2014-letter")).reviewer
    assert [fact.value for fact in found.licensure] == ["California", "Nevada", "Oregon"]
    assert [fact.value for fact in found.specialties] == [
        "Physical Medicine and Rehabilitation",
        "Pain Management",
    ]


def test_no_item_is_dropped_whatever_becomes_of_it() -> None:
    letter = read(golden("outcomes"))
    assert outcomes(letter) == [
        ("Naproxen 550mg #120", "partial"),
        ("Massage therapy, 6 visits", None),
        ("Acupuncture, 4 visits", None),
        ("MRI of the lumbar spine", "upheld"),
    ]
    told = warned(letter)
    assert told["item 2 is not decided: 'Withdrawn'"] == (29, 31)
    assert told["item 3 has no outcome"] == (31, 1)
    assert told["item 4 is numbered 3, as item 3 is"] == (39, 1)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("Upheld", "upheld"),
        ("OVERTURNED", "overturned"),
        ("overturned", "overturned"),
        ("Partially Overturned", "partial"),
        ("Overturned in part", "partial"),
        ("Modified", "partial"),
        ("Withdrawn", None),
        ("Dismissed", None),
    ],
)
def test_each_outcome_has_its_value(word: str, value: str | None) -> None:
    text = f"IMR ISSUES, DECISIONS AND RATIONALES\n\nMassage: {word}\n\n{LABELS}\n"
    letter = read(Document.of("letter", text))
    assert outcomes(letter) == [("Massage", value)]
    assert (f"item 1 is not decided: {word!r}" in warned(letter)) is (value is None)


@pytest.mark.parametrize("spaced", [False, True])
def test_a_heading_without_an_outcome_is_an_item(*, spaced: bool) -> None:
    text = (
        f"IMR ISSUES, DECISIONS AND RATIONALES\n\nMassage\n\n{LABELS}\n\nMRI of the\nknee: "
        f"Upheld\n\n{LABELS}\n\nAcupuncture\n\n{LABELS}\n"
    )
    letter = read(Document.of("letter", text.replace("\n", "\n\n") if spaced else text))
    assert [item.request.text.value for item in letter.items] == [
        "Massage",
        "MRI of the knee",
        "Acupuncture",
    ]


@pytest.mark.parametrize("text", HEADERS.values(), ids=HEADERS.keys())
def test_a_header_is_read_in_every_order(text: str) -> None:
    found = header(Document("letter", text), Span(0, len(text)))
    assert found.warnings == ()
    assert found.case_number
    assert found.case_number.value == "CM99-0000009"
    assert found.priority
    assert found.priority.value == "standard"
    dates = found.dates
    every = (dates.assigned, dates.injury, dates.decision, dates.ur_denial)
    assert [fact.value for fact in (*every, dates.application_received) if fact] == [
        date(2016, 12, 7),
        date(2016, 10, 23),
        date(2017, 1, 5),
        date(2016, 11, 29),
        date(2016, 12, 1),
    ]


def test_a_date_is_no_other_labels() -> None:
    text = "Date Assigned: Date of Injury: 10/23/2016\nDecision Date: UR Denial Date:\n11/29/2016"
    found = header(Document("letter", text), Span(0, len(text)))
    assert found.dates.assigned is None
    assert found.dates.injury
    assert found.dates.decision is None
    assert [text[each.span.start : each.span.end] for each in found.warnings][:1] == [
        "Date Assigned:"
    ]


def test_a_day_that_is_in_no_calendar_is_told() -> None:
    text = "Date of Injury: 13/45/2016"
    [warning] = header(Document("letter", text), Span(0, len(text))).warnings
    assert text[warning.span.start : warning.span.end] == "13/45/2016"


_HEADED = """Case Number: CM99-0000041 Date Assigned: 12/07/2016
Date of Injury: 10/23/2016 Decision Date: 01/05/2017
UR Denial Date: 11/29/2016
CLINICAL CASE SUMMARY
The worker was hurt at work.
IMR DECISION(S) AND RATIONALE(S)
Massage, 6 visits: Upheld
Claims Administrator guideline: Decision based on MTUS.
MAXIMUS guideline: Decision based on MTUS.
Decision rationale: The records show no benefit.
"""


def _told(text: str, about: str) -> list[str]:
    found = read(Document.of("letter", text)).warnings
    return [each.message for each in found if about in each.message]


@pytest.mark.parametrize(
    ("again", "many"),
    [
        ("Case Number: CM99-0000042\nDate of Injury: 10/24/2016\nDecision Date: 01/06/2017\n", 1),
        ("  IMR Case Number:\nDate of Injury:\nCM99-0000042\n10/24/2016\n", 1),
        ("Date Assigned: 12/08/2016\nCase No.: CM99-0000042 Priority: Standard\n", 1),
        # the head of a page, and prose
        ("Case Number: CM99-0000041\nDate of Injury: 10/23/2016\n", 0),
        ("Case Number: CM99-0000042 was decided before.\n", 0),
        ("See the case number: CM99-0000042, Date of Injury: 10/24/2016.\n", 0),
    ],
)
def test_a_second_header_is_told(again: str, many: int) -> None:
    told = _told(_HEADED + again + _HEADED[_HEADED.index("CLINICAL") :], "second header")
    assert (
        told
        == ["the text has a second header, of CM99-0000042: what stands below is of that letter"]
        * many
    )


@pytest.mark.parametrize(
    ("number", "many"),
    [
        ("CM99-0000041\nCase Number: CM99-0000042", 1),
        ("CM99-0000041, CM99-0000042 and CM99-0000043", 2),
        ("CM99-0000041\nCase Number: CM99-0000041", 0),
        ("CM99-0000041 (the letter on CM99-0000042 is another)", 0),
    ],
)
def test_a_second_case_number_in_a_header_is_told(number: str, many: int) -> None:
    text = _HEADED.replace("CM99-0000041", number)
    assert len(_told(text, "second case number")) == many


def test_a_header_says_what_it_lacks() -> None:
    text = _HEADED
    assert _told(text, "the header") == []
    assert _told(text.replace("Case Number: CM99-0000041", ""), "the header") == [
        "the header has no case number"
    ]
    assert _told(text.replace("Decision Date: 01/05/2017", ""), "the header") == [
        "the header has no decision date"
    ]
    short = text.replace("UR Denial Date: 11/29/2016\n", "")
    assert _told(short.replace("Decision Date: 01/05/2017", ""), "the header") == []
    bare = text.partition("CLINICAL")
    assert _told(bare[1] + bare[2], "the header") == []


def test_a_missing_section_is_told_where_it_should_be() -> None:
    text = golden("2018-letter").text.replace("CLINICAL CASE SUMMARY\n", "")
    letter = read(Document.of("letter", text))
    assert [decided for _, decided in outcomes(letter)] == ["upheld", "overturned"]
    line = text[: text.index("IMR ISSUES")].count("\n") + 1
    assert warned(letter) == {
        "the letter has no section 'summary': its heading is not there": (line, 1)
    }


def test_a_letter_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    text = golden("2018-letter").text
    letter = read(Document.of("letter", text[: text.index("IMR ISSUES")]))
    assert letter.items == ()
    assert letter.claimant.age
    assert "the letter has no item" in warned(letter)


def test_where_nothing_can_be_read_an_error_says_so() -> None:
    with pytest.raises(NoItemError, match="expected a disputed item"):
        read(Document.of("letter", "The weather was fine."))


@pytest.mark.parametrize("case", [path.name for path in sorted(GOLDEN.iterdir())])
@pytest.mark.parametrize(
    "turned",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="carriage returns"),
        pytest.param(lambda text: text.replace("\n", "\n\n"), id="double spaced"),
        pytest.param(lambda text: text.replace("\n\n", "\n\n\f"), id="page breaks"),
        pytest.param(lambda text: text.replace(" ", "\xa0"), id="no-break spaces"),
        pytest.param(lambda text: text.replace("fi", "\ufb01").replace("ff", "\ufb00"), id="fi ff"),
        pytest.param(
            lambda text: text.replace("e", "e\u200b").replace(": ", ":\u200f "), id="unseen"
        ),
        pytest.param(lambda text: text.replace("'", "\u2019"), id="curly quotes"),
        pytest.param(lambda text: f"\ufeff{text}\U0001f600", id="beyond the basic plane"),
    ],
)
def test_what_a_program_does_to_the_text_changes_no_value(case: str, turned: Turn) -> None:
    document = golden(case)
    other = read(Document.of(case, turned(document.text)))
    letter = read(document)
    assert other.layout == letter.layout
    assert outcomes(other) == outcomes(letter)
    assert (other.case_number and other.case_number.value) == (
        letter.case_number and letter.case_number.value
    )
    for name in ("dates", "reviewer", "claimant"):
        assert as_dict(other)[name] == as_dict(letter)[name]


@pytest.mark.parametrize("turned", [str.lower, str.upper])
def test_headings_are_read_in_small_letters_and_in_capitals(turned: Turn) -> None:
    letter = read(Document.of("letter", turned(golden("2018-letter").text)))
    assert letter.layout == "2015-letter"
    assert [decided for _, decided in outcomes(letter)] == ["upheld", "overturned"]
    assert warned(letter) == {}
    assert letter.dates.decision
    assert letter.reviewer.specialties[1:]


def test_a_plain_place_is_one_of_the_text_as_read() -> None:
    text = "The o\ufb03ce\r\nis \u200bopen.\f\fThe\xa0end"
    plain = Plain(Document("letter", text))
    words = {"office": "o\ufb03ce", "open.": "open.", "The end": "The\xa0end"}
    for word, printed in words.items():
        at = plain.document.text.index(word)
        place = plain.place(Span(at, at + len(word)))
        assert text[place.start : place.end] == printed
        assert plain.forth(place) == Span(at, at + len(word))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("A\nb\n\nC\nd", ["A\nb", "C\nd"], id="empty lines"),
        pytest.param("A\n\nb\n\n \n\nC\n\nd", ["A\nb", "C\nd"], id="blank lines among empty"),
        pytest.param("A\n\nb\n\n\nC\n\nd", ["A\nb", "C\nd"], id="more empty lines than usual"),
    ],
)
def test_paragraphs_are_kept_apart(text: str, found: list[str]) -> None:
    plain = Plain(Document("letter", text)).document.text
    assert [plain[span.start : span.end] for span in paragraphs(plain)] == found


def test_the_first_heading_may_be_broken_after_a_colon() -> None:
    heading = "Patches, one box, DOS:\n11/11/2016: Upheld"
    text = f"IMR DECISION(S) AND RATIONALE(S)\n\n{heading}\n\n{LABELS}\n"
    [item] = read(Document.of("letter", text)).items
    assert item.request.text.value == "Patches, one box, DOS: 11/11/2016"


def section(below: str) -> str:
    return f"IMR ISSUES, DECISIONS AND RATIONALES\n\n{below}\n"


@pytest.mark.parametrize(
    ("below", "found"),
    [
        pytest.param(
            f"(1) Ablation at two levels - Medically Necessary\n{LABELS}",
            [("Ablation at two levels", "overturned")],
            id="after a dash",
        ),
        pytest.param(
            f"Issue No. 1: Cold therapy unit\nDecision: Not medically necessary\n{LABELS}",
            [("Cold therapy unit", "upheld")],
            id="on a line of its own",
        ),
        pytest.param(
            f"2) Lidocaine patch #30: Modified: #15 certified\n{LABELS}",
            [("Lidocaine patch #30", "partial")],
            id="with what is left of it",
        ),
        pytest.param(
            f"Item Two: Knee braces are medically necessary and appropriate: Overturned\n{LABELS}",
            [("Knee braces", "overturned")],
            id="said twice",
        ),
        pytest.param(
            f"Norco #30: Upheld\nSoma #60: Upheld\nMassage, 6 visits: Overturned\n{LABELS}",
            [("Norco #30", "upheld"), ("Soma #60", "upheld"), ("Massage, 6 visits", "overturned")],
            id="several above one rationale",
        ),
        pytest.param(
            f"Massage, 6 visits: Partial\n{LABELS}",
            [("Massage, 6 visits", "partial")],
            id="in part, without more",
        ),
        pytest.param(
            f"Massage, 6 visits: Upheld.\n\n{LABELS.replace('Decision rationale', 'Rationale')}",
            [("Massage, 6 visits", "upheld")],
            id="with a full stop",
        ),
    ],
)
def test_an_outcome_is_read_in_every_form(below: str, found: list[tuple[str, str]]) -> None:
    letter = read(Document.of("letter", section(below)))
    assert outcomes(letter) == found
    assert {item.rationale.value for item in letter.items} == {"So."}


@pytest.mark.parametrize("blank", ["\n", " ", "\n\n"])
def test_a_rationale_may_end_in_what_looks_like_an_outcome(blank: str) -> None:
    reasons = f"He is better.{blank}Norco #30: medically necessary."
    below = f"Norco #30: Overturned\n{LABELS.replace('So.', reasons)}"
    [item] = read(Document.of("letter", section(below))).items
    assert (item.outcome and item.outcome.value, item.rationale.value) == (
        "overturned",
        "He is better. Norco #30: medically necessary.",
    )


def of_the_whole(said: str, *headings: str) -> Letter:
    """Return a letter that is decided as a whole, and its items by their headings."""
    below = "\n\n".join(f"{heading}\n\n{LABELS}" for heading in headings)
    return read(Document.of("letter", f"{said}\n\n{section(below)}"))


@pytest.mark.parametrize(
    ("said", "headings", "told"),
    [
        ("Final Determination: UPHOLD", ("Norco #30: Upheld", "Soma #60: Upheld"), None),
        ("Final Determination: OVERTURN", ("Norco #30: Overturned",), None),
        (
            "Final Determination: PARTIAL OVERTURN",
            ("Norco #30: Overturned", "Soma #60: Upheld"),
            None,
        ),
        ("Final Determination: UPHOLD", ("Norco #30: Upheld", "Soma #60: Overturned"), "UPHOLD"),
        ("Determination: Overturned", ("Norco #30: Upheld",), "Overturned"),
        (
            "Final Determination: Partially Overturned",
            ("Norco #30: Upheld",),
            "Partially Overturned",
        ),
        (
            "This means we decided that none of the disputed items/services are necessary.",
            ("Norco #30: Overturned",),
            "none of the disputed items",
        ),
    ],
)
def test_a_whole_that_its_items_contradict_is_told(
    said: str, headings: tuple[str, ...], told: str | None
) -> None:
    messages = [warning.message for warning in of_the_whole(said, *headings).warnings]
    whole = [f"the letter as a whole is decided as {told!r}, its items otherwise"] if told else []
    assert [message for message in messages if "as a whole" in message] == whole


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("Final Determination: UPHOLD", "upheld"),
        ("Final Determination: OVERTURN", "overturned"),
        ("Final Determination: PARTIAL OVERTURN", None),
        ("Final Determination: UPHOLD. Final Determination: OVERTURN", None),
        ("The utilization review determination: Upheld.", None),
    ],
)
def test_an_item_without_an_outcome_has_that_of_the_whole(said: str, value: str | None) -> None:
    letter = of_the_whole(said, "Norco #30")
    assert [item.outcome and item.outcome.value for item in letter.items] == [value]
    given = [w for w in letter.warnings if "is given that of the whole letter" in w.message]
    assert len(given) == (value is not None)


def test_an_item_without_an_outcome_has_none_where_another_contradicts_the_whole() -> None:
    letter = of_the_whole("Final Determination: UPHOLD", "Norco #30", "Soma #60: Overturned")
    assert [item.outcome and item.outcome.value for item in letter.items] == [None, "overturned"]


def test_a_number_that_no_item_has_is_told() -> None:
    letter = of_the_whole("", "1. Norco #30: Upheld", "3. Soma #60: Upheld")
    messages = [warning.message for warning in letter.warnings]
    assert "no item is numbered 2, although one is numbered 3" in messages


SENTENCES = """IMR DECISION(S) AND RATIONALE(S)

{heading}

The Claims Administrator based its decision on the MTUS.

The Physician Reviewer based his/her decision on the MTUS.

The Physician Reviewer's decision rationale: So.
"""


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("1. Norco is not medically necessary and appropriate.", ("Norco", "upheld")),
        ("One) Two braces are medically necessary.", ("Two braces", "overturned")),
        ("(1) Massage is partially medically necessary.", ("Massage", "partial")),
        ("1) Massage, 6 visits, is medically necessary in part.", ("Massage, 6 visits", "partial")),
        ("Norco 10/325mg #60 is notmedically necessary.", ("Norco 10/325mg #60", "upheld")),
    ],
)
def test_a_heading_may_be_a_sentence(heading: str, found: tuple[str, str]) -> None:
    letter = read(Document.of("letter", SENTENCES.format(heading=heading)))
    assert letter.layout == "2014-letter"
    assert outcomes(letter) == [found]


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        pytest.param(
            "The following relevant documents received from the parties were reviewed. These\n"
            "documents included:\n   \u2022 Application\n   \u2022 Records from\n     1/2/2013",
            ["Application", "Records from 1/2/2013"],
            id="bullets",
        ),
        pytest.param(
            "Application, 1/2/2013\nMRI report", ["Application, 1/2/2013", "MRI report"], id="lines"
        ),
        pytest.param("1. Application\n2. MRI report", ["Application", "MRI report"], id="numbers"),
        pytest.param(
            "Application; an MRI report; and notes.",
            ["Application", "an MRI report", "notes"],
            id="a sentence",
        ),
        pytest.param("No medical records were supplied.", [], id="none"),
    ],
)
def test_the_documents_reviewed_are_read_where_they_are_listed(
    listed: str, found: list[str]
) -> None:
    text = f"DOCUMENTS REVIEWED\n{listed}\n\nCLINICAL CASE SUMMARY\nPain.\n\n{section('A: Upheld')}"
    letter = read(Document.of("letter", text))
    assert [each.value for each in letter.documents] == found
    assert as_dict(letter)["documents"] == found


def test_a_heading_of_sentences_is_whole_where_no_line_is_empty() -> None:
    asked = "Biofeedback, 6 visits was the original request."
    granted = (
        "The Claims Administrator\nauthorized 2 visits, leaving the original request IMR eligible."
    )
    heading = f"{asked} {granted}\nThe original request, biofeedback, 6 visits"
    labels = LABELS.replace("\n\n", "\n")
    items = f"MRI of the left knee: Upheld\n{labels}\n{heading} is: Upheld\n{labels}\n"
    letter = read(Document.of("letter", f"IMR ISSUES, DECISIONS AND RATIONALES\n{items}"))
    assert [" ".join(item.request.text.value.split()) for item in letter.items] == [
        "MRI of the left knee",
        " ".join(heading.split()),
    ]
