"""Denying: which sentences of a rationale may give the reason of a denial.

In:   a `Passage`, and a ground with the sentence in which it was read.
Out:  whether it may, or grants a point to the worker and so speaks for the request.
From: the markers that favor; what turns against the point in the same sentence is a reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imrgraph.reasoning.auditing.passages import BY_GUIDELINE

if TYPE_CHECKING:
    from imrgraph.reasoning.auditing.grounds import GroundComparison
    from imrgraph.reasoning.auditing.passages import Passage, Passages

__all__ = ["is_barred", "is_reason", "may_tell"]


def is_barred(passage: Passage) -> bool:
    """Say whether a sentence grants a point to the worker, and misses nothing."""
    return passage.favors


def is_reason(ground: GroundComparison, said: Passages) -> bool:
    """Say whether a ground that is not met was read in words that may give the reason."""
    here = said.of(ground.evidence[0]) if ground.evidence else None
    return here is None or ground.criterion in BY_GUIDELINE or not is_barred(here)


def may_tell(passage: Passage) -> bool:
    """Say whether a sentence may hold the reason of a denial of which none was read."""
    told = passage.is_told or passage.is_of_case
    return told and not (passage.is_rule or passage.is_of_others or passage.says_no_more)
