"""Vocabulary: whether a query names what there is.

In:   a query of a user; where it finds nothing, also the letters that were asked.
Out:  a note for each term of imr: or imrv: that the ontology has not, with the nearest ones; and
      for what stands in a query that found nothing, and in no letter, what would be right.
From: ontology/imr.ttl and ontology/vocab/: a query for what there is none of answers nothing,
      which looks as if there were none of what was meant.
"""

from __future__ import annotations

import re
import warnings
from contextlib import suppress
from itertools import chain, islice
from textwrap import shorten as brief
from typing import TYPE_CHECKING, Final

from imrgraph.errors import ImrgraphError, UnknownTermWarning
from imrgraph.graph.identifying import alike, like_letters
from imrgraph.graph.meeting import are, never_in_one_graph, never_met, never_valued
from imrgraph.graph.query_parts import Part, alone_in, meetings, names_alone, parts
from imrgraph.graph.values import iri, shorten
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.naming import (
    case_number,
    is_case_number,
    is_term,
    like_term,
    meanings,
    terms,
)
from imrgraph.knowledge.terms import IMR, IMRD, IMRG, IMRV, RDF, RDFS, SKOS, local
from imrgraph.nearest import folded, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from imrgraph.graph.guard import Query
    from imrgraph.graph.identifying import Selecting
    from imrgraph.graph.query_parts import Meeting
    from imrgraph.graph.rows import Rows

__all__ = ["finds_nothing", "noted", "warn_of_unknown"]

#: How many parts of a query are looked for in the letters.
_MOST: Final = 40
#: How many things are told of which two are said that nothing has.
_TOLD_OF: Final = 3
_MATCHED_WHOLE: Final = (
    "a text is matched whole, and a part of one by CONTAINS(LCASE(STR(?text)), …)"
)
#: How many values of a property are looked at.
_SEEN: Final = 2_000
#: So many values of a property are all named.
_FEW: Final = 6
#: How many characters of a text are told.
_LONGEST: Final = 80
#: Where a part of a query may be found, by its place.
_FOUND: Final = {
    "property": "?s %s ?o",
    "class": "?s a %s",
    "thing": "{ %s ?p ?o } UNION { ?s ?p %s } UNION { ?s %s ?o } UNION { GRAPH %s { ?s ?p ?o } }",
}
_TOLD: Final = {
    "property": "nothing here has that property",
    "class": "nothing here is of that class",
    "thing": "nothing is said here of it",
}
_NAMED_ALONE: Final = (
    "FROM NAMED: what it names is asked within GRAPH alone, and here is none; FROM asks it as one"
)
# '"neck"@en', "'6'^^<…#integer>"
_TEXT: Final = re.compile(
    r"""(?P<quote>\"{3}|'{3}|"|')(?P<text>.*)(?P=quote)(?P<type>@\S+|\^\^<\S+)?""", re.DOTALL
)
_BROADER: Final = SKOS("broader").value
_CALLED: Final = SKOS("prefLabel").value
#: What values are that are compared with no text.
_NO_TEXTS: Final = frozenset({"things", "numbers", "days", "truths"})
#: And what they are that are compared with no number.
_NO_NUMBERS: Final = frozenset({"things", "texts", "days", "truths"})
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
#: Each truth, with its contrary.
_TRUTHS: Final = {"true": "false", "false": "true"}
#: What a value is called that is no truth, or one.
_SAID: Final = ("a number", "true or false")
#: What values are called, by what they are.
_KINDS: Final = {
    "things": "a thing",
    "texts": "a text",
    "numbers": "a number",
    "days": "a day",
    "truths": "true or false",
}


def warn_of_unknown(letters: Selecting, query: Query, answer: Rows | bool) -> None:  # noqa: FBT001 (the answer of an ASK query)
    """Warn of what a query names, and nothing can match."""
    for message in noted(letters, query, is_none=finds_nothing(answer)):
        warnings.warn(message, UnknownTermWarning, stacklevel=3)


