"""Extents: how much of what is encoded and of a letter applies, as options of a command.

In:   the words of a command.
Out:  `basis`, on whose word it is decided; `least`, how sure a recommendation is at least;
      `beyond`, whether guidelines beyond MTUS and ODG apply too.
From: imrgraph.knowledge.knowledge.Extent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

import click

from imrgraph.knowledge.knowledge import SUREST_FIRST, Extent
from imrgraph.reasoning.explaining.explanation import BASES

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["basis_option", "extent_options"]

P = ParamSpec("P")
R = TypeVar("R")

basis_option: Final = click.option(
    "--basis",
    type=click.Choice(BASES),
    default="both",
    show_default=True,
    help="The record alone, what the reviewer found besides, or both.",
)
_OPTIONS: Final = (
    click.option(
        "--beyond-mtus",
        "beyond",
        is_flag=True,
        help="Also apply what guidelines beyond MTUS and ODG recommend, each at its step.",
    ),
    click.option(
        "--only-verified",
        "least",
        flag_value=SUREST_FIRST[0],
        help="Apply only recommendations whose text was read.",
    ),
    click.option(
        "--include-unverified",
        "least",
        flag_value=SUREST_FIRST[-1],
        help="Also apply recommendations encoded without reading their source.",
    ),
    click.option(
        "--min-status",
        "least",
        type=click.Choice(SUREST_FIRST),
        default=Extent().least,
        show_default=True,
        help="Apply only recommendations that are as sure as this.",
    ),
)


def extent_options(command: Callable[P, R]) -> Callable[P, R]:
    """Add the options to a command, which takes `least` and `beyond`."""
    for option in _OPTIONS:
        command = option(command)
    return command
