"""Query parts: what the patterns of a query name, and in which place.

In:   a query that was checked.
Out:  a `Part` for each IRI and each literal: whether it stands for a property, a class, or any
      thing, also where a variable is compared with it or is one of a list; and a `Meeting` for each
      two things that are said of one variable.
From: SPARQL 1.1 Query Language, W3C 2013, sections 4, 8, 9 and 17, as far as places are concerned.
      Of expressions only what a variable is compared with is taken, and nothing of templates: there
      anything may be named.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import combinations, count, pairwise
from typing import TYPE_CHECKING, Final, Literal

from imrgraph.graph.guard import Word, words
from imrgraph.knowledge.terms import RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from imrgraph.graph.guard import Query

__all__ = [
    "Meeting",
    "Part",
    "Place",
    "Role",
    "alone_in",
    "asked_to_be_bound",
    "given_by_case",
    "meetings",
    "named_too_soon",
    "names_alone",
    "parts",
]

Place = Literal["property", "class", "thing", "graph"]
#: "text": what a value is to be, as a literal of any kind; "order": a text or a number that it is
#: to be more or less than; "moment": the present one, that it is to be more or less than; "span":
#: with what its difference to another one is compared; "words": a function that takes the value for
#: a text; "held": what it is to hold, and "within" in any letters; "called": what it is to be in
#: any letters; "name": what the text of its IRI is to be; "result": what the result of a function
#: is to be; "language": in which it is to be; "cast": a text that is to be made a day.
Compared = Literal[
    "text",
    "order",
    "moment",
    "span",
    "words",
    "held",
    "within",
    "called",
    "name",
    "result",
    "language",
    "cast",
]
#: Where a triple is: before its subject, its property, its object.
_SUBJECT, _PROPERTY, _OBJECT = range(3)
#: After what a bracket is a part of a path; after anything else it opens an expression.
_BEFORE_PATHS: Final = frozenset({"iri", "variable", "(", ";", "[", "/", "|", "^", "!"})
#: The words after which a group may hold nothing, and the query still finds something.
_APART: Final = frozenset({"optional", "exists", "minus", "union"})
#: The functions that take a text, and fail of a thing.
_OF_TEXTS: Final = frozenset(
    {"contains", "regex", "strstarts", "strends", "lcase", "ucase", "strlen", "substr", "replace"}
)
#: The functions whose result is a text; and those of which a text is no result, or not any.
_TEXTS: Final = frozenset({"lcase", "ucase", "str", "substr", "strbefore", "strafter", "lang"})
_RESULTS: Final = frozenset({"lcase", "ucase", "year", "month", "day", "strlen"})
#: What leaves of a text the same words.
_SAME_WORDS: Final = frozenset({"str", "lcase", "ucase"})
_LOOKED_THROUGH: Final = frozenset({"contains", "strstarts", "strends"})
#: The functions that tell of a value what it is to be the same as.
_TOLD_BY: Final[dict[str, Literal["name", "language"]]] = {"str": "name", "lang": "language"}
#: What ends what a query is ordered or grouped by.
_AFTER_BY: Final = frozenset({"limit", "offset", "having", "order", "group", "values", "}", "{"})
_EQUAL: Final = frozenset({"=", "!="})
#: What makes of two values another one.
_RECKONED: Final = frozenset("+-*/")
_ORDERED: Final = frozenset({"<", ">", "<=", ">="})
#: "BIND ( 1 AS ?x )"
_LEAST_BOUND: Final = 6
_TYPE: Final = RDF("type").value
_DAY: Final = "http://www.w3.org/2001/XMLSchema#date"


@dataclass(frozen=True, slots=True)
class Part:
    """An IRI, or a text, a number or a truth as a literal of SPARQL."""

    place: Place | Compared
    value: str
    #: The property whose value it is to be, if it is one and no path; or a function.
    of: str = ""
    #: The property that leads to what has it, if that is one.
    led: str = ""
    #: The graph that is named for it.
    graph: str = ""
    #: Whether the query may find something where this matches nothing.
    is_apart: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Role:
    """What a pattern says of a thing: of which class it is, or on which side of a property."""

    side: Literal["class", "subject", "object"]
    iri: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two roles that one thing is to have."""

    first: Role
    second: Role
    #: The thing, if the query names it.
    thing: str = ""
    #: The graph in which both are to be said, if one is named, or a variable for it.
    graph: str = ""
    is_apart: bool = field(default=False, compare=False)


