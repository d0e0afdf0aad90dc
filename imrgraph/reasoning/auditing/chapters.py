"""Chapters: of which parts of the body a cited chapter is, and whether a party cites one that fits.

In:   citations, and the text of a rationale.
Out:  the regions that a chapter covers; whether it speaks of a request.
From: imr:coversRegion and imr:coversTreatment of ontology/guidelines/; a chapter names its region.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.kinship import have_to_do
from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.sentences import cut

if TYPE_CHECKING:
    from collections.abc import Iterable

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Citation
    from imrgraph.reasoning.deciding.case import Case

__all__ = ["cites_a_fitting_one", "covered", "reasons_by_a_fitting_one"]

#: The bodies of guidelines whose chapters are of parts of the body.
_IN_CHAPTERS: Final = frozenset({"MTUS", "ODG", "ACOEM"})
_LOW_BACK, _THORAX = (IMRV(name).value for name in ("lumbar-spine", "thoracic-spine"))
# "ODG Neck and Upper Back section recommends", "MTUS ACOEM, Chapter 8, Neck": not "MTUS" alone,
# whose guideline for chronic pain speaks of all parts
_BODY: Final = re.compile(r"\b(?:ODG|ACOEM|Official\s+Disability)\b", re.IGNORECASE)


def covered(citation: Citation, knowledge: Knowledge) -> set[str]:
    """Return the regions that the cited chapter is of; none where it is of no part of the body."""
    name = citation.guideline
    if not name or citation.source not in _IN_CHAPTERS:
        return set()
    found = {match.concept for match in knowledge.lexicon("body-regions").find(name)}
    if found and citation.work:
        found.update(knowledge.facts.all(citation.work, "coversRegion"))
    if _LOW_BACK in found:  # "Low Back - Lumbar & Thoracic" in full
        found.add(_THORAX)
    return found


def cites_a_fitting_one(party: str | None, case: Case, knowledge: Knowledge) -> bool:
    """Say whether a party cites a chapter of the part of the body, or of the treatment."""
    citations = (each.citation for each in case.citations if each.citation.by == party)
    return any(_speaks(each, case, knowledge) for each in citations)


def _speaks(citation: Citation, case: Case, knowledge: Knowledge) -> bool:
    if regions := covered(citation, knowledge):
        return _is_of_part(regions, case, knowledge)
    asked = case.treatment
    kin = {asked, *knowledge.broader(asked)} if asked else set()
    treated = knowledge.facts.all(citation.work, "coversTreatment") if citation.work else ()
    return bool(kin & {*treated})


def reasons_by_a_fitting_one(rationale: str, case: Case, knowledge: Knowledge) -> bool:
    """Say whether a rationale goes by ODG or ACOEM for the part of the body that is asked for."""
    lexicon = knowledge.lexicon("body-regions")
    for span in cut(rationale, Span(0, len(rationale))):
        words = rationale[span.start : span.end]
        if _BODY.search(words):
            regions = {match.concept for match in lexicon.find(words)}
            if regions and _is_of_part(regions, case, knowledge):
                return True
    return False


def _is_of_part(regions: Iterable[str], case: Case, knowledge: Knowledge) -> bool:
    """Say whether regions have to do with those of the request; any do where it names none."""
    asked = case.things("bodyRegion")
    return not asked or have_to_do(asked, regions, knowledge)
