"""Places: the words of a letter, and the place in a guideline, in which a conclusion ends.

In:   nothing; these are the values that deciding, proofs and renderings speak of.
Out:  `Evidence` and `Source`.
From: imr:statedAt and imr:takenFrom.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from imrgraph.reprs import short

__all__ = ["AS_STATED", "Evidence", "Source"]

#: How sure a source is where the reviewer is the source.
AS_STATED = "as-stated"


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """Words of the letter: half-open, in code points of the text as read."""

    start: int
    end: int
    quote: str
    page: int
    #: The rule that read them, and whose word they are; none for the words of a guideline.
    rule: str | None = None
    voice: str | None = None
    #: The IRI of what they state.
    node: str | None = field(default=None, compare=False)

    __repr__ = short("start", "end", "quote", "page")


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a guideline."""

    guideline: str
    edition: str | None
    locator: str | None
    #: "verified", "secondary", "single-report" or "unverified"; "as-stated" where the reviewer is
    #: the source.
    status: str
    #: The words of the reviewer, where the reviewer is the source.
    words: Evidence | None = None
    #: The IRI of the provision, or of the reviewer's citation.
    place: str | None = None
    #: The IRI of the edition.
    within: str | None = None

    __repr__ = short("guideline", "edition", "locator", "status")

    @property
    def is_read(self) -> bool:
        """Whether it was read in its source."""
        return self.status == "verified"