def parts(query: Query) -> tuple[Part, ...]:
    """Return what the patterns of a query name, each part once.

    >>> from imrgraph.graph.guard import checked
    >>> query = checked("ASK { ?x a imr:DisputedItem ; imr:unit ?u FILTER(?u IN ('visit')) }")
    >>> [(part.place, part.value.rpartition("#")[2]) for part in parts(query)]
    [('text', "'visit'"), ('class', 'DisputedItem'), ('property', 'unit')]
    """
    reader = _Reader(words(query))
    reader.read()
    # What stands in several places is apart if it is in one of them.
    return tuple(dict.fromkeys(sorted(reader.parts(), key=lambda part: not part.is_apart)))


def alone_in(query: Query) -> tuple[str, ...]:
    """Return the variables that a query selects or goes by, and names nowhere else: slips.

    >>> from imrgraph.graph.guard import checked
    >>> alone_in(checked("SELECT ?item ?lable { ?item imr:requestText ?label }"))
    ('lable',)
    """
    every = [word.text for word in words(query)]
    compared = list(map(_plainly, _in_expressions(every)))
    head = every[: every.index("{")] if query.form == "select" and "{" in every else []
    named = (each for each in head if each[:1] in {"?", "$"} and len(each) > 1)
    count = Counter(each[1:] for each in every if each[:1] in {"?", "$"})
    selected = [_plainly(each) for each in named if "(" not in head]
    ordering = map(_plainly, _gone_by(every))
    return tuple(dict.fromkeys(e for e in (*selected, *compared, *ordering) if count[e] == 1))


def _plainly(variable: str) -> str:
    return variable[1:]


def _gone_by(every: list[str]) -> Iterator[str]:
    """Yield the variables without brackets after ORDER BY and GROUP BY."""
    depth, is_within = 0, False
    for before, each in pairwise(every):
        word = each.lower()
        if word == "by" and before.lower() in {"order", "group"}:
            depth, is_within = 0, True
        elif not depth and word in _AFTER_BY:
            is_within = False
        depth += (each == "(") - (each == ")")
        if is_within and not depth and each[:1] in {"?", "$"}:
            yield each


def _in_expressions(every: list[str]) -> Iterator[str]:
    """Yield the variables within brackets that are to have a value.

    Those of VALUES, and those after AS, get one there; the last one of IF may be to have none.
    """
    depth = 0
    for word, before, each in zip(every, every[1:], every[2:], strict=False):
        depth = 0 if before in {"{", "}"} else max(depth + (before == "(") - (before == ")"), 0)
        if before == "(" and word.lower() == "values":
            depth = 0
        if depth and each[:1] in {"?", "$"} and len(each) > 1 and before.lower() not in {"as", ","}:
            yield each


def asked_to_be_bound(query: Query) -> set[str]:
    """Return the variables of which a query asks whether they have a value.

    >>> from imrgraph.graph.guard import checked
    >>> asked_to_be_bound(checked("ASK { ?x ?p ?o OPTIONAL { ?o ?q ?r } FILTER(!BOUND(?r)) }"))
    {'r'}
    """
    every = [word.text for word in words(query)]
    asked = zip(every, every[1:], every[2:], strict=False)
    return {_plainly(name) for function, _, name in asked if function.lower() == "bound"}


def given_by_case(query: Query) -> set[str]:
    """Return the variables that a query binds by IF, so that they may have no value.

    >>> from imrgraph.graph.guard import checked
    >>> given_by_case(checked("SELECT * { ?x ?p ?n BIND (IF(?n > 9, ?n, ?none) AS ?many) }"))
    {'many'}
    """
    every = [word.text for word in words(query)]
    starts = (
        at
        for at, opening in enumerate(zip(every, every[1:], every[2:], strict=False))
        if [word.lower() for word in opening] == ["bind", "(", "if"]
    )
    ends = (_closing(every, at + 1) for at in starts)
    return {_plainly(every[end - 1]) for end in ends if end}


def _closing(every: Sequence[str], opening: int) -> int:
    """Return where the bracket closes that opens at a place; 0 where it does not."""
    depth = 0
    for at in range(opening, len(every)):
        depth += (every[at] == "(") - (every[at] == ")")
        if not depth:
            return at
    return 0


