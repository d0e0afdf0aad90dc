"""letters.citations: the guidelines that any words name, told apart, with their parts."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import imrgraph.letters
from imrgraph.letters import citations
from imrgraph.letters.citing.citations import cited, cited_by_both
from imrgraph.letters.text.document import Document, Span

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge

Cited = tuple[str, str | None, int | str | None, tuple[str, ...], tuple[str, ...]]

INSIDE = "Decision based on MTUS "
OUTSIDE = "Decision based on Non-MTUS Citation "


def read(words: str) -> list[Cited]:
    """Return source, guideline, edition, sections and pages of what `words` cite."""
    return [(c.source, c.guideline, c.edition, c.sections, c.pages) for c in citations(words)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param(
            "Neck and Upper Back Complaints 2004, Section(s): Special Studies, and Chronic Pain "
            "Medical Treatment 2016, Section(s): Acupuncture.",
            [
                ("MTUS", "Neck and Upper Back Complaints", 2004, ("Special Studies",), ()),
                ("MTUS", "Chronic Pain Medical Treatment", 2016, ("Acupuncture",), ()),
            ],
            id="two editions",
        ),
        pytest.param(
            "Forearm, Wrist, and Hand Complaints 2004.",
            [("MTUS", "Forearm, Wrist, and Hand Complaints", 2004, (), ())],
            id="a name with commas",
        ),
        pytest.param("ACOEM.", [("MTUS", "ACOEM", None, (), ())], id="bare, of 2015"),
        pytest.param(
            "Opioids Guideline (ACOEM), Section(s): Subacute and Chronic Pain.",
            [("MTUS", "Opioids Guideline", None, ("Subacute and Chronic Pain",), ())],
            id="sections behind a source in brackets, named like a guideline",
        ),
        pytest.param(
            "Low Back Disorders Guideline (ACOEM), Section(s): Magnetic resonance imaging.",
            [("MTUS", "Low Back Disorders", None, ("Magnetic resonance imaging",), ())],
            id="sections behind a source in brackets",
        ),
        pytest.param(
            "Chronic Pain Medical Treatment 2016, Section(s): NSAIDs, GI symptoms & cardiovascular "
            "risk, Opioids.",
            [
                (
                    "MTUS",
                    "Chronic Pain Medical Treatment",
                    2016,
                    ("NSAIDs, GI symptoms & cardiovascular risk", "Opioids"),
                    (),
                )
            ],
            id="a section whose name holds a comma",
        ),
        pytest.param(
            "Opioid Treatment 2016, Section(s): 2.1 Acute Pain: Risk, Prior to Use: Screening, 2.2 "
            "Acute Pain: Tapering.",
            [
                (
                    "MTUS",
                    "Opioid Treatment",
                    2016,
                    ("2.1 Acute Pain: Risk, Prior to Use: Screening", "2.2 Acute Pain: Tapering"),
                    (),
                )
            ],
            id="sections with numbers",
        ),
        pytest.param(
            "Elbow Complaints 2007, Section(s): 326.",
            [("MTUS", "Elbow Complaints", 2007, ("326",), ())],
            id="a section that is a number",
        ),
        pytest.param(
            "Low Back Complaints 2004, Section(s): Diagnositc Criteria, Inital Care.",
            [("MTUS", "Low Back Complaints", 2004, ("Diagnositc Criteria", "Inital Care"), ())],
            id="names as they are spelt",
        ),
        pytest.param(
            "Neck and Upper Back Complaints 2004, Section(s): Electro- diagnostic testing.",
            [("MTUS", "Neck and Upper Back Complaints", 2004, ("Electrodiagnostic testing",), ())],
            id="a word that the line broke",
        ),
        pytest.param(
            "Chronic Pain Treatment Guidelines Massage Page(s): 60.",
            [("MTUS", "Chronic Pain Treatment Guidelines", None, ("Massage",), ("60",))],
            id="the older form with its page",
        ),
        pytest.param(
            "ACOEM Chapter 12 Low Back Complaints Page(s): 303-305, and Chronic Pain Treatment "
            "Guidelines Opioids, criteria for use Page(s): 78-80, 124.",
            [
                ("MTUS", "Low Back Complaints", None, (), ("303-305",)),
                (
                    "MTUS",
                    "Chronic Pain Treatment Guidelines",
                    None,
                    ("Opioids, criteria for use",),
                    ("78-80", "124"),
                ),
            ],
            id="two of the older form",
        ),
    ],
)
def test_what_is_cited_inside_the_mtus_is_told_apart(words: str, found: list[Cited]) -> None:
    assert read(INSIDE + words) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param(
            "ODG Shoulder, Surgery and ODG Pain.",
            [("ODG", "Shoulder", None, ("Surgery",), ()), ("ODG", "Pain", None, (), ())],
            id="two mentions of the source",
        ),
        pytest.param(
            "Official Disability Guidelines (ODG) Low back, Imaging; Neck and Upper back, Imaging.",
            [
                ("ODG", "Low back", None, ("Imaging",), ()),
                ("ODG", "Neck and Upper back", None, ("Imaging",), ()),
            ],
            id="two chapters under one mention",
        ),
        pytest.param(
            "Official Disability Guidelines, Elbow Chapter, Hand Chapter, Physical therapy.",
            [
                ("ODG", "Elbow", None, ("Physical therapy",), ()),
                ("ODG", "Hand", None, ("Physical therapy",), ()),
            ],
            id="two chapters with one topic",
        ),
        pytest.param(
            "ODG physical therapy, knee chapter.",
            [("ODG", "knee", None, ("physical therapy",), ())],
            id="the topic before the chapter",
        ),
        pytest.param(
            "Official Disability Guidelines (ODG) MRI shoulder.",
            [("ODG", None, None, ("MRI shoulder",), ())],
            id="a topic that names a region is no chapter",
        ),
        pytest.param(
            "ODG Elbow Chapter, Physical Therapy Guidelines.",
            [("ODG", "Elbow", None, ("Physical Therapy Guidelines",), ())],
            id="guidelines within a chapter are a topic",
        ),
        pytest.param(
            "ODG, Physical Therapy Guidelines.",
            [("ODG", "Physical Therapy Guidelines", None, (), ())],
            id="and alone are a chapter",
        ),
        pytest.param(
            "Official Disability Guidelines: Low Back - Lumbar & Thoracic (Acute & Chronic) "
            "Chapter (Online Version).",
            [("ODG", "Low Back - Lumbar & Thoracic (Acute & Chronic)", None, (), ())],
            id="what belongs to the name of a chapter",
        ),
        pytest.param(
            "Low Back (Massage).",
            [("ODG", "Low Back", None, ("Massage",), ())],
            id="a chapter without its source",
        ),
        pytest.param(
            "ODG, Shoulder (updated 12/12/16), Massage.",
            [("ODG", "Shoulder", None, ("Massage",), ())],
            id="the day of an update is no edition",
        ),
        pytest.param(
            "ODG Guidelines, 14th Edition, 2016, Knee Chapter.",
            [("ODG", "Knee", 2016, (), ())],
            id="the year of an edition",
        ),
        pytest.param(
            "Official Disability Guidelines (ODG) Hips and Pelvis, MRI and Other Medical Treatment "
            "Guidelines ACOEM Hip and Groin Disorders, Diagnostic Testing.",
            [
                ("ODG", "Hips and Pelvis", None, ("MRI",), ()),
                ("ACOEM", "Hip and Groin Disorders", None, ("Diagnostic Testing",), ()),
            ],
            id="two sources in one sentence",
        ),
        pytest.param(
            "ACOEM Occupational Medicine Practice Guidelines, 3rd ed., Shoulder Disorders, pg. 64.",
            [("ACOEM", "Shoulder Disorders", "3rd", (), ("64",))],
            id="ACOEM with edition and page",
        ),
        pytest.param(
            "American College of Occupational and Environmental Medicine (ACOEM) Pain, Function, "
            "and Work Chapter.",
            [("ACOEM", "Pain, Function, and Work", None, (), ())],
            id="a chapter of ACOEM whose name has commas",
        ),
        pytest.param(
            "http://www.example.org/a, b.html.",
            [("other", "http://www.example.org/a, b.html", None, (), ())],
            id="an address",
        ),
        pytest.param(
            "Doe's Hand Surgery, 6th ed Chapter 17: Fractures, Chapter 30: Nerves.",
            [
                (
                    "other",
                    "Doe's Hand Surgery",
                    "6th",
                    ("Chapter 17: Fractures", "Chapter 30: Nerves"),
                    (),
                )
            ],
            id="a textbook",
        ),
        pytest.param(
            "Doe J, Roe R. On backs. Journal of Backs 2014.",
            [("other", "Doe J, Roe R. On backs. Journal of Backs 2014", None, (), ())],
            id="a paper",
        ),
    ],
)
def test_what_is_cited_outside_the_mtus_is_told_apart(words: str, found: list[Cited]) -> None:
    assert read(OUTSIDE + words) == found


def test_a_sign_by_itself_is_no_citation() -> None:
    assert read(f"{OUTSIDE} (") == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("MTUS/ACOEM Chapter 12 page 303", [("MTUS", "ACOEM", None, ("Chapter 12",), ("303",))]),
        ("California MTUS 2016", [("MTUS", None, 2016, (), ())]),
        ("8 CCR 9792.24.2", [("MTUS", "8 CCR 9792.24.2", None, (), ())]),
        ("Section 9792.20(e) defines it.", [("MTUS", "Section 9792.20", None, ("(e)",), ())]),
        (
            "See Labor Code section 4600(h).",
            [("other", "Labor Code section 4600", None, ("(h)",), ())],
        ),
        ("ODG-TWC Knee & Leg", [("ODG", "Knee & Leg", None, (), ())]),
        ("ACOEM Practice Guidelines, 3rd Edition", [("ACOEM", None, "3rd", (), ())]),
        (
            "The MTUS guideline in ACOEM Chapter 11 Table 11-6 page 269 states that it helps.",
            [("MTUS", "ACOEM", None, ("Chapter 11", "Table 11-6"), ("269",))],
        ),
        (
            "MTUS and ACOEM do not address it; ODG does.",
            [
                ("MTUS", None, None, (), ()),
                ("ACOEM", None, None, (), ()),
                ("ODG", None, None, (), ()),
            ],
        ),
        (
            "Chronic Pain Medical Treatment Guidelines (July 28, 2016), page 98.",
            [("MTUS", "Chronic Pain Medical Treatment Guidelines", 2016, (), ("98",))],
        ),
        (
            "Medical Treatment Utilization Schedule (MTUS), Chronic Pain Guidelines, pp. 98-99",
            [("MTUS", "Chronic Pain Guidelines", None, (), ("98-99",))],
        ),
        (
            "The ODG Low Back chapter states that traction is not recommended.",
            [("ODG", "Low Back", None, (), ())],
        ),
        (
            "See ODG (Pain Chapter, Opioids) and ODG Neck & Upper Back, Traction.",
            [
                ("ODG", "Pain", None, ("Opioids",), ()),
                ("ODG", "Neck & Upper Back", None, ("Traction",), ()),
            ],
        ),
    ],
)
def test_running_prose_cites_too(words: str, found: list[Cited]) -> None:
    assert read(words) == found


TWO_PAGES = [
    ("MTUS", "Chronic Pain Medical Treatment Guidelines", None, ("Opioids",), ("78", "80"))
]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param(
            "based his/her decision on the MTUS Chronic Pain Medical Treatment Guidelines, Opioids "
            "Page(s): 78, 80, which is part of the MTUS.",
            TWO_PAGES,
            id="a remark is no citation",
        ),
        pytest.param(
            "relied on the Chronic Pain Medical Treatment Guidelines, Opioids, pgs. 78 and 80, "
            "part of the MTUS.",
            TWO_PAGES,
            id="nor is a short one",
        ),
        pytest.param(
            "based its decision on the Official Disability Guidelines (ODG), Pain Chapter, "
            "Zolpidem, which is not part of the MTUS.",
            [("ODG", "Pain", None, ("Zolpidem",), ())],
            id="nor one that denies it",
        ),
        pytest.param(
            "based its decision on the Knee Complaints Chapter (ACOEM Practice Guidelines, 2nd "
            "Edition (2004), Chapter 13), pages 344-345, which is part of the MTUS, and on the "
            "ODG, Knee Chapter, Meniscectomy, which is not part of the MTUS.",
            [
                ("MTUS", "Knee Complaints", 2004, (), ("344-345",)),
                ("ODG", "Knee", None, ("Meniscectomy",), ()),
            ],
            id="each remark is on what stands before it",
        ),
        pytest.param(
            "based their decision on the Cornerstones of Disability Prevention and Management "
            "(ACOEM Practice Guidelines, 2nd Edition (2004), Chapter 5) pg. 92, which is part of "
            "the MTUS.",
            [
                (
                    "MTUS",
                    "Cornerstones of Disability Prevention and Management",
                    2004,
                    (),
                    ("92",),
                )
            ],
            id="a name that is not known",
        ),
        pytest.param(
            "relied on the Chronic Pain Medical Treatment Guidelines (May, 2009), Carisoprodol, "
            "pg. 29 and Muscle Relaxants, pg. 63-66, which are part of the MTUS.",
            [
                (
                    "MTUS",
                    "Chronic Pain Medical Treatment Guidelines",
                    2009,
                    ("Carisoprodol", "Muscle Relaxants"),
                    ("29", "63-66"),
                )
            ],
            id="sections with pages of their own",
        ),
        pytest.param(
            "relied on the Acupuncture Medical Treatment Guidelines, section 9792.24.1.",
            [
                (
                    "MTUS",
                    "Acupuncture Medical Treatment Guidelines",
                    None,
                    ("section 9792.24.1",),
                    (),
                )
            ],
            id="the section of the rules that a guideline is in",
        ),
        pytest.param(
            "based his/her decision on the Non-MTUS: ODG, Ankle & Foot, Physical therapy.",
            [("ODG", "Ankle & Foot", None, ("Physical therapy",), ())],
            id="outside, with a colon",
        ),
        pytest.param(
            f"{INSIDE}Chronic Pain Medical Treatment Guidelines, Page(s): 98 of 127.",
            [("MTUS", "Chronic Pain Medical Treatment Guidelines", None, (), ("98",))],
            id="a page of so many",
        ),
        pytest.param(
            f"{INSIDE}ACOEM Practice Guidelines, 2nd Edition (2004), Chapter 12 Low Back "
            "Complaints, page(s) 303-305.",
            [("MTUS", "Low Back Complaints", 2004, (), ("303-305",))],
            id="edition, year, chapter and name are one",
        ),
        pytest.param(
            f"{INSIDE}Shoulder Complaints 2004, and Non-MTUS Citation ODG Shoulder, Surgery.",
            [
                ("MTUS", "Shoulder Complaints", 2004, (), ()),
                ("ODG", "Shoulder", None, ("Surgery",), ()),
            ],
            id="inside and outside in one sentence",
        ),
        pytest.param(
            f"{INSIDE}Chronic Pain Medical Treatment 2016, Section(s): Opioids, page 217.",
            [("MTUS", "Chronic Pain Medical Treatment", 2016, ("Opioids",), ("217",))],
            id="a page behind the sections",
        ),
        pytest.param(
            f"{INSIDE}General Approaches: Initial Approaches to Treatment 2017, Section(s): Home "
            "Health Care.",
            [
                (
                    "MTUS",
                    "General Approaches: Initial Approaches to Treatment",
                    2017,
                    ("Home Health Care",),
                    (),
                )
            ],
            id="a name with a colon",
        ),
        pytest.param(
            f"{INSIDE}Workplace Mental Health: Depressive Disorders, Section(s): Screening.",
            [("MTUS", "Workplace Mental Health: Depressive Disorders", None, ("Screening",), ())],
            id="without a year",
        ),
        pytest.param(
            f"{INSIDE}Occupational Asthma (ACOEM May 2, 2019), and Low Back Disorders Guideline "
            "(ACOEM February 24, 2016), Section(s): Exercise; Heat.",
            [
                ("MTUS", "Occupational Asthma", 2019, (), ()),
                ("MTUS", "Low Back Disorders", 2016, ("Exercise", "Heat"), ()),
            ],
            id="the day on which ACOEM published it",
        ),
        pytest.param(
            f"{OUTSIDE}ODG by MCG, Head, Botulinum toxin.",
            [("ODG", "Head", None, ("Botulinum toxin",), ())],
            id="the ODG by its later publisher",
        ),
        pytest.param(
            f"{OUTSIDE}ODG Knee, updated 12/20/2016 MRI.",
            [("ODG", "Knee", None, ("MRI",), ())],
            id="an update without brackets is no edition",
        ),
        pytest.param(
            f"{OUTSIDE}ODG Low Back and Neck Chapter.",
            [("ODG", "Low Back", None, (), ()), ("ODG", "Neck", None, (), ())],
            id="two chapters under one word",
        ),
    ],
)
def test_the_forms_of_all_years_are_read(words: str, found: list[Cited]) -> None:
    assert read(words) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ACOEM Chapter 12, p. 309", [("ACOEM", None, None, ("Chapter 12",), ("309",))]),
        ("ACOEM V.3, Low Back.", [("ACOEM", "Low Back", "V.3", (), ())]),
        (
            "ACOEM Practice Guidelines, 2nd Edition (2004), Chapter 12 Low Back Complaints, p. 303",
            [("ACOEM", "Low Back Complaints", 2004, (), ("303",))],
        ),
        (
            "See Labor Code \u00a7\u00a7 4610, 4610.5 and 4610.6(i).",
            [
                ("other", "Labor Code \u00a7\u00a7 4610", None, (), ()),
                ("other", "Labor Code \u00a7 4610.5", None, (), ()),
                ("other", "Labor Code \u00a7 4610.6", None, ("(i)",), ()),
            ],
        ),
        (
            "the ODG Low Back and Neck Chapters state that",
            [("ODG", "Low Back", None, (), ()), ("ODG", "Neck", None, (), ())],
        ),
    ],
)
def test_prose_names_editions_sections_and_chapters_in_every_form(
    words: str, found: list[Cited]
) -> None:
    assert read(words) == found


@pytest.mark.parametrize(
    "agreed", ["the guidelines used by the Claims Administrator", "these guidelines"]
)
def test_who_finds_the_guidelines_of_the_other_party_relevant_cites_the_same(
    agreed: str, knowledge: Knowledge
) -> None:
    theirs = "The Claims Administrator based its decision on the MTUS Low Back Complaints 2004."
    text = f"{theirs} The Expert Reviewer found {agreed} relevant and appropriate."
    document, cut = Document("letter", text), len(theirs)
    both = cited_by_both(document, Span(0, cut), Span(cut, len(text)), knowledge)
    assert [(c.by, c.guideline, c.edition) for c in both] == [
        ("claims-administrator", "Low Back Complaints", 2004),
        ("reviewer", "Low Back Complaints", 2004),
    ]
    assert document.quote(both[1].span).startswith(f"found {agreed}")


def test_no_section_of_the_mtus_is_no_citation(knowledge: Knowledge) -> None:
    text = "The Physician Reviewer found that no section of the MTUS was applicable."
    assert cited(Document("letter", text), Span(0, len(text)), "reviewer", knowledge) == ()


@pytest.mark.parametrize("joined", [" ", ", ", "; ", " 2004 "])
def test_a_long_line_takes_the_time_of_many_short_ones(joined: str) -> None:
    def took(lines: int, words: int) -> float:
        text = "\n".join(f"{INSIDE}{joined.join(['Word'] * words)}." for _ in range(lines))
        started = time.perf_counter()
        citations(text)
        return time.perf_counter() - started

    took(1, 1)
    assert took(1, 8000) < 5 * took(80, 100) + 0.1


@pytest.mark.parametrize(
    "words",
    [
        "",
        "The Expert Reviewer did not cite any medical evidence for its decision.",
        "The decision is based on recommendation(s) outside of the MTUS Guidelines.",
        "She has low back complaints and knee complaints, and began acupuncture treatment in 2004.",
        "MRI of the shoulder, 3rd of May 2016, page 2",
    ],
)
def test_where_no_guideline_is_named_nothing_is_cited(words: str) -> None:
    assert citations(words) == ()


@pytest.mark.parametrize(
    ("words", "work"),
    [
        ("Decision based on MTUS Chronic Pain Medical Treatment 2016.", "chronic-pain"),
        ("MTUS/ACOEM Chapter 9", "shoulder"),
        ("8 CCR § 9792.24.3", "postsurgical"),
        ("Labor Code Section 4604.5", "labor-code-4604-5"),
        ("ODG Forearm, Wrist & Hand", "odg-wrist-hand"),
        ("Decision based on MTUS Shoulder Compliants 2004.", "shoulder"),
    ],
)
def test_a_cited_work_is_the_encoded_one(words: str, work: str) -> None:
    [found] = citations(words)
    assert found.work == f"https://w3id.org/imrgraph/guideline/{work}"


def test_a_span_quotes_what_is_cited() -> None:
    words = "See MTUS/ACOEM Chapter 12, page 303, and ODG Knee & Leg, MRI. So be it."
    assert [words[c.span.start : c.span.end] for c in citations(words)] == [
        "MTUS/ACOEM Chapter 12, page 303",
        "ODG Knee & Leg, MRI",
    ]


def test_words_alone_are_nobodys_and_a_guideline_line_is_its_partys(knowledge: Knowledge) -> None:
    words = "Decision based on MTUS ACOEM."
    assert [c.by for c in citations(words)] == [None]
    [found] = cited(Document("letter", words), Span(0, len(words)), "reviewer", knowledge)
    assert found.by == "reviewer"
    assert cited(Document("letter", words), None, "reviewer", knowledge) == ()


def test_it_is_called_where_it_is_documented() -> None:
    assert imrgraph.letters.citations is citations


def test_no_ontology_is_read_before_it_is_needed() -> None:
    code = (
        "import imrgraph.letters as letters, imrgraph.knowledge.knowledge as known\n"
        "print(known._loaded.cache_info().currsize)\n"
        "letters.citations('ODG')\n"
        "print(known._loaded.cache_info().currsize)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 (ours)
    assert done.stdout.split() == ["0", "1"]


pieces = st.sampled_from(
    [INSIDE, OUTSIDE, "ODG", "ACOEM", "MTUS", "Shoulder", "Chapter 9", "2004", ", Section(s): ",
     "page 3", "(", ")", ";", ".", "3rd ed.", "Low Back Complaints", "and", "9792.24.2", "\n"]
)  # fmt: skip


@pytest.mark.parametrize("words", ["ACOEM ODG 2004", "ACOEM, ODG 2004", "ODG Acoem 2004"])
def test_a_name_that_follows_ends_what_is_said_of_the_one_before(words: str) -> None:
    one, other = citations(words)
    assert one.span.end <= other.span.start
    assert one.edition is None


@given(st.lists(pieces | st.text(max_size=3), max_size=14).map(" ".join))
def test_citations_lie_in_the_text_from_left_to_right(words: str) -> None:
    end = 0
    for each in citations(words):
        assert end <= each.span.start < each.span.end <= len(words)
        end = each.span.end
