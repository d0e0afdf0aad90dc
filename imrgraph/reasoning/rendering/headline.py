"""The headline: why an item was decided as it was, in one sentence of at most 35 words.

In:   an explanation.
Out:  the outcome, and the reasons that decide it, in the reviewer's terms and with their numbers.
From: imr:groundWhenMet, imr:clauseWhenMet and their like; the words in quotation marks are the
      letter's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from imrgraph.letters.text.cutting import fitted
from imrgraph.letters.text.phrases import fold
from imrgraph.reasoning.deciding.results import Role, Status
from imrgraph.reasoning.deciding.verdicts import Verdict
from imrgraph.reasoning.explaining.turning import (
    besides,
    likeliest,
    operation_of,
    weighs_most,
)
from imrgraph.reasoning.explaining.understanding import unread_holding
from imrgraph.reasoning.rendering import terms, wording
from imrgraph.reasoning.rendering.sentence import Clauses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from imrgraph.reasoning.explaining.explanation import Explanation
    from imrgraph.reasoning.explaining.turning import Reason
    from imrgraph.reasoning.places import Evidence

__all__ = ["MOST_WORDS", "headline", "headline_parts", "reason_clauses"]

#: So many words a headline has at most.
MOST_WORDS: Final = 35
#: A quotation that is cut has no fewer of them, unless it ends so.
_LEAST: Final = 6
_ENDS: Final = ".,;:"
#: Nor does it begin with one of these, or within a clause.
_JOINING: Final = frozenset({"and", "or", "but", "nor", "so", "which", "who", "that"})
#: So many of them a sentence of which no reason was understood.
_ALONE: Final = 22
_OUTCOMES: Final = {
    "upheld": "Upheld, {treatment} refused",
    "overturned": "Overturned, {treatment} granted",
    "partial": "Granted in part, {treatment}",
}
_WOULD: Final = {
    Verdict.NECESSARY: "would be necessary",
    Verdict.NOT_NECESSARY: "would not be necessary",
    Verdict.PARTLY_NECESSARY: "would be necessary in part",
}
#: A request of so many words at most is named by them.
_NAMED: Final = 8
#: So many words it takes to say how many reasons there are besides: "and 1 more reason".
_MORE: Final = 4
_UNKNOWN: Final = "the reason was not understood; the reviewer writes"
_NO_REASON: Final = "no reason for it is given; the reviewer writes"
#: Told behind other reasons, which then are not all of them: how many more there are is not told.
_IN_PART: Final = "; the deciding sentence was not understood"
# "come to thirty, no more", "exceeds the 10 visits": a number stands against a limit
_MEASURED: Final = re.compile(
    r"\b(?:exceed\w*|excess|no\s+more|in\s+all|beyond|limit\w*|maximum|come\s+to|short\s+of|less\s+than"
    r"|fewer\s+than)\b"
)
_NUMBER: Final = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|forty|fifty)\b"
)
_SERVICE: Final = "associated-service"
_PHASE: Final = "phase"
_VISITS: Final = "visit-limit"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A reason as it can be told: by its criterion, in the reviewer's words, or in few of them."""

    clause: str = ""
    words: Evidence | None = None
    few: Evidence | None = None
    #: The words that answer the denial, where the sentence begins with what that says.
    answer: Evidence | None = None

    def whole(self) -> Iterator[str]:
        """Yield it without loss, the fullest form first."""
        whole = wording.words(self.words).rstrip(" .") if self.words else ""
        few = self._few(whole)
        counts = any(map(str.isdigit, self.clause))
        shown = (whole, few) if counts else (whole,)
        yield from (f"{self.clause} (“{each}”)" for each in shown if self.clause and each)
        if counts:
            yield self.clause
        yield from (f"“{each}”" for each in (whole, few) if each)
        if self.clause and not counts:
            yield self.clause

    def _few(self, whole: str) -> str:
        """Return the fewest words that tell it, with a mark where the sentence goes on."""
        shown = self.answer or self.few
        few = wording.words(shown).rstrip(" .,;:") if shown else ""
        if not few:
            return ""
        before, _, after = (part.strip() for part in whole.partition(few))
        begins = not before or before[-1] in _ENDS
        if len(few.split()) < _LEAST or not begins or few.split()[0].lower() in _JOINING:
            return ""
        if after and after[0] not in _ENDS:
            whole_few, is_clause = fitted(whole.removeprefix(before).split(), len(few.split()) + 1)
            return whole_few if is_clause else ""
        return few

    def cut(self, most: int) -> str:
        """Tell as much of it as there is room for; what is quoted says more than the criterion.

        No quotation that would break off before its point stands beside the criterion.
        """
        bare = self.clause if self.words and not any(map(str.isdigit, self.clause)) else None
        fitting = (each for each in self.whole() if each != bare and _words(each) <= most)
        if (found := next(fitting, None)) or not self.words:
            return found or self.clause
        if self.answer:
            return self.clause or f"“{_shortened(self.answer, most)}”"
        room = most - _words(self.clause)
        if self.clause and room >= _LEAST:
            said, is_clause = fitted(wording.words(self.words).rstrip(" .").split(), room)
            return f"{self.clause} (“{said}”)" if is_clause else self.clause
        return f"“{_shortened(self.words, most)}”"


