"""Errors: everything that imrgraph raises on purpose.

Catch `ImrgraphError` for all of it, or a family for one stage of the flow. A class says what
is wrong; its fields say where, so that a caller can act without reading the message.
Anything else that escapes is a bug in imrgraph.
"""

from __future__ import annotations

import shlex

from imrgraph.names import printable
from imrgraph.reprs import named

__all__ = [
    "AmbiguousNameWarning",
    "ArgumentError",
    "DamagedArchiveError",
    "DamagedPdfError",
    "DamagedWordError",
    "DescriptionError",
    "DuplicateLetterError",
    "EmptyFileError",
    "EncryptedPdfError",
    "EndpointError",
    "ExportError",
    "FatalLetterError",
    "FolderOnlyError",
    "GarbledError",
    "GraphStoreError",
    "ImrgraphError",
    "LeftOutWarning",
    "LetterError",
    "LimitError",
    "MadeUpWarning",
    "MemberError",
    "MissingPackageError",
    "MissingReaderError",
    "NeverEqualWarning",
    "NoItemError",
    "NoLetterInMailError",
    "NoStoreError",
    "NotAFileError",
    "NotFoundError",
    "NotRecognisedError",
    "NotTextError",
    "OntologyError",
    "OtherFormatError",
    "OtherLetterError",
    "OverlapWarning",
    "PartialGraphWarning",
    "PictureOnlyError",
    "PlanError",
    "ProofError",
    "QueryError",
    "QuestionError",
    "ReaderError",
    "RefusedError",
    "SearchError",
    "SettingsError",
    "SeveralLettersError",
    "SpentError",
    "StoreError",
    "TableError",
    "TooLargeError",
    "UnanswerableError",
    "UnknownTermWarning",
    "WhatIfError",
    "WorkerError",
    "WriteError",
]


#: How many problems one message tells.
_MOST_PROBLEMS = 5


class ImrgraphError(Exception):
    """The root of every error that imrgraph raises on purpose."""

    def __repr__(self) -> str:
        return named(self, str(self))


class ArgumentError(ImrgraphError, TypeError):
    """A function is given a value of another type than it takes.

    Attributes:
        name: of the argument.
        expected: what it can be.
        found: the value.
    """

    def __init__(self, name: str, expected: str, found: str) -> None:
        super().__init__(name, expected, found)
        self.name = name
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        return _on_one_line(f"{self.name}: expected {self.expected}, found {self.found}")


class LetterError(ImrgraphError, ValueError):
    """A file cannot be read as a letter.

    Attributes:
        where: the file, or the document's name.
        found: what is there instead of what was expected.
    """

    #: What a file of this kind would have to be.
    expected = "a determination letter"
    #: Whether the same bytes are refused again, whatever is installed and stands beside them.
    lasts = True

    def __init__(self, where: str, found: str) -> None:
        super().__init__(where, found)
        self.where = where
        self.found = found

    def __str__(self) -> str:
        where, found = (_on_one_line(part) for part in (self.where, self.found))
        return f"{where}: expected {self.expected}, found {found}"


class NotAFileError(LetterError):
    """There is no file at the path that can be opened: a folder, a pipe, a device, or nothing."""

    expected = "a file"
    lasts = False


class TooLargeError(LetterError):
    """The file is far larger than any letter."""

    expected = "a file of at most 64 MB"


class DamagedArchiveError(LetterError):
    """A zip or tar archive cannot be read, or not to its end."""

    expected = "a whole zip or tar archive"


class MemberError(LetterError):
    """A file in an archive is not taken out of it."""

    expected = "a letter in an archive"


class DuplicateLetterError(LetterError):
    """Another file holds a letter of the same case number, in other words."""

    expected = "a letter whose case number no other file has"
    lasts = False


class EmptyFileError(LetterError):
    """The file holds no characters but white space."""

    expected = "a text or PDF file with words in it"


class NotTextError(LetterError):
    """The file is of no medium that is read, nor text in an encoding that can be told for sure."""

    expected = "text in UTF-8, or a PDF, Word, HTML or mail file"


class OtherFormatError(LetterError):
    """The file is of a format that is known and not read."""

    expected = "a text, PDF, Word (.docx), HTML or mail file"


class DamagedWordError(LetterError):
    """The file starts as one of Word and cannot be opened as one."""

    expected = "a whole Word file"


class GarbledError(LetterError):
    """The text of a file has signs in the place of letters, as where a font is of its own."""

    expected = "text of letters"


class MissingReaderError(LetterError):
    """What reads files of this kind is not installed."""

    expected = "python-docx to read it (pip install imrgraph[docx])"
    lasts = False


