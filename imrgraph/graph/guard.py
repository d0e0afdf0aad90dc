"""Guard: what a query from outside may say.

In:   the text of a query.
Out:  the same, with its form and the graphs that it names; or an error that names the rule.
From: SPARQL 1.1 Query Language, W3C 2013, section 19.8, for where words are words: not in
      strings, comments, IRIs, variables and local names. Engines read `ASKFROM` and `trueSERVICE`
      as two words each, so that a word is also looked for inside of words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from imrgraph.errors import LimitError, QueryError, RefusedError
from imrgraph.graph.values import PREFIXES
from imrgraph.reprs import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["BYTE_ORDER_MARK", "LONGEST", "Dataset", "Query", "Word", "checked", "words"]

#: With which some editors begin a file, and which is no part of what it says.
BYTE_ORDER_MARK: Final = "\ufeff"

#: The longest query that is read, in bytes.
LONGEST: Final = 200_000
#: How deep brackets nest, and how many patterns and operators there are, so that no engine that
#: works by recursion runs out of stack.
_DEEPEST: Final = 100
_MOST: Final = 2_000

_FORMS: Final = frozenset({"select", "ask", "construct", "describe"})
_PROLOGUE: Final = frozenset({"base", "prefix", "version"})
_TRUTHS: Final = frozenset({"true", "false"})
_UPDATES: Final = frozenset(
    {"add", "clear", "copy", "create", "delete", "drop", "insert", "load", "move", "with"}
)

_TOKEN: Final = re.compile(
    r"""
      (?P<comment> \#[^\n\r]* )
    | (?P<string>
          \"{3} (?: [^"\\] | \\. | "(?!"") )* \"{3}
        | '{3} (?: [^'\\] | \\. | '(?!'') )* '{3}
        | " (?: [^"\\\n\r] | \\. )* "
        | ' (?: [^'\\\n\r] | \\. )* '
      )
    | (?P<iri> < [^<>"{}|^`\x00-\x20]* > )
    | (?P<variable> [?$]\w+ )
    | (?P<tag> @[a-zA-Z]+ (?: -[a-zA-Z0-9]+ )* )
    | (?P<local> : (?: [\w\-.:] | %[0-9A-Fa-f]{2} | \\. )* )
    | (?P<word> [^\W\d]\w* )
    | (?P<number> \d+ (?: \.\d+ )? (?: [eE][+\-]?\d+ )? )
    | (?P<space> \s+ )
    | (?P<sign> . )
    """,
    re.VERBOSE | re.DOTALL,
)
# "SERVICE:a" is a name, but an engine may read a keyword and a name without prefix.
_KEYWORD_BEFORE_NAME: Final = re.compile(r"(?:service(?:silent)?|from(?:named)?)$")
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query asks: those that are one, and those that it can name."""

    default: tuple[str, ...]
    named: tuple[str, ...]

    @property
    def graphs(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.default, *self.named)


@dataclass(frozen=True, slots=True)
class Query:
    """A query that may be asked."""

    text: str
    #: "select", "ask", "construct" or "describe".
    form: str
    #: The graphs of its FROM and FROM NAMED clauses.
    graphs: tuple[str, ...]
    #: Every IRI that it names, but for those of its prologue.
    terms: tuple[str, ...] = ()
    #: What it asks in place of the graphs of its clauses, if whoever sends it says so.
    dataset: Dataset | None = None

    __repr__ = short("form", "text")

    @property
    def asked(self) -> tuple[str, ...]:
        """The graphs that it asks; none where it asks all of them."""
        return self.dataset.graphs if self.dataset else self.graphs


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    #: Whether a colon follows it at once.
    joined: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a query: an "iri" is whole, a "string" has its language or type with it.

    A "number" has its sign with it, and true and false are a "truth".
    """

    kind: str
    text: str


def words(query: Query) -> Iterator[Word]:
    """Yield the words of a query that was checked, from its form on."""
    tokens = tuple(_tokens(query.text))
    prefixes = PREFIXES | dict(_prefixes(tokens))
    at = next(n for n, each in enumerate(tokens) if each.text.lower() in _FORMS)
    while at < len(tokens):
        token = tokens[at]
        iri, taken = _iri(tokens[at : at + 2], prefixes), 1 + _is_prefix(tokens, at)
        if token.kind == "string":
            suffix, more = _suffix(tokens[at + 1 : at + 5], prefixes)
            yield Word("string", token.text + suffix)
            taken += more
        elif _is_negative(tokens, at):
            yield Word("number", f"-{tokens[at + 1].text}")
            taken += 1
        elif token.text.lower() in _TRUTHS and taken == 1:
            yield Word("truth", token.text.lower())
        else:
            # What is relative, or a blank node, stands where a variable could.
            is_name = token.kind == "iri" or taken > 1
            yield (
                Word("iri", iri) if iri else Word("variable" if is_name else token.kind, token.text)
            )
        at += taken


def _is_negative(tokens: Sequence[_Token], at: int) -> bool:
    """Say whether a number below zero begins there, and nothing is taken from another."""
    if tokens[at].text != "-" or not at or at + 1 == len(tokens):
        return False
    before = tokens[at - 1]
    return (
        tokens[at + 1].kind == "number"
        and before.kind not in {"variable", "number"}
        and before.text != ")"
    )


def _suffix(after: Sequence[_Token], prefixes: Mapping[str, str]) -> tuple[str, int]:
    """Return the language or the type of a string, as a query has it, and how many tokens it is."""
    if after and after[0].kind == "tag":
        return after[0].text, 1
    kind = _iri(after[2:], prefixes) if [each.text for each in after[:2]] == ["^", "^"] else None
    return (f"^^<{kind}>", 3 + _is_prefix(after, 2)) if kind else ("", 0)


def checked(text: str) -> Query:
    """Return the query `text`, if it only asks, and only this store.

    Raises:
        QueryError: it is no query, or two; as RefusedError, it changes something or reaches out.
        LimitError: it is too long or too deep.

    >>> checked("ASK { ?s ?p 'SERVICE' } # LOAD").form
    'ask'
    >>> checked("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    imrgraph.errors.RefusedError: SERVICE: a query asks this store and no other
    """
    if len(text.encode(errors="replace")) > LONGEST:
        message = f"expected a query of at most {LONGEST} bytes, found {len(text)} characters"
        raise LimitError(message)
    # Some engines resolve escapes before they read, others while they do.
    resolved = _ESCAPE.sub(_resolve, text)
    if resolved != text:
        _read(resolved)
    return _read(text)


def _resolve(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code <= 0x10FFFF else escape[0]  # noqa: PLR2004 (the last code point)


def _read(text: str) -> Query:
    tokens = tuple(_tokens(text))
    _measure(tokens)
    forms = tuple(_forms(tokens))
    if not forms:
        message = "expected SELECT, ASK, CONSTRUCT or DESCRIBE, found none"
        raise QueryError(message)
    if len(forms) > 1:
        message = f"expected one query, found {len(forms)}"
        raise QueryError(message)
    prefixes = PREFIXES | dict(_prefixes(tokens))
    for number, token in enumerate(tokens):
        if _is_prefix(tokens, number) and token.text not in {*prefixes, "_"}:
            message = f"{token.text}: expected a prefix that the query declares, found none"
            raise QueryError(message)
    terms = tuple(dict.fromkeys(_terms(tokens, prefixes)))
    return Query(text, forms[0], tuple(_graphs(tokens, prefixes)), terms)


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        if kind not in {"comment", "space"}:
            yield _Token(kind, match[0], text.startswith(":", match.end()))


def _measure(tokens: Sequence[_Token]) -> None:
    depth = signs = 0
    for token in tokens:
        if token.kind == "sign":
            depth += (token.text in "([{") - (token.text in ")]}")
            signs += token.text not in ".,;"
        if depth > _DEEPEST:
            message = f"expected brackets to nest at most {_DEEPEST} deep, found more"
            raise LimitError(message)
    if signs > _MOST:
        message = f"expected at most {_MOST} brackets and operators, found {signs}"
        raise LimitError(message)


def _forms(tokens: Sequence[_Token]) -> Iterator[str]:
    """Yield the forms of the queries at the top level, and refuse what is no query."""
    depth = 0
    started = False
    for number, token in enumerate(tokens):
        if token.kind == "sign":
            depth += (token.text == "{") - (token.text == "}")
        if token.kind != "word":
            continue
        word = token.text.lower()
        if _is_prefix(tokens, number):
            if _KEYWORD_BEFORE_NAME.search(word):
                message = f"{token.text}: a prefix may not end like a keyword"
                raise QueryError(message)
            continue
        if "service" in word:
            message = "SERVICE: a query asks this store and no other"
            raise RefusedError(message)
        if word in _UPDATES:
            message = f"{token.text.upper()}: a query asks and changes nothing"
            raise RefusedError(message)
        if depth == 0 and word in _FORMS:
            started = True
            yield word
        elif not started and word not in _PROLOGUE:
            message = f"expected SELECT, ASK, CONSTRUCT or DESCRIBE, found {token.text[:40]!r}"
            raise QueryError(message)


def _graphs(tokens: Sequence[_Token], prefixes: Mapping[str, str]) -> Iterator[str]:
    """Yield the IRIs of the graphs that FROM names."""
    for number, token in enumerate(tokens):
        if token.kind != "word" or "from" not in token.text.lower() or _is_prefix(tokens, number):
            continue
        after = list(tokens[number + 1 : number + 4])
        if after and after[0].kind == "word" and after[0].text.lower() == "named":
            del after[0]
        graph = _iri(after, prefixes) if token.text.lower() == "from" else None
        if graph is None:
            message = "FROM: expected the IRI of a graph of this store"
            raise RefusedError(message)
        yield graph


def _terms(tokens: Sequence[_Token], prefixes: Mapping[str, str]) -> Iterator[str]:
    """Yield the IRIs that a query names, whole or with a prefix."""
    for number in range(len(tokens)):
        before = [each.text.lower() for each in tokens[max(0, number - 3) : number]]
        if not _PROLOGUE & {*before} and not (number and _is_prefix(tokens, number - 1)):
            yield from filter(None, [_iri(tokens[number : number + 2], prefixes)])


def _iri(tokens: Sequence[_Token], prefixes: Mapping[str, str]) -> str | None:
    """Return the IRI, whole or with a prefix, that `tokens` start with."""
    if not tokens:
        return None
    first = tokens[0]
    if first.kind == "iri":
        return first.text[1:-1] if ":" in first.text else None
    if first.kind == "word" and _is_prefix(tokens, 0) and first.text in prefixes:
        return prefixes[first.text] + _unescaped(tokens[1].text[1:])
    if first.kind == "local" and "" in prefixes:
        return prefixes[""] + _unescaped(first.text[1:])
    return None


def _unescaped(local: str) -> str:
    return re.sub(r"\\(.)", r"\1", local)


def _prefixes(tokens: Sequence[_Token]) -> Iterator[tuple[str, str]]:
    for number, token in enumerate(tokens[:-3]):
        prefix, colon, base = tokens[number + 1 : number + 4]
        if token.text.lower() != "prefix":
            continue
        if prefix.text == ":" and colon.kind == "iri":
            yield "", colon.text[1:-1]
        elif colon.text == ":" and base.kind == "iri":
            yield prefix.text, base.text[1:-1]


def _is_prefix(tokens: Sequence[_Token], number: int) -> bool:
    """Return whether the word there is the prefix of a name: `imr` of `imr:outcome`."""
    token, following = tokens[number], tokens[number + 1 : number + 2]
    return token.kind == "word" and token.joined and following[0].kind == "local"