def headline(item: Explanation) -> str:
    """Say how an item was decided and why.

    Numbers come first, and what the reviewer says weighs most; then the reasons in the order in
    which they are likely to decide. The reviewer's own words are
    told where they fit; of those reasons that do not fit, the number is told. Where what leads to
    the conclusion was not understood, that is said, lest the others seem to be all. That a number
    asked for is not the reason goes before reasons that have no name.
    """
    return "".join(headline_parts(item))


def headline_parts(item: Explanation) -> tuple[str, str, str]:
    """Return a headline in three: up to the reasons that do not fit, their number, and the end.

    A page that tells all reasons below can lead there from their number, "" where all fit.
    """
    opening = _opening(item)
    most = MOST_WORDS - _words(opening)
    pieces = () if item.contrary else _pieces(item)
    if not pieces:
        return f"{opening}: {_not_understood(item, most)}.", "", ""
    if unread_holding(item):
        told, _ = _listed(pieces, most - _words(_IN_PART), 0)
        return f"{opening}: {told}{_IN_PART}.", "", ""
    passed = _within_limits(item)
    named = [each for each in pieces if each.clause] if passed else []
    told, left = _listed(named if named[1:] else pieces, most)
    said = f"{opening}: {told}{'; ' if left else ''}"
    fits = passed and _words(f"{said}{_more(left)}. {passed}") <= MOST_WORDS
    return said, _more(left), f". {passed}" if fits else "."


def _pieces(item: Explanation) -> list[_Piece]:
    """Return what there is to tell of the reasons, each place of the letter once.

    In the order in which their sentences are likely to give the reason; what the reviewer says
    weighs most goes first.
    """
    reasons = item.reasons
    told = zip(reasons, reason_clauses(reasons, item), strict=True)
    pieces = [(next(iter(r.places), None), _piece(r, clause, item)) for r, clause in told]
    pieces += [
        (each, _Piece(words=_content(each), answer=_answer(each, item))) for each in besides(item)
    ]
    order = {each.place.start: number for number, each in enumerate(item.giving)}

    def at(place: Evidence | None) -> int:
        here = item.passages.of(place) if place else None
        return order.get(here.place.start, len(order)) if here else -1

    kept: list[_Piece] = []
    for _, each in sorted(pieces, key=lambda entry: at(entry[0])):
        if not any(_again(each, other, item) for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: not (each.words is None or _weighs(each.words, item)))


def _content(words: Evidence) -> Evidence:
    """Return what follows a colon where what precedes only says that it weighs most."""
    opening, colon, content = words.quote.partition(": ")
    leads = replace(words, quote=opening)
    if not colon or not weighs_most(leads) or len(content.split()) < _LEAST:
        return words
    return replace(words, start=words.start + len(opening) + len(colon), quote=content)


def _again(piece: _Piece, other: _Piece, item: Explanation) -> bool:
    """Say whether words were told already: those of a named reason, or others of their sentence."""
    if piece.words is None or other.words is None:
        return False
    here = item.passages.of(piece.words)
    quoted = not piece.clause and here is not None and here.holds(other.words)
    return quoted or _meet(piece.words, other.words)


def _weighs(words: Evidence, item: Explanation) -> bool:
    """Say whether the reviewer says that a reason weighs most, or measures it against a limit."""
    here = item.passages.of(words)
    whole = here.place if here else words
    said = fold(whole.quote)
    return weighs_most(whole) or bool(_MEASURED.search(said) and _NUMBER.search(said))


def _piece(reason: Reason, clause: str, item: Explanation) -> _Piece:
    words = next(iter(reason.places), None)
    if reason.condition or words is None:
        return _Piece(clause)
    said = clause if reason.is_named else ""
    return _Piece(said, words, reason.said, _answer(words, item))


def _answer(words: Evidence, item: Explanation) -> Evidence | None:
    """Return the words by which a sentence answers the denial that it tells of before."""
    here = item.passages.of(words)
    answer = here.answer if here else None
    return answer if answer and words.start < answer.start else None