def names_alone(query: Query) -> bool:
    """Say whether a query names graphs by FROM NAMED, and asks none: then it asks nothing.

    >>> from imrgraph.graph.guard import checked
    >>> names_alone(checked("SELECT * FROM NAMED imrd:CM99-0000002 { ?s ?p ?o }"))
    True
    """
    every = [word.text.lower() for word in words(query) if word.kind == "word"]
    return 0 < every.count("from") == every.count("named") and "graph" not in every


def named_too_soon(query: Query) -> tuple[str, ...]:
    """Return the variables that HAVING names, and that have a value only after it.

    >>> from imrgraph.graph.guard import checked
    >>> named_too_soon(checked("SELECT (COUNT(?x) AS ?n) { ?x ?p ?o } GROUP BY ?o HAVING (?n > 1)"))
    ('n',)
    """
    every = [word.text for word in words(query)]
    lower = [each.lower() for each in every]
    given, named = set[str](), list[str]()
    for at, word in enumerate(lower):
        if word == "select":
            head = every[at : lower.index("{", at)]
            given |= {each for before, each in pairwise(head) if before.lower() == "as"}
        elif word == "having":
            named += _bracketed(every[at + 1 :])
    return tuple(dict.fromkeys(_plainly(each) for each in named if each in given))


def _bracketed(every: Iterable[str]) -> Iterator[str]:
    """Yield what stands in the brackets with which some words begin."""
    depth = 0
    for each in every:
        depth += (each == "(") - (each == ")")
        if not depth and each != ")":
            return
        yield each


def _is_one_call(after: list[Word]) -> bool:
    """Say whether what follows the name of a function are its brackets, and nothing more."""
    return len(after) == len([*_bracketed(word.text for word in after)])


def meetings(query: Query) -> tuple[Meeting, ...]:
    """Return what the patterns of a query say of one thing, two by two.

    >>> from imrgraph.graph.guard import checked
    >>> [met] = meetings(checked("ASK { ?x imr:requestedTreatment/rdfs:label ?y }"))
    >>> met.first.side, met.second.iri
    ('object', 'http://www.w3.org/2000/01/rdf-schema#label')
    """
    reader = _Reader(words(query))
    reader.read()
    return tuple(dict.fromkeys(reader.meetings()))


@dataclass(eq=False, slots=True)
class _Group:
    """What stands in one pair of braces."""

    outer: _Group | None = None
    #: Whether more may be found than it holds; whether its variables are its own.
    is_apart: bool = False
    is_own: bool = False
    #: The graph that is named for it, or the variable.
    graph: str = ""

    @property
    def of_graph(self) -> str:
        return self.graph or (self.outer.of_graph if self.outer else "")

    @property
    def may_be_none(self) -> bool:
        return self.is_apart or (self.outer is not None and self.outer.may_be_none)

    def holds(self, other: _Group) -> bool:
        """Say whether what `other` says is said of the same variables."""
        inner: _Group | None = other
        while inner is not None and inner is not self:
            inner = None if inner.is_own else inner.outer
        return inner is self


@dataclass(slots=True)
class _Step:
    """A property of a path; without an IRI one of several, or none."""

    iri: str = ""
    is_inverse: bool = False
    #: Whether it may be left out, as with "*" and "?".
    is_loose: bool = False

    def role(self, *, at_end: bool) -> Role | None:
        """Return what a thing is that stands before it, or at its end."""
        return None if self.is_loose else self.any_role(at_end=at_end)

    def any_role(self, *, at_end: bool) -> Role | None:
        """Return the same, also where it may be left out."""
        if not self.iri:
            return None
        return Role("object" if at_end is not self.is_inverse else "subject", self.iri)


