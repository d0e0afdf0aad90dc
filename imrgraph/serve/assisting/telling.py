"""Telling: explanations, plans and questions as an assistant reads them.

In:   the explanation of an item, a plan, a question of the library.
Out:  plain values; with what is said, the places that it rests on.
From: what a page tells of an item (imrgraph.reasoning.rendering.page), and of a plan
      (imrgraph.planning.telling).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from imrgraph.graph.values import shorten
from imrgraph.knowledge.terms import IMRV
from imrgraph.planning import telling as plans
from imrgraph.reasoning.rendering import wording
from imrgraph.reasoning.rendering.headline import headline
from imrgraph.reasoning.rendering.page import page
from imrgraph.reasoning.rendering.standing import standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from imrgraph.graph.questions import Question
    from imrgraph.planning.plans import Plan
    from imrgraph.planning.precedents import DecidedRequest, Missed
    from imrgraph.reasoning.explaining.explanation import Explanation
    from imrgraph.reasoning.places import Evidence
    from imrgraph.reasoning.rendering.telling import Section
    from imrgraph.serve.assisting.bounds import Answer

__all__ = ["told_demands", "told_item", "told_plan", "told_question", "told_sections"]

#: Gives the places of words of the letter.
Cite: TypeAlias = "Callable[[Iterable[Evidence]], list[Answer]]"


def told_item(item: Explanation, cite: Cite) -> Answer:
    """Return what there is to tell of an item, on one page."""
    return {
        "number": item.number,
        "request": item.request,
        "treatment": shorten(item.treatment) if item.treatment else None,
        "outcome": item.recorded_outcome,
        "places": cite(item.outcome_evidence),
        "says": headline(item),
        "standing": standing(item),
        "verdicts": [
            {
                "verdict": wording.name(each, item),
                "by": wording.how(each),
                "says": wording.follows(each, item),
            }
            for each in item.verdicts
        ],
        "guidelines": [*_sources(item)],
        "sections": told_sections(page(item), cite),
    }


def told_sections(sections: Iterable[Section], cite: Cite) -> list[Answer]:
    """Return sections, each entry with its places."""
    return [
        {
            "title": section.title,
            "entries": [
                {"says": entry.text, "places": cite(entry.evidence)} for entry in section.entries
            ],
        }
        for section in sections
    ]


def _sources(item: Explanation) -> Iterator[str]:
    """Yield the places in guidelines on which the verdict that leads rests."""
    turning = item.decisive or item.leading_conditions
    yield from dict.fromkeys(wording.source(each.weighed.source) for each in turning)


def told_plan(planned: Plan, cite: Callable[[DecidedRequest | Missed], list[Answer]]) -> Answer:
    """Return what a plan comes to, what reviewers want, and the decided requests most like it."""
    return {
        "request": plans.title(planned),
        "verdict": planned.verdict.value,
        "says": plans.opening(planned),
        "missed": [
            {
                "says": planned.knowledge.value(IMRV(each.criterion).value, "documents"),
                "requests": each.many,
                "of": each.of,
                "case": each.case,
                "item": each.item,
                "places": cite(each),
            }
            for each in planned.missed
        ],
        "decided": [
            {
                "case": each.case,
                "item": each.item,
                "outcome": each.outcome,
                "says": each.headline,
                "places": cite(each),
            }
            for each in planned.precedents
        ],
        "advice": plans.ADVICE,
    }


def told_demands(planned: Plan) -> list[Answer]:
    """Return what the guidelines ask of a planned request, section by section."""
    return [
        {"title": each.title, "says": [entry.text for entry in each.entries]}
        for each in plans.sections(replace(planned, precedents=()))
    ]


def told_question(asked: Question) -> Answer:
    """Return what a question needs and returns; of one that is refused, why."""
    if asked.refusal:
        return {"name": asked.name, "question": asked.question, "refused": asked.refusal}
    return {
        "name": asked.name,
        "question": asked.question,
        "asked_by": asked.audience,
        "parameters": {
            each.name: {
                "type": each.type,
                "means": each.meaning,
                "required": each.required,
                **({"one_of": [*each.values]} if each.values else {}),
                **({"default": each.default} if each.default is not None else {}),
            }
            for each in asked.params
        },
        "returns": {name: each.meaning for name, each in asked.returns.items()},
        "example": asked.example.get("params", {}),
    }
