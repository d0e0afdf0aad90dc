"""Literals: whether a text, a number or a truth in a query is one that a property has.

In:   letters that can be asked; a part of a query that found nothing.
Out:  a note for a literal that stands in no letter where it is, with what would be right.
From: the values that the property has, and the vocabularies: what is called so is often a thing.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from textwrap import shorten as brief
from typing import TYPE_CHECKING, Final

from imrgraph.errors import ImrgraphError
from imrgraph.graph.identifying import like_letters
from imrgraph.graph.meeting import are, never_valued
from imrgraph.graph.values import shorten
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.naming import case_number, is_case_number, is_term, meanings
from imrgraph.knowledge.terms import IMRV, SKOS
from imrgraph.nearest import folded, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.identifying import Selecting
    from imrgraph.graph.query_parts import Part
    from imrgraph.graph.rows import Rows
    from imrgraph.graph.values import Row

__all__ = [
    "DAY",
    "FEW",
    "KINDS",
    "LITERAL",
    "SEEN",
    "as_kind",
    "fitting",
    "forms",
    "is_day",
    "is_found",
    "named",
    "no_such_literal",
    "no_such_words",
    "or_nothing",
    "right_kind",
    "selected",
    "where",
]

_MATCHED_WHOLE: Final = (
    "a text is matched whole, and a part of one by CONTAINS(LCASE(STR(?text)), …)"
)
#: How many values of a property are looked at.
SEEN: Final = 2_000
#: So many values of a property are all named.
FEW: Final = 6
#: How many characters of a text are told.
_LONGEST: Final = 80
# '"neck"@en', "'6'^^<…#integer>"
LITERAL: Final = re.compile(
    r"""(?P<quote>\"{3}|'{3}|"|')(?P<text>.*)(?P=quote)(?P<type>@\S+|\^\^<\S+)?""", re.DOTALL
)
#: What is looked for as it is, and no pattern of signs.
_PLAIN: Final = re.compile(r"[\w ,'-]{3,}")
_CALLED: Final = SKOS("prefLabel").value
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?")
DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
#: Each truth, with its contrary.
_TRUTHS: Final = {"true": "false", "false": "true"}
#: What a value is called that is no truth, or one.
_SAID: Final = ("a number", "true or false")
#: What values are called, by what they are.
KINDS: Final = {
    "things": "a thing",
    "texts": "a text",
    "numbers": "a number",
    "days": "a day",
    "truths": "true or false",
}


def no_such_literal(letters: Selecting, part: Part, *, is_none: bool) -> str:
    """Return a note if no letter has a literal where it stands.

    Args:
        letters: which were asked.
        part: of a query, "text".
        is_none: whether the query finds nothing; else only what is written otherwise is told.
    """
    pattern = where(part) if part.of else "?s ?p %s"
    if not LITERAL.fullmatch(part.value):
        return _no_such_number(letters, part, pattern)
    if not part.value.strip("\"'") or is_found(letters, pattern, part.value):
        return ""
    told = f"no {named(part)} here" if part.of else "no value here"
    if part.led and is_found(letters, f"?s <{part.of}> %s", part.value):
        return _of_others(letters, part, is_none=is_none)
    right = _right(letters, part.value, pattern)
    found = LITERAL.fullmatch(part.value)
    if part.of and found and not right:
        right = as_kind(letters, are(letters, part.of), part, found["text"])
    if not right and found and is_case_number(found["text"]):
        right = or_nothing("the nearest: ", ", ".join(like_letters(letters, found["text"])))[2:]
    if not right and not is_none:
        return ""
    right = right or _texts_like(letters, part, found["text"] if found else "") or _MATCHED_WHOLE
    return f"{brief(part.value, _LONGEST)}: {told} is just that; {right}"


def _of_others(letters: Selecting, part: Part, *, is_none: bool) -> str:
    """Return a note if a text is one of what the property before never leads to."""
    right = _rewritten(letters, part.value, where(part))
    if not right and is_none:
        bearers = selected(letters, f"SELECT ?s {{ ?s <{part.of}> {part.value} }} LIMIT {FEW}")
        iris = [str(row["s"]) for row in bearers]
        if iris and all(never_valued(letters, part.led, iri) for iri in iris):
            right = f"it is that of {', '.join(map(shorten, iris))}"
    return (
        f"{brief(part.value, _LONGEST)}: no {named(part)} here is just that; {right}"
        if right
        else ""
    )