def _meet(one: Evidence, other: Evidence) -> bool:
    return one.start < other.end and other.start < one.end


def _opening(item: Explanation) -> str:
    """Say what became of the request, which is named in few words."""
    outcome = _OUTCOMES.get(item.recorded_outcome or "")
    if outcome is None:
        return _undecided(item)
    asked = " ".join(item.request.split())
    short = len(asked.split()) <= _NAMED
    return outcome.format(treatment=asked if short else Clauses(item).treatment)


def _more(left: int) -> str:
    return f"and {left} more reason{'' if left == 1 else 's'}" if left else ""


def _put(reason: Reason, item: Explanation, clauses: Clauses) -> str:
    """Say a reason: with its numbers, with the item that it hangs on, or as the reviewer's."""
    on = operation_of(item) if reason.criterion == _SERVICE else None
    if on:
        return f"it goes with item {on}, which is {'' if reason.met else 'not '}necessary"
    if reason.condition:
        return clauses.put(reason.condition)
    visits = item.of.request.quantity
    if reason.criterion == _VISITS and visits and visits.total and visits.unit == "visit":
        stay = "stay within" if reason.met else "exceed"
        granted = visits.authorized.value if visits.authorized else None
        named = f"beyond the {granted} authorized" if granted else "asked for"
        return f"the {visits.total} visits {named} {stay} what the guideline allows"
    return terms.ground_clause(
        reason.criterion,
        item.knowledge,
        met=reason.met,
        waived=reason.waived,
        finds_none=reason.finds_none,
    )


def _undecided(item: Explanation) -> str:
    """Say what would follow for a request that nobody decided yet."""
    would = _WOULD.get(item.verdict)
    treatment = Clauses(item).treatment
    return f"No decision yet, {treatment} {would}" if would else "No decision yet"


def reason_clauses(reasons: Sequence[Reason], item: Explanation) -> tuple[str, ...]:
    """Say each reason; the time that passed is told with the phase, and not again."""
    clauses = Clauses(item)
    by_phase = sorted(reasons, key=lambda each: each.criterion != _PHASE)
    said = {id(each): _put(each, item, clauses) for each in by_phase}
    return tuple(said[id(each)] for each in reasons)


def _not_understood(item: Explanation, most: int) -> str:
    """Say that no reason was understood, in the words that are likeliest to give it."""
    said, opening = likeliest(item), _UNKNOWN
    if item.contrary:
        said, opening = item.contrary[0], _NO_REASON
    if said is None:
        return "no reason for it was understood in the rationale"
    words = min(_ALONE, most - _words(opening))
    return f"{opening} “{_shortened(said, words)}”"


def _listed(pieces: Sequence[_Piece], most: int, more: int = _MORE) -> tuple[str, int]:
    """Tell the first reason as fully as there is room for, and of the others as many as fit.

    Args:
        pieces: the reasons.
        most: so many words there is room for.
        more: so many of them it takes to say how many others there are.

    Returns:
        The reasons in a line, and how many there are besides.
    """
    spare = 0 if len(pieces) == 1 else more
    kept = [pieces[0].cut(most - spare)]
    for number, each in enumerate(pieces[1:], 2):
        spare = 0 if number == len(pieces) else more
        room = most - spare - _words(" ".join(kept))
        fitting = next((form for form in each.whole() if _words(form) <= room), None)
        if fitting is None:
            break
        kept.append(fitting)
    return "; ".join(kept), len(pieces) - len(kept)


def _within_limits(item: Explanation) -> str:
    """Say that the number asked for is not the reason, where it was weighed and is none."""
    turning = {each.weighed.recommendation for each in item.decisive}
    for each in item.leading_conditions:
        result = each.result
        passed = result.limits and result.status is Status.MET and result.comparisons
        ours = each.weighed.recommendation in turning and result.role is Role.CONDITION
        if item.recorded_outcome == "upheld" and passed and ours and not each.decisive:
            said = Clauses(item).put(each)
            return f"{said[:1].upper()}{said[1:]}."
    return ""


def _shortened(evidence: Evidence, most: int) -> str:
    """Return words of the letter, the first of them where they are many; up to a comma if it can.

    >>> from imrgraph.reasoning.places import Evidence
    >>> said = "there is no brace on record, and no injection was tried before the operation"
    >>> _shortened(Evidence(0, len(said), said, 1, None, None), 9)
    'there is no brace on record …'
    """
    return fitted(wording.words(evidence).rstrip(" .").split(), most)[0]


def _words(text: str) -> int:
    return len(text.split())
