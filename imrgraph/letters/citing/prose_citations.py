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
from imrgraph.letters.citing.topics import PAGES, folded, listed, paged, tight
from imrgraph.letters.letter import Citation
from imrgraph.letters.text.document import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Party
    from imrgraph.letters.text.document import Document

__all__ = ["prose_citations"]

Source = Literal["MTUS", "ODG", "ACOEM", "other"]

# "CA MTUS", "8 CCR § 9792.24.2(e)", "Section 9792.20", "Labor Code section 4604.5"
_MARK: Final = re.compile(
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
# "outside of the MTUS Guidelines": no guideline is meant
_OUTSIDE: Final = re.compile(r"\boutside\s+(?:of\s+)?(?:the\s+)?\Z", re.IGNORECASE)
# "MTUS/ACOEM", "MTUS guideline in ACOEM": one citation
_ONE: Final = re.compile(
    r"[\s/:(\[-]*(?:(?:Treatment\s+)?Guidelines?\b[\s:,(]*)?(?:(?:in|of|the|from)\s+)*",
    re.IGNORECASE,
)
_ONE_NAME: Final = re.compile(rf"(?:{_ONE.pattern}|\s*,\s*(?:the\s+)?)", re.IGNORECASE)
# What may stand behind a guideline, in any order
_DETAIL: Final = re.compile(
    r"[\s,;:(\[]*(?:"
    r"(?:Practice\s+|Treatment\s+)?Guidelines?\b|\bChapters?\s+(?P<chapter>\d+)\b(?:\s*[:-](?=\s))?"
    r"|(?P<edition>\d+(?:st|nd|rd|th)\s+ed(?:ition\b|\.|\b))"
    r"|(?:[A-Z][a-z]{2,8}\s+(?:\d{1,2},\s+)?)?(?P<year>(?:19|20)\d\d)(?![\d/])"
    rf"|(?:on\s+|at\s+)?{PAGES}|(?P<table>\bTables?\s+\d+(?:-\d+)?)"
    r")[)\]]?",
    re.IGNORECASE,
)
_SECTIONS: Final = re.compile(r"\s*,?\s*Section\(?s?\)?\s*:\s*(?P<list>[^.;]+)", re.IGNORECASE)
# "Massage Page(s): 60", "Massage": the older form has the section before the page
_OLDER: Final = re.compile(rf"(?P<list>.*?)(?:[\s,(]*{PAGES}[\s).]*|\Z)", re.IGNORECASE | re.DOTALL)
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
    in_mtus: bool = False,
) -> Iterator[Citation]:
    """Yield the guidelines that the words at `place` name.

    Args:
        document: the text.
        place: the words.
        by: whose words they are.
        knowledge: whose guidelines are known by name.
        in_mtus: they follow "Decision based on MTUS": whatever is named is of the MTUS, and what
            stands before a page is a section.
    """
    words = document.quote(place)
    found = list(_joined(words, _marks(words, knowledge)))
    if in_mtus and not found:
        found = [_Mention(0, 0, ["name"])]
    starts = [*(mention.start for mention in found), len(words)]
    for mention, end in zip(found, starts[1:], strict=True):
        if mention.kinds == ["odg"]:
            last = _of_the_odg(words, mention, end, knowledge)
            yield from outside(
                document, Span(mention.start, last).shift(place.start), by, knowledge
            )
        else:
            each = _citation(words, mention, end, knowledge, in_mtus=in_mtus)
            yield replace(each, by=by, span=each.span.shift(place.start))


def _marks(words: str, knowledge: Knowledge) -> list[_Mention]:
    """Return every name that a source or a guideline is given, from left to right."""
    found = []
    for mark in _MARK.finditer(words):
        kind = mark.lastgroup or ""
        if not _OUTSIDE.search(words, max(0, mark.start() - 20), mark.start()):
            name = mark[0] if kind in ("rule", "law") else ""
            found.append(_Mention(mark.start(), mark.end(), [kind], name))
    for match in knowledge.lexicon("guidelines").find(words):
        apart = all(match.end <= mark.start or mark.end <= match.start for mark in found)
        if apart and _is_title(words[match.start : match.end]):
            name = words[match.start : match.end]
            found.append(_Mention(match.start, match.end, ["name"], name, match.concept))
    return sorted(found, key=lambda mark: mark.start)


def _is_title(words: str) -> bool:
    """Say whether the long words have capitals: "Acupuncture treatment" is no guideline."""
    return all(word[0].isupper() for word in re.findall(r"[^\W\d_]{4,}", words))


def _joined(words: str, marks: list[_Mention]) -> Iterator[_Mention]:
    """Yield the guidelines, each of which may have several names: "MTUS/ACOEM", "ACOEM 2004"."""
    last: _Mention | None = None
    ends = [*(mark.start for mark in marks[1:]), len(words)]
    for mark, end in zip(marks, ends, strict=False):
        if last and _belongs(words[last.end : mark.start], last, mark):
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
        return kind in ("mtus", "acoem") and gap.strip() in ("(", "/")
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
    behind = phrase[found[0].end :]
    runs_on = _SENTENCE.search(phrase) or behind[:2].strip().isalnum()
    return mention.end + (found[0].end if runs_on else len(phrase))


def _citation(
    words: str, mention: _Mention, end: int, knowledge: Knowledge, *, in_mtus: bool
) -> Citation:
    """Say what is cited under the names of `mention`, `end` being where the next one starts."""
    details, name = mention.details, mention.name
    sections: tuple[str, ...] = ()
    last, pages = mention.end, details.get("pages", "")
    if "rule" in mention.kinds or "law" in mention.kinds:
        sections = tuple(folded(part) for part in _IN_BRACKETS.findall(name))
        name = _IN_BRACKETS.sub("", name)
    if listing := _SECTIONS.match(words, last, end):
        sections, last = listed(listing["list"], knowledge), listing.end()
    elif in_mtus and (older := _OLDER.match(words, last, end)):
        sections, last = listed(older["list"], knowledge), older.end()
        pages = pages or older["pages"] or ""
    source = "MTUS" if in_mtus else _source(mention, knowledge)
    chapter = details.get("chapter")
    looked_up = " ".join(re.findall(r"Labor Code|[\d.]+\d", folded(name))[:2])
    work = mention.work or _known(looked_up or f"ACOEM Chapter {chapter}", knowledge)
    if not name and chapter:
        sections = (f"Chapter {chapter}", *sections)
    if "table" in details:
        sections = (*sections, details["table"])
    if not name and source == "MTUS" and "acoem" in mention.kinds:
        name = "ACOEM"
    year, ordinal = details.get("year"), details.get("edition")
    return Citation(
        by=None,
        source=source,
        guideline=folded(name) or None,
        edition=int(year) if year and (source == "MTUS" or not ordinal) else edition(ordinal or ""),
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
