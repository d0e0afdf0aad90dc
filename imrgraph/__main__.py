"""The package run as a program: `python -m imrgraph` is the command line.

In:   the words of a command.
Out:  as `imrgraph.cli` has it.
"""

from imrgraph.cli import main

if __name__ == "__main__":
    main(prog_name="imrgraph")
