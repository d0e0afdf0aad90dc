"""serve.pages: what is asked in a form is answered, and the answer can be kept."""

from __future__ import annotations

import csv
import json
import re
from html import unescape
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlparse

import pytest
import rdflib
from browsed import Read, page, words
from carriers import as_pdf
from starlette.testclient import TestClient

from imrgraph.serve.app import application

if TYPE_CHECKING:
    from pathlib import Path

    from imrgraph.store.opening import LetterStore

#: So many at least, where the exact number is a matter of the letters.
SEVERAL = 5


def test_rates_are_drawn_and_told_in_a_table(client: TestClient) -> None:
    answer = client.get("/rates?by=class")
    text = " ".join(words(Read(answer.text).texts["main"]))
    assert "passive therapy" in text
    assert "<svg" in answer.text
    rows = list(csv.DictReader(client.get("/rates.csv?by=class").text.splitlines()))
    by_class = {row["class"]: (row["items"], row["overturned"]) for row in rows}
    assert by_class["passive-therapy"] == ("4", "2")
    assert client.get("/rates.json?by=class").json()["total"]["items"] == int(by_class["all"][0])
    assert client.get("/rates.svg").headers["content-type"] == "image/svg+xml"
    assert "expected one of" in page(client, "/rates?by=colour", 400).texts["main"]


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("masage", "/treatments/massage-therapy"),
        ("acupuncure zebra", "/treatments/acupuncture"),
        ("CM99-000006", "/determination/CM99-0000006"),
    ],
)
def test_where_nothing_is_found_the_nearest_is_offered(
    client: TestClient, typed: str, link: str
) -> None:
    assert link in page(client, f"/find?q={typed}").links
    assert "Was one of these meant?" not in page(client, "/find?q=massage").texts["main"]


def test_a_search_for_nothing_says_what_to_type(client: TestClient) -> None:
    told = "Nothing was typed"
    assert told in page(client, "/find?q=").texts["main"]
    assert told not in page(client, "/find").texts["main"]
    assert told not in page(client, "/find?q=&region=neck").texts["main"]


def test_a_question_is_a_form_and_its_answer_a_table(client: TestClient) -> None:
    before = page(client, "/questions/overturn-rate")
    assert "Answer" not in before.texts["main"]
    answer = client.get("/questions/overturn-rate?by=region&ask=yes")
    assert "neck" in Read(answer.text).texts["main"]
    rows = client.get("/questions/overturn-rate.csv?by=region").text.splitlines()
    assert {row["group"]: row["items"] for row in csv.DictReader(rows)}["neck"] == "2"
    wrong = page(client, "/questions/overturn-rate?by=colour", 400)
    assert "expected one of" in wrong.texts["main"]


def test_a_question_withholds_the_share_of_few_as_the_page_of_rates_does(
    served_store: LetterStore,
) -> None:
    with TestClient(application(served_store), "http://localhost") as asking:
        asking.headers["Accept"] = "text/html"
        for path in ("/questions/overturn-rate?by=region", "/questions/overturned-by-year?ask=yes"):
            shown = asking.get(path).text
            rows = re.findall(r'data-label="percent"[^>]*><bdi>([^<]*)<', shown)
            assert set(rows) == {"withheld"}
            assert "fewer than 10 requests" in shown
        assert set(re.findall(r"withheld", asking.get("/rates").text)) == {"withheld"}


def test_each_share_of_a_question_has_its_interval_and_the_sample_is_named(
    client: TestClient,
) -> None:
    read = page(client, "/questions/overturn-rate?by=treatment&ask=yes")
    text = " ".join(words(read.texts["main"]))
    assert "not a sample of all decisions of California" in text
    assert "interval at 95 %" in text
    assert "9.5 to 90.5" in text  # 1 of 2
    rows = client.get("/questions/overturn-rate.csv?by=treatment").text
    assert rows.splitlines()[0] == "group,items,overturned,percent"
    other = page(client, "/questions/case-outcomes?ask=yes").texts["main"]
    assert "not a sample" not in other


def test_every_question_has_its_page(client: TestClient) -> None:
    for each in client.get("/questions.json").json():
        read = page(client, f"/questions/{each['name']}")
        assert each["summary"] in read.texts["main"]