def no_such_words(letters: Selecting, part: Part) -> str:
    """Return a note if no text of a property is one, or holds one, in whatever letters.

    Args:
        letters: which were asked.
        part: of a query that finds nothing, "called" or "within".
    """
    found = LITERAL.fullmatch(part.value)
    text = found["text"] if found else ""
    if not part.of or not _PLAIN.fullmatch(text):
        return ""
    words = "LCASE(STR(?text))"
    is_there = f'CONTAINS({words}, "%s")' if part.place == "within" else f'{words} = "%s"'
    if is_found(letters, f"{where(part).replace('%s', '?text')} FILTER({is_there})", text.lower()):
        return ""
    right = _words_like(letters, part, text)
    verb = "holds" if part.place == "within" else "is"
    return f"{part.value}: no {named(part)} here {verb} that; {right}" if right else ""


def _words_like(letters: Selecting, part: Part, text: str) -> str:
    """Offer what is most like a text, of the short texts of a property and of their words."""
    each = f"FILTER(isLiteral(?x) && STRLEN(STR(?x)) <= {_LONGEST})"
    first = f"{{ SELECT DISTINCT ?x {{ {where(part).replace('%s', '?x')} {each} }} LIMIT {SEEN} }}"
    texts = [str(row["x"]) for row in selected(letters, f"SELECT DISTINCT ?x {first}")]
    meant = [load().label(each) for each in _meanings(text)]
    called = next((label for label in meant if label in texts), "")
    words = {word for each in texts for word in each.split()} if part.place == "within" else set()
    alike = (called,) if called else nearest(text, sorted({*texts, *words}))
    return or_nothing("the nearest: ", ", ".join(f'"{each}"' for each in alike))[2:]


def where(part: Part) -> str:
    """Return the pattern by which a property has a value, of what leads to it if that is known."""
    before = f"?any <{part.led}> ?s . " if part.led else ""
    return f"{before}?s <{part.of}> %s"


def named(part: Part) -> str:
    """Name a property, with the one that leads to what has it."""
    return f"{shorten(part.of)} of {shorten(part.led)}" if part.led else shorten(part.of)


def _texts_like(letters: Selecting, part: Part, text: str) -> str:
    """Offer the texts that a property has, if they are few, or those of them that are like one."""
    if not part.of:
        return ""
    held = where(part).replace("%s", "?x")
    first = f"{{ SELECT ?x {{ {held} }} LIMIT {SEEN} }} FILTER(isLiteral(?x))"
    texts = [str(row["x"]) for row in selected(letters, f"SELECT DISTINCT ?x {{ {first} }}")]
    alike = texts if len(texts) <= FEW else nearest(text, texts)
    if not alike:
        return ""
    quoted = (f'"{brief(each, _LONGEST)}"' for each in alike)
    told = f"there is {', '.join(quoted)}"
    return told if len(texts) <= FEW else f"{told}; {_MATCHED_WHOLE}"


def _no_such_number(letters: Selecting, part: Part, pattern: str) -> str:
    """Return a note if a number or a truth is of another kind than the values of a property."""
    kind = are(letters, part.of) if part.of else ""
    if not kind or is_found(letters, pattern, part.value):
        return ""
    of, value = shorten(part.of), part.value
    if kind == "truths" and value in _TRUTHS:  # then only the contrary is ever said
        contrary = _TRUTHS[value]
        right = f"FILTER NOT EXISTS {{ ?x {of} {contrary} }} finds the others"
        return f"{value}: every {of} here is {contrary}; {right}"
    if kind == "numbers" and value not in _TRUTHS:
        equal = is_found(letters, f"?s <{part.of}> ?n FILTER(?n = %s)", value)
        right = f"FILTER(?n = {value}) finds it however it is written"
        return f"{value}: it is written otherwise; {right}" if equal else ""
    right = or_nothing("", right_kind(letters, kind, part, value))
    every = f"{KINDS[kind]}{_such_as(letters, part.of, kind)}"
    return f"{value}: no {of} here is {_SAID[value in _TRUTHS]}, but {every}{right}"


def _such_as(letters: Selecting, of: str, kind: str) -> str:
    """Return one of the things that a property leads to, for whoever knows none."""
    one = f"SELECT ?one {{ ?s <{of}> ?one FILTER(isIRI(?one)) }} LIMIT 1"
    found = selected(letters, one) if kind == "things" else []
    return "".join(f", such as {shorten(str(row['one']))}" for row in found)


