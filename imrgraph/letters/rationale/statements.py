"""Statements: the guideline's recommendations, as the reviewer states them in a rationale.

In:   a document, the place of the rationale of an item, and the requested treatment.
Out:  `Statement`s, each with its conditions; none where a proviso is not understood.
From: a sentence that recommends is the guideline's; one that speaks of the case is not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from imrgraph.letters.letter import Fact, StatedCondition, Statement, Voice
from imrgraph.letters.rationale.limits import stated_limit
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.numerals import NUMBER, number
from imrgraph.letters.text.patterns import later
from imrgraph.letters.text.phrases import fold
from imrgraph.letters.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.text.document import Document

__all__ = ["statements"]

# "the request in this case", "this patient": not the guideline's words
_CASE: Final = re.compile(
    r"\b(?:in\s+this\s+case|this\s+(?:patient|worker|injured)|the\s+(?:patient|injured\s+worker"
    r"|worker|applicant|claimant|request|provider|records?)|medically\s+necessary|was|were|has|had)\b",
    re.IGNORECASE,
)
_OPPOSES: Final = re.compile(
    r"\bnot\s+(?:generally\s+|routinely\s+)?(?:be\s+)?(?:recommend|support)|\bnor\s+recommend",
    re.IGNORECASE,
)
_SUPPORTS: Final = re.compile(
    r"\brecommend(?:s|ed)?\b|\bsupports?\b|\bis\s+an\s+option\b", re.IGNORECASE
)
_SAME: Final = re.compile(
    r"\b(?:this|the)\s+(?:treatment|therapy|modality|service)\b|\bit\b", re.IGNORECASE
)
# "when the injury is in the acute phase": opens a condition, which has to be read
_OPENING: Final = re.compile(
    r"\b(?:if|when|only|provided|unless|after|until|except)\b", re.IGNORECASE
)
_OPENS_WITHIN: Final = 60
# "for myalgia", "following a fracture", "a trial": is one; "for limited indications" names none
_PROVISO: Final = re.compile(
    r"\b(?:trial|evidence)\b|\b(?:for|following|with|in\s+(?:patients|cases|workers))\s+"
    r"(?!(?:a\s+)?(?:few|limited|certain|some|selected)\s+(?:indications|cases|conditions)\b)",
    re.IGNORECASE,
)

#: Words of which each of these has one, in small letters.
_WORDS: Final = (
    "visits", "sessions", "treatments", "phase", "stage", "period", "adjunct", "passive"
)  # fmt: skip
#: How the conditions of a guideline are stated; a named group is a parameter.
_CONDITIONS: Final = {
    # "up to 6 visits", "no more than four to six sessions"
    "visit-limit": later(
        r"\b(?:up\s+to|(?:no|not)\s+more\s+than|(?:a\s+)?maximum\s+of|limited\s+to|at\s+most)\s+"
        rf"(?:{NUMBER}\s*(?:-|to)\s*)?(?P<maximum>{NUMBER})\s+(?:visits|sessions|treatments)\b"
        r"(?!\s+(?:per|a|each|every)\s+week)",
        re.IGNORECASE,
    ),
    # "in the acute phase"
    "phase": re.compile(
        r"\b(?:in|during|for)\s+the\s+(?P<phase>acute|subacute|chronic)\s+(?:phase|stage|period)\b",
        re.IGNORECASE,
    ),
    # "adjunct to active treatment"
    "adjunct": re.compile(
        r"\badjunct(?:ive)?\s+to\s+(?:an?\s+|other\s+)?(?P<modality>active)\s+"
        r"(?:treatments?|care|therap(?:y|ies)|rehabilitation|modalit(?:y|ies)|exercise)\b",
        re.IGNORECASE,
    ),
    # "passive treatment, which is not recommended for ongoing or chronic use"
    "active-care": re.compile(
        r"\b(?P<modality>passive)\s+(?:treatment|modality|therapy|care|intervention)\b[^.]{0,40}?"
        r"\bnot\s+recommended\s+for\s+(?:ongoing\s+or\s+|long[- ]term\s+or\s+)?(?P<phase>chronic)"
        r"(?:\s+or\s+ongoing)?\s+(?:use|pain|conditions?)\b",
        re.IGNORECASE,
    ),
}


def statements(
    document: Document,
    place: Span | None,
    treatment: str | None,
    knowledge: Knowledge,
    *,
    counted: bool = False,
) -> tuple[Statement, ...]:
    """Read the guideline's recommendations for the treatment, as the rationale states them.

    Args:
        document: the letter.
        place: the rationale.
        treatment: the IRI of the requested treatment: only what is said of it, or of something
            broader, is read.
        knowledge: whose labels name treatments.
        counted: whether visits are counted in this case, so that any limit of theirs is read.

    Returns:
        The recommendations whose conditions could be read. A recommendation without a condition,
        or with a proviso that is not understood, is left out: it would say more than is known.
    """
    if place is None or treatment is None:
        return ()
    found: list[Statement] = []
    text, folded = document.text, fold(document.text)
    for span in sentences(document, place):
        sentence, small = document.quote(span), folded[span.start : span.end]
        may = any(word in small for word in _WORDS)
        conditions = tuple(_conditions(text, span)) if may else ()
        if not conditions or _CASE.search(sentence):
            continue
        polarity = _polarity(sentence)
        about = _about(document, span, treatment, knowledge) if polarity else None
        if polarity and about and not _unread(text, span, conditions):
            found.append(Statement(polarity, about, conditions, span))
        elif found and not polarity and _SAME.search(sentence):
            before = found.pop()
            whole = (*before.conditions, *conditions)
            found.append(Statement(before.polarity, before.treatment, whole, before.span))
    limited = any(each.criterion == "visit-limit" for one in found for each in one.conditions)
    wanted = counted and not limited
    limit = stated_limit(document, place, treatment, knowledge) if wanted else None
    return (*found, limit) if limit else tuple(found)


def _polarity(sentence: str) -> Literal["supporting", "opposing"] | None:
    if _OPPOSES.search(sentence):
        return "opposing"
    return "supporting" if _SUPPORTS.search(sentence) else None


def _conditions(text: str, span: Span) -> Iterator[StatedCondition]:
    for criterion, pattern in _CONDITIONS.items():
        if found := pattern.search(text, span.start, span.end):
            parameters = {
                name: _parameter(name, value) for name, value in found.groupdict().items()
            }
            yield StatedCondition(criterion, Span.of(found), parameters, f"stated-{criterion}")


def _parameter(name: str, text: str) -> str | int:
    return number(text) if name == "maximum" else text.lower()


def _about(
    document: Document, span: Span, treatment: str, knowledge: Knowledge
) -> Fact[str] | None:
    """Return the requested treatment, or a broader one, where the sentence names it."""
    kin = {treatment, *knowledge.broader(treatment)}
    for match in knowledge.lexicon("treatments").find(document.quote(span)):
        if match.concept in kin or treatment in knowledge.broader(match.concept):
            place = Span(match.start, match.end).shift(span.start)
            return Fact(match.concept, place, "stated-treatment", Voice.GUIDELINE_AS_STATED)
    if same := _SAME.search(document.text, span.start, span.end):
        return Fact(treatment, Span.of(same), "stated-same", Voice.GUIDELINE_AS_STATED)
    return None


def _unread(text: str, span: Span, conditions: tuple[StatedCondition, ...]) -> bool:
    """Say whether the sentence has a proviso that is not among `conditions`."""
    places = [condition.span for condition in conditions]
    opened = all(
        any(0 <= place.start - opening.start() <= _OPENS_WITHIN for place in places)
        for opening in _OPENING.finditer(text, span.start, span.end)
    )
    return not opened or any(
        not any(place.covers(Span(proviso.start(), proviso.start())) for place in places)
        for proviso in _PROVISO.finditer(text, span.start, span.end)
    )