class NoLetterInMailError(LetterError):
    """A message, or a box of messages, carries nothing that may be a letter."""

    expected = "mail with a letter"


class SeveralLettersError(LetterError):
    """A message, or a box of messages, carries several letters; the message names them."""

    expected = "mail with one letter, or the name of one in it"


class NotRecognisedError(LetterError):
    """The text of a picture cannot be recognised: nothing is installed for it, or it fails."""

    expected = "a program that recognises text"
    lasts = False


class DamagedPdfError(LetterError):
    """The file starts as a PDF and cannot be opened as one."""

    expected = "a whole PDF"


class EncryptedPdfError(LetterError):
    """The PDF opens only with a password."""

    expected = "a PDF without a password"


class PictureOnlyError(LetterError):
    """No page of the PDF holds text: it was scanned, and not recognised."""

    expected = "a PDF with text"


class NoItemError(LetterError):
    """Nothing is disputed in what was read: no heading of an item that ends in an outcome."""

    expected = "a disputed item, such as 'MRI of the right knee: Upheld'"


class FatalLetterError(LetterError):
    """Whoever reads the file dies of it, has not enough memory for it, or is at no end."""

    expected = "a letter that can be read to its end"
    lasts = False


class OtherLetterError(LetterError):
    """The letter is of another kind than those that are read, and known by its marks."""

    expected = "a letter of California's workers' compensation IMR, which is what imrgraph reads"


class TableError(LetterError):
    """A table of decisions, or the map of its columns, cannot be read."""

    expected = "a table in CSV and a map of its columns in YAML"


class OntologyError(ImrgraphError, ValueError):
    """A file of the ontology is no Turtle."""


class DescriptionError(ImrgraphError, ValueError):
    """A graph describes no letter, or not as the shapes want it.

    Attributes:
        where: what describes it.
        problems: what is wrong with it, each with what would be right.
    """

    def __init__(self, where: str, problems: tuple[str, ...]) -> None:
        super().__init__(where, problems)
        self.where = where
        self.problems = problems

    def __str__(self) -> str:
        told = "; ".join(self.problems[:_MOST_PROBLEMS])
        more = len(self.problems) - _MOST_PROBLEMS
        return _on_one_line(f"{self.where}: {told}{f'; and {more} more' if more > 0 else ''}")


class QuestionError(ImrgraphError, ValueError):
    """A question is unknown, or a parameter of it is unknown, missing or of the wrong type."""


class SearchError(QuestionError):
    """What is searched for is no query.

    Attributes:
        words: what was to be searched for.
        found: what is wrong with it.
    """

    def __init__(self, words: str, found: str) -> None:
        super().__init__(words, found)
        self.words = words
        self.found = found

    def __str__(self) -> str:
        expected = 'words, "a phrase", AND, OR, NOT or a beginning*; quote what has a sign in it'
        return f"{_on_one_line(self.words)}: expected {expected}; found: {_on_one_line(self.found)}"


class UnanswerableError(QuestionError):
    """A question is a good one that the letters cannot answer; the message says why."""


class QueryError(ImrgraphError, ValueError):
    """A query is no SPARQL, or one that may not be asked; the message names the rule."""


class RefusedError(QueryError):
    """A query may not be asked: it changes something, or reaches out of the store."""


class UnknownTermWarning(UserWarning):
    """A query names what there is none of, a term or a value, so that nothing can match it."""


class NeverEqualWarning(UserWarning):
    """A thing of the graph, or a fact of a letter, is compared with a value, which it never is."""


class AmbiguousNameWarning(UserWarning):
    """A name means several things, of which one was taken."""


class PartialGraphWarning(UserWarning):
    """A graph is a part of what the store says, and nobody said how large a part."""


class LeftOutWarning(UserWarning):
    """An answer leaves out what may be meant: what has no date, or was decided otherwise."""


class MadeUpWarning(LeftOutWarning):
    """Made-up letters are left out of an answer, or it is of them, too."""


class OverlapWarning(UserWarning):
    """What an answer counts is in several of its rows, which do not add up."""


class LimitError(ImrgraphError):
    """A query is longer, or takes longer, than it may."""


class SpentError(LimitError):
    """A query was begun, and takes more time or memory, or has a longer answer, than it may."""


class _ServerError(ImrgraphError, OSError):
    """A server cannot be reached, or gives no answer that can be read.

    Attributes:
        where: the address of the server.
        found: what came instead of an answer.
    """

    #: What it should have given.
    expected: str

    def __init__(self, where: str, found: str) -> None:
        super().__init__(where, found)
        self.where = where
        self.found = found

    def __str__(self) -> str:
        where, found = _on_one_line(self.where), _on_one_line(self.found)[:300]
        return f"{where}: expected {self.expected}, found {found}"