class _Reader:
    """Goes through a query, and notes which triples and comparisons there are."""

    def __init__(self, given: Iterable[Word]) -> None:
        self._words = list(given)
        self._at = 0
        self._fresh = count()
        self._parts: list[tuple[Part, str, _Group]] = []
        self._roles: dict[str, list[tuple[Role, _Group]]] = defaultdict(list)
        #: What is said of a thing by a step that may be left out.
        self._loose: dict[str, list[tuple[Role, _Group]]] = defaultdict(list)
        #: Where a variable stands for a property, a class or a graph.
        self._stands: dict[str, list[tuple[Place, _Group]]] = defaultdict(list)
        #: The values that the query itself gives a variable, or the function whose result it is.
        self._given: dict[str, list[tuple[Word, _Group]]] = defaultdict(list)
        self._made: dict[str, str] = {}
        #: Of what a value is said, by the value and the property.
        self._before: dict[tuple[str, str], str] = {}
        #: From which variable the difference is taken that a variable is.
        self._spans: dict[str, str] = {}
        #: The variables that are compared: with each other, by which sign.
        self._pairs: list[tuple[str, str, str, _Group]] = []

    def parts(self) -> Iterator[Part]:
        """Yield what was named; a value that a variable has, with the property that gives it."""
        for part, variable, group in map(self._spanning, (*self._parts, *self._paired())):
            if (made := self._made.get(variable)) and part.place in {"text", "order"}:
                yield replace(part, place="result", of=made, is_apart=True)
                continue
            known = (role for role, place in self._roles[variable] if _meet(place, group))
            of = next((role.iri for role in known if role.side == "object"), "")
            if variable and part.place != "thing" and not of:
                continue  # it is a value of the query's own
            is_apart = part.is_apart or group.may_be_none
            graph = group.of_graph if group.of_graph[:1] not in {"?", "$"} else ""
            place = self._place(part, variable, group)
            of = part.of or of
            led = self._led(variable or part.value, of, group)
            yield replace(part, place=place, of=of, led=led, graph=graph, is_apart=is_apart)

    def _led(self, value: str, of: str, group: _Group) -> str:
        """Return the property that leads to what has a value, "" for none."""
        known = self._roles.get(self._before.get((value, of), ""), [])
        led = (role.iri for role, place in known if role.side == "object" and _meet(place, group))
        return next(led, "")

    def _spanning(self, given: tuple[Part, str, _Group]) -> tuple[Part, str, _Group]:
        """Return what is compared with a difference as compared with that of its first variable."""
        part, variable, group = given
        if variable not in self._spans or part.place not in {"text", "order"}:
            return given
        return replace(part, place="span"), self._spans[variable], group

    def _place(self, part: Part, variable: str, group: _Group) -> Place | Compared:
        """Return where the value of a variable is to be found."""
        if part.place != "thing" or not variable:
            return part.place
        stands = (stand for stand, place in self._stands[variable] if _meet(place, group))
        return next(stands, part.place)

    def _paired(self) -> Iterator[tuple[Part, str, _Group]]:
        """Yield with what a variable is compared, where that is another to which it is given."""
        for variable, sign, other, group in self._pairs:
            for word, place in self._given[other]:
                if _meet(place, group):
                    yield from (
                        (Part(by, word.text, is_apart=True), variable, group)
                        for by in _comparing(sign, word)
                    )

    def meetings(self) -> Iterator[Meeting]:
        """Yield what is said of one thing."""
        for node, roles in self._roles.items():
            thing = "" if node[:1] in {"?", "$", "_"} else node
            for (one, here), (other, there) in combinations(roles + self._loose.get(node, []), 2):
                if one != other and _meet(here, there) and not thing:
                    graph = here.of_graph if here.of_graph == there.of_graph else ""
                    yield Meeting(one, other, "", graph, here.may_be_none or there.may_be_none)
            for role, group in roles:
                if thing and role.side == "subject":
                    yield Meeting(role, role, thing, "", group.may_be_none)

    def read(self) -> None:
        """Go through all of it."""
        whole = _Group()
        while word := self._next():
            name = word.text.lower()
            if name == "construct" and self._peek() == "{":
                self._leave()
            elif name == "values" and word.kind == "word":
                self._values(whole)
            elif word.text == "{":
                self._group(whole)
            elif word.text == "(":
                self._expression(whole)

    def _next(self) -> Word | None:
        self._at += 1
        return self._words[self._at - 1] if self._at <= len(self._words) else None

    def _peek(self, beyond: int = 0) -> str:
        at = self._at + beyond
        return self._words[at].text if at < len(self._words) else ""

    def _leave(self) -> None:
        """Go past a pair of braces, in which no pattern is."""
        depth = 0
        while word := self._next():
            depth += (word.text == "{") - (word.text == "}")
            if not depth:
                return

    def _group(self, group: _Group) -> None:
        """Read a group, on from after its opening brace."""
        triple = _Triples(self, group)
        last = before = graph = ""
        inner = None
        while (word := self._next()) and word.text != "}":
            name = word.text.lower() if word.kind == "word" else ""
            if name == "union" and inner:
                inner.is_apart = True
            if name == "select":
                group.is_own = True
            if word.text == "{":
                inner = _Group(group, last in _APART, graph=graph)
                graph = ""
                self._group(inner)
            elif name == "values":
                self._values(group)
            elif word.text == "(" and before not in _BEFORE_PATHS:
                self._expression(group, last)
            elif last == "graph" and _is_name(word):
                graph = word.text
                self._names_graph(word, group)
            else:
                triple.take(word)
            last = name or word.text
            before = word.text if word.kind == "sign" else word.kind

    def _expression(self, group: _Group, function: str = "") -> None:
        """Read an expression, on from after its opening bracket."""
        depth = 1
        given = [Word("word", function), Word("sign", "(")]
        while depth and (word := self._next()):
            depth += (word.text == "(") - (word.text == ")")
            if word.text == "{":
                self._group(_Group(group, is_apart=True))
            elif word.kind == "sign" and given[-1].text + word.text in {"!=", "<=", ">="}:
                given[-1] = Word("sign", given[-1].text + word.text)
            else:
                given.append(word)
        for place, variable, value in _compared(given):
            self._parts.append((Part(place, value, is_apart=True), variable, group))
        for of, text in _results(given):
            self._parts.append((Part("result", text, of, is_apart=True), "", group))
        for text in _casts(given):
            self._parts.append((Part("cast", text, is_apart=True), "", group))
        self._pairs += ((*pair, group) for pair in _paired(given))
        self._binds(given, group)

    def _binds(self, given: list[Word], group: _Group) -> None:
        """Note what a variable is made by AS, if that is a value or the result of a function."""
        first, *rest = given[2:-3] or [Word("sign", "")]
        if len(given) < _LEAST_BOUND or given[-3].text.lower() != "as":
            return
        variable = given[-2].text
        if not rest and first.kind in _PLACES:
            self.gives(variable, first, group)
        elif first.text.lower() in _RESULTS and _is_one_call(rest):
            self._made[variable] = first.text.lower()
        elif _is_difference(made := _unbracketed([first, *rest])):
            self._spans[variable] = made[0].text

    def gives(self, variable: str, word: Word, group: _Group, *, is_apart: bool = False) -> None:
        """Note a value that a variable is given."""
        part = Part(_PLACES[word.kind], word.text, is_apart=is_apart)
        self._parts.append((part, variable, group))
        self._given[variable].append((word, group))

    def stands(self, variable: str, place: Place, group: _Group) -> None:
        """Note that a variable stands for a property, a class or a graph."""
        self._stands[variable].append((place, group))

    def _names_graph(self, word: Word, group: _Group) -> None:
        if word.kind == "iri":
            self.part(Part("graph", word.text), group)
        else:
            self.stands(word.text, "graph", group)

    def _values(self, group: _Group) -> None:
        """Read a list of values, on from after its word."""
        variables = []
        while (word := self._next()) and word.text != "{":
            variables += [word.text] if word.kind == "variable" else []
        rows: list[list[Word]] = [[]]
        while (word := self._next()) and word.text != "}":
            if word.text == "(" or (len(variables) == 1 and rows[-1]):
                rows.append([])
            if word.text not in {"(", ")"}:
                rows[-1].append(word)
        filled = [row for row in rows if len(row) == len(variables)]
        for row in filled:
            for variable, word in zip(variables, row, strict=True):
                if word.kind in _PLACES:
                    self.gives(variable, word, group, is_apart=len(filled) > 1)

    def follows(self, value: str, of: str, node: str) -> None:
        """Note of what a value is said."""
        self._before[value, of] = node

    def fresh(self) -> str:
        """Return the name of a thing that has none."""
        return f"_{next(self._fresh)}"

    def part(self, part: Part, group: _Group) -> None:
        """Note what is named."""
        self._parts.append((part, "", group))

    def role(self, node: str, role: Role | None, group: _Group) -> None:
        """Note what is said of a node."""
        if role and node:
            self._roles[node].append((role, group))

    def loose(self, node: str, role: Role | None, group: _Group) -> None:
        """Note what is said of a node by a step that may be left out."""
        if role and node:
            self._loose[node].append((role, _Group(group, is_apart=True)))


