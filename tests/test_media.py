"""letters.media: a letter says the same in every medium, and what cannot be read is refused."""

from __future__ import annotations

import json
import shutil
import sys
from email.message import EmailMessage
from typing import TYPE_CHECKING

import docx
import pytest
from carriers import as_docx, as_eml, as_html, as_mbox, as_pdf, as_recognised, as_scan
from click.testing import CliRunner
from docx.oxml import OxmlElement

from imrgraph.cli import main
from imrgraph.cli.exits import UNREADABLE
from imrgraph.errors import (
    GarbledError,
    LetterError,
    MissingReaderError,
    NoLetterInMailError,
    NotRecognisedError,
    NotTextError,
    OtherFormatError,
    PictureOnlyError,
    SeveralLettersError,
)
from imrgraph.letters.media import recognition
from imrgraph.letters.media.encodings import decoded
from imrgraph.letters.media.web import text_of
from imrgraph.letters.reading import read
from imrgraph.letters.schema import as_dict
from imrgraph.letters.text import files
from imrgraph.letters.text.document import Document
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from imrgraph.letters.letter import Letter

CARRIERS: dict[str, Callable[[str], bytes]] = {
    "letter.docx": as_docx,
    "letter.html": as_html,
    "letter.eml": as_eml,
    "attached.eml": lambda text: as_eml(text, as_docx(text), "letter.docx"),
    "letter.pdf": as_pdf,
    "utf-16.txt": lambda text: text.encode("utf-16"),
    "unmarked.txt": lambda text: text.encode("utf-16-be"),
    "windows.txt": lambda text: text.replace("'", "\u2019").encode("cp1252"),
    "macintosh.txt": lambda text: text.replace("'", "\u2019").encode("mac_roman"),
    "marked.txt": lambda text: text.encode("utf-8-sig"),
}
#: How a page is turned when it is shown, and when it is drawn: a letter of 612 points by HEIGHT.
TURNED = {
    "shown on its side": (90, "1 0 0 1 0 0"),
    "shown on its head": (180, "1 0 0 1 0 0"),
    "drawn on its side": (0, "0 1 -1 0 600 0"),
    "drawn on its head": (0, "-1 0 0 -1 600 900"),
    "drawn so, and shown upright": (90, "0 1 -1 0 600 0"),
}


@pytest.fixture
def text(examples: Path) -> str:
    return (examples / "therapy-partly-authorized.txt").read_text(encoding="utf-8")


def told(letter: Letter) -> list[object]:
    """Return what a letter states of its items, its outcomes and its days."""
    plain = as_dict(letter)
    items = [(i["request"], i["outcome"], i["quantity"], i["citations"]) for i in plain["items"]]
    return [plain["case_number"], plain["dates"], items]


def decided(letter: Letter) -> list[object]:
    """Return the same without the words, which recognition spoils."""
    plain = as_dict(letter)
    return [plain["case_number"], plain["dates"], [i["outcome"] for i in plain["items"]]]


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.parametrize("name", CARRIERS)
def test_a_letter_says_the_same_in_every_medium(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(CARRIERS[name](text))
    letter = read(path)
    assert told(letter) == told(read(Document.of("letter", text)))
    assert letter.warnings == ()


@pytest.mark.parametrize("name", CARRIERS)
def test_read_explain_and_load_say_the_same_of_a_file(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(CARRIERS[name](text))
    plain = json.loads(run("read", path).stdout)
    explained = json.loads(run("explain", path, "--format", "json").stdout)
    store = LetterStore()
    loaded = store.load([tmp_path])
    assert (len(loaded.letters), loaded.refused) == (1, ())
    assert loaded.letters[0].endswith(plain["case_number"])
    assert [i["outcome"] for i in plain["items"]] == [
        i["recorded_outcome"] for i in explained["items"]
    ]


@pytest.mark.parametrize("turned", TURNED.values(), ids=TURNED)
def test_a_page_that_is_turned_is_read_upright(turned: tuple[int, str], text: str) -> None:
    rotate, matrix = turned
    letter = read(files.document("letter.pdf", as_pdf(text, rotate=rotate, matrix=matrix)))
    assert told(letter) == told(read(Document.of("letter", text)))


@pytest.mark.parametrize("seed", range(8))
def test_glued_and_split_words_are_still_cut_at_their_headings(seed: int, text: str) -> None:
    letter = read(Document.of("letter", as_recognised(text, seed)))
    assert decided(letter) == decided(read(Document.of("letter", text)))
    assert any("as OCR leaves them" in warning.message for warning in letter.warnings)


def test_what_is_mended_keeps_its_place(text: str) -> None:
    spoilt = text.replace(": Upheld", ":Uphe ld").replace("CLINICAL CASE", "CLINICALCASE")
    letter = read(Document.of("letter", spoilt))
    [outcome] = {item.outcome.span for item in letter.items if item.outcome}
    assert letter.document.quote(outcome) == "Uphe ld"


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
        ("<table><tr><td>Case Number:<td>CM99-0000001</table>", "Case Number:\tCM99-0000001"),
        ("<title>no</title><script>no</script><div>a &amp; b&nbsp;c</div>", "a & b\xa0c"),
        ("<ul><li>one<li>two</ul>", "one\n\ntwo"),
        ("<pre>two  blanks\n line</pre>", "two  blanks\n line"),
        ("a<!-- no -->b <input value='here'> c", "ab  here  c"),
    ],
)
def test_a_page_of_html_is_read_as_it_is_shown(html: str, shown: str) -> None:
    found = text_of(html)
    assert [line.strip() for line in found.split("\n") if line] == [
        line.strip() for line in shown.split("\n") if line
    ]


