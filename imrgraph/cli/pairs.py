"""Pairs: what a command is given as NAME=VALUE.

In:   words.
Out:  their values, by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["pairs"]


def pairs(given: Iterable[str]) -> dict[str, str]:
    """Return the values of NAME=VALUE, by name.

    Raises:
        BadParameter: one is no NAME=VALUE, or two have the same name.

    >>> pairs(["visits=6", "phase=acute"])
    {'visits': '6', 'phase': 'acute'}
    """
    found: dict[str, str] = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals:
            message = f"expected NAME=VALUE, found {each!r}"
            raise click.BadParameter(message)
        if name in found:
            message = f"{name}: expected one value, found {found[name]!r} and {value!r}"
            raise click.BadParameter(message)
        found[name] = value
    return found
