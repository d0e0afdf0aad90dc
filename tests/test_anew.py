"""graph.anew: what is derived again of a stored letter is what loading with proofs writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from imrgraph.cli import main
from imrgraph.errors import NotFoundError
from imrgraph.graph.anew import explained, proofs
from imrgraph.graph.conclude import derived_graph
from imrgraph.graph.stored import stored
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMR, IMRD
from imrgraph.reasoning.verifying.verification import verify
from imrgraph.store.opening import LetterStore


@pytest.mark.parametrize("unverified", [False, True])
def test_a_proof_derived_is_the_one_that_loading_with_proofs_writes(
    examples: Path, *, unverified: bool
) -> None:
    bare, proven = LetterStore(), LetterStore()
    bare.load([examples], unverified=unverified)
    proven.load([examples], unverified=unverified, proofs=True)
    steps = f"SELECT ?step {{ ?step {IMR('premiseIndex')} ?index }}"
    assert not bare.select(steps)
    assert proven.select(steps)
    for letter in bare.letters():
        written = proven.graph(derived_graph(letter))
        assert set(written) == set(proofs(bare, letter)) == set(proofs(proven, letter))


def test_the_question_for_a_proof_is_answered_whether_proofs_were_loaded_or_not(
    examples: Path, tmp_path: Path
) -> None:
    answers = []
    for flags in ([], ["--proofs"]):
        place = str(tmp_path / f"graph{len(flags)}")
        words = ["load", str(examples / "imaging.txt"), "--store", place, *flags]
        assert CliRunner().invoke(main, words).exit_code == 0
        store = LetterStore(Path(place))
        steps = store.select(f"SELECT * {{ ?step {IMR('premiseIndex')} ?index }}")
        assert bool(steps) is bool(flags)
        answers.append(store.ask("proof", letter="CM99-0000003"))
    assert answers[0] == answers[1] != []


@pytest.mark.parametrize("proofs", [False, True])
def test_what_a_store_keeps_of_a_letter_is_verified_with_its_proofs_or_without(
    examples: Path, *, proofs: bool
) -> None:
    store = LetterStore()
    [letter] = store.load([examples / "imaging.txt"], proofs=proofs).letters
    kept = [f"{quad} .\n" for quad in store.graph(derived_graph(letter))]
    document = store.document("CM99-0000003")
    assert verify(stored("".join(kept).encode()), document, load()) == ()
    verdict = next(line for line in kept if "ontology#verdict>" in line)
    forged = "".join(kept).replace(verdict, verdict.replace("/necessary>", "/not-necessary>"))
    assert verify(stored(forged.encode()), document, load()) != ()


def test_what_is_unverified_has_a_say_where_it_had_one(examples: Path) -> None:
    for unverified in (False, True):
        store = LetterStore()
        store.load([examples / "imaging.txt"], unverified=unverified)
        [letter] = store.letters()
        assert explained(store, letter).knowledge.includes_unverified is unverified


def test_a_letter_that_is_not_there_is_named() -> None:
    with pytest.raises(NotFoundError, match="a letter imrd:CM99-0000009, found none"):
        explained(LetterStore(), IMRD("CM99-0000009").value)
