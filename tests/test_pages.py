"""serve.pages: what a person sees of the letters, and the same as data beside it."""

from __future__ import annotations

import csv
import json
import re
from html import unescape
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest
import rdflib
from browsed import Read, page, words
from starlette.testclient import TestClient

from imrgraph.explaining import explain
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.explaining.following import turned_on
from imrgraph.reasoning.explaining.understanding import not_understood
from imrgraph.reasoning.places import Evidence
from imrgraph.reasoning.rendering.wording import printable
from imrgraph.serve.app import application
from imrgraph.serve.pages.comparing import _criteria
from imrgraph.serve.pages.marking import Quoting
from imrgraph.serve.pool import Pool
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from pathlib import Path

MASSAGE = "/determination/sha256-d21b050e244b0390"
ITEM = f"{MASSAGE}/item/1"
#: So many at least, where the exact number is a matter of the letters.
SEVERAL = 5
#: Two requests that are not for visits.
OF_NO_VISITS = "a=CM99-0000003&b=CM99-0000004"
HTML = {"Accept": "text/html,*/*;q=0.8"}


@pytest.mark.parametrize("name", ["massage-chronic", "two-items", "therapy-partly-authorized"])
def test_the_words_marked_in_the_letter_are_those_at_the_place(
    client: TestClient, examples: Path, name: str
) -> None:
    found = explain(examples / f"{name}.txt")
    text = found.letter.document.text
    case = found.letter.name().rpartition("/")[2]
    for item in found.items:
        read = page(client, f"/determination/{case}/item/{item.number}")
        marked = {k: v for k, v in read.texts.items() if k.startswith("char-")}
        assert len(marked) > SEVERAL
        for anchor, shown in marked.items():
            start, end = map(int, anchor.removeprefix("char-").split("-"))
            whole = words(text[start:end])
            assert whole[: len(words(shown))] == words(shown)


@pytest.mark.slow
def test_every_published_letter_has_pages_whose_words_are_marked(published: Path) -> None:
    with LetterStore() as held:
        held.load([published])
        with TestClient(application(held), "http://localhost", headers=HTML) as asking:
            for each in held.catalog.items({}):
                read = page(asking, f"/determination/{each.case}/item/{each.item.number}")
                text = held.document(each.case).text
                for anchor, shown in read.texts.items():
                    if anchor.startswith("char-"):
                        start, end = map(int, anchor.removeprefix("char-").split("-"))
                        whole = " ".join(printable(word) for word in words(text[start:end]))
                        assert whole.startswith(" ".join(words(shown)))
                inner = {link[1:] for link in read.links if link.startswith("#")}
                assert inner <= read.texts.keys()


def test_quotations_and_the_letter_lead_to_each_other(client: TestClient) -> None:
    read = page(client, ITEM)
    inner = {link[1:] for link in read.links if link.startswith("#")}
    assert inner <= read.texts.keys()
    there = {name for name in read.texts if name.startswith("char-")}
    back = {name for name in read.texts if name.startswith("said-")}
    assert there <= inner
    assert {name.replace("said", "char") for name in back} == there
    assert back <= inner


def test_a_sentence_that_was_not_understood_is_shaded(client: TestClient, examples: Path) -> None:
    [item] = explain(examples / "massage-chronic.txt").items
    assert item.unread
    not_read = {(place.start, place.end) for place in (*item.unread, *not_understood(item))}
    assert page(client, ITEM).classes.count("unread") == 1 + len(not_read)


def test_every_sentence_that_was_not_understood_is_on_the_page_and_shaded(
    client: TestClient, examples: Path
) -> None:
    said = (
        "The stars were against it.",
        "The moon was in the way.",
        "The sun shone on the claim.",
        "The wind blew from the west.",
        "The tide was out that day.",
    )
    text = (examples / "massage-chronic.txt").read_text(encoding="utf-8")
    head, _, _ = text.partition("Decision rationale:")
    letter = f"{head}Decision rationale: {' '.join(said)} The request is not medically necessary."
    [item] = explain(Document.of("stars.txt", letter)).items
    found = not_understood(item)
    assert len(found) > len(said) - 2
    answer = client.post("/upload", files={"letter": ("stars.txt", letter.encode())})
    read = Read(answer.text)
    for place in found:
        assert f"said-{place.start}-{place.end}" in read.texts
    assert read.classes.count("unread") == 1 + len({*item.unread, *found})