#: Where a value is that a variable may have.
_PLACES: Final[dict[str, Literal["thing", "text"]]] = {
    "iri": "thing",
    "string": "text",
    "number": "text",
    "truth": "text",
}


def _meet(one: _Group, other: _Group) -> bool:
    """Say whether two groups speak of the same variables, as the branches of a union do not."""
    return one.holds(other) or other.holds(one)


def _is_name(word: Word) -> bool:
    return word.kind in {"iri", "variable"}


def _compared(given: list[Word]) -> Iterator[tuple[Place | Compared, str, str]]:
    """Yield with what variables are compared in an expression, and which are taken for texts."""
    for at, word in enumerate(given):
        if word.kind != "variable":
            continue
        yield from _called(given, at)
        before, sign = given[at - 1].text, given[at + 1].text if at + 1 < len(given) else ""
        others = given[at + 2 : at + 3]
        is_in_words = sign == ")" and given[at - 2].text.lower() in _SAME_WORDS
        if {before, sign} & _RECKONED or is_in_words:
            others = []
        elif before in _EQUAL | _ORDERED:
            sign, others = before, given[max(at - 2, 0) : at - 1]
        elif "in" in {sign.lower(), "".join(each.text.lower() for each in given[at + 2 : at + 3])}:
            sign, others = "=", _listed(given[at + 2 :])
        if _is_now(given, at):
            yield "moment", word.text, "NOW()"
        for other in others:
            yield from ((place, word.text, other.text) for place in _comparing(sign, other))
        yield from (("span", word.text, other.text) for other in _spanned(given, at))


