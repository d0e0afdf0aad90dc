"""Precedents: the decided requests that are most like a planned one, and what they lacked.

In:   the explanation of a request, and a store.
Out:  `DecidedRequest`s of either outcome, those that were granted first, each with its reasons in
      the letter's words; `Missed`, what the reviewers of requests for the treatment said was
      missing, with how many said so.
From: imrgraph.insight.precedents says what is alike; the letters are read and explained as ever.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from imrgraph.insight.keeping import counted
from imrgraph.insight.precedents import held, similar
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMRV, local
from imrgraph.letters.letter import Voice
from imrgraph.letters.reading import read
from imrgraph.reasoning.auditing.quoting import in_full
from imrgraph.reasoning.explaining import explanation
from imrgraph.reasoning.places import Evidence
from imrgraph.reasoning.rendering.headline import headline
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.catalog import Catalog, Held
    from imrgraph.insight.precedents import Precedent
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.planning.plans import Plan
    from imrgraph.reasoning.explaining.explanation import Explanation
    from imrgraph.store.asking import Asking

__all__ = ["DecidedRequest", "Missed", "Nearest", "as_held", "beside", "nearest"]

#: The outcomes that are looked for, and how many requests of each.
_OUTCOMES: Final = ("overturned", "upheld")
_DENIED: Final = ("upheld", "partial")
_MOST: Final = 2
#: How many reasons of a letter are quoted.
_QUOTED: Final = 2
#: How many things that reviewers said were missing are told.
_MISSED: Final = 6
#: How many requests are looked at for one to quote.
_EXAMPLES: Final = 5
#: Of a sentence of more words the clause is quoted.
_LONG: Final = 40
_GROUND, _NOT_MET = "ground", "not-met"


@dataclass(frozen=True, slots=True)
class Missed:
    """What the reviewers of denied requests for a treatment said was missing."""

    #: The code of the criterion that they found not to be met.
    criterion: str
    #: In how many of how many requests that were denied, or granted in part.
    many: int
    of: int
    #: Of the one that is most like the planned one: its case number and item, and the words.
    case: str
    item: int
    evidence: tuple[Evidence, ...] = ()

    __repr__ = short("criterion", "many", "of")


@dataclass(frozen=True, slots=True)
class Nearest:
    """The decided requests that are most like a planned one."""

    precedents: tuple[Precedent, ...] = ()
    #: What reviewers said was missing, not quoted yet.
    missed: tuple[Missed, ...] = ()
    #: How many of the kind are not looked at, being of made-up letters.
    left_out: int = 0

    __repr__ = short("precedents", "left_out")


@dataclass(frozen=True, slots=True)
class DecidedRequest:
    """A request that was decided, and why."""

    precedent: Precedent
    #: Why it was decided so, in a sentence.
    headline: str
    #: The letter's words for it.
    evidence: tuple[Evidence, ...]

    __repr__ = short("case", "item", "outcome", "headline")

    @property
    def case(self) -> str:
        """The case number."""
        return self.precedent.held.case

    @property
    def item(self) -> int:
        """The number of the item."""
        return self.precedent.held.item.number

    @property
    def outcome(self) -> str:
        """Its outcome."""
        return str(self.precedent.held.item.values["outcome"])

    @property
    def request(self) -> str:
        """What was asked for, in the letter's words."""
        return str(self.precedent.held.item.values["request"])


def as_held(item: Explanation) -> Held:
    """Return a planned request as a catalog would hold it."""
    [asked] = held(explanation.explain(item.letter, item.knowledge, "record"))
    return asked


def nearest(asked: Held, catalog: Catalog) -> Nearest:
    """Return the requests that are most like one, of each outcome, and what was missing in all."""
    alike = [similar(catalog, asked, _MOST, {"outcome": [outcome]}) for outcome in _OUTCOMES]
    return Nearest(
        tuple(found for each in alike for found in each.nearest),
        tuple(_missed(asked, catalog)),
        sum(each.left_out for each in alike),
    )