def noted(letters: Selecting, query: Query, *, is_none: bool) -> tuple[str, ...]:
    """Return a note for what a query names and nothing can match, with what would be right.

    Args:
        letters: which were asked.
        query: the query.
        is_none: whether the answer is that there is none.
    """
    every = parts(query)
    of = {part.value: part.of for part in every if part.of}
    unknown = {iri: _unknown(iri, of.get(iri, "")) for iri in query.terms if not is_term(iri)}
    alone = (f"?{name}: it stands nowhere else in the query" for name in alone_in(query))
    placed = [part for part in every if part.value not in unknown]
    found = [each for each in meetings(query) if is_none or each.is_apart]
    if is_none:
        named = {part.value for part in placed} | {*unknown, *query.graphs}
        others = (Part("thing", iri) for iri in query.terms if iri not in named and _is_data(iri))
        placed = [*placed, *others]
    else:  # then it matters what is left out, or counted as none
        placed = [part for part in placed if part.is_apart]
    of_parts = (_absent(letters, part, is_none=is_none) for part in islice(placed, _MOST))
    of_meetings = filter(None, (_not_met(letters, each) for each in found[:_MOST]))
    outside = _outside(letters, query, placed) if is_none else ()
    named_alone = (_NAMED_ALONE for _ in range(is_none and names_alone(query)))
    notes = (alone, named_alone, unknown.values(), outside, of_parts, islice(of_meetings, _TOLD_OF))
    return tuple(dict.fromkeys(filter(None, chain(*notes))))


def _not_met(letters: Selecting, each: Meeting) -> str:
    return never_met(letters, each) or never_in_one_graph(letters, each)


def _outside(letters: Selecting, query: Query, placed: Iterable[Part]) -> Iterator[str]:
    """Yield a note for each property that the graphs which are asked have not, and others have."""
    for part in placed:
        graphs = [part.graph] if part.graph else [*query.asked]
        if part.place != "property" or not graphs:
            continue
        property_, named = f"<{part.value}>", " ".join(f"<{each}>" for each in graphs)
        within = f"VALUES ?g {{ {named} }} GRAPH ?g {{ ?s %s ?o }}"
        if _is_found(letters, _FOUND["property"], property_) and not _is_found(
            letters, within, property_
        ):
            asked = " and ".join(shorten(each) for each in graphs[:_TOLD_OF])
            right = "without GRAPH and FROM all graphs are asked, also those of the vocabularies"
            yield f"{shorten(part.value)}: not in {asked}, which alone is asked; {right}"


def finds_nothing(answer: Rows | bool) -> bool:  # noqa: FBT001 (the answer of an ASK query)
    """Say whether an answer is that there is none: no, no rows, or a count of none."""
    if isinstance(answer, bool):
        return not answer
    if len(answer) != 1:
        return not answer
    return all(value == 0 for value in answer[0].values())


def _unknown(term: str, of: str) -> str:
    """Return a note that there is no such term, with those that are like it.

    Args:
        term: what is named.
        of: the property whose value it is to be, if it is one.
    """
    values = _values(of) if of and term.startswith(IMRV.base) else []
    if 0 < len(values) <= _FEW:
        return f"{shorten(term)}: no such term in the ontology; {shorten(of)} may be {_or(values)}"
    alike = [f"imrv:{each}" for each in nearest(local(term), map(local, values))]
    offered = _or_nothing("the nearest: ", ", ".join(alike or like_term(term)))
    return f"{shorten(term)}: no such term in the ontology{offered}"


def _values(of: str) -> list[str]:
    """Return the concepts that a property may have for a value, by the ontology."""
    ranges = {*load().facts.values(of, RDFS("range").value)}
    typed = (quad for quad in load().quads if quad.predicate.value == RDF("type").value)
    return sorted({iri(quad.subject) for quad in typed if iri(quad.object) in ranges})


def _or(values: Iterable[str]) -> str:
    *others, last = map(shorten, values)
    return " or ".join(filter(None, (", ".join(others), last)))


def _absent(letters: Selecting, part: Part, *, is_none: bool) -> str:
    """Return a note if no letter has a part of a query where it stands.

    Where the query finds something, what is rare is left alone, and only what is written otherwise
    is told.
    """
    if part.place in _COMPARED:
        return _COMPARED[part.place](letters, part)
    if part.place == "text":
        return _no_such_text(letters, part, is_none=is_none)
    name, of = shorten(part.value), part.of and shorten(part.of)
    if of and (broader := _broader(letters, part, is_none=is_none)):
        return broader
    if untyped := _untyped(letters, part):
        return untyped
    if _is_right(name, part.place) or _is_found(letters, _FOUND[part.place], f"<{part.value}>"):
        return never_valued(letters, part.of, part.value) if of else ""
    is_slip = part.value.startswith(IMRD.base) or not _is_data(part.value)
    return _nowhere(letters, part, name) if is_none or is_slip else ""


