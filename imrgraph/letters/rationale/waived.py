"""Waived: what a rationale says of a criterion that need not be met.

In:   the words that name a criterion, and the markers of their sentence.
Out:  whether the sentence says that the thing need not come first, or would do no good.
From: the markers that waive; the criteria of which imr:groundWhenWaived tells how it is said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from imrgraph.knowledge.criteria import criteria

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.text.document import Span
    from imrgraph.letters.text.scope import Scopes

__all__ = ["is_waived"]

_WAIVES: Final = "waives"
# "more therapy would be futile": some was tried
_MORE: Final = re.compile(
    r"\b(?:more|further|additional|another|continu(?:ed|ing)|longer|prolonged|repeated)\b"
)
# "surgery without conservative care would not be appropriate": of something else it is said
_ELSE: Final = re.compile(
    r"[,;:]|\b(?:without|before|prior\s+to|until|unless|absen\w+|lack\w*|request\w*|instead|rather|after"
    r"|despite|given|since|because|documentation|evidence|record|failure|no)\b"
)
#: So many characters before the words of a criterion tell of what it is said.
_NEAR: Final = 40


def is_waived(criterion: str, place: Span, text: str, read: Scopes, knowledge: Knowledge) -> bool:
    """Say whether a sentence says of a criterion that it need not be met.

    Args:
        criterion: its code.
        place: the words that name it.
        text: the folded text.
        read: the markers of the sentence.
        knowledge: which criteria may be waived.
    """
    if not criteria(knowledge)[criterion].is_waivable:
        return False
    over = [mark.span for mark in read.marks if mark.marker.category == _WAIVES]
    here = [span for span in over if span.start < place.end and place.start < span.end]
    here += [mark.span for mark in read.of(place) if mark.marker.category == _WAIVES]
    return any(_is_of(place, span, text) for span in here)


def _is_of(place: Span, mark: Span, text: str) -> bool:
    """Say whether a marker speaks of the words at `place`, and not of something beside them."""
    before = text[max(0, place.start - _NEAR) : place.start].rpartition(", ")[2]
    ahead = mark.end <= place.start
    between = text[mark.end : place.start] if ahead else text[place.end : mark.start]
    about = between if ahead else f"{before}{between}"
    return not (_ELSE.search(about) or _MORE.search(f"{before}{text[place.start : mark.end]}"))
