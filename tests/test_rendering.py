"""rendering: one explanation, told in each format, whatever the letter says."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from imrgraph.cli import main
from imrgraph.explaining import explain
from imrgraph.export.explanations import FORMATS, render
from imrgraph.graph.conclude import conclude
from imrgraph.graph.proof_network import proof_network
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMR, IMRG, IMRV, RDF
from imrgraph.letters.text.document import Document
from imrgraph.reasoning.auditing.discrepancies import Discrepancy
from imrgraph.reasoning.auditing.grounds import GroundComparison, UnaddressedFact
from imrgraph.reasoning.deciding.case import CaseFact
from imrgraph.reasoning.deciding.results import Amount, Role, Status
from imrgraph.reasoning.deciding.verdicts import Verdict
from imrgraph.reasoning.explaining.proof import Derivation, Kind
from imrgraph.reasoning.places import Evidence, Source
from imrgraph.reasoning.rendering import wording
from imrgraph.reasoning.rendering.as_html import as_fragment, as_html
from imrgraph.reasoning.rendering.as_markdown import as_markdown
from imrgraph.reasoning.rendering.as_text import LEVELS, as_text
from imrgraph.reasoning.rendering.headline import headline
from imrgraph.reasoning.rendering.sentence import sentence
from imrgraph.resources import folder

if TYPE_CHECKING:
    from pathlib import Path

    from imrgraph.reasoning.deciding.results import Term
    from imrgraph.reasoning.explaining.explanation import (
        ExplainedCondition,
        Explanation,
        Explanations,
    )
    from imrgraph.reasoning.rendering.as_text import Level

LETTERS = sorted((folder("examples") / "letters").glob("*.txt"))
FIRST = folder("examples") / "letters" / "massage-chronic.txt"
CRITERIA = sorted(
    str(quad.subject).rpartition("/")[2][:-1]
    for quad in load().quads
    if quad.predicate == RDF("type") and quad.object == IMR("Criterion")
)
every_letter = pytest.mark.parametrize("letter", LETTERS, ids=lambda path: path.stem)


@cache
def of(letter: Path) -> Explanations:
    """Return the explanations of an example letter."""
    return explain(letter)


@cache
def explained(*changes: tuple[str, str]) -> Explanations:
    """Explain the first letter, in which each of `changes` was made wherever it fits."""
    text = FIRST.read_text(encoding="utf-8")
    for pattern, instead in changes:
        assert re.search(pattern, text), pattern
        text = re.sub(pattern, instead.replace("\\", r"\\"), text)
    return explain(Document.of(FIRST.name, text))


#: A sentence that is not understood, and nothing in its place.
UNREAD = (r"The\s+pain\s+in\s+this\s+case\s+has\s+lasted\s+well\s+over\s+a\s+year\.", "")


def told(*changes: tuple[str, str]) -> str:
    """Return the sentence on the first letter, in which `changes` were made."""
    return sentence(explained(*changes).items[0])


def with_parts(item: Explanation, **parts: object) -> Explanation:
    """Return an explanation as if these parts of it had been worked out so."""
    copy = replace(item)
    vars(copy).update(parts)  # where a cached property is kept
    return copy


def with_facts(item: Explanation, name: str, **changes: object) -> Explanation:
    """Return an explanation of a case of which the facts of a property are changed."""
    facts = tuple(replace(fact, **changes) for fact in item.case.all(name))  # type: ignore[arg-type]
    assert facts
    return replace(item, case=replace(item.case, facts={**item.case.facts, name: facts}))


def with_conditions(*conditions: ExplainedCondition) -> Explanation:
    """Return the first explanation, as if these were the conditions that it is told by."""
    item = explained().items[0]
    others = (each for each in item.conditions if each not in item.leading_conditions)
    return with_parts(item, conditions=(*conditions, *others))


def phase() -> ExplainedCondition:
    """Return the condition on the phase, on which the first explanation turns."""
    [found] = [e for e in explained().items[0].decisive if e.result.criterion == "phase"]
    return found


ACUTE = (r"11/14/13", "5/20/15")
CITED = "Chronic Pain Medical Treatment Guidelines, 2009, Massage, p. 60, as the reviewer states it"
PLACE = f"({CITED})"
AGED = "it was requested 573 days after the injury and so outside the acute phase"
PASSED = (
    "6 visits in all stayed within the limit of 6, and the treatment goes along with home exercise"
)
ENCODED = "By the guideline as encoded (not verified), deep tissue massage would be necessary."


def test_the_first_letter_in_a_sentence() -> None:
    assert told() == (
        f"The denial stands because {AGED}, and it is passive treatment {PLACE}; "
        f"{PASSED}. {ENCODED}"
    )


def test_an_outcome_that_does_not_follow_is_said_not_to_follow() -> None:
    assert told((r"Upheld", "Overturned"), UNREAD).startswith(
        "The denial was overturned, which does not follow from the guideline as the reviewer states"
        f" it: deep tissue massage would not be necessary because {AGED}, and"
    )


def test_it_is_not_said_where_a_sentence_was_not_understood() -> None:
    assert told((r"Upheld", "Overturned")).startswith(
        "The denial was overturned, and too little was understood to say whether the outcome "
        "follows; by the guideline as the reviewer states it, deep tissue massage would not be "
        f"necessary because {AGED}, and"
    )


def test_what_could_have_been_certified_is_said() -> None:
    assert told(ACUTE, (r"two\s+times\s+three", "2 x 6")).startswith(
        "The denial stands; by the guideline as the reviewer states it 6 of the 12 asked for could "
        f"have been certified because 12 visits in all exceeded the limit of 6 {PLACE}; it was "
        "requested 21 days"
    )


def test_a_single_visit_is_one_visit() -> None:
    one = ((r"two\s+times\s+three", "1 visit"), (r"2 times a week for 3 weeks", ""))
    assert "1 visit in all stayed within" in told(ACUTE, *one)


def test_what_is_missing_is_said() -> None:
    assert told((r"injury\s+on\s+11/14/13", "injury")) == (
        f"Whether the denial was rightly upheld is undetermined under {CITED}: the letter does not "
        "give the date of injury. The reviewer's grounds are that it is passive treatment, and the "
        "guideline wants active treatment, and that the injury is not in the phase for which it is "
        "recommended."
    )


def test_a_reason_alone_stands_alone() -> None:
    assert sentence(with_conditions(phase())) == (
        f"The denial stands because {AGED} {PLACE}. {ENCODED}"
    )


def test_without_a_condition_the_recommendation_is_the_reason() -> None:
    assert sentence(with_conditions()) == (
        f"The denial stands because the guideline does not recommend it {PLACE}. {ENCODED}"
    )


def test_what_a_criterion_asks_for_is_not_told_as_what_was_found() -> None:
    red_flag = IMRG("low-back-2004-mri-lbp-red-flag-red-flags").value
    result = replace(phase().result, criterion="red-flags", required=(red_flag,), actual=())
    said = "no red flag is documented (wanted: a red flag)"
    assert f"because {said} [{CITED}]." in sentence(
        with_conditions(replace(phase(), result=result))
    )


def test_every_ground_can_be_told_without_a_number() -> None:
    item = explained((r"injury\s+on\s+11/14/13", "injury")).items[0]
    for criterion in CRITERIA:
        for met in (True, False):
            grounds = (GroundComparison(criterion, met, stated=True, derived=False),)
            assert "the criterion “" not in sentence(with_parts(item, grounds=grounds))


def test_many_reasons_are_counted() -> None:
    many = [
        replace(phase(), result=replace(phase().result, criterion=f"reason-{n}")) for n in range(9)
    ]
    told = ", ".join(f"reason-{n} is not-met" for n in range(4))
    assert f"because {told}, and 5 more conditions (Chronic" in sentence(with_conditions(*many))


@pytest.mark.parametrize("criterion", CRITERIA)
@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize(
    "actual",
    [(), (Amount(1, "visit"),), (IMRV("passive").value, Amount(3, "day"))],
    ids=["nothing known", "a number", "a modality and a time"],
)
def test_every_criterion_can_be_told(
    criterion: str, status: Status, actual: tuple[Term, ...]
) -> None:
    result = replace(
        phase().result, criterion=criterion, status=status, actual=actual, role=Role.CONDITION
    )
    said = sentence(with_conditions(replace(phase(), result=result)))
    assert not re.search(r"None|[{}]|://", said)


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("outcome", ["upheld", "overturned", "partial"])
def test_every_verdict_beside_every_outcome_is_a_sentence(verdict: Verdict, outcome: str) -> None:
    item = with_facts(explained().items[0], "outcome", value=IMRV(outcome).value)
    decided = replace(item.leading, verdict=verdict, certify=3, conflict=True)
    said = sentence(replace(item, verdicts=(decided,)))
    assert re.fullmatch(r"[A-Z][^{}]+[a-z)\]]\.", said)
    assert "None" not in said


@every_letter
def test_the_verdict_alone_is_a_sentence_an_item(letter: Path) -> None:
    explanations = of(letter)
    lines = as_text(explanations, "verdict").split("\n\n")
    assert len(lines) == len(explanations.items)
    for item, line in zip(explanations.items, lines, strict=True):
        assert " ".join(line.split()) == f"{item.number}. {item.request} {headline(item)}"


HOSTILE = [
    "\"quotes' & ]]> <script>alert(1)</script> </pre></details> {{ 7 * 7 }} {% raw %}",
    "\N{RIGHT-TO-LEFT OVERRIDE}אבג\N{HEBREW LETTER DALET} \N{RIGHT-TO-LEFT MARK}",
    "\N{FACE WITH TEARS OF JOY} \N{PILE OF POO}‍\N{VARIATION SELECTOR-16} é",
    "end; subgraph; graph; %%{init: {}}%% style x:#fff; --> [a](b){c}|d| `e` *f* _g_ ~h~ \\N \\",
    "a\x00b\x0b\x1f\x7f\uffff",
    "# 1. - > + | --- \n\n\n    <!-- \r\n javascript:alert(1) &lt;&#35;",
    "x" * 10_000,
    "",
]
hostile_strings = st.sampled_from(HOSTILE) | st.text()


def hostile(text: str) -> Explanations:
    """Return the explanations of the first letter, as if it said `text` wherever it can."""
    whole = explained()
    first = whole.items[0]
    evidence = Evidence(3, 3 + len(text), text, 1)
    source = Source(text, text, text, text, evidence)
    fact = CaseFact(first.item, "diagnosis", text, (evidence,))
    leaf = Derivation(Kind.FINDING, text, fact, (), evidence, source, text)
    asked = replace(first.of.request, text=replace(first.of.request.text, value=text))
    of_it = replace(first, of=replace(first.of, request=asked))
    item = with_parts(
        with_facts(of_it, "outcome", places=(evidence,)),
        conditions=tuple(
            replace(
                each,
                weighed=replace(each.weighed, source=source),
                result=replace(each.result, required=(text,), actual=(text,)),
                evidence=(evidence,),
                words=evidence,
            )
            for each in first.conditions
        ),
        discrepancies=(
            Discrepancy("variance", {"theirs": (text,), "reviewers": (text,)}, (evidence,)),
        ),
        unaddressed=(UnaddressedFact(fact, "adjunct", (evidence,)),),
        proofs=tuple(replace(p, premises=(*p.premises, leaf)) for p in first.proofs),
    )
    document = Document.of(text, f"12 {text} and more")
    return replace(whole, letter=replace(whole.letter, document=document), items=(item,))


class _Page(HTMLParser):
    """Reads a page: its elements nest, and what it says is kept."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags = Counter[str]()
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.said: dict[str, str] = defaultdict(str)
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        named = dict(attrs)
        self.ids += [str(named[key]) for key in ("id",) if key in named]
        self.links |= {str(named[key]) for key in ("href", "src") if key in named}
        if re.fullmatch(r"h\d", tag):
            self.headings.append(int(tag[1]))
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.said[tag] += data


