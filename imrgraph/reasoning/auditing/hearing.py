"""Hearing: what a reviewer says of the file, beside what the clinical summary tells of the same.

In:   the case of an item, the text of its letter, the knowledge.
Out:  `Contradiction`, the value; `Hearing`, which says whether two places are about the same.
From: Cal. Lab. Code § 4610.6(h)(5), on plainly erroneous findings of fact: this names where to
      look, and calls nothing an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMR, IMRV
from imrgraph.letters.requests.regions import regions
from imrgraph.letters.summary.kinds import kinds
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.phrases import fold, pattern
from imrgraph.letters.text.scope import scopes
from imrgraph.letters.text.sentences import sentences
from imrgraph.reasoning.auditing.bodyparts import have_to_do
from imrgraph.reasoning.auditing.quoting import in_context
from imrgraph.reprs import short

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.text.document import Document
    from imrgraph.reasoning.deciding.case import Case
    from imrgraph.reasoning.places import Evidence

__all__ = ["Contradiction", "Hearing"]

#: How much of the summary before a finding may name the region that it is of.
_REACH: Final = 400
#: The criterion on what an examination shows.
_SHOWN: Final = IMRV("objective-findings").value
#: What markers say that deny.
_DENYING: Final = ("denies", "is not shown", "is past", "lasts")
#: So many sentences back at most.
_ANY: Final = 100
#: So many words around those of a finding may qualify it.
_CLAUSE: Final = 8
#: So many words around those of the summary are quoted on either side.
_AROUND: Final = 3


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What the reviewer says of the file, and the words of the summary that tell otherwise."""

    #: The notation of a kind of imrv:contradiction-kinds: "complaint", "sign", "imaging", …
    kind: str
    #: Whether the reviewer asserts what the record denies, rather than denies what it shows.
    asserted: bool
    #: What the reviewer's words say of the file: the IRI of a claim, of a kind of findings or of a
    #: diagnosis.
    claim: str
    evidence: Evidence
    #: What the summary tells: the IRIs of kinds of findings, treatments or diagnoses, each with
    #: whether it is so.
    told: tuple[tuple[str, bool], ...]
    places: tuple[Evidence, ...]
    #: The IRI of the ground, and the code of its criterion, where the words are one.
    ground: str | None = None
    criterion: str | None = None

    __repr__ = short("kind", "asserted", "claim", "evidence.quote")


class Hearing:
    """Says what places of a letter are about."""

    def __init__(self, case: Case, document: Document, knowledge: Knowledge) -> None:
        self._case, self._document, self._knowledge = case, document, knowledge
        self._thin, self._faint = (
            pattern([*knowledge.facts.all(IMRV(name).value, "hedge")])
            for name in ("thin-ground", "faint-finding")
        )

    def is_qualified(self, place: Evidence) -> bool:
        """Say whether words beside a finding qualify it, so that nothing contradicts it plainly."""
        return bool(self._thin.search(self.clause(place)))

    def is_faint(self, place: Evidence) -> bool:
        """Say whether words of the summary make little of a finding."""
        return bool(self._faint.search(fold(self.quoted(place).quote)))

    def denies(self, place: Evidence) -> bool:
        """Say whether the words of a finding deny anything."""
        words = fold(place.quote)
        return scopes(words, Span(0, len(words)), self._knowledge).holds(*_DENYING)

    def clause(self, place: Evidence) -> str:
        """Return the clause of a finding, folded."""
        return fold(in_context(place, self._document, _CLAUSE).quote)

    def quoted(self, place: Evidence) -> Evidence:
        """Return words of the summary with as much around them as makes them plain."""
        return in_context(place, self._document, _AROUND)

    def are_of_one_part(self, said: Evidence, told: Evidence) -> bool:
        """Say whether the reviewer's words and those of the summary may be of one part of the body.

        Where either names none, they may.
        """
        asked, found = self.asked(said), self.regions(told)
        return not asked or not found or have_to_do(asked, found, self._knowledge)

    def asked(self, place: Evidence) -> tuple[str, ...]:
        """Return the regions that the reviewer's words name, or else the request."""
        return self._nearest(place, sentences_back=1) or self._case.things("bodyRegion")

    def regions(self, place: Evidence) -> tuple[str, ...]:
        """Return the regions nearest to a finding in its sentence, or else the last ones before."""
        return self._nearest(place, sentences_back=_ANY)

    def _nearest(self, place: Evidence, sentences_back: int) -> tuple[str, ...]:
        near = Span(max(0, place.start - _REACH), min(len(self._document.text), place.end + _REACH))
        cut = [each for each in sentences(self._document, near) if each.start < place.end]
        for sentence in list(reversed(cut))[:sentences_back]:
            if named := regions(self._document, sentence, self._knowledge):
                gaps = [max(n.span.start - place.end, place.start - n.span.end, 0) for n in named]
                nearest = min(gaps)
                pairs = zip(named, gaps, strict=True)
                return tuple(n.value.region for n, gap in pairs if gap == nearest)
        return ()

    def kind_of(self, concept: str) -> str:
        """Return the kind of contradiction in which the summary tells of a concept."""
        known = kinds(self._knowledge).get(concept)
        if known is None:
            treatments = self._knowledge.facts.of_kind(IMR("Treatment").value)
            return "treatment" if concept in treatments else "complaint"
        if known.treatments:
            return "treatment"
        if known.is_effect:
            return "result"
        if known.shown_by:
            return "imaging"
        shown = known.results or _SHOWN in known.speaks_for
        return "sign" if shown else "complaint"
