"""Hearing: what a reviewer says of the file, beside what the clinical summary tells of the same.

In:   the case of an item, the item, its letter, the knowledge.
Out:  `Contradiction`, the value; `Hearing`, which says what the reviewer's own words deny, and
      whether two places are about the same.
From: Cal. Lab. Code § 4610.6(h)(5), on plainly erroneous findings of fact: this names where to
      look, and calls nothing an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.kinship import are_kin, have_to_do
from imrgraph.knowledge.terms import IMR, IMRV
from imrgraph.letters.letter import BodyPart, Voice
from imrgraph.letters.rationale.voices import sentences as voiced
from imrgraph.letters.requests.regions import regions
from imrgraph.letters.summary.kinds import kinds
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.phrases import fold, phrases
from imrgraph.letters.text.scope import scopes
from imrgraph.letters.text.sentences import sentences
from imrgraph.reasoning.auditing.quoting import in_context, in_full, takes_back
from imrgraph.reasoning.places import Evidence
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Item, Letter
    from imrgraph.letters.text.scope import Scopes
    from imrgraph.reasoning.deciding.case import Case

__all__ = ["Contradiction", "Hearing", "is_named_alike"]

#: How much of the summary before a finding may name the region that it is of.
_REACH: Final = 400
#: The criterion on what an examination shows.
_SHOWN: Final = IMRV("objective-findings").value
#: What markers say of what is not there, and of what is not plainly so.
_DENYING: Final = frozenset({"denies", "is not shown"})
_OPEN: Final = frozenset({"leaves open", "is past", "of another", "lasts"})
# "tingling is denied", "no reflex": beside such words nothing is plainly asserted
_NEGATED: Final = re.compile(
    r"\b(?:no|not|nor|never|neither|without|none|nothing|nobody|den(?:y|ies|ied|ying)|n't|\w+n't)\b"
)
#: So many sentences back at most.
_ANY: Final = 100
#: So many words around those of a finding may qualify it.
_CLAUSE: Final = 8
#: So many words around those of the summary may make little of them.
_AROUND: Final = 3
#: A sentence of so many words is quoted as a whole.
# "he denies", "she has no"
_DISCLAIMS: Final = re.compile(
    r"\bden(?:y|ies|ied|ying)\b|\b(?:he|she|patient|worker|claimant|applicant|employee)\s+"
    r"(?:has|had|reports?|reported|feels|felt)\s+no\b|\bno\s+complaints?\s+of\b"
)
_WHOLE: Final = 30
_SIDE: Final = re.compile(r"\b(?:left|right)\b")
_ONE_SIDED: Final = frozenset({"left", "right"})


# "no mechanical symptoms": whatever is one
_AS_A_WHOLE: Final = re.compile(
    r"\b(?:symptom|complaint|sign|trouble|problem|deficit|finding|abnormal|disturb)"
)
_WORD: Final = re.compile(r"\w{4,}")
#: So many letters of a word tell it from others.
_STEM: Final = 5
_SAID_OF_MUCH: Final = frozenset(
    {"disc", "disk", "pain", "injec", "disor", "disea", "syndr", "chron", "acute"}
)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What the reviewer says of the file, and the words of the summary that tell otherwise."""

    #: The notation of a kind of imrv:contradiction-kinds: "complaint", "sign", "imaging", …
    kind: str
    #: Whether the reviewer asserts what the record denies, rather than denies what it shows.
    asserted: bool
    #: What the reviewer's words say of the file: the IRI of a claim, of a kind of findings, of a
    #: diagnosis or of a treatment.
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

    def __init__(self, case: Case, item: Item, letter: Letter, knowledge: Knowledge) -> None:
        self._case, self._item, self._letter = case, item, letter
        self._document, self._knowledge = letter.document, knowledge
        self._thin, self._dated, self._faint = (
            phrases(name, knowledge) for name in ("thin-ground", "dated-ground", "faint-finding")
        )
        self._complained, self._examined = (
            phrases(name, knowledge) for name in ("complained", "examined")
        )
        self._again, self._with_it, self._not_yet = (
            phrases(name, knowledge) for name in ("does-again", "does-with-it", "does-not-yet")
        )
        self._conditional, self._turns = (
            phrases(name, knowledge) for name in ("conditional", "turn-to-case")
        )

    def own(self) -> Iterator[tuple[Span, Scopes]]:
        """Yield the sentences in which the reviewer speaks of the case, with their markers.

        Of one that comes to the case behind a guideline, from there on; what the administrator
        argued is left out.
        """
        text = self._document.text
        folded = fold(text)
        for sentence in voiced(text, folded, self._item.rationale.span):
            span = Span(sentence.case_from, sentence.span.end)
            if span.start < span.end and sentence.argued is None:
                yield span, scopes(folded, span, self._knowledge)

    def is_denied(self, place: Span, read: Scopes) -> bool:
        """Say whether a sentence denies plainly what it names at `place`."""
        says = read.says(place)
        return bool(says & _DENYING) and not says & _OPEN

    def is_conditional(self, place: Span, sentence: Span) -> bool:
        """Say whether words tell what a guideline wants, and their sentence did not turn since."""
        before = fold(self._document.text)[sentence.start : place.start]
        return _last(self._conditional, before) > _last(self._turns, before)

    def tells(self, place: Evidence, wanted: re.Pattern[str] | None) -> bool:
        """Say whether the clause of a finding of the summary has wanted words, and affirms them."""
        if wanted is None:
            return True
        clause, folded = self.in_clause(place), fold(self._document.text)
        read = scopes(folded, self._sentence(place), self._knowledge)
        found = wanted.finditer(folded, clause.start, clause.end)
        return any(not read.says(Span.of(match)) & (_DENYING | _OPEN) for match in found)

    def is_denied_there(self, place: Evidence) -> bool:
        """Say whether the sentence of the summary denies what it names at a place."""
        sentence = self._sentence(place)
        read = scopes(fold(self._document.text), sentence, self._knowledge)
        return bool(read.says(Span(place.start, place.end)) & _DENYING)

    def is_disclaimed(self, place: Evidence) -> bool:
        """Say whether the worker denies a complaint, in a sentence that says so by that word."""
        sentence = self._sentence(place)
        before = fold(self._document.text)[sentence.start : place.start]
        return bool(_DISCLAIMS.search(before)) and self.is_denied_there(place)

    def does_again(self, back: int, *, with_it: bool) -> Iterator[tuple[Evidence, list[Evidence]]]:
        """Yield where the summary says that the worker does more again.

        Args:
            back: so many sentences before are given with it.
            with_it: whether what the worker does with a drug counts as well.

        Yields:
            The words, and their sentence and those before it, the nearest first.
        """
        place, folded = self._letter.summary.place, fold(self._document.text)
        around = sentences(self._document, place) if place else ()
        wanted = (self._again, self._with_it) if with_it else (self._again,)
        for number, sentence in enumerate(around):
            near = reversed(around[max(0, number - back) : number + 1])
            said = [self.at(each, Voice.RECORD) for each in near]
            for match in (
                m for w in wanted for m in w.finditer(folded, sentence.start, sentence.end)
            ):
                at = self.at(Span.of(match), Voice.RECORD)
                if not self._not_yet.search(self.clause(at)) and not self.is_denied_there(at):
                    yield at, said

    def disowns(self, place: Evidence, wanted: re.Pattern[str]) -> bool:
        """Say whether the worker denies, with what a place names, something by wanted words."""
        sentence, folded = self._sentence(place), fold(self._document.text)
        read = scopes(folded, sentence, self._knowledge)
        found = wanted.finditer(folded, sentence.start, sentence.end)
        return self.is_disclaimed(place) and any(
            read.says(Span.of(match)) & _DENYING for match in found
        )

    def denies(self, place: Evidence) -> bool:
        """Say whether the words of a finding deny anything."""
        words = fold(place.quote)
        read = scopes(words, Span(0, len(words)), self._knowledge)
        return read.holds(*_DENYING, "is past", "lasts")

    def at(self, place: Span, voice: Voice = Voice.REVIEWER) -> Evidence:
        """Return the words at a place of the letter."""
        quote, page = self._document.quote(place), self._document.page(place)
        return Evidence(place.start, place.end, quote, page, None, voice)

    def is_qualified(self, place: Evidence) -> bool:
        """Say whether words beside a finding qualify it, so that nothing contradicts it plainly."""
        return self.wants_more(place) or self.wants_other(place)

    def is_negated(self, place: Evidence) -> bool:
        """Say whether a clause denies anything, so that what it names is not plainly asserted."""
        return bool(_NEGATED.search(self.clause(place)))

    def wants_more(self, place: Evidence) -> bool:
        """Say whether a finding says that what is there is too little, or not clear enough."""
        return bool(self._thin.search(self.clause(place)))

    def wants_other(self, place: Evidence) -> bool:
        """Say whether a finding is of another time, of a change or of a cause."""
        return bool(self._dated.search(f"{self.clause(place)} {fold(place.quote)}"))

    def is_faint(self, place: Evidence) -> bool:
        """Say whether words of the summary make little of a finding, or take it back."""
        near = fold(in_context(place, self._document, _AROUND).quote)
        return bool(self._faint.search(near)) or takes_back(self._document, place)

    def is_complained_of(self, place: Evidence) -> bool:
        """Say whether the worker tells of a finding, rather than an examination."""
        sentence = self._sentence(place)
        told = fold(self._document.text)[sentence.start : place.start]
        return _last(self._complained, told) > _last(self._examined, told)

    def clause(self, place: Evidence) -> str:
        """Return the clause of a finding, folded."""
        return fold(self.in_clause(place).quote)

    def in_clause(self, place: Evidence) -> Evidence:
        """Return words with their clause."""
        return in_context(place, self._document, _CLAUSE)

    def quoted(self, place: Evidence) -> Evidence:
        """Return words with their sentence, or with as much of it as makes them plain."""
        return in_full(place, self._document, self._section(place), _WHOLE)

    def all_quoted(self, places: Iterable[Evidence]) -> tuple[Evidence, ...]:
        """Return words as they are quoted, in their order, without those that others hold."""
        every = sorted({self.quoted(place) for place in places}, key=lambda e: (e.start, -e.end))
        return tuple(
            each
            for number, each in enumerate(every)
            if not any(other.end >= each.end for other in every[:number])
        )

    def are_of_one_part(self, said: Evidence, told: Evidence, concept: str | None = None) -> bool:
        """Say whether the reviewer's words and those of the summary may be of one part of the body.

        Where either names none, they may; not where each names another side. A part and a limb that
        its nerves supply are one for what comes from a nerve.

        Args:
            said: the reviewer's words.
            told: those of the summary.
            concept: the kind of findings that they tell of; None for what is no finding, which is
                of the part that its own sentence names.
        """
        asked, found = self.asked(said), self.parts(told, concept)
        if not asked or not found:
            return True
        sides = [{each.side for each in parts} for parts in (asked, found)]
        if all(side and side <= _ONE_SIDED for side in sides) and not sides[0] & sides[1]:
            return False
        along = concept is not None and bool(self._knowledge.value(concept, "isOfNerve"))
        near = have_to_do if along else are_kin
        some, others = ([part.region for part in parts] for parts in (asked, found))
        return near(some, others, self._knowledge)

    def asked(self, place: Evidence) -> tuple[BodyPart, ...]:
        """Return the parts that the reviewer's words name, or else the request."""
        of_request = tuple(part.value for part in self._item.request.body_parts)
        return self._nearest(place, sentences_back=1) or of_request

    def parts(self, place: Evidence, concept: str | None = None) -> tuple[BodyPart, ...]:
        """Return the parts nearest to a finding in its sentence, or else the last ones before.

        A test that is of one part is of it where its sentence names none.
        """
        here = self._nearest(place, sentences_back=1)
        if here or concept is None:
            return here
        if own := self._knowledge.value(concept, "testsRegion"):
            sides = set(_SIDE.findall(fold(self.in_clause(place).quote)))
            return (BodyPart(own, sides.pop() if len(sides) == 1 else None),)
        return self._nearest(place, sentences_back=_ANY)

    def _nearest(self, place: Evidence, sentences_back: int) -> tuple[BodyPart, ...]:
        near = Span(max(0, place.start - _REACH), min(len(self._document.text), place.end + _REACH))
        cut = [each for each in sentences(self._document, near) if each.start < place.end]
        for sentence in list(reversed(cut))[:sentences_back]:
            if named := regions(self._document, sentence, self._knowledge):
                gaps = [max(n.span.start - place.end, place.start - n.span.end, 0) for n in named]
                nearest = min(gaps)
                pairs = zip(named, gaps, strict=True)
                return tuple(n.value for n, gap in pairs if gap == nearest)
        return ()

    def _section(self, place: Evidence) -> Span:
        """Return the part of the letter that holds a place: the summary, or a rationale."""
        summary = self._letter.summary.place
        known = [*((summary,) if summary else ()), self._item.rationale.span]
        held = (each for each in known if each.start <= place.start < each.end)
        return next(held, Span(0, len(self._document.text)))

    def _sentence(self, place: Evidence) -> Span:
        around: Sequence[Span] = sentences(self._document, self._section(place))
        here = (each for each in around if each.start <= place.start < each.end)
        return next(here, Span(place.start, place.end))

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


def is_named_alike(said: Evidence, told: Evidence) -> bool:
    """Say whether two places name a thing by a word that is the same but for its ending.

    "Spasm" is not guarding; any symptom is one of the symptoms that the reviewer denies.
    """
    if _AS_A_WHOLE.search(fold(said.quote)):
        return True
    one, two = ({word[:_STEM] for word in _WORD.findall(fold(e.quote))} for e in (said, told))
    return bool(one & two - _SAID_OF_MUCH)


def _last(found: re.Pattern[str], words: str) -> int:
    """Return where the last match in some words starts; -1 where there is none."""
    return max((match.start() for match in found.finditer(words)), default=-1)
