"""graph.questions and asking: every question gives the rows of its example, in either engine."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from imrgraph.errors import NotFoundError, OverlapWarning, QuestionError, UnanswerableError
from imrgraph.export.executables import executables
from imrgraph.graph.questions import Parameter, Question, question, questions
from imrgraph.graph.rows import Rows
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMR
from imrgraph.resources import folder
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Iterable

ALL = sorted(questions())
REFUSED = [name for name in ALL if questions()[name].refusal]
ANSWERED = [name for name in ALL if name not in REFUSED]
IN_SPARQL = [name for name in ANSWERED if questions()[name].query]
#: Where Debian puts the parts of Apache Jena, and where in them one part has its messages.
JARS = Path("/usr/share/java")
PACKED = "org/apache/jena/ext/"
#: All that is disputed.
ITEMS = f"SELECT ?item {{ ?item a {IMR('DisputedItem')} }}"
#: Loggers of which two would lead in a circle.
LOGS = re.compile("log4j|slf4j-(?!api|nop)")
#: How many competency questions there are.
COMPETENCY = 48


@pytest.fixture(scope="module")
def store(examples: Path) -> LetterStore:
    loaded = LetterStore()
    loaded.load([examples])
    return loaded


@pytest.fixture(scope="module")
def graph(store: LetterStore) -> rdflib.Graph:
    return in_rdflib(store)


def in_rdflib(store: LetterStore) -> rdflib.Graph:
    """Return the same quads in the other engine, as one graph."""
    lines = [
        f"{quad.subject} {quad.predicate} {quad.object} ."
        for row in store.select("SELECT ?g {GRAPH ?g {}}")
        for quad in store.graph(str(row["g"]))
    ]
    return rdflib.Graph().parse(data="\n".join(lines), format="nt")


def plain(rows: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    return [{key: str(value).lower() for key, value in row.items()} for row in rows]


def by_rdflib(graph: rdflib.Graph, asked: Question, text: str) -> list[dict[str, str]]:
    return plain(
        {key: str(row[key]) for key in asked.returns if row[key] is not None}
        for row in graph.query(text)
        if isinstance(row, rdflib.query.ResultRow)
    )


@pytest.mark.parametrize("name", IN_SPARQL)
def test_days_without_which_a_letter_is_in_no_answer_are_declared(name: str) -> None:
    asked = questions()[name]
    wanted = re.findall(r"(?<!OPTIONAL )\{ SELECT \* WHERE \{ \?\w+ imr:(\w+Date) ", asked.query)
    # Within a part of a union, which is one way to be counted of several, it is not.
    assert set(wanted) <= {*asked.dated} or name == "agreement-by"
    assert all(f"imr:{each}" in asked.query for each in asked.dated)


@pytest.mark.parametrize("name", ANSWERED)
def test_the_example_gives_its_rows(store: LetterStore, name: str) -> None:
    example = question(name).example
    assert plain(store.ask(name, **example["params"])) == plain(example["rows"])


@pytest.mark.parametrize("name", [n for n in IN_SPARQL if "items" in questions()[n].returns])
def test_a_question_whose_rows_add_up_to_more_than_there_is_declares_it(
    store: LetterStore, name: str
) -> None:
    asked = question(name)
    by = next((each.values for each in asked.params if each.name == "by"), ())
    for value in by or ("",):
        given = {**asked.example["params"], **({"by": value} if value else {})}
        items = Counter[tuple[object, object]]()
        for row in store.ask(name, **given):
            items[row.get("basis"), row.get("reading")] += int(str(row["items"]))
        more = max(items.values(), default=0) > len(list(store.select(ITEMS)))
        assert asked.overlapping({"by": value}) or not more
    assert {*asked.overlap} <= {*by, ""}


def test_groups_that_overlap_say_so(store: LetterStore) -> None:
    with pytest.warns(OverlapWarning, match="once for each region that it has") as told:
        rows = store.ask("overturn-rate", by="region")
    assert [*rows.notes] == [str(each.message) for each in told]
    assert rows.to_pandas().attrs["notes"] == [*rows.notes]
    with pytest.warns(OverlapWarning, match="once for each ground that it has"):
        store.rates("ground", smallest=1)
    assert not store.ask("overturn-rate", by="year").notes


@pytest.mark.parametrize("name", IN_SPARQL)
def test_rdflib_gives_the_same_rows(store: LetterStore, graph: rdflib.Graph, name: str) -> None:
    asked = question(name)
    rows = by_rdflib(graph, asked, asked.text(asked.example["params"]))
    assert rows == plain(store.ask(name, **asked.example["params"]))


@pytest.mark.parametrize("name", ["audit-undetermined", "audit-verdicts", "unexplained"])
def test_several_gaps_of_one_verdict_are_named_apart_in_either_engine(
    published: Path, name: str
) -> None:
    store = LetterStore()
    store.load([published / "CM16-0243453.pdf"])
    given = {"letter": "CM16-0243453"} if name == "audit-verdicts" else {}
    rows = plain(store.ask(name, **given))
    assert len({row["missing"] for row in rows}) > 1
    assert by_rdflib(in_rdflib(store), question(name), question(name).text(given)) == rows


@pytest.fixture
def arq(tmp_path: Path) -> list[str]:
    """Return the command that Debian's package of Apache Jena has no script for."""
    java, core = shutil.which("java"), JARS / "jena-core.jar"
    if java is None or not core.exists():
        pytest.skip("Apache Jena is not installed (Debian: libapache-jena-java)")
    with ZipFile(core) as packed:  # whose messages lie where its classes do not look for them
        for name in packed.namelist():
            if name.startswith(PACKED) and name.endswith(".properties"):
                target = tmp_path / "messages" / name.removeprefix(PACKED)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(packed.read(name))
    jars = [jar for jar in sorted(JARS.glob("*.jar")) if not LOGS.search(jar.name)]
    return [java, "-cp", ":".join(map(str, [tmp_path / "messages", *jars])), "arq.arq"]


