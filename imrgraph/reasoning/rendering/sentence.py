"""The sentence: a verdict as one or two sentences that a person would sign.

In:   an explanation.
Out:  what follows, because of which conditions and numbers, by which place in a guideline.
From: the clauses of the criteria, imr:clauseWhenMet, imr:groundWhenMet and their like; where a
      criterion has none, its sentence.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from imrgraph.knowledge.terms import IMRV
from imrgraph.reasoning.proof import counted_from
from imrgraph.reasoning.rendering.telling import considered
from imrgraph.reasoning.verdicts import (
    NO_DATE,
    NO_GUIDELINE,
    NO_STATEMENT,
    NO_SUPPORT,
    Agreement,
    Verdict,
)
from imrgraph.reasoning.weighing import Role, State, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.audit import Ground
    from imrgraph.reasoning.explanation import Condition, Explanation
    from imrgraph.reasoning.proof import Source
    from imrgraph.reasoning.verdicts import Decision

__all__ = ["sentence"]

#: More clauses than this are counted, not told.
_MOST = 4
_AGREED = {
    Verdict.NECESSARY: "The denial falls because",
    Verdict.NOT_NECESSARY: "The denial stands because",
    Verdict.PARTLY_NECESSARY: "The denial stands, though {part}, because",
}
_INSTEAD = {
    Verdict.NECESSARY: "{treatment} would be necessary",
    Verdict.NOT_NECESSARY: "{treatment} would not be necessary",
    Verdict.PARTLY_NECESSARY: "{part}",
}
_RECORDED = {
    "upheld": "The denial was upheld",
    "overturned": "The denial was overturned",
}
_READINGS = {
    "stated-reading": "the guideline as the reviewer states it",
    "encoded-reading": "the guideline as encoded",
}
_STATUSES = {
    "as-stated": "as the reviewer states it",
    "secondary": "as encoded from secondary sources",
    "unverified": "as recalled and not verified",
}
_SILENCES = {
    NO_GUIDELINE: "no guideline was found that speaks of the request",
    NO_STATEMENT: NO_STATEMENT,
    NO_SUPPORT: "no recommendation was found that supports the request",
    NO_DATE: "the letter does not date the request",
}
# "6", "3 a week", "passive, 573 days after the injury": a word and the rest
_FIRST = re.compile(r"([^\s,]+)(.*)", re.DOTALL)
# "a finding of the reviewer on safety", "a record of surgery": the last part differs
_LAST = re.compile(r"(.+? on |.+? of )(.+)")
_NUMBER = re.compile(r"\d+")


def sentence(item: Explanation, knowledge: Knowledge) -> str:
    """Tell the verdict on an item.

    Args:
        item: an explanation.
        knowledge: whose labels and clauses are used.

    Returns:
        A sentence, and a second one where another reading gives another verdict, or where
        nothing follows and the reviewer states grounds.
    """
    teller = _Sentence(item, knowledge)
    if item.verdict is Verdict.UNDETERMINED:
        return " ".join(
            filter(None, (teller.undetermined(), teller.otherwise() or teller.stated()))
        )
    return " ".join(filter(None, (teller.determined(), teller.otherwise())))


class _Value(str):
    """What a clause is filled in with; a word after a colon says how it is put.

    >>> "{0:visit}, {1:visit}, {2:and}".format(_Value(1), _Value("3 a week"), _Value("a, b"))
    '1 visit, 3 visits a week, a and b'
    """

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        first = _FIRST.fullmatch(self)
        if spec == "and":
            return _and(self.split(", "))
        if not spec or first is None:
            return str(self)
        many = first[1].isdigit() and first[1] != "1"
        return f"{first[1]} {spec}{'s' if many else ''}{first[2]}"


class _Sentence:
    """Puts one explanation into words; a number once told is not told again."""

    def __init__(self, item: Explanation, knowledge: Knowledge) -> None:
        self._item, self._knowledge = item, knowledge
        self._treatment = knowledge.label(item.treatment) if item.treatment else "the treatment"
        self._numbers: set[str] = set()

    def determined(self) -> str:
        """Say what follows and why, and whether it is the outcome on record."""
        item, told = self._item, self._item.decisions[0]
        opening = _AGREED[told.verdict]
        outcome = item.recorded_outcome
        if outcome is None:
            by = f"No decision is on record; by {self._reading(told.reading)}"
            opening = f"{by} {_INSTEAD[told.verdict]} because"
        elif told.agreement(outcome) is not Agreement.AGREE:
            recorded = _RECORDED.get(outcome, f"The outcome on record is {outcome}")
            unlike = f"{recorded}, which does not follow from {self._reading(told.reading)}"
            opening = f"{unlike}: {_INSTEAD[told.verdict]} because"
        said = self._filled(opening, told)
        because = self._because()
        passed = _counted(list(self._clauses(self._passed())), "more conditions hold")
        rest = f"; {passed}" if passed else ""
        conflict = "; support and opposition both apply, and neither overrides the other"
        return _capital(f"{said} {because}{rest}{conflict if told.conflict else ''}.")

    def undetermined(self) -> str:
        """Say what is missing, and which guideline asks for it."""
        item, told = self._item, self._item.decisions[0]
        question = "the request is necessary"
        if item.recorded_outcome in _RECORDED:
            question = f"the denial was rightly {item.recorded_outcome}"
        asked = [
            each.source
            for each in item.told
            if each.result.status is Status.UNKNOWN and each.state == State.OPEN
        ]
        places = list(dict.fromkeys(map(_place, asked)))
        by = f" under {_counted(places, 'more places')}" if places else ""
        return f"Whether {question} is undetermined{by}: {_missing(told.missing)}."

    def stated(self) -> str:
        """Say on what grounds the reviewer decided, where the letter states any."""
        grounds = [each for each in self._item.grounds if each.stated]
        clauses = [f"that {self._ground(each)}" for each in grounds]
        if not clauses:
            return ""
        said = f"The reviewer's {'ground is' if len(clauses) == 1 else 'grounds are'}"
        return f"{said} {_counted(clauses, 'more')}."

    def otherwise(self) -> str:
        """Say what follows by another reading or on another basis, where that differs."""
        item = self._item
        for other in item.decisions[1:]:
            if other.verdict in {item.verdict, Verdict.UNDETERMINED}:
                continue
            alone = other.reading == item.decisions[0].reading and other.basis == "record-basis"
            by = "On the record alone" if alone else f"By {self._reading(other.reading)}"
            return f"{by}, {self._filled(_INSTEAD[other.verdict], other)}."
        return ""

    def _filled(self, text: str, decision: Decision) -> str:
        asked = self._item.requested
        part = f"{decision.certify} of the {asked} asked for could have been certified"
        return text.format(treatment=self._treatment, part=part)

    def _reading(self, reading: str) -> str:
        named = _READINGS.get(reading, f"the reading “{reading}”")
        doubtful = reading == "encoded-reading" and not self._item.encoding_verified
        return f"{named} (not verified)" if doubtful else named

    def _because(self) -> str:
        """Join the reasons, the place after those that one place gives."""
        turning = self._reasons()
        groups = [
            _with_place(_counted(list(self._clauses(same)), "more conditions"), place)
            for place, same in groupby(turning, key=lambda each: _place(each.source))
        ]
        return "; and ".join(groups or self._recommended())

    def _reasons(self) -> tuple[Condition, ...]:
        """Return what the verdict turns on, exceptions only where there is nothing else."""
        turning = self._item.decisive
        proper = tuple(each for each in turning if each.result.role is not Role.EXCEPTION)
        chosen = proper or turning
        return tuple(sorted(chosen, key=lambda each: _first_with(each.source, chosen)))

    def _recommended(self) -> list[str]:
        """Return what applies, where it asks for nothing."""
        wanted = self._item.verdict is Verdict.NECESSARY
        says = "recommends" if wanted else "does not recommend"
        places = (
            f"the guideline {says} it ({_place(step.source)})"
            for weighed, step in considered(self._item)
            if weighed.state is State.APPLIES and weighed.supports is wanted and step.source
        )
        return list(dict.fromkeys(places)) or [f"the guideline {says} it"]

    def _passed(self) -> Iterator[Condition]:
        """Yield the other conditions that are met, of the recommendations that it turns on."""
        turning = {each.recommendation for each in self._item.decisive}
        for each in self._item.told:
            known = each.result.status is Status.MET and each.result.role is not Role.EXCEPTION
            if each.recommendation in turning and not each.decisive and known:
                yield each

    def _clauses(self, conditions: Iterable[Condition]) -> Iterator[str]:
        yield from dict.fromkeys(self._clause(each) for each in conditions)

    def _clause(self, condition: Condition) -> str:
        result = condition.result
        when = {Status.MET: "clauseWhenMet", Status.NOT_MET: "clauseWhenNotMet"}
        template = self._knowledge.value(
            IMRV(result.criterion).value, when.get(result.status, "none")
        )
        if not template or ("{actual" in template and result.actual is None):
            return condition.sentence
        actual = self._untold(str(result.actual))
        self._numbers.update(_NUMBER.findall(str(result.actual)))
        return template.format(
            actual=_Value(actual),
            required=_Value(result.required),
            treatment=self._treatment,
            since=counted_from(result, self._knowledge),
        )

    def _untold(self, actual: str) -> str:
        """Leave out what follows a comma, if its numbers were told: ", 573 days after …"."""
        first, *rest = actual.split(", ")
        kept = (part for part in rest if not self._was_told(part))
        return ", ".join([first, *kept])

    def _was_told(self, part: str) -> bool:
        numbers = set(_NUMBER.findall(part))
        return bool(numbers) and numbers <= self._numbers

    def _ground(self, ground: Ground) -> str:
        """Say a ground by the words of its criterion, which need no number."""
        criterion = IMRV(ground.criterion).value
        when = "WhenMet" if ground.met else "WhenNotMet"
        told = self._knowledge.value(criterion, f"ground{when}")
        told = told or self._knowledge.value(criterion, f"sentence{when}")
        if told and "{" not in told:
            return told
        met = "met" if ground.met else "not met"
        return f"the criterion “{self._knowledge.label(criterion)}” is {met}"


def _place(source: Source) -> str:
    """Name a place in a guideline as a person would cite it.

    >>> from imrgraph.reasoning.proof import Source
    >>> _place(Source("Chronic Pain", "Chronic Pain, 2009", "p. 60", "as-stated"))
    'Chronic Pain, 2009, p. 60, as the reviewer states it'
    """
    status = "" if source.status == "verified" else _STATUSES.get(source.status, source.status)
    edition, locator = source.edition or source.guideline, source.locator or ""
    if locator.startswith(source.guideline):  # "Cal. Lab. Code § 4600(h)" of "… § 4600, since 2013"
        edition, locator = f"{locator}{edition.removeprefix(source.guideline)}", ""
    return ", ".join(filter(None, (edition, locator, status)))


def _with_place(text: str, place: str) -> str:
    """Add a place in brackets, square ones after round ones."""
    return f"{text} [{place}]" if text.endswith(")") else f"{text} ({place})"


def _first_with(source: Source, conditions: Sequence[Condition]) -> int:
    return next(i for i, each in enumerate(conditions) if _place(each.source) == _place(source))


def _missing(missing: Sequence[str]) -> str:
    """Say what is not there, what differs only in its last part together.

    >>> _missing(["a record of surgery", "a record of myalgia", "whether it lasts"])
    'the letter does not give a record of surgery or myalgia, and does not say whether it lasts'
    """
    said = [_SILENCES[each] for each in missing if each in _SILENCES]
    questions = [m for m in missing if m.split(" ", 1)[0] in {"whether", "which", "for", "how"}]
    nouns: dict[str, list[str]] = {}
    for each in missing:
        if each not in _SILENCES and each not in questions:
            last = _LAST.fullmatch(each)
            nouns.setdefault(last[1] if last else each, []).append(last[2] if last else "")
    given = [f"{head}{_and(tails, 'or')}" for head, tails in nouns.items()]
    lacks = [f"give {_and(given, 'or')}"] if given else []
    lacks += [f"say {_and(questions, 'or')}"] if questions else []
    if lacks:
        said.append("the letter does not " + ", and does not ".join(lacks))
    return _series(said) or "nothing is said of what is missing"


def _and(parts: Sequence[str], word: str = "and") -> str:
    """Join phrases.

    >>> _and(["a", "b", "c"])
    'a, b and c'
    """
    return f" {word} ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _series(clauses: Sequence[str]) -> str:
    """Join clauses, which may have commas of their own.

    >>> _series(["it is passive", "it is late"])
    'it is passive, and it is late'
    """
    *first, last = [*clauses] or [""]
    return f"{', '.join(first)}, and {last}" if first else last


def _counted(clauses: Sequence[str], more: str) -> str:
    """Join the first clauses, and count the others."""
    if len(clauses) <= _MOST + 1:
        return _series(clauses)
    return _series([*clauses[:_MOST], f"{len(clauses) - _MOST} {more}"])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
