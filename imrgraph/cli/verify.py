"""The command that verifies: a stored explanation held against its letter and the guidelines.

In:   the words of the command.
Out:  what does not hold, a line each, and exit code 1.
From: imrgraph.reasoning.verifying.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from imrgraph.cli.exits import NO
from imrgraph.cli.letters import document as letter_document
from imrgraph.cli.outputs import say
from imrgraph.cli.stores import asked, store_option
from imrgraph.graph.stored import stored
from imrgraph.knowledge.knowledge import load as load_knowledge
from imrgraph.letters.text.document import Document
from imrgraph.names import printable
from imrgraph.reasoning.verifying.verification import verify as verify_proof

if TYPE_CHECKING:
    from imrgraph.reasoning.verifying.claims import Stored

__all__ = ["verify"]


@click.command()
@click.argument("proof", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--letter",
    metavar="LETTER|CASE",
    help="The letter that it explains. [default: the text in PROOF]",
)
@store_option
@click.pass_context
def verify(ctx: click.Context, proof: Path, letter: str | None, store: str | None) -> None:
    """Check PROOF, a stored explanation, against its letter, the vocabulary and the guidelines.

    PROOF is JSON, Turtle or N-Quads. JSON does not contain the letter: name it, or the store that
    has it. Every quotation is compared with the letter, and every step, version and text that is
    told with what follows now. What does not hold is printed, a line each, and the exit code is 1;
    it is 0 where only words differ, as another wording breaks no proof.

    \b
    Example:
      imrgraph explain examples/letters/imaging.txt --format json -o proof.json
      imrgraph verify proof.json --letter examples/letters/imaging.txt
    """
    found = stored(proof.read_bytes())
    document = _explained(found, letter, store)
    knowledge = load_knowledge(least=found.extent.least, beyond=found.extent.beyond)
    failures = verify_proof(found, document, knowledge)
    for failure in failures:
        say(str(failure))
    if any(not failure.in_words for failure in failures):
        ctx.exit(NO)
    holds = f"every quotation stands in {document.name}, and every step follows"
    if failures:
        holds += "; only the words above differ from those in which its values are told now"
    say(f"{printable(str(proof))}: {holds}")


def _explained(proof: Stored, letter: str | None, store: str | None) -> Document:
    """Return the letter that was explained: as named, from the proof itself, or from the store."""
    if letter is not None:
        return letter_document(letter, store)
    if proof.text is not None:
        return Document.of(proof.case, proof.text)
    if store is None:
        message = "expected --letter or --store, since a proof in JSON does not hold the letter"
        raise click.UsageError(message)
    return asked(store).document(proof.case)
