"""planning: a request that nobody has decided is held against the guidelines in force."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import partial
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

import imrgraph
from imrgraph.cli import main
from imrgraph.cli.exits import NOT_FOUND, USAGE
from imrgraph.errors import ImrgraphError, PlanError, QuestionError
from imrgraph.explaining import explain
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMRV, local
from imrgraph.letters.reading import read
from imrgraph.planning.plans import FORMATS, Plan, plan
from imrgraph.planning.precedents import _names_another
from imrgraph.planning.telling import opening, sections
from imrgraph.reasoning.deciding.results import State, Status
from imrgraph.reasoning.deciding.verdicts import Verdict
from imrgraph.reasoning.rendering import wording
from imrgraph.reprs import MOST
from imrgraph.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imrgraph.store.opening import LetterStore

#: A request for massage of which all is given that the guideline of 2009 asks for.
MASSAGE: dict[str, Any] = {
    "treatment": "massage",
    "region": "neck",
    "request": "2015-06-10",
    "injury": "2014-11-14",
    "visits": 6,
}
#: Requests of many kinds, each with what is given.
REQUESTS: list[dict[str, Any]] = [
    {**MASSAGE, "visits": 12},
    {**MASSAGE, "earlier_visits": 4},
    {**MASSAGE, "earlier_visits": 40},
    {**MASSAGE, "request": "2016-09-10"},
    {
        "treatment": "acupuncture",
        "request": "2016-05-10",
        "visits": 12,
        "beside": ["home exercise"],
    },
    {"treatment": "MRI", "region": "low back", "request": "2016-05-10", "injury": "2016-04-14"},
    {"treatment": "MRI", "region": "neck", "request": "2016-05-10", "injury": "2016-05-01"},
    {
        "treatment": "physical therapy",
        "region": "low back",
        "request": "2016-05-10",
        "injury": "2013-11-14",
        "visits": 12,
    },
    {"treatment": "tramadol", "request": "2016-11-10", "injury": "2016-09-14"},
    {
        "treatment": "physical therapy",
        "region": "shoulder",
        "request": "2017-05-10",
        "surgery": "2016-12-01",
        "visits": 30,
        "had": ["rotator cuff repair"],
    },
]


#: Requests of a day on which what is in force is known by name alone.
TODAY: list[dict[str, Any]] = [
    {**MASSAGE, "request": "2026-11-10", "injury": "2026-05-14"},
    {"treatment": "MRI", "region": "low back", "request": "2026-11-10", "injury": "2026-05-14"},
    {"treatment": "acupuncture", "region": "shoulder", "request": "2026-11-10", "visits": 12},
]


def named(request: dict[str, Any]) -> str:
    return f"{request['treatment']} {request.get('region', '')} {request['request']}"


@pytest.fixture(scope="module")
def store() -> Iterator[LetterStore]:
    with imrgraph.open() as opened:
        opened.load([folder("examples") / "letters"])
        yield opened


def folded(text: str) -> str:
    return " ".join(text.split())


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["plan", *map(str, words)])
    return result.exit_code, result.output


def test_a_request_follows_as_its_description_does() -> None:
    described = explain(folder("examples") / "cases" / "massage.ttl").items[0]
    found = plan(
        "massage-therapy",
        "neck",
        request="2015-09-30",
        injury="2015-05-08",
        visits=6,
        diagnoses=["cervical sprain"],
        beside=["physical therapy", "home exercise"],
        documented=["home exercise program"],
    )
    assert found.verdict is described.verdict is Verdict.NECESSARY
    ours = {(each.result.condition, each.result.status) for each in found.asked}
    assert ours == {(c.result.condition, c.result.status) for c in described.leading_conditions}


def test_what_is_asked_for_is_sorted_by_how_it_comes_out() -> None:
    found = plan(**{**MASSAGE, "visits": 12})
    assert (found.verdict, found.certify) == (Verdict.PARTLY_NECESSARY, 6)
    assert [each.result.criterion for each in found.met] == ["phase"]
    assert [each.result.criterion for each in found.missing] == ["visit-limit"]
    assert found.unknown == ()
    assert found.missing[0].weighed.source.locator == "p. 60"


@pytest.mark.parametrize("request_", REQUESTS, ids=named)
def test_visits_that_are_said_to_fit_do_not_exceed_the_limit(request_: dict[str, Any]) -> None:
    for step in plan(**request_).fits:
        [fit] = step.values.get("fit", (0,))
        if step.kind == "visits":
            again = plan(**{**request_, "visits": int(fit)})
            place = step.values["source"]
            limits = [c for c in again.asked if (c.weighed.source,) == place and c.result.limits]
            assert any(each.result.status is Status.MET for each in limits)


@pytest.mark.parametrize("request_", REQUESTS, ids=named)
def test_on_the_day_from_which_the_phase_is_right_it_is(request_: dict[str, Any]) -> None:
    for step in plan(**request_).fits:
        if step.kind == "from-day":
            again = plan(**{**request_, "request": step.values["day"][0]})
            phases = [each.result for each in again.asked if each.result.criterion == "phase"]
            assert any(each.status is Status.MET for each in phases)


def test_a_treatment_that_fits_later_is_told_with_the_day() -> None:
    early = plan(**{**MASSAGE, "injury": "2015-05-20"})
    assert early.verdict is Verdict.UNDETERMINED
    assert [step.values["day"][0] for step in early.fits] == [date(2015, 8, 20)]
    assert plan(**{**MASSAGE, "injury": "2015-05-20", "request": "2015-08-20"}).verdict is (
        Verdict.NECESSARY
    )


@pytest.mark.parametrize("request_", REQUESTS, ids=named)
def test_what_is_offered_in_its_place_is_supported_by_its_place(request_: dict[str, Any]) -> None:
    first = plan(**request_)
    for each in first.alternatives:
        limits = [r.required[0] for r in each.limits if r.criterion == "visit-limit" and r.required]
        fewest = (
            {"visits": int(getattr(limits[0], "number", 1)), "earlier_visits": 0} if limits else {}
        )
        again = plan(**{**request_, **fewest, "treatment": local(each.treatment)})
        [same] = [
            w for w in again.recommendations if w.recommendation == each.weighed.recommendation
        ]
        assert same.state is State.APPLIES


@pytest.mark.parametrize("request_", [*REQUESTS, *TODAY], ids=named)
def test_a_plan_says_in_35_words_where_the_request_stands_and_then_what_to_show(
    request_: dict[str, Any], store: LetterStore
) -> None:
    found = plan(**request_, store=store)
    assert len(opening(found).split()) <= 35  # noqa: PLR2004 (of a headline, too)
    titles = [each.title for each in sections(found)]
    assert "What to show" not in titles or titles[0] == "What to show"
    assert not found.to_show or titles[0] == "What to show"


@pytest.mark.parametrize("request_", TODAY, ids=named)
def test_where_the_text_in_force_is_not_here_the_edition_before_says_what_to_show(
    request_: dict[str, Any],
) -> None:
    found = plan(**request_)
    assert found.verdict is Verdict.UNDETERMINED
    assert found.unseen
    assert found.earlier is not None
    assert found.earlier.speaking
    told = folded(found.to_text())
    assert f"the text of {found.unseen[0].name}, in force since" in told
    assert re.search(r"is not in imrgraph\. (Below is what|By) an earlier guideline", told)
    for each in found.earlier.editions:
        assert f"{each.name} (in force until {each.ends})" in told
    asking = {e.weighed.source.within for shown in found.to_show for e in shown.asked}
    against = {each.source.within for shown in found.to_show for each in shown.against}
    assert asking | against
    assert asking | against <= {each.iri for each in found.earlier.editions}


def test_an_edition_that_is_over_is_asked_with_an_injury_as_fresh() -> None:
    asked = partial(plan, "massage", "neck", request="2026-11-10")
    old, fresh = (asked(injury=day) for day in ("2026-05-14", "2026-10-28"))
    assert old.earlier is not None
    assert old.earlier.request.request == date(2017, 11, 30)
    assert (old.earlier.request.injury, old.request.injury) == (date(2017, 6, 3), date(2026, 5, 14))
    named_in = {e.recommendation for e in fresh.earlier.speaking} if fresh.earlier else set()
    assert {each.recommendation for each in old.earlier.speaking}.isdisjoint(named_in)
    assert "2017-06-03" not in old.to_text()


def test_no_edition_before_is_asked_where_one_in_force_speaks() -> None:
    found = plan(**MASSAGE)
    assert (found.unseen, found.earlier) == ((), None)
    assert found.guiding is found


@pytest.mark.parametrize(
    ("text", "is_of_another"),
    [
        ("Twelve acupuncture visits with a capsaicin patch", True),
        ("the guideline does not recommend infrared lasers", True),
        ("Six electroacupuncture visits for the neck", False),
        ("Neither how often nor how long was told", False),
    ],
)
def test_what_is_said_of_another_treatment_is_known(text: str, *, is_of_another: bool) -> None:
    assert _names_another(text, IMRV["acupuncture"], load()) == is_of_another


def test_return_to_work_is_functional_improvement() -> None:
    found = plan(**{**MASSAGE, "documented": ["return to work"]})
    assert found.request.shown == (("functional-improvement", True),)


def test_what_reviewers_missed_is_counted_and_quoted(store: LetterStore) -> None:
    found = plan(**MASSAGE, store=store)
    kin = [
        item
        for name in (folder("examples") / "letters").iterdir()
        for item in read(name).items
        if item.request.treatment
        and local(item.request.treatment.value) in {"massage-therapy", "deep-tissue-massage"}
        and item.outcome
        and item.outcome.value in {"upheld", "partial"}
    ]
    assert found.missed
    for each in found.missed:
        wanting = {
            (item.number, item.request.text.span)
            for item in kin
            if any(g.criterion == each.criterion and not g.met for g in item.grounds)
        }
        assert (each.many, each.of) == (len(wanting), len(kin))
        [place] = each.evidence
        assert store.document(each.case).text[place.start : place.end] == place.quote
        assert f"missing in {each.many} of the {each.of} denial" in folded(found.to_text())


def test_what_comes_first_is_told_where_a_guideline_orders_it_and_nowhere_else() -> None:
    ordered = plan("ibuprofen", request="2016-09-10", injury="2016-01-01").to_text()
    assert re.search(r"tried first, according to [^:]*2016[^:]*: acetaminophen", folded(ordered))
    for request_ in REQUESTS:
        if request_["treatment"] != "tramadol":
            told = folded(plan(**request_).to_text())
            assert "tried first" not in told
            assert "in its place:" not in told.lower()


def test_what_a_recommendation_against_it_asks_for_is_not_met_already() -> None:
    found = plan(**TODAY[0])
    assert "What is met already" not in [each.title for each in sections(found)]
    assert any("Against it" in each.title for each in sections(found))


def test_nothing_is_offered_in_place_where_a_higher_source_was_not_read() -> None:
    found = plan(**{**MASSAGE, "request": "2026-11-10", "injury": "2026-09-14"})
    assert found.verdict is Verdict.UNDETERMINED
    assert found.alternatives == ()
    assert "Cervical and Thoracic Spine Disorders, 2019" in folded(found.to_text())


def test_what_is_documented_counts_as_found() -> None:
    asked = partial(plan, "acupuncture", "shoulder", request="2016-05-10", visits=12)
    assert asked().verdict is Verdict.UNDETERMINED
    shown = asked(documented=["Functional Improvement"])
    assert shown.verdict is Verdict.NECESSARY
    assert "as you say" in folded(shown.to_text())


@pytest.mark.parametrize(
    ("before", "told"),
    [(0, "Below is"), (6, "at most 6 of the 12 visits fit."), (12, "none of the 12 visits fit.")],
)
def test_that_the_edition_before_allows_fewer_visits_is_told_first(before: int, told: str) -> None:
    asked = partial(plan, request="2026-11-10", injury="2024-11-10", visits=12)
    found = opening(asked("acupuncture", "low back", earlier_visits=before))
    assert told in found
    assert len(found.split()) <= 35  # noqa: PLR2004 (of a headline, too)


def test_what_is_documented_and_not_asked_for_is_told() -> None:
    found = plan(**MASSAGE, documented=["radicular symptoms", "monitoring"])
    assert [local(each) for each in found.idle] == ["finding-radicular-symptoms", "monitoring"]


def test_what_is_documented_and_reviewers_missed_is_told_once(store: LetterStore) -> None:
    code = "functional-improvement"
    asked = partial(plan, "physical therapy", "knee", request="2026-11-10", store=store)
    assert code in {each.criterion for each in asked().to_show}
    found = asked(documented=[code])
    told = {section.title: section for section in sections(found)}
    label = found.knowledge.label(IMRV[code])
    assert found.idle == ()
    assert code not in {each.criterion for each in found.to_show}
    [met] = [e.text for e in told["What is met already"].entries if label in e.text]
    assert "Reviewers found it missing in" in met


@pytest.mark.parametrize(
    ("documented", "status", "is_silent"),
    [
        (["red flags"], Status.MET, False),
        (["no red flags"], Status.NOT_MET, False),
        (["red flag"], Status.MET, False),
        (["No red flag"], Status.NOT_MET, False),
        ([], Status.NOT_MET, True),
    ],
)
def test_what_is_documented_not_to_be_so_is_more_than_silence(
    documented: list[str], status: Status, *, is_silent: bool
) -> None:
    found = plan("MRI", "low back", request="2016-05-10", documented=documented)
    [flags] = [each.result for each in found.asked if each.result.criterion == "red-flags"]
    assert (flags.status, bool(flags.absence)) == (status, is_silent)


def test_what_is_documented_cannot_be_so_and_not() -> None:
    with pytest.raises(PlanError, match="so or not, and not both"):
        plan("MRI", "low back", documented=["red flags", "no red flags"])


def test_what_is_not_given_is_told_and_not_guessed() -> None:
    found = plan("massage", "neck", request="2015-06-10")
    assert found.verdict is Verdict.UNDETERMINED
    assert "the date of injury is not given" in folded(found.to_text())


def test_without_a_day_no_guideline_is_taken_to_be_in_force() -> None:
    found = plan("massage", "neck", visits=6)
    assert found.verdict is Verdict.UNDETERMINED
    assert "the date of the request is not given" in folded(found.to_text())
    assert "the letter" not in folded(found.to_text())


def test_what_fits_below_a_cap_of_the_law_is_told() -> None:
    asked = partial(plan, "chiropractic", "low back", request="2016-03-01", injury="2015-01-01")
    found = asked(visits=12, earlier_visits=18)
    assert found.verdict is Verdict.NOT_NECESSARY
    assert [(step.kind, step.values["fit"]) for step in found.fits] == [("visits", (6,))]
    assert asked(visits=6, earlier_visits=18).fits == ()


def test_a_recommendation_of_a_phase_that_is_over_is_not_told_as_one_to_come() -> None:
    asked = partial(plan, "chiropractic", "low back", injury="2015-01-01", visits=12)
    names = {each.recommendation for each in asked(request="2015-01-15").recommendations}
    later = asked(request="2016-03-01").besides
    assert names
    assert names.isdisjoint(each.recommendation for each in later)


def test_recommendations_that_hang_on_a_diagnosis_are_told() -> None:
    asked: dict[str, Any] = next(r for r in REQUESTS if r["treatment"] == "physical therapy")
    found = plan(**asked)
    assert found.recommendations == ()
    assert any("myalgia" in found.knowledge.label(each.recommendation) for each in found.besides)
    known = plan(**asked, diagnoses=["myalgia"])
    assert any("myalgia" in known.knowledge.label(e.recommendation) for e in known.recommendations)


@pytest.mark.parametrize("request_", REQUESTS, ids=named)
def test_every_recommendation_is_told_with_its_place_and_how_sure_it_is(
    request_: dict[str, Any],
) -> None:
    found = plan(**request_)
    titles = [each.title for each in sections(found)]
    for each in found.recommendations:
        place = each.source
        told = f"{place.edition}, {place.locator} ({wording.status(place.status)})"
        assert any(told in title for title in titles)


def test_decided_requests_of_either_outcome_are_told_in_their_words(store: LetterStore) -> None:
    found = plan(**MASSAGE, store=store)
    assert [each.outcome for each in found.precedents] == ["overturned"] * 2 + ["upheld"] * 2
    for each in found.precedents:
        text = store.document(each.case).text
        assert each.evidence
        assert all(text[e.start : e.end] == e.quote for e in each.evidence)
        assert each.case in folded(found.to_text())


def test_a_store_without_a_like_request_tells_none(store: LetterStore) -> None:
    assert plan("home health care", request="2016-11-10", store=store).precedents == ()


@pytest.mark.parametrize("request_", REQUESTS, ids=named)
def test_json_says_what_the_plan_holds(request_: dict[str, Any]) -> None:
    found = plan(**request_)
    told = json.loads(found.to_json())
    assert (told["schema"], told["verdict"]) == ("imrgraph/plan/1", found.verdict.value)
    assert told["request"]["request"] == request_["request"]
    assert len(told["recommendations"]) == len(found.recommendations)
    assert [each["criterion"] for each in told["to_show"]] == [e.criterion for e in found.to_show]
    for each in told["recommendations"] + told["besides"]:
        assert {"edition", "locator", "status"} <= each["source"].keys()
        assert all({"criterion", "status", "sentence"} <= c.keys() for c in each["conditions"])


class _Balanced(HTMLParser):
    """Counts the elements that are open."""

    open: tuple[str, ...] = ()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any(name.startswith("on") or name == "src" for name, _ in attrs)
        if tag not in {"meta", "br"}:
            self.open = (*self.open, tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1] == tag
        self.open = self.open[:-1]


@pytest.mark.parametrize("form", FORMATS)
def test_a_plan_is_written_in_each_format(form: str, store: LetterStore) -> None:
    told = plan(**MASSAGE, store=store).render(form)
    assert "Chronic Pain Medical Treatment Guidelines" in told
    assert "no medical or legal advice" in folded(told) or form == "json"
    if form == "html":
        page = _Balanced()
        page.feed(told)
        assert page.open == ()
        assert not re.search(r"https?://", told)


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(QuestionError, match="pdf: expected one of text, markdown, html, json"):
        plan(**MASSAGE).render("pdf")


def test_a_plan_is_the_same_each_time() -> None:
    assert plan(**MASSAGE).to_json() == plan(**MASSAGE).to_json()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"treatment": "massge therapie"}, "treatment=massge therapie: expected the name of a"),
        ({"treatment": "neck"}, "treatment=neck: expected the name of a treatment"),
        ({"region": "nekk"}, "the nearest: neck"),
        ({"region": "massage"}, "region=massage: expected the name of a body region"),
        ({"diagnoses": ["the blues"]}, "diagnosis=the blues: expected the name of a diagnosis"),
        ({"documented": ["goodwill"]}, "documented=goodwill: expected the name of a finding"),
        ({"documented": ["visit limit"]}, "numbers and days decide this one"),
        ({"request": "2015-02-30"}, "request=2015-02-30: expected a date"),
        ({"request": "soon"}, "request=soon: expected a date"),
        ({"injury": "2015-06-11"}, "a date not after that of the request, 2015-06-10"),
        ({"surgery": "13/13/2015"}, "surgery=13/13/2015: expected a date"),
        ({"visits": -3}, "visits=-3: expected a whole number from 1 to 9,999"),
        ({"visits": 0}, "visits=0: expected a whole number from 1 to 9,999"),
        ({"visits": "6.5"}, "visits=6.5: expected a whole number"),
        ({"visits": "1" * 400}, "expected a whole number from 1 to 9,999"),
        ({"visits": "٦"}, "expected a whole number from 1 to 9,999"),
        ({"earlier_visits": -1}, "earlier-visits=-1: expected a whole number from 0"),
        ({"age": 300}, "age=300: expected a whole number from 0 to 120"),
        ({"had": ["nothing of the kind"]}, "had=nothing of the kind: expected the name of a"),
    ],
)
def test_what_is_impossible_is_refused_in_one_line(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(PlanError) as caught:
        plan(**{**MASSAGE, **wrong})
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("control", ["\x1b[31m", "\n\n", "<script>", "\x00", "\ud800", "é" * 9000])
def test_no_name_breaks_anything(control: str) -> None:
    with pytest.raises(ImrgraphError):
        plan(control)


def test_a_code_of_several_vocabularies_means_that_which_is_asked_for() -> None:
    assert plan(**MASSAGE).request.region == IMRV["neck"]


def test_the_command_tells_a_plan_of_today_where_no_day_is_given() -> None:
    code, told = run("--treatment", "massage", "--region", "neck", "--visits", 6)
    assert code == 0
    assert f"asked for on {date.today()}" in told  # noqa: DTZ011


def test_the_command_refuses_with_a_code() -> None:
    assert run("--treatment", "no such thing")[0] == USAGE
    assert run("--region", "neck")[0] == USAGE
    asked = ("--treatment", "massage", "--store", "nowhere")
    assert run(*asked)[0] == NOT_FOUND


def test_a_plan_is_what_a_notebook_shows() -> None:
    found = imrgraph.plan(**MASSAGE)
    assert isinstance(found, Plan)
    assert found._repr_html_().startswith('<div class="imrgraph"')
    assert len(repr(found)) <= MOST


def test_what_is_recalled_and_not_applied_is_told_beside_what_is() -> None:
    asked = partial(plan, "massage", "neck", request="2015-06-10", injury="2014-11-14", visits=6)
    told = " ".join(asked(earlier_visits=0).to_text().split())
    assert "(Chronic Pain Medical Treatment Guidelines, 2009), it would be necessary" in told
    assert "more is recalled of them, and not applied" in told
    assert "whether there is active treatment beside it is not known" in told
    applied = asked(earlier_visits=0, unverified=True)
    assert applied.recalled == ()
    assert {each.result.criterion for each in applied.asked} >= {"adjunct"}


def test_what_changed_after_the_last_change_that_is_known_is_not_known() -> None:
    told = plan("massage", "neck", request="2031-01-02", injury="2030-11-14").to_text()
    assert re.search(r"no change of the guidelines after \d{4}-\d\d-\d\d is known here", told)
    assert "no change of" not in plan("massage", request="2016-05-10").to_text()
