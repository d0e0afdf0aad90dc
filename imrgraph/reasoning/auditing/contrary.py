"""Contrary: a rationale that finds for the side that lost, and nothing for the one that won.

In:   the sentences of a rationale as they were weighed, the reviewer's grounds, the outcome.
Out:  the sentences that speak against the outcome, and the one that concludes; nothing where any
      other sentence may hold its reason.
From: Cal. Lab. Code § 4610.6(h), on what a determination may be set aside for. Nobody is accused on
      thin ground: a sentence has to find something by a cue that labelled sentences bear out, or to
      speak of the whole request in the words of ontology/vocab/claims.ttl, and nothing that is said
      besides may decide it. Of 955 decided items one is found, in which they do contradict each
      other; of the same with the outcome turned round, 14.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from imrgraph.letters.letter import Voice
from imrgraph.letters.rationale.conclusions import conclusions
from imrgraph.letters.text.numerals import NUMBER
from imrgraph.letters.text.patterns import later
from imrgraph.letters.text.phrases import fold, phrases
from imrgraph.letters.text.sentences import sentences
from imrgraph.reasoning.auditing.certainty import denials
from imrgraph.reasoning.auditing.discrepancies import Discrepancy
from imrgraph.reasoning.places import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Item
    from imrgraph.letters.text.document import Document, Span
    from imrgraph.reasoning.auditing.grounds import GroundComparison
    from imrgraph.reasoning.auditing.passages import Passage, Passages

__all__ = ["against_itself", "contrary"]

_DECIDED: Final = frozenset({"upheld", "overturned"})
#: The words of ontology/vocab/ by which a sentence speaks for a request, and against one.
_FOR, _AGAINST = "speaks-for-request", "speaks-against-request"
#: What is denied once in a sentence against a request, and never in one for it.
_DENIED_ONCE: Final = 1
# "if", "although", "the physician states": what is said so is not found
_UNPLAIN: Final = later(
    r"\b(?:if|unless|until|would|could|should|may|might|however|but|al?though|though|while|despite|only"
    r"|otherwise|partly|partial\w*|ur|utilization|administrator|denial|(?:physician|provider|surgeon)"
    r"\s+(?:states?|stated|notes?|noted|believes?|argues?|writes?))\b"
)
# "10 visits over 8 weeks", "30 days": a limit of a rule may be the reason by itself
_LIMIT: Final = later(
    rf"{NUMBER}(?:\s*(?:-|to)\s*{NUMBER})?\s+(?:\w+\s+)?"
    r"(?:visits?|sessions?|treatments?|days?|weeks?|months?|years?|mg)\b"
)
_COUNTS: Final = later(NUMBER)
#: A sentence may hold the reason from these odds on (their logarithm).
_MAY_DECIDE: Final = -1.0
#: By so much likelier the reason of the other outcome, one that finds something speaks against it.
_LEANS: Final = 0.5


def contrary(
    item: Item,
    document: Document,
    said: Passages,
    grounds: Iterable[GroundComparison],
    knowledge: Knowledge,
) -> tuple[Evidence, ...]:
    """Return what speaks against the outcome of an item where nothing is said for it.

    Args:
        item: whose rationale and outcome they are.
        document: the letter.
        said: the sentences of the rationale.
        grounds: those of the reviewer, and those derived.
        knowledge: the words that speak for a request, or against one.
    """
    outcome = item.outcome.value if item.outcome else None
    granted = outcome == "overturned"
    stated = [each for each in grounds if each.stated]
    if outcome not in _DECIDED or any(each.met is granted for each in stated):
        return ()
    folded = fold(document.text)
    plain = phrases(_AGAINST if granted else _FOR, knowledge)
    sure = [e for e in stated if e.is_sure and said.bears_out(e) and said.is_own(e)]
    found = {place.start for each in sure for place in each.evidence}
    against: list[Evidence] = []
    concluding: list[Evidence] = []
    for span in sentences(document, item.rationale.span):
        words, here = folded[span.start : span.end], _passage(said, span)
        place = _place(document, span)
        is_plain = _is_plain(words, granted=granted) and plain.search(words) and not _is_rule(here)
        if is_plain or (here and _finds_so(here, found, granted=granted)):
            against.append(place)
        elif _only_concludes(here, folded, span):
            concluding.append(place)
        elif here is None or not _is_no_reason(here, words, found, granted=granted):
            return ()
    return (*against[:1], *concluding[-1:], *against[1:]) if against else ()


def against_itself(outcome: str | None, places: tuple[Evidence, ...]) -> tuple[Discrepancy, ...]:
    """Return that findings and outcome contradict each other; nothing where none do."""
    if not places:
        return ()
    sides = ("for", "against") if outcome == "upheld" else ("against", "for")
    values = {"side": sides[:1], "other": sides[1:], "outcome": (outcome,)}
    return (Discrepancy("contrary", values, places),)


def _passage(said: Passages, span: Span) -> Passage | None:
    return next((each for each in said.each if span.start <= each.place.start < span.end), None)


def _is_rule(here: Passage | None) -> bool:
    return here is not None and (here.is_rule or here.is_of_others)


def _is_plain(words: str, *, granted: bool) -> bool:
    """Say whether a sentence finds what it says, without a proviso and without denying twice."""
    return denials(words) == (_DENIED_ONCE if granted else 0) and not _UNPLAIN.search(words)


def _only_concludes(here: Passage | None, folded: str, span: Span) -> bool:
    """Say whether a sentence says what follows, and nothing from which it does."""
    return here.says_no_more if here else bool(conclusions(folded, span))


def _finds_so(here: Passage, found: set[int], *, granted: bool) -> bool:
    """Say whether a sentence finds something against the outcome, and is no reason for it."""
    leans = here.reason(met=not granted) - here.reason(met=granted)
    holds = any(here.place.start <= start < here.place.end for start in found)
    return holds and not here.is_rule and leans >= _LEANS


def _is_no_reason(here: Passage, words: str, found: set[int], *, granted: bool) -> bool:
    """Say whether a sentence decides nothing.

    A rule that only asks for something, sets no limit and neither bars nor grants; of others one
    that denies and counts nothing, and is rather a reason for the other outcome.
    """
    ours, theirs = here.reason(met=granted), here.reason(met=not granted)
    if ours >= _MAY_DECIDE:
        return False
    if here.is_rule:
        holds = any(here.place.start <= start < here.place.end for start in found)
        return not (holds or here.finds_wanting or _LIMIT.search(words))
    tells = here.is_of_others or denials(words) or _COUNTS.search(words)
    return not tells and theirs >= ours


def _place(document: Document, span: Span) -> Evidence:
    quote, page = document.quote(span), document.page(span)
    return Evidence(span.start, span.end, quote, page, None, Voice.REVIEWER)
