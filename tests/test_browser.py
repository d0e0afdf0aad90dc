"""serve.pages in a browser: what a person does there works, and no other host is asked."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from browsed import Read, page
from carriers import as_pdf
from pypdfium2 import PdfDocument
from starlette.testclient import TestClient

from imrgraph.serve.app import application
from imrgraph.store.opening import Endpoint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from imrgraph.store.opening import LetterStore

pytestmark = pytest.mark.slow

#: The folder of axe-core, which knows the rules of WCAG.
AXE: Final = os.environ.get("AXE_CORE")
RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
SIZES: Final = {"desk": (1280, 900), "phone": (390, 844)}
MASSAGE: Final = "/determination/sha256-d21b050e244b0390"
PAGES: Final = (
    *("/", "/find?q=massage", "/determination/CM99-0000006", f"{MASSAGE}/item/1"),
    *(f"{MASSAGE}/item/1/what-if?phase=acute", "/questions", "/query?query=ASK{}"),
    *("/questions/overturn-rate?by=region&ask=yes", "/query?query=SELECT", "/rates"),
    *("/guidelines", "/guidelines/chronic-pain", "/treatments", "/treatments/massage-therapy"),
    *("/compare?a=CM99-0000002&b=CM99-0000004", "/upload", "/plan", "/nothing"),
    "/plan?treatment=massage&region=neck&injury=2014-11-14&request=2015-06-10&visits=12",
    *("/plan?treatment=nothing", "/compare?a=CM99-0000002&b=CM99-0000009", "/rates?by=nothing"),
    *("/determination/CM99-0000002/item/9", f"{MASSAGE}/item/1/what-if?visits=few"),
)


@pytest.fixture(scope="module")
def address(served_store: LetterStore) -> Iterator[str]:
    """A server of the examples."""
    import uvicorn  # noqa: PLC0415 (only who drives a browser waits for it)

    config = uvicorn.Config(
        application(served_store, is_examples=True), port=0, log_level="warning"
    )
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run)
    running.start()
    while not (server.started and server.servers):
        running.join(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    running.join()


@contextmanager
def visiting(chromium: Browser, address: str, size: str = "desk", **how: bool) -> Iterator[Page]:
    """Open a page that complains of nothing and asks nobody else."""
    width, height = SIZES[size]
    complaints: list[str] = []
    with chromium.new_context(
        viewport={"width": width, "height": height},
        base_url=address,
        **how,  # type: ignore[arg-type]
    ) as context:
        page = context.new_page()
        page.on("console", lambda told: complaints.append(told.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: (
                complaints.append(asked.url)
                if not asked.url.startswith((address, "data:"))
                else None
            ),
        )
        yield page
    expected = [each for each in complaints if "status of 4" not in each]
    assert expected == []


def test_the_first_letter_is_found_and_its_words_are_marked(
    chromium: Browser, address: str
) -> None:
    with visiting(chromium, address) as page:
        page.goto("/")
        page.get_by_label("Case number, words").fill("deep tissue massage")
        page.get_by_role("button", name="Find").click()
        page.get_by_role("link", name="Deep tissue massage therapy").click()
        row = page.get_by_role("row", name="active care")
        row.get_by_role("link", name="page 1").first.click()
        words = page.locator(":target")
        assert "passive treatment" in words.inner_text()
        assert words.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
        box, pane = words.bounding_box(), page.locator(".paper").bounding_box()
        assert box
        assert pane
        assert pane["y"] <= box["y"] <= pane["y"] + pane["height"]
        words.get_by_role("link").first.click()
        assert "passive" in page.locator(":target q").inner_text()


def test_a_supposition_flips_the_verdict_and_stands_in_the_address(
    chromium: Browser, address: str
) -> None:
    with visiting(chromium, address) as page:
        page.goto(f"{MASSAGE}/item/1")
        page.get_by_label("Phase of the injury").select_option("acute")
        page.get_by_role("button", name="Show what would follow").click()
        assert page.url.endswith("/what-if?phase=acute")
        assert "necessary instead of not necessary" in page.get_by_role("status").inner_text()


@pytest.mark.parametrize("form", ["pdf", "txt"])
def test_a_letter_is_brought_and_explained(
    chromium: Browser, address: str, examples: Path, tmp_path: Path, form: str
) -> None:
    text = (examples / "massage-acute.txt").read_text(encoding="utf-8")
    letter = tmp_path / f"mine.{form}"
    letter.write_bytes(as_pdf(text) if form == "pdf" else text.encode())
    with visiting(chromium, address) as page:
        page.goto("/upload")
        page.get_by_label("The letter").set_input_files(letter)
        page.get_by_role("button", name="Explain it").click()
        assert "massage therapy granted" in page.locator(".answer").first.inner_text()
        page.get_by_role("button", name="Suppose something").first.click()
        page.get_by_label("Phase of the injury").select_option("chronic")
        page.get_by_role("button", name="Show what would follow").click()
        assert page.url.endswith("/upload/what-if")
        assert "instead of necessary" in page.get_by_role("status").inner_text()
        page.get_by_role("button", name="Back to the decision as it is").click()
        assert "massage therapy granted" in page.locator(".answer").first.inner_text()


def test_a_question_and_a_query_are_answered_and_kept(
    chromium: Browser, address: str, tmp_path: Path
) -> None:
    from playwright.sync_api import expect  # noqa: PLC0415 (slow to import)

    with visiting(chromium, address) as page:
        page.goto("/questions/overturn-rate")
        page.get_by_label("By").select_option("region")
        page.get_by_role("button", name="Ask").click()
        expect(page.get_by_role("row", name="neck")).to_have_count(1)
        page.goto("/query")
        page.get_by_role("button", name="Run").click()
        link = page.get_by_role("link", name="CM99-0000002")
        expect(link.or_(page.get_by_role("cell", name="CM99-0000002")).first).to_be_visible()
        with page.expect_download() as told:
            page.get_by_role("button", name="CSV").click()
        kept = tmp_path / "answer.csv"
        told.value.save_as(kept)
        assert "CM99-0000002" in kept.read_text(encoding="utf-8")


def test_a_request_is_planned(chromium: Browser, address: str) -> None:
    with visiting(chromium, address, "phone") as page:
        page.goto("/plan")
        page.get_by_label("Treatment (needed)").fill("massage")
        page.get_by_label("Part of the body").fill("neck")
        page.get_by_label("How many are asked for").fill("12")
        page.get_by_label("Date of the request").fill("2015-06-10")
        page.get_by_label("Date of injury").fill("2014-11-14")
        page.get_by_role("button", name="Show what the guideline asks for").click()
        assert "6 of the 12 visits" in page.locator(".answer").inner_text()
        assert "age=" not in page.url


def test_a_form_sends_all_that_was_chosen_and_nothing_else(chromium: Browser, address: str) -> None:
    tick = "document.querySelectorAll('input[type=checkbox]').forEach(each => each.checked = true)"
    fields = "form.querySelectorAll('input:not([type=checkbox]), input:checked, select')"
    chosen = (
        "[...document.querySelectorAll('form.sparse')].map(form => [[...new FormData(form)],"
        f" [...{fields}].filter(each => each.name && each.value).map(e => [e.name, e.value])])"
    )
    with visiting(chromium, address) as page:
        for path in (*PAGES, "/rates?by=treatment", "/rates?by=year&by=class", "/find?year=2014"):
            page.goto(path)
            page.evaluate(tick)
            for sent, wanted in page.evaluate(chosen):
                assert sent == wanted, path


def test_an_item_is_printed_on_one_page(chromium: Browser, address: str) -> None:
    with visiting(chromium, address) as page:
        page.goto(f"{MASSAGE}/item/1")
        printed = PdfDocument(page.pdf(format="Letter", prefer_css_page_size=False))
        assert len(printed) == 1
        text = " ".join(printed[0].get_textpage().get_text_range().split())
        assert "What the next request would need" in text
        printed.close()


def test_letters_behind_an_endpoint_have_pages(address: str) -> None:
    html = {"Accept": "text/html"}
    with TestClient(application(Endpoint(f"{address}/sparql")), "http://localhost") as client:
        client.headers.update(html)
        assert "some of those decisions" in client.get("/").text
        found = client.get("/find?q=cm99-0000002")
        assert "Therapeutic massage" in Read(found.text).texts["main"]
        read = page(client, f"{MASSAGE}/item/1")
        assert "573 days after the injury" in read.texts["main"]
        assert "CM99-0000002" in client.get("/query?query=SELECT * { ?s imr:caseNumber ?o }").text
        assert "found an endpoint" in page(client, "/rates", HTTPStatus.BAD_REQUEST).texts["main"]


@pytest.mark.parametrize("size", SIZES)
def test_no_page_is_wider_than_the_screen(chromium: Browser, address: str, size: str) -> None:
    with visiting(chromium, address, size) as page:
        for path in PAGES:
            page.goto(path)
            wide = "document.documentElement.scrollWidth > innerWidth"
            assert not page.evaluate(wide), path


def test_a_table_on_a_phone_names_what_each_cell_is_and_has_captions_that_can_be_read(
    chromium: Browser, address: str
) -> None:
    narrow = "[...document.querySelectorAll('caption:not(.unseen)')].some(e => e.offsetWidth < 200)"
    with visiting(chromium, address, "phone") as page:
        for path in PAGES:
            page.goto(path)
            assert not page.evaluate(narrow), path
            bare = page.locator("table:not(.conditions) td:not([data-label])")
            assert bare.count() == 0, path


def test_no_column_of_a_guideline_is_cut_on_a_desk(chromium: Browser, address: str) -> None:
    cut = "[...document.querySelectorAll('.wide-table')].some(e => e.scrollWidth > e.clientWidth)"
    with visiting(chromium, address) as page:
        for path in ("/treatments/physical-therapy", "/guidelines/chronic-pain", "/rates"):
            page.goto(path)
            assert not page.evaluate(cut), path


def test_a_count_stands_in_one_line(chromium: Browser, address: str) -> None:
    lines = """[...document.querySelectorAll('.facets .count')].map(each => {
        each.textContent = '1234'
        const words = document.createRange()
        words.selectNodeContents(each)
        return words.getClientRects().length
    })"""
    with visiting(chromium, address) as page:
        page.goto("/find")
        assert {*page.evaluate(lines)} == {1}


def test_what_narrows_a_list_is_one_step_away_on_a_phone(chromium: Browser, address: str) -> None:
    with visiting(chromium, address, "phone") as page:
        page.goto("/find")
        link = page.get_by_role("link", name="Narrow the list")
        box = link.bounding_box()
        assert box
        assert box["y"] < SIZES["phone"][1]
        link.click()
        assert page.locator("#narrow").get_by_role("link").first.is_visible()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible(
    chromium: Browser, address: str, examples: Path, size: str, scheme: str
) -> None:
    if AXE is None:
        pytest.skip("AXE_CORE names no folder of axe-core")
    rules = Path(AXE, "axe.min.js").read_text(encoding="utf-8")
    with visiting(chromium, address, size, bypass_csp=True) as page:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
        for path in PAGES:
            page.goto(path)
            expect_accessible(page, rules)
        for letter in (examples / "massage-acute.txt", Path(AXE, "package.json")):
            page.goto("/upload")
            page.get_by_label("The letter").set_input_files(letter)
            page.get_by_role("button", name="Explain it").click()
            page.wait_for_load_state()
            expect_accessible(page, rules)


def expect_accessible(page: Page, rules: str) -> None:
    """Expect that axe-core complains of nothing that is on a page, or folded in on it."""
    page.add_script_tag(content=rules)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = page.evaluate(f"axe.run({{runOnly: {[*RULES]}}})")
    assert found["passes"], page.url
    told = [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]]
    assert told == [], page.url