def _broader(letters: Selecting, part: Part, *, is_none: bool) -> str:
    """Return a note if a property has values that are narrower than a thing, and so left out."""
    name, of = shorten(part.value), shorten(part.of)
    path = of if part.of == _BROADER else f"{of}/skos:broader"
    if _is_only_broader(letters, part):
        return f"{name}: no {of} here is just that, but narrower ones are: {path}* {name}"
    narrower = f"?s <{part.of}>/<{_BROADER}>+ %s"
    if is_none and part.place == "thing" and _is_found(letters, narrower, f"<{part.value}>"):
        return f"{name}: narrower ones are found by {path}* {name}" if _is_kind(part) else ""
    return ""


def _is_kind(part: Part) -> bool:
    """Say whether something is narrower by the vocabularies, so that it may be meant, too."""
    return part.value.startswith(IMRV.base)


def _untyped(letters: Selecting, part: Part) -> str:
    """Return a note if no letter types what is of a class of ours, with how it is found."""
    iri, name = part.value, shorten(part.value)
    if (
        part.place != "class"
        or not name.startswith("imr:")
        or _is_found(letters, "?s a %s", f"<{iri}>")
    ):
        return ""
    for of, found, told in (
        (RDFS("range").value, "?s %s ?x", "what {} leads to is one"),
        (RDFS("domain").value, "?x %s ?o", "what has {} is one"),
    ):
        known = (IMR(each).value for each in sorted(terms()))
        for leading in (each for each in known if iri in load().facts.values(each, of)):
            if _is_found(letters, found, f"<{leading}>"):
                return f"{name}: nothing here is typed so; {told.format(shorten(leading))}"
    notes = load().facts.values(iri, SKOS("editorialNote").value)
    return f"{name}: nothing here is typed so; {notes[0]}" if notes else ""


def _nowhere(letters: Selecting, part: Part, name: str) -> str:
    if part.place == "property" and name.removeprefix("imr:")[:1].isupper():
        return f"{name}: it is a class and no property, as in ?x a {name}"
    offered = _or_nothing("the nearest: ", ", ".join(_alike(letters, part)))
    return f"{name}: {_TOLD[part.place]}{offered}"


def _no_such_text(letters: Selecting, part: Part, *, is_none: bool) -> str:
    pattern = f"?s {f'<{part.of}>' if part.of else '?p'} %s"
    if not _TEXT.fullmatch(part.value):
        return _no_such_number(letters, part, pattern)
    if not part.value.strip("\"'") or _is_found(letters, pattern, part.value):
        return ""
    told = f"no {shorten(part.of)} here" if part.of else "no value here"
    right = _right(letters, part.value, pattern)
    found = _TEXT.fullmatch(part.value)
    if part.of and found and not right:
        right = _as_kind(letters, are(letters, part.of), part, found["text"])
    if not right and found and is_case_number(found["text"]):
        right = _or_nothing("the nearest: ", ", ".join(like_letters(letters, found["text"])))[2:]
    if not right and not is_none:
        return ""
    right = right or _texts_like(letters, part, found["text"] if found else "") or _MATCHED_WHOLE
    return f"{brief(part.value, _LONGEST)}: {told} is just that; {right}"


def _texts_like(letters: Selecting, part: Part, text: str) -> str:
    """Offer the texts that a property has, if they are few, or those of them that are like one."""
    if not part.of:
        return ""
    first = f"{{ SELECT ?x {{ [] <{part.of}> ?x }} LIMIT {_SEEN} }} FILTER(isLiteral(?x))"
    texts = [str(row["x"]) for row in letters.select(f"SELECT DISTINCT ?x {{ {first} }}")]
    alike = texts if len(texts) <= _FEW else nearest(text, texts)
    if not alike:
        return ""
    quoted = (f'"{brief(each, _LONGEST)}"' for each in alike)
    told = f"there is {', '.join(quoted)}"
    return told if len(texts) <= _FEW else f"{told}; {_MATCHED_WHOLE}"


def _no_such_number(letters: Selecting, part: Part, pattern: str) -> str:
    """Return a note if a number or a truth is of another kind than the values of a property."""
    kind = are(letters, part.of) if part.of else ""
    if not kind or _is_found(letters, pattern, part.value):
        return ""
    of, value = shorten(part.of), part.value
    if kind == "truths" and value in _TRUTHS:  # then only the contrary is ever said
        contrary = _TRUTHS[value]
        right = f"FILTER NOT EXISTS {{ ?x {of} {contrary} }} finds the others"
        return f"{value}: every {of} here is {contrary}; {right}"
    if kind == "numbers" and value not in _TRUTHS:
        equal = _is_found(letters, f"?s <{part.of}> ?n FILTER(?n = %s)", value)
        right = f"FILTER(?n = {value}) finds it however it is written"
        return f"{value}: it is written otherwise; {right}" if equal else ""
    right = _or_nothing("", _right_kind(letters, kind, part, value))
    every = f"{_KINDS[kind]}{_such_as(letters, part.of, kind)}"
    return f"{value}: no {of} here is {_SAID[value in _TRUTHS]}, but {every}{right}"