def _is_difference(given: list[Word]) -> bool:
    """Say whether one variable is taken from another one, and no more."""
    return [word.kind for word in given] == ["variable", "sign", "variable"] and (
        given[1].text == "-"
    )


def _unbracketed(given: list[Word]) -> list[Word]:
    """Return an expression without the brackets around all of it."""
    while given[0].text == "(" and _is_one_call(given):
        given = given[1:-1]
    return given


def _spanned(given: list[Word], at: int) -> Iterator[Word]:
    """Yield with what the difference is compared that begins at a place."""
    if not _is_difference(given[at : at + 3]):
        return
    end = at + 3
    if given[at - 1].text == "(" and [each.text for each in given[end : end + 1]] == [")"]:
        at, end = at - 1, end + 1
    for two in (given[end : end + 2], given[max(at - 2, 0) : at][::-1]):
        for sign, other in pairwise(two):
            if sign.text in _EQUAL | _ORDERED and other.kind in {"string", "number"}:
                yield other


def _comparing(sign: str, other: Word) -> Iterator[Place | Compared]:
    """Yield how something is compared with what is written so."""
    # A number is equal to one that is written otherwise.
    if other.kind in _PLACES and other.kind != "number" and sign in _EQUAL:
        yield _PLACES[other.kind]
    elif other.kind in {"string", "number"} and sign in _ORDERED | _EQUAL:
        yield "order"


def _is_now(given: list[Word], at: int) -> bool:
    """Say whether what stands there is compared with the present moment, or taken from it."""
    texts = [word.text.lower() for word in given]
    after, before = texts[at + 1 : at + 5], texts[max(at - 4, 0) : at]
    signs = {*_EQUAL, *_ORDERED, "-"}
    return (after[:1] != [] and after[0] in signs and after[1:] == ["now", "(", ")"]) or (
        before[:3] == ["now", "(", ")"] and before[-1] in signs
    )


def _paired(given: list[Word]) -> Iterator[tuple[str, str, str]]:
    """Yield the variables that are compared with each other, each way, and by which sign."""
    for one, sign, other in zip(given, given[1:], given[2:], strict=False):
        is_pair = one.kind == other.kind == "variable"
        if is_pair and sign.text in _EQUAL | _ORDERED:
            yield one.text, sign.text, other.text
            yield other.text, sign.text, one.text


def _casts(given: list[Word]) -> Iterator[str]:
    """Yield the texts that are to be made days."""
    for function, bracket, text in zip(given, given[1:], given[2:], strict=False):
        if function.text == _DAY and bracket.text == "(" and text.kind == "string":
            yield text.text


