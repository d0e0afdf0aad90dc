"""Naming: what a person means who names a letter, a treatment or a guideline.

In:   a name, as somebody types it: a case number in any case, a code, a label in any form, an IRI.
Out:  the IRI that it means; or the names that are most like it.
From: the labels of ontology/vocab/ and ontology/guidelines/, and the form of a case number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from imrgraph.errors import AmbiguousNameWarning
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMR, IMRG, IMRV, SKOS, local
from imrgraph.nearest import folded, nearest
from imrgraph.warned import warn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Among = Callable[[str], bool]
    _Placed = Mapping[str, Sequence[tuple[int, str]]]

__all__ = [
    "SCHEMES",
    "case_number",
    "codes",
    "concept",
    "concept_of",
    "is_case_number",
    "is_code",
    "is_term",
    "like",
    "like_term",
    "meanings",
    "schemes_of",
    "terms",
    "vocabularies",
    "warn_of_first",
    "warn_of_name",
]

#: The vocabularies that people name things of; of two that have a name, the first is meant.
SCHEMES: Final = (
    *("treatments", "treatment-groups", "body-regions", "guidelines", "diagnoses", "criteria"),
    *("outcomes", "phases", "sources", "service-categories", "findings", "discrepancy-kinds"),
)
#: Where a name may be told as another than what it was taken for; of kinds of treatment that have
#: a name, the kind is meant, and not the rest of it that has no name of its own.
_TOLD: Final = ("treatment-groups", "treatments", "body-regions")
#: How many narrower concepts are named.
_FEW: Final = 4
#: So many letters at their beginning make two words one.
_STEM: Final = 4
#: Of a shorter name an "s" at its end may be a part: "CRP" is another thing than "CRPS".
_SHORT: Final = 4
# "cm16-0231706", "CM16 0231706"
_CASE: Final = re.compile(r"(cm\d\d)[\s\u2010\u2011\u2013-]?(\d+)(?=$|[/#])", re.IGNORECASE)


def case_number(name: str) -> str:
    """Return a case number as letters have it, and any other name as it is.

    >>> case_number("cm16-0231706"), case_number("CM16 0231706/item/1"), case_number("sha256-0a")
    ('CM16-0231706', 'CM16-0231706/item/1', 'sha256-0a')
    """
    return _CASE.sub(lambda found: f"{found[1].upper()}-{found[2]}", name.strip(), count=1)


def is_case_number(name: str) -> bool:
    """Say whether a name has the form of a case number.

    >>> is_case_number("cm16-0231706"), is_case_number("cm16-0231706.pdf")
    (True, False)
    """
    return _CASE.fullmatch(name.strip()) is not None


def concept(name: str, *schemes: str) -> str | None:
    """Return the IRI that a code or a label means, None where it means none.

    Args:
        name: a code such as "massage-therapy", or a label, in any case, writing and number.
        schemes: the vocabularies that are looked into before the others of `SCHEMES`.

    >>> local(concept("Massage")), local(concept("Chronic Pain"))
    ('massage-therapy', 'chronic-pain')
    >>> concept("no such thing") is None
    True
    """
    return concept_of(name, *schemes) or _by_code().get(name) or _labelled(name, SCHEMES)


def concept_of(name: str, *schemes: str) -> str | None:
    """Return the IRI that a code or a label means in some vocabularies, and in no other.

    >>> concept_of("neck", "body-regions"), concept_of("neck", "diagnoses")
    ('https://w3id.org/imrgraph/vocab/neck', None)
    >>> concept_of("Low Back", "guidelines")
    'https://w3id.org/imrgraph/guideline/low-back'
    """
    code = folded(name).replace(" ", "-")
    coded = filter(None, (_codes(scheme).get(code) for scheme in schemes))
    return next(coded, None) or _labelled(name, schemes)


def vocabularies(kind: str) -> tuple[str, ...]:
    """Return the vocabularies of a kind of thing; none where it has none of its own.

    >>> vocabularies("treatment"), vocabularies("region"), vocabularies("letter")
    (('treatments', 'treatment-groups'), ('body-regions',), ())
    """
    return tuple(s for s in SCHEMES if s.endswith(f"{kind}s") or s.startswith(f"{kind}-"))


def meanings(name: str) -> tuple[str, ...]:
    """Return all IRIs that a code or a label means, the one that is meant by `concept` first.

    Of a finding only its first label is its name; by the others letters are read.

    >>> [iri.removeprefix("https://w3id.org/imrgraph/") for iri in meanings("neck")]
    ['vocab/neck', 'guideline/neck']
    """
    given = folded(name)
    forms = {given, given.removesuffix("s"), f"{given}s"} if len(given) > _SHORT else {given}
    by_label, by_code = _placed()
    found = {*by_code.get(given, ()), *(each for form in forms for each in by_label.get(form, ()))}
    named = (iri for _, iri in sorted(found))
    return tuple(dict.fromkeys(filter(None, (concept(name), *named))))


@cache
def _placed() -> tuple[_Placed, _Placed]:
    """Return what is called by each label, and by each code, with its place among all labels."""
    by_label: dict[str, list[tuple[int, str]]] = defaultdict(list)
    by_code: dict[str, list[tuple[int, str]]] = defaultdict(list)
    schemes = (_by_label(scheme) for scheme in SCHEMES if scheme != "service-categories")
    cues = set(_labels("findings").values())
    for place, (label, iri) in enumerate(chain.from_iterable(each.items() for each in schemes)):
        if iri not in cues or folded(load().label(iri)) == label:
            by_label[label].append((place, iri))
        by_code[folded(local(iri))].append((place, iri))
    return by_label, by_code


def _labelled(name: str, schemes: Iterable[str]) -> str | None:
    """Return the IRI that a label means, in any case, writing and number."""
    given = folded(name)
    ordered = sorted(schemes, key=lambda scheme: scheme != _TOLD[0])
    for form in (given, given.removesuffix("s"), f"{given}s"):
        for scheme in ordered:
            if found := _by_label(scheme).get(form):
                return found
    return None


def warn_of_first(many: int, request: str) -> None:
    """Warn that of several items of a letter the first was taken, since nobody said which."""
    if many > 1:
        message = f"item 1 of {many}, “{' '.join(request.split())}”; item 2 is the next"
        warn(message, AmbiguousNameWarning)


def warn_of_name(name: str, taken: str, *schemes: str, among: Among | None = None) -> None:
    """Warn of what a name may mean beside what it was taken for, and that it was taken for more.

    Args:
        name: as somebody typed it.
        taken: the IRI that it was taken for.
        schemes: the vocabularies of the kind of thing that is named; without any, all of them.
        among: says of an IRI whether it can be meant.
    """
    others = [each for each in _others(name, taken, schemes) if not among or among(each)]
    if others:
        told = f"{'; '.join(map(_told, others))}; whoever means another gives it by that name"
        message = f"{name}: taken is {_told(taken)}; also called so: {told}"
    elif _is_unlike(name, taken):
        narrower = _narrower(taken)
        more = f", and {len(narrower) - _FEW} more" if len(narrower) > _FEW else ""
        listed = ", ".join(map(local, narrower[:_FEW]))
        below = f", with what is narrower: {listed}{more}" if narrower else ""
        message = f"{name}: taken is {_told(taken)}{below}"
    else:
        return
    warn(message, AmbiguousNameWarning)


def _told(iri: str) -> str:
    prefix = "imrg" if iri.startswith(IMRG.base) else "imrv"
    return f"{prefix}:{local(iri)}, “{load().label(iri)}”"


def _others(name: str, taken: str, schemes: tuple[str, ...]) -> Iterable[str]:
    """Return what else a name may mean, but for what is narrower and so is meant with it."""
    meant = meanings(name)
    if taken not in meant:
        return ()
    of_kind = {iri for scheme in schemes for iri in _labels(scheme).values()}
    return tuple(
        each
        for each in dict.fromkeys((*meant, *_headed(name, taken)))
        if each != taken and taken not in load().broader(each) and (not schemes or each in of_kind)
        if not _is_in_number(name, taken, each)
    )


def _is_in_number(name: str, taken: str, other: str) -> bool:
    """Say whether a name is the very label of one, and of another only in another number."""
    given, first, second = (
        folded(each) for each in (name, load().label(taken), load().label(other))
    )
    return given == first != second and first.removesuffix("s") == second.removesuffix("s")


def _headed(name: str, taken: str) -> Iterable[str]:
    """Return treatments and regions that are first called by a name with more before it.

    A name that comes second may as well be short for them: "ultrasound" is a picture or a therapy.
    """
    if _is_first(name, taken):
        return ()
    end = f" {folded(name)}"
    known = dict.fromkeys(iri for scheme in _TOLD for iri in _labels(scheme).values())
    return tuple(
        each
        for each in known
        if folded(load().label(each)).endswith(end) and not load().are_kin(taken, each)
    )


def _is_first(name: str, taken: str) -> bool:
    """Say whether a name is the code of a concept, or its first label in any number."""
    given = folded(name).removesuffix("s")
    return given in {folded(each).removesuffix("s") for each in (load().label(taken), local(taken))}


def _is_unlike(name: str, taken: str) -> bool:
    """Say whether a name has no word, nor the first letters, in common with what it is taken for.

    A drug by its brand is the same drug.
    """
    given, first = folded(name), folded(load().label(taken))
    if taken not in meanings(name) or not any(taken in _labels(s).values() for s in _TOLD):
        return False
    if IMRV("medication").value in load().broader(taken) and not _narrower(taken):
        return False
    if taken in _labels("body-regions").values() and not _narrower(taken):
        return False  # "low back" and "lumbar spine" are the same
    stems = {each[:_STEM] for each in first.split()}
    return stems.isdisjoint(each[:_STEM] for each in given.split()) and not _is_short(given, first)


def _is_short(name: str, first: str) -> bool:
    """Say whether a name is short for a label.

    >>> _is_short("nsaids", "nonsteroidal anti inflammatory drug"), _is_short("back", "spine")
    (True, False)
    """
    rest = iter(first)
    letters = name.removesuffix("s").replace(" ", "")
    return first.startswith(name[:1]) and all(each in rest for each in letters)


def _narrower(concept: str) -> list[str]:
    """Return the treatments and regions below one, in the order of their vocabularies."""
    below = frozenset(load().narrower(concept))
    known = dict.fromkeys(iri for scheme in _TOLD for iri in _labels(scheme).values())
    return [each for each in known if each in below]


def like(name: str, *schemes: str) -> tuple[str, ...]:
    """Return the codes of what is called most like `name`.

    >>> like("acupuncure needles", "treatments")[:1], like("chronic pein", "guidelines")[:1]
    (('acupuncture',), ('chronic-pain',))
    """
    known = {
        label: iri for scheme in schemes or SCHEMES for label, iri in _by_label(scheme).items()
    }
    return tuple(dict.fromkeys(local(known[each]) for each in nearest(name, known, most=5)))[:3]


def codes(*schemes: str) -> list[str]:
    """Return the codes of vocabularies, in order.

    >>> "neck" in codes("body-regions")
    True
    """
    return sorted({local(iri) for scheme in schemes for iri in _labels(scheme).values()})


@lru_cache(maxsize=256)  # what is compared with a code is mostly another
def is_code(name: str) -> bool:
    """Say whether something is called so in the vocabularies, or among the terms.

    >>> is_code("overturned"), is_code("Overturned"), is_code("massage")
    (True, False, False)
    """
    return bool(load().facts.said_of(IMRV.base + name)) or name in terms() or name in _by_code()


@cache
def schemes_of(code: str) -> frozenset[str]:
    """Return the vocabularies that have a code; the terms of imr: are one of them.

    >>> sorted(schemes_of("neck")), sorted(schemes_of("record")), sorted(schemes_of("Massage"))
    (['body-regions', 'guidelines'], ['voices'], [])
    """
    facts = load().facts
    within = facts.said_of(IMRV.base + code).get(SKOS("inScheme").value, ())
    found = {local(scheme) for scheme in within if isinstance(scheme, str)}
    found |= {"guidelines"} if facts.said_of(IMRG.base + code) else set()
    return frozenset(found | {"terms"} if code in terms() else found)


@cache
def _by_code() -> Mapping[str, str]:
    """Return what has a label in a vocabulary that people name things of, by its code."""
    return {code: iri for scheme in reversed(SCHEMES) for code, iri in _codes(scheme).items()}


@cache
def _codes(scheme: str) -> Mapping[str, str]:
    return {local(iri): iri for iri in _labels(scheme).values()}


@cache
def _by_label(scheme: str) -> Mapping[str, str]:
    return {folded(label): iri for label, iri in _labels(scheme).items()}


def _labels(scheme: str) -> Mapping[str, str]:
    return load().labels(scheme)


@cache
def terms() -> frozenset[str]:
    """Return the local names of all terms of ontology/imr.ttl.

    >>> "DisputedItem" in terms(), "DisputedItm" in terms()
    (True, False)
    """
    said = load().facts.subjects()
    return frozenset(iri.removeprefix(IMR.base) for iri in said if iri.startswith(IMR.base))


def is_term(iri: str) -> bool:
    """Say whether an IRI of the ontology, or of its vocabularies, is one that it has.

    An IRI of another namespace is no matter of the ontology.
    """
    if iri.startswith(IMR.base):
        return iri.removeprefix(IMR.base) in terms()
    if iri.startswith(IMRV.base):
        return bool(load(unverified=True).facts.said_of(iri))
    return True


def like_term(iri: str) -> tuple[str, ...]:
    """Return the terms, or the concepts, that are called most like one that there is none of.

    >>> like_term("https://w3id.org/imrgraph/ontology#DisputedItm")[0]
    'imr:DisputedItem'
    """
    coded = _by_code()
    if iri.startswith(IMR.base):
        name = iri.removeprefix(IMR.base)
        concepts = [f"imrv:{name}"] if coded.get(name, "").startswith(IMRV.base) else []
        return (*concepts, *(f"imr:{each}" for each in nearest(name, sorted(terms()))))
    if iri.startswith(IMRG.base):
        return tuple(f"imrg:{each}" for each in like(local(iri), "guidelines"))
    found = dict.fromkeys((*nearest(local(iri), coded), *like(local(iri))))
    told = [f"imrv:{each}" for each in found if not coded[each].startswith(IMRG.base)]
    of_ours = [f"imr:{local(iri)}"] if local(iri) in terms() else []
    return (*of_ours, *told)[:3]
