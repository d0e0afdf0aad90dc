"""Doubts: what makes it unsure that the reviewer's words and the summary's tell unlike.

In:   a letter, an item, what hears its case, the knowledge; a place of either side.
Out:  whether there is a doubt, so that nothing is told of the two.
From: a false statement is worse than none; the words that raise a doubt stand in
      ontology/vocab/claims.ttl.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.phrases import fold, phrases
from imrgraph.letters.text.sentences import sentences
from imrgraph.reasoning.deciding.case import CaseFinding

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Item, Letter
    from imrgraph.reasoning.auditing.grounds import UnaddressedFact
    from imrgraph.reasoning.auditing.hearing import Hearing
    from imrgraph.reasoning.places import Evidence

__all__ = ["Doubts"]

#: How far from the words their sentence is looked for, in characters.
_REACH: Final = 600
#: What may be of a spine and of a limb that its nerves supply.
_ALONG: Final = IMRV("finding-electrodiagnostic-result").value
_SIDE: Final = re.compile(r"\b(?:left|right|bilateral|both)\b")
_ONE_SIDED: Final = frozenset({"left", "right"})
# "Right: scar healed", "Left wrist - "
_HEADED: Final = re.compile(r"(?:\A|[.;\n])\s*(left|right)\b[^.;:\n]{0,25}:")
#: So much of the summary before a finding may hold the heading that it stands under.
_UNDER: Final = 250


class Doubts:
    """Says where the reviewer and the summary may well agree, or speak of two things."""

    def __init__(self, item: Item, letter: Letter, hearing: Hearing, knowledge: Knowledge) -> None:
        self._document, self._hearing = letter.document, hearing
        self._folded = fold(letter.document.text)
        sides = {part.value.side for part in item.request.body_parts}
        self._asked = {side for side in sides if side}
        self._denied, self._excepted, self._general, self._turned, self._planned, self._unlike = (
            phrases(name, knowledge)
            for name in (
                "denied-behind",
                "excepted",
                "general-remark",
                "turned-round",
                "not-yet-had",
                "of-one-side",
            )
        )

    def are_of(self, fact: UnaddressedFact) -> bool:
        """Say whether a finding on record is not plainly what a denial answers to."""
        if fact.answers is None or not isinstance(fact.fact, CaseFinding):
            return False
        kind = self._hearing.kind_of(fact.fact.finding.kind.value)
        return self.are_about(fact.answers, fact.evidence[0], kind, denied=True)

    def are_about(self, said: Evidence, told: Evidence, kind: str, *, denied: bool) -> bool:
        """Say whether what the reviewer says and the summary tells are not plainly unlike.

        Args:
            said: the reviewer's words.
            told: those of the summary.
            kind: the kind of the contradiction.
            denied: whether the reviewer denies what the summary tells, rather than asserts what
                it denies.
        """
        words, other = self._part(said), self._part(told)
        if self._general.search(words) or self._turned.search(words):
            return True
        if self._excepted.search(words) or self._excepted.search(other):
            return True
        # both deny it, or both affirm it
        if self._denied.search(other if denied else words):
            return True
        if not denied and ";" in told.quote:
            return True  # of several results one may bear it out
        if kind == "treatment":
            is_planned = denied and self._planned.search(other)
            return bool(is_planned) or self._is_of_other_part(said, told)
        return self._is_of_other_side(said, told) or (denied and self._is_split(words, other))

    def _is_split(self, said: str, told: str) -> bool:
        """Say whether words tell of both sides, unlike, where the reviewer speaks of one."""
        spoken, each = ({*_SIDE.findall(words)} & _ONE_SIDED for words in (said, told))
        are_unlike = self._unlike.search(told) is not None
        return len(spoken) < len(_ONE_SIDED) == len(each) and are_unlike

    def _is_of_other_part(self, said: Evidence, told: Evidence) -> bool:
        """Say whether the sentence of a treatment names a part that is not the reviewer's."""
        is_named = bool(self._hearing.parts(told))
        return is_named and not self._hearing.are_of_one_part(said, told, _ALONG)

    def _is_of_other_side(self, said: Evidence, told: Evidence) -> bool:
        """Say whether each names one side, by a heading or by its own words, and not the same."""
        one = {*_SIDE.findall(self._part(said))} or self._asked
        other = {*_SIDE.findall(self._part(told))} or self._heading(told)
        are_sided = all(sides and sides <= _ONE_SIDED for sides in (one, other))
        return are_sided and not one & other

    def _heading(self, told: Evidence) -> set[str]:
        """Return the side that the last heading before some words names."""
        before = self._folded[max(0, told.start - _UNDER) : told.start]
        return {*_HEADED.findall(before)[-1:]}

    def _part(self, place: Evidence) -> str:
        """Return the words of a place with the part of their sentence between semicolons."""
        near = Span(max(0, place.start - _REACH), min(len(self._folded), place.end + _REACH))
        cut = sentences(self._document, near)
        around = next((e for e in cut if e.start <= place.start < e.end), near)
        start = max(around.start, self._folded.rfind(";", around.start, place.start) + 1)
        stop = self._folded.find(";", place.end, max(around.end, place.end))
        end = stop if stop >= 0 else max(around.end, place.end)
        return self._folded[start:end]
