"""Recognition: the picture of a page becomes its text, by a program that is installed.

In:   a page of a PDF, or the bytes of a picture.
Out:  its text.
From: tesseract, which reads a picture from its standard input; or ocrmypdf, which runs it.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pypdfium2 as pdfium

__all__ = ["recognise_page", "recognise_picture", "recogniser"]

#: Dots an inch, at which letters of ten points are read well.
_FINE: Final = 300
_POINTS: Final = 72
#: A page takes seconds, and minutes where the machine has much else to do.
_TOO_LONG: Final = 300
#: How long a program may take to end what it began.
_TO_END: Final = 10
#: The text is wanted, and no page that is any smaller or of any standard.
_PLAINLY: Final = ("--output-type", "pdf", "--optimize", "0", "--jobs", "1")


def recogniser() -> str | None:
    """Return the path of the program that recognises text, if one is installed."""
    return shutil.which("tesseract") or shutil.which("ocrmypdf")


def recognise_page(page: pdfium.PdfPage) -> str:
    """Return the text of a page that is a picture.

    Raises:
        OSError: no program is installed that recognises text, or it fails.
    """
    drawn = page.render(scale=_FINE / _POINTS, grayscale=True)
    width, height, stride = drawn.width, drawn.height, drawn.stride
    dots = bytes(drawn.buffer)
    rows = b"".join(dots[row * stride : row * stride + width] for row in range(height))
    return recognise_picture(b"P5\n%d %d\n255\n%s" % (width, height, rows))


def recognise_picture(picture: bytes) -> str:
    """Return the text of a picture in PNG, JPEG, TIFF or PGM.

    Raises:
        OSError: no program is installed that recognises text, or it fails.
    """
    program = recogniser()
    if program is None:
        message = "neither tesseract nor ocrmypdf is installed"
        raise OSError(message)
    try:
        if Path(program).stem == "tesseract":
            text = _run([program, "stdin", "stdout", "--dpi", str(_FINE)], picture)
        else:
            text = _by_ocrmypdf(program, picture)
    except (subprocess.SubprocessError, UnicodeDecodeError) as error:
        message = f"{Path(program).stem} fails ({error})"
        raise OSError(message) from None
    return text.replace("\f", "\n").rstrip()


def _by_ocrmypdf(program: str, picture: bytes) -> str:
    with tempfile.TemporaryDirectory() as home:
        told, made = Path(home, "text.txt"), Path(home, "page.pdf")
        given = ["--image-dpi", str(_FINE), "--sidecar", str(told)]
        _run([program, *given, *_PLAINLY, "-", str(made)], picture)
        return told.read_text("utf-8")


def _run(command: list[str], given: bytes) -> str:
    pipe = subprocess.PIPE
    with subprocess.Popen(  # noqa: S603 (a program that the user asked for)
        command, stdin=pipe, stdout=pipe, stderr=pipe
    ) as running:
        try:
            told, _ = running.communicate(given, timeout=_TOO_LONG)
        except subprocess.TimeoutExpired:
            running.terminate()  # so that it ends the programs that it runs itself
            try:
                running.wait(_TO_END)
            except subprocess.TimeoutExpired:
                running.kill()
            raise
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)
    return told.decode("utf-8")
