"""Claimants: the age and the sex of the worker, however the letter tells them.

In:   a document, the place of its summary, those of its rationales, and the day of the decision.
Out:  `Claimant`; a value that the words dispute stays open.
From: the clinical summaries of the letters of 2015 to 2017. What is said of the worker outright
      comes first, then titles and birth dates, then pronouns.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import Claimant, Fact, ReadingWarning
from imrgraph.letters.text.anchors import Anchored, Anchors
from imrgraph.letters.text.dates import day, day_pattern
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.numerals import IN_WORDS, NUMBER_OPENS, number
from imrgraph.letters.text.patterns import Pattern, later
from imrgraph.letters.text.sentences import cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from imrgraph.letters.text.document import Document

__all__ = ["claimant", "doubts"]

_NUMBER: Final = rf"(?P<age>\b\d{{2}}|{IN_WORDS})"
#: What is so many years old besides a worker.
_OTHER: Final = (
    r"(?![\s-]*(?:(?!with\b|whose?\b|and\b|has\b|in\b|(?:fe)?male\b|(?:wo)?man\b"
    r"|worker\b)\w+[\s-]+){0,2}?"
    r"(?:injury|injuries|claim|scar|tear|fracture|MRIs?|films?|son|daughter|child|wife|husband"
    r"|mother|father)\b)"
)
#: Years, as people and scanners write them: "yr.", "yera", "yeard", "ye ar".
_YEARS: Final = r"(?:y\s?e\s?a\s?r\s?[sd]?|yeras?|yaers?|yrs?\.?)"
# "old", "oId", "0ld", "ol d"
_OLD: Final = r"(?:[o0]\s?[l1I|]\s?d|young)\b"
_WHO: Final = (
    r"\b(?:worker|patient|claimant|applicant|employee|IW|he|she|M(?:r|s|rs)\.?\s+[A-Z]\w*\.?)"
)
#: The age, as people write it, the surest first.
_AGES: Final[tuple[Anchored | Pattern | re.Pattern[str], ...]] = (
    # "She is now 52", "the applicant, now 52 years old": whatever it was before
    Pattern(
        rf"{_WHO}(?:,?\s+(?:who\s+)?is|,)\s+(?:now|currently)\s+(?:aged\s+)?{_NUMBER}"
        rf"(?=\s*(?:[.,;]|and\b|-?\s*{_YEARS}\s*-?\s*(?:{_OLD}|of\s+age)))"
        rf"|\bis\s+(?P<today>\d{{2}}|{IN_WORDS})\s+now\b",
        "now currently",
    ),
    # "65-year-old", "65 y/o", "65 yo", "sixty-five (65) years of age", "65 yr old", "65 yof"
    Anchored(
        Anchors(NUMBER_OPENS),
        rf"{_NUMBER}(?:\s*\(\s*(?:\d{{2}}|{IN_WORDS})\s*\))?\s*-?\s*(?:{_YEARS}\s*-?\s*"
        rf"(?:{_OLD}|of\s+age\b)|y\s*[./]?\s*o(?:\b|(?=[fm]\b))\.?)(?<!\bson.){_OTHER}",
    ),
    *(
        later(pattern, re.IGNORECASE)
        for pattern in (
            # "47M", "39 F", "47/M", "M/47": a letter that tells the sex as well
            (
                r"\b(?P<age>\d{2})\s?[-/]?\s?(?-i:[MF])\b(?!\s*/)"
                r"|(?<![\w/])(?-i:[MF])\s?/\s?(?P<behind>\d{2})\b(?![/.\d])|\((?P<within>\d{2})\s*,\s*"
                r"(?-i:[MF])\)"
            ),
            # "59 year male", "59yr M"
            rf"{_NUMBER}\s*-?\s*(?:{_YEARS}|y)\s*-?\s*(?=(?:fe)?male\b|(?:wo)?man\b|(?-i:[MF])\b)",
            # "Male, 61", "(40, male)", "woman of 52"
            (
                r"\b(?:fe)?male\s*,\s*(?:age\s+)?(?P<age>\d{2})\b(?![/.-]\d)|\(\s*"
                r"(?P<first>\d{2})\s*,\s*(?:fe)?male\b"
                r"|\b(?:wo)?man\s+of\s+(?P<of>\d{2})\b"
            ),
            # "aged 55", "age: 55", "at the age of 47"
            rf"\b(?:aged|age(?:\s+(?:of|is)|\s*:)?)\s+{_NUMBER}(?![/.-]\d|\s+and\s+older)\b",
            # "is 63." of the worker, "turned 63"
            (
                rf"{_WHO}(?:,?\s+(?:who\s+)?(?:is|was|turned)\s+|'s\s+|,\s*){_NUMBER}"
                r"(?=\s*(?:[.,;]|and\b|years\b|at\s+the\s+time\b|when\b|(?-i:in\s+[A-Z])))"
            ),
            # "57 yrs, F"
            rf"{_NUMBER}\s*(?:years|yrs?)\b\.?\s*,\s*(?:(?:fe)?male\b|(?-i:[MF])\b)",
        )
    ),
)
#: So many sentences at the beginning of a summary, and of its lead, say who the worker is.
_INTRODUCTION: Final = 2
#: As only these tell it, where nothing else is counted.
_FIRST_AGES: Final = tuple(
    later(pattern, re.IGNORECASE)
    for pattern in (
        # "a waitress of fifty-one", "this is a gentleman of forty-four who"
        (
            r"\b(?:(?!number|order|shoulder|finger|center|factor)[\w'-]+(?:er|or|ess|ist|ian)"
            r"|(?:gentle|wo)?man|lady|nurse|clerk|cook|maid|guard|aide|mechanic|(?:fe)?male)"
            rf"\s+of\s+{_NUMBER}(?=\s*(?:[.,;]|who(?:se)?\b|with\b|and\b))"
        ),
        # "a bank teller, 38, who", "a carpenter, sixty-two, long retired"
        rf"\b(?:an?|this|the)\s+(?:[\w'-]+\s+){{0,4}}[\w'-]+,\s*{_NUMBER}(?=\s*,)",
        # "born in 1986 and 35 at the time of the report"
        rf"\b{_NUMBER}\s+at\s+the\s+time\b",
    )
)
_YOUNGEST, _OLDEST = 14, 99
# "born on 2/3/1981", "DOB: 2/3/81", "birthdate as 3-17-1956 and 3-17-1965"
_BIRTH: Final = Pattern(
    r"\b(?:born|birth\s*-?\s*(?:date|day)|date\s+of\s+birth|D\.?O\.?B\b\.?)(?:\s*\(DOB\))?[\s:,=(]*"
    rf"(?:(?:on|as|is|was|of|listed|given)\s+)*{day_pattern('date')}"
    rf"(?:\s*(?:and|or|/)\s*{day_pattern('other')})?",
    "born birth dob d.ob do.b d.o.b",
)
#: Who is a woman, or a man, besides the worker.
_OTHERS: Final = (
    r"(?!\s*(?:patient|co-?\s?worker|colleague|student|inmate|resident|client|customer|suspect"
    r"|driver\s+who"
    r"|provider|physician|doctor|relative|friend|genital|hormone|connector|adapter|end)s?\b)"
)
_NOT_BY: Final = r"(?<!\bby\sa\s)(?<!\bthe\s)(?<!\banother\s)(?<!\bwith\sa\s)(?<!\bof\sa\s)"
# "65-year-old right-handed male", "woman"
_SEX: Final = Anchored(
    Anchors(("female", "male", "woman", "man", "lady", "gentleman")),
    rf"{_NOT_BY}\b(?P<female>fe)?(?:male)\b{_OTHERS}|{_NOT_BY}\b(?:(?P<woman>wo)?man|"
    rf"(?P<lady>lady)|gentleman)\b",
)
# "47M", "39 y/o F"
_LETTER: Final = later(
    r"\b\d{2}\s?[-/]?\s?(?P<sex>[MF])\b(?!\s*/)|(?<![\w/])(?P<before>[MF])\s?/\s?\d{2}\b(?![/.\d])"
    r"|\(\d{2}\s*,\s*(?P<within>[MF])\)|\b\d{2}\s?-?(?:yrs?|y)\.?[\s-]*(?P<years>[MF])\b(?!\.\s?D)"
    r"|\b\d{2}\s?-?yo(?P<close>[fmFM])\b|\b(?:y\s*[./]?\s*o\.?|yr\.?\s+old|year[\s-]*old)\s+"
    r"(?P<then>[MF])\b(?!\.\s?D)|\b(?i:sex|gender)\s*:\s*(?P<told>[MF])\b"
    r"|\b(?:years|yrs?)\b\.?\s*,\s*(?P<after>[MF])\b"
)
_TITLE: Final = re.compile(r"\b(?P<mister>Mr)\b\.?\s+[A-Z]|\b(?:Ms|Mrs|Miss)\b\.?\s+[A-Z]")
_PRONOUN: Final = re.compile(
    r"\b(?:(?P<male>he|him|his|himself)|she|her|hers|herself)\b", re.IGNORECASE
)
# "His wife … she": somebody else is told of in the rest of the sentence
_KINDRED: Final = (
    "wife", "husband", "spouse", "partner", "brother", "sister", "mother", "father", "son",
    "daughter", "friend", "co-worker", "coworker", "supervisor", "boss", "employer", "provider",
    "physician", "doctor", "surgeon", "psychologist", "therapist", "chiropractor", "dr",
)  # fmt: skip
_KIN: Final = Anchored(Anchors(_KINDRED), rf"\b(?:{'|'.join(_KINDRED)})\b\.?[^.;]*")
#: Where pronouns of both sexes are used, one has to be used so many times more often.
_CLEARLY: Final = 3


def claimant(
    document: Document,
    section: Span | None,
    rationales: Sequence[Span] = (),
    decided: date | None = None,
) -> Claimant:
    """Read the age, in years, and the sex of the worker.

    Args:
        document: the letter.
        section: its summary.
        rationales: where the reviewer gives reasons, whose pronouns tell a sex that the summary
            does not.
        decided: the day on which a worker whose birth date is known has the age.

    >>> from imrgraph.letters.text.document import Document
    >>> text = "The injured worker is a 65-year-old male."
    >>> found = claimant(Document("letter", text), Span(0, len(text)))
    >>> found.age.value, found.sex.value
    (65, 'male')
    """
    if section is None:
        return Claimant()
    text = document.text
    sex = _said(text, section) or _by_pronoun(text, (section,)) or _by_pronoun(text, rationales)
    return Claimant(age=_age(text, section) or _since_birth(text, section, decided), sex=sex)


def doubts(document: Document, section: Span | None) -> Iterator[ReadingWarning]:
    """Yield a warning where birth dates differ: then no age is read from them."""
    if section is None:
        return
    births = _births(document.text, section)
    if len({fact.value for fact in births}) > 1:
        told = " and ".join(document.quote(fact.span) for fact in births)
        yield ReadingWarning(f"the summary gives birth dates that differ: {told}", births[0].span)


def _age(text: str, section: Span) -> Fact[int] | None:
    """Return the age that is stated, the surest way of saying it first."""
    first = cut(text, section)[:_INTRODUCTION]
    places = [(each, section) for each in _AGES]
    places += [(each, place) for place in first for each in _FIRST_AGES]
    for pattern, place in places:
        for found in pattern.finditer(text, place.start, place.end):
            stated = next(filter(None, found.groups()))
            if _YOUNGEST <= number(stated) <= _OLDEST:
                return Fact(number(stated), Span.of(found), "claimant-age")
    return None


def _births(text: str, section: Span) -> tuple[Fact[date], ...]:
    return tuple(
        Fact(value, Span.of(found, group), "claimant-birth")
        for found in _BIRTH.finditer(text, section.start, section.end)
        for group in ("date", "other")
        if found[group] and (value := day(found[group]))
    )


def _since_birth(text: str, section: Span, decided: date | None) -> Fact[int] | None:
    """Return the age on the day of the decision, unless birth dates differ."""
    births = _births(text, section)
    if decided is None or len({fact.value for fact in births}) != 1:
        return None
    born = births[0].value
    if born.year > decided.year - _YOUNGEST:
        born = born.replace(year=born.year - 100)
    had = (decided.month, decided.day) >= (born.month, born.day)
    years = decided.year - born.year - (not had)
    return Fact(years, births[0].span, "claimant-born") if _YOUNGEST <= years <= _OLDEST else None


def _said(text: str, section: Span) -> Fact[str] | None:
    """Return the sex that is said outright, by a letter beside the age, or by a title."""
    place = (section.start, section.end)
    others = _kin(text, section)
    said = (
        f
        for f in _SEX.finditer(text, section.start, section.end)
        if not _is_within(Span.of(f), others)
    )
    if found := next(said, None):
        woman = found["female"] or found["woman"] or found["lady"]
        return _sex(found, is_male=not woman, rule="claimant-sex")
    if found := _LETTER.search(text, *place):
        return _sex(found, is_male=not {"M", "m"}.isdisjoint(found.groups()), rule="claimant-sex")
    if found := _TITLE.search(text, *place):
        return _sex(found, is_male=bool(found["mister"]), rule="claimant-title")
    return None


def _by_pronoun(text: str, places: Sequence[Span]) -> Fact[str] | None:
    """Return the sex by pronouns that are of the worker, if they agree, or nearly so."""
    men: list[re.Match[str]] = []
    women: list[re.Match[str]] = []
    for place in places:
        others = _kin(text, place)
        for found in _PRONOUN.finditer(text, place.start, place.end):
            if not _is_within(Span.of(found), others):
                (men if found["male"] else women).append(found)
    more, fewer = sorted((men, women), key=len)[::-1]
    if not more or len(more) < _CLEARLY * len(fewer):
        return None
    return _sex(more[0], is_male=more is men, rule="claimant-pronoun")


def _kin(text: str, place: Span) -> list[Span]:
    """Return where somebody other than the worker is told of."""
    return [Span.of(kin) for kin in _KIN.finditer(text, place.start, place.end)]


def _is_within(place: Span, others: Sequence[Span]) -> bool:
    return any(other.covers(place) for other in others)


def _sex(found: re.Match[str], *, is_male: bool, rule: str) -> Fact[str]:
    return Fact("male" if is_male else "female", Span.of(found), rule)