@pytest.mark.slow
def test_apache_jena_gives_the_same_rows(
    store: LetterStore, arq: list[str], tmp_path: Path
) -> None:
    data = tmp_path / "letters.nt"
    in_rdflib(store).serialize(data, format="nt", encoding="utf-8")
    differing = {}
    for name in IN_SPARQL:
        query = folder("queries") / f"{name}.rq"
        command = [*arq, f"--data={data}", f"--query={query}", "--results=JSON"]
        told = subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 (ours)
        found = ox.parse_query_results(told, ox.QueryResultsFormat.JSON)
        assert isinstance(found, ox.QuerySolutions)
        names = tuple(variable.value for variable in found.variables)
        rows = Rows(names, map(tuple, found))
        columns = tuple(question(name).returns)
        if rows.only(columns) != store.select(question(name).query).only(columns):
            differing[name] = rows
    assert differing == {}


@pytest.mark.parametrize("name", IN_SPARQL)
def test_the_file_as_it_stands_gives_its_example(store: LetterStore, name: str) -> None:
    asked = question(name)
    assert plain(store.select(asked.query).only(tuple(asked.returns))) == plain(
        asked.example["rows"]
    )


def test_every_competency_question_has_a_question() -> None:
    numbers = {number for each in questions().values() for number in each.competency}
    assert numbers == set(range(1, COMPETENCY + 1))


@pytest.mark.parametrize("name", ALL)
def test_a_question_says_who_asks_it_and_what_it_returns(name: str) -> None:
    asked = question(name)
    assert asked.question.endswith("?")
    assert asked.audience
    assert asked.tags
    assert bool(asked.refusal) is not bool(asked.returns)
    for row in asked.example.get("rows", ()):
        assert row.keys() <= asked.returns.keys()


@pytest.mark.parametrize("name", IN_SPARQL)
def test_every_parameter_has_its_place_in_the_query(name: str) -> None:
    asked = question(name)
    for parameter in asked.params:
        assert f"VALUES ?{parameter.name} {{ " in asked.query


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_letters_cannot_answer_is_refused_with_a_reason(
    store: LetterStore, name: str
) -> None:
    with pytest.raises(UnanswerableError, match=f"{name}: .{{60}}"):
        store.ask(name)