def test_what_a_row_names_leads_to_its_page(client: TestClient) -> None:
    query = "SELECT ?item ?of { ?item imr:requestedTreatment ?of } ORDER BY ?item"
    read = page(client, f"/query?query={query}")
    assert "/determination/CM99-0000002/item/1" in read.links
    assert "/treatments/massage-therapy" in read.links


def test_a_query_is_answered_or_says_what_is_wrong(client: TestClient) -> None:
    query = {"query": "SELECT ?case { ?letter imr:caseNumber ?case } ORDER BY ?case"}
    shown = client.post("/query", data=query)
    assert "CM99-0000002" in Read(shown.text).texts["main"]
    rows = client.post("/query.csv", data=query).text.splitlines()
    assert rows[:2] == ["case", "CM99-0000002"]
    assert "Yes." in page(client, "/query?query=ASK {}").texts["main"]
    none = page(client, "/query?query=ASK { ?x imr:outcome 'Overturned' }").texts["main"]
    assert "what is called so is imrv:overturned" in " ".join(none.split())
    wrong = page(client, "/query?query=SELECT ?x {", HTTPStatus.BAD_REQUEST)
    assert "expected SPARQL 1.1" in wrong.texts["problem"]
    refused = page(client, "/query?query=DROP ALL", HTTPStatus.FORBIDDEN)
    assert "changes nothing" in refused.texts["problem"]
    turtle = client.post("/query.ttl", data={"query": "DESCRIBE imrv:neck"}).text
    assert rdflib.Graph().parse(data=turtle, format="turtle")


def test_a_treatment_tells_what_applied_and_when(client: TestClient) -> None:
    read = page(client, "/treatments?name=Massage")
    text = " ".join(words(read.texts["main"]))
    assert {"2009-07-18", "2016-07-29"} <= set(re.findall(r"\d{4}-\d\d-\d\d", text))
    assert "Of 2 requests here, the denial was overturned in 1" in text
    assert "Counted: 2 requests in 2 letters" in text
    assert "/treatments/deep-tissue-massage" in read.links
    rows = list(csv.DictReader(client.get("/treatments/massage-therapy.csv").text.splitlines()))
    assert {
        "says": "supports",
        "limits": "only for chronic pain (phase); at most 6 (visit limit)",
    }.items() <= next(row.items() for row in rows if row["begins"] == "2009-07-18")
    turtle = client.get("/treatments/massage-therapy.ttl").text
    graph = rdflib.Graph().parse(data=turtle, format="turtle")
    assert "massage therapy" in {str(each) for each in graph.objects()}


def test_what_the_law_limits_is_said_to_be_limited_and_now_is_said_to_be_what_is_on_file(
    client: TestClient,
) -> None:
    answer = client.get("/treatments/physical-therapy").text
    text = " ".join(words(Read(answer).texts["main"]))
    assert "no more than 24 physical therapy visits an injury" in text
    assert "a newer edition may be in force" in text
    labels = re.findall(r'class="name-text"[^>]*>([^<]+)<', answer)
    assert any("limits" in each for each in labels)
    drawn = re.findall(r"<title>[^<]*: (\d{4}[^<]*)</title>", answer)
    assert len({*zip(labels, drawn, strict=True)}) == len(labels), "bars that cannot be told apart"


def test_a_guideline_tells_its_editions_and_who_relies_on_it(client: TestClient) -> None:
    read = page(client, "/guidelines/chronic-pain")
    text = " ".join(words(read.texts["main"]))
    assert "Chronic Pain Medical Treatment Guidelines, 2009: 2009-07-18 to 2016-07-29" in text
    assert "/treatments/massage-therapy" in read.links
    assert "/find?guideline=chronic-pain" in read.links
    many = client.get("/find.json?guideline=chronic-pain").json()["items"]
    assert f"Of {many} requests here" in text


