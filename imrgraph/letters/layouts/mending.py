r"""Mending: headings, labels, outcomes and days that OCR glued, split or misread, as they were.

In:   a text that was recognised from a picture.
Out:  each of them that is not as it should be, and what it should be.
From: what recognition does to letters: blanks are lost or put into words, and a letter is taken for
      a digit like it, "l" for "1" and "O" for "0".
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from imrgraph.letters.text.patterns import later

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["mended"]

#: Headings, which stand at the start of a line and in capitals.
_HEADINGS: Final = (
    "HOW THE IMR FINAL DETERMINATION WAS MADE",
    "CLINICAL CASE SUMMARY",
    "DOCUMENTS REVIEWED",
    "IMR ISSUES, DECISIONS AND RATIONALES",
    "IMR DECISION(S) AND RATIONALE(S)",
    "INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE",
    "MEDICAL PROFESSIONAL REVIEW",
    "ISSUE AT DISPUTE:",
    "ISSUES AT DISPUTE:",
    "CASE SUMMARY:",
    "DOCUMENTS REVIEWED FOR DETERMINATION:",
    "MEDICAL TREATMENT GUIDELINE(S) RELIED UPON BY CLAIMS ADMINISTRATOR:",
    "MEDICAL TREATMENT GUIDELINE(S) RELIED UPON BY PROFESSIONAL REVIEWER AND WHY:",
    "RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS MEDICALLY NECESSARY IN PART",
    "RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE WAS MEDICALLY NECESSARY IN PART",
    "RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS MEDICALLY NECESSARY",
    "RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS NOT MEDICALLY NECESSARY",
    "RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE WAS MEDICALLY NECESSARY",
    "RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE WAS NOT MEDICALLY NECESSARY",
    "MEDICAL REVIEWER QUALIFICATIONS:",
)
#: Labels, which stand at the start of a line too.
_LABELS: Final = (
    "Claims Administrator guideline:",
    "MAXIMUS guideline:",
    "Decision rationale:",
    "State(s) of Licensure:",
    "Certification(s)/Specialty:",
    "The Expert Reviewer's decision rationale:",
    "The Physician Reviewer's decision rationale:",
    "Expert Reviewer Case Summary:",
    "Documents Reviewed for Determination:",
    "Rationale for the Decision:",
    "Medical Qualifications of the Expert Reviewer:",
)
#: What may stand anywhere.
_PHRASES: Final = (
    "Case Number:",
    "Case No.:",
    "Date Assigned:",
    "Date of Injury:",
    "Decision Date:",
    "UR Denial Date:",
    "Priority:",
    "Application Received:",
    "Date of UR Decision:",
    "Date of UR Denial:",
    "Date of Utilization Review:",
    "Utilization Review Date:",
    "UR Decision Date:",
    "Date of Review:",
    "Review Date:",
    "Date of Determination:",
    "Determination Date:",
    "Date Application Received:",
    "Date Received:",
    "Dated:",
    "application for Independent Medical Review was filed on",
    "disputing the Utilization Review Denial dated",
    "A Notice of Assignment and Request for Information was provided to the above parties on",
    "MAXIMUS Federal Services, Inc.",
    "has determined the request for",
    "has determined the requests for",
    "Regarding the request for",
    "Regarding the requests for",
    "The Claims Administrator based its decision on",
    "The Claims Administrator did not",
    "The Expert Reviewer based his/her decision on",
    "The Physician Reviewer based his/her decision on",
    "The Expert Reviewer relied on",
    "are not medically necessary",
    "are medically necessary",
    "and appropriate.",
    "is not medically necessary",
    "is medically necessary",
    "Decision based on MTUS",
    "Decision based on Non-MTUS Citation",
    "was the original request.",
    "was authorized by the Claims Administrator.",
)
_OUTCOMES: Final = (
    "Upheld",
    "Overturned",
    "Medically necessary",
    "Not medically necessary",
)
#: Signs that recognition takes for one another.
_ALIKE: Final = {
    "l": "[l1I|]", "i": "[i1l|]", "I": "[Il1|]", "o": "[o0]", "O": "[O0]", "S": "[S5]",
}  # fmt: skip
#: All that may stand for one of them, whatever the case, as one sign.
_AS_ONE: Final = str.maketrans("1iI|\u0130\u01310O5\u017f", "llllllooss")
_DIGIT: Final = "[0-9lIOo|]"
_AS_DIGITS: Final = str.maketrans({"l": "1", "I": "1", "|": "1", "O": "0", "o": "0", " ": None})
# "l2/0 7/20l6", "CM16-0OO0001"
_DAY: Final = re.compile(
    rf"(?<![\d/]){_DIGIT} ?{_DIGIT}? ?/ ?{_DIGIT} ?{_DIGIT}? ?/ ?(?:{_DIGIT} ?){{3}}{_DIGIT}"
    r"(?![\d/])"
)
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_NUMBER: Final = re.compile(rf"\bC ?M ?(?:{_DIGIT} ?){{2}}- ?(?:{_DIGIT} ?){{6}}{_DIGIT}(?!\w)")
# "l3-0002 17": the number of a case of 2013 without letters
_BARE_NUMBER: Final = re.compile(
    rf"(?<![\w-])[1lI|] ?[34] ?- ?(?:{_DIGIT} ?){{5}}{_DIGIT}(?![\w-])"
)
# "l. Norco", "2)MRI", "(2)MRI": the number of an item
_FIRST: Final = re.compile(
    r"^[ \t]*\(?(?P<number>(?P<digits>[lI|\d]{1,2}) ?(?P<mark>[.)]))(?P<blank>[ \t]?)(?=[A-Za-z])",
    re.MULTILINE,
)


def mended(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield what is to be written otherwise, from left to right.

    >>> [written for _, _, written in mended("CLINICALCASE SUMM ARY\\nMassage: Uphe1d")]
    ['CLINICAL CASE SUMMARY', 'Upheld']
    """
    found: dict[tuple[int, int], str] = {}
    bare = _bare(text)
    for phrase, needed, pattern in _patterns():
        for match in pattern.finditer(text) if needed in bare else ():
            found.setdefault(match.span("words"), phrase)
    found.update(_numbers(text))
    end = 0
    for (start, until), written in sorted(
        found.items(), key=lambda each: (each[0][0], -each[0][1])
    ):
        if start >= end:
            whole = _apart(text, start, until, written)
            if " ".join(text[start:until].split()).lower() != whole.lower():
                yield start, until, whole
            end = until


