"""reasoning.verification: a stored explanation holds for its own letter, and for no other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from imrgraph.errors import ProofError
from imrgraph.letters.document import Document
from imrgraph.pipeline import explain
from imrgraph.reasoning.rendering.as_json import as_json
from imrgraph.reasoning.verification import verify

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge


def stored(letter: Document) -> dict[str, Any]:
    return as_json(explain(letter))


def checked(proof: dict[str, Any], letter: Document, knowledge: Knowledge) -> list[str]:
    return [str(failure) for failure in verify(json.dumps(proof).encode(), letter, knowledge)]


def test_an_explanation_holds_for_its_letter(first_letter: Document, knowledge: Knowledge) -> None:
    assert checked(stored(first_letter), first_letter, knowledge) == []


def test_one_changed_byte_fails_where_the_quotation_is(
    first_letter: Document, knowledge: Knowledge
) -> None:
    place = first_letter.text.index("11/14/13")
    changed = f"{first_letter.text[:place]}2{first_letter.text[place + 1 :]}"
    failures = checked(stored(first_letter), Document.of("changed", changed), knowledge)
    assert failures == [f"changed#char={place},{place + 8}: expected '11/14/13', found '21/14/13'"]


def test_a_byte_outside_every_quotation_fails_as_another_text(
    first_letter: Document, knowledge: Knowledge
) -> None:
    place = first_letter.text.index("credentials")
    changed = f"{first_letter.text[:place]}C{first_letter.text[place + 1 :]}"
    failures = checked(stored(first_letter), Document.of("changed", changed), knowledge)
    assert [failure.split(":")[0] for failure in failures] == ["$.sha256"]


def test_a_forged_verdict_fails(first_letter: Document, knowledge: Knowledge) -> None:
    forged = stored(first_letter)
    forged["items"][0]["verdicts"][0]["verdict"] = "necessary"
    [failure] = checked(forged, first_letter, knowledge)
    assert failure == (
        "$.items[0].verdicts[0].verdict: expected 'necessary', found 'not-necessary'"
    )


def test_another_letter_fails(first_letter: Document, knowledge: Knowledge) -> None:
    other = Document.of("other", "A letter that decides nothing.")
    assert checked(stored(first_letter), other, knowledge)


@pytest.mark.parametrize(
    "proof",
    [
        pytest.param(b"not JSON", id="not JSON"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'{"schema": "imrgraph/letter/1"}', id="another schema"),
        pytest.param(b'{"schema": "imrgraph/explanation/1"}', id="without items"),
        pytest.param(
            b'{"schema": "imrgraph/explanation/1", "items": [{"number": 1, "proof": '
            b'{"start": "a", "end": 2, "quote": ""}}]}',
            id="a place that is none",
        ),
    ],
)
def test_what_is_no_proof_is_refused(
    proof: bytes, first_letter: Document, knowledge: Knowledge
) -> None:
    with pytest.raises(ProofError, match=r"^proof: expected "):
        verify(proof, first_letter, knowledge)