class EndpointError(_ServerError):
    """An endpoint cannot be reached, or gives no answer that can be read."""

    expected = "the results of a query"


class FolderOnlyError(ImrgraphError, AttributeError):
    """An endpoint is asked for what takes a store in a folder.

    Attributes:
        where: the address of the endpoint.
        wanted: what it was asked for.
    """

    def __init__(self, where: str, wanted: str) -> None:
        super().__init__(where, wanted)
        self.where = where
        self.wanted = wanted

    def __str__(self) -> str:
        where = _on_one_line(self.where)
        instead = "an endpoint is asked by ask() and query(), and walked"
        return f"{where}: expected a store in a folder, which alone has {self.wanted}; {instead}"


class GraphStoreError(_ServerError):
    """A graph store cannot be reached, or does not take a graph."""

    expected = "a server that takes graphs"


class ReaderError(_ServerError):
    """A model that is to read reasons cannot be reached, or gives no answer that can be read."""

    expected = "the answer of a model"


class ExportError(ImrgraphError):
    """A part of the graph cannot be written: an unknown format, or a place that takes no file."""


class WriteError(ExportError, OSError):
    """A file cannot be written.

    Attributes:
        where: the file or the folder, or stdout.
        found: what is wrong with it.
    """

    def __init__(self, where: str, found: str) -> None:
        super().__init__(where, found)
        self.where = where
        self.found = found

    def __str__(self) -> str:
        where, found = _on_one_line(self.where), _on_one_line(self.found)
        return f"{where}: expected a place to write to, found: {found}"


class MissingPackageError(ImrgraphError, ImportError):
    """Something needs a package that is not installed; the message says how to install it."""


class WorkerError(ImrgraphError, RuntimeError):
    """A process that was to do a part of the work ended before it could do anything.

    Attributes:
        code: its exit code; where a signal ended it, the number of that below zero.
    """

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        found = f"workers: expected each to begin, found that one ended with the code {self.code}"
        return f'{found}; a script does its work below `if __name__ == "__main__":`, or with one'


class _SettingError(ImrgraphError, ValueError):
    """Something is given that nobody can give, or not so.

    Attributes:
        name: what was to be set.
        value: and to what.
        expected: what can be set instead.
    """

    def __init__(self, name: str, value: str, expected: str) -> None:
        super().__init__(name, value, expected)
        self.name = name
        self.value = value
        self.expected = expected

    def __str__(self) -> str:
        setting = _on_one_line(f"{self.name}={self.value}")
        return f"{setting}: expected {self.expected}"


class WhatIfError(_SettingError):
    """Something is to be otherwise that nobody can set, or not so."""


class PlanError(_SettingError):
    """A request is planned of which something is impossible, or in no vocabulary.

    Attributes:
        nearest: the codes of what is called most like it.
    """

    def __init__(self, name: str, value: str, expected: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(name, value, expected)
        self.args = (name, value, expected, nearest)
        self.nearest = nearest


class SettingsError(ImrgraphError, ValueError):
    """The file of settings is not as it has to be.

    Attributes:
        where: the file.
        expected: what it would have to hold.
        found: what it holds.
    """

    def __init__(self, where: str, expected: str, found: str) -> None:
        super().__init__(where, expected, found)
        self.where = where
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        return _on_one_line(f"{self.where}: expected {self.expected}, found {self.found}")


class StoreError(ImrgraphError):
    """The store cannot be opened, read or written."""


class NoStoreError(StoreError, LookupError):
    """There is nothing to ask: the folder holds no store.

    Attributes:
        where: the folder.
    """

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where

    def __str__(self) -> str:
        where = _on_one_line(self.where)
        makes_one = f"imrgraph load LETTERS --store {shlex.quote(where)}"
        return f"no store here: {where}; `{makes_one}` makes one"


class NotFoundError(ImrgraphError, LookupError):
    """The store holds no such letter, or the letter no such item.

    Attributes:
        where: the store, or the letter.
        wanted: what was asked for.
        nearest: the names of what is there and is called most like it.
    """

    def __init__(self, where: str, wanted: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(where, wanted, nearest)
        self.where = where
        self.wanted = wanted
        self.nearest = nearest

    def __str__(self) -> str:
        told = f"{_on_one_line(self.where)}: expected {_on_one_line(self.wanted)}, found none"
        alike = ", ".join(map(_on_one_line, self.nearest))
        return f"{told}; the nearest: {alike}" if alike else told


class ProofError(ImrgraphError, ValueError):
    """A stored proof does not hold against the letter and the graph that it names."""


def _on_one_line(text: str) -> str:
    return " ".join(printable(text).split())
