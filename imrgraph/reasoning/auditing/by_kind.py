"""By kind: complaints, signs and images that the rationale and the summary tell unlike.

In:   what hears the case of an item, its letter, the knowledge.
Out:  `Contradiction`s, of whatever the rationale denies or asserts, be it a ground or not.
From: the kinds of ontology/vocab/findings.ttl and ontology/vocab/diagnoses.ttl; what is said of
      them is read alike in both places, by the markers of ontology/vocab/markers.ttl.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMRV
from imrgraph.letters.letter import ClinicalFinding, Fact, Voice
from imrgraph.letters.summary.findings import findings
from imrgraph.letters.summary.kinds import kinds
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.phrases import fold
from imrgraph.letters.text.scope import scopes
from imrgraph.letters.text.sentences import sentences as cut
from imrgraph.reasoning.auditing.hearing import Contradiction, is_named_alike
from imrgraph.reasoning.places import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.letter import Letter
    from imrgraph.reasoning.auditing.hearing import Hearing

__all__ = ["by_kind"]

#: What complaints, signs and images speak for; what was tried and watched is a claim of its own.
_SHOWS: Final = frozenset(
    IMRV(name).value for name in ("indication", "objective-findings", "red-flags")
)
# "no findings of radiculopathy", "no provocative maneuvers for carpal tunnel syndrome"
_SHOWING: Final = re.compile(
    r"\b(?:findings?|signs?|exam\w*|imaging|stud(?:y|ies)|tests?|testing|indicative|maneuvers?"
    r"|criteria|symptoms?|risk)\b"
)
_IMAGES: Final = re.compile(
    r"\b(?:imaging|images?|mri|ct|x-?rays?|films?|radiographs?|scans?|ultrasound|arthrogram)\b",
    re.IGNORECASE,
)
_LEVELS: Final = re.compile(r"\b[cltCLT]\d{1,2}\b")
_GRADES: Final = re.compile(
    r"\b(?:full|complete|partial|high|large|massive|recurrent|residual|central|foraminal|lateral"
    r"|medial|anterior|posterior|moderate|mild|advanced|end|displaced|healed|retracted)\b"
)
_DENIED: Final = frozenset({"denies", "is not shown"})
#: What is said of a thing that is neither denied nor plainly the worker's, now.
_DOUBTFUL: Final = frozenset({"leaves open", "of another", "is past", "is planned"})


def by_kind(hearing: Hearing, letter: Letter, knowledge: Knowledge) -> Iterator[Contradiction]:
    """Yield what the rationale says of the file and the summary tells otherwise, kind by kind.

    Only where the summary tells one thing of a kind: what it tells both ways contradicts nothing.
    """
    yield from _found(hearing, letter, knowledge)
    yield from _imaged(hearing, letter, knowledge)
    yield from _diagnosed(hearing, letter, knowledge)


def _found(hearing: Hearing, letter: Letter, knowledge: Knowledge) -> Iterator[Contradiction]:
    """Yield the complaints, signs and images; what a treatment did is a claim of its own."""
    told: Mapping[str, list[ClinicalFinding]] = defaultdict(list)
    for each in letter.summary.findings:
        for concept in _family(each.kind.value, knowledge):
            told[concept].append(each)
    for place, _ in hearing.own():
        for said in findings(letter.document, place, (), knowledge):
            kind = kinds(knowledge)[said.kind.value]
            if kind.is_effect or kind.treatments or _SHOWS.isdisjoint(kind.speaks_for):
                continue
            evidence = _evidence(said.kind.span, letter, Voice.REVIEWER)
            is_qualified = hearing.wants_other if said.present else hearing.is_qualified
            if is_qualified(evidence) or hearing.is_conditional(said.kind.span, place):
                continue
            of_part = [
                each for each in told[said.kind.value] if _is_of_it(hearing, each, evidence, letter)
            ]
            otherwise = [
                each
                for each in of_part
                if each.present is not said.present
                and is_named_alike(evidence, _evidence(each.kind.span, letter))
            ]
            if said.present and hearing.is_negated(evidence):
                continue
            if said.present and not _is_examined(said.kind.value, knowledge):
                told_places = (_evidence(each.kind.span, letter) for each in otherwise)
                otherwise = otherwise if all(map(hearing.is_disclaimed, told_places)) else []
            if otherwise and all(each.present is not said.present for each in of_part):
                yield _contradiction(hearing, said, evidence, otherwise, letter)


def _imaged(hearing: Hearing, letter: Letter, knowledge: Knowledge) -> Iterator[Contradiction]:
    """Yield what the reviewer says that an image shows or does not show.

    A tear that is not of full thickness is one; what is of another level or grade is another thing.
    """
    for span, read in hearing.own():
        words = letter.document.quote(span)
        if not _IMAGES.search(words):
            continue
        for match in knowledge.lexicon("findings").find(words):
            place = Span(match.start, match.end).shift(span.start)
            says, evidence = read.says(place), _evidence(place, letter, Voice.REVIEWER)
            if not kinds(knowledge)[match.concept].shown_by or says & _DOUBTFUL:
                continue
            if hearing.is_qualified(evidence) or hearing.is_conditional(place, span):
                continue
            present = not says & _DENIED
            if present and hearing.is_negated(evidence):
                continue
            told = [
                each
                for each in letter.summary.findings
                if each.kind.value == match.concept and _is_of_it(hearing, each, evidence, letter)
            ]
            if all(
                each.present is not present
                and _is_same_image(
                    hearing, evidence, _evidence(each.kind.span, letter), present=present
                )
                for each in told
            ):
                said = ClinicalFinding(Fact(match.concept, place, "finding-named"), present=present)
                if told:
                    yield _contradiction(hearing, said, evidence, told, letter)


def _is_same_image(hearing: Hearing, said: Evidence, told: Evidence, *, present: bool) -> bool:
    """Say whether two places are about the same thing on an image, of one level and grade."""
    one, two = ({*_GRADES.findall(hearing.clause(each))} for each in (said, told))
    level, other = ({*_LEVELS.findall(hearing.clause(each))} for each in (said, told))
    of_level = not level or bool(level & other) or (present and not other)
    return is_named_alike(said, told) and of_level and (one <= two or (present and not two))


def _is_of_it(hearing: Hearing, each: ClinicalFinding, said: Evidence, letter: Letter) -> bool:
    """Say whether a finding of the summary is of the part that the reviewer's words are about.

    A sign that only the worker tells of is none; nor is one of which its words make little.
    """
    told = _evidence(each.kind.span, letter)
    is_sign = hearing.kind_of(each.kind.value) == "sign"
    only_felt = is_sign and each.present and hearing.is_complained_of(told)
    return not (only_felt or (each.present and hearing.is_faint(told))) and (
        hearing.are_of_one_part(said, told, each.kind.value)
    )


def _is_examined(kind: str, knowledge: Knowledge) -> bool:
    """Say whether the summary denies a kind of findings by what an examination came to.

    That a complaint is not there it says in many ways, and at times in other people's words.
    """
    examined = (iri for iri, each in kinds(knowledge).items() if each.results)
    return any(kind in _family(iri, knowledge) for iri in examined)


def _family(kind: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Return a kind of findings, and the kinds that it is a sign of."""
    return kind, *knowledge.facts.all(kind, "signOf")


