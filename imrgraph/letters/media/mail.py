"""Mail: a message, or a box of them, becomes the files and texts that it carries.

In:   the bytes of an .eml or .mbox file.
Out:  one `Carried` for each thing that may be a letter: an attachment, or the text of a message.
From: RFC 5322 and RFC 2045, as the standard library reads them; RFC 4155 for boxes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from imrgraph.letters.media.encodings import decoded
from imrgraph.letters.media.web import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

__all__ = ["Carried", "carried", "is_mail"]

# "From jane@example.org Mon Jan  2 10:00:00 2017": what opens each message of a box
_FROM: Final = re.compile(rb"^From [^\r\n]*\d{4}[^\r\n]*\r?\n(?=[A-Za-z-]+:)", re.MULTILINE)
_FIELD: Final = re.compile(rb"[!-9;-~]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n")
#: A message has one of these at its head, and fields before it.
_KNOWN: Final = re.compile(
    rb"^(?:From|To|Subject|Date|Message-ID|MIME-Version|Received|Return-Path|Delivered-To):",
    re.MULTILINE | re.IGNORECASE,
)
#: What a text has that is a letter itself.
_LETTER: Final = re.compile(
    r"CASE\s+SUMMARY|DECISIONS?(?:\(S\))?,?\s+AND\s+RATIONALES?|Decision\s+rationale\s*:"
    r"|MEDICAL\s+PROFESSIONAL\s+REVIEW|Determination\s+Letter",
    re.IGNORECASE,
)
#: Attachments that may be letters; a picture is one only where there is nothing else.
_MAY_BE: Final = re.compile(r"(?:application|text|message)/", re.IGNORECASE)
#: The head of a message is not longer.
_HEAD: Final = 65536


class Carried(NamedTuple):
    """Something that a message carries: bytes, or a text that was read."""

    name: str
    data: bytes | str


def is_mail(data: bytes) -> bool:
    """Say whether the bytes are a message or a box of messages."""
    if _FROM.match(data):
        return True
    head, at, fields = data[:_HEAD], 0, 0
    while field := _FIELD.match(head, at):
        at, fields = field.end(), fields + 1
    ended = head[at : at + 2].lstrip(b"\r")[:1] in (b"\n", b"")
    return fields > 1 and ended and len(_KNOWN.findall(head[:at])) > 1


def carried(data: bytes) -> tuple[Carried, ...]:
    """Return what may be a letter, in the order of the messages, each by a name of its own."""
    # Only who reads mail waits for it.
    from email import message_from_bytes, policy  # noqa: PLC0415

    opened = list(_FROM.finditer(data)) if _FROM.match(data) else []
    ends = [*(each.start() for each in opened[1:]), len(data)]
    boxed = [data[each.end() : end] for each, end in zip(opened, ends, strict=False)] or [data]
    found: list[Carried] = []
    for number, message in enumerate(boxed, 1):
        before = f"{number}/" if len(boxed) > 1 else ""
        parts = _of_message(message_from_bytes(message, policy=policy.default))
        found += [Carried(f"{before}{each.name}", each.data) for each in parts]
    return tuple(_apart(found))


def _apart(found: list[Carried]) -> Iterator[Carried]:
    """Yield them, those of one name told apart by a number."""
    seen: dict[str, int] = {}
    for each in found:
        seen[each.name] = times = seen.get(each.name, 0) + 1
        yield each if times == 1 else each._replace(name=f"{each.name}-{times}")


def _of_message(message: EmailMessage) -> Iterator[Carried]:
    """Yield the attachments that may be letters, and the text if it is one or stands alone."""
    attached = list(_attachments(message))
    text = _text(message)
    if text and (not attached or (isinstance(text, str) and _LETTER.search(text))):
        yield Carried("text", text)
    yield from attached


def _attachments(message: EmailMessage) -> Iterator[Carried]:
    for number, part in enumerate(message.walk(), 1):
        if part.is_multipart() or (
            not part.get_filename() and part.get_content_disposition() != "attachment"
        ):
            continue
        if not _MAY_BE.match(part.get_content_type()):
            continue
        data = part.get_payload(decode=True)
        if isinstance(data, bytes) and data.strip():
            yield Carried((part.get_filename() or f"part-{number}").replace("/", "_"), data)


def _text(message: EmailMessage) -> str | bytes | None:
    """Return the text of a message, plain or of its page; the bytes where it cannot be told."""
    found: list[str] = []
    unsure: bytes | None = None
    for kind in ("plain", "html"):
        body = message.get_body(preferencelist=(kind,))
        data = body.get_payload(decode=True) if body else None
        if body is None or not isinstance(data, bytes):
            continue
        text = _decoded(data, body.get_content_charset())
        if text is None:
            unsure = unsure or data
        elif text.strip():
            found.append(text_of(text) if kind == "html" else text)
    letters = (text for text in found if _LETTER.search(text))
    return next(letters, found[0] if found else unsure)


def _decoded(data: bytes, charset: str | None) -> str | None:
    try:
        return data.decode(charset or "utf-8")
    except (UnicodeDecodeError, LookupError):
        return decoded(data)