def test_every_guideline_and_every_group_of_treatments_has_its_page(client: TestClient) -> None:
    for start in ("/guidelines", "/treatments"):
        links = [each for each in page(client, start).links if each.startswith(f"{start}/")]
        assert len(links) > SEVERAL
        for link in links[:: max(1, len(links) // 30)]:
            page(client, link)


def test_two_requests_stand_side_by_side(client: TestClient) -> None:
    both = "a=CM99-0000002&b=sha256-d21b050e244b0390/1"
    text = " ".join(words(page(client, f"/compare?{both}").texts["main"]))
    assert "Point by point" in text
    rows = list(csv.DictReader(client.get(f"/compare.csv?{both}").text.splitlines()))
    found = {row["aspect"]: (row["a"], row["b"]) for row in rows}
    assert found["outcome"] == ("overturned", "upheld")
    assert found["phase"] == ("acute", "chronic")
    page(client, "/compare?a=CM99-0000002")


def test_a_plan_tells_what_is_asked_for_and_what_would_fit(client: TestClient) -> None:
    asked = "treatment=massage&region=neck&injury=2014-11-14&request=2015-06-10&visits=12"
    text = " ".join(words(page(client, f"/plan?{asked}").texts["main"]))
    assert "12 visits" in text
    assert "6" in text.partition("What would fit")[2][:80]
    told = client.get(f"/plan.json?{asked}").json()
    assert told["verdict"] == "partly-necessary"
    wrong = page(client, "/plan?treatment=massge", HTTPStatus.BAD_REQUEST)
    assert "The nearest" in wrong.texts["main"]
    assert "treatment" in page(client, "/plan").texts


def test_a_recommendation_that_loses_says_to_what(client: TestClient) -> None:
    asked = "treatment=acupuncture&region=neck&injury=2015-11-01&request=2017-03-10&visits=6"
    text = " ".join(words(page(client, f"/plan?{asked}&beside=physical+therapy").texts["main"]))
    assert "would be necessary" in text
    assert "Against: passive therapy in chronic pain" in text
    assert "and yields to: acupuncture beside physical rehabilitation" in text


def test_a_name_that_is_not_known_is_one_click_from_the_nearest(client: TestClient) -> None:
    asked = "treatment=massage&region=neck&diagnoses=chronic+neck+pian,neck+sprain&visits=12"
    read = page(client, f"/plan?{asked}&request=2015-06-10", HTTPStatus.BAD_REQUEST)
    offered = [link for link in read.links if link.startswith("/plan?")]
    assert len(offered) > 1
    for link in offered:
        kept = parse_qs(urlparse(link).query)
        assert (kept["treatment"], kept["visits"]) == (["massage"], ["12"])
        assert "neck sprain" in kept["diagnoses"]
        assert "chronic neck pian" not in kept["diagnoses"]
        page(client, link)
    assert parse_qs(urlparse(offered[-1]).query)["diagnoses"] == ["neck sprain"]


def test_a_plan_says_nothing_of_earlier_visits_that_nobody_told_it(client: TestClient) -> None:
    asked = "treatment=massage&region=neck&injury=2014-11-14&request=2015-06-10&visits=6"
    untold = " ".join(words(page(client, f"/plan?{asked}").texts["main"]))
    assert "0 were given" not in untold
    assert "6 visits fit if none were given or authorized before" in untold
    told = " ".join(words(page(client, f"/plan?{asked}&earlier_visits=0").texts["main"]))
    assert "0 were given or authorized before" in told


def test_what_would_fit_is_no_promise_where_the_rest_is_not_met(client: TestClient) -> None:
    asked = "treatment=acupuncture&region=neck&injury=2014-11-14&request=2015-06-10&visits=6"
    text = " ".join(words(page(client, f"/plan?{asked}").texts["main"]))
    assert client.get(f"/plan.json?{asked}").json()["verdict"] != "necessary"
    assert "What would fit, were all the rest met" in text


def test_the_similar_requests_of_a_plan_are_links(client: TestClient) -> None:
    read = page(client, "/plan?treatment=massage&region=neck&request=2015-06-10")
    assert any(link.startswith("/determination/") for link in read.links)


def test_what_to_show_comes_first_and_its_quotation_leads_to_the_decision(
    client: TestClient,
) -> None:
    asked = "treatment=massage&region=neck&injury=2026-05-14&request=2026-11-10&visits=6"
    answer = client.get(f"/plan?{asked}").text
    [shown] = re.findall(r'<ul class="checklist">(.*?)</ul>', answer, re.DOTALL)
    assert answer.index("What to show") < answer.index("What is not known")
    links = re.findall(r'<a href="(/determination/[^"]+/item/\d+)"><q', shown)
    assert links
    for link in links:
        page(client, link)
    assert "is not in imrgraph" in answer
    told = client.get(f"/plan.json?{asked}").json()
    assert {each["missed"]["of"] for each in told["to_show"] if each["missed"]}


def test_what_is_not_here_is_told_alike_of_a_treatment_and_in_a_plan(client: TestClient) -> None:
    of_treatment = client.get("/treatments/acupuncture").text
    row = of_treatment.partition("as amended in 2017</td>")[2].partition("</tr>")[0]
    of_plan = client.get("/plan?treatment=acupuncture&request=2026-11-10").text
    for said in (row, of_plan):
        assert "not in imrgraph" in " ".join(words(said))
        assert "its text was read" not in said


@pytest.mark.parametrize("form", ["pdf", "txt"])
def test_a_letter_is_explained_and_not_kept(
    client: TestClient, served_store: LetterStore, examples: Path, form: str
) -> None:
    text = (examples / "massage-acute.txt").read_text(encoding="utf-8")
    text = text.replace("CM99-0000002", "CM99-0000077")
    data = as_pdf(text) if form == "pdf" else text.encode()
    sent = {"letter": (f"C:\\letters\\mine.{form}", data)}
    read = Read(client.post("/upload", files=sent).text)
    assert "within the acute phase" in read.texts["main"]
    assert any(name.startswith("char-") for name in read.texts)
    told = client.post("/upload", files=sent, headers={"Accept": "application/json"}).json()
    assert told["case_number"] == "CM99-0000077"
    assert "CM99-0000077" not in served_store
    assert client.get("/determination/CM99-0000077").status_code == HTTPStatus.NOT_FOUND


def test_the_next_request_is_planned_from_a_letter_that_is_not_kept(
    client: TestClient, examples: Path
) -> None:
    text = (examples / "therapy-partly-authorized.txt").read_text(encoding="utf-8")
    text = text.replace("CM99-0000005", "CM99-0000077")
    read = Read(client.post("/upload", files={"letter": ("mine.txt", text.encode())}).text)
    [link] = [each for each in read.links if each.startswith("/plan?")]
    given = parse_qs(urlparse(link).query)
    assert (given["visits"], given["earlier_visits"]) == (["6"], ["6"])
    assert "knee sprain" in given["diagnoses"][0]
    assert "naproxen" in given["had"][0]
    assert "CM99-0000077" not in link
    assert "6 visits" in page(client, link).texts["main"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"letter": ("a.pdf", b"%PDF-1.4 broken")}, "expected"),
        ({"letter": ("<b>.txt", b"no letter at all")}, "expected"),
        ({"other": ("a.txt", b"text")}, "expected"),
        (None, "expected"),
    ],
)
def test_what_is_no_letter_is_refused_with_its_cause(
    client: TestClient, sent: dict[str, tuple[str, bytes]] | None, said: str
) -> None:
    answer = client.post("/upload", files=sent)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    read = Read(answer.text)
    assert said in read.texts["main"]
    assert "<b>.txt" not in answer.text
    plain = client.post("/upload", files=sent, headers={"Accept": "application/json"})
    assert plain.headers["content-type"] == "application/problem+json"


