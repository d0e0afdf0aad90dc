"""Forms: what is asked for by the form in which it is given.

In:   a document, the place of a request, and the treatments that it names.
Out:  the treatment that they make: a compound, one tablet of two substances, a cream, an injection
      into a joint, a therapy by ultrasound; None where the form changes nothing.
From: the headings of the letters of 2015 to 2017, and other ways to write the same.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from imrgraph.knowledge.lexicon import Match
from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.letter import Fact
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.patterns import later

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.text.document import Document

__all__ = ["by_form", "compounds", "is_a"]

# "20%" after an ingredient
_SHARE = re.compile(r"\s*\(?\d*\.?\d+\s*%")
_CREAM = re.compile(r"\b(?:cream|gel|ointment|lotion|topical|compound(?:ed)?)\b", re.IGNORECASE)
# "/", ", ", " and ": what stands between the ingredients of one cream
_MIXED = re.compile(r"[\s,/&+-]*(?:and|with)?\s*", re.IGNORECASE)
# " 10mg/": what stands between the two substances of one tablet
_COMBINED = re.compile(r"\s*(?:\d+(?:\.\d+)?\s*mg)?\s*[/-]\s*", re.IGNORECASE)
#: How far behind the last drug the form may stand that it is given in.
_NEAR = 40
_COMPOUNDED = IMRV("compounded-topical").value
_TOPICAL = IMRV("topical-analgesic").value
# "20mg/g", "2% w/w": so much in a cream
_IN_A_CREAM = re.compile(r"\bmg\s*/\s*g(?:m|ram)?\b|%\s*w/w", re.IGNORECASE)
# "0.5% eye drops", "2% injection": no cream
_NO_CREAM = re.compile(
    r"\b(?:inject\w*|block|ophthalmic|eye|otic|oral|suspension|tab(?:let)?s?|cap(?:sule)?s?"
    r"|solution)\b",
    re.IGNORECASE,
)
# "5cc lidocaine", "Kenalog 40 mg injection"
_INJECTED = re.compile(r"\b\d+(?:\.\d+)?\s*(?:cc|ml)\b|\binject\w*|\binto\b", re.IGNORECASE)
#: What is set into a joint: steroids, and what numbs.
_INTO_JOINTS = frozenset(
    {"lidocaine", "bupivacaine", "ropivacaine", "triamcinolone", "methylprednisolone"}
    | {"betamethasone", "dexamethasone", "ketorolac"}
)
_JOINTS = {
    IMRV(name).value
    for name in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "finger", "toe", "jaw")
}
_INJECTION = IMRV("other-injection").value
_JOINT_INJECTION = IMRV("joint-injection").value
#: Seen with ultrasound once, treated with it by the visit.
_SEEN, _TREATED = IMRV("ultrasound-imaging").value, IMRV("therapeutic-ultrasound").value
_BY_THE_VISIT = later(
    r"\b(?:times?|x|\u00d7)\s*(?:[2-9]|\d\d|t(?:wo|hree|en)|four|five|six|eight|twelve)\b|\b"
    r"(?:visits|sessions|treatments)\b"
    r"|\bweek(?:s|ly)?\b",
    re.IGNORECASE,
)


def by_form(
    document: Document,
    place: Span,
    found: list[Fact[str]],
    region: str | None,
    knowledge: Knowledge,
) -> Fact[str] | None:
    """Return what the treatments that are `found` at `place` make in the form that is asked for.

    >>> from imrgraph.knowledge.knowledge import load
    >>> from imrgraph.letters.text.document import Document
    >>> text = "Ultrasound 1 times 6"
    >>> named = [Fact(_SEEN, Span(0, 10), "request-treatment")]
    >>> made = by_form(Document("letter", text), Span(0, 20), named, None, load())
    >>> made.value.rpartition("/")[2]
    'therapeutic-ultrasound'
    """
    words = document.quote(place)
    if found[0].value == _SEEN and _BY_THE_VISIT.search(words):
        return replace(found[0], value=_TREATED, rule="request-by-visits")
    return (
        _into_a_joint(words, found[0], region, knowledge)
        or _compound(document, place, found, knowledge)
        or _combined(document, found, knowledge)
    )


def _into_a_joint(
    words: str, first: Fact[str], region: str | None, knowledge: Knowledge
) -> Fact[str] | None:
    """Return an injection of the joint that is named, where a steroid goes into it."""
    if region is None or region not in _JOINTS or not _INJECTED.search(words):
        return None
    drug = knowledge.value(first.value, "genericName")
    steroid = any(each in words.lower() for each in ("kenalog", "depo", "celestone", "steroid"))
    if drug not in _INTO_JOINTS and not (first.value == _INJECTION and steroid):
        return None
    name = f"{knowledge.label(region)} injection"
    whole = [f.concept for f in knowledge.lexicon("treatments").find(name) if f.end == len(name)]
    value = whole[0] if whole else _JOINT_INJECTION
    return replace(first, value=value, rule="request-into-joint")


def _compound(
    document: Document, place: Span, found: list[Fact[str]], knowledge: Knowledge
) -> Fact[str] | None:
    """Return the compound that drugs make which are each followed by their share, or in a cream.

    "Baclofen 5%/Menthol 2%" is one, "Baclofen/Menthol cream" and "Ketoprofen 20% cream" too; and
    "Diclofenac 2% 20mg/g" is a drug for the skin, if it comes as such.
    """
    text = document.text
    drugs = [fact for fact in found if knowledge.value(fact.value, "genericName")]
    mixed = [fact for fact in drugs if _SHARE.match(text, fact.span.end)]
    if len({fact.value for fact in mixed}) > 1:
        return Fact(_COMPOUNDED, Span(mixed[0].span.start, mixed[-1].span.end), "request-compound")
    if not drugs or found[0] != drugs[0]:
        return None
    end = drugs[-1].span.end
    if not _CREAM.search(text[drugs[0].span.start : end + _NEAR].partition("\n\n")[0]):
        words = text[drugs[0].span.start : place.end]
        shared = bool(mixed or _IN_A_CREAM.search(words)) and not _NO_CREAM.search(words)
        rubbed = _rubbed_in(drugs[0], knowledge) if shared else None
        return rubbed if rubbed and rubbed.value != _COMPOUNDED else None
    if len(drugs) > 1 and _MIXED.fullmatch(text, drugs[0].span.end, drugs[1].span.start):
        return Fact(_COMPOUNDED, Span(drugs[0].span.start, end), "request-compound")
    return _rubbed_in(drugs[0], knowledge) if mixed else None


def _rubbed_in(drug: Fact[str], knowledge: Knowledge) -> Fact[str] | None:
    """Return the form of a drug that is for the skin, or None where the drug is for it anyway."""
    if is_a(drug.value, _TOPICAL, knowledge) or is_a(drug.value, _COMPOUNDED, knowledge):
        return None
    name = f"topical {knowledge.value(drug.value, 'genericName')}"
    forms = knowledge.lexicon("treatments").find(name)
    whole = [form.concept for form in forms if form.end - form.start == len(name)]
    return replace(drug, value=whole[0] if whole else _COMPOUNDED, rule="request-compound")


# "capsaicin 0.025%, menthol and": what stands between two ingredients
_BETWEEN = re.compile(r"\s*\(?\d*\.?\d*\s*%?\)?[\s,/&+-]*(?:and|with)?\s*", re.IGNORECASE)
_FORM = r"(?:cream|gel|ointment|lotion)"
# " 5% cream" behind the last ingredient, which may have it in its name; "cream with" before all
_BEHIND = re.compile(
    rf"\s*\(?\d*\.?\d*\s*%?\)?\s*(?:(?:topical|compound(?:ed)?)\s+)*{_FORM}\b", re.IGNORECASE
)
_WITHIN = re.compile(rf"{_FORM}\Z", re.IGNORECASE)
_BEFORE = re.compile(
    rf"\b(?:{_FORM}|compound(?:ed)?)s?\s*(?:with|of|containing|made\s+of|:|\()?\s*\Z",
    re.IGNORECASE,
)
# "a" capsaicin and menthol cream: without it a list may only end in a cream
_ONE = re.compile(r"\b(?:an?|the|one|this|that)\s+(?:compound(?:ed)?\s+)?\Z", re.IGNORECASE)


def compounds(words: str, found: Sequence[Match], knowledge: Knowledge) -> tuple[Match, ...]:
    """Return the treatments that a sentence names, the ingredients of one cream being that cream.

    >>> from imrgraph.knowledge.knowledge import load
    >>> words = "A cream of ketoprofen 10%, baclofen 2% and lidocaine 5% was used with naproxen."
    >>> made = compounds(words, load().lexicon("treatments").find(words), load())
    >>> [match.concept.rpartition("/")[2] for match in made]
    ['compounded-topical', 'naproxen']
    """
    kept: list[Match] = []
    for drugs in _lists(words, found, knowledge):
        whole = Match(drugs[0].start, drugs[-1].end, _COMPOUNDED)
        kept += [whole] if len(drugs) > 1 and _is_one_cream(words, drugs) else drugs
    return tuple(kept)


def _lists(words: str, found: Sequence[Match], knowledge: Knowledge) -> list[list[Match]]:
    """Return what is named, drugs that are listed without other words between them together."""
    listed: list[list[Match]] = []
    for each in found:
        before = listed[-1][-1] if listed else each
        drugs = all(knowledge.value(one.concept, "genericName") for one in (before, each))
        if listed and drugs and _BETWEEN.fullmatch(words, before.end, each.start):
            listed[-1].append(each)
        else:
            listed.append([each])
    return listed


def _is_one_cream(words: str, drugs: Sequence[Match]) -> bool:
    """Say whether drugs that are listed are the ingredients of one cream."""
    first, last = drugs[0], drugs[-1]
    if sum(bool(_SHARE.match(words, each.end)) for each in drugs) > 1:
        return True
    if _BEFORE.search(words, 0, first.start):
        return True
    ends = _BEHIND.match(words, last.end) or _WITHIN.search(words, last.start, last.end)
    one = _ONE.search(words, 0, first.start) or "/" in words[first.end : last.start]
    return bool(ends and one)


def _combined(document: Document, found: list[Fact[str]], knowledge: Knowledge) -> Fact[str] | None:
    """Return the one drug that two substances make: "Hydrocodone 10mg/acetaminophen 325mg"."""
    if len(found) < len(("one", "other")):
        return None
    one, other = found[:2]
    if not _COMBINED.fullmatch(document.text, one.span.end, other.span.start):
        return None
    substances = (
        knowledge.value(fact.value, "genericName") or knowledge.label(fact.value)
        for fact in (one, other)
    )
    name = "/".join(substances)
    forms = knowledge.lexicon("treatments").find(name)
    if not forms or forms[0].end - forms[0].start < len(name):
        return None
    return Fact(forms[0].concept, Span(one.span.start, other.span.end), "request-combined")


def is_a(concept: str, broader: str, knowledge: Knowledge) -> bool:
    """Say whether a concept is another one, or narrower."""
    return broader in (concept, *knowledge.broader(concept))
