"""Completing: what a shell offers where a question, a case, a treatment or a facet is typed.

In:   what was typed so far.
Out:  names that begin so.
From: queries/, the vocabularies, and the store that --store or IMRGRAPH_STORE names.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import click

__all__ = ["cases", "facets", "named", "params", "questions", "seeds", "wheres"]


def questions(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """Offer the names of questions."""
    from imrgraph.graph.questions import questions as known  # noqa: PLC0415

    return _beginning(known(), typed)


def params(ctx: click.Context, _: click.Parameter, typed: str) -> list[str]:
    """Offer the parameters of the question that stands before, then their values."""
    from imrgraph.graph.questions import questions as known  # noqa: PLC0415

    # An option without its value keeps click from telling arguments apart.
    words = map(str, (ctx.params.get("question"), *ctx.args))
    asked = next((known()[word] for word in words if word in known()), None)
    if asked is None:
        return []
    name, equals, value = typed.partition("=")
    if not equals:
        return _beginning((f"{each.name}=" for each in asked.params), typed)
    parameter = next((each for each in asked.params if each.name == name), None)
    if parameter is None:
        return []
    values = parameter.values or (_cases(ctx) if parameter.prefix == "imrd" else _codes())
    return [f"{name}={each}" for each in _beginning(values, value)]


def cases(ctx: click.Context, _: click.Parameter, typed: str) -> list[str]:
    """Offer the case numbers of the store."""
    return _beginning(_cases(ctx), typed.upper()) or _beginning(_cases(ctx), typed)


def seeds(ctx: click.Context, _: click.Parameter, typed: str) -> list[str]:
    """Offer what to start from: case numbers, and the codes of the vocabularies."""
    return _beginning([*_cases(ctx), *_codes()], typed)


def named(*schemes: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """Return what offers the codes of vocabularies."""

    def offered(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
        from imrgraph.knowledge.naming import codes  # noqa: PLC0415

        return _beginning(codes(*schemes), typed)

    return offered


def facets(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """Offer facets, one after the other with commas between them."""
    before, comma, last = typed.rpartition(",")
    return [f"{before}{comma}{each}" for each in _beginning(_facets(), last)]


def wheres(ctx: click.Context, _: click.Parameter, typed: str) -> list[str]:
    """Offer facets, then the values of one in the store."""
    name, equals, value = typed.partition("=")
    if not equals:
        return _beginning((f"{each}=" for each in _facets()), typed)
    from imrgraph.cli.catalogs import opened  # noqa: PLC0415
    from imrgraph.errors import ImrgraphError  # noqa: PLC0415
    from imrgraph.graph.facets import facets as known  # noqa: PLC0415

    with suppress(ImrgraphError):
        [facet] = known([name])
        values = opened(_store(ctx)).catalog.values(facet)
        return [f"{name}={each}" for each in _beginning(values, value)]
    return []


def _beginning(names: Iterable[str], typed: str) -> list[str]:
    return [name for name in names if name.startswith(typed)]


def _facets() -> list[str]:
    from imrgraph.graph.facets import FACETS  # noqa: PLC0415

    return [name.replace("_", "-") for name in FACETS]


def _codes() -> list[str]:
    from imrgraph.knowledge.naming import codes  # noqa: PLC0415

    return codes("treatments", "treatment-groups", "body-regions", "guidelines")


def _cases(ctx: click.Context) -> list[str]:
    from imrgraph.cli.stores import asked  # noqa: PLC0415
    from imrgraph.errors import ImrgraphError  # noqa: PLC0415
    from imrgraph.graph.identifying import letters  # noqa: PLC0415

    with suppress(ImrgraphError):
        if store := _store(ctx):
            return list(letters(asked(store)))
    return []


def _store(ctx: click.Context) -> str | None:
    return ctx.params.get("store") or os.environ.get("IMRGRAPH_STORE")
