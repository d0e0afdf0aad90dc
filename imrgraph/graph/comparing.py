"""Comparing: whether what a query compares with the values of a property can be one of them.

In:   letters that can be asked; a part of a query: with what a variable is compared, and how.
Out:  a note where none is more, less or the same, or a function fails of all; with what is right.
From: SPARQL 1.1 Query Language, W3C 2013, section 17: a comparison of two kinds is an error, which
      keeps nothing and says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from imrgraph.graph.literals import (
    DAY,
    KINDS,
    LITERAL,
    SEEN,
    as_kind,
    fitting,
    forms,
    is_day,
    is_found,
    named,
    no_such_words,
    or_nothing,
    right_kind,
    selected,
    where,
)
from imrgraph.graph.meeting import are
from imrgraph.graph.values import shorten

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping

    from imrgraph.graph.identifying import Selecting
    from imrgraph.graph.query_parts import Part

__all__ = ["COMPARED"]

#: What values are that are compared with no text.
_NO_TEXTS: Final = frozenset({"things", "numbers", "days", "truths"})
#: And what they are that are compared with no number.
_NO_NUMBERS: Final = frozenset({"things", "texts", "days", "truths"})
_SPAN: Final = '"P%sD"^^xsd:dayTimeDuration'
#: How a function of texts takes what is none.
_AS_TEXTS: Final = {
    "days": "STR(?day), or YEAR(?day), which is a number",
    "numbers": "STR(?number), or = and <",
    "truths": "= true",
}


def _in_no_order(letters: Selecting, part: Part) -> str:
    """Return a note if two are compared of which none is more or less, or the same."""
    found = LITERAL.fullmatch(part.value)
    kind = are(letters, part.of) if part.of else ""
    if found and found["type"] and (kind != "days" or _is_day(found)):
        return ""
    if kind not in (_NO_TEXTS if found else _NO_NUMBERS):
        return ""
    right = (
        as_kind(letters, kind, part, found["text"])
        if found
        else right_kind(letters, kind, part, part.value)
    )
    one = ("written so" if found["type"] else "a text") if found else "a number"
    every = f"no {shorten(part.of)} here is {one}, and none is more, less or the same"
    return f"{part.value}: {every}{or_nothing('', right)}"


def _of_a_moment(letters: Selecting, part: Part) -> str:
    """Return a note if days are compared with a moment, which is neither more nor less."""
    kind = are(letters, part.of) if part.of else ""
    ordered = f"?s <{part.of}> ?day FILTER(?day < NOW() || ?day >= NOW())"
    if kind != "days" or is_found(letters, ordered, ""):
        return ""
    told = f"every {shorten(part.of)} here is a day, and this a moment, neither more nor less"
    return f"{part.value}: {told}; xsd:date(NOW()) is today"


def _of_no_span(letters: Selecting, part: Part) -> str:
    """Return a note if the difference of two days is compared with what is no duration."""
    found = LITERAL.fullmatch(part.value)
    if are(letters, part.of) != "days" or (found and "uration" in (found["type"] or "")):
        return ""
    number = found["text"] if found else part.value
    right = f"it is written {_SPAN % number}" if number.isdecimal() else f"as in {_SPAN % 30}"
    return f"{part.value}: the difference of two days is a duration and no number; {right}"


def _no_day(_: Selecting, part: Part) -> str:
    """Return a note if a text is made a day that is none, which fails."""
    found = LITERAL.fullmatch(part.value)
    day = DAY.match(found["text"].strip()) if found else None
    if not found or (day and is_day(day.group())):
        return ""
    return f'{part.value}: xsd:date makes no day of it; one is written as in "2015-06-10"'


def _is_day(found: re.Match[str]) -> bool:
    """Say whether a literal is a day, as it is written."""
    of_days = str(found["type"]).strip("^<>").endswith("#date")
    return of_days and is_day(found["text"])


def _not_held(letters: Selecting, part: Part) -> str:
    """Return a note if what texts are to hold is in them only with other capitals."""
    found = LITERAL.fullmatch(part.value)
    text = found["text"].strip("^$") if found else ""
    if not part.of or not text or "\\" in text:
        return ""
    held = f"?s <{part.of}> ?text FILTER(CONTAINS(STR(?text), %s))"
    small = f'CONTAINS(LCASE(STR(?text)), "{text.lower()}")'
    in_any = f"?s <{part.of}> ?text FILTER({small})"
    if is_found(letters, held, f'"{text}"') or not is_found(letters, in_any, ""):
        return ""
    return f"{part.value}: no {shorten(part.of)} here has it with such letters; {small} takes any"


def _of_no_text(letters: Selecting, part: Part) -> str:
    """Return a note if a function takes for texts what are none, and fails of all."""
    kind = are(letters, part.of) if part.of else ""
    of = f"{part.value.upper()}: every {shorten(part.of)} here is"
    if kind in _AS_TEXTS:
        return f"{of} {KINDS[kind]} and no text; it wants {_AS_TEXTS[kind]}"
    if kind == "things":
        return f"{of} a thing and no text; it wants its skos:prefLabel, or STR(?thing)"
    return ""


def _of_no_such_text(letters: Selecting, part: Part) -> str:
    """Return a note if what STR gives of a thing, a day or a text is another than is wanted."""
    kind = are(letters, part.of) if part.of else ""
    if kind == "days":
        return _of_no_day(part)
    if kind == "texts":
        return _written_otherwise(letters, part)
    found = LITERAL.fullmatch(part.value)
    if kind != "things" or not found or "://" in found["text"]:
        return ""
    meant = next(fitting(letters, part.of, found["text"]), None)
    right = or_nothing("what is called so is ", meant and f"{shorten(meant)}, without STR")
    every = f"every {shorten(part.of)} here is a thing"
    return f"{part.value}: {every}, and STR gives the whole IRI of it{right}"


def _written_otherwise(letters: Selecting, part: Part) -> str:
    """Return a note if what a text is to be, in any language, is what one is in other letters."""
    found = LITERAL.fullmatch(part.value)
    equal = f"{where(part).replace('%s', '?text')} FILTER(STR(?text) = %s)"
    if not found or found["type"] or is_found(letters, equal, part.value):
        return ""
    plain = (form for form in dict.fromkeys(forms(found["text"])) if form.endswith('"'))
    right = next((form for form in plain if is_found(letters, equal, form)), "")
    told = f"{part.value}: no {named(part)} here is just that; it is written {right}"
    return told if right else ""


def _in_no_language(letters: Selecting, part: Part) -> str:
    """Return a note if a language is written as no text of a property has it."""
    if not part.of or is_found(letters, f"?s <{part.of}> ?t FILTER(LANG(?t) = %s)", part.value):
        return ""
    first = f"{{ SELECT ?x {{ [] <{part.of}> ?x }} LIMIT {SEEN} }} FILTER(isLiteral(?x))"
    asked = f"SELECT DISTINCT ?tag {{ {first} BIND(LANG(?x) AS ?tag) }}"
    tags = sorted(str(row["tag"]) for row in selected(letters, asked))
    found = LITERAL.fullmatch(part.value)
    asked_for = found["text"].lower().partition("-")[0] if found else ""
    if not {asked_for, ""} & {*tags}:  # then there is no text in that language, and no slip
        return ""
    told = " or ".join(f'"{tag}"' if tag else 'none, so that LANG gives ""' for tag in tags)
    return f"{part.value}: no {shorten(part.of)} here is in it, but in {told}"


def _of_no_day(part: Part) -> str:
    """Return a note if the text of a day is to be what none is."""
    found = LITERAL.fullmatch(part.value)
    if not found or is_day(found["text"]):
        return ""
    return f'{part.value}: STR gives a day as in "2015-06-10"'


def _no_result(_: Selecting, part: Part) -> str:
    """Return a note if a function never gives what its result is compared with."""
    found = LITERAL.fullmatch(part.value)
    text = found["text"] if found else ""
    if not found:
        told = f"{part.value}: {part.of.upper()} gives a text, and no number"
        return f'{told}; it is written "{part.value}"'
    if part.of not in {"lcase", "ucase"}:
        return f"{part.value}: {part.of.upper()} gives a number, and no text; it is written {text}"
    right = text.lower() if part.of == "lcase" else text.upper()
    if right == text:
        return ""
    letters = "small" if part.of == "lcase" else "capital"
    return f"{part.value}: {part.of.upper()} gives {letters} letters alone; it is written {right!r}"


#: What is told of a value that is compared, by how it is.
COMPARED: Final[Mapping[str, Callable[[Selecting, Part], str]]] = {
    "order": _in_no_order,
    "moment": _of_a_moment,
    "span": _of_no_span,
    "cast": _no_day,
    "held": _not_held,
    "within": no_such_words,
    "called": no_such_words,
    "words": _of_no_text,
    "name": _of_no_such_text,
    "result": _no_result,
    "language": _in_no_language,
}
