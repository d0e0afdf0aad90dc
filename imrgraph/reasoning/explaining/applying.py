"""Applying: the rule of a guideline that a rationale states, and the finding that it is applied to.

In:   an explanation.
Out:  `Application`: the words of the rule, and those of the finding; None where no rule is stated,
      or none that is of the finding's matter, or where the reviewer departs from it.
From: an outcome follows from a guideline, as a reviewer states it, only where both are stated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from imrgraph.letters.rationale.cues import cues_at
from imrgraph.letters.rationale.features import words
from imrgraph.letters.text.document import Span
from imrgraph.letters.text.patterns import later
from imrgraph.letters.text.phrases import fold
from imrgraph.reasoning.explaining.turning import besides
from imrgraph.reprs import short

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.reasoning.auditing.passages import Passage
    from imrgraph.reasoning.explaining.explanation import ExplainedCondition, Explanation
    from imrgraph.reasoning.explaining.turning import Reason
    from imrgraph.reasoning.places import Evidence

__all__ = [
    "Application",
    "application",
    "in_one_sentence",
    "limit_applied",
    "refuses",
    "rules_that_bear",
]

#: A case that is said to justify an exception is decided against the rule.
_EXCEPTION: Final = "exceptional-factors"
# "although the guideline", "despite", "an exception": the reviewer departs from what is stated
_DEPARTS: Final = later(
    r"\b(?:despite|notwithstanding|in\s+spite\s+of|departs?|deviat\w+|exception(?:s|al)?|rebut\w*|set\s+aside"
    r"|(?:although|though|while|even\s+if)\s+(?:the\s+|this\s+)?(?:\w+\s+)?(?:mtus|odg|acoem|guidelines?)"
    r"|(?:mtus|odg|acoem|guidelines?)\s+(?:\w+\s+){0,3}(?:silent|not\s+(?:\w+ly\s+)?(?:address|discuss|speak"
    r"|mention|apply)))\b"
)
# "recommended", "should", "up to", "after": a rule says what is wanted
_RULES: Final = re.compile(
    r"\b(?:recommend\w*|requir\w*|should|must|criteria|indicat\w*|limit\w*|allow\w*|support\w*|consider\w*"
    r"|warrant\w*|only|unless|until|up\s+to|exceed|at\s+least|appropriate|reserved?|necessary|option"
    r"|contraindicated|reasonable|presuppos\w*|advise\w*|calls?\s+for|wants?|no\s+more\s+than|maximum|trial)\b"
)
# "the guideline allows", "ODG wants", and what is not quoted from somebody else
_BY_NAME: Final = re.compile(
    r"\A(?!.*\").*\b(?:mtus|odg|acoem|guidelines?)\b(?:\s+(?:\w+\s+){0,3}(?:recommend\w*|requir\w*|allow\w*"
    r"|support\w*|limit\w*|wants?|gives?|names?|does|do)\b|\s*\()",
    re.DOTALL,
)
_NUMBER: Final = re.compile(r"\d")
_OPPOSES: Final = re.compile(
    r"\bnot\s+(?:\w+ly\s+)?(?:be\s+)?(?:recommend|support|advis|indicat|warrant|cover)"
)
#: A rule has so many words at least.
_LEAST: Final = 6
#: A word of as many letters, its ending cut off, says what a sentence is about.
_TELLING: Final = 4
#: What a rule on a limit names; so it is of one matter with a finding that the limit is exceeded.
_LIMITS: Final = {
    "duration-limit": re.compile(r"\b(?:weeks?|months?|days|short-?\s?term|long-?\s?term)\b"),
    "visit-limit": re.compile(r"\b(?:visits?|sessions?|treatments?)\b"),
    "dose-limit": re.compile(r"\b(?:mg|milligrams?|tablets?|doses?|equivalents?)\b"),
}
#: So much has a rule in common with the finding to which it is applied.
_ENOUGH: Final = 2
#: Unless it stands in any rationale.
_COMMON: Final = frozenset(
    """
    patient treat recommend guidelin medical medically medic necessary necess support document
    request record report claimant injur worker provid physician physical therapy therap indicat
    evidence appropriate consider current review includ should would there these their which
    where until after before other further chronic shoulder lumbar cervical spine ongoing
    initial demonstrat result submitt clinical mtus acoem find object objective pain that this
    with have been from does such they were will when only also some more than most using state
    stat complaint symptom case show care section part base criteria
    due need least exam examination week month session visit body specific specifi daily note
    noted time been must show treatment prior
    """.split()  # noqa: SIM905 (words are read best as words)
)


@dataclass(frozen=True, slots=True)
class Application:
    """A rule as the reviewer states it, and the finding to which it is applied."""

    rule: Evidence
    finding: Evidence

    __repr__ = short("finding")

    @property
    def parts(self) -> tuple[Evidence, Evidence]:
        """The words of both."""
        return self.rule, self.finding


def refuses(rule: Evidence) -> bool:
    """Say whether a rule recommends against a treatment, so that no case can meet it."""
    return bool(_OPPOSES.search(fold(rule.quote)))


def rules_that_bear(item: Explanation) -> tuple[Evidence, ...]:
    """Return the rules that have enough in common with a reason, and can be met or not.

    They make a proviso, or name a number. Where no reason was understood, all of these bear.
    """
    reasons = [each for each in item.reasons if each.places]
    if not reasons and besides(item):
        return ()
    return tuple(
        rule.place
        for rule in item.passages.rules
        if _says_what_is_wanted(rule)
        and (rule.has_proviso or _NUMBER.search(rule.place.quote))
        and (not reasons or any(_in_common(each, rule, item) >= _ENOUGH for each in reasons))
    )


def application(item: Explanation) -> Application | None:
    """Return the rule that the rationale states and applies to a reason that it gives.

    Of several the one that has most in common with the words of a reason, the last of such.
    """
    rationale = fold(item.of.rationale.value)
    if _DEPARTS.search(rationale):
        return None
    rules = [each for each in item.passages.rules if _says_what_is_wanted(each)]
    found: list[tuple[int, Application]] = []
    for reason in item.reasons:
        if rule := _in_numbers(reason, item):
            return Application(rule.place, reason.places[0])
        if reason.criterion != _EXCEPTION and reason.places and reason.is_named:
            found += [
                (common, Application(rule.place, reason.places[0]))
                for rule in rules
                if not rule.holds(reason.places[0])
                and (common := _in_common(reason, rule, item)) >= _ENOUGH
                and _is_of_one_matter(reason, rule, item)
            ]
    nearest = max(found, key=lambda each: (each[0], each[1].rule.start), default=None)
    return nearest[1] if nearest else None


def in_one_sentence(item: Explanation) -> Evidence | None:
    """Return the sentence of a reason that names a guideline with its rule, and applies it.

    "Ten visits are allowed by the guideline, and she has had 22" is such a one.
    """
    if _DEPARTS.search(fold(item.of.rationale.value)):
        return None
    stated = [place for reason in item.reasons for place in reason.places]
    for place in (*stated, *besides(item)):
        here = item.passages.of(place)
        if here is None or not here.is_of_case or here.says_no_more:
            continue
        if _BY_NAME.search(fold(place.quote)) and _says_what_is_wanted(here):
            return place
    return None


def limit_applied(item: Explanation) -> ExplainedCondition | None:
    """Return the condition, in the reviewer's words and numbers, that gives a reason alone."""
    return next(
        (
            each.condition
            for each in item.reasons
            if not each.stated
            and each.condition
            and each.condition.words
            and each.condition.result.comparisons
        ),
        None,
    )


