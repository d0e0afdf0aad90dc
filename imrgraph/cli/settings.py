"""Settings: what a user has written down once, so that no command need be told it again.

In:   a file in TOML: IMRGRAPH_SETTINGS, or else imrgraph/settings.toml in the user's folder for
      settings.
Out:  the defaults of options, by command.
From: the XDG base directory specification. The working folder is not looked into: nothing is read
      that the user did not put there for this.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["defaults", "place"]


def place() -> Path:
    """Return where the settings are, if there are any."""
    if named := os.environ.get("IMRGRAPH_SETTINGS"):
        return Path(named)
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "imrgraph" / "settings.toml"


def defaults(commands: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return the defaults of options, by command.

    What stands above the first table is for every command; a table is for the command of its name.

    Args:
        commands: the names that a table may have.

    Raises:
        SettingsError: the file is no TOML, or has a table of another name.
    """
    file = place()
    if not os.path.isfile(file):  # noqa: PTH113 (a home that may not be entered has no settings)
        return {}
    import tomllib  # noqa: PLC0415 (most have no settings)

    from imrgraph.errors import SettingsError  # noqa: PLC0415
    from imrgraph.nearest import one_of  # noqa: PLC0415

    try:
        stated = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(str(file), "settings in TOML", str(error)) from error
    tables = {name: value for name, value in stated.items() if isinstance(value, dict)}
    if unknown := sorted(tables.keys() - set(commands)):
        raise SettingsError(
            str(file), f"tables of commands, {one_of(unknown[0], commands)}", unknown[0]
        )
    for_all = {_option(name): value for name, value in stated.items() if name not in tables}
    return {
        command: {**for_all, **{_option(k): v for k, v in tables.get(command, {}).items()}}
        for command in commands
    }


def _option(name: str) -> str:
    """Return what click calls an option, by what is typed: "format" fills the parameter form."""
    return {"format": "form", "include-unverified": "unverified"}.get(name, name.replace("-", "_"))