@every_letter
def test_a_page_is_whole_and_fetches_nothing(letter: Path) -> None:
    explanations = of(letter)
    text = as_html(explanations)
    page = _Page(text)
    assert not page.tags.keys() & {"script", "link", "img", "iframe", "object"}
    assert not re.search(r"url\(|@import|https?://", text)
    assert {link[0] for link in page.links} == {"#"}
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


@every_letter
def test_the_headings_of_a_page_are_in_order(letter: Path) -> None:
    page = _Page(as_html(of(letter)))
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(page.headings))


@every_letter
def test_a_page_shows_the_letter_as_it_was_read(letter: Path) -> None:
    explanations = of(letter)
    page = _Page(as_html(explanations))
    assert page.said["pre"].strip() == explanations.letter.document.text.strip()


@every_letter
def test_a_page_shows_every_quotation_with_its_place(letter: Path) -> None:
    explanations = of(letter)
    page = _Page(as_html(explanations))
    for item in explanations.items:
        for step in (step for proof in item.proofs for step in proof.walk()):
            assert wording.conclusion(step, item.knowledge) in page.said["details"]
            if step.evidence:
                assert wording.words(step.evidence) in page.said["q"]
                assert wording.place(step.evidence) in page.said["a"]


@given(hostile_strings)
@settings(max_examples=20, deadline=None)
def test_a_page_shows_what_the_letter_says_and_obeys_none_of_it(text: str) -> None:
    plain, page = _Page(as_html(hostile("plain"))), _Page(as_html(hostile(text)))
    for shared in ("a", "mark"):  # as many as there are places that do not overlap
        plain.tags[shared] = page.tags[shared]
    assert page.tags == plain.tags
    assert {link[0] for link in page.links} == {"#"}
    assert wording.printable(" ".join(text.split())) in page.said["q"]


