"""dependence: a service that goes along with a disputed operation falls with it."""

from __future__ import annotations

import pytest

from imrgraph.explaining import explain
from imrgraph.letters.reading import read
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.deciding.verdicts import Verdict

OPERATION = "Right shoulder arthroscopy"


def letter(
    first: str, second: str, reason: str = "There is no failed conservative care."
) -> Document:
    """Return a letter of two items, the first decided for `reason`, the second for nothing said."""
    none = "The Claims Administrator did not cite any medical evidence for its decision."
    cited = "Decision based on MTUS Shoulder Complaints 2004."
    items = (
        f"{request}: Upheld\n\nClaims Administrator guideline: {none}\n\n"
        f"MAXIMUS guideline: {cited}\n\nDecision rationale: {rationale}\n"
        for request, rationale in ((first, reason), (second, "It is so decided."))
    )
    return Document("letter", "\n".join(["IMR ISSUES, DECISIONS AND RATIONALES\n", *items]))


@pytest.mark.parametrize(
    ("first", "second", "depends"),
    [
        (OPERATION, "Associated surgical service: Sling", 1),
        (OPERATION, "Post-op physical therapy 12 visits", 1),
        (OPERATION, "Labs to include: EKG", 1),
        (OPERATION, "Assistant surgeon", 1),
        (OPERATION, "Medical clearance", 1),
        (OPERATION, "Physical therapy 12 visits", None),
        ("MRI of the right shoulder", "Associated surgical service: Sling", None),
    ],
)
def test_what_goes_along_with_an_operation_names_it(
    first: str, second: str, depends: int | None
) -> None:
    items = read(letter(first, second)).items
    assert items[0].depends_on is None
    found = items[1].depends_on
    assert (found.value if found else None) == depends
    assert found is None or items[1].request.text.span.covers(found.span)


def test_it_falls_with_the_operation() -> None:
    item = explain(letter(OPERATION, "Associated surgical service: Sling")).items[1]
    stated = next(each for each in item.verdicts if each.reading == "stated-reading")
    assert (stated.verdict, stated.rule) == (Verdict.NOT_NECESSARY, "dependence")
    assert stated.falls_with == f"{item.item[: item.item.rindex('/')]}/1"
    quotes = [step.evidence.quote for step in item.proof_of(stated).walk() if step.evidence]
    assert "Associated surgical service" in quotes


def test_what_is_asked_for_by_itself_does_not_fall() -> None:
    item = explain(letter(OPERATION, "Physical therapy 12 visits")).items[1]
    assert "dependence" not in {each.rule for each in item.verdicts}


def test_that_an_operation_is_necessary_makes_nothing_beside_it_so() -> None:
    document = letter(OPERATION, "Associated surgical service: Sling", "Conservative care failed.")
    second = explain(document).items[1]
    assert "dependence" not in {each.rule for each in second.verdicts}
