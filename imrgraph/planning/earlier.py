"""Earlier: a request as it would have been asked for under editions that are over.

In:   a `PlannedRequest`, and the encoded guidelines.
Out:  the same request on the last day of each edition that spoke of the treatment, latest first.
From: where the text of an edition in force is not in imrgraph, the last that is encoded says what
      was asked for before it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.guidelines import encoded_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.planning.requests import PlannedRequest

__all__ = ["requests_before"]

_DAY: Final = timedelta(days=1)


def requests_before(request: PlannedRequest, knowledge: Knowledge) -> Iterator[PlannedRequest]:
    """Yield a request on the last days of editions that are over; injury and operation as fresh.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.knowledge.terms import IMRV
    >>> from imrgraph.planning.requests import PlannedRequest
    >>> asked = PlannedRequest(IMRV["acupuncture"], request=date(2026, 11, 30))
    >>> [str(each.request) for each in requests_before(asked, load())]
    ['2019-08-10', '2019-04-17', '2017-11-30']
    """
    asked = request.request
    if asked is None:
        return
    ends = {each.edition.ends for each in encoded_for(request.treatment, knowledge)}
    for day in sorted((day for day in ends if day and day <= asked), reverse=True):
        yield _moved(request, day - _DAY - asked)


def _moved(request: PlannedRequest, by: timedelta) -> PlannedRequest:
    """Move each day of a request by as much, so that the injury is as old as it was."""

    def moved(day: date | None) -> date | None:
        return day and day + by

    return replace(
        request,
        request=moved(request.request),
        injury=moved(request.injury),
        surgery=moved(request.surgery),
    )