def _such_as(letters: Selecting, of: str, kind: str) -> str:
    """Return one of the things that a property leads to, for whoever knows none."""
    one = f"SELECT ?one {{ ?s <{of}> ?one FILTER(isIRI(?one)) }} LIMIT 1"
    found = letters.select(one) if kind == "things" else []
    return "".join(f", such as {shorten(str(row['one']))}" for row in found)


def _right_kind(letters: Selecting, kind: str, part: Part, number: str) -> str:
    """Say what is to be written where a number is none of a property, by what its values are."""
    if number in _TRUTHS:
        return ""
    if kind == "truths":
        return "it is written true or false"
    if kind == "days" and _YEAR.fullmatch(number):
        return "the year of a day is YEAR(?day)"
    if kind == "texts":
        text = f'"{number}"'
        is_found = _is_found(letters, f"?s <{part.of}> %s", text)
        return f"it is written {text}" if is_found else ""
    return _as_kind(letters, kind, part, number)


def _as_kind(letters: Selecting, kind: str, part: Part, text: str) -> str:
    """Say what would be right where the values of a property are no texts."""
    value = _as_value(text)
    if kind == "days" and not value.endswith("#date>"):
        return 'a day is written "2015-06-10"^^xsd:date, and YEAR(?day) is a number'
    if kind in {"numbers", "days", "truths"}:
        return value and f"it is written {value}"
    meant = next(_fitting(letters, part.of, text), None) if kind == "things" else None
    if not meant:
        return ""
    narrower = f"; narrower ones are found by {shorten(part.of)}/skos:broader* {shorten(meant)}"
    return f"what is called so is {shorten(meant)}, without quotes{narrower}"


def _in_no_order(letters: Selecting, part: Part) -> str:
    """Return a note if two are compared of which none is more or less, or the same."""
    found = _TEXT.fullmatch(part.value)
    kind = are(letters, part.of) if part.of else ""
    if found and found["type"] and (kind != "days" or _is_day(found)):
        return ""
    if kind not in (_NO_TEXTS if found else _NO_NUMBERS):
        return ""
    right = (
        _as_kind(letters, kind, part, found["text"])
        if found
        else _right_kind(letters, kind, part, part.value)
    )
    one = ("written so" if found["type"] else "a text") if found else "a number"
    every = f"no {shorten(part.of)} here is {one}, and none is more, less or the same"
    return f"{part.value}: {every}{_or_nothing('', right)}"


def _is_day(found: re.Match[str]) -> bool:
    """Say whether a literal is a day, as it is written."""
    of_days = str(found["type"]).strip("^<>").endswith("#date")
    return of_days and _DAY.fullmatch(found["text"]) is not None


def _not_held(letters: Selecting, part: Part) -> str:
    """Return a note if what texts are to hold is in them only with other capitals."""
    found = _TEXT.fullmatch(part.value)
    text = found["text"].strip("^$") if found else ""
    if not part.of or not text or "\\" in text:
        return ""
    held = f"?s <{part.of}> ?text FILTER(CONTAINS(STR(?text), %s))"
    small = f'CONTAINS(LCASE(STR(?text)), "{text.lower()}")'
    in_any = f"?s <{part.of}> ?text FILTER({small})"
    if _is_found(letters, held, f'"{text}"') or not _is_found(letters, in_any, ""):
        return ""
    return f"{part.value}: no {shorten(part.of)} here has it with such letters; {small} takes any"


def _of_no_text(letters: Selecting, part: Part) -> str:
    """Return a note if things are taken for texts: a function fails, or their IRIs are others."""
    kind = are(letters, part.of) if part.of else ""
    if kind == "days" and part.place == "name":
        return _of_no_day(part)
    if kind != "things":
        return ""
    of = f"every {shorten(part.of)} here is a thing"
    if part.place == "words":
        return (
            f"{part.value.upper()}: {of} and no text; it wants its skos:prefLabel, or STR(?thing)"
        )
    found = _TEXT.fullmatch(part.value)
    if not found or "://" in found["text"]:
        return ""
    meant = next(_fitting(letters, part.of, found["text"]), None)
    right = _or_nothing("what is called so is ", meant and f"{shorten(meant)}, without STR")
    return f"{part.value}: {of}, and STR gives the whole IRI of it{right}"


