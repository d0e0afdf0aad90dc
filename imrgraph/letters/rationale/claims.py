"""Claims: what a finding of the reviewer says of the file, and what would tell otherwise.

In:   the claims of ontology/vocab/claims.ttl.
Out:  `Claim`s, and where a folded text makes those that affirm, or those that deny.
From: imr:Claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from imrgraph.knowledge.terms import IMRV, local
from imrgraph.letters.text.finder import FinderOf
from imrgraph.letters.text.phrases import described, pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.text.document import Span

__all__ = ["Claim", "claims", "claims_at"]


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """What a finding says of the file, and what in the file would tell otherwise.

    Attributes:
        iri: its IRI, whose label says what is claimed.
        phrases: those by which it is found in the words of a finding.
        hedge: finds words beside which it is not held against the file; None where there are none.
        criterion: the code of the criterion that the finding is on.
        met: whether it is found met.
        belied_by: the kinds of clinical findings that tell otherwise; empty for those that the
            words themselves name.
        treatments: the treatments, or kinds of them, of which the findings have to be; without
            kinds of findings, those whose mention tells otherwise.
        told_by: finds words of which the summary has to have one; None where any will do.
        property: the local name of the property of which a value tells otherwise, or "".
    """

    iri: str
    phrases: tuple[str, ...]
    hedge: re.Pattern[str] | None
    criterion: str
    met: bool
    belied_by: frozenset[str]
    treatments: frozenset[str]
    told_by: re.Pattern[str] | None
    property: str


@cache
def claims(knowledge: Knowledge) -> tuple[Claim, ...]:
    """Return every claim, in order of name.

    >>> from imrgraph.knowledge.knowledge import load
    >>> {claim.met for claim in claims(load())}
    {False, True}
    """
    return tuple(
        Claim(
            iri=IMRV(name).value,
            phrases=tuple(stated["pattern"]),
            hedge=pattern(stated["hedge"]) if stated["hedge"] else None,
            criterion=stated["criterion"][0].rpartition("/")[2],
            met="true" in stated["met"],
            belied_by=frozenset(stated["beliedBy"]),
            treatments=frozenset(stated["ofTreatment"]),
            told_by=pattern(stated["toldInWords"]) if stated["toldInWords"] else None,
            property=next(map(local, stated["ofProperty"]), ""),
        )
        for name, stated in described(knowledge, "Claim")
    )


def claims_at(
    folded: str, place: Span, knowledge: Knowledge, *, met: bool
) -> Iterator[tuple[Span, Claim]]:
    """Yield where a folded text claims that a criterion is met, or that it is not, by the claim.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.text.document import Span
    >>> text = "there is no neurological deficit"
    >>> {claim.criterion for _, claim in claims_at(text, Span(0, len(text)), load(), met=False)}
    {'objective-findings'}
    """
    found = _finder(met, knowledge).find(folded, place)
    yield from sorted(found, key=lambda each: each[1].iri)


@cache
def _finder(met: bool, knowledge: Knowledge) -> FinderOf[Claim]:  # noqa: FBT001 (a key)
    """Return what finds the claims that affirm, or those that deny."""
    return FinderOf((each, each.phrases) for each in claims(knowledge) if each.met is met)