def test_something_is_supposed_of_a_letter_that_is_not_kept(
    client: TestClient, served_store: LetterStore, examples: Path
) -> None:
    text = (examples / "massage-chronic.txt").read_text(encoding="utf-8")
    letter = text.replace("Decision rationale:", "Decision rationale: “It” <b>\r\n\f&amp;")
    data = letter.encode()
    shown = client.post("/upload", files={"letter": ("m\"'<i>.txt", data)}).text
    carried = _carried(shown)
    assert json.loads(carried)["text"] == letter
    sent = _fields({"carried": carried, "item": "1", "visits": "", "phase": "acute"})
    before = len(served_store)
    answer = client.post("/upload/what-if", files=sent)
    read = Read(answer.text)
    assert "necessary instead of not necessary" in " ".join(words(read.texts["main"]))
    assert _carried(answer.text) == carried
    assert "Made up: the letters here" not in answer.text
    assert "<b>\r\n" not in answer.text
    plain = client.post("/upload/what-if.json", files=sent).json()
    assert plain["supposed"]["phase=acute"][0]["property"] == "injuryDate"
    again = client.post("/upload", files=_fields({"carried": carried})).text
    assert Read(again).texts["main"] == Read(shown).texts["main"]
    assert len(served_store) == before


def test_a_button_supposes_what_would_have_changed_a_letter_that_is_not_kept(
    client: TestClient, examples: Path
) -> None:
    data = (examples / "massage-chronic.txt").read_bytes()
    carried = _carried(client.post("/upload", files={"letter": ("m.txt", data)}).text)
    sent = {"carried": carried, "item": "1"}
    shown = client.post("/upload/what-if", files=_fields(sent)).text
    pressed = [unescape(each) for each in re.findall(r'name="suppose" value="([^"]*)"', shown)]
    assert pressed
    for query in pressed:
        told = client.post("/upload/what-if", files=_fields({**sent, "suppose": query})).text
        assert " instead of " in " ".join(words(Read(told).texts["main"]))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"carried": "{}"}, HTTPStatus.BAD_REQUEST),
        ({"carried": '"text"'}, HTTPStatus.BAD_REQUEST),
        ({"carried": r'{"name": "a", "text": "\ud800"}'}, HTTPStatus.BAD_REQUEST),
        ({"carried": "[" * 100_000}, HTTPStatus.BAD_REQUEST),
        ({"carried": '{"name": "a", "text": "no letter"}'}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"carried": '{"name": "a", "text": "b"}', "item": "one"}, HTTPStatus.BAD_REQUEST),
        ({"phase": "acute"}, HTTPStatus.UNPROCESSABLE_ENTITY),
    ],
)
def test_what_no_page_sends_along_is_refused(
    client: TestClient, sent: dict[str, str], status: HTTPStatus
) -> None:
    answer = client.post("/upload/what-if", files=_fields(sent))
    assert answer.status_code == status
    assert "expected" in answer.text