def test_word_is_read_with_its_tables_numbers_and_changes() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "IMR Case Number: CM99-0000001"
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Date of Injury:", "01/02/2016"
    document.add_paragraph("Norco", style="List Number")
    paragraph = document.add_paragraph("Massage")
    paragraph.add_run(" deleted")
    [_, run_] = paragraph.runs
    gone = OxmlElement("w:del")
    run_._element.addprevious(gone)  # noqa: SLF001 (it has no other name)
    gone.append(run_._element)  # noqa: SLF001
    made = saved(document)
    assert files.document("letter.docx", made).text.split("\n\n") == [
        "IMR Case Number: CM99-0000001",
        "Date of Injury:\t01/02/2016",
        "1. Norco",
        "Massage\n",
    ]


def saved(document: object) -> bytes:
    from io import BytesIO  # noqa: PLC0415

    whole = BytesIO()
    document.save(whole)  # type: ignore[attr-defined]
    return whole.getvalue()


def test_word_without_its_reader_is_refused_by_name(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(as_docx(text))
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(MissingReaderError, match=r"pip install imrgraph\[docx\]"):
        files.open(path)


def test_each_letter_of_a_mailbox_is_one(text: str, tmp_path: Path) -> None:
    other = text.replace("CM99-0000005", "CM99-0000015")
    box = tmp_path / "box.mbox"
    box.write_bytes(as_mbox([as_eml(text), as_eml("", as_pdf(other)), as_eml("Lunch at noon?")]))
    with pytest.raises(SeveralLettersError, match=r"found 3: .*box.mbox#1/text, "):
        files.open(box)
    names = files.letters_of(box)
    assert [name.rpartition("#")[2] for name in names] == ["1/text", "2/letter.pdf", "3/text"]
    assert told(read(names[0])) == told(read(Document.of("letter", text)))
    store = LetterStore()
    loaded = store.load([box])
    assert [letter[-12:] for letter in loaded.letters] == ["CM99-0000005", "CM99-0000015"]
    assert [error.where for error in loaded.refused] == [names[2]]
    several = run("read", box)
    assert several.exit_code == UNREADABLE
    assert [each["case_number"] for each in json.loads(several.stdout)] == [
        "CM99-0000005",
        "CM99-0000015",
    ]


def test_a_quoted_letter_is_read_below_an_answer(text: str) -> None:
    quoted = "".join(f"> {line}\n" for line in text.split("\n"))
    letter = read(files.document("answer.eml", as_eml(f"What do you think?\n\n{quoted}")))
    assert told(letter) == told(read(Document.of("letter", text)))


ODD: dict[str, tuple[bytes, type[LetterError], str]] = {
    "rich text": (b"{\\rtf1 Massage: Upheld}", OtherFormatError, "rich text"),
    "an older Office": (b"\xd0\xcf\x11\xe0" + bytes(64), OtherFormatError, "older Office"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(64), OtherFormatError, "it needs OCR"),
    "an archive": (b"PK\x03\x04" + bytes(64), OtherFormatError, "an archive"),
    "bytes": (bytes(range(1, 256)), NotTextError, "the byte 0x80 at byte 127"),
    "a font of its own": (
        "".join(chr(0xE000 + n % 90) for n in range(400)).encode(),
        GarbledError,
        "it needs OCR",
    ),
    "mail without a letter": (
        b"From: a@example.org\nTo: b@example.org\nSubject: none\n\n",
        NoLetterInMailError,
        "one without text and attachments",
    ),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_what_cannot_be_read_is_refused_with_its_cause(
    odd: tuple[bytes, type[LetterError], str],
) -> None:
    data, error, cause = odd
    with pytest.raises(error, match=cause):
        files.document("letter", data)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            "na\u00efve caf\u00e9".encode("cp1252"), id="signs of one encoding or another"
        ),
        pytest.param(b"\xff\xfe\x00", id="a mark, and half a character"),
        pytest.param(b"a\x81b", id="no sign at all"),
        pytest.param(bytes(100), id="zeros"),
    ],
)
def test_an_encoding_that_is_not_sure_is_not_guessed(data: bytes) -> None:
    assert decoded(data) is None


