"""Chat: reasons read by a model that the user runs, each held against the words of the letter.

In:   the address of a server of chat completions, and a rationale that was read without it.
Out:  `Reasons` with what the model finds besides, and what of its answer was refused, and why.
From: the form of chat completions that many servers speak. Whatever it answers is kept by the
      content of what was asked. How well a model reads is not measured here, so that what it alone
      finds is never told as sure.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field, replace
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from imrgraph.errors import ReaderError
from imrgraph.knowledge.terms import IMRV, SKOS
from imrgraph.letters.letter import Ground, ReadingWarning
from imrgraph.letters.rationale.grounds import heard
from imrgraph.letters.rationale.meaning import CRITERIA
from imrgraph.letters.text.document import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from imrgraph.knowledge.knowledge import Knowledge
    from imrgraph.letters.rationale.reasons import Reasons
    from imrgraph.letters.text.document import Document

__all__ = ["RULE", "ChatReader", "read_besides"]

#: By what a ground is found that only the model tells of.
RULE: Final = "read-by-model"
#: How many seconds a server may take for one rationale.
_TIMEOUT: Final = 120.0
#: An answer is read up to here, in bytes.
_MOST: Final = 1_000_000
_KINDS: Final = {"http": HTTPConnection, "https": HTTPSConnection}
_OBJECT: Final = re.compile(r"\{.*\}", re.DOTALL)
_TASK: Final = """\
You read the rationale of an independent medical review in California's workers' compensation.
Say what the reviewer finds about this case: which of the criteria below, each met (it speaks for
the treatment) or not met, and in which words. Only what decides, one to three of them. What a
guideline says in general is no finding, nor is what the treating provider or the claims
administrator says. Answer with JSON alone:
{"grounds": [{"criterion": "a code", "met": true or false, "words": "copied from the rationale"}]}
Criteria:
"""


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "imrgraph" / "reader"


@dataclass(frozen=True, slots=True)
class ChatReader:
    """A model behind a server of chat completions, one rationale at a time.

    Attributes:
        address: of the server, up to "/v1"; after "#" the name of the model, where it needs one.
        kept: the folder in which answers are kept.

    >>> ChatReader("http://localhost:8080/v1#small").name
    'small at http://localhost:8080/v1'
    """

    address: str
    kept: Path = field(default_factory=_cache)

    @property
    def name(self) -> str:
        """The model and its server, as explanations name them."""
        server, _, model = self.address.partition("#")
        return f"{model or 'a model'} at {server}"

    def answer(self, task: str, rationale: str) -> str:
        """Return what the model answers, the same for the same words.

        Args:
            task: what it is to do.
            rationale: the text that it is to read; nothing else of the letter is sent.

        Raises:
            ReaderError: the server cannot be reached, or gives no answer that can be read.
        """
        server, _, model = self.address.partition("#")
        messages = [{"role": "system", "content": task}, {"role": "user", "content": rationale}]
        asked = {"messages": messages, "temperature": 0, **({"model": model} if model else {})}
        body = json.dumps(asked, ensure_ascii=False, sort_keys=True)
        file = self.kept / f"{sha256(f'{server} {body}'.encode()).hexdigest()}.txt"
        if file.exists():
            return file.read_text("utf-8")
        said = self._said(server, body)
        try:
            self.kept.mkdir(parents=True, exist_ok=True)
            file.write_text(said, "utf-8")
        except OSError as error:
            raise ReaderError(str(self.kept), f"no folder to keep answers in: {error}") from error
        return said

    def _said(self, server: str, body: str) -> str:
        """Ask the server once; no redirect is followed, so that no other one sees the letter."""
        try:
            parts = urlsplit(server)
            kind = _KINDS[parts.scheme]
            connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT)
        except (KeyError, ValueError, HTTPException):
            found = "no address of a server, such as http://localhost:8080/v1"
            raise ReaderError(server, found) from None
        headers = {"Content-Type": "application/json"}
        if key := os.environ.get("IMRGRAPH_READER_KEY"):
            headers["Authorization"] = f"Bearer {key}"
        path = f"{parts.path.rstrip('/')}/chat/completions"
        try:
            connection.request("POST", path, body.encode(), headers)
            response = connection.getresponse()
            answer = response.read(_MOST)
        except (OSError, HTTPException) as error:
            raise ReaderError(server, f"{type(error).__name__}: {error}") from error
        finally:
            connection.close()
        if response.status != 200:  # noqa: PLR2004
            raise ReaderError(server, f"HTTP status {response.status}, {response.reason}")
        try:
            return str(json.loads(answer)["choices"][0]["message"]["content"])
        except (ValueError, LookupError, TypeError) as error:
            raise ReaderError(server, "an answer that is no chat completion") from error


def read_besides(  # noqa: PLR0913, PLR0917 (what a rationale is read by, and what was read)
    reader: ChatReader,
    document: Document,
    place: Span,
    treatment: str | None,
    knowledge: Knowledge,
    found: Reasons,
) -> tuple[Reasons, tuple[ReadingWarning, ...]]:
    """Return the reasons of a rationale, with what a model finds in it besides.

    What cues tell of stays. What labelled sentences are like gives way to what the model finds. A
    ground of the model counts only if its criterion is one, its words stand in the rationale where
    the case is spoken of, and no cue says the contrary of them.

    Args:
        reader: the model.
        document: the letter.
        place: the rationale.
        treatment: the IRI of the requested treatment.
        knowledge: whose criteria and cues are used.
        found: what was read without it.

    Raises:
        ReaderError: the server cannot be reached, or gives no answer that can be read.
    """
    said = reader.answer(_task(knowledge), " ".join(document.quote(place).split()))
    sentences = tuple(heard(document, place, treatment, knowledge))
    sure = [ground for ground in found.grounds if ground.likelihood is None]
    taken: list[Ground] = []
    refused: list[ReadingWarning] = []
    for stated in _stated(said):
        ground = _ground(stated, document, place, reader.name)
        why = "it is none" if ground is None else _refusal(ground, sentences)
        if ground is None or why:
            span = place if ground is None else ground.span
            shown = json.dumps(stated, ensure_ascii=False)[:200]
            refused.append(
                ReadingWarning(f"{reader.name}: a ground was refused, {why}: {shown}", span)
            )
        elif all(ground.criterion != other.criterion for other in (*sure, *taken)):
            taken.append(ground)
    if not taken:
        return found, tuple(refused)
    told = tuple(sorted([*sure, *taken], key=lambda ground: ground.span))
    unread = (s for s in found.unread if not any(s.covers(ground.span) for ground in told))
    return replace(found, grounds=told, unread=tuple(unread)), tuple(refused)


def _task(knowledge: Knowledge) -> str:
    definition = SKOS("definition").value
    said = ((code, knowledge.facts.values(IMRV(code).value, definition)) for code in CRITERIA)
    return _TASK + "\n".join(f"- {code}: {' '.join(told)}" for code, told in said)


def _stated(said: str) -> Iterable[Any]:
    """Return the grounds of an answer as they stand in it, whatever stands around them."""
    found = _OBJECT.search(said)
    try:
        stated = json.loads(found[0]) if found else {}
    except ValueError:
        return ()
    grounds = stated.get("grounds") if isinstance(stated, dict) else None
    return grounds if isinstance(grounds, list) else ()


def _ground(
    stated: Mapping[str, Any], document: Document, place: Span, reader: str
) -> Ground | None:
    """Return a ground of an answer at its place; None if it is none, or stands nowhere."""
    if not isinstance(stated, dict):
        return None
    code, met, said = (stated.get(name) for name in ("criterion", "met", "words"))
    if code not in CRITERIA or not isinstance(met, bool) or not isinstance(said, str):
        return None
    words = r"\s+".join(map(re.escape, said.split()))
    at = re.compile(words).search(document.text, place.start, place.end) if words else None
    return Ground(code, met, Span(*at.span()), RULE, reader=reader) if at else None


def _refusal(ground: Ground, sentences: Sequence[tuple[Any, Any]]) -> str:
    """Say why a ground is not to be believed; an empty text where nothing speaks against it."""
    around = [(s, hits) for s, hits in sentences if s.span.covers(ground.span)]
    told = [
        hit.ground.met
        for _, hits in around
        for hit in hits
        if hit.ground.criterion == ground.criterion
    ]
    if told and ground.met not in told:
        return "its words say the contrary"
    if around and not any(sentence.of_case for sentence, _ in around) and not told:
        return "its words are those of a guideline"
    return ""
