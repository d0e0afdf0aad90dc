"""The command that explains: why the decisions of letters follow, or that they do not.

In:   the words of the command.
Out:  explanations, in a format of imrgraph.export.explanations: on stdout, in a file, or a file
      each in a folder.
From: imrgraph.explaining.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from imrgraph.cli.exits import NOT_FOUND, UNREADABLE, complain, note
from imrgraph.cli.extents import basis_option, extent_options
from imrgraph.cli.letters import named, note_doubts, ocr_option, reader_option, source
from imrgraph.cli.outputs import deliver, form_of, form_option, output_option
from imrgraph.cli.stores import store_option
from imrgraph.errors import DescriptionError, LetterError, NotFoundError
from imrgraph.explaining import explain as explain_letter
from imrgraph.export.explanations import ENDINGS, FORMATS, LEVELLED, expect_level, render
from imrgraph.reasoning.rendering.as_text import LEVELS
from imrgraph.writing import STDOUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imrgraph.letters.rationale.chat import ChatReader
    from imrgraph.reasoning.explaining.explanation import AskedBasis, Explanations
    from imrgraph.reasoning.rendering.as_text import Level

__all__ = ["explain"]


@click.command()
@click.argument("letters", nargs=-1, required=True, metavar="LETTER|FOLDER|CASE|-…")
@click.option("--item", type=int, help="Only the item of this number.")
@basis_option
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default="page",
    show_default=True,
    help="How much to tell, as text, Markdown or HTML.",
)
@form_option(FORMATS, "text")
@output_option
@extent_options
@ocr_option
@reader_option
@store_option
@click.pass_context
def explain(  # noqa: PLR0913, PLR0917 (an argument for each option)
    ctx: click.Context,
    letters: tuple[str, ...],
    item: int | None,
    basis: AskedBasis,
    level: Level,
    form: str | None,
    output: str,
    store: str | None,
    reader: ChatReader | None,
    *,
    ocr: bool,
    least: str,
    beyond: bool,
) -> None:
    """Explain why the decisions of letters follow, or that they do not.

    LETTER is a text, PDF, Word, HTML or mail file; or one in Turtle (.ttl), N-Triples (.nt) or
    JSON-LD (.jsonld) that describes a letter, or a request that nobody has decided yet; - is stdin.
    Of a FOLDER every letter is explained, and of a pattern in quotes ("2015/*.pdf"). CASE is the
    case number of a letter in the store. "html" is a page that needs no network; "svg", "dot",
    "mermaid" and "graphml" draw the proof.

    Several letters are printed one after the other, as text or Markdown. -o DIR writes a file for
    each, in any format; for "html" also a page, index.html, with a link to each.

    \b
    Example:
      imrgraph explain examples/letters/massage-chronic.txt
      imrgraph explain examples/letters/massage-chronic.txt -o why.html
      imrgraph explain examples/letters --format html -o pages
      imrgraph explain examples/cases/massage.ttl
    """
    names = list(named(letters))
    one_by_one = list(letters) != names or len(names) > 1
    writing = _Writing.of(output, form, level, one_by_one=one_by_one)
    if ctx.get_parameter_source("level") is ParameterSource.COMMANDLINE:
        expect_level(writing.form, level)
    elif writing.form not in LEVELLED:  # a setting is for those that have levels
        writing = replace(writing, level="page")
    refused: list[int] = []

    def found() -> Iterator[Explanations]:
        for name in names:
            try:
                letter = source(name, store, ocr=ocr)
                explained = explain_letter(letter, basis, least=least, beyond=beyond, reader=reader)
                kept = explained if item is None else explained.only(item)
            except (LetterError, DescriptionError, NotFoundError) as error:
                if not one_by_one:
                    raise
                complain(error)
                refused.append(NOT_FOUND if isinstance(error, NotFoundError) else UNREADABLE)
            else:
                yield kept

    writing.write(found())
    if refused:
        ctx.exit(min(refused))


#: What can stand below each other in one file.
_ONE_AFTER_ANOTHER = frozenset({"text", "markdown"})


@dataclass(frozen=True, slots=True)
class _Writing:
    """Where explanations go, and in which format."""

    output: str
    form: str
    level: Level
    #: Whether there may be several, or none.
    one_by_one: bool
    #: Whether each makes a file of a folder.
    in_folder: bool

    @classmethod
    def of(cls, output: str, form: str | None, level: Level, *, one_by_one: bool) -> _Writing:
        """Return what the options ask for.

        Raises:
            UsageError: several letters are explained in a format that holds one.
        """
        into_one = Path(output).suffix.lower() in ENDINGS or Path(output).exists()
        in_folder = output != STDOUT and (Path(output).is_dir() or (one_by_one and not into_one))
        form = form or "text" if in_folder else form_of(output, form, ENDINGS, "text")
        if one_by_one and not in_folder and form not in _ONE_AFTER_ANOTHER:
            message = f"{form}: expected -o DIR for several letters, since each makes a file"
            raise click.UsageError(message)
        return cls(output, form, level, one_by_one, in_folder)

    def write(self, explained: Iterable[Explanations]) -> None:
        """Write explanations as they come."""
        explained = map(self._noted, explained)
        if self.in_folder:
            # Only who writes pages waits for what makes their index.
            from imrgraph.export.pages import write_pages  # noqa: PLC0415

            written = write_pages(explained, Path(self.output), self.form, self.level)
            note(f"{written.count} written; start with {written.start}")
            if written.replaced:
                note(f"replaced in {self.output}: {', '.join(written.replaced)}")
        elif self.one_by_one:
            deliver(self.output, "\n\n".join(map(self._titled, explained)))
        else:
            [only] = explained
            deliver(self.output, render(only, self.form, self.level))

    def _noted(self, explained: Explanations) -> Explanations:
        """Return an explanation; say what reading left in doubt if it does not tell that itself."""
        if self.form not in LEVELLED or self.level == "verdict":
            note_doubts(explained.letter)
        return explained

    def _titled(self, explained: Explanations) -> str:
        mark = "# " if self.form == "markdown" else ""
        name = explained.letter.document.name
        return f"{mark}{name}\n\n{render(explained, self.form, self.level)}"