def test_words_that_overlap_are_marked_each_and_lose_no_letter() -> None:
    quoting = Quoting("one two three four")
    for start, end in ((0, 7), (4, 13), (8, 13)):
        quoting.backlink(Evidence(start, end, "", 1))

    def told(parts: tuple[object, ...]) -> str:
        return "".join(p if isinstance(p, str) else told(p.parts) for p in parts)  # type: ignore[attr-defined]

    parts = quoting.letter()
    assert told(parts) == "one two three four"
    assert [p.back for p in parts if not isinstance(p, str)] == ["said-0-7", "said-4-13"]


def test_an_item_says_why_with_its_numbers(client: TestClient) -> None:
    text = " ".join(words(page(client, ITEM).texts["main"]))
    for said in (
        "573 days after the injury",
        "denial upheld",
        "6 ≤ 6",
        "home exercises",
        "The nearest that was decided the other way",
    ):
        assert said in text


@pytest.mark.parametrize("item", [ITEM, "/determination/CM99-0000006/item/1"])
def test_what_would_have_changed_it_leads_to_what_supposes_it(
    client: TestClient, item: str
) -> None:
    links = [each for each in page(client, item).links if each.startswith(f"{item}/what-if?")]
    assert links
    for link in links:
        assert "It would have been" in page(client, link).texts["main"]


def test_a_phase_that_is_supposed_says_which_date_it_moves(client: TestClient) -> None:
    told = page(client, f"{ITEM}/what-if?phase=acute").texts["main"]
    assert "For the phase “acute” it is moved to 2015-06-10" in told
    assert "it is moved" not in page(client, f"{ITEM}/what-if?visits=1").texts["main"]


@pytest.mark.parametrize("path", [ITEM, f"{ITEM}/what-if?phase=acute", "/questions"])
def test_a_page_says_once_what_encoded_means(client: TestClient, path: str) -> None:
    assert client.get(path).text.count("“As encoded” means the guideline as imrgraph holds it") == 1


def test_the_number_of_further_reasons_leads_to_all_of_them(client: TestClient) -> None:
    for link in ("CM99-0000002/item/1", "CM99-0000003/item/1", "CM99-0000006/item/1"):
        read = page(client, f"/determination/{link}")
        answer = client.get(f"/determination/{link}").text
        counted = re.findall(r'<a href="#reasons">and \d+ more reasons?</a>', answer)
        assert (len(counted) == 1) == ("more reason" in answer)
        assert "reasons" in read.texts["reasons"]
    assert '<a href="#reasons">' in client.get("/determination/CM99-0000003/item/1").text


def test_requests_for_a_treatment_come_before_those_that_mention_it(client: TestClient) -> None:
    for words_ in ("massage", "physical therapy"):
        answer = client.get(f"/find?q={words_}").text
        rows = list(csv.DictReader(client.get(f"/find.csv?q={words_}").text.splitlines()))
        meant = {row["request"]: words_.split()[0] in row["treatment"] for row in rows}
        shown = re.findall(r'/item/\d+"><bdi>([^<]*)<', answer)
        order = [meant[unescape(each)] for each in shown]
        assert order == sorted(order, reverse=True)
        assert "Only where it was asked for" in answer


def test_only_what_was_asked_for_is_found_where_that_is_wanted(client: TestClient) -> None:
    read = page(client, "/find?q=neck massage")
    [link] = [each for each in read.links if each.startswith("/find?concept=")]
    rows = list(csv.DictReader(client.get(link.replace("/find", "/find.csv")).text.splitlines()))
    assert {row["treatment"] for row in rows} == {"massage-therapy"}


@pytest.mark.parametrize("part", ["CM99", "0000002", "99-0000002", "cm99 00000"])
def test_a_part_of_a_case_number_finds_its_letter(client: TestClient, part: str) -> None:
    assert "/determination/CM99-0000002" in page(client, f"/find?q={part}").links


@pytest.mark.parametrize(
    "path", ["/", "/find?q=massage", MASSAGE, ITEM, f"{ITEM}/what-if", "/rates", "/nothing"]
)
def test_letters_that_are_made_up_are_said_to_be(client: TestClient, path: str) -> None:
    told = "No real person is in them, and no real reviewer."
    assert client.get(path).text.count(told) == 1
    with TestClient(application(LetterStore()), "http://localhost", headers=HTML) as other:
        assert told not in other.get("/").text


def test_a_page_of_a_treatment_says_what_passive_means(client: TestClient) -> None:
    meaning = "passive (done to the patient, who need not make an effort)"
    for path in (ITEM, "/treatments/massage-therapy"):
        assert meaning in page(client, path).texts["main"]


