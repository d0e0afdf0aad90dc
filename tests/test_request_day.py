"""deciding.case: of a request that only its denial dates, no day is told as that of the request."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from imrgraph.explaining import explain
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.deciding.results import Status
from imrgraph.reasoning.rendering.as_text import as_text
from imrgraph.reasoning.rendering.wording import request_day
from imrgraph.resources import folder

if TYPE_CHECKING:
    from imrgraph.reasoning.explaining.explanation import Explanation

ACUTE = folder("examples") / "letters" / "massage-acute.txt"
DENIED = date(2015, 6, 18)


def undated(injured: date, said: str = "") -> Explanation:
    """Return a letter with no day in its summary but what is `said`."""
    text = ACUTE.read_text(encoding="utf-8")
    text = re.sub(r"(?<=Date of Injury: )\S+", f"{injured:%m/%d/%Y}", text)
    text = re.sub(r"(?<=UR Denial Date: )\S+", f"{DENIED:%m/%d/%Y}", text)
    head, title, summary = text.partition("CLINICAL CASE SUMMARY\n")
    bare = re.sub(r"\b(?:\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d\d-\d\d)", "that day", summary)
    whole = f"{head}{title}{said} {bare}".replace("that day/that day", "that day")
    [item] = explain(Document.of("undated.txt", whole)).items
    return item


def phases(item: Explanation) -> set[Status]:
    return {e.result.status for e in item.leading_conditions if e.result.criterion == "phase"}


def test_the_page_says_which_day_it_is_that_is_known() -> None:
    item = undated(date(2013, 11, 14))
    assert item.case.requested is not None
    assert (item.case.requested.day, item.case.requested.is_latest) == (DENIED, True)
    told = request_day(item.case.requested)
    assert told == "denied by UR on 2015-06-18; the day of the request is not stated"
    whole = " ".join(as_text(explain(item.letter.document), "full").split())
    assert "at most 581 days after the injury" in whole
    assert "date of request: 2015-06-18" not in whole


@pytest.mark.parametrize(
    ("days", "found"),
    [
        pytest.param(20, {Status.MET}, id="acute on the day of the denial still"),
        pytest.param(45, {Status.UNKNOWN}, id="acute no more, and 30 days before"),
        pytest.param(100, {Status.NOT_MET}, id="acute no more 30 days before"),
    ],
)
def test_a_phase_is_told_where_the_day_of_the_request_cannot_change_it(
    days: int, found: set[Status]
) -> None:
    assert phases(undated(DENIED - timedelta(days=days))) == found


@pytest.mark.parametrize(
    "said",
    [
        "The Request for Authorization is dated 6/10/15.",
        "On 6-10-2015, the Request for Authorization asked for massage.",
        "On June 10, 2015, a request for authorization was made for massage.",
    ],
)
def test_a_request_for_authorization_dates_the_request(said: str) -> None:
    asked = undated(date(2013, 11, 14), said).case.requested
    assert asked is not None
    assert (asked.day, asked.earliest, asked.assumption) == (
        date(2015, 6, 10),
        date(2015, 6, 10),
        None,
    )


def test_of_two_days_the_one_that_dates_the_request_for_authorization_counts() -> None:
    said = "On 6-12-2015, the Request for Authorization dated 6-9-2015 was received."
    asked = undated(date(2013, 11, 14), said).case.requested
    assert asked is not None
    assert asked.day == date(2015, 6, 9)
