"""requests.quantities: how much is asked for, granted and left, however letters write it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from imrgraph.letters.requests.quantities import quantity
from imrgraph.letters.text.document import Document, Span

Numbers = tuple[int | Decimal | None, ...]


def read(words: str, counted: str = "visit") -> tuple[Numbers, str, bool] | None:
    """Return requested, authorized, disputed, a week, weeks; the unit; whether it is stated."""
    found = quantity(Document("letter", words), Span(0, len(words)), counted)
    if found is None:
        return None
    facts = (found.requested, found.authorized, found.disputed, found.per_week, found.weeks)
    return tuple(fact.value if fact else None for fact in facts), found.unit, found.stated


@pytest.mark.parametrize(
    ("words", "counted", "total", "unit"),
    [
        ("Massage, 12 visits", "visit", 12, "visit"),
        ("Eight (8) physical therapy sessions", "visit", 8, "visit"),
        ("Post-op physical therapy 12-18 sessions", "visit", 18, "visit"),
        ("Chiropractic manipulation times 12", "visit", 12, "visit"),
        ("Chiropractic sessions for the neck, #8", "visit", 8, "visit"),
        ("Post-op PT x 12", "visit", 12, "visit"),
        ("Six (6) acupuncture", "visit", 6, "visit"),
        ("Home aide, 8 hours", "visit", 8, "other:hour"),
        ("Functional restoration program x 10 days", "visit", 10, "day"),
        ("Gym membership for 6 months", "visit", 6, "month"),
        ("Gym membership, one year", "visit", 12, "month"),
        ("Continuous passive motion, 21 days", "item", 21, "day"),
        ("Hearing aids, 2", "item", 2, "item"),
        ("Electrodes, 8 packs", "item", 8, "item"),
        ("Follow-up, one, in 4 weeks", "visit", 1, "visit"),
        ("Flector patch, 60", "tablet", 60, "tablet"),
        ("Trigger point injections, 4 sites", "injection", 4, "injection"),
        ("Naproxen 500mg #60", "tablet", 60, "tablet"),
        ("Naproxen 500mg QTY: 2", "tablet", 2, "tablet"),
        ("Naproxen 500mg QTY 60.00", "tablet", 60, "tablet"),
        ("Naproxen 500mg #90 (3 bottles)", "tablet", 90, "tablet"),
        ("Naproxen 500mg, 30 tabs", "tablet", 30, "tablet"),
        ("Naproxen 500mg 60 per month", "tablet", 60, "tablet"),
        ("Naproxen 500mg, one tablet every 4 hours #40", "tablet", 40, "tablet"),
        ("Pantoprazole 40mg #60 with one refill", "tablet", 120, "tablet"),
        ("Pantoprazole 40mg #60, refills: 2", "tablet", 180, "tablet"),
        ("Ibuprofen 600mg #60 with 2 refills", "tablet", 180, "tablet"),
        ("Ibuprofen 600mg #60 with no refills", "tablet", 60, "tablet"),
        ("Voltaren gel #60 grams with 1 refill", "tablet", 120, "gram"),
        ("Lidocaine/Capsaicin 0.025%, 120grams #1", "tablet", 120, "gram"),
        ("Anecream cream 4% #30", "tablet", 30, "gram"),
        ("Ketoprofen cream, 111.2 grams", "tablet", Decimal("111.2"), "gram"),
        ("Morphine (10mg/1ml oral suspension) 500ml", "tablet", 500, "ml"),
        ("Cold compression, 30 day rental", "item", 30, "day"),
        ("Interferential unit, rental for 2 months", "item", 2, "month"),
        ("Two to three week trial of a program", "visit", 3, "week"),
        ("One platelet-rich plasma injection to the knee", "injection", 1, "injection"),
        ("Hyaluronic acid, series of three", "injection", 3, "injection"),
        ("Block at L4-5 and L5-S1", "injection", 2, "level"),
        ("Blocks at C3, C4 and C5", "injection", 3, "level"),
        ("Two level fusion", "item", 2, "level"),
        ("One (1) x-ray of the thoracic spine", "study", 1, "study"),
        ("1 knee scooter", "item", 1, "item"),
    ],
)
def test_a_stated_number_is_the_total(
    words: str, counted: str, total: int | Decimal, unit: str
) -> None:
    assert read(words, counted) == ((total, None, total, None, None), unit, True)


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
        ("massage 2 x 6", 2, 6),
        ("massage 2x/week x 4 weeks", 2, 4),
        ("massage 1 x week x 6 weeks", 1, 6),
        ("massage twice a week for four weeks", 2, 4),
        ("massage once a week for 6 weeks", 1, 6),
        ("massage 2 visits per week for 6 weeks", 2, 6),
        ("massage two (2) times per week for six (6) weeks", 2, 6),
        ("massage 3 times weekly x 4", 3, 4),
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
    ("words", "counted"),
    [
        ("MRI of the lumbar spine", "study"),
        ("Gabapentin 10% in cream base", "tablet"),
        ("Epidural injection at L4-5", "injection"),
        ("10 panel urine drug screen", "study"),
        ("3 phase bone scan", "study"),
        ("MRI, 1.5 Tesla", "study"),
        ("Home aide, 4 hours a day", "visit"),
        ("Patch, 12 hours on 12 hours off", "tablet"),
    ],
)
def test_where_no_number_is_stated_there_is_no_quantity(words: str, counted: str) -> None:
    assert read(words, counted) is None


@pytest.mark.parametrize(
    ("words", "total", "per_week", "weeks", "unit"),
    [
        ("Home aide, 4 hours a day, 5 days a week for 6 weeks", 120, 5, 6, "other:hour"),
        ("Home aide, 4 hours/day, 7 days/week for 4 weeks", 112, 7, 4, "other:hour"),
        ("Home aide, 20 hours per week x 4 weeks", 80, 20, 4, "other:hour"),
        ("Office visits, 1 per month for 6 months", 6, None, None, "visit"),
    ],
)
def test_a_total_of_hours_or_months_is_computed(
    words: str, total: int, per_week: int | None, weeks: int | None, unit: str
) -> None:
    assert read(words) == ((total, None, total, per_week, weeks), unit, False)
