"""Browsed: a page as it is read, for tests."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.testclient import TestClient

__all__ = ["Read", "page", "words"]


class Read(HTMLParser):
    """A page as it is read: the text of what has an id, its links, and what is not closed."""

    VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self.links: list[str] = []
        self.open: list[tuple[str, str | None]] = []
        self.classes: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element that opens."""
        given = dict(attrs)
        assert not given.keys() & {"style", "onclick", "onload"}, "the policy admits no such thing"
        if name := given.get("id"):
            assert name not in self.texts, f"two elements have the id {name}"
            self.texts[name] = ""
        self.links += [str(given["href"])] if "href" in given else []
        self.classes += str(given.get("class") or "").split()
        if tag not in self.VOID:
            self.open.append((tag, name))

    def handle_endtag(self, tag: str) -> None:
        """Take one that closes."""
        if tag not in self.VOID:
            opened = self.open.pop()[0]
            assert opened == tag, f"</{tag}> ends <{opened}>"

    def handle_data(self, data: str) -> None:
        """Take text, which is of every element around it."""
        for name in {name for _, name in self.open if name}:
            self.texts[name] += data


def page(client: TestClient, path: str, status: int = 200) -> Read:
    """Return a page, which is whole and has no id twice."""
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "text/html; charset=utf-8",
    )
    return Read(answer.text)


def words(text: str) -> list[str]:
    return text.split()