def _contradiction(
    hearing: Hearing,
    said: ClinicalFinding,
    evidence: Evidence,
    otherwise: Iterable[ClinicalFinding],
    letter: Letter,
) -> Contradiction:
    places = {_evidence(e.kind.span, letter): (e.kind.value, e.present) for e in otherwise}
    return Contradiction(
        kind=hearing.kind_of(next(iter(places.values()))[0]),
        asserted=said.present,
        claim=said.kind.value,
        evidence=hearing.quoted(evidence),
        told=tuple(dict.fromkeys(places.values())),
        places=hearing.all_quoted(places),
    )


def _diagnosed(hearing: Hearing, letter: Letter, knowledge: Knowledge) -> Iterator[Contradiction]:
    """Yield the diseases that are denied, and the complaints that are named as such."""
    place = letter.summary.place
    if place is None:
        return
    wanted = [
        [e for e in _named(each, letter, knowledge) if not hearing.is_conditional(e[1], each)]
        for each, _ in hearing.own()
    ]
    if not any(wanted):
        return
    told: Mapping[str, dict[bool, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for sentence in cut(letter.document, place):
        for concept, span, denied in _named(sentence, letter, knowledge):
            told[concept][denied].append(span)
    for concept, span, denied in (each for found in wanted for each in found):
        evidence = _evidence(span, letter, Voice.REVIEWER)
        kin = [known for other, known in told.items() if knowledge.are_kin(concept, other)]
        affirmed = [each for known in kin for each in known.get(False, ())]
        if not denied or any(known.get(True) for known in kin) or _is_examining(hearing, evidence):
            continue
        places = [_evidence(each, letter) for each in affirmed]
        of_part = [
            each
            for each in places
            if is_named_alike(evidence, each) and hearing.are_of_one_part(evidence, each)
        ]
        if of_part:
            yield Contradiction(
                kind="complaint",
                asserted=False,
                claim=concept,
                evidence=hearing.quoted(evidence),
                told=((concept, True),),
                places=hearing.all_quoted(of_part),
            )


def _is_examining(hearing: Hearing, evidence: Evidence) -> bool:
    """Say whether the reviewer's words are about what shows a disease, rather than about it."""
    return hearing.is_qualified(evidence) or bool(_SHOWING.search(hearing.clause(evidence)))


def _named(place: Span, letter: Letter, knowledge: Knowledge) -> list[tuple[str, Span, bool]]:
    """Return the diagnoses that a sentence names, each with whether it denies it."""
    document = letter.document
    found = knowledge.lexicon("diagnoses").find(document.quote(place))
    if not found:
        return []
    read = scopes(fold(document.text), place, knowledge)
    treatments = knowledge.lexicon("treatments").find(document.quote(place))
    named = []
    for match in found:
        span = Span(match.start, match.end).shift(place.start)
        says = read.says(span)
        # "carpal tunnel" release
        of_treatment = any(t.start <= match.start and match.end <= t.end for t in treatments)
        if not of_treatment and not says & _DOUBTFUL:
            named.append((match.concept, span, bool(says & _DENIED)))
    return named


def _evidence(span: Span, letter: Letter, voice: Voice = Voice.RECORD) -> Evidence:
    document = letter.document
    return Evidence(span.start, span.end, document.quote(span), document.page(span), None, voice)
