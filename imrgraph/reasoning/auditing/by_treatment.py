"""By treatment: treatments that the reviewer says were not had, and the summary says were.

In:   the case of an item, what hears it, the item, its letter, the knowledge.
Out:  `Contradiction`s.
From: a denial that stands next to the name of a treatment, with no words between or behind that
      make it narrower; those that may stand there are imrv:not-had of ontology/vocab/claims.ttl.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMRV, SKOS
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.phrases import fold, phrases
from imrgraph.reasoning.auditing.hearing import Contradiction, is_named_alike

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Letter
    from imrgraph.letters.text.scope import Mark, Scopes
    from imrgraph.reasoning.auditing.hearing import Hearing
    from imrgraph.reasoning.deciding.case import Case
    from imrgraph.reasoning.places import Evidence

__all__ = ["by_treatment"]

_DENYING: Final = frozenset({"denies", "is not shown"})
_ENDS: Final = re.compile(
    r"[.;,:]|\b(?:but|so|which|prior\s+to|before|and\s+(?:the|this|it|so|we|i))\b|\Z"
)
_EMPTY: Final = re.compile(r"[\s,/()\"'-]*")
#: Of these one is told from another by the part of the body.
_OF_A_PART: Final = frozenset(
    IMRV(name).value for name in ("diagnostic-test", "injection-or-procedure", "surgery")
)
_TEST: Final = IMRV("diagnostic-test").value
#: Who says that there is no study of the nerves denies either half of it.
_OF_NERVES: Final = IMRV("emg-ncs").value
_NERVE_STUDIES: Final = frozenset(IMRV(name).value for name in ("emg", "ncs"))
_NERVE_RESULT: Final = IMRV("finding-electrodiagnostic-result").value
_INJECTION: Final = IMRV("injection-or-procedure").value
_STEROIDS: Final = IMRV("category-adrenal-cortical-steroids").value
_MATCH: Final = SKOS("broadMatch").value
_STEROID: Final = re.compile(r"steroid|\bcortisone")
_INJECTED: Final = re.compile(r"\b(?:inject|shots?\b)")
# "is not taking", "takes no"
_NOW: Final = re.compile(
    r"\b(?:is|are|does|do)(?:\s+not|n't)\b|\b(?:takes?|uses?)\s+no\b|\bcurrent"
)
_EQUIPMENT: Final = IMRV("equipment").value
_TRIAL: Final = re.compile(r"\btrial")
# "a 30 day trial", "worn for ten weeks"
_TRIED: Final = re.compile(
    r"\btrial|\b(?:worn|wore|used|rented|tried)\b[^.;]{0,40}?\b(?:days?|weeks?|months?)\b"
)


def by_treatment(
    case: Case, hearing: Hearing, letter: Letter, knowledge: Knowledge
) -> Iterator[Contradiction]:
    """Yield the treatments that the reviewer says were not had, and the summary says were."""
    had = _Had(case, hearing, letter, knowledge)
    for span, read in hearing.own():
        if read.holds(*_DENYING):
            yield from had.of_sentence(span, read)


class _Had:
    """The treatments of a summary, beside those that the reviewer denies."""

    def __init__(self, case: Case, hearing: Hearing, letter: Letter, knowledge: Knowledge) -> None:
        self._hearing, self._knowledge = hearing, knowledge
        self._text, self._folded = letter.document.text, fold(letter.document.text)
        self._facts = (*case.all("pastTreatment"), *case.all("concurrentTreatment"))
        self._beside, self._narrower, self._partial = (
            phrases(name, knowledge) for name in ("not-had", "not-had-narrower", "not-had-so")
        )
        self._planned, self._over, self._still = (
            phrases(name, knowledge) for name in ("not-yet-had", "no-longer-had", "still-had")
        )

    def of_sentence(self, span: Span, read: Scopes) -> Iterator[Contradiction]:
        """Yield what one sentence of the reviewer denies and the summary tells."""
        words = self._text[span.start : span.end]
        named = self._knowledge.lexicon("treatments").find(words)
        places = [Span(each.start, each.end).shift(span.start) for each in named]
        parts = self._knowledge.lexicon("body-regions").find(words)
        others = [*places, *(Span(each.start, each.end).shift(span.start) for each in parts)]
        for each, place in zip(named, places, strict=True):
            if not self._is_not_had(place, others, span, read):
                continue
            said = self._hearing.at(place)
            found = tuple(self._told(each.concept, said))
            if found:
                told = tuple(dict.fromkeys((concept, True) for concept, _ in found))
                yield Contradiction(
                    kind="treatment",
                    asserted=False,
                    claim=each.concept,
                    evidence=self._hearing.quoted(said),
                    told=told,
                    places=self._hearing.all_quoted(at for _, at in found),
                )

    def _is_not_had(self, place: Span, others: list[Span], span: Span, read: Scopes) -> bool:
        """Say whether a sentence says of a treatment that it was not had, and no less."""
        clause = self._hearing.clause(self._hearing.at(place))
        if self._narrower.search(clause) or self._hearing.is_conditional(place, span):
            return False
        if not self._hearing.is_denied(place, read):
            return False
        marks = [each for each in read.of(place) if each.marker.category in _DENYING]
        return any(self._is_next(mark, place, others, span) for mark in marks)

    def _is_next(self, mark: Mark, place: Span, others: list[Span], span: Span) -> bool:
        """Say whether nothing but words of having stands between a denial and a treatment."""
        if self._partial.search(self._folded, mark.span.start, mark.span.end):
            return False
        end = _ENDS.search(self._folded, max(place.end, mark.span.end), span.end)
        stop = end.start() if end else span.end
        if mark.span.end <= place.start:
            gaps = Span(mark.span.end, place.start), Span(place.end, stop)
        else:
            gaps = Span(place.end, mark.span.start), Span(mark.span.end, stop)
        return all(self._is_of_having(gap, others) for gap in gaps)

    def _is_of_having(self, gap: Span, others: list[Span]) -> bool:
        """Say whether words say only that something was had, or name treatments and parts."""
        words = list(self._folded[gap.start : gap.end])
        for other in others:
            if gap.covers(other):
                at = other.shift(-gap.start)
                words[at.start : at.end] = " " * (at.end - at.start)
        return bool(_EMPTY.fullmatch(self._beside.sub(" ", "".join(words))))

    def _told(self, denied: str, said: Evidence) -> Iterator[tuple[str, Evidence]]:
        """Yield where the summary says that a treatment was had, or a kind of it."""
        know, clause = self._knowledge, self._hearing.clause(said)
        trial, now = _TRIAL.search(clause), _NOW.search(clause)
        for fact in self._facts:
            above = {fact.value, *know.broader(fact.value)}
            for at in fact.places:
                if not self._is_it(denied, said, above, at) or self._is_not_so(at):
                    continue
                told = fold(self._hearing.quoted(at).quote)
                if _EQUIPMENT in above and trial and not _TRIED.search(told):
                    continue  # where a trial is wanted, having it somewhere is none
                is_now = self._still.search(told) and not self._over.search(told)
                if self._is_of_part(above, said, at) and (is_now or not now):
                    yield fact.value, at

    def _is_it(self, denied: str, said: Evidence, above: set[str], at: Evidence) -> bool:
        """Say whether a treatment is the one that is denied, or a kind of it.

        An injection may be named by its drug or by its place.
        """
        if denied in above or (denied == _OF_NERVES and _NERVE_STUDIES & above):
            return True
        if _INJECTION not in self._knowledge.broader(denied):
            return False
        if _STEROID.search(fold(said.quote)) and self._is_injected_steroid(above, at):
            return True
        return _INJECTION in above and is_named_alike(said, at)

    def _is_injected_steroid(self, above: set[str], at: Evidence) -> bool:
        """Say whether the summary tells at a place of a steroid that was injected."""
        if _INJECTION in above:
            return bool(_STEROID.search(fold(at.quote)))
        drugs = {each for of in above for each in self._knowledge.facts.values(of, _MATCH)}
        return _STEROIDS in drugs and bool(_INJECTED.search(self._hearing.clause(at)))

    def _is_of_part(self, above: set[str], said: Evidence, at: Evidence) -> bool:
        """Say whether a treatment is of the part that the reviewer speaks of."""
        if _TEST in above and not self._hearing.parts(at):
            return False
        is_injected = _INJECTED.search(self._hearing.clause(at))
        of_any = _OF_A_PART.isdisjoint(above) and not is_injected
        # a spine and a limb that its nerves supply are one for a study of the nerves
        concept = _NERVE_RESULT if (_NERVE_STUDIES | {_OF_NERVES}) & above else None
        return of_any or self._hearing.are_of_one_part(said, at, concept)

    def _is_not_so(self, at: Evidence) -> bool:
        """Say whether the summary denies a treatment, or speaks of what is still to come."""
        told = fold(self._hearing.quoted(at).quote)
        return bool(self._planned.search(told)) or self._hearing.is_denied_there(at)
