"""Prose citations: guidelines that running prose names, and those of the older guideline lines.

In:   a document, and a place in it.
Out:  one `Citation` for each guideline that is named.
From: the rationales and guideline lines of the letters; 8 CCR §§ 9792.20 to 9792.27.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal

from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.citing.outside import ACOEM, ODG, chapters, edition, outside
from imrgraph.letters.citing.topics import (
    PAGES,
    folded,
    paged,
    sections_and_pages,
    tight,
)
from imrgraph.letters.letter import Citation
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.patterns import later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Party
    from imrgraph.letters.text.document import Document

__all__ = ["Form", "prose_citations"]

Source = Literal["MTUS", "ODG", "ACOEM", "other"]
#: What the words are that cite: running prose, or a guideline line, of the MTUS or of any source.
Form = Literal["prose", "line", "mtus"]

# "CA MTUS", "8 CCR § 9792.24.2(e)", "Section 9792.20", "Labor Code section 4604.5"
_MARK: Final = later(
    r"(?P<mtus>(?<!Non-)\b(?:(?:CA|California(?:['\u2019]s)?)[\s-]*)?"
    r"(?:MTUS\b|Medical\s+Treatment\s+Utilization\s+Schedule\b(?:\s*\(MTUS\))?))"
    rf"|(?P<odg>{ODG})|(?P<acoem>{ACOEM})"
    r"|(?P<rule>(?:\b8\s+(?:CCR|C\.C\.R\.|Cal\.\s+Code\s+Regs?\.)[\s,]*)?"
    r"(?:\b(?:sections?|sec\.)\s*|\u00a7+\s*)?\b97\d\d\.\d+(?:\.\d+)*(?:\s?\([a-z0-9]{1,3}\))*"
    r"(?:\s*(?:-|\u2013|to|through)\s*97\d\d\.\d+(?:\.\d+)*)?)"
    r"|(?P<law>\bLabor\s+Code\s+(?:sections?\s+|sec\.\s+|\u00a7+\s*)?\d{4}(?:\.\d+)?"
    r"(?:\s?\([a-z0-9]{1,3}\))*)",
    re.IGNORECASE,
)
# ", 4610.5 and 4610.6": further sections of the Labor Code
_FURTHER: Final = re.compile(
    r"\s*(?:,|;|&|and|or)\s*(?:(?:and|or|&)\s+)?(?:\u00a7+\s*)?"
    r"(?P<section>\d{4}(?:\.\d+)?(?:\s?\([a-z0-9]{1,3}\))*)(?![\d-])"
)
#: What a sentence says that denies that a source speaks.
_SILENT: Final = re.compile(r"\b(?:no|not|none|neither|silent|without)\b", re.IGNORECASE)
# "outside of the MTUS Guidelines": no guideline is meant
_OUTSIDE: Final = re.compile(r"\boutside\s+(?:of\s+)?(?:the\s+)?\Z", re.IGNORECASE)
# "MTUS/ACOEM", "MTUS guideline in ACOEM": one citation
_ONE: Final = re.compile(
    r"[\s/:(\[-]*(?:(?:Treatment\s+)?Guidelines?\b[\s:,(]*)?(?:(?:in|of|the|from)\s+)*",
    re.IGNORECASE,
)
_ONE_NAME: Final = re.compile(rf"(?:{_ONE.pattern}|\s*,\s*(?:the\s+)?)", re.IGNORECASE)
# "Knee Complaints Chapter (ACOEM …)", "Ankle and Foot Complaints, ACOEM"
_OF_A_SOURCE: Final = re.compile(r"\s*(?:Chapter\s*)?[(/,]\s*", re.IGNORECASE)
# What may stand behind a guideline, in any order
_DETAIL: Final = later(
    r"[\s,;:(\[]*(?:"
    r"(?:Practice\s+|Treatment\s+)?Guidelines?\b|\bChapter\b(?!\s*\d)|\bChapters?\s+(?P<chapter>\d+)\b(?:\s*[:-](?=\s))?"
    r"|(?P<edition>\d+(?:st|nd|rd|th)\s+ed(?:ition\b|\.|\b)|V(?:ersion\s+|\.\s?)\d+(?:\.\d+)?\b)"
    r"|(?:[A-Z][a-z]{2,8},?\s+(?:\d{1,2},?\s+)?)?(?P<year>(?:19|20)\d\d)(?![\d/])"
    rf"|(?:on\s+|at\s+)?{PAGES}|(?P<table>\bTables?\s+\d+(?:-\d+)?)"
    r")[)\]]?",
    re.IGNORECASE,
)
_SECTIONS: Final = re.compile(
    r"\s*\)?\s*,?\s*Section\(?s?\)?\s*:\s*(?P<list>[^.;]+)", re.IGNORECASE
)
# "Section(s): Subacute and |Chronic Pain": the name of a section goes on
_GOES_ON: Final = re.compile(
    r"\bSection\(?s?\)?\s*:\s*[^.;,:]*\w\s+(?:(?:and|of|for|&)\s+)?\Z", re.IGNORECASE
)
# "Workplace Asthma, Section(s): …": the name of a guideline that is not known
_NAMED: Final = re.compile(r"\s*(?P<name>[A-Z][^.;]{2,100}?)\s*,?\s+Section\(?s?\)?\s*:")
# "Cornerstones of Disability Prevention and Management (": a name before a source in brackets
_BEFORE: Final = re.compile(
    r"(?P<name>[A-Z][\w/&-]*(?:,?\s+(?:(?:and|of|to|for|the|in|&)\s+)*[A-Z][\w/&-]*)*)\s*\(\Z"
)
# ", Massage", "Page(s): 60": a section or a page, and no sentence that goes on
_LISTS: Final = re.compile(r"[\s,;:()/\u2013-]*(?:[A-Z\d\"\u201c]|pages?\b|pgs?\b|pp?\b)")
_SPEAKS: Final = re.compile(
    r"\s+(?:addresse?s?|appl(?:y|ies)|speaks?|covers?|recommends?|states?|is|does)\b"
)
# ", since it speaks of massage": a reason, and no section
_CLAUSE: Final = re.compile(
    r"[\s,;]+(?:since|because|which|that|where|when|as\s+(?:it|they|the)|and\s+(?:it|they|is))\b"
)
#: No name is longer.
_LONGEST: Final = 120
_AND: Final = re.compile(r"\s*(?:,|/|and|&|,\s*and)\s*")
# ", Low Back": the guideline behind the version of ACOEM's
_TITLED: Final = re.compile(
    r"[\s,:]+(?P<name>[A-Z][\w/-]*(?:\s+(?:(?:and|&|of)\s+)?[A-Z][\w/-]*)*)(?=\s*(?:[,.;:(]|\Z))"
)
# Where a phrase ends for certain
_STOP: Final = re.compile(r"\.(?=\s|\Z)|\n\s*\n|\)(?=\s)")
_SENTENCE: Final = re.compile(
    r"\b(?:is|are|was|were|be|has|have|had|does|do|did|not|states?|stated|recommends?|supports?|"
    r"indicates?|notes?|says?|that|which|this|should|may|can|will|would|in|as)\b"
)
# "9792.20(e)": the paragraph of a rule
_IN_BRACKETS: Final = re.compile(r"\s?\([a-z0-9]{1,3}\)")
_MTUS: Final = IMRV("mtus").value


@dataclass(slots=True)
class _Mention:
    """A guideline under one or several names, and what is said of it up to `end`."""

    start: int
    end: int
    #: What kinds of names it has, the last one last: "mtus", "odg", "acoem", "rule", "law", "name".
    kinds: list[str]
    name: str = ""
    work: str | None = None
    details: dict[str, str] = field(default_factory=dict)


def prose_citations(
    document: Document,
    place: Span,
    by: Party | None,
    knowledge: Knowledge,
    *,
    form: Form = "prose",
) -> Iterator[Citation]:
    """Yield the guidelines that the words at `place` name.

    Args:
        document: the text.
        place: the words.
        by: whose words they are.
        knowledge: whose guidelines are known by name.
        form: "line" for what a guideline line says that a decision is based on: what stands behind
            a guideline are its sections and pages; "mtus" where it says that of the MTUS:
            whatever is named is of the MTUS.
    """
    words = document.text[place.start : place.end]
    found = list(_joined(words, _marks(words, knowledge)))
    if form != "prose":
        _name_before(words, found)
    if form == "line":
        found = [each for each in found if not _only_speaks(words, each)]
    if form == "mtus" and not found:
        named = _NAMED.match(words)  # a guideline that is not known
        end = named.end("name") if named else 0
        found = [_Mention(0, end, ["name"], words[:end])]
    starts = [*(mention.start for mention in found), len(words)]
    for mention, end in zip(found, starts[1:], strict=True):
        if mention.kinds == ["odg"]:
            last = _of_the_odg(words, mention, end, knowledge)
            yield from outside(
                document, Span(mention.start, last).shift(place.start), by, knowledge
            )
        else:
            each = _citation(words, mention, end, knowledge, form)
            yield replace(each, by=by, span=each.span.shift(place.start))


def _marks(words: str, knowledge: Knowledge) -> list[_Mention]:
    """Return every name that a source or a guideline is given, from left to right."""
    found = []
    for mark in _MARK.finditer(words):
        kind = mark.lastgroup or ""
        if not _OUTSIDE.search(words, max(0, mark.start() - 20), mark.start()):
            name = mark[0] if kind in ("rule", "law") else ""
            found.append(_Mention(mark.start(), mark.end(), [kind], name))
            found += _further(words, found[-1]) if kind == "law" else ()
    for match in knowledge.lexicon("guidelines").find(words):
        apart = all(match.end <= mark.start or mark.end <= match.start for mark in found)
        name = words[match.start : match.end]
        if apart and _is_title(name) and not _is_of_a_section(words, match.start, name):
            found.append(_Mention(match.start, match.end, ["name"], name, match.concept))
    return sorted(found, key=lambda mark: mark.start)


def _is_of_a_section(words: str, start: int, name: str) -> bool:
    """Say whether the name of a guideline ends that of a section: "Subacute and Chronic Pain"."""
    before = _GOES_ON.search(words, max(0, start - _LONGEST), start)
    return before is not None and "guideline" not in name.lower()


def _only_speaks(words: str, mention: _Mention) -> bool:
    """Say whether the MTUS is only spoken of: "the MTUS is silent", "no section of the MTUS"."""
    bare = mention.kinds == ["mtus"] and not mention.details
    return bare and bool(_SILENT.search(words) or _SPEAKS.match(words, mention.end))


def _name_before(words: str, found: list[_Mention]) -> None:
    """Give a source in brackets the name that stands before it: "Eye Disorders (ACOEM 2017)"."""
    for mention in found:
        if mention.kinds[0] == "acoem" and not mention.name:
            before = _BEFORE.search(words, max(0, mention.start - _LONGEST), mention.start)
            if before:
                mention.name, mention.start = before["name"], before.start()


def _further(words: str, law: _Mention) -> Iterator[_Mention]:
    """Yield the sections that are named behind the first one of a law, as "4610 and 4610.5"."""
    end = law.end
    while section := _FURTHER.match(words, end):
        name = f"Labor Code \u00a7 {section['section']}"
        yield _Mention(section.start("section"), section.end("section"), ["law"], name)
        end = section.end("section")


def _is_title(words: str) -> bool:
    """Say whether the long words have capitals: "Acupuncture treatment" is no guideline."""
    return all(word[0].isupper() for word in re.findall(r"[^\W\d_]{4,}", words))


def _joined(words: str, marks: list[_Mention]) -> Iterator[_Mention]:
    """Yield the guidelines, each of which may have several names: "MTUS/ACOEM", "ACOEM 2004"."""
    last: _Mention | None = None
    ends = [*(mark.start for mark in marks[1:]), len(words)]
    for mark, end in zip(marks, ends, strict=False):
        if last and _belongs(words[last.end : mark.start], last, mark):
            if last.name and mark.kinds == ["rule"]:  # "Acupuncture Guidelines, section 9792.24.1"
                last.details["rule"] = mark.name
            else:
                last.kinds += mark.kinds
                last.name, last.work = mark.name or last.name, mark.work or last.work
            last.end = mark.end
        else:
            if last:
                yield last
            last = mark
        _describe(words, last, end)
    if last:
        yield last


def _belongs(gap: str, last: _Mention, mark: _Mention) -> bool:
    """Say whether `mark`, `gap` behind `last`, is another name of the same guideline."""
    kind = mark.kinds[0]
    if last.name:
        within = kind in ("mtus", "acoem") or (kind == "rule" and last.kinds[-1] == "name")
        return within and bool(_OF_A_SOURCE.fullmatch(gap))
    if "odg" in (kind, *last.kinds) or kind == "law":
        return False
    if kind == "mtus":
        return gap.strip() == "/"
    return bool((_ONE_NAME if kind == "name" else _ONE).fullmatch(gap))


def _describe(words: str, mention: _Mention, end: int) -> None:
    """Take up the details that follow before `end`: chapter, edition, year, pages, table."""
    while detail := _DETAIL.match(words, mention.end, end):
        known = {name: value for name, value in detail.groupdict().items() if value}
        if mention.kinds == ["odg"] or known.keys() & mention.details.keys():
            return
        mention.details |= known
        mention.end = detail.end()


def _of_the_odg(words: str, mention: _Mention, end: int, knowledge: Knowledge) -> int:
    """Return where a citation of the ODG ends: its topics too, unless a sentence runs through.

    "ODG Head, CT." has a topic, "the ODG Head chapter states that CT" has none.
    """
    stop = _STOP.search(words, mention.end, end)
    phrase = words[mention.end : stop.start() if stop else end]
    found = chapters(phrase, knowledge)
    if not found or phrase[: found[0].start].strip(" ,:(\n-\u2013"):
        return mention.end
    named = found[0].end
    for chapter in found[1:]:  # "Low Back and Neck Chapters"
        named = chapter.end if _AND.fullmatch(phrase, named, chapter.start) else named
    runs_on = _SENTENCE.search(phrase) or phrase[named : named + 2].strip().isalnum()
    return mention.end + (named if runs_on else len(phrase))


def _citation(
    words: str, mention: _Mention, end: int, knowledge: Knowledge, form: Form
) -> Citation:
    """Say what is cited under the names of `mention`, `end` being where the next one starts."""
    details, name = mention.details, mention.name
    sections: tuple[str, ...] = ()
    last, pages = mention.end, details.get("pages", "")
    titled = _TITLED.match(words, last, end) if mention.kinds[-1] == "acoem" else None
    if titled and "edition" in details and not name and "chapter" not in details:
        name, last = titled["name"], titled.end()
    if "rule" in mention.kinds or "law" in mention.kinds:
        sections = tuple(folded(part) for part in _IN_BRACKETS.findall(name))
        name = _IN_BRACKETS.sub("", name)
    if listing := _SECTIONS.match(words, last, end):
        sections, paged_too = sections_and_pages(listing["list"], knowledge)
        pages, last = pages or ", ".join(paged_too), listing.end()
    elif form != "prose":  # "Massage Page(s): 60": the older form has the section before the page
        clause = _CLAUSE.search(words, last, end)
        until = clause.start() if clause else end
        until = until if _LISTS.match(words, last, until) else last
        sections, paged_too = sections_and_pages(words[last:until], knowledge)
        pages, last = ", ".join(filter(None, (pages, *paged_too))), until
    source = "MTUS" if form == "mtus" else _source(mention, knowledge)
    chapter = details.get("chapter")
    looked_up = " ".join(re.findall(r"Labor Code|[\d.]+\d", folded(name))[:2])
    if not looked_up:
        looked_up = f"{name} Disorders" if titled else f"ACOEM Chapter {chapter}"
    work = mention.work or _known(looked_up, knowledge)
    if not name and chapter:
        sections = (f"Chapter {chapter}", *sections)
    sections = (*sections, *(details[name] for name in ("rule", "table") if name in details))
    if not name and source == "MTUS" and "acoem" in mention.kinds:
        name = "ACOEM"
    year, ordinal = details.get("year"), details.get("edition")
    # the second edition of ACOEM's is that of 2004, which the MTUS took up
    in_year = source == "MTUS" or not ordinal or ordinal.startswith("2nd")
    return Citation(
        by=None,
        source=source,
        guideline=folded(name) or None,
        edition=int(year) if year and in_year else edition(ordinal or ""),
        sections=sections,
        pages=paged(pages),
        work=work,
        span=tight(words, mention.start, last),
    )


def _source(mention: _Mention, knowledge: Knowledge) -> Source:
    """Return whose guideline it is: that of the source named, or else that of the work."""
    kinds = mention.kinds
    if "mtus" in kinds or "rule" in kinds:
        return "MTUS"
    if "acoem" in kinds:
        return "ACOEM"
    home = knowledge.value(mention.work, "belongsTo") if mention.work else None
    return "MTUS" if home == _MTUS else "other"


def _known(name: str, knowledge: Knowledge) -> str | None:
    found = knowledge.lexicon("guidelines").find(name)
    return found[0].concept if found else None
