"""Identifying: which thing in the graph a user names.

In:   letters that can be asked, and a name: a case number, a code, a label, or an IRI.
Out:  its IRI; or an error that offers the names that are most like it.
From: imrgraph.knowledge.naming says what the vocabularies call things; the letters say which there
      are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import pyoxigraph as ox

from imrgraph.errors import NotFoundError
from imrgraph.graph.values import PREFIXES, shorten
from imrgraph.knowledge.naming import (
    case_number,
    codes,
    concept,
    is_term,
    like,
    like_term,
    vocabularies,
    warn_of_name,
)
from imrgraph.knowledge.terms import IMR, IMRD, IMRG, IMRV, local
from imrgraph.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.graph.anew import Letters
    from imrgraph.graph.rows import Rows

__all__ = [
    "Selecting",
    "alike",
    "expect_known",
    "identified",
    "iris",
    "letters",
    "like_letters",
    "unknown_letter",
]

#: How many letters at most are gone through for names that are alike.
_MOST: Final = 20_000
_CASES: Final = f"SELECT ?letter {{ ?letter a {IMR('Determination')} }} LIMIT {_MOST}"
_GUIDELINES: Final = (
    f"SELECT DISTINCT ?guideline {{ {{ ?s {IMR('cites')} ?guideline }} UNION "
    f"{{ ?guideline a {IMR('Guideline')} }} FILTER(STRSTARTS(STR(?guideline), '{IMRG.base}')) }}"
)


class Selecting(Protocol):
    """What answers SPARQL."""

    def select(self, query: str) -> Rows:
        """Answer a SELECT query of our own."""


def identified(asked: Letters, name: str) -> str:
    """Return the IRI of what a user names; of several that have the name, warn of the others.

    Args:
        asked: the letters.
        name: a case number in any case, a code such as massage-therapy, a label, a name with a
            prefix, or an IRI.

    Raises:
        NotFoundError: the graph says nothing of it.
    """
    for each in iris(name):
        if _is_known(asked, each):
            warn_of_name(name, each, among=lambda other: _is_known(asked, other))
            return each
    found = (*like_letters(asked, name), *like(name))
    raise NotFoundError(asked.place, f"something named {name}", found)


def _is_known(asked: Selecting, iri: str) -> bool:
    return bool(asked.select(f"SELECT ?p {{ <{iri}> ?p ?o }} LIMIT 1"))


def iris(name: str) -> tuple[str, ...]:
    """Return what IRI a name may stand for, the likeliest first.

    >>> iris("massage")[1], iris("imrv:neck"), iris("cm99-0000001")[0]
    ('https://w3id.org/imrgraph/vocab/massage-therapy', \
('https://w3id.org/imrgraph/vocab/neck',), \
'https://w3id.org/imrgraph/determination/CM99-0000001')
    """
    prefix, _, rest = name.partition(":")
    if prefix in PREFIXES:
        named = [PREFIXES[prefix] + (case_number(rest) if prefix == "imrd" else rest)]
    elif "://" in name:
        named = [name]
    else:
        meant = concept(name)
        spaces = [IMRD.base + case_number(name), *([meant] if meant else [])]
        named = [*spaces, *(space.base + name for space in (IMRV, IMRG, IMR))]
    return tuple(filter(_is_iri, dict.fromkeys(named)))


def letters(asked: Selecting) -> Iterator[str]:
    """Yield what letters are called: their case numbers, or the last part of their IRIs."""
    return (str(row["letter"]).removeprefix(IMRD.base) for row in asked.select(_CASES))


def like_letters(asked: Selecting, name: str) -> tuple[str, ...]:
    """Return the names of those letters that are called most like `name`."""
    return nearest(case_number(name), letters(asked))


def unknown_letter(asked: Letters, name: str) -> NotFoundError:
    """Return the error that there is no letter of that name."""
    return NotFoundError(asked.place, f"a letter {name!r}", like_letters(asked, name))


def expect_known(asked: Letters, name: str, iri: str) -> None:
    """Raise an error if a concept that is named is none of the ontology, or of another kind.

    Args:
        asked: the letters.
        name: what it is named for, such as "treatment".
        iri: the IRI that was made of what the user typed.

    Raises:
        NotFoundError: there is none.
    """
    if iri.startswith(IMRV.base) and not is_term(iri):
        raise NotFoundError(asked.place, f"a {name} {shorten(iri)}", like_term(iri))
    within = vocabularies(name)
    if iri.startswith(IMRV.base) and within and local(iri) not in codes(*within):
        wanted = f"a {name}, which {shorten(iri)} is not"
        raise NotFoundError(asked.place, wanted, like(local(iri), *within))


def alike(asked: Selecting, iri: str) -> tuple[str, ...]:
    """Return what is called most like an IRI of which the graph says nothing."""
    if iri.startswith(IMRD.base):
        return like_letters(asked, iri.removeprefix(IMRD.base))
    if iri.startswith(IMRG.base):
        return _like_guidelines(asked, iri.removeprefix(IMRG.base)) or like_term(iri)
    return like_term(iri)


def _like_guidelines(asked: Selecting, name: str) -> tuple[str, ...]:
    """Return the guidelines of letters and of the ontology that are called most like a name."""
    rows = asked.select(_GUIDELINES)
    known = sorted(str(row["guideline"]).removeprefix(IMRG.base) for row in rows)
    return tuple(f"imrg:{each}" for each in nearest(name, known))


def _is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True
