"""requests.quantities: hundreds of ways to write how much, made by a grammar with their values."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from imrgraph.letters.requests.quantities import quantity
from imrgraph.letters.text.document import Document, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = {
    1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 8: "eight", 9: "nine",
    10: "ten", 12: "twelve", 18: "eighteen", 19: "nineteen", 20: "twenty", 21: "twenty-one",
    22: "twenty two", 24: "twenty-four", 26: "twenty-six", 30: "thirty", 36: "thirty-six",
    46: "forty-six", 60: "sixty", 90: "ninety", 120: "one hundred and twenty",
}  # fmt: skip

SEVERAL = 700

Phrase = tuple[str, tuple[int | None, int | None, int | None, str]]


def written(value: int) -> tuple[str, str, str]:
    """Return a number in digits, in words, and in both."""
    word = WORDS[value]
    return str(value), word, f"{word} ({value})"


def visits() -> Iterator[Phrase]:
    """Yield how many visits, in every order."""
    forms = (
        "Massage, {n} visits",
        "{n} sessions of massage for the neck",
        "{n} massage treatments",
        "Massage x {n}",
        "Massage for the left shoulder, {n} additional sessions",
        "Massage sessions, {n}",
        "Massage visits: {n}",
        "Massage of the low back, {n} more",
        "Outpatient massage {n} visits for the lumbar spine",
    )
    for total, form in product((4, 6, 12, 19, 21, 22, 26, 36, 46), forms):
        for number in written(total):
            yield form.format(n=number), (total, None, None, "visit")


def frequencies() -> Iterator[Phrase]:
    """Yield how often and for how long, with the total that it makes."""
    forms = (
        "Massage {a} times a week for {w} weeks",
        "Massage {a} times per week x {w} weeks",
        "Massage {a}x/week x {w} weeks",
        "Massage {a} x week x {w} weeks",
        "Massage {a} visits per week over {w} weeks, neck",
        "Massage for {w} weeks, {a} times a week",
        "{w} weeks of massage at {a} times per week",
        "Massage {a} times weekly for {w} weeks",
        "Massage {a} sessions/wk for {w} wks",
        "Massage, {a} times each week, {w} weeks, neck",
    )
    for (a, w), form in product(((1, 6), (2, 4), (3, 4), (2, 12)), forms):
        for often, long in zip(written(a), written(w), strict=True):
            if "{a}x" not in form or often.isdigit():
                yield form.format(a=often, w=long), (a * w, a, w, "visit")
    for a, w in ((1, 8), (2, 3), (3, 6)):
        for form in ("Massage {a}x{w}", "Massage {a} x {w} for the neck", "Massage {a} times {w}"):
            yield form.format(a=a, w=w), (a * w, a, w, "visit")
        yield f"Massage {WORDS[a]} times {WORDS[w]}", (a * w, a, w, "visit")
        yield f"Massage {a} x {w} weeks", (a * w, a, w, "visit")
    yield "Massage weekly for six weeks", (6, 1, 6, "visit")
    yield "Massage weekly x 8", (8, 1, 8, "visit")
    yield "Massage daily for 4 weeks", (28, 7, 4, "visit")
    yield "Massage once a week for 5 weeks", (5, 1, 5, "visit")
    yield "Massage twice weekly x 5 weeks", (10, 2, 5, "visit")
    yield "Massage twice a month for 3 months", (6, None, None, "visit")
    yield "Massage monthly for 6 months", (6, None, None, "visit")
    yield "Massage 1 x month for 12 months", (12, None, None, "visit")
    yield "Massage 2 x month x 3 months", (6, None, None, "visit")
    for number in written(6):
        yield f"Massage, {number} monthly visits", (6, None, None, "visit")
        yield f"Massage, {number} weekly sessions", (6, 1, None, "visit")
    yield "Massage, a dozen visits", (12, None, None, "visit")
    yield "Massage, half a dozen visits", (6, None, None, "visit")
    yield "Massage, half dozen visits", (6, None, None, "visit")
    yield "Two dozen massage visits", (24, None, None, "visit")
    yield "Massage twice a week", (None, 2, None, "visit")
    yield "Massage BIW x 4 weeks", (8, 2, 4, "visit")
    yield "Massage TIW for 6 wks", (18, 3, 6, "visit")
    yield "Massage q week x 6", (6, 1, 6, "visit")
    yield "Massage, 12 sessions, weekly", (12, 1, None, "visit")
    yield "Massage, bi-weekly, 12 sessions", (12, None, None, "visit")
    yield "Massage qw x 6", (6, 1, 6, "visit")
    yield "Massage thrice weekly for a month", (12, 3, 4, "visit")
    yield "Massage, three visits weekly x one month", (12, 3, 4, "visit")
    yield "Massage twice a week for 2 months", (16, 2, 8, "visit")
    yield "Massage 3 x / week / 4 weeks", (12, 3, 4, "visit")
    yield "Massage 3*4", (12, 3, 4, "visit")
    yield "Massage, 2 per week, 12 total", (12, 2, None, "visit")
    yield "Massage, 2 per week, total of 12", (12, 2, None, "visit")
    yield "Massage, 12 in all", (12, None, None, "visit")
    yield "Massage, sixteen visits over eight weeks", (16, None, 8, "visit")
    yield "Massage, 16 visits in 8 weeks", (16, None, 8, "visit")
    yield "Massage, follow-up, one visit in 4 weeks", (1, None, None, "visit")
    yield "Massage, 16 visits within the next 8 weeks", (16, None, 8, "visit")
    yield "Massage 2 times a week for 3 weeks and once a week for 3 weeks", (9, None, None, "visit")
    yield "Massage every other week for 12 weeks", (6, None, None, "visit")
    yield "Massage weekly x 12 weeks, then monthly x 3", (15, None, None, "visit")
    yield "Massage 2x4, followed by 1x4", (12, None, None, "visit")
    yield "Massage 6 (six) visits", (6, None, None, "visit")


def ranges() -> Iterator[Phrase]:
    """Yield ranges, of which the upper end counts."""
    joints = ("-", " to ", " or ")
    for joint in joints:
        yield f"Massage 2{joint}3 x 4{joint}6 weeks", (18, 3, 6, "visit")
        yield f"Massage 1{joint}2 times per week for 4{joint}6 weeks", (12, 2, 6, "visit")
        yield f"Massage two{joint}three times a week for eight weeks", (24, 3, 8, "visit")
        yield f"Massage 8{joint}12 visits", (12, None, None, "visit")
        yield f"Massage 1{joint}2 times a week for 6 weeks (8 visits)", (8, 2, 6, "visit")


def agreeing() -> Iterator[Phrase]:
    """Yield a total beside the frequency that makes it."""
    for a, w in ((2, 6), (3, 4), (1, 6)):
        total = a * w
        for number in written(total):
            yield f"Massage {a} times a week for {w} weeks, {number} visits", (total, a, w, "visit")
            yield f"{number} massage sessions, {a}x{w}", (total, a, w, "visit")
        yield f"Massage {a}x{w} ({total})", (total, a, w, "visit")


def courses() -> Iterator[Phrase]:
    """Yield several courses of several visits."""
    for courses, each in product((2, 3), (4, 6)):
        for one, other in zip(written(courses), written(each), strict=True):
            total = (courses * each, None, None, "visit")
            yield f"Massage, {one} courses of {other} sessions", total
            yield f"{one} courses of {other} massage visits", total


def hours() -> Iterator[Phrase]:
    """Yield hours, which are no visits."""
    yield "Aide 4 hours a day, 5 days a week for 6 weeks", (120, 5, 6, "other:hour")
    yield "Aide 2 hours a day, 7 days a week for 3 months", (None, 7, None, "other:hour")
    yield "Aide 8 hours daily for 2 weeks", (112, None, 2, "other:hour")
    yield "Aide 20 hours per week for 4 weeks", (80, 20, 4, "other:hour")
    yield "Program, 80 hours", (80, None, None, "other:hour")
    yield "Program, 80 hours over 4 weeks", (80, None, 4, "other:hour")
    yield "One hundred and sixty hours of a program", (160, None, None, "other:hour")
    yield "Program 6 hours a day for 10 days", (60, None, None, "other:hour")
    for long in ("2 weeks", "two weeks", "two (2) weeks"):
        yield f"Program, initial {long} (60 hours)", (60, None, 2, "other:hour")
        yield f"Program, 60 hours, {long}", (60, None, 2, "other:hour")


def tablets() -> Iterator[Phrase]:
    """Yield tablets with refills, in every order."""
    forms = (
        "Naproxen 550mg #{n} with {r} refills",
        "Naproxen 550mg #{n} refills {r}",
        "Naproxen 550mg #{n}, refills: {r}",
        "Naproxen 550mg #{n} RF {r}",
        "Naproxen 550mg #{n} RF: {r}",
        "Naproxen 550mg #{n} RF x{r}",
        "Naproxen 550mg #{n}, RF x {r}",
        "Naproxen 550mg #{n} x {r} refills",
        "Naproxen 550mg #{n} ({r} refills)",
        "Naproxen 550mg qty {n}, {r} refills",
        "Naproxen 550mg, quantity: {n}, refill {r}",
        "Naproxen 550mg {n} tablets with {r} additional refills",
        "Naproxen 550mg one tab twice a day #{n} refills #{r}",
        "Naproxen 550mg, {r} refills, #{n}",
    )
    for form, n, r in product(forms, (30, 60, 90, 120), (0, 1, 2, 3)):
        yield form.format(n=n, r=r), (n * (r + 1), None, None, "tablet")
    for n, form in product((30, 60, 120), ("#{n}", "QTY: {n}", "{n} tabs", "quantity of {n}")):
        phrase = form.format(n=n)
        yield f"Naproxen 550mg {phrase} with one refill", (2 * n, None, None, "tablet")
        yield f"Naproxen 550mg {phrase} with two (2) refills", (3 * n, None, None, "tablet")
        yield f"Naproxen 550mg {phrase} with no refills", (n, None, None, "tablet")
        yield f"Naproxen 550mg {phrase}, zero refills", (n, None, None, "tablet")
        yield f"Two refills of naproxen 550mg {phrase}", (2 * n, None, None, "tablet")
    yield "Naproxen 550mg #60 R:2", (180, None, None, "tablet")
    yield "Naproxen 550mg #60, R x 1", (120, None, None, "tablet")
    yield "Naproxen 550mg #1,200", (1200, None, None, "tablet")
    yield "Naproxen 550mg, 1,080 tablets", (1080, None, None, "tablet")
    yield "Naproxen 550mg sixty (60) tablets", (60, None, None, "tablet")
    yield "Naproxen 550mg ninety capsules", (90, None, None, "tablet")
    yield "Naproxen 550mg #60 per month for 3 months", (180, None, None, "tablet")
    yield "Naproxen 550mg 1-2 tabs every 6 hours as needed #90", (90, None, None, "tablet")
    yield "One box of 30 patches", (30, None, None, "tablet")
    for form in ("tablets", "capsules", "tabs"):
        yield f"Naproxen 550mg {form} 60", (60, None, None, "tablet")
        yield f"Naproxen 550mg {form}, ninety, 1 refill", (180, None, None, "tablet")
    for number in written(30):
        yield f"Naproxen 550mg at bedtime for {number} days", (30, None, None, "day")
        yield f"Naproxen 550mg, {number} days", (30, None, None, "day")
    yield "Prednisone taper, 12 days", (12, None, None, "day")
    yield "Naproxen 550mg twice daily, 30 days, #60", (60, None, None, "tablet")
    yield "Naproxen 550mg every 3 days", (None, None, None, "")
    yield "Naproxen 550mg, 30 day supply", (30, None, None, "day")
    yield "Naproxen 550mg, one-month supply", (1, None, None, "month")
    yield "Naproxen 550mg, one month's supply", (1, None, None, "month")
    yield "Naproxen 550mg, 3 month supply, #270", (270, None, None, "tablet")
    yield "Naproxen 550mg, ninety with one refill", (180, None, None, "tablet")
    yield "Naproxen 550 with one refill", (None, None, None, "")


def amounts() -> Iterator[Phrase]:
    """Yield what is weighed or measured."""
    yield "Lidocaine 5% ointment, 50 g tube, 2 tubes", (100, None, None, "gram")
    yield "Diclofenac 1% gel 100 grams with 2 refills", (300, None, None, "gram")
    yield "Capsaicin cream, 120 gm", (120, None, None, "gram")
    yield "Diclofenac 1% gel, 100 g tubes x 3", (300, None, None, "gram")
    yield "Diclofenac 1% gel, 3 tubes of 100 grams", (300, None, None, "gram")
    yield "Diclofenac 1% gel, 100 g x 3", (300, None, None, "gram")
    yield "Diclofenac 1% gel tubes x 2", (2, None, None, "item")
    yield "Morphine solution 500 ml", (500, None, None, "ml")
    yield "Capsaicin cream 4 oz", (4, None, None, "other:ounce")


def without() -> Iterator[Phrase]:
    """Yield numbers that are no quantity."""
    nothing = (None, None, None, "")
    yield "Massage, less than 6 sessions", nothing
    yield "Massage, no more than standard length", nothing
    yield "Massage for the L5 level", nothing
    yield "Massage six weeks after surgery", nothing


def studies() -> Iterator[Phrase]:
    """Yield how many tests, views or units."""
    for number in written(4):
        yield f"Drug screen, quarterly, {number} tests", (4, None, None, "study")
        yield f"{number} urine drug screens", (4, None, None, "study")
        yield f"Drug screen, quarterly, {number} per year", (4, None, None, "study")
        yield f"Drug screen {number} times a year", (4, None, None, "study")
        yield f"X-ray of the knee, {number} views", (4, None, None, "other:view")
        yield f"Testing, {number} units", (4, None, None, "other:unit")
    yield "Confirmation of 26 analytes", (26, None, None, "other:analyte")
    yield "Discogram L3-4, L4-5 and L5-S1", (3, None, None, "level")
    yield "Discogram L4-5", (None, None, None, "")


def injections() -> Iterator[Phrase]:
    """Yield injections, of which at most so many are asked for."""
    for number in written(3):
        yield f"Epidural injections, up to {number}", (3, None, None, "injection")
        yield f"Series of {number} knee injections", (3, None, None, "injection")


VISITS = [*visits(), *frequencies(), *ranges(), *agreeing(), *courses(), *hours(), *without()]
TABLETS = [*tablets(), *amounts()]


def read(words: str, counted: str) -> tuple[int | None, int | None, int | None, str]:
    """Return the total, the visits a week, the weeks and the unit."""
    found = quantity(Document("letter", words), Span(0, len(words)), counted)
    if found is None:
        return None, None, None, ""
    facts = found.requested, found.per_week, found.weeks
    total, per_week, weeks = (int(fact.value) if fact else None for fact in facts)
    return total, per_week, weeks, found.unit


PARTLY = "Massage, 12 visits was the original request. The Claims Administrator authorized"


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("Massage, eighteen sessions (6 already certified)", (18, 6, 12)),
        ("Cold therapy unit, 14 day rental (7 days approved)", (14, 7, 7)),
        ("Massage, 12 sessions (UR modified to 4 for a trial)", (12, 4, 8)),
        (f"{PARTLY} 6 visits", (12, 6, 6)),
        (f"{PARTLY} 6 visits, leaving the original request IMR eligible", (12, 6, 12)),
        ("Massage 12 visits, 4 of which were authorized", (12, 4, 8)),
        ("Massage 2 x 6 (6 visits approved)", (12, 6, 6)),
        ("Massage, 12 visits (six already authorized)", (12, 6, 6)),
        ("Massage, 6 visits", (6, None, 6)),
        ("Massage, 6 visits (12 already certified)", None),
    ],
)
def test_what_is_granted_of_it_is_not_in_dispute(
    words: str, parts: tuple[int | None, ...] | None
) -> None:
    found = quantity(Document("letter", words), Span(0, len(words)))
    facts = (found.requested, found.authorized, found.disputed) if found else ()
    assert tuple(fact and fact.value for fact in facts) == (parts or (None, None, None))


def test_the_grammar_makes_several_hundred_phrases() -> None:
    assert len({words for words, _ in (*VISITS, *TABLETS)}) > SEVERAL


@pytest.mark.parametrize(("words", "values"), VISITS)
def test_visits_are_read_however_they_are_written(
    words: str, values: tuple[int | None, int | None, int | None, str]
) -> None:
    assert read(words, "visit") == values


@pytest.mark.parametrize(("words", "values"), TABLETS)
def test_tablets_are_read_however_they_are_written(
    words: str, values: tuple[int | None, int | None, int | None, str]
) -> None:
    assert read(words, "tablet") == values


@pytest.mark.parametrize(
    ("words", "counted", "values"),
    [
        *((words, "study", values) for words, values in studies()),
        *((words, "injection", values) for words, values in injections()),
    ],
)
def test_tests_and_injections_are_read_however_they_are_written(
    words: str, counted: str, values: tuple[int | None, int | None, int | None, str]
) -> None:
    assert read(words, counted) == values


@pytest.mark.parametrize(
    ("words", "counted", "places"),
    [
        (
            "Massage 2 times a week for 6 weeks (10 visits)",
            "visit",
            ["2 times a week for 6 weeks", "10 visits"],
        ),
        ("Massage 3x4, 20 sessions", "visit", ["3x4", "20 sessions"]),
        ("Massage six (8) visits", "visit", ["six (8)"]),
        ("Massage 6 (eight) visits", "visit", ["6 (eight)"]),
        ("Massage 12 visits, sessions: 8", "visit", ["12 visits", "sessions: 8"]),
        ("Gabapentin 300mg #90 x 3", "tablet", ["x 3"]),
        ("Massage biweekly x 6", "visit", ["biweekly"]),
        ("Massage bi-weekly for 8 weeks", "visit", ["bi-weekly"]),
        ("Gabapentin 300mg #90 (60 tablets)", "tablet", ["#90", "60 tablets"]),
    ],
)
def test_what_two_readings_dispute_stays_open(words: str, counted: str, places: list[str]) -> None:
    found = quantity(Document("letter", words), Span(0, len(words)), counted)
    assert found is not None
    assert (found.requested, found.disputed, found.total) == (None, None, None)
    assert [words[span.start : span.end] for span in found.contested_by] == places
