"""Fit: whether the guidelines that are cited fit the request, its day and the law's order.

In:   the case of an item, what was weighed for it, the knowledge.
Out:  `Discrepancy`s of the kinds that are `imr:ofFit`, each with the words that cite.
From: 8 CCR § 9792.21.1 on the order of the sources; the phase that a guideline is meant for stands
      with it as imr:coversPhase.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from imrgraph.knowledge.phases import phase
from imrgraph.knowledge.steps import step_of
from imrgraph.knowledge.terms import DCTERMS, IMR
from imrgraph.letters.text.phrases import fold, phrases
from imrgraph.reasoning.auditing.chapters import cites_a_fitting_one, reasons_by_a_fitting_one
from imrgraph.reasoning.auditing.dating import dates_before, speaks_of_older
from imrgraph.reasoning.auditing.discrepancies import Discrepancy, cited_as
from imrgraph.reasoning.deciding.results import Reading, State, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.deciding.case import Case, CaseCitation
    from imrgraph.reasoning.deciding.results import WeighedRecommendation

__all__ = ["Told", "misfits"]

#: Sources that are never a part of the MTUS, as chapters of ACOEM may be.
_LOWER: Final = frozenset({"ODG", "other"})
_PHASE: Final = "phase"
#: The criterion of a service that hangs on another one.
_SERVICE: Final = "associated-service"
_REVIEWER: Final = "reviewer"
#: So much later a request may have been made than the day by which it is known.
_LATER: Final = timedelta(days=14)
#: The rank of the MTUS in the search sequence.
_FIRST: Final = 1
# "www.drugs.com", "http://…", "WebMD", "Wikipedia"
_WEB: Final = re.compile(
    r"https?:|\bwww\.|\.(?:com|org|net|gov)\b|\bwebmd\b|\bwikipedia\b|\bwebsites?\b", re.IGNORECASE
)


class Told(NamedTuple):
    """What a letter tells of a case, without what guidelines say, as it is asked for."""

    #: By the summary and the rationale of the item.
    of_item: Callable[[], str]
    #: By the rationales of the other items as well.
    of_letter: Callable[[], str]


def misfits(
    case: Case,
    weighed: Iterable[WeighedRecommendation],
    told: Told,
    rationale: str,
    knowledge: Knowledge,
) -> tuple[Discrepancy, ...]:
    """Find citations that fit neither the age of the injury, nor the treatment, nor the law.

    Args:
        case: of the item, on the reviewer's basis.
        weighed: the recommendations weighed for it.
        told: what the letter tells of the case, without what guidelines say.
        rationale: the text of the reviewer's reasons.
        knowledge: the works, and the phases that they are meant for.
    """
    reasons = fold(rationale)

    def says(name: str) -> bool:
        return phrases(name, knowledge).search(reasons) is not None

    return (
        *_out_of_phase(case, told, rationale, knowledge),
        *_off_topic(case, knowledge),
        *(() if says("mtus-silent") else _below(case, weighed, told, knowledge)),
        *_web(case, knowledge),
        *(() if says("turns-to-guideline") else _uncited(case)),
    )


def _out_of_phase(
    case: Case, told: Told, rationale: str, knowledge: Knowledge
) -> Iterator[Discrepancy]:
    """Yield the works that are meant for another phase than that of the injury, by its days.

    Of a party that goes by a chapter of the complaint as well, that is said. None where the letter
    may speak of older complaints, which are chronic whatever the day of the injury, or of no pain.
    The request may be later than the day that is known of it, but not than its denial.
    """
    asked, injury = case.requested, case.one("injuryDate")
    if asked is None or injury is None or asked.day < injury.value:
        return
    denied = case.one("urDenialDate") if asked.assumption else None
    counted = denied if denied and denied.value > asked.day else asked.fact
    last = counted.value
    at_most = last if denied or not asked.assumption else last + _LATER
    now = phase(injury.value, last, knowledge)
    if now is None:
        return
    kin = _kin(now, knowledge) | _kin(phase(injury.value, at_most, knowledge) or now, knowledge)
    meant = {
        each: knowledge.value(str(each.citation.work), "coversPhase") for each in case.citations
    }
    every = [each for each, wanted in meant.items() if wanted and wanted not in kin]
    if not every or dates_before(told.of_item(), injury.value):
        return
    letter = told.of_letter()
    older = speaks_of_older(letter, injury.value, last, knowledge)
    if older or _is_of_else(letter, knowledge):
        return
    wrong = [e for e in every if not _goes_by_another(e.citation.by, case, rationale, knowledge)]
    for work in dict.fromkeys(str(each.citation.work) for each in every):
        alone = [each for each in wrong if each.citation.work == work]
        along = [e for e in every if e.citation.work == work and e not in wrong]
        values: dict[str, tuple[Any, ...]] = {
            "party": _parties(alone or along),
            "cited": (work,),
            "meant": (knowledge.value(work, "coversPhase"),),
            "step": (IMR(counted.property).value,),
            "day": (last,),
            "days": ((last - injury.value).days,),
        }
        if alone and along:
            values["other"] = _parties(along)
        first, *others = (each.place for each in (*alone, *along))
        kind = ("phase-beside" if along else "phase") if alone else "phase-along"
        yield Discrepancy(kind, values, (first, *counted.places[:1], *others))


def _is_of_else(letter: str, knowledge: Knowledge) -> bool:
    """Say whether a case is one of something else than pain, such as a disorder of the mind."""
    said = fold(letter)
    of_pain, of_else = (phrases(name, knowledge) for name in ("of-pain", "of-else"))
    return of_pain.search(said) is None and of_else.search(said) is not None


def _goes_by_another(party: str | None, case: Case, rationale: str, knowledge: Knowledge) -> bool:
    """Say whether a party goes by a chapter of the complaint, or of the treatment, as well."""
    if cites_a_fitting_one(party, case, knowledge):
        return True
    return party == _REVIEWER and reasons_by_a_fitting_one(rationale, case, knowledge)


def _kin(concept: str, knowledge: Knowledge) -> set[str]:
    return {concept, *knowledge.broader(concept)}


def _off_topic(case: Case, knowledge: Knowledge) -> Iterator[Discrepancy]:
    """Yield the sections that are about a treatment of another kind than the one asked for."""
    asked = case.treatment
    apart_from = {
        other
        for group in (_kin(asked, knowledge) if asked else ())
        for other in knowledge.facts.values(group, IMR("apartFrom").value)
    }
    text = str(case.value("requestText") or "")
    named = {match.concept for match in knowledge.lexicon("treatments").find(text)}
    named |= {asked} if asked else set()
    fitting = {
        each.citation.by
        for each in case.citations
        if any(_holds(section, text, named, knowledge) for section in each.citation.sections)
    }
    for cited in case.citations if apart_from else ():
        for section in () if cited.citation.by in fitting else cited.citation.sections:
            found = knowledge.lexicon("treatments").find(section)
            about = [m.concept for m in found if _is_whole(m.end - m.start, section)]
            apart = [concept for concept in about if _kin(concept, knowledge) & apart_from]
            if apart and len(apart) == len(about):
                values = {
                    "party": _parties([cited]),
                    "section": (section,),
                    "about": tuple(apart),
                    "asked": (asked,),
                }
                yield Discrepancy("topic", values, (cited.place,))


def _holds(section: str, text: str, named: set[str], knowledge: Knowledge) -> bool:
    """Say whether a section has a treatment of the request in its name, or the words for it."""
    found = {match.concept for match in knowledge.lexicon("treatments").find(section)}
    words = fold(section).strip()
    alike = any(knowledge.are_kin(one, other) for one in found for other in named)
    return alike or (bool(words) and words in fold(text))


def _is_whole(length: int, section: str) -> bool:
    """Say whether words make up most of the name of a section."""
    return length * 2 > len(section)


def _below(
    case: Case,
    weighed: Iterable[WeighedRecommendation],
    told: Told,
    knowledge: Knowledge,
) -> Iterator[Discrepancy]:
    """Yield that the reviewer cites lower sources alone, where the MTUS speaks of the request.

    What is meant for another phase of the injury does not speak of it, nor for one that the letter
    does not name: that a fracture is old makes no pain chronic.
    """
    cited = case.statements_rest_on()
    if not cited or any(each.citation.source not in _LOWER for each in cited):
        return
    asked = case.requested
    decided = case.day("decisionDate") or (asked.day if asked else None)
    spoken = (
        each
        for each in weighed
        if each.reading is Reading.ENCODED
        and each.rank == _FIRST
        and each.state is not State.SILENT
    )
    on_request = (each for each in spoken if _is_on_request(each, case, knowledge))
    of_phase = (e for e in on_request if not _is_for_another_phase(e, case, told, knowledge))
    speaks = next(of_phase, None) if decided else None
    if decided and speaks:
        names = {each.citation.source: each.place for each in cited}
        step = step_of(_FIRST + (1 if "ODG" in names else 2), decided, knowledge)
        values: dict[str, tuple[Any, ...]] = {
            "cited": tuple(names),
            "speaks": (speaks.source.guideline,),
            "law": knowledge.facts.values(step.iri, DCTERMS("source").value) if step else (),
        }
        if step:
            yield Discrepancy("below-mtus", values, tuple(names.values()))


def _is_on_request(speaks: WeighedRecommendation, case: Case, knowledge: Knowledge) -> bool:
    """Say whether a recommendation is of a chapter of the very part asked for, or of none.

    A guideline that is general, or classes drugs, recommends nothing for an indication.
    """
    work = _work(speaks, knowledge)
    if work is None or knowledge.value(work, "isGeneral"):
        return False
    regions, asked = set(knowledge.facts.all(work, "coversRegion")), case.things("bodyRegion")
    return not regions or any(_kin(each, knowledge) & regions for each in asked)


def _work(weighed: WeighedRecommendation, knowledge: Knowledge) -> str | None:
    edition = weighed.source.within
    work = knowledge.value(edition, "editionOf") if edition else None
    return str(work) if work else None


def _is_for_another_phase(
    weighed: WeighedRecommendation, case: Case, told: Told, knowledge: Knowledge
) -> bool:
    """Say whether a recommendation is for a phase that the injury is not, or may not be in.

    By its own condition, or by the guideline that holds it; where neither days nor definitions
    tell, the letter has to name the phase.
    """
    said = told.of_item().lower()
    for each in weighed.results:
        if each.criterion == _PHASE and each.status is not Status.MET:
            named = any(knowledge.label(str(term)) in said for term in each.required)
            if each.status is Status.NOT_MET or not named:
                return True
    work = _work(weighed, knowledge)
    meant = knowledge.value(work, "coversPhase") if work else None
    asked, injury = case.requested, case.day("injuryDate")
    if meant is None or asked is None or injury is None:
        return False
    now = phase(injury, asked.day, knowledge)
    return knowledge.label(meant) not in said or (
        now is not None and meant not in _kin(now, knowledge)
    )


def _web(case: Case, knowledge: Knowledge) -> Iterator[Discrepancy]:
    """Yield the pages of the web that are cited as authority, and beside what."""
    pages = [each for each in case.citations if _is_of_web(each)]
    for each in pages:
        others = (e for e in case.citations if e.citation.by == each.citation.by)
        beside = dict.fromkeys(cited_as(e, knowledge) for e in others if e not in pages)
        values = {"party": _parties([each]), "page": (each.citation.guideline,)}
        if beside:
            values["beside"] = tuple(beside)
        yield Discrepancy("web-beside" if beside else "web", values, (each.place,))


def _is_of_web(cited: CaseCitation) -> bool:
    return cited.citation.source == "other" and bool(_WEB.search(cited.citation.guideline or ""))


def _uncited(case: Case) -> Iterator[Discrepancy]:
    """Yield that neither party cites anything, of what does not go along with an operation."""
    hangs = case.one("dependsOn") or any(g.criterion == _SERVICE for g in case.grounds)
    outcome = case.one("outcome")
    if outcome and not case.citations and not hangs:
        yield Discrepancy("uncited", {}, outcome.places)


def _parties(citing: Iterable[CaseCitation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.citation.by or "letter" for each in citing))
