"""Layouts: a case written as the letters of its year are.

In:   `Case`.
Out:  its paragraphs, some with lines of their own.
From: the forms that imrgraph.letters.layouts reads; words/letters.toml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from imrgraph.synth.wording import joined, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from imrgraph.synth.cases import Case, Item

__all__ = ["FOOTERS", "paragraphs"]

_FOOTER: Final = (
    "Final Determination Letter for IMR Case Number {case}            Page {page} of {of}"
)
#: What stands below the pages of the letters that were mailed.
FOOTERS: Final = dict.fromkeys(("2014", "mailed", "notice"), _FOOTER)
_MADE: Final = "HOW THE IMR FINAL DETERMINATION WAS MADE"


def paragraphs(one: Case) -> tuple[str, ...]:
    """Return the paragraphs of a letter."""
    return tuple(_WRITTEN[one.layout](one))


def _days(one: Case, form: str = "{0:%m/%d/%Y}") -> dict[str, str]:
    return {name: form.format(day) for name, day in one.days.items()}


def _letter_2015(one: Case) -> Iterator[str]:
    """Write the letter as it was published from 2015 on; a few have lost their header."""
    days = _days(one)
    if one.has_header:
        yield (
            f"Case Number: {one.number}\n"
            f"Date Assigned: {days['assigned']} Date of Injury: {days['injured']}\n"
            f"Decision Date: {days['decision']} UR Denial Date: {days['denied']}\n"
            f"Priority: {one.priority.capitalize()} Application\nReceived:\n{days['received']}"
        )
    yield from _made(one)
    yield from _summary(one)
    yield "IMR ISSUES, DECISIONS AND RATIONALES"
    yield words("letters")["decisions"]
    yield from _items(one, "{heading}")


def _mailed(one: Case) -> Iterator[str]:
    """Write the letter as it was mailed from 2015 on."""
    days, fixed = _days(one), words("letters")
    yield f"{fixed['organization']}\nIndependent Medical Review"
    yield "Independent Medical Review Final Determination Letter"
    yield f"Dated: {days['decision']}"
    yield (
        f"IMR Case Number: {one.number} Date of Injury: {days['injured']}\n"
        f"Claims Number: UR Denial Date: {days['denied']}\n"
        f"Priority: {one.priority.upper()} Application Received: {days['received']}"
    )
    yield fixed["greeting"]
    yield from _made(one)
    yield from _documents(one)
    yield from _summary(one)
    yield "IMR ISSUES, DECISIONS AND RATIONALES"
    yield fixed["decisions"]
    yield from _items(one, "{number}. {heading}")


def _letter_2014(one: Case) -> Iterator[str]:
    """Write the Final Determination Letter of 2014."""
    days, fixed = _days(one), words("letters")
    yield f"{fixed['organization']}\nIndependent Medical Review Final Determination Letter"
    yield (
        f"Case Number:            {one.number}\n"
        f"Date Assigned:          {days['assigned']}\n"
        f"Date of Injury:         {days['injured']}\n"
        f"Decision Date:          {days['decision']}\n"
        f"UR Denial Date:         {days['denied']}\n"
        f"Priority:               {one.priority.capitalize()}\n"
        f"Application Received:   {days['received']}"
    )
    yield _MADE
    yield f"{fixed['file']} {_told_of(one)}"
    yield from _documents(one)
    yield from _summary(one)
    yield "IMR DECISION(S) AND RATIONALE(S)"
    yield fixed["decisions"]
    for number, item in enumerate(one.items, 1):
        yield f"{number}. {_sentence(item)}"
        yield item.claims.text
        yield item.reviewer.text
        yield f"The Expert Reviewer's decision rationale:\n{item.rationale.text}"


def _notice(one: Case) -> Iterator[str]:
    """Write the notice of 2013, whose outcomes stand at its head, and again before the reasons."""
    days, fixed = _days(one, "{0.month}/{0.day}/{0.year}"), words("letters")
    decided = [
        f"{number}) {fixed['determined']} the request for {_sentence(item)}"
        for number, item in enumerate(one.items, 1)
    ]
    yield f"{fixed['organization']}\nIndependent Medical Review"
    yield "Notice of Independent Medical Review Determination"
    yield f"Dated: {days['decision']}"
    yield (
        f"Date of UR Decision:      {days['denied']}\n"
        f"Date of Injury:           {days['injured']}\n"
        f"IMR Application Received: {days['received']}\n"
        f"Case Number:              {one.number}"
    )
    yield from decided
    yield "INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE"
    yield fixed["filed"].format_map(days)
    yield from decided
    yield f"Medical Qualifications of the Expert Reviewer:\n{_told_of(one)}"
    yield f"Expert Reviewer Case Summary:\n{one.summary}"
    yield f"Documents Reviewed for Determination:\n{_listed(one)}"
    for number, item in enumerate(one.items, 1):
        yield f"{number}) Regarding the request for {item.asked.text}:"
        yield fixed["relied"]
        yield f"{item.claims.text} {item.reviewer.text}"
        yield f"Rationale for the Decision:\n{item.rationale.text}"


def _review(one: Case) -> Iterator[str]:
    """Write the first form of 2013, which is of one request."""
    days = _days(one, "{0.month}/{0.day}/{0.year}")
    [item] = one.items
    necessary = "" if item.outcome == "overturned" else "NOT "
    yield "MEDICAL PROFESSIONAL REVIEW"
    yield (
        f"Case Number: {one.number}\nDate of Injury: {days['injured']}\n"
        f"Date of UR Denial: {days['denied']}\nDate of Review: {days['decision']}"
    )
    yield f"ISSUE AT DISPUTE:\nWas the request for {item.asked.text} medically necessary?"
    yield f"CASE SUMMARY:\n{one.summary}"
    yield f"DOCUMENTS REVIEWED FOR DETERMINATION:\n{_listed(one)}"
    yield (
        "MEDICAL TREATMENT GUIDELINE(S) RELIED UPON BY PROFESSIONAL\nREVIEWER AND WHY:\n"
        f"{item.reviewer.text}"
    )
    yield (
        f"RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE WAS {necessary}MEDICALLY\nNECESSARY:\n"
        f"{item.rationale.text}"
    )
    yield f"MEDICAL REVIEWER QUALIFICATIONS:\n{_told_of(one)}"


# What several forms have


def _made(one: Case) -> Iterator[str]:
    yield _MADE
    yield words("letters")["made"]
    yield (
        "The Expert Reviewer has the following credentials:\n"
        f"State(s) of Licensure: {', '.join(one.reviewer.licensure)}\n"
        f"Certification(s)/Specialty: {', '.join(one.reviewer.specialties)}"
    )


def _told_of(one: Case) -> str:
    """Tell in a sentence who decided."""
    told = str(words("letters")["certified"])
    fields = joined(one.reviewer.specialties)
    return told.format(specialties=fields, licensure=joined(one.reviewer.licensure))


def _documents(one: Case) -> Iterator[str]:
    yield "DOCUMENTS REVIEWED"
    yield f"{words('letters')['documents']}\n{_listed(one)}"


def _listed(one: Case) -> str:
    return "\n".join(each.format_map(_days(one)) for each in words("letters")["listed"])


def _summary(one: Case) -> Iterator[str]:
    yield "CLINICAL CASE SUMMARY"
    yield words("letters")["summary"]
    yield one.summary


def _items(one: Case, form: str) -> Iterator[str]:
    for number, item in enumerate(one.items, 1):
        outcome = f"{' is' if item.asked.is_open else ''}: {item.outcome.capitalize()}"
        yield form.format(number=number, heading=f"{item.asked.text}{outcome}")
        yield f"Claims Administrator guideline: {item.claims.text}"
        yield f"MAXIMUS guideline: {item.reviewer.text}"
        yield f"Decision rationale: {item.rationale.text}"


def _sentence(item: Item) -> str:
    """Say what was decided on a request."""
    necessary = "" if item.outcome == "overturned" else "not "
    return f"{item.asked.text} is {necessary}medically necessary and appropriate."


_WRITTEN: Final[dict[str, Callable[[Case], Iterator[str]]]] = {
    "2015": _letter_2015,
    "mailed": _mailed,
    "2014": _letter_2014,
    "notice": _notice,
    "review": _review,
}
