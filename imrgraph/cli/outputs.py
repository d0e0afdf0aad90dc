"""The option that says where a command writes.

In:   the option --output.
Out:  the name of a file, as `imrgraph.writing.write` takes it.
"""

from __future__ import annotations

import click

from imrgraph.writing import STDOUT

__all__ = ["output_option"]

output_option = click.option(
    "-o",
    "--output",
    # Whatever stands there, the one who writes it knows what to do.
    type=click.Path(readable=False, allow_dash=True),
    default=STDOUT,
    help="The file to write. [default: stdout]",
)