def _numbers(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the numbers of cases and items, and the days."""
    for match in _NUMBER.finditer(text):
        yield match.span(), f"CM{match[0].lstrip('CM ').translate(_AS_DIGITS)}"
    for pattern in (_BARE_NUMBER, _DAY):
        for match in pattern.finditer(text):
            yield match.span(), match[0].translate(_AS_DIGITS)
    for match in _worded_day().finditer(text):
        month = next(each for each in _MONTHS if match[each])
        day, year = (match[each].translate(_AS_DIGITS) for each in ("day", "year"))
        yield match.span(), f"{month} {day}, {year}"
    for match in _FIRST.finditer(text):
        number = f"{match['digits'].translate(_AS_DIGITS)}{match['mark']}"
        yield match.span("number"), number if match["blank"] else f"{number} "


def _apart(text: str, start: int, end: int, written: str) -> str:
    """Return what is to be written with a blank before and behind it, where it is glued."""
    before = " " if text[max(0, start - 1) : start].isalnum() else ""
    return f"{before}{written}{' ' if text[end : end + 1].isalnum() else ''}"


def _loose(phrase: str) -> str:
    """Return the pattern of a phrase whose blanks may be lost, and whose words may be split.

    Where it has a blank, a line may end and the next one be indented.
    """
    words = (
        r"\s?\s?".join(_ALIKE.get(sign, re.escape(sign)) for sign in word)
        for word in phrase.split()
    )
    return r"\s{0,40}".join(words)


def _bare(text: str) -> str:
    """Return a text without white space, and with one sign for all that are taken for another.

    That of a phrase is within that of a text in which the phrase is, be it glued or split.
    """
    return "".join(text.translate(_AS_ONE).lower().split())


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Return each phrase, bare, and what finds it."""
    return tuple((phrase, _bare(phrase), pattern) for phrase, pattern in _every_pattern())


def _every_pattern() -> Iterator[tuple[str, re.Pattern[str]]]:
    for phrase in _HEADINGS:
        yield phrase, later(rf"^[ \t]*(?P<words>{_loose(phrase)})", re.MULTILINE)
    for phrase in _LABELS:
        loose = rf"^[ \t]*(?P<words>{_loose(phrase)})"
        yield phrase, later(loose, re.MULTILINE | re.IGNORECASE)
    for phrase in _PHRASES:
        yield phrase, later(rf"(?P<words>{_loose(phrase)})", re.IGNORECASE)
    for phrase in _OUTCOMES:
        loose = rf"(?::|[ \t]-)\s*(?P<words>{_loose(phrase)})(?=[ \t]*$)"
        yield phrase, later(loose, re.MULTILINE | re.IGNORECASE)


# "Sept ember 20,2013", "October l, 2013"
@cache
def _worded_day() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(f'(?P<{month}>{_loose(month)})' for month in _MONTHS)})"
        rf"\s?(?P<day>{_DIGIT} ?{_DIGIT}?) ?,\s?(?P<year>(?:{_DIGIT} ?){{3}}{_DIGIT})(?!\w)"
    )
