"""The command that plans: what the guidelines in force ask of a request that nobody has decided.

In:   the words of the command.
Out:  a plan, as text, Markdown, HTML or JSON.
From: imrgraph.planning.plans; the day of the request is today's where none is given.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import click

from imrgraph.cli import completing
from imrgraph.cli.extents import extent_options
from imrgraph.cli.outputs import deliver, form_of, form_option, output_option
from imrgraph.cli.stores import store_option
from imrgraph.planning.plans import FORMATS
from imrgraph.planning.plans import plan as planned

if TYPE_CHECKING:
    from imrgraph.store.opening import LetterStore

__all__ = ["plan"]

_ENDINGS: Final = {
    ".txt": "text",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
}


@click.command()
@click.option(
    "--treatment",
    required=True,
    shell_complete=completing.named("treatments"),
    help="What is asked for.",
)
@click.option(
    "--region", shell_complete=completing.named("body-regions"), help="The part of the body."
)
@click.option("--request", help="The day on which it is asked for. [default: today]")
@click.option("--injury", help="The day of the injury, as 2015-06-10 or 06/10/2015.")
@click.option("--surgery", help="The day of the operation after which it is asked for.")
@click.option("--visits", help="How many visits are asked for.")
@click.option("--visits-a-week", help="How many of them in a week.")
@click.option("--earlier-visits", help="How many visits there were before.")
@click.option("--age", help="The age of the worker, in years.")
@click.option(
    "--diagnosis",
    "diagnoses",
    multiple=True,
    shell_complete=completing.named("diagnoses"),
    help="What the worker has.",
)
@click.option(
    "--had",
    multiple=True,
    shell_complete=completing.named("treatments"),
    help="A treatment that was tried and is over.",
)
@click.option(
    "--beside",
    multiple=True,
    shell_complete=completing.named("treatments"),
    help="A treatment that goes on beside it.",
)
@click.option(
    "--documented",
    multiple=True,
    shell_complete=completing.named("criteria", "findings"),
    help='What the record shows: a finding, or a criterion; "no …" where it shows none.',
)
@form_option(FORMATS, "text")
@output_option
@extent_options
@store_option
def plan(  # noqa: PLR0913, PLR0917 (an argument for each option)
    treatment: str,
    region: str | None,
    request: str | None,
    injury: str | None,
    surgery: str | None,
    visits: str | None,
    visits_a_week: str | None,
    earlier_visits: str | None,
    age: str | None,
    diagnoses: tuple[str, ...],
    had: tuple[str, ...],
    beside: tuple[str, ...],
    documented: tuple[str, ...],
    form: str | None,
    output: str,
    store: str | None,
    *,
    least: str,
    beyond: bool,
) -> None:
    """Say what the guidelines in force ask of a request that nobody has decided.

    It tells where the request stands and what to show, then what is met, what would fit, what is
    not known and what comes first, each with its place and how sure it is. With --store it also
    tells what reviewers of decided requests for the treatment missed, and the decided requests
    that are most like it, of either outcome, with their reasons. Names are those that `imrgraph
    terms` finds. What is not given is not known.

    \b
    Example:
      imrgraph plan --treatment massage --region neck --injury 2014-11-14 --request 2015-06-10 \
--visits 12
      imrgraph plan --treatment acupuncture --region "low back" --injury 2015-11-14 \
--request 2016-05-10 --visits 6 --beside "home exercise" --documented "functional improvement" \
--store graph
    """
    form = form_of(output, form, _ENDINGS, "text")
    found = planned(
        treatment,
        region,
        request=date.today() if request is None else request,  # noqa: DTZ011 (the day where the person is)
        injury=injury,
        surgery=surgery,
        visits=visits,
        visits_a_week=visits_a_week,
        earlier_visits=earlier_visits,
        age=age,
        diagnoses=diagnoses,
        had=had,
        beside=beside,
        documented=documented,
        least=least,
        beyond=beyond,
        store=_opened(store) if store else None,
    )
    deliver(output, found.render(form))


def _opened(store: str) -> LetterStore:
    # Only who asks a store waits for what opens one.
    from imrgraph.cli.catalogs import opened  # noqa: PLC0415

    return opened(store)
