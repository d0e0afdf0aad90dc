"""export.reference: the ontology as pages, in which every link leads somewhere."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser

from imrgraph.export.reference import reference
from imrgraph.knowledge.guidelines import encoded
from imrgraph.knowledge.knowledge import load


@cache
def pages() -> dict[str, str]:
    return reference(load(unverified=True, beyond=True))


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
    for rule in encoded(load(unverified=True, beyond=True)):
        name = f"edition-{rule.edition.iri.rpartition('/')[2]}.html"
        anchor = rule.iri.rpartition("/")[2]
        _, _, shown = pages()[name].partition(f'<article id="{anchor}">')
        shown = shown.partition("</article>")[0].replace("&#39;", "'").replace("&amp;", "&")
        assert rule.locator in shown
        assert rule.source in shown
        assert f">{rule.status}<" in shown


def test_a_treatment_shows_what_applied_to_it_on_which_day_by_source_and_status() -> None:
    _, _, massage = pages()["treatments.html"].partition('<article id="massage-therapy">')
    lines = re.findall(r"<li>(.*?)</li>", massage.partition("</article>")[0], re.DOTALL)
    told = [re.sub(r"<[^>]+>", "", line) for line in lines]
    assert told[0].startswith("2007-06-15 to 2017-12-01: MTUS opposes secondary")
    assert any("2009-07-18 to 2016-07-29: MTUS supports single-report" in each for each in told)
    assert any(": other supports single-report" in each for each in told)
    assert 'href="edition-chronic-pain-2009.html#chronic-pain-2009-massage"' in lines[1]


def test_a_page_says_how_sure_it_all_is_by_source_and_status() -> None:
    page = pages()["how-sure.html"]
    rules = encoded(load(unverified=True, beyond=True))
    for rank, source in ((1, "MTUS"), (2, "ODG"), (3, "other")):
        [row] = re.findall(rf"<tr><td>{source}</td>(.*?)</tr>", page, re.DOTALL)
        numbers = [int(number) for number in re.findall(r"<td>(\d+)</td>", row)]
        of_it = [each for each in rules if each.edition.rank == rank]
        assert sum(numbers[:-1]) == len(of_it)
        assert numbers[-1] == sum(each.rests_on_scored for each in of_it)
    assert "edition-shoulder-2023.html" in page
    assert "edition-low-back-2017.html" not in page


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