@pytest.mark.parametrize("path", [MASSAGE, ITEM, "/plan?treatment=massage"])
def test_a_page_that_prints_has_a_button_where_a_script_can(client: TestClient, path: str) -> None:
    button = '<button type="button" class="quiet print no-print" hidden>'
    assert client.get(path).text.count(button) == 1


def test_the_start_claims_no_more_than_is_so(client: TestClient) -> None:
    text = " ".join(words(page(client, "/").texts["main"]))
    assert "4610.6(h)" in text
    assert "as far as its words were understood" in text
    late = " ".join(words(page(client, "/questions/late-decisions").texts["main"]))
    assert "4610.6(d)" in late


def test_a_page_says_on_which_page_and_calls_no_treatment_by_its_code(client: TestClient) -> None:
    paths = [f"{ITEM}", "/compare?a=CM99-0000002&b=CM99-0000004", "/plan?treatment=massage"]
    for number in range(2, 7):
        paths += [
            f"/determination/CM99-000000{number}/item/1",
            f"/determination/CM99-000000{number}",
        ]
    for path in paths:
        answer = re.sub(r'(?s)<div class="paper".*', "", client.get(path).text)
        text = unescape(re.sub(r"<[^>]+>", " ", answer))
        assert re.findall(r"\d+-\d+, p\. \d+", text) == [], path
        assert re.findall(r"\b(?:lumbar-spine|massage-therapy|low-back|mri)\b", text) == [], path


def test_what_would_have_changed_it_stands_under_that_title(client: TestClient) -> None:
    answer = client.get(ITEM).text
    [below] = re.findall(r'id="what-if">[^<]*</h2>(.*?)<form', answer, re.DOTALL)
    said = " ".join(words(unescape(re.sub(r"<[^>]+>", " ", below))))
    assert "On what the reviewer found" in said
    assert "Something else follows with" in said
    assert "Suppose something yourself" in said


def test_an_item_leads_to_a_plan_of_the_next_request(client: TestClient) -> None:
    [link] = [each for each in page(client, ITEM).links if each.startswith("/plan?")]
    assert "treatment=deep+tissue+massage" in link
    assert "injury=2013-11-14" in link
    assert "Deep tissue massage for the neck, 6 visits" in page(client, link).texts["main"]


@pytest.mark.parametrize(
    ("item", "asked", "had"),
    [
        pytest.param("CM99-0000005/item/1", ["6"], ["6"], id="6 of 12 were authorized"),
        pytest.param("CM99-0000006/item/2", ["12"], ["0"], id="none before"),
        pytest.param("CM99-0000002/item/1", ["6"], [], id="nothing is said of earlier ones"),
        pytest.param("CM99-0000004/item/1", [], [], id="tablets are no visits"),
    ],
)
def test_the_plan_of_the_next_request_asks_for_what_was_denied(
    client: TestClient, item: str, asked: list[str], had: list[str]
) -> None:
    links = page(client, f"/determination/{item}").links
    [link] = [each for each in links if each.startswith("/plan?")]
    given = parse_qs(link.partition("?")[2])
    assert (given.get("visits", []), given.get("earlier_visits", [])) == (asked, had)


def test_of_what_is_asked_for_the_page_says_how_much_is_in_dispute(client: TestClient) -> None:
    told = " ".join(words(page(client, "/determination/CM99-0000005/item/1").texts["main"]))
    assert "12 visits: 6 in dispute, 6 authorized already" in told
    whole = " ".join(words(page(client, ITEM).texts["main"]))
    assert "6 visits" in whole.partition("Asked for")[2][:20]
    assert "in dispute" not in whole.partition("Asked for")[2][:40]


def test_a_decision_and_the_plan_of_its_next_request_tell_alike_what_fits(
    client: TestClient,
) -> None:
    decided = page(client, "/determination/CM99-0000006/item/2")
    [link] = [each for each in decided.links if each.startswith("/plan?")]
    planned = page(client, f"{link}&request=2016-09-01")
    fit = "6 visits still fit: 6 are allowed and 0 were given or authorized before"
    for told in (decided, planned):
        assert fit in " ".join(words(told.texts["main"]))


