"""The sentence: a verdict as one or two sentences that a person would sign.

In:   an explanation.
Out:  what follows, because of which conditions and numbers, by which place in a guideline.
From: the clauses of the criteria, imr:clauseWhenMet, imr:groundWhenMet and their like; where a
      criterion has none, its sentence.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.terms import IMRV
from imrgraph.reasoning.deciding.case import Basis
from imrgraph.reasoning.deciding.results import Amount, Reading, Role, State, Status
from imrgraph.reasoning.deciding.verdicts import Agreement, Verdict
from imrgraph.reasoning.rendering import terms, wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from imrgraph.reasoning.deciding.results import Missing, Term
    from imrgraph.reasoning.deciding.verdicts import VerdictResult
    from imrgraph.reasoning.explaining.explanation import ExplainedCondition, Explanation
    from imrgraph.reasoning.places import Source

__all__ = ["Clauses", "sentence"]

#: More clauses than this are counted, not told.
_MOST: Final = 4
_AGREED: Final = {
    Verdict.NECESSARY: "The denial falls because",
    Verdict.NOT_NECESSARY: "The denial stands because",
    Verdict.PARTLY_NECESSARY: "The denial stands, though {part}, because",
}
_INSTEAD: Final = {
    Verdict.NECESSARY: "{treatment} would be necessary",
    Verdict.NOT_NECESSARY: "{treatment} would not be necessary",
    Verdict.PARTLY_NECESSARY: "{part}",
}
#: And where nothing on which the verdict turns is told as a reason.
_STANDS: Final = {
    Verdict.NECESSARY: "The denial falls",
    Verdict.NOT_NECESSARY: "The denial stands",
    Verdict.PARTLY_NECESSARY: "The denial stands",
}
_RECORDED: Final = {
    "upheld": "The denial was upheld",
    "overturned": "The denial was overturned",
}
_STATUSES: Final = {
    "as-stated": "as the reviewer states it",
    "secondary": "as encoded from secondary sources",
    "single-report": "as encoded from a single report",
    "unverified": "as recalled and not verified",
}


def sentence(item: Explanation) -> str:
    """Tell the verdict on an item.

    Args:
        item: an explanation.

    Returns:
        A sentence, and a second one where another reading gives another verdict, or where
        nothing follows and the reviewer states grounds.
    """
    teller = _Sentence(item)
    if item.verdict is Verdict.UNDETERMINED:
        return " ".join(
            filter(None, (teller.undetermined(), teller.otherwise() or teller.stated()))
        )
    return " ".join(filter(None, (teller.determined(), teller.otherwise())))


class Clauses:
    """Puts the conditions of one item into clauses; a number once told is not told again."""

    def __init__(self, item: Explanation) -> None:
        self._knowledge = item.knowledge
        label = item.knowledge.label
        #: What is asked for, by its name.
        self.treatment = label(item.treatment) if item.treatment else "the treatment"
        self._amounts: set[Amount] = set()

    def put(self, condition: ExplainedCondition) -> str:
        """Say how a condition came out, with its numbers."""
        result = condition.result
        when = {Status.MET: "clauseWhenMet", Status.NOT_MET: "clauseWhenNotMet"}
        template = self._knowledge.value(
            IMRV(result.criterion).value, when.get(result.status, "none")
        )
        if result.waived or not template or ("{actual" in template and not result.actual):
            return wording.sentence(result, self._knowledge)
        untold = tuple(self._untold(result.actual))
        self._amounts.update(each for each in result.actual if isinstance(each, Amount))
        return template.format(
            actual=terms.Filled(untold, result.criterion, self._knowledge),
            required=terms.required(result.required, result.criterion, self._knowledge),
            treatment=self.treatment,
            since=terms.event(result, self._knowledge),
        )

    def _untold(self, actual: Sequence[Term]) -> Iterator[Term]:
        """Yield what is the case, and amounts that were told already only where they come first."""
        for number, each in enumerate(actual):
            if number == 0 or each not in self._amounts:
                yield each


class _Sentence:
    """Puts one explanation into words."""

    def __init__(self, item: Explanation) -> None:
        self._item, self._knowledge = item, item.knowledge
        self._clauses_of = Clauses(item)
        self._treatment = self._clauses_of.treatment

    def determined(self) -> str:
        """Say what follows and why, and whether it is the outcome on record."""
        item, told = self._item, self._item.leading
        opening = _AGREED[told.verdict]
        outcome = item.recorded_outcome
        if outcome is None:
            by = f"No decision is on record; by {self._reading(told.reading)}"
            opening = f"{by} {_INSTEAD[told.verdict]} because"
        elif told.agreement(outcome) is Agreement.AGREE and item.decisive and not self._told():
            by = f"{_STANDS[told.verdict]}; by {self._reading(told.reading)}"
            opening = f"{by} {_INSTEAD[told.verdict]} because"
        elif told.agreement(outcome) is not Agreement.AGREE:
            recorded = _RECORDED.get(outcome, f"The outcome on record is {outcome}")
            by = self._reading(told.reading)
            unlike = f"{recorded}, which does not follow from {by}:"
            if not item.is_certain(told):
                unlike = f"{recorded}, and {wording.TOO_LITTLE}; by {by},"
            opening = f"{unlike} {_INSTEAD[told.verdict]} because"
        said = self._filled(opening, told)
        because = self._because()
        passed = _counted(list(self._clauses(self._passed())), "more conditions hold")
        rest = f"; {passed}" if passed else ""
        conflict = "; support and opposition both apply, and neither overrides the other"
        return _capital(f"{said} {because}{rest}{conflict if told.conflict else ''}.")

    def undetermined(self) -> str:
        """Say what is missing, and which guideline asks for it."""
        item, told = self._item, self._item.leading
        question = "the request is necessary"
        if item.recorded_outcome in _RECORDED:
            question = f"the denial was rightly {item.recorded_outcome}"
        asked = [
            each.weighed.source
            for each in item.leading_conditions
            if each.result.status is Status.UNKNOWN and each.weighed.state is State.OPEN
        ]
        places = list(dict.fromkeys(map(_place, asked)))
        by = f" under {_counted(places, 'more places')}" if places else ""
        return f"Whether {question} is undetermined{by}: {self._missing(told.missing)}."

    def stated(self) -> str:
        """Say on what grounds the reviewer decided, where the letter states any."""
        grounds = [each for each in self._item.grounds if each.stated]
        know = self._knowledge
        clauses = [
            f"that {terms.ground_clause(e.criterion, know, met=e.met, waived=e.waived)}"
            for e in grounds
        ]
        if not clauses:
            return ""
        said = f"The reviewer's {'ground is' if len(clauses) == 1 else 'grounds are'}"
        return f"{said} {_counted(clauses, 'more')}."

    def otherwise(self) -> str:
        """Say what follows by another reading or on another basis, where that differs."""
        item = self._item
        for other in item.verdicts[1:]:
            if other.verdict in {item.verdict, Verdict.UNDETERMINED}:
                continue
            alone = other.reading == item.leading.reading and other.basis is Basis.RECORD
            by = "On the record alone" if alone else f"By {self._reading(other.reading)}"
            return f"{by}, {self._filled(_INSTEAD[other.verdict], other)}."
        return ""

    def _filled(self, text: str, decision: VerdictResult) -> str:
        return text.format(treatment=self._treatment, part=wording.certified(decision, self._item))

    def _reading(self, reading: Reading) -> str:
        named = wording.GUIDELINES[reading]
        doubtful = reading is Reading.ENCODED and not self._item.encoding_verified
        return f"{named} (not verified)" if doubtful else named

    def _because(self) -> str:
        """Join the reasons, the place after those that one place gives."""
        turning = self._reasons()
        groups = [
            _with_place(_counted(list(self._clauses(same)), "more conditions"), place)
            for place, same in groupby(turning, key=lambda each: _place(each.weighed.source))
        ]
        return "; and ".join(groups or self._recommended())

    def _reasons(self) -> tuple[ExplainedCondition, ...]:
        """Return what the verdict turns on, exceptions only where there is nothing else.

        Of what is told as a reason, that alone: on the rest the letter does not say that it turned.
        """
        turning = self._item.decisive
        proper = tuple(each for each in turning if each.result.role is not Role.EXCEPTION)
        chosen = self._told() or proper or turning
        return tuple(sorted(chosen, key=lambda each: _first_with(each.weighed.source, chosen)))

    def _told(self) -> tuple[ExplainedCondition, ...]:
        """Return what the verdict turns on and the outcome is told to turn on as well."""
        item = self._item
        if item.leading.agreement(item.recorded_outcome) is not Agreement.AGREE:
            return ()
        told = {(each.criterion, each.met) for each in item.reasons}
        return tuple(
            each
            for each in item.decisive
            if (each.result.criterion, each.result.status is Status.MET) in told
        )

    def _recommended(self) -> list[str]:
        """Return what applies, where it asks for nothing."""
        wanted = self._item.verdict is Verdict.NECESSARY
        says = "recommends" if wanted else "does not recommend"
        places = (
            f"the guideline {says} it ({_place(weighed.source)})"
            for weighed in self._item.leading.weighed
            if weighed.state is State.APPLIES and weighed.supports is wanted
        )
        return list(dict.fromkeys(places)) or [f"the guideline {says} it"]

    def _passed(self) -> Iterator[ExplainedCondition]:
        """Yield the other conditions that are met, of the recommendations that it turns on."""
        turning = {each.weighed.recommendation for each in self._item.decisive}
        for each in self._item.leading_conditions:
            known = each.result.status is Status.MET and each.result.role is not Role.EXCEPTION
            if each.weighed.recommendation in turning and not each.decisive and known:
                yield each

    def _clauses(self, conditions: Iterable[ExplainedCondition]) -> Iterator[str]:
        yield from dict.fromkeys(map(self._clauses_of.put, conditions))

    def _missing(self, missing: Sequence[Missing]) -> str:
        """Say what is not there; what differs only in what it is about, together."""
        label, value = self._knowledge.label, self._knowledge.value
        said = [
            told.format(of=label(each.of) if each.of else "")
            for each in missing
            if (told := value(each.gap, "sentence"))
        ]
        about: dict[str, list[str]] = {}
        for each in missing:
            if not value(each.gap, "sentence"):
                about.setdefault(each.gap, []).append(label(each.of) if each.of else "")
        lacks = []
        for kind, verb in (("noun", "give"), ("question", "say")):
            named = [
                template.format(of=_and(of, "or"))
                for gap, of in about.items()
                if (template := value(gap, kind))
            ]
            lacks += [f"{verb} {_and(named, 'or')}"] if named else []
        if lacks:
            said.append("the letter does not " + ", and does not ".join(lacks))
        return _series(said) or "nothing is said of what is missing"


def _place(source: Source) -> str:
    """Name a place in a guideline as a person would cite it.

    >>> from imrgraph.reasoning.places import Source
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


def _first_with(source: Source, conditions: Sequence[ExplainedCondition]) -> int:
    places = (_place(each.weighed.source) for each in conditions)
    return next(i for i, place in enumerate(places) if place == _place(source))


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