#: Letters that differ from one of the examples in a few words, so that something is amiss.
VARIED: dict[str, tuple[str, dict[str, str]]] = {
    "CM99-0000013": (
        "imaging",
        {
            "MRI of the lumbar spine: Overturned": "MRI of the right knee: Overturned",
            "claim from 09/19/2016": "claim from 09/20/2016",
        },
    ),
    "CM99-0000014": (
        "medication",
        {
            "MAXIMUS guideline: Decision based on MTUS Chronic Pain Medical Treatment 2016, "
            "Section(s):\nMuscle relaxants (for pain).": "MAXIMUS guideline: Decision based on "
            "Non-MTUS Citation ODG Pain, Muscle relaxants."
        },
    ),
    "CM99-0000015": (
        "therapy-partly-authorized",
        {
            "MAXIMUS guideline: Decision based on MTUS Chronic Pain Medical Treatment 2016, "
            "Section(s):\nPhysical medicine treatment.": "MAXIMUS guideline: The expert reviewer "
            "did not cite a guideline."
        },
    ),
    "CM99-0000016": (
        "two-items",
        {"A reviewer cannot": "There is no evidence of functional improvement. A reviewer cannot"},
    ),
    "CM99-0000026": (
        "two-items",
        {
            "Date: 02/07/2017": "Date: 07/07/2017",
            "dated 12-14-2016": "dated 04-14-2017",
            "dated 12-15-2016": "dated 04-15-2017",
            "Overturned\n": "Upheld\n",
        },
    ),
    "CM99-0000036": (
        "two-items",
        {
            "Chiropractic treatment 3 times a week for 2 weeks (trial of 6 visits) for the low "
            "back:\nOverturned": "Microdiscectomy at L4-5: Upheld",
            "Acupuncture 2 times a week for 6 weeks (12 visits) for the low back": "Associated "
            "surgical service: lumbar brace",
        },
    ),
}
#: What is asked over the examples and these, and columns of the rows that come.
FOUND: dict[str, tuple[str, list[str]]] = {
    "asked-again": (
        "first then days asked outcome outcome_then new_report",
        [
            "CM99-0000006 CM99-0000026 150 acupuncture upheld upheld true",
            "CM99-0000006 CM99-0000026 150 chiropractic overturned upheld true",
            "CM99-0000016 CM99-0000026 150 acupuncture upheld upheld true",
            "CM99-0000016 CM99-0000026 150 chiropractic overturned upheld true",
        ],
    ),
    "below-the-mtus": ("letter item source outcome", ["CM99-0000014 1 odg upheld"] * 3),
    "fell-with-another": (
        "letter item outcome operation operation_request operation_outcome",
        ["CM99-0000036 2 upheld 1 microdiscectomy at l4-5 upheld"],
    ),
    "no-guideline-cited": ("letter item outcome", ["CM99-0000015 1 upheld"]),
    "numbers-at-variance": (
        "letter of one another",
        ["CM99-0000013 date of injury 2016-09-19 2016-09-20"],
    ),
    "odg-cited": ("treatment items silent overturned", ["cyclobenzaprine 1 0 0"]),
    "opposite-outcomes": (
        "asked quantity upheld overturned upheld_letter upheld_item overturned_letter",
        ["chiropractic 6 1 2 CM99-0000026 1 CM99-0000006"],
    ),
}


@pytest.fixture(scope="module")
def varied(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> LetterStore:
    place = tmp_path_factory.mktemp("varied")
    for case, (name, changes) in VARIED.items():
        text = (examples / f"{name}.txt").read_text(encoding="utf-8")
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new)
        number = text.partition("\n")[0].split()[-1]
        (place / f"{case}.txt").write_text(text.replace(number, case), encoding="utf-8")
    loaded = LetterStore()
    loaded.load([examples, place])
    return loaded


@pytest.fixture(scope="module")
def varied_graph(varied: LetterStore) -> rdflib.Graph:
    return in_rdflib(varied)


def test_what_no_example_shows_is_shown_by_a_varied_one() -> None:
    empty = {name for name in ANSWERED if not question(name).example["rows"]}
    assert empty == set(FOUND)


@pytest.mark.parametrize("name", sorted(FOUND))
def test_what_is_amiss_in_a_letter_is_found(
    varied: LetterStore, varied_graph: rdflib.Graph, name: str
) -> None:
    columns, expected = FOUND[name]
    found = plain(varied.ask(name))
    told = [" ".join(row[column].rpartition("/")[2] for column in columns.split()) for row in found]
    assert [row.lower() for row in expected] == told
    assert by_rdflib(varied_graph, question(name), question(name).text({})) == found


