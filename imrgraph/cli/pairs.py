"""Pairs: what a command is given as NAME=VALUE.

In:   a word.
Out:  its name and its value.
"""

from __future__ import annotations

import click

__all__ = ["pair"]


def pair(text: str) -> tuple[str, str]:
    """Return the name and the value of NAME=VALUE.

    >>> pair("visits=6")
    ('visits', '6')
    """
    name, equals, value = text.partition("=")
    if not equals:
        message = f"expected NAME=VALUE, found {text!r}"
        raise click.BadParameter(message)
    return name, value