def _called(given: list[Word], at: int) -> Iterator[tuple[Compared, str, str]]:
    """Yield what is to be true of the variable at a place for the function that takes it."""
    function = given[at - 2].text.lower() if at > 1 and given[at - 1].text == "(" else ""
    after = [each.text for each in given[at + 1 : at + 3]]
    variable = given[at].text
    if function in _OF_TEXTS and after[:1] in ([","], [")"]):
        yield "words", variable, function
    is_as_text = function == "str" and after[:1] == [")"]
    yield from (
        ("held", variable, text)
        for text in (_held(given, at - 2, at + 2) if is_as_text else _held(given, at, at + 1))
    )
    yield from ((place, variable, text) for place, text in _in_words(given, at))
    if function in _TOLD_BY and after == [")", "="]:
        yield from ((_TOLD_BY[function], variable, each.text) for each in given[at + 3 : at + 4])


def _in_words(given: list[Word], at: int) -> Iterator[tuple[Literal["within", "called"], str]]:
    """Yield the texts that the words of a variable are to be, or to hold, in any letters."""
    start, end = at, at + 1
    while start > 1 and given[start - 2].text.lower() in _SAME_WORDS:
        if given[start - 1].text != "(" or [each.text for each in given[end : end + 1]] != [")"]:
            return
        start, end = start - 2, end + 1
    function = given[start - 2].text.lower() if start > 1 and given[start - 1].text == "(" else ""
    sign, *others = (*given[end : end + 2], Word("sign", ""))
    if function in _LOOKED_THROUGH | {"regex"} and sign.text == ",":
        yield from (("within", each.text) for each in others if each.kind == "string")
    elif start < at and (sign.text == "=" or sign.text.lower() == "in"):
        listed = others if sign.text == "=" else _listed(given[end:])
        yield from (("called", each.text) for each in listed if each.kind == "string")
    elif start < at and given[start - 1].text == "=" and given[start - 2].kind == "string":
        yield "called", given[start - 2].text


def _held(given: list[Word], start: int, end: int) -> Iterator[str]:
    """Yield the text that is to be held in what stands from one place up to another.

    What else REGEX is told may be that small and capital letters are the same.
    """
    function = given[start - 2].text.lower() if start > 1 and given[start - 1].text == "(" else ""
    comma, held, after = (given[at].text if at < len(given) else "" for at in range(end, end + 3))
    is_exact = function == "regex" and after == ")"
    is_within = function in _LOOKED_THROUGH or is_exact
    if is_within and comma == "," and given[end + 1 : end + 2] and given[end + 1].kind == "string":
        yield held


def _results(given: list[Word]) -> Iterator[tuple[str, str]]:
    """Yield the functions whose result is compared with a text or a number, or looked through."""
    opened: list[str] = []
    for at, word in enumerate(given):
        if word.text == "(":
            opened.append(given[at - 1].text.lower() if at else "")
        function = opened.pop() if word.text == ")" and opened else ""
        if function in _RESULTS and (after := given[at + 1 : at + 3])[1:]:
            sign, text = after
            is_within = sign.text == "," and opened and opened[-1] in _LOOKED_THROUGH
            if text.kind == "string" and (sign.text in _EQUAL or is_within):
                yield function, text.text
        is_number = [each.kind for each in given[at + 2 : at + 3]] == ["number"]
        if function in _TEXTS and is_number and given[at + 1].text in _EQUAL | _ORDERED:
            yield function, given[at + 2].text


def _listed(given: list[Word]) -> list[Word]:
    """Return what stands in the first brackets."""
    texts = [word.text for word in given]
    return given[texts.index("(") : texts.index(")")] if {"(", ")"} <= {*texts} else []


