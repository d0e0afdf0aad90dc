"""letters.quantities: how much is asked for, granted and left, however letters write it."""

from __future__ import annotations

import pytest

from imrgraph.letters.document import Document, Span
from imrgraph.letters.quantities import quantity

Numbers = tuple[int | None, ...]


def read(words: str) -> tuple[Numbers, str, bool] | None:
    """Return requested, authorized, disputed, a week, weeks; the unit; whether it is stated."""
    found = quantity(Document("letter", words), Span(0, len(words)))
    if found is None:
        return None
    facts = (found.requested, found.authorized, found.disputed, found.per_week, found.weeks)
    return tuple(fact.value if fact else None for fact in facts), found.unit, found.stated


@pytest.mark.parametrize(
    ("words", "total", "unit"),
    [
        ("Massage, 12 visits", 12, "visit"),
        ("Eight (8) physical therapy sessions", 8, "visit"),
        ("Post-op physical therapy 12-18 sessions", 18, "visit"),
        ("Chiropractic manipulation times 12", 12, "visit"),
        ("Chiropractic sessions for the neck, #8", 8, "visit"),
        ("Naproxen 500mg #60", 60, "tablet"),
        ("Naproxen 500mg QTY: 2", 2, "tablet"),
        ("Pantoprazole 40mg #60 with one refill", 120, "tablet"),
        ("Ibuprofen 600mg #60 with 2 refills", 180, "tablet"),
        ("Voltaren gel #60 grams with 1 refill", 120, "gram"),
        ("Lidocaine/Capsaicin 0.025%, 120grams #1", 120, "gram"),
        ("Anecream cream 4% #30", 30, "gram"),
        ("Morphine (10mg/1ml oral suspension) 500ml", 500, "ml"),
        ("Cold compression, 30 day rental", 30, "day"),
        ("Two to three week trial of a program", 3, "week"),
        ("One platelet-rich plasma injection to the knee", 1, "injection"),
        ("One (1) x-ray of the thoracic spine", 1, "study"),
        ("1 knee scooter", 1, "item"),
    ],
)
def test_a_stated_number_is_the_total(words: str, total: int, unit: str) -> None:
    assert read(words) == ((total, None, total, None, None), unit, True)


@pytest.mark.parametrize(
    ("words", "per_week", "weeks"),
    [
        ("massage two times three for the neck", 2, 3),
        ("massage 2x3", 2, 3),
        ("massage 2 times per weeks for 3 weeks", 2, 3),
        ("massage 1 to 2 times per week for 4 weeks", 2, 4),
        ("massage two to three times a week for six to eight weeks", 3, 8),
        ("massage three times a week over two weeks", 3, 2),
        ("massage two times a week times 2 weeks", 2, 2),
    ],
)
def test_visits_a_week_times_weeks_are_computed(words: str, per_week: int, weeks: int) -> None:
    total = per_week * weeks
    assert read(words) == ((total, None, total, per_week, weeks), "visit", False)


def test_a_stated_total_is_borne_out_by_the_frequency() -> None:
    words = "Physical therapy 2 times a week for 6 weeks (12 sessions)"
    found = quantity(Document("letter", words), Span(0, len(words)))
    assert found is not None
    assert found.stated
    assert [words[s.start : s.end] for s in found.corroborated_by] == ["2 times a week for 6 weeks"]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        pytest.param(
            "12 sessions of therapy was the original request. 6 sessions of therapy was authorized "
            "by the Claims Administrator. The remaining IMR eligible portion of the original "
            "request, 6 sessions of therapy",
            (12, 6, 6),
            id="a remainder",
        ),
        pytest.param(
            "Therapy, 12 sessions was the original request. The Claims Administrator authorized 2 "
            "sessions, leaving the original request IMR eligible. The original request, therapy",
            (12, 2, 12),
            id="a substitution leaves all of it",
        ),
        pytest.param(
            "Naproxen #60 with 2 refills was the original request. Naproxen #60 was authorized by "
            "the Claims Administrator. The remaining IMR eligible portion of the original request, "
            "two refills of Naproxen #60",
            (180, 60, 120),
            id="refills alone",
        ),
    ],
)
def test_what_was_authorized_is_told_from_what_is_left(words: str, numbers: Numbers) -> None:
    found = read(words)
    assert found is not None
    assert found[0][:3] == numbers


@pytest.mark.parametrize(
    "words",
    ["MRI of the lumbar spine", "Gabapentin 10% in cream base", "Epidural injection at L4-5"],
)
def test_where_no_number_is_stated_there_is_no_quantity(words: str) -> None:
    assert read(words) is None
