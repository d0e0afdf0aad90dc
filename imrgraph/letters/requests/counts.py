"""Counts: the numbers that say how much of something is asked for, and of what unit.

In:   text, a place in it, and what requests for such a treatment count.
Out:  `Count`s, the surest first; refills and courses are multiplied out.
From: the headings of the letters of 2015 to 2017, and other ways to write the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from imrgraph.letters.letter import Fact
from imrgraph.letters.requests.frequencies import A_WEEK, AGAIN
from imrgraph.letters.requests.levels import levels
from imrgraph.letters.text.anchors import Anchored, Anchors
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.numerals import (
    AMOUNT,
    IN_WORDS,
    NUMBER,
    NUMBER_OPENS,
    amount,
    number,
)
from imrgraph.letters.text.patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

__all__ = ["Count", "counts", "times"]

_TO: Final = rf"(?:{NUMBER}{AGAIN}\s*(?:-|\u2013|to|or)\s*)?"
_VISITS: Final = r"(?:visits?|sessions?|treatments|appointments?|classes|encounters?)"
#: Between a number and its unit stand no words of frequency, or of another number.
_OTHER: Final = (
    r"(?:times|per|a|an|for|weeks?|weekly|months?|monthly|days?|daily|x|hours?|hrs?|min"
    r"(?:ute)?s?|of"
    r"|courses?|rounds?|sets?|series|and|or|with|mg|mcg|refills?|units?|points?|levels?|box(?:es)?)"
)
#: How each unit is counted, the first that is found being the one that counts.
_COUNTS: Final = {
    # "12 visits", "Eight (8) physical therapy sessions", "6 monthly visits"
    "visit": rf"(?:(?:monthly|weekly)\s+{_VISITS}(?!\s*(?:x|for|over|times)\b)"
    rf"|(?:(?!{_OTHER}\b)[a-z/-]+,?\s+){{0,5}}?{_VISITS})",
    # "120grams #1", "#60 grams"
    "gram": r"(?:grams?|gms?|g)",
    "ml": r"(?:ml|cc)(?!\s*oral)",
    "other:ounce": r"(?:fl\.?\s*)?(?:oz|ounces?)",
    "level": r"[\s-]?levels?",
    "injection": r"(?:(?!(?:mg|mcg|ml|cc|units?|level|and|of|series|sets?|rounds?)\b)"
    r"[a-z-]+\s+){0,4}?(?:injections?|blocks?|sites?)",
    "other:unit": r"units?",
    "other:lead": r"leads",
    "other:view": r"views?",
    "other:analyte": r"analytes?",
    # "4 tests", "3 urine drug screens"
    "study": r"(?:(?:urine|drug|blood|lab(?:oratory)?)\s+){0,2}"
    r"(?:x-rays?|tests|screens|studies|scans)",
    "item": r"(?:box(?:es)?|inhalers?|vials?|kits?|pens?|syringes?|canisters?|packs?)",
    "pair": r"pairs?",
}
#: Units of botulinum toxin and leads of a stimulator count only what is injected, units of testing,
#: views and analytes only studies, pairs only what is worn; tablets are no visits.
_ONLY_OF: Final = {
    "visit": frozenset({"visit", "injection", "study", "item"}),
    "other:unit": frozenset({"injection", "study"}),
    "other:view": frozenset({"study"}),
    "other:analyte": frozenset({"study"}),
    "study": frozenset({"study"}),
    "other:lead": frozenset({"injection"}),
    "pair": frozenset({"item"}),
}
_OPENS: Final = Anchors((*NUMBER_OPENS, "#"))
_COUNTED: Final = {
    unit: Anchored(
        _OPENS,
        rf"(?:#\s*|(?<![\w./-]))(?:{AMOUNT}{AGAIN}\s*(?:-|\u2013|to|or)\s*)?"
        rf"(?P<count>{AMOUNT}){AGAIN}\s*-?\s*(?:{name})\b"
        rf"(?!\s*(?:{A_WEEK}|weekly\b|(?:per|a|each|every|/)\s*(?:day|month)|daily|monthly))",
    )
    for unit, name in _COUNTS.items()
}
#: How each is named, which is found sooner than a number of it.
_NAMED: Final = {unit: Pattern(rf"(?<![a-z])(?:{name})\b") for unit, name in _COUNTS.items()}
# "sessions, 12", "visits: 8", "visits x 6", "treatments (10)", "number of visits 12"
_VISITS_BEFORE: Final = Pattern(
    rf"\b(?:visits?|sessions?|treatments?)\s*(?:[,:=#(-]\s*|x\s*|times\s+|\u00d7\s*)+{_TO}"
    rf"(?P<count>{NUMBER})\b"
    rf"(?!\s*(?:-|\u2013|to|or|times|x|\u00d7|per|a|each|every|/|weekly|monthly|days?|weeks?"
    rf"|wks?|months?|hours?|hrs?"
    r"|min\w*|mg|visits?|sessions?|units?|%)(?![a-z]))(?![./-]\d)",
    "visit session treatment",
)
# "6 more", "12 additional", "12 in all", at the end of a phrase
_MORE: Final = Pattern(
    rf"(?<![\w#/.$-])(?P<count>{NUMBER}){AGAIN}\s+(?:more|additional|further|extra|total"
    r"|in\s+(?:total|all)|altogether)\s*(?=[.,;)]|\Z)",
    "more additional further extra total all altogether",
)
_TOTAL: Final = Pattern(
    rf"\btotal(?:\s+of|\s*[:=])?\s+(?P<count>{NUMBER}){AGAIN}\s*(?=[.,;)]|\Z)", "total"
)
# "two courses of six sessions", "2 series of three injections", "one box of 30"
_COURSES: Final = Pattern(
    rf"(?<![\w#/.$-])(?P<courses>{NUMBER}){AGAIN}\s+(?:courses?|rounds?|sets?|series|blocks?|box"
    rf"(?:es)?|packs?|cartons?)"
    rf"\s+of\s+(?P<each>{NUMBER}){AGAIN}(?!\s*(?:mg|ml|gm?|grams?|weeks?|days?|months?|hours?)\b)"
    rf"(?:\s+(?:(?!{_OTHER}\b)[a-z/-]+\s+){{0,3}}?(?P<what>{_VISITS}|injections?)\b)?",
    "of",
)
# "50 g tube, 2 tubes", "100 gm x 3 tubes", "100 g tubes x 3"
_CONTAINERS: Final = Pattern(
    rf"(?P<count>{NUMBER}){AGAIN}\s*(?:tubes|bottles|jars|boxes|packs)\b"
    rf"|\b(?:tubes?|bottles?|jars?)\s*(?:x|times|\u00d7|[,#:(])\s*#?\s*(?P<more>{NUMBER})\b"
    r"(?!\s*(?:mg|gm?|ml|grams?|refills?|days?|weeks?|months?)\b)",
    "tubes bottles jars boxes packs",
)
# "3 tubes of" 100 grams; 100 g "x 3"
_TUBES_OF: Final = Pattern(
    rf"(?<![\w#/.$-])(?P<count>{NUMBER}){AGAIN}\s*(?:tubes|bottles|jars)\s+(?:of\s+|x\s*)?#?\s*\Z",
    "tubes bottles jars",
)
_SO_OFTEN: Final = Pattern(
    rf"\s*(?:x|\u00d7|times)\s*(?P<count>{NUMBER})\b(?!\s*(?:mg|gm?|ml|refills?|days?|weeks?"
    r"|months?|per|a|times|/|%)(?![a-z]))(?=\s*(?:[,.;)]|\Z))"
)
# "30 day rental", "Two to three week trial", "rental for 3 months", "gym membership, 6 months"
_LENT: Final = re.compile(
    r"\b(?:rent(?:al|ed)?|trial|membership|lease|home\s+use|usage|program|facility|stay|hospital\w*"
    r"|inpatient|admission|unit|extension|nursing)\b",
    re.IGNORECASE,
)
_LASTING: Final = Pattern(
    rf"(?:\b|#\s*){_TO}(?P<count>{NUMBER}){AGAIN}\s*-?\s*(?:(?:additional|more|further"
    rf"|consecutive|initial)\s+)?"
    r"(?P<unit>day|week|month|year)s?\b(?!\s*(?:supply|post|after|ago|old|history))",
    "day week month year",
)
# "#60", "QTY: 2", "quantity 60.00"
_NUMBERED: Final = Pattern(
    rf"(?:#\s*|\b(?:qty|quantity|count|dispense|disp)\b\.?[:=]?\s*(?:of\s+)?#?\s*)"
    rf"(?P<count>(?:[1-9]\d{{0,2}}(?:,\d{{3}})+|\d{{1,4}}(?:\.\d+)?|{NUMBER}))\b(?!,\d{{3}}\b)"
    r"(?!\s*(?:additional\s+)?refills?\b(?!\s*[:x#=(]*\s*\d))",
    "# qty quantity count disp",
)
# "30 tabs", "sixty (60) capsules", "90 per month"; a few are a dose
_DOSES: Final = Pattern(
    rf"(?<![\w./-])(?P<count>{NUMBER}){AGAIN}\s*\)?\s*-?\s*(?:(?:ct\b\.?|count)\s*)?"
    r"(?:(?:(?:oral|film|coated|extended|release|er|dr|delayed)\s+)*"
    r"(?:tab(?:let)?s?|cap(?:sule|let)?s?|pills?|patch(?:es)?|lozenges?|supposito\w+|films?"
    r"|pads?)\b"
    r"|(?:per|/|a)\s*month\b|-?\s*(?:count|ct)\b)"
    # "capsules 60", "tablets, ninety"
    rf"|\b(?:tab(?:let)?s|cap(?:sule|let)?s|pills|patches)\s*[,:x(-]?\s*(?P<behind>{NUMBER})\b"
    r"(?!\s*(?:mg|mcg|gm?|ml|times|x|per|a|every|each|-|/|to|or|%|refills?|hours?|days?|weeks?"
    r"|months?)(?![a-z]))(?![./]\d)"
)
# "a one-month supply", "30 day supply": how long tablets last that nobody counts
_SUPPLY: Final = Pattern(
    rf"(?<![\w./-])(?P<count>{NUMBER}){AGAIN}\s*-?\s*(?P<unit>day|week|month)(?:['\u2019]?s['\u2019]?)?\s*-?"
    r"\s*supply\b",
    "supply",
)
# "ninety" with one refill: in digits it may be the strength
_REFILLED: Final = Pattern(
    rf"(?P<count>{IN_WORDS})(?=\s*,?\s*(?:with|and|plus|\+)?\s*(?:{NUMBER}|no)\s+(?:more\s+"
    r"|additional\s+)?refills?\b)",
    "refill",
)
_FEWEST_DOSES: Final = 5
# "times 12", "x 1", where no frequency stands
_TIMES_ALONE: Final = Pattern(
    rf"(?:\b(?:times|x|series\s+of)|\u00d7)\s*{_TO}(?P<count>{NUMBER})\b"
    r"(?!\s*-?\s*(?:mg|gm?|ml|weeks?|wks?|days?|months?|hours?|views?|refills?|tubes|bottles"
    r"|boxes)\b)",
    "times x series \u00d7",
)
# "(8)": so many, but in "six (6)" the same again
_BRACKETED: Final = Pattern(rf"(?P<word>{IN_WORDS}\s*)?\(\s*(?P<count>\d{{1,3}})\s*\)", "(")
# "taper, 15 days", "for 30 days": how long tablets are taken that nobody counts
_TAKEN: Final = Pattern(
    rf"(?:\b(?:x|for|over|taper)|[,(])\s*(?P<count>{NUMBER}){AGAIN}\s*-?\s*"
    r"(?P<unit>day|week|month)s\b(?!\s*(?:supply|post|after|ago|old|history))",
    "days weeks months",
)
# "injections, up to three"
_UP_TO: Final = Pattern(rf"\bup\s+to\s+(?P<count>{NUMBER}){AGAIN}\s*(?=[,.;)]|\Z)", "up")
# "4 per year", "twice a year"
_A_YEAR: Final = Pattern(
    rf"(?<![\w#/.$-])(?P<count>{NUMBER}){AGAIN}\s*(?:times|x)?\s*(?:per|a|each|every)\s+year\b",
    "year",
)
# "1 knee scooter", at the start; the number in "3 phase bone scan" counts no scans
_LEADING: Final = Pattern(
    rf"\s*(?:[A-Z][\w -]+:\s*)?{_TO}(?P<count>{NUMBER}){AGAIN}\s+(?=[a-z])"
    r"(?!(?:times|x|panel|phase|views?|hours?|hr|tesla|wheel|point|in|way|day|week|month|year|mg"
    r"|mcg"
    r"|ml|cc|lead|piece|courses?|rounds?|sets?|series|units?|percent|or|and|to)\b)"
)
# "Hearing aids, 2", "Follow-up visit, one, in 4 weeks"
_TRAILING: Final = Pattern(rf"(?<![CTLS]\d),\s*(?P<count>{NUMBER}){AGAIN}\s*(?=[,.;]|\Z)", ",")
# "less than" 6 sessions: that many are not asked for
_NOT_SO_MANY: Final = re.compile(r"\b(?:less|fewer|more|greater|other)\s+than\s*\Z", re.IGNORECASE)
# "with 2 refills", "refills: 2", "RF x2": the count, and as much again for each; "Two refills of":
# only those
_REFILLS: Final = Pattern(
    rf"(?<![\w#])(?P<refills>{NUMBER}|zero){AGAIN}\s*(?:additional\s+|more\s+)?(?:refills?"
    rf"|RFs?)\b(?P<only>\s+of\b)?"
    r"(?!\s*(?:[:x#=(]|times\b)\s*\d)"
    rf"|\b(?:R\s*(?=[:x=]\s*\d)|refills?|RFs?)\s*(?:[:x#=(-]|times\b|of\b)*\s*(?P<more>{NUMBER}"
    rf"|zero|none)\b",
    "r",
)
_NO_REFILL: Final = {"zero": 0, "none": 0}
# "#60 x 3 months", "60 per month for 3 months": as much each month
_MONTHS: Final = Pattern(
    rf"(?:\b(?:x|times|for)|\u00d7)\s*(?P<months>{NUMBER}){AGAIN}\s*months\b", "month"
)
_CREAM: Final = re.compile(r"\b(?:cream|gel|ointment|lotion)\b", re.IGNORECASE)
#: So few of a cream are tubes of it.
_TUBES: Final = 5
_MONTHS_A_YEAR: Final = 12
#: What is asked for by time, and what at levels of the spine.
_OF_TIME: Final = ("visit", "item")
_OF_LEVELS: Final = ("injection", "item", "study")
#: Visits count before the time that they take, everything else after it.
_FIRST_AFTER_TIME: Final = "gram"


class Count(NamedTuple):
    """A number that is stated, and of what."""

    number: Fact[int | Decimal]
    unit: str

    @property
    def rule(self) -> str:
        """The rule that found it."""
        return self.number.rule


def counts(text: str, span: Span, often: Span | None, counted: str) -> Iterator[Count]:
    """Yield the counts that a phrase may state, the surest first.

    Args:
        text: the letter.
        span: the phrase.
        often: where it says how often: a number there counts nothing by itself.
        counted: the unit of a number that names none.

    >>> found = counts("naproxen #60 with 2 refills", Span(0, 27), None, "tablet")
    >>> [count.number.value for count in found]
    [180]
    """
    if course := _course(text, span, counted):
        yield course
    yield from _with_unit(text, span, often, counted)
    yield from _numbered(text, span, counted)
    yield from _alone(text, span, often, counted)
    named = levels(text, span) if counted in _OF_LEVELS else ()
    if len(named) > 1:
        whole = Span(named[0].span.start, named[-1].span.end)
        yield Count(Fact(len(named), whole, "quantity-levels"), "level")


def _alone(text: str, span: Span, often: Span | None, counted: str) -> Iterator[Count]:
    """Yield the numbers that name no unit, or one that is only the form of what is asked for."""
    place = (span.start, span.end)
    if counted == "visit":
        yield from _stated(_VISITS_BEFORE, text, span, "quantity-visits", counted)
    for found in _BRACKETED.finditer(text, *place):
        if not (found["word"] or (often and often.covers(Span.of(found)))):
            yield Count(_fact(found, "quantity-bracketed"), counted)
    if counted != "tablet":
        yield from _stated(_MORE, text, span, "quantity-more", counted)
        yield from _stated(_TOTAL, text, span, "quantity-more", counted)
    else:
        yield from _containers(text, span)
    if often is None:
        if leading := _LEADING.match(text, *place):
            yield Count(_fact(leading, "quantity-leading"), counted)
        yield from _stated(_A_YEAR, text, span, "quantity-a-year", counted)
        yield from _stated(_UP_TO, text, span, "quantity-up-to", counted)
        yield from _stated(_TRAILING, text, span, "quantity-trailing", counted)
        yield from _stated(_TIMES_ALONE, text, span, "quantity-times", counted)
    if counted == "tablet":
        if refilled := _REFILLED.search(text, *place):
            yield Count(_refilled(_fact(refilled, "quantity-doses"), text, span), counted)
        if taken := _TAKEN.search(text, *place) or _SUPPLY.search(text, *place):
            yield Count(_fact(taken, "quantity-time"), taken["unit"].lower())


def times(text: str, span: Span) -> Span | None:
    """Return where a phrase multiplies its tablets, without saying by what: "#90 x 3".

    >>> times("Gabapentin #90 x 3", Span(0, 18))
    Span(start=15, end=18)
    """
    numbered = _NUMBERED.search(text, span.start, span.end)
    found = _TIMES_ALONE.search(text, numbered.end(), span.end) if numbered else None
    multiplied = found and not _REFILLS.search(text, span.start, span.end)
    return Span.of(found) if found and multiplied and number(found["count"]) > 1 else None


def _course(text: str, span: Span, counted: str) -> Count | None:
    """Return what several courses, or a box of several, make together."""
    found = _COURSES.search(text, span.start, span.end)
    if found is None:
        return None
    what = (found["what"] or "").lower()
    unit = "injection" if what.startswith("injection") else "visit" if what else counted
    total = number(found["courses"]) * number(found["each"])
    return Count(_refilled(Fact(total, Span.of(found), "quantity-courses"), text, span), unit)


def _with_unit(text: str, span: Span, often: Span | None, counted: str) -> Iterator[Count]:
    """Yield the counts that name their unit."""
    places = _OPENS.at(text, span.start, span.end)
    for unit, pattern in _COUNTED.items():
        if unit == _FIRST_AFTER_TIME and (lasting := _lasting(text, span, often, counted)):
            yield lasting
        if unit in _ONLY_OF and counted not in _ONLY_OF[unit]:
            continue
        if not _NAMED[unit].search(text, span.start, span.end):
            continue
        for found in pattern.among(places, text, span.end):
            if _NOT_SO_MANY.search(text, span.start, found.start()) or _is_dose(
                found, unit, counted
            ):
                continue
            count = _fact(found, f"quantity-{unit.removeprefix('other:')}")
            if unit == "gram":
                count = _contained(count, text, span)
            yield Count(_refilled(count, text, span), "item" if unit == "pair" else unit)
            break


# "5cc" of lidocaine: what it is of follows
_OF: Final = re.compile(r"\s*(?:of\s+)?(?:\d|[a-z])", re.IGNORECASE)


def _is_dose(found: re.Match[str], unit: str, counted: str) -> bool:
    """Say whether a volume is the dose of what is injected: "5cc lidocaine to the knee"."""
    return (
        unit in ("ml", "gram")
        and counted == "injection"
        and bool(_OF.match(found.string, found.end()))
    )


def _contained(count: Fact[int | Decimal], text: str, span: Span) -> Fact[int | Decimal]:
    """Return grams in all tubes: "50 g tube, 2 tubes", "3 tubes of 100 grams", "100 g x 3"."""
    here = count.span
    if before := _TUBES_OF.search(text, span.start, here.start):
        many, whole = number(before["count"]), Span(before.start(), here.end)
    elif tubes := _CONTAINERS.search(text, here.end, span.end):
        many, whole = number(tubes["count"] or tubes["more"]), Span(here.start, tubes.end())
    elif often := _SO_OFTEN.match(text, here.end, span.end):
        many, whole = number(often["count"]), Span(here.start, often.end())
    else:
        return count
    return Fact(count.value * many, whole, "quantity-tubes")


def _containers(text: str, span: Span) -> Iterator[Count]:
    """Yield how many tubes or boxes are asked for, where nothing else is counted."""
    if found := _CONTAINERS.search(text, span.start, span.end):
        many = amount(found["count"] or found["more"])
        yield Count(Fact(many, Span.of(found), "quantity-containers"), "item")


def _numbered(text: str, span: Span, counted: str) -> Iterator[Count]:
    """Yield "#60", and for tablets "60 tabs", each with its refills."""
    place = (span.start, span.end)
    if found := _NUMBERED.search(text, *place):
        number_ = _fact(found, "quantity-numbered")
        cream = counted == "tablet" and _CREAM.search(text, *place)
        unit = ("item" if number_.value <= _TUBES else "gram") if cream else counted
        yield Count(_refilled(number_, text, span), unit)
    if counted == "tablet":
        for found in _DOSES.finditer(text, *place):
            many = amount(found["count"] or found["behind"])
            if many >= _FEWEST_DOSES:
                doses = Fact(many, Span.of(found), "quantity-doses")
                yield Count(_refilled(doses, text, span), counted)
                break


def _stated(pattern: Pattern, text: str, span: Span, rule: str, unit: str) -> Iterator[Count]:
    found = pattern.search(text, span.start, span.end)
    if found and not _NOT_SO_MANY.search(text, span.start, found.start("count")):
        yield Count(_fact(found, rule), unit)


def _lasting(text: str, span: Span, often: Span | None, counted: str) -> Count | None:
    """Return how long something is lent or goes on, "30 day rental", and the unit of time."""
    lent = counted == "item" or _LENT.search(text, span.start, span.end)
    if often or counted not in _OF_TIME or not lent:
        return None
    found = _LASTING.search(text, span.start, span.end)
    if found is None:
        return None
    many, unit = number(found["count"]), found["unit"].lower()
    if unit == "year":
        many, unit = many * _MONTHS_A_YEAR, "month"
    return Count(Fact(many, Span.of(found), "quantity-time"), unit)


def _refilled(count: Fact[int | Decimal], text: str, span: Span) -> Fact[int | Decimal]:
    """Return the count with its refills, or for its months, each as much again."""
    found = _REFILLS.search(text, span.start, span.end)
    if found:
        said = (found["refills"] or found["more"]).lower()
        again = _NO_REFILL[said] if said in _NO_REFILL else number(said)
        by, rule = again + (found["only"] is None), "quantity-refills"
    elif found := _MONTHS.search(text, count.span.end, span.end):
        by, rule = number(found["months"]), "quantity-months"
    else:
        return count
    whole = Span(min(count.span.start, found.start()), max(count.span.end, found.end()))
    return Fact(count.value * by, whole, rule)


def _fact(found: re.Match[str], rule: str) -> Fact[int | Decimal]:
    return Fact(amount(found["count"]), Span.of(found), rule)