def _fields(given: dict[str, str]) -> dict[str, tuple[None, str]]:
    """Return fields as a form sends them beside files."""
    return {name: (None, value) for name, value in given.items()}


def _carried(shown: str) -> str:
    """Return the letter that a page carries."""
    [found] = {*re.findall(r'name="carried" value="([^"]*)"', shown)}
    return unescape(found)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("massage overturned", "overturned."),
        ("massage denied", "outcome “denial upheld”."),
        ("physical therapy granted", "The only request for physical therapy was not overturned."),
        ("massage overturned in part", "None of the 2 requests for massage therapy has"),
    ],
)
def test_an_outcome_that_is_typed_narrows_what_is_found(
    client: TestClient, typed: str, said: str
) -> None:
    told = " ".join(words(page(client, f"/find?{urlencode({'q': typed})}").texts["main"]))
    assert "Taken as the outcome" in told
    assert said in told
    found = client.get("/find.json", params={"q": typed}).json()
    assert {each["outcome"] for each in found["found"]} <= set(found["where"]["outcome"])
    chosen = " ".join(words(page(client, f"/compare?{urlencode({'a': typed})}").texts["main"]))
    assert said in chosen


def test_an_outcome_in_quotation_marks_is_a_word_of_the_letters(client: TestClient) -> None:
    asked = {"q": 'massage "denied"'}
    assert "Taken as" not in client.get("/find", params=asked).text
    assert client.get("/find.json", params=asked).json()["where"] == {}


def test_only_where_it_was_asked_for_is_offered_after_a_filter_too(client: TestClient) -> None:
    read = page(client, "/find?q=massage&outcome=upheld")
    [link] = [e for e in read.links if "outcome=upheld&concept=massage-therapy" in e]
    assert "massage-therapy" in link
    found = client.get(link.replace("/find?", "/find.json?")).json()
    assert {each["outcome"] for each in found["found"]} == {"upheld"}
