"""Showing: the checklist of a plan in words, and what comes before what is asked for.

In:   a `Plan`.
Out:  an entry for each thing to show: what, who asks for it, how many reviewers found it
      missing, in the words of one of them.
From: what to document with a criterion stands in ontology/vocab/criteria.ttl.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMRV
from imrgraph.reasoning.deciding.results import Status
from imrgraph.reasoning.rendering import terms, wording
from imrgraph.reasoning.rendering.telling import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.planning.checklist import ToShow
    from imrgraph.planning.plans import Plan
    from imrgraph.planning.precedents import Missed
    from imrgraph.reasoning.deciding.results import WeighedRecommendation

__all__ = ["answered", "comes_first", "named", "to_show"]

_BOX: Final = "☐"
#: What is to be documented with it is nothing but what the condition names.
_DOCUMENTATION: Final = "documentation"
#: What these name comes before what is asked for.
_BEFORE: Final = frozenset({"first-line-therapy", "conservative-care"})


def to_show(plan: Plan, called: Callable[[str], str]) -> Iterator[Entry]:
    """Yield the checklist: what guidelines ask for, then what only reviewers said was missing.

    Of several recommendations that support the request one is enough.

    Args:
        plan: what is told.
        called: says how a letter is named.
    """
    asked = [each.weighed for shown in plan.to_show for each in shown.asked]
    ways = len({each.recommendation for each in asked if each.supports})
    for each in plan.to_show:
        told = _what(each, plan.knowledge), _asked(each, plan, ways), _of(plan, each.missed, called)
        evidence = each.missed.evidence if each.missed else ()
        of = (each.missed.case, each.missed.item) if each.missed else None
        yield Entry(f"{_BOX} {'. '.join(filter(None, told))}.", evidence, quoted_of=of)
    if ways > 1:
        told_of = f"one of the {ways} recommendations that would support it is enough"
        yield Entry(f"{told_of}; each stands below with its place and how sure it is")


def answered(plan: Plan) -> Iterator[Entry]:
    """Yield what is said to be documented and reviewers want, where no guideline asks for it."""
    given = {code for code, is_so in plan.request.shown if is_so}
    asked = {each.result.criterion for each in (*plan.asked, *plan.guiding.asked)}
    for each in plan.missed:
        if each.criterion in given - asked:
            label = plan.knowledge.label(IMRV[each.criterion])
            told = _many(plan, each)
            yield Entry(f"{wording.MARKS[Status.MET]} {label}, as you say. {told}")


def comes_first(plan: Plan) -> Iterator[Entry]:
    """Yield the treatments that are to be tried first, where a guideline orders them."""
    know = plan.knowledge
    for each in plan.asked:
        result = each.result
        ordered = know.facts.all(result.condition, "requiresTreatment")
        if result.criterion in _BEFORE and ordered and result.status is not Status.MET:
            names = ", ".join(map(know.label, ordered))
            yield Entry(f"tried first, according to {wording.source(each.weighed.source)}: {names}")


def named(weighed: WeighedRecommendation, knowledge: Knowledge) -> str:
    """Name a recommendation, with its place and how sure it is."""
    return f"{knowledge.label(weighed.recommendation)} ({wording.source(weighed.source)})"


def _what(shown: ToShow, knowledge: Knowledge) -> str:
    """Say what to show, with what the conditions that ask for it name."""
    iri = IMRV(shown.criterion).value
    documents = str(knowledge.value(iri, "documents"))
    wanted = [terms.required(e.result.required, shown.criterion, knowledge) for e in shown.asked]
    own = [each for each in dict.fromkeys(wanted) if each and each != knowledge.label(iri)]
    if own and knowledge.value(iri, "asFound"):
        alone = shown.criterion == _DOCUMENTATION
        documents = "; ".join(own) if alone else f"{documents} ({'; '.join(own)})"
    return f"{documents[:1].upper()}{documents[1:]}"


def _asked(shown: ToShow, plan: Plan, ways: int) -> str:
    """Say which recommendations ask for it, or are answered by it; "" where none does.

    One that is alone is told by its place; of several, each has its own section.
    """
    know = plan.knowledge
    by = [each.weighed for each in shown.asked if each.weighed.supports]
    against = [*(each.weighed for each in shown.asked if each.weighed not in by), *shown.against]
    places = [wording.source(e.source) if ways == 1 else know.label(e.recommendation) for e in by]
    told = (
        ("Asked for by", places),
        ("It answers", [named(each, know) for each in against]),
    )
    return ". ".join(f"{verb} {'; '.join(dict.fromkeys(names))}" for verb, names in told if names)


def _of(plan: Plan, missed: Missed | None, called: Callable[[str], str]) -> str:
    """Say how many reviewers found it missing; "" where none did."""
    if missed is None:
        return ""
    return f"{_many(plan, missed)}, as in {called(missed.case)}, item {missed.item}"


def _many(plan: Plan, missed: Missed) -> str:
    """Say in how many of how many requests reviewers found something missing."""
    many = "denial" if missed.of == 1 else "denials"
    about = plan.knowledge.label(plan.request.treatment)
    told = f"{missed.many} of the {missed.of} {many} of {about} that they upheld"
    return f"Reviewers found it missing in {told}"