class _Triples:
    """Goes through the triples of a group, and knows where in one it is."""

    def __init__(self, reader: _Reader, group: _Group) -> None:
        self._reader = reader
        self._group = group
        self._slot = _SUBJECT
        self._subject = ""
        self._path: list[_Step] = []
        #: What stands before the last step of a path.
        self._last = ""
        self._is_inverse = False
        self._is_type = False
        #: Whether one of several properties is meant, or any but one.
        self._is_any = False
        #: How deep in the brackets of a path it is.
        self._depth = 0
        #: Where each bracket of a thing without a name was opened.
        self._outer: list[tuple[str, list[_Step], int]] = []

    def take(self, word: Word) -> None:
        """Take the next word."""
        if word.kind == "sign":
            self._sign(word.text)
        elif word.kind == "word":
            self._is_type = word.text == "a" and self._slot == _PROPERTY
            self._path = [*self._path, _Step()] if self._is_type else []
            self._slot = _OBJECT if self._is_type else _SUBJECT
        elif word.kind not in {"number", "truth"} or self._slot == _OBJECT:  # else of LIMIT
            self._name(word)

    def _sign(self, sign: str) -> None:
        if (sign == "!" and self._slot == _PROPERTY) or (sign == "|" and self._slot == _OBJECT):
            self._path, self._slot, self._is_any = [_Step()], _PROPERTY, True
        elif sign == "/" and self._slot == _OBJECT:
            self._slot, self._is_type = _PROPERTY, False
        elif sign == "^" and self._slot == _PROPERTY:
            self._is_inverse = True
        elif sign == "(" and self._slot == _PROPERTY:
            self._depth += 1
            self._path.append(_Step())
        elif sign == ")" and self._depth:
            self._depth -= 1
            self._slot = _OBJECT
        elif sign in "*+?" and self._slot == _OBJECT and self._path:
            self._repeat(sign)
        elif sign == "[":
            self._open()
        elif sign == "]":
            self._subject, self._path, slot = (self._outer or [("", [], _SUBJECT)]).pop()
            self._slot = slot + 1
        elif sign in "{.;,":
            self._slot = {";": _PROPERTY, ",": _OBJECT}.get(sign, _SUBJECT)
            self._path = self._path if sign == "," else []
            self._is_type = self._is_type and sign == ","
            self._depth, self._is_any = 0, self._is_any and sign == ","

    def _repeat(self, sign: str) -> None:
        """Take how often the last step of a path is gone; left out, it may be a slip."""
        step = self._path[-1]
        step.is_loose = sign != "+"
        if step.is_loose and step.iri:
            self._reader.part(Part("property", step.iri, is_apart=True), self._group)

    def _open(self) -> None:
        """Go into what is said of a thing without a name."""
        node = self._reader.fresh()
        if self._slot == _OBJECT:
            self._end(node)
        outer = node if self._slot == _SUBJECT else self._subject
        self._outer.append((outer, self._path, self._slot))
        self._subject, self._path, self._slot = node, [], _PROPERTY

    def _name(self, word: Word) -> None:
        """Take the next of a triple."""
        if self._slot == _PROPERTY:
            self._property(word)
            return
        is_object, is_type = self._slot == _OBJECT, self._is_type
        self._slot += 1
        if is_object and is_type:
            self._class(word)
            return
        if is_object:
            self._end(word.text if _is_name(word) else "")
        else:
            self._subject = word.text
        role = self._path[-1].role(at_end=True) if is_object and self._path else None
        of = role.iri if role and role.side == "object" else ""
        if of:
            self._reader.follows(word.text, of, self._last)
        if word.kind in _PLACES:
            self._reader.part(Part(_PLACES[word.kind], word.text, of), self._group)

    def _property(self, word: Word) -> None:
        if word.kind == "iri":
            self._reader.part(Part("property", word.text), self._group)
        else:
            self._reader.stands(word.text, "property", self._group)
        self._is_type = word.text == _TYPE and not self._path
        if not self._depth:
            is_known = word.kind == "iri" and not self._is_type
            step = _Step(word.text if is_known else "", self._is_inverse)
            self._path += [] if self._is_any else [step]
            self._slot = _OBJECT
        self._is_inverse = False

    def _class(self, word: Word) -> None:
        if word.kind == "iri":
            self._reader.part(Part("class", word.text), self._group)
            self._reader.role(self._subject, Role("class", word.text), self._group)
        else:
            self._reader.stands(word.text, "class", self._group)

    def _end(self, node: str) -> None:
        """Note what a path says of what is at its beginning and end, and in between."""
        if not self._path:
            return
        tell, self._last = self._reader.role, self._subject
        tell(self._subject, self._path[0].role(at_end=False), self._group)
        for one, other in pairwise(self._path):
            self._last = between = self._reader.fresh()
            tell(between, one.role(at_end=True), self._group)
            tell(between, other.role(at_end=False), self._group)
            if other.is_loose:
                self._reader.loose(between, other.any_role(at_end=False), self._group)
        tell(node, self._path[-1].role(at_end=True), self._group)
