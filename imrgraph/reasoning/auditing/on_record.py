"""On record: clinical findings that speak for what the reviewer finds too little of.

In:   what the reviewer denies, what hears the case of an item, the letter, the rationale.
Out:  `UnaddressedFact`s, each with the words of the reviewer that it answers, and that the
      rationale does not mention.
From: what a denial says of the file, and which findings tell otherwise, stands in
      ontology/vocab/claims.ttl: they are of the very thing that is denied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.reasoning.auditing.grounds import UnaddressedFact

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Letter
    from imrgraph.reasoning.auditing.contradictions import Claimed
    from imrgraph.reasoning.auditing.hearing import Hearing

__all__ = ["on_record"]


def on_record(
    claimed: Claimed, hearing: Hearing, letter: Letter, rationale: str, knowledge: Knowledge
) -> tuple[UnaddressedFact, ...]:
    """Find the clinical findings that answer a denial which is qualified: "no clear deficit".

    A denial that is not qualified is contradicted by them; what is wanted of another time, or of a
    change, is not answered at all; nor is what the summary tells both ways.
    """
    named = {match.concept for match in knowledge.lexicon("findings").find(rationale)}
    found: dict[str, UnaddressedFact] = {}
    for claim, place in claimed.denials(letter):
        if not hearing.wants_more(place) or hearing.wants_other(hearing.quoted(place)):
            continue
        if claimed.is_told_both_ways(claim, place):
            continue  # of "too little" it may be true
        for told in claimed.otherwise(claim, place):
            if told.finding and told.concept not in named:
                places = hearing.quoted(told.place), hearing.quoted(place)
                fact = UnaddressedFact(told.finding, claim.criterion, places[:1], places[1])
                found.setdefault(told.concept, fact)
    return tuple(found.values())
