"""The command that concludes anew: what a store holds, by the ontology as it is now.

In:   the words of the command.
Out:  the store; which verdicts changed and why in a report, and what that comes to on stderr.
From: imrgraph.store.keeping.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from imrgraph.cli.letters import unverified_option
from imrgraph.cli.progress import of_files
from imrgraph.cli.reports import report_option, reporting, summing, workers_option
from imrgraph.cli.stores import folder_of, renewed, store_option

if TYPE_CHECKING:
    from imrgraph.store.outcomes import Became

__all__ = ["derive"]


@click.command()
@store_option
@unverified_option
@click.option("--proofs", is_flag=True, help="Also store every step of every proof.")
@workers_option
@report_option
def derive(
    store: str | None, workers: int | None, report: str | None, *, unverified: bool, proofs: bool
) -> None:
    """Read and conclude the letters of a store anew, from the text that it holds.

    No file of a letter is needed. It is for when the ontology or imrgraph has changed: letters that
    were concluded by both as they are now stay as they are. A catalog that another imrgraph made is
    made anew first. --report tells of each letter which
    verdicts changed, and which conditions and values with them. What was loaded with
    --include-unverified or --proofs is concluded with it again.

    \b
    Example:
      imrgraph derive --store graph --report changed.jsonl
    """
    from imrgraph.store.opening import LetterStore  # noqa: PLC0415
    from imrgraph.store.outcomes import Loaded  # noqa: PLC0415
    from imrgraph.store.workers import processors  # noqa: PLC0415 (take a while to load)

    opened, tally = renewed(LetterStore(folder_of(store), in_any_terms=True)), Loaded()
    with of_files("deriving", ()) as count, reporting(report) as write, summing(tally, report):

        def done(became: Became) -> None:
            tally.add(became)
            count(became)
            write(became)

        opened.derive(
            unverified=unverified or None,
            proofs=proofs or None,
            workers=workers or processors(),
            done=done,
        )