def _of_no_day(part: Part) -> str:
    """Return a note if the text of a day is to be what none is."""
    found = _TEXT.fullmatch(part.value)
    if not found or _DAY.fullmatch(found["text"]):
        return ""
    return f'{part.value}: STR gives a day as in "2015-06-10"'


def _no_result(_: Selecting, part: Part) -> str:
    """Return a note if a function never gives a text."""
    found = _TEXT.fullmatch(part.value)
    text = found["text"] if found else ""
    if part.of not in {"lcase", "ucase"}:
        return f"{part.value}: {part.of.upper()} gives a number, and no text; it is written {text}"
    right = text.lower() if part.of == "lcase" else text.upper()
    if right == text:
        return ""
    letters = "small" if part.of == "lcase" else "capital"
    return f"{part.value}: {part.of.upper()} gives {letters} letters alone; it is written {right!r}"


#: What is told of a value that is compared, by how it is.
_COMPARED: Final[Mapping[str, Callable[[Selecting, Part], str]]] = {
    "order": _in_no_order,
    "held": _not_held,
    "words": _of_no_text,
    "name": _of_no_text,
    "result": _no_result,
}


def _is_right(name: str, place: str) -> bool:
    """Say whether a term of the ontology stands where it should: then it is rare, and no slip."""
    _, of_ours, term = name.partition("imr:")
    return bool(of_ours) and place == ("class" if term[:1].isupper() else "property")


def _is_only_broader(letters: Selecting, part: Part) -> bool:
    """Say whether a property has no value that a thing is, and has one that is narrower."""
    of, thing = f"<{part.of}>", f"<{part.value}>"
    return not _is_found(letters, f"?s {of} %s", thing) and _is_found(
        letters, f"?s {of}/{SKOS('broader')}+ %s", thing
    )


def _alike(letters: Selecting, part: Part) -> tuple[str, ...]:
    """Return the names that are most like one, of what may stand where it stands."""
    if part.place == "thing":
        of_letters = "imrd:" if part.value.startswith(IMRD.base) else ""
        return (
            tuple(of_letters + each for each in alike(letters, part.value))
            if _is_data(part.value)
            else ()
        )
    if _is_data(part.value):
        return ()
    known = {f"imr:{each}" for each in terms() if each[:1].isupper() == (part.place == "class")}
    if part.place == "property":
        known |= {shorten(quad.predicate.value) for quad in load().quads}
    return nearest(shorten(part.value), sorted(known))


def _right(letters: Selecting, literal: str, pattern: str) -> str:
    """Return what is to be written in place of a text; nothing where nobody can know.

    Args:
        letters: which were asked.
        literal: the text, as the query has it.
        pattern: where it is to be found.
    """
    found = _TEXT.fullmatch(literal)
    text = found["text"] if found else ""
    for form in dict.fromkeys(_forms(text)):
        if form != literal and _is_found(letters, pattern, form):
            return f"it is written {form}"
    for meant in _meanings(text):
        if _is_found(letters, pattern, f"<{meant}>"):
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


def _fitting(letters: Selecting, of: str, text: str) -> Iterator[str]:
    """Yield the concepts that a text means, and that a property may have for a value."""
    return (each for each in _meanings(text) if not never_valued(letters, of, each))


def _as_value(text: str) -> str:
    """Return a text as a number or a day, if it is one.

    >>> _as_value("6"), _as_value("six")
    ('6', '')
    """
    return next((each for each in _forms(text) if each[-1:] not in {'"', "n"}), "")


def _forms(text: str) -> Iterator[str]:
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
    if _DAY.fullmatch(text):
        yield f'"{text}"^^<http://www.w3.org/2001/XMLSchema#date>'


def _is_found(letters: Selecting, pattern: str, said: str) -> bool:
    """Say whether something is found, or nobody can say: no answer fails by what is beside it."""
    with suppress(ImrgraphError, SyntaxError):
        return bool(letters.select(f"SELECT * {{ {pattern.replace('%s', said)} }} LIMIT 1"))
    return True


def _is_data(iri: str) -> bool:
    return iri.startswith((IMRD.base, IMRG.base, IMRV.base))


def _or_nothing(before: str, words: str | None) -> str:
    return f"; {before}{words}" if words else ""