def test_a_notebook_shows_the_page_without_its_frame() -> None:
    fragment = as_fragment(explained())
    assert _Page(fragment).tags["article"] == 1
    assert "<body" not in fragment
    assert fragment in as_html(explained())


# What Markdown lines begin with: the mark of a heading, of an entry, of a row, or nothing.
_MARGIN = re.compile(r" *(?:- |#+ |\| )?")
# A character that opens markup, and is not escaped: the renderings write none themselves.
_MARKUP = re.compile(r"(?<!\\)(?:\\\\)*[<>`\[\]_~&$]")


@given(hostile_strings)
@settings(max_examples=20, deadline=None)
def test_markdown_has_its_own_markup_and_none_of_the_letters(text: str) -> None:
    plain, found = (as_markdown(hostile(t), "full").split("\n") for t in ("plain", text))
    assert [_margin(line) for line in found] == [_margin(line) for line in plain]
    assert not any(_MARKUP.search(line) for line in found)


def _margin(line: str) -> str:
    matched = _MARGIN.match(line)
    return matched[0].rstrip() if matched else ""


@every_letter
@pytest.mark.parametrize("level", LEVELS)
def test_markdown_tells_what_the_text_tells(letter: Path, level: Level) -> None:
    explanations = of(letter)
    told = as_markdown(explanations, level).replace("\\", "")
    for item in explanations.items:
        assert headline(item) in told
        assert (sentence(item) in told) is (level == "full")
        assert all(
            (wording.conclusion(step, item.knowledge) in told) or level != "full"
            for proof in item.proofs
            for step in proof.walk()
        )
    titles = re.findall(r"(?m)^### (.*)$", told)
    assert bool(titles) is (level != "verdict")
    assert all(title in as_text(explanations, level) for title in titles)