def picture_of(text: str) -> bytes:
    """Return a PDF whose page is a picture of text."""
    return as_scan(as_pdf(text), 4)


def test_a_page_without_text_says_that_it_needs_ocr(text: str, tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(picture_of(text))
    with pytest.raises(PictureOnlyError, match=r"no text on 1 page\(s\): it needs OCR"):
        files.open(path)
    assert run("read", path).exit_code == UNREADABLE


def test_without_a_program_that_recognises_text_it_is_said_so(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(picture_of(text))
    monkeypatch.setattr(recognition, "recogniser", lambda: None)
    with pytest.raises(NotRecognisedError, match="neither tesseract nor ocrmypdf is installed"):
        files.recognised(path)


@pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract is not installed")
def test_the_text_of_a_picture_is_recognised_where_it_is_asked_for(
    text: str, tmp_path: Path
) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(picture_of(text))
    plain = json.loads(run("read", "--ocr", path).stdout)
    whole = as_dict(read(Document.of("letter", text)))
    assert plain["dates"] == whole["dates"]
    assert [i["outcome"] for i in plain["items"]] == [i["outcome"] for i in whole["items"]]
    loaded = LetterStore().load([path], ocr=True)
    assert (len(loaded.letters), loaded.refused) == (1, ())


@pytest.mark.skipif(not shutil.which("ocrmypdf"), reason="ocrmypdf is not installed")
@pytest.mark.slow
def test_ocrmypdf_recognises_text_too(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(picture_of(text))
    monkeypatch.setattr(recognition, "recogniser", lambda: shutil.which("ocrmypdf"))
    letter = read(files.recognised(path))
    whole = read(Document.of("letter", text))
    assert [i.outcome and i.outcome.value for i in letter.items] == [
        i.outcome and i.outcome.value for i in whole.items
    ]


@pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract is not installed")
@pytest.mark.slow
def test_a_published_letter_that_was_scanned_says_the_same(published: Path, tmp_path: Path) -> None:
    """Its items, outcomes, days and treatments; a word of a quotation may be misread."""
    printed = sorted(published.glob("*.pdf"))[7]
    path = tmp_path / "scan.pdf"
    path.write_bytes(as_scan(printed.read_bytes(), 2.8))
    scanned, whole = as_dict(read(files.recognised(path))), as_dict(read(files.open(printed)))
    for name in ("case_number", "dates", "claimant", "diagnoses", "prior_treatments"):
        assert scanned[name] == whole[name]
    for name in ("outcome", "treatment", "quantity", "body_parts", "citations"):
        assert [i[name] for i in scanned["items"]] == [i[name] for i in whole["items"]]


def test_a_program_that_takes_too_long_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "tesseract"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(recognition, "recogniser", lambda: str(slow))
    monkeypatch.setattr(recognition, "_TOO_LONG", 0.2)
    with pytest.raises(OSError, match=r"tesseract fails \(.*timed out"):
        recognition.recognise_picture(b"")


def test_a_message_of_a_page_that_is_a_picture_among_others_is_a_warning(text: str) -> None:
    document = Document("letter", f"{text}\f", (0, len(text) + 1), pictures=(2,))
    [warning] = [each for each in read(document).warnings if "OCR" in each.message]
    assert warning.message == "page 2 is a picture: no text, it needs OCR"
    assert document.page(warning.span) == len(document.pages)


def test_a_message_may_have_any_head(text: str) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "jane@example.org", "john@example.org"
    message["Subject"] = "Gr\u00fc\u00dfe"
    message.set_content("see the page")
    message.add_alternative(as_html(text).decode(), subtype="html")
    data = message.as_bytes()
    assert told(read(files.document("mail", data))) == told(read(Document.of("letter", text)))


def test_letters_that_were_lost_before_are_warned_of(text: str) -> None:
    letter = read(Document.of("letter", text.replace("visits", "vi\ufffdits", 2)))
    [warning] = [each for each in letter.warnings if "lost" in each.message]
    assert warning.message.startswith("2 characters were lost")
    assert letter.document.quote(warning.span) == "\ufffd"


def test_signs_that_cannot_be_seen_land_in_no_value(text: str) -> None:
    spoilt = text.replace("Physical", "\x01Phys\x08ical\x1b").replace("visits", "vis\uffffits")
    letter = read(Document.of("letter", spoilt))
    assert told(letter) == told(read(Document.of("letter", text)))