def test_a_misfit_is_of_a_guideline_or_of_none(varied: LetterStore) -> None:
    named = {load().label(iri).lower() for iri in load().labels("guidelines").values()}
    found = {row["guideline"] for row in plain(varied.ask("misfits-by-guideline"))}
    assert "" in found, "a request for which no guideline is cited"
    assert found - {""} <= named


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        pytest.param("why-not", {}, "why-not: expected one of", id="unknown question"),
        pytest.param("overturn-rate", {"per": "year"}, "found parameter 'per'", id="unknown"),
        pytest.param("why-denied", {}, "expected a value for parameter 'letter'", id="missing"),
        pytest.param(
            "why-denied", {"letter": "no IRI"}, "expected a case number", id="of another type"
        ),
        pytest.param("why-denied", {"letter": ""}, "expected a case number", id="nothing"),
        pytest.param("overturn-rate", {"by": "moon"}, "expected one of treatment", id="not listed"),
        pytest.param("around-a-change", {"day": "New Year"}, "expected a date", id="no date"),
        pytest.param("late-decisions", {"days": "ten"}, "expected an integer", id="no integer"),
        pytest.param("why-denied", {"letter": "\udcff"}, "expected a case number", id="no text"),
    ],
)
def test_a_wrong_parameter_is_refused(
    store: LetterStore, name: str, given: dict[str, str], message: str
) -> None:
    with pytest.raises(QuestionError, match=message):
        store.ask(name, **given)


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("why-denied", {"letter": "CM99-0000009"}, "a letter imrd:CM99-0000009, found none"),
        ("decisive-criteria", {"treatment": "masage"}, "a treatment imrv:masage, found none"),
        ("what-would-flip", {"letter": "CM99-0000009"}, "a letter imrd:CM99-0000009, found none"),
    ],
)
def test_what_a_parameter_names_has_to_be_there(
    store: LetterStore, name: str, given: dict[str, str], message: str
) -> None:
    with pytest.raises(NotFoundError, match=message):
        store.ask(name, **given)


def test_no_answer_about_what_is_there_is_no_error(store: LetterStore) -> None:
    assert store.ask("decisive-criteria", treatment="acetaminophen") == []


#: A question whose parameters have each type.
ANY = Question(
    "any",
    "",
    "",
    "",
    (),
    (),
    tuple(Parameter(kind, kind, "") for kind in ("iri", "string", "integer", "date")),
    {},
    {},
    "SELECT * WHERE {\n"
    + "".join(f"  VALUES ?{kind} {{ UNDEF }}\n" for kind in ("iri", "string", "integer", "date"))
    + "}\n",
)
HOSTILE = [
    '" } DROP ALL #',
    "' } UNION { ?s ?p ?o } #",
    '\\" } #',
    '"""',
    "\\u0022 } #",
    "\n}\n#",
    "?string",
    "{ UNDEF }",
    "\\1 \\g<0>",
    "}\u2028{",
    "\x00\x07",
]


@given(st.text() | st.sampled_from(HOSTILE))
def test_a_string_is_bound_as_it_is_given(text: str) -> None:
    query = ANY.text({"string": text})
    [row] = LetterStore().select(query)
    assert row == {"string": text}
    [found] = rdflib.Graph().query(query).bindings
    assert str(found[rdflib.Variable("string")]) == text


@given(st.text() | st.sampled_from(HOSTILE), st.sampled_from(["iri", "integer", "date"]))
def test_what_is_no_value_of_its_type_never_reaches_the_query(text: str, kind: str) -> None:
    try:
        query = ANY.text({kind: text})
    except QuestionError:
        return
    [row] = LetterStore().select(query)
    assert row.keys() == {kind}


@pytest.mark.parametrize(
    "evil",
    [
        "https://example.org/> } DROP ALL; #",
        "imrd:x> } #",
        "CM99-0000001> . ?s ?p ?o . <x",
        "https://example.org/\\u003e",
    ],
)
def test_an_iri_cannot_leave_its_brackets(store: LetterStore, evil: str) -> None:
    with pytest.raises(QuestionError, match="or the IRI of a letter, found"):
        store.ask("why-denied", letter=evil)


def test_the_questions_are_executables_that_run_as_they_stand(store: LetterStore) -> None:
    graph = rdflib.Graph().parse(data=executables(questions().values()), format="turtle")
    rows = graph.query(
        "PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
        "SELECT ?q ?select { ?q a sh:SPARQLExecutable ; rdfs:label ?label ; sh:select ?select }"
    )
    found = {str(row[0]).rpartition("/")[2]: str(row[1]) for row in rows}  # type: ignore[index]  # a row
    assert set(found) == set(IN_SPARQL)
    assert all(len(store.select(text)) >= 0 for text in found.values())
