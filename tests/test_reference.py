"""export.reference: the ontology as pages, in which every link leads somewhere."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser

from imrgraph.export.reference import reference
from imrgraph.knowledge.guidelines import every_recommendation
from imrgraph.knowledge.knowledge import load


@cache
def pages() -> dict[str, str]:
    return reference(load(unverified=True))


@cache
def anchors(name: str) -> list[str]:
    return re.findall(r' id="([^"]+)"', pages()[name])


def test_every_link_leads_to_a_page_and_a_place_on_it() -> None:
    broken = set()
    for text in pages().values():
        for href in re.findall(r'href="([^"]+)"', text):
            name, _, anchor = href.partition("#")
            if name not in pages() or (anchor and anchor not in anchors(name)):
                broken.add(href)
    assert broken == set()


def test_a_place_is_one_place() -> None:
    assert [name for name in pages() if len(anchors(name)) != len(set(anchors(name)))] == []


def test_nothing_is_fetched_from_elsewhere() -> None:
    for text in pages().values():
        assert not re.search(r"<(?:script|link|img|iframe)\b|url\(|@import", text)


def test_every_recommendation_shows_its_place_its_source_and_how_sure_it_is() -> None:
    for rule in every_recommendation(unverified=True):
        name = f"edition-{rule.edition.iri.rpartition('/')[2]}.html"
        anchor = rule.iri.rpartition("/")[2]
        _, _, shown = pages()[name].partition(f'<article id="{anchor}">')
        shown = shown.partition("</article>")[0].replace("&#39;", "'").replace("&amp;", "&")
        assert rule.locator in shown
        assert rule.source in shown
        assert f">{rule.status}<" in shown


def test_every_treatment_says_what_speaks_of_it() -> None:
    _, _, massage = pages()["treatments.html"].partition('<article id="massage-therapy">')
    massage = massage.partition("</article>")[0]
    assert "edition-chronic-pain-2009.html#chronic-pain-2009-massage" in massage
    assert "treatments.html#deep-tissue-massage" in massage


def test_the_pages_are_well_formed() -> None:
    for name, text in pages().items():
        parser = _Nesting()
        parser.feed(text)
        assert parser.open == [], name


class _Nesting(HTMLParser):
    """Keeps the elements that are open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