def right_kind(letters: Selecting, kind: str, part: Part, number: str) -> str:
    """Say what is to be written where a number is none of a property, by what its values are."""
    if number in _TRUTHS:
        return ""
    if kind == "truths":
        return "it is written true or false"
    if kind == "days" and _YEAR.fullmatch(number):
        return "the year of a day is YEAR(?day)"
    if kind == "texts":
        text = f'"{number}"'
        is_there = is_found(letters, f"?s <{part.of}> %s", text)
        return f"it is written {text}" if is_there else ""
    return as_kind(letters, kind, part, number)


def as_kind(letters: Selecting, kind: str, part: Part, text: str) -> str:
    """Say what would be right where the values of a property are no texts."""
    value = _as_value(text)
    if kind == "days" and not value.endswith("#date>"):
        none = "there is no such day, and " if DAY.fullmatch(text) else ""
        return f'{none}a day is written "2015-06-10"^^xsd:date, and YEAR(?day) is a number'
    if kind in {"numbers", "days", "truths"}:
        return value and f"it is written {value}"
    meant = next(fitting(letters, part.of, text), None) if kind == "things" else None
    if not meant:
        return ""
    narrower = f"; narrower ones are found by {shorten(part.of)}/skos:broader* {shorten(meant)}"
    return f"what is called so is {shorten(meant)}, without quotes{narrower}"


def fitting(letters: Selecting, of: str, text: str) -> Iterator[str]:
    """Yield the concepts that a text means, and that a property may have for a value."""
    return (each for each in _meanings(text) if not never_valued(letters, of, each))


def _rewritten(letters: Selecting, literal: str, pattern: str) -> str:
    """Return how a text is written where it is to be found; nothing where it is in no way."""
    found = LITERAL.fullmatch(literal)
    for form in dict.fromkeys(forms(found["text"] if found else "")):
        if form != literal and is_found(letters, pattern, form):
            return f"it is written {form}"
    return ""


def _right(letters: Selecting, literal: str, pattern: str) -> str:
    """Return what is to be written in place of a text; nothing where nobody can know.

    Args:
        letters: which were asked.
        literal: the text, as the query has it.
        pattern: where it is to be found.
    """
    if rewritten := _rewritten(letters, literal, pattern):
        return rewritten
    found = LITERAL.fullmatch(literal)
    text = found["text"] if found else ""
    for meant in _meanings(text):
        if is_found(letters, pattern, f"<{meant}>"):
            return f"what is called so is {shorten(meant)}, without quotes"
    meant = next(iter(_meanings(text)), "")
    if meant and pattern.endswith(f"<{_CALLED}> %s") and text:
        return f"what is called so is {shorten(meant)}, first of all “{load().label(meant)}”"
    return ""


def _meanings(text: str) -> tuple[str, ...]:
    """Return the concepts that a text means, of whatever vocabulary."""
    coded = f"{IMRV.base}{folded(text).replace(' ', '-')}"
    found = meanings(text) if text else ()
    return found or ((coded,) if text and is_term(coded) else ())


def _as_value(text: str) -> str:
    """Return a text as a number or a day, if it is one.

    >>> _as_value("6"), _as_value("six")
    ('6', '')
    """
    return next((each for each in forms(text) if each[-1:] not in {'"', "n"}), "")


def forms(text: str) -> Iterator[str]:
    """Yield a text in other ways to write it."""
    if "\\" in text or '"' in text:
        return
    for each in (
        text,
        case_number(text),
        text.lower(),
        text.upper(),
        text.capitalize(),
        text.title(),
    ):
        yield from (f'"{each}"', f'"{each}"@en')
    if _NUMBER.fullmatch(text):
        yield text
    if text.lower() in {"true", "false"}:
        yield text.lower()
    if is_day(text):
        yield f'"{text}"^^<http://www.w3.org/2001/XMLSchema#date>'


def is_day(text: str) -> bool:
    """Say whether a text is a day that there is.

    >>> is_day("2017-12-01"), is_day("2017-13-01")
    (True, False)
    """
    with suppress(ValueError):
        return bool(DAY.fullmatch(text) and date.fromisoformat(text))
    return False


def is_found(letters: Selecting, pattern: str, said: str) -> bool:
    """Say whether something is found, or nobody can say: no answer fails by what is beside it."""
    with suppress(ImrgraphError, SyntaxError):
        return bool(letters.select(f"SELECT * {{ {pattern.replace('%s', said)} }} LIMIT 1"))
    return True


def selected(letters: Selecting, query: str) -> Rows | list[Row]:
    """Return the answer to a query of our own; nothing where there is none to have."""
    with suppress(ImrgraphError, SyntaxError):
        return letters.select(query)
    return []


def or_nothing(before: str, words: str | None) -> str:
    """Return words behind what leads to them; "" where there are none."""
    return f"; {before}{words}" if words else ""
