"""Rendering: a plan as text, Markdown, HTML or JSON.

In:   a `Plan`.
Out:  text.
From: imrgraph.planning.telling says what is told; templates/plan.html, which prints on a page.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from imrgraph.planning.as_json import as_json
from imrgraph.planning.telling import ADVICE, opening, sections, title
from imrgraph.reasoning.rendering import wording
from imrgraph.reasoning.rendering.as_markdown import listed, safe
from imrgraph.reasoning.rendering.as_text import folded, wrapped
from imrgraph.resources import templates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from imrgraph.planning.plans import Plan

__all__ = ["as_fragment", "render"]


def render(plan: Plan, form: str) -> str:
    """Return a plan in a format: "text", "markdown", "html" or "json"."""
    return _FORMATS[form](plan)


def as_fragment(plan: Plan) -> str:
    """Return a plan as an element with its own style, for a notebook or a page."""
    return _rendered("plan-body.html", plan)


def _text(plan: Plan) -> str:
    head = [wrapped(title(plan), ""), wrapped(opening(plan), "")]
    return "\n\n".join(["\n".join(head), *map(folded, sections(plan)), wrapped(ADVICE, "")])


def _markdown(plan: Plan) -> str:
    head = [f"# {safe(title(plan))}", safe(opening(plan))]
    return "\n\n".join([*head, *map(listed, sections(plan)), safe(ADVICE)])


def _html(plan: Plan) -> str:
    return _rendered("plan.html", plan)


def _json(plan: Plan) -> str:
    return json.dumps(as_json(plan), ensure_ascii=False, indent=2, default=str)


def _rendered(template: str, plan: Plan) -> str:
    shown: dict[str, Any] = {
        "title": title(plan),
        "opening": opening(plan),
        "verdict": plan.verdict.value,
        "sections": sections(plan),
        "advice": ADVICE,
        "version": plan.knowledge.version,
        "wording": wording,
    }
    homes = ("imrgraph.planning", "imrgraph.reasoning.rendering")
    page = templates(*homes).get_template(template).render(shown)
    return wording.printable(page).rstrip("\n")


_FORMATS: Final[Mapping[str, Callable[[Plan], str]]] = {
    "text": _text,
    "markdown": _markdown,
    "html": _html,
    "json": _json,
}