_DOT_NODE = re.compile(
    r'  "(n\d+)" \[label="((?:[^"\\]|\\["\\l])*)", color="#[0-9a-f]{6}", tooltip="\w+".*\];'
)
_DOT_EDGE = re.compile(r'  "(n\d+)" -> "(n\d+)";')


@given(hostile_strings)
@settings(max_examples=20, deadline=None)
def test_dot_says_what_the_letter_says_between_quotes(text: str) -> None:
    explanations = hostile(text)
    drawn = proof_network(explanations)
    head, *lines, foot = render(explanations, "dot").split("\n")
    assert (head, foot) == ("digraph network {", "}")
    nodes = [found for line in lines if (found := _DOT_NODE.fullmatch(line))]
    edges = [found for line in lines if (found := _DOT_EDGE.fullmatch(line))]
    assert len(lines) == len(nodes) + len(edges) + 3
    assert [node[1] for node in nodes] == [node.id for node in drawn.nodes]
    assert [edge.groups() for edge in edges] == [(e.source, e.target) for e in drawn.edges]
    for node, line in zip(drawn.nodes, nodes, strict=True):
        label = re.sub(r"\\(.)", lambda found: found[1].replace("l", ""), line[2])
        assert "".join(label.replace("&amp;", "&").split()) == "".join(node.label.split())


_MERMAID_NODE = re.compile(r'  n(\d+)\["((?:[\w ,.]|#\d+;|<br>)*)"\](?::::[a-z-]+)?')
_MERMAID_EDGE = re.compile(r"  n(\d+) --> n(\d+)")