def beside(planned: Plan, alike: Nearest, letters: Asking) -> Plan:
    """Return a plan with the decided requests that are most like it, and why each was decided.

    What reviewers said was missing is quoted.
    """
    found = tuple(_decided(each, planned.knowledge, letters) for each in alike.precedents)
    quoted = (_quoted(each, letters) for each in alike.missed)
    missed = tuple(each for each in quoted if not _is_of_another(each, planned))
    return replace(planned, precedents=found, missed=missed, left_out=alike.left_out)


def _missed(asked: Held, catalog: Catalog) -> Iterator[Missed]:
    """Yield what was said to be missing in denied requests for a treatment, or a narrower one.

    What nobody could document, since nothing is to be shown of it, is left out; and so is what was
    said of none but requests for another thing besides, since it may be said of that.
    """
    know, named = load(), str(asked.item.values["concept"])
    kin = [
        each
        for each in catalog.values("concept")
        if each == named or named in map(local, know.broader(IMRV[each]))
    ]
    if not kin:
        return
    where = counted(catalog, {"concept": kin, "outcome": _DENIED})
    total = sum(each.items for each in catalog.counts((), where))
    grounds = catalog.tallies((_GROUND,), where)[_GROUND]
    unmet = [(each, many) for each, many in grounds if each.endswith(f":{_NOT_MET}")]
    shown = [pair for pair in unmet if know.value(IMRV[_criterion(pair[0])], "documents")]
    for ground, many in shown[:_MISSED]:
        alike = similar(catalog, asked, _EXAMPLES, {**where, _GROUND: [ground]}).nearest
        for of in islice((each.held for each in alike if _is_alone(each.held, named)), 1):
            yield Missed(_criterion(ground), many, total, of.case, of.item.number)


def _is_alone(of: Held, code: str) -> bool:
    """Say whether a request is for a treatment of this kind and for nothing besides."""
    return not _names_another(str(of.item.values["request"]), IMRV[code], load())


def _names_another(text: str, treatment: str, knowledge: Knowledge) -> bool:
    """Say whether a text names a treatment that is not of the kind of this one, nor wider."""
    named = {each.concept for each in knowledge.lexicon("treatments").find(text)}
    wider = {treatment, *knowledge.broader(treatment)}
    return any(each not in wider and treatment not in knowledge.broader(each) for each in named)


def _criterion(ground: str) -> str:
    return ground.partition(":")[0]


def _quoted(missed: Missed, letters: Asking) -> Missed:
    """Return what was missing with the words of the letter that say so."""
    document = letters.document(missed.case)
    [item] = [each for each in read(document).items if each.number == missed.item]
    found = next(
        (e.span for e in item.grounds if e.criterion == missed.criterion and not e.met), None
    )
    if found is None or item.rationale is None:
        return missed
    quote, page = document.quote(found), document.page(found)
    words = Evidence(found.start, found.end, quote, page, None, Voice.REVIEWER)
    whole = in_full(words, document, item.rationale.span, _LONG)
    return replace(missed, evidence=(whole,))


def _is_of_another(missed: Missed, planned: Plan) -> bool:
    """Say whether the words that tell what was missing name another treatment instead."""
    quotes = (each.quote for each in missed.evidence)
    asked, know = planned.request.treatment, planned.knowledge
    return any(_names_another(each, asked, know) for each in quotes)


def _decided(found: Precedent, knowledge: Knowledge, letters: Asking) -> DecidedRequest:
    """Return a request with why it was decided so, explained from the text of its letter."""
    explained = explanation.explain(read(letters.document(found.held.case)), knowledge)
    [item] = explained.only(found.held.item.number).items
    places = [place for reason in item.reasons for place in reason.places]
    return DecidedRequest(found, headline(item), tuple(places[:_QUOTED]))