@pytest.mark.parametrize(
    "path",
    ["/find?qq=massage", "/find?q=massage&sort=date", "/rates?where=outcome", "/rates?then=year"],
)
def test_a_parameter_that_changes_nothing_is_refused(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "expected" in answer.text


@pytest.mark.parametrize(
    "path", ["/find?year=2015", "/find.json?year=2015", "/rates?year=2015", "/rates.csv?year=2015"]
)
def test_what_has_no_year_is_told_where_a_year_is_asked_for(client: TestClient, path: str) -> None:
    assert "1 item has no date of decision, and is left out" in client.get(path).text
    assert "no date of decision, and is" not in client.get(path.partition("?")[0]).text


def test_rates_can_be_of_one_treatment(client: TestClient) -> None:
    text = client.get("/rates?by=year&treatment=massage-therapy").text
    assert "where treatment=massage-therapy" in text
    assert '<option value="massage-therapy" selected>massage therapy</option>' in text


def test_a_request_is_compared_from_its_own_page_and_from_the_first(client: TestClient) -> None:
    assert "/compare" in page(client, "/").links
    assert '<form method="get" action="/compare"' in client.get(ITEM).text
    links = page(client, ITEM).links
    own = f"/compare?a={ITEM.split('/')[2]}/1&b="
    assert f"{own}CM99-0000002/1" in links  # the nearest that was decided the other way
    assert len([each for each in links if each.startswith(own)]) > 2  # noqa: PLR2004 (with those alike)


@pytest.mark.parametrize("path", ["/compare?b=nothing", "/compare?a=CM99-0000002&b=CM98-000"])
def test_what_cannot_be_compared_is_told(client: TestClient, path: str) -> None:
    text = page(client, path, 404).texts["main"]
    assert "There is nothing here of that name" in text
    assert "imrv:" not in text


@pytest.mark.parametrize(
    ("typed", "told", "offered"),
    [
        ("a=massage", "2 requests with massage", "?a=CM99-0000002/1"),
        ("b=massage", "2 requests with massage", "?b=CM99-0000002/1"),
        ("a=CM99-0000004&b=massage", "2 requests with massage", "?b=CM99-0000002/1&a=CM99-0000004"),
        ("a=massage&b=lumbar+MRI", "with lumbar MRI", "?b=CM99-0000003/1&a=massage"),
        ("a=massage&b=zzz", "No request with zzz is here", "?a=CM99-0000002/1"),
        ("a=CM99-0000002&b=99-000000", "with 99-000000", "?b=CM99-0000003/1&a=CM99-0000002"),
        ("a=CM99-0000002", "similar to CM99-0000002, item 1", "&a=CM99-0000002"),
        ('a="massage', "2 requests with", "?a=CM99-0000002/1"),
    ],
)
def test_what_is_compared_is_chosen_from_a_list(
    client: TestClient, typed: str, told: str, offered: str
) -> None:
    read = page(client, f"/compare?{typed}")
    assert told in " ".join(words(read.texts["main"]))
    [first, *_] = [link for link in read.links if offered in link]
    assert client.get(first).status_code == HTTPStatus.OK


def test_of_a_request_that_is_to_be_compared_the_nearest_contrary_one_is_offered_first(
    client: TestClient,
) -> None:
    read = page(client, "/compare?a=CM99-0000002/1")
    text = read.texts["main"]
    assert text.index("The nearest that was decided the other way") < text.index("The most alike")
    chosen = [link for link in read.links if "&a=" in link]
    assert len(chosen) == len(set(chosen)) > 1
    assert "Point by point" in page(client, chosen[0]).texts["main"]


def test_compared_is_on_what_each_turned_also_where_the_other_was_not_weighed_by_it(
    client: TestClient,
) -> None:
    # Of the tablets the duration is at issue, which nobody weighs of massage.
    pair = "a=CM99-0000004/1&b=sha256-d21b050e244b0390/1"
    rows = list(csv.DictReader(client.get(f"/compare.csv?{pair}").text.splitlines()))
    told = {row["aspect"]: (row["a"], row["b"]) for row in rows}
    turned = "not met, as the reviewer says: it turned on this"
    assert told["condition: duration limit"] == (turned, "not at issue")
    assert told["condition: phase"][1] == turned
    assert "573 days after the injury" in told["the reviewer's reasons"][1]
    text = client.get(f"/compare?{pair}").text
    assert text.count("The reviewer&#39;s reasons</h3>") == 2  # noqa: PLR2004 (one a side)
    assert "not weighed" not in text


def test_what_the_reviewer_says_of_a_criterion_is_compared_where_no_guideline_sets_it(
    examples: Path,
) -> None:
    held = [
        item
        for name in ("two-items", "imaging", "therapy-partly-authorized")
        for item in explain(examples / f"{name}.txt").items
    ]
    for item in held:
        told = _criteria(item)
        turned = {name for name, said in told.items() if said.endswith(": it turned on this")}
        assert turned == {criterion for criterion, _ in turned_on(item)}
        for ground in item.grounds:
            if ground.stated:
                assert "as the reviewer says" in told[ground.criterion]
    assert any(map(turned_on, held))


def test_compared_are_the_visits_before(client: TestClient) -> None:
    pair = "a=CM99-0000005&b=CM99-0000006/2"
    rows = list(csv.DictReader(client.get(f"/compare.csv?{pair}").text.splitlines()))
    [before] = [row for row in rows if row["aspect"] == "visits before"]
    assert (before["a"], before["b"]) == ("6 authorized", "0 given")
    assert "Visits before" not in page(client, f"/compare?{OF_NO_VISITS}").texts["main"]


def test_the_list_says_what_each_decision_turned_on(client: TestClient) -> None:
    text = " ".join(words(page(client, "/find?q=deep+tissue").texts["main"]))
    assert "It turned on active care: not met; phase: not met, as the reviewer says" in text


def test_what_is_supposed_stands_in_the_address_and_flips_the_verdict(client: TestClient) -> None:
    acute = " ".join(words(page(client, f"{ITEM}/what-if?phase=acute").texts["main"]))
    assert "It would have been necessary instead of not necessary" in acute
    fewer = " ".join(words(page(client, f"{ITEM}/what-if?visits=3&injury=").texts["main"]))
    assert "It would still have been not necessary" in fewer
    assert "3 ≤ 6" in fewer
    assert "The verdict that leads is the one on what the reviewer found, by" in fewer
    assert "the guideline as the reviewer states it. Others say:" in fewer
    told = client.get(f"{ITEM}/what-if.json?phase=acute").json()
    leading = told["verdicts"][0]
    assert (leading["before"], leading["after"]) == ("not-necessary", "necessary")


def test_what_the_reviewer_would_have_found_is_told_in_the_words_of_the_criterion(
    client: TestClient,
) -> None:
    shown = page(client, f"{ITEM}/what-if?functional-improvement=not-met")
    told = " ".join(words(shown.texts["main"]))
    assert "the reviewer finds that no sufficient benefit of earlier treatment is shown" in told
    assert "found met" not in told
    assert "found not met" not in told


@pytest.mark.parametrize(
    ("supposed", "said"),
    [("visits=many", "a whole number"), ("phase=<b>", "a phase"), ("colour=red", "one of")],
)
def test_what_cannot_be_supposed_is_told_in_the_same_dress(
    client: TestClient, supposed: str, said: str
) -> None:
    read = page(client, f"{ITEM}/what-if?{supposed}", HTTPStatus.BAD_REQUEST)
    assert f"expected {said}" in read.texts["main"]


@pytest.mark.parametrize(
    ("asked", "many"),
    [
        ("", 7),
        ("q=massage", 2),
        ("q=home+exercise&outcome=upheld", 2),
        ("outcome=overturned", 3),
        ('q="massage', 2),
        ("q=zzz", 0),
        ("q=AND", 7),
    ],
)
def test_decisions_are_found_by_words_and_facets(client: TestClient, asked: str, many: int) -> None:
    found = client.get(f"/find.json?{asked}").json()
    assert (found["items"], len(found["found"])) == (many, many)
    read = page(client, f"/find?{asked}")
    assert f"{many} request" in read.texts["main"]
    rows = list(csv.DictReader(client.get(f"/find.csv?{asked}").text.splitlines()))
    assert len(rows) == many


def test_every_count_of_a_facet_is_what_it_leads_to(client: TestClient) -> None:
    answer = client.get("/find").text
    counted = re.findall(
        r'<a href="(/find\?[^"]+)">[^<]+</a> <span class="count">(\d+)</span>', answer
    )
    assert len(counted) > SEVERAL
    for link, many in counted:
        found = client.get(unescape(link).replace("/find", "/find.json", 1)).json()
        assert found["items"] == int(many), link


def test_a_case_number_in_any_case_leads_to_the_decision(client: TestClient) -> None:
    answer = client.get("/find?q=cm99+0000002", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/determination/CM99-0000002")


def test_a_page_of_the_list_beyond_the_last_is_empty(client: TestClient) -> None:
    assert client.get("/find.json?page=9").json()["found"] == []


def test_each_form_of_an_item_says_the_same(client: TestClient) -> None:
    told = client.get(f"{ITEM}.json").json()
    assert [item["number"] for item in told["items"]] == [1]
    assert client.get(ITEM, headers={"Accept": "application/json"}).json() == told
    graph = rdflib.Graph().parse(data=client.get(f"{ITEM}.ttl").text, format="turtle")
    assert len(graph) > SEVERAL
    rows = list(csv.DictReader(client.get(f"{ITEM}.csv").text.splitlines()))
    stated = (row for row in rows if row["reading"] == "stated-reading")
    decisive = {row["criterion"] for row in stated if row["decisive"] == "True"}
    assert decisive == {"phase", "active-care"}


@pytest.mark.parametrize(
    "path",
    [
        "/determination/CM99-9999999",
        "/determination/CM99-0000002/item/9",
        "/nothing",
        "/rates.exe",
        "/treatments/nonsense",
        "/guidelines/massage-therapy",
        "/compare?a=CM99-0000002/x&b=CM99-0000002",
    ],
)
def test_what_is_not_there_is_told_to_a_person_and_to_a_program(
    client: TestClient, path: str
) -> None:
    read = page(client, path, 404)
    assert "There is nothing here" in read.texts["main"]
    told = client.get(path, headers={"Accept": "application/json"})
    assert told.headers["content-type"] == "application/problem+json"
    assert json.loads(told.text)["status"] == HTTPStatus.NOT_FOUND


def test_what_is_not_there_is_told_without_the_words_of_a_program(client: TestClient) -> None:
    read = page(client, "/determination/CM99-0000012", 404)
    text = " ".join(words(read.texts["main"]))
    assert "Looked for was a letter 'CM99-0000012'. Called most like it: CM99-0000002" in text
    assert "expected" not in text
    assert client.get("/find?q=CM99-0000002").url.path == "/determination/CM99-0000002"
    assert "/find?q=CM99-0000002" in read.links
    told = client.get("/determination/CM99-0000012", headers={"Accept": "application/json"}).json()
    assert told["nearest"][0] == "CM99-0000002"
    assert "expected a letter" in told["detail"]


def test_what_letters_and_people_say_is_escaped(
    client: TestClient, tmp_path: Path, examples: Path
) -> None:
    text = (examples / "massage-acute.txt").read_text(encoding="utf-8")
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    letter = tmp_path / "hostile.txt"
    letter.write_text(
        text.replace("CM99-0000002", "CM99-0000099").replace(
            "Therapeutic massage 2 times", f"Therapeutic massage {hostile} 2 times"
        ),
        encoding="utf-8",
    )
    with LetterStore() as held:
        held.load([letter])
        with TestClient(application(held), "http://localhost", headers=HTML) as asking:
            for path in (
                "/determination/CM99-0000099",
                "/determination/CM99-0000099/item/1",
                "/determination/CM99-0000099/item/1/what-if?phase=chronic",
                "/find",
                f"/find?q={hostile}",
            ):
                answer = asking.get(path)
                assert answer.status_code == HTTPStatus.OK
                assert "<script>alert" not in answer.text
                assert "<img" not in answer.text
                Read(answer.text)
    assert "<script>" not in client.get(f"/determination/{hostile}").text


def test_the_style_and_the_script_are_our_own(client: TestClient) -> None:
    answer = client.get("/")
    assert "http" not in " ".join(Read(answer.text).links)
    for path in ("/static/pages.css", "/static/explanation.css", "/static/pages.js"):
        assert client.get(path).status_code == HTTPStatus.OK
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_a_page_that_was_shown_is_shown_again_as_it_was(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(path: str, kind: str, coding: str = "gzip") -> tuple[int, str]:
        found = client.get(path, headers={"Accept": kind, "Accept-Encoding": coding})
        if found.status_code == HTTPStatus.OK:
            assert found.headers["content-type"].startswith(kind)
            assert found.headers.get("content-encoding", "identity") == coding
        return found.status_code, found.text

    path, html = f"{ITEM}?from=here", "text/html"
    first = told(path, html)
    assert first[0] == HTTPStatus.OK
    monkeypatch.setattr(Pool, "run", None)  # so that nothing is made anew
    assert told(path, html) == told(path, html, "identity") == first
    for other, kind in ((f"{ITEM}?from=there", html), (path, "application/json")):
        assert told(other, kind)[0] == HTTPStatus.INTERNAL_SERVER_ERROR