@given(hostile_strings)
@settings(max_examples=20, deadline=None)
def test_mermaid_takes_nothing_of_the_letter_for_syntax(text: str) -> None:
    explanations = hostile(text)
    drawn = proof_network(explanations)
    lines = render(explanations, "mermaid").split("\n")[4:]
    nodes = [found for line in lines if (found := _MERMAID_NODE.fullmatch(line))]
    edges = [found for line in lines if (found := _MERMAID_EDGE.fullmatch(line))]
    assert len(lines) == len(nodes) + len(edges)
    ids = [node.id for node in drawn.nodes]
    assert {tuple(ids[int(end)] for end in edge.groups()) for edge in edges} == {
        (e.source, e.target) for e in drawn.edges
    }
    for node, line in zip(drawn.nodes, nodes, strict=True):
        label = re.sub(r"#(\d+);", lambda found: chr(int(found[1])), line[2].replace("<br>", "\n"))
        assert label.split() == node.label.split()


#: The defaults of Mermaid 11.
MOST_TEXT, MOST_EDGES = 50_000, 500


@pytest.mark.parametrize(("steps", "words"), [(600, "a"), (300, "\N{PILE OF POO}" * 200)])
def test_mermaid_keeps_its_limits_and_says_what_is_left_out(steps: int, words: str) -> None:
    first = explained().items[0]
    facts = (CaseFact(first.item, "diagnosis", f"{n} {words}") for n in range(steps))
    many = (Derivation(Kind.FINDING, "r", fact) for fact in facts)
    proof = replace(first.proof, premises=(*first.proof.premises, *many))
    item = with_parts(first, proofs=(proof, *first.proofs[1:]))
    whole = replace(explained(), items=(item,))
    text = render(whole, "mermaid")
    assert len(text.encode("utf-16-le")) // 2 <= MOST_TEXT
    assert text.count("-->") <= MOST_EDGES
    [left_out] = re.findall(r'cut\["nodes left out: (\d+)"\]', text)
    drawn = set(re.findall(r"(?m)^  n(\d+)\[", text))
    assert len(drawn) + int(left_out) == len(proof_network(whole).nodes)
    assert {end for ends in _MERMAID_EDGE.findall(text) for end in ends} <= drawn


@given(hostile_strings)
@settings(max_examples=20, deadline=None)
def test_graphml_is_read_again_as_it_was_drawn(text: str) -> None:
    explanations = hostile(text)
    drawn = proof_network(explanations)
    graph = nx.parse_graphml(render(explanations, "graphml"))
    assert graph.is_directed()
    assert set(graph) == {node.id for node in drawn.nodes}
    assert set(graph.edges) == {(edge.source, edge.target) for edge in drawn.edges}
    assert len({data["id"] for *_, data in graph.edges(data=True)}) == len(drawn.edges)
    for node in drawn.nodes:
        data = graph.nodes[node.id]
        assert data["label"].startswith(f"{data['type']}:")
        assert data["item"] == 1
        assert {name: data.get(name) for name in ("start", "page")} == {
            name: node.attributes.get(name) for name in ("start", "page")
        }


@every_letter
def test_a_step_is_called_in_a_drawing_as_in_the_graph(letter: Path) -> None:
    explanations = of(letter)
    called = {str(quad.subject)[1:-1] for quad in conclude(explanations, proofs=True)}
    called |= {item.item for item in explanations.items}
    assert {node.iri for node in proof_network(explanations).nodes} <= called


@every_letter
@pytest.mark.parametrize("form", sorted({*FORMATS} - {"svg"}))
def test_every_format_is_the_same_each_time_and_as_a_file(
    letter: Path, form: str, tmp_path: Path
) -> None:
    words = ["explain", str(letter), "--format", form]
    once, again = (CliRunner().invoke(main, words).stdout for _ in range(2))
    assert once
    assert once == again
    file = tmp_path / "explanation"
    assert CliRunner().invoke(main, [*words, "-o", str(file)]).stdout == ""
    assert file.read_text(encoding="utf-8") == once


def test_a_letter_that_cannot_be_read_leaves_no_file(tmp_path: Path) -> None:
    file = tmp_path / "explanation.html"
    words = ["explain", str(tmp_path / "missing.txt"), "--format", "html", "-o", str(file)]
    assert CliRunner().invoke(main, words).exit_code
    assert not file.exists()
