"""As HTML: an explanation as one page that needs no network and no script.

In:   the explanations of a letter.
Out:  a page, or the part of it that a notebook shows; every quotation leads to its place in the
      letter, which is in the page.
From: templates/explanation.html; what the letter says is escaped throughout.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from imrgraph.reasoning.rendering import terms, wording
from imrgraph.reasoning.rendering.headline import headline
from imrgraph.reasoning.rendering.page import page, remarks
from imrgraph.reasoning.rendering.sentence import sentence
from imrgraph.reasoning.rendering.standing import on_record_alone, standing
from imrgraph.reasoning.rendering.telling import in_full, reasons, weighed_besides
from imrgraph.resources import templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.reasoning.explaining.explanation import Explanation, Explanations
    from imrgraph.reasoning.places import Evidence
    from imrgraph.reasoning.rendering.as_text import Level

__all__ = ["as_fragment", "as_html"]

#: A list longer than this is folded.
_MOST = 8


def as_html(explanations: Explanations, level: Level = "page") -> str:
    """Return the explanations of a letter as a page.

    Args:
        explanations: as `explain` gives them.
        level: "verdict" (what was decided, and why), "page" (and what is of use, all else folded),
            or "full" (with nothing folded that the text tells).
    """
    return _rendered("explanation.html", explanations, level)


def as_fragment(explanations: Explanations) -> str:
    """Return the explanations of a letter as an element with its own style, for a notebook."""
    return _rendered("explanation-body.html", explanations, "page")


def _rendered(template: str, explanations: Explanations, level: Level) -> str:
    filled = templates("imrgraph.reasoning.rendering").get_template(template)
    page = filled.render(_shown(explanations), level=level)
    return wording.printable(page).rstrip("\n")


def _shown(explanations: Explanations) -> dict[str, Any]:
    """Return what the template shows, and the functions by which it says it."""
    letter, knowledge = explanations.letter, explanations.knowledge
    document = letter.document
    prefix = f"imr-{document.sha256[:8]}-"
    places = (place for item in explanations.items for place in _places(item))
    return {
        "title": wording.title(letter),
        "sha256": document.sha256,
        "version": knowledge.version,
        "knowledge": knowledge,
        "items": explanations.items,
        "letter": tuple(_marked(document.text, places, prefix)),
        "prefix": prefix,
        "anchor": partial(_anchor, prefix),
        "placed": wording.place,
        "backlink": lambda _: "",  # nothing leads back from the letter
        "most": _MOST,
        "wording": wording,
        "reasons": reasons,
        "weighed_besides": weighed_besides,
        "terms": terms,
        "sections": in_full,
        "sentence": sentence,
        "headline": headline,
        "standing": standing,
        "on_record_alone": on_record_alone,
        "page": page,
        "remarks": remarks(explanations),
    }


def _anchor(prefix: str, place: Evidence) -> str:
    return f"{prefix}char-{place.start}-{place.end}"


def _places(item: Explanation) -> Iterator[Evidence]:
    """Yield every place of the letter that the page quotes."""
    yield from item.outcome_evidence
    for condition in item.leading_conditions:
        yield from condition.evidence
        if condition.words:
            yield condition.words
    for section in (*page(item), *in_full(item)):
        for entry in (*section.entries, *section.rest):
            yield from (*entry.evidence, *entry.more)
    for proof in item.proofs:
        yield from (step.evidence for step in proof.walk() if step.evidence)


def _marked(
    text: str, places: Iterable[Evidence], prefix: str
) -> Iterator[tuple[str, list[str], bool]]:
    """Cut the letter where a quotation begins or ends.

    Yields:
        A piece, the anchors of the quotations that begin with it, and whether it is quoted.
    """
    spans = sorted({(place.start, place.end): place for place in places}.items())
    anchors = defaultdict[int, list[str]](list)
    depths = Counter[int]()
    for (start, end), place in spans:
        anchors[start].append(_anchor(prefix, place))
        depths[start] += 1
        depths[end] -= 1
    depth = 0
    for start, end in pairwise(sorted({0, len(text), *depths})):
        depth += depths[start]
        yield text[start:end], anchors[start], depth > 0
