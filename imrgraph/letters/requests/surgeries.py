"""Surgeries: an operation that fits any part of the body, as that of the part that is named.

In:   the operation and a region, as IRIs of their concepts.
Out:  the concept of the operation there: "ORIF" of the wrist is wrist surgery.
From: the headings and summaries of the letters of 2015 to 2017.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMRV

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["of_the_region"]

_SURGERY: Final = IMRV("other-surgery").value


def of_the_region(operation: str, region: str | None, knowledge: Knowledge) -> str:
    """Return an operation that fits any region as that of `region`; others as they are.

    >>> from imrgraph.knowledge.knowledge import load
    >>> of_the_region(IMRV("other-surgery").value, IMRV("wrist").value, load())
    'https://w3id.org/imrgraph/vocab/hand-wrist-surgery'
    """
    if operation != _SURGERY or region is None:
        return operation
    found = knowledge.lexicon("treatments").find(f"{knowledge.label(region)} surgery")
    return found[0].concept if found else operation