def _in_numbers(reason: Reason, item: Explanation) -> Passage | None:
    """Return the sentence that states the number or day of a reason, apart from its finding."""
    if reason.condition is None or reason.condition.words is None or not reason.places:
        return None
    rule = item.passages.of(reason.condition.words)
    return None if rule is None or rule.holds(reason.places[0]) else rule


def _says_what_is_wanted(rule: Passage) -> bool:
    said = fold(rule.place.quote)
    return len(said.split()) >= _LEAST and _RULES.search(said) is not None


def _in_common(reason: Reason, rule: Passage, item: Explanation) -> int:
    """Return how much a rule has in common with what a reason finds; 0 where it points elsewhere.

    Each telling word counts, and a cue of the criterion as one; a limit is enough.
    """
    said = fold(rule.place.quote)
    if reason.met and _OPPOSES.search(said) and not rule.has_proviso:
        return 0
    limit = _LIMITS.get(reason.criterion)
    limits = _ENOUGH if limit and limit.search(said) else 0
    cued = reason.criterion in _cued(said, item.knowledge)
    return len(_shared(reason, rule, item)) + limits + cued


def _is_of_one_matter(reason: Reason, rule: Passage, item: Explanation) -> bool:
    """Say whether a rule and a finding share the criterion, by the words of both."""
    said = fold(rule.place.quote)
    limit = _LIMITS.get(reason.criterion)
    return bool(limit and limit.search(said)) or (
        reason.criterion in _cued(said, item.knowledge) and bool(_shared(reason, rule, item))
    )


@lru_cache(maxsize=64)  # each rule is held against each reason
def _cued(said: str, knowledge: Knowledge) -> frozenset[str]:
    """Return the criteria of which cues tell in the folded words of a rule."""
    found = cues_at(said, Span(0, len(said)), bool, knowledge)
    return frozenset(cue.criterion for _, cue in found)


def _shared(reason: Reason, rule: Passage, item: Explanation) -> frozenset[str]:
    """Return the telling words that a rule shares with a reason, beside those of the request."""
    here = item.passages.of(reason.places[0])
    found = (here.place if here else reason.places[0]).quote
    return (_telling(found) & _telling(rule.place.quote)) - _telling(item.request)


@lru_cache(maxsize=64)  # each rule is held against each reason
def _telling(said: str) -> frozenset[str]:
    """Return the words that say what a sentence is about."""
    telling = (each for each in words(fold(said)) if len(each) >= _TELLING)
    return frozenset(telling) - _COMMON
