"""Terminology: what is called so, in the vocabularies and among the terms.

In:   words.
Out:  rows: the name by which a query has it, its label, what kind of thing it is, what it means.
From: labels and definitions of ontology/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from imrgraph.errors import QuestionError
from imrgraph.graph.rows import Rows
from imrgraph.graph.values import PREFIXES, shorten, term
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.naming import SCHEMES, concept_of, like, like_term, terms, vocabularies
from imrgraph.knowledge.terms import IMR, RDFS, SKOS
from imrgraph.nearest import folded, nearest, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["called", "like_called", "told_meant"]

#: What the terms of ontology/imr.ttl are called as a vocabulary.
_TERMS: Final = "terms"
_TERM: Final = "imr"
#: What can be named by its name alone, and the vocabularies of each.
_KINDS: Final = {
    "treatment": vocabularies("treatment"),
    "region": vocabularies("region"),
    "diagnosis": ("diagnoses",),
    "guideline": ("guidelines",),
}
_COLUMNS: Final = ("name", "label", "vocabulary", "means")


def called(words: str, scheme: str | None = None) -> Rows:
    """Return what has all of the words in one of its names, what is called just so first.

    Args:
        words: in any case; or the name by which a query has it, such as "imr:outcome".
        scheme: a vocabulary, such as "treatments"; or "terms".

    Raises:
        QuestionError: there is no such vocabulary.

    >>> [row["name"] for row in called("deep tissue massage")]
    ['imrv:deep-tissue-massage']
    """
    known = (*SCHEMES, _TERMS)
    if scheme is not None and scheme not in known:
        message = f"vocabulary {scheme}: expected {one_of(scheme, known)}"
        raise QuestionError(message)
    exact = _iri(words)
    wanted = folded(words)
    found: dict[str, tuple[int, str]] = {}
    for name, iri, of in _names():
        label = folded(name)
        is_called = iri == exact if exact else set(wanted.split()) <= set(label.split())
        if (scheme is None or of == scheme) and is_called:
            far = abs(len(label) - len(wanted))
            found[iri] = min(found.get(iri, (far, of)), (far, of))
    ordered = sorted(found, key=lambda iri: (found[iri][0], iri))
    rows = ((shorten(iri), load().label(iri), found[iri][1], _meaning(iri)) for iri in ordered)
    return Rows(_COLUMNS, (tuple(term(cell) if cell else None for cell in row) for row in rows))


def told_meant(words: str, found: Rows) -> str:
    """Tell for what words stand where one thing is named by them; nothing where only one is found.

    >>> told_meant("ultrasound", called("ultrasound"))
    'ultrasound stands for imrv:ultrasound-imaging as a treatment'
    >>> told_meant("neck", called("neck"))
    'neck stands for imrv:neck as a region, imrg:neck as a guideline'
    """
    meant = ((kind, concept_of(words, *schemes)) for kind, schemes in _KINDS.items())
    told = [f"{shorten(iri)} as a {kind}" for kind, iri in meant if iri]
    return f"{words} stands for {', '.join(told)}" if told and len(found) > 1 else ""


def like_called(words: str, scheme: str | None = None) -> tuple[str, ...]:
    """Return the names of what is called most like some words.

    >>> like_called("requestTxt", "terms")[0], like_called("imrv:masage-therapy")[0]
    ('imr:requestText', 'imrv:massage-therapy')
    """
    if exact := _iri(words):
        return like_term(exact)
    if scheme == _TERMS:
        return tuple(f"{_TERM}:{each}" for each in nearest(words, sorted(filter(None, terms()))))
    return like(words, *([scheme] if scheme else []))


def _iri(words: str) -> str:
    """Return the IRI that a name with a prefix stands for, or one itself; else nothing."""
    prefix, _, rest = words.strip().partition(":")
    if prefix in PREFIXES:
        return PREFIXES[prefix] + rest
    return words.strip() if "://" in words else ""


def _names() -> Iterator[tuple[str, str, str]]:
    """Yield every name, with the IRI of what has it, and its vocabulary."""
    for scheme in SCHEMES:
        for label, iri in load().labels(scheme).items():
            yield label, iri, scheme
    for name in sorted(terms()):
        if name:
            yield name, IMR(name).value, _TERMS


def _meaning(iri: str) -> str:
    values = load().facts.values
    said = (*values(iri, SKOS("definition").value), *values(iri, RDFS("comment").value))
    return " ".join(said[0].split()) if said else ""
