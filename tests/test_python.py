"""imrgraph: what users of other libraries expect of its values in Python."""

from __future__ import annotations

import inspect
import pickle
import pydoc
import shutil
import warnings
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import pytest

import imrgraph
from imrgraph.errors import (
    ImrgraphError,
    LetterError,
    NeverEqualWarning,
    NotFoundError,
    QuestionError,
    StoreError,
    WhatIfError,
)
from imrgraph.graph import entities
from imrgraph.graph.session import Entity, Said
from imrgraph.knowledge.knowledge import know, load
from imrgraph.letters.text.document import Document, Span
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CASE = "CM99-0000006"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Path:
    made: Path = tmp_path_factory.mktemp("made") / "graph"
    with LetterStore(made) as store:
        store.load([examples])
    return made


@pytest.fixture(scope="module")
def store(folder: Path) -> LetterStore:
    return LetterStore(folder)


def test_a_store_is_closed_where_its_block_ends(
    folder: Path, tmp_path: Path, examples: Path
) -> None:
    with imrgraph.open(folder) as store:
        assert store.ask("overturn-rate")
    with pytest.raises(StoreError, match="found it closed"):
        store.ask("overturn-rate")
    store.close()
    with imrgraph.open(tmp_path / "graph") as made:
        made.load([examples / "imaging.txt"])
        with imrgraph.open(tmp_path / "graph") as beside:  # a store is locked while it is changed
            beside.load([examples / "two-items.txt"])
    with imrgraph.open(tmp_path / "graph") as again:
        assert len(again.load([examples / "medication.txt"]).letters) == 1


def test_a_store_that_is_read_stands_open_to_other_readers(folder: Path) -> None:
    with imrgraph.open(folder) as one, imrgraph.open(folder) as other:
        assert one.ask("overturn-rate") == other.ask("overturn-rate")


def test_a_store_is_a_collection_of_letters(store: LetterStore) -> None:
    assert len(store) == len(list(store)) == 6  # noqa: PLR2004 (the example letters)
    assert CASE.lower() in store
    assert "CM99-0000099" not in store
    with pytest.warns(NeverEqualWarning, match="7 names no letter"):
        assert 7 not in store  # noqa: PLR2004 (no name of a letter)
    assert store[CASE] == store.determination(CASE)
    assert {each.iri for each in store} == {each.iri for each in store.determinations}
    assert LetterStore()
    assert len(LetterStore()) == 0


def test_every_public_value_has_a_short_repr_and_shows_itself_in_a_notebook(
    store: LetterStore, examples: Path
) -> None:
    why = imrgraph.explain(examples / "imaging.txt")
    for value in (
        store,
        store.determinations,
        store[CASE],
        store[CASE].items[0],
        store.network(CASE),
        store.projection("guidelines"),
        store.rates("year"),
        store.similar(CASE, 1),
        store.search("massage"),
        store.unlike(),
        store.repeated(),
        store.ask("overturn-rate"),
        why,
        why.letter,
    ):
        assert "\n" not in repr(value)
        shown = value._repr_html_()
        assert shown.lstrip().startswith("<")
        assert "<script" not in shown


def test_what_is_counted_or_found_goes_into_data_frames(store: LetterStore) -> None:
    rates = store.rates(by="class,year", smallest=1)
    frame = rates.to_pandas()
    assert list(frame.columns[:4]) == ["class", "year", "items", "overturned"]
    assert int(frame["items"].sum()) == rates.total.items if rates.total else False
    assert rates.to_polars().height == len(rates.rows)
    assert store.rates(smallest=1).to_pandas()["items"].tolist() == [7]
    found = store.search("massage")
    assert found.to_pandas()["case"].tolist() == [each.case for each in found]
    assert store.similar(CASE, 1).to_polars()["contrary"].sum() in {0, 1}
    assert store.repeated().to_pandas().columns[0] == "sentence"
    assert store.unlike().to_rows().columns[0] == "group"


def test_a_rate_that_is_withheld_is_missing_in_a_data_frame(store: LetterStore) -> None:
    frame = store.rates(by="year").to_pandas()
    assert frame["withheld"].all()
    assert frame["share"].isna().all()
    assert frame["overturned"].isna().all()


def test_days_are_taken_as_text(store: LetterStore) -> None:
    massage = store.treatment("massage")
    given = massage.recommendations("2015-11-12")
    assert given == massage.recommendations(date(2015, 11, 12))
    assert given == massage.recommendations("11/12/2015")
    assert given
    with pytest.raises(QuestionError, match="on: expected a date, as 2015-06-10"):
        massage.recommendations("November")
    by_text = store.ask("around-a-change", day="07/29/2016")
    assert by_text == store.ask("around-a-change", day=date(2016, 7, 29))


def test_a_wrong_word_is_a_named_error(store: LetterStore, examples: Path) -> None:
    why = imrgraph.explain(examples / "imaging.txt")
    for wrong, offered in (
        (lambda: why.render("htm"), "html"),
        (lambda: why.render("text", "grounds"), "verdict, page, full"),  # type: ignore[arg-type]
        (lambda: imrgraph.explain(examples / "imaging.txt", "records"), "record"),  # type: ignore[arg-type]
        (lambda: store.rates(by=["tretment"]), "treatment"),
        (lambda: store.search("massage", part="sumary"), "summary"),
        (lambda: store.repeated("rationales"), "rationale"),
        (lambda: store.network(CASE, view="x"), "entities"),
    ):
        with pytest.raises(QuestionError, match=offered):
            wrong()


def test_values_can_be_pickled(store: LetterStore, examples: Path) -> None:
    letter = imrgraph.read(examples / "two-items.txt")
    assert pickle.loads(pickle.dumps(letter)) == letter  # noqa: S301 (our own)
    for value in (
        store.ask("overturn-rate"),
        store.rates("year"),
        store.search("massage"),
        store.similar(CASE, 1),
        store.unlike(),
        store.network(CASE),
    ):
        assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 (our own)


def test_an_explanation_is_the_same_when_it_was_pickled(examples: Path) -> None:
    one, other = (imrgraph.explain(examples / "two-items.txt").items for _ in range(2))
    assert one == other
    again = pickle.loads(pickle.dumps(one))  # noqa: S301 (our own)
    assert again == one
    assert again[0].proof == one[0].proof
    assert again[0].knowledge is load()
    apart = know(load().quads)
    copied = pickle.loads(pickle.dumps(apart))  # noqa: S301 (our own)
    assert copied is not load()
    assert copied.quads == apart.quads


def test_a_letter_that_was_read_is_in_its_store(store: LetterStore, examples: Path) -> None:
    letter = imrgraph.read(examples / "two-items.txt")
    bare = imrgraph.read(Document.of("bare", letter.document.text.replace("CM99-", "")))
    assert bare.case_number is None
    walked = store.determination("CM99-0000006")
    for there in (letter, letter.case_number, walked, walked.iri, "cm99-0000006"):
        assert there in store
    for gone in (bare, bare.name(), "CM99-0009999"):
        assert gone not in store
    for other in (letter.items[0], letter.dates.injury, walked.items[0], None, 6):
        with pytest.warns(NeverEqualWarning, match="expected a case number, or the letter itself"):
            assert other not in store


def test_no_words_are_quoted_from_beyond_the_end() -> None:
    document = Document("letter", "Massage: Upheld")
    assert document.quote(Span(9, 15)) == "Upheld"
    assert document.quote(Span(15, 15)) == ""
    for beyond in (Span(9, 16), Span(20, 30)):
        for ask in (document.quote, document.page, document.position):
            with pytest.raises(NotFoundError, match=r"^letter: expected .* of 15 that it has"):
                ask(beyond)


def test_help_says_something_of_every_attribute() -> None:
    kinds = [each for _, each in inspect.getmembers(entities, inspect.isclass)]
    for kind in (
        each for each in kinds if issubclass(each, Entity) and each.__module__ == entities.__name__
    ):
        for name, value in vars(kind).items():
            if not name.startswith("_"):
                assert inspect.getdoc(value), f"{kind.__name__}.{name}"
    said = vars(entities.Determination)["injury_date"]
    assert isinstance(said, Said)
    assert "imr:injuryDate" in (inspect.getdoc(said) or "")
    told = pydoc.render_doc(LetterStore.networkx)
    assert all(
        word in pydoc.render_doc(LetterStore.network) for word in ("view", "hops", "entities")
    )
    assert "predicates" in told


def test_a_closed_store_says_that_it_is_closed(examples: Path, tmp_path: Path) -> None:
    made = imrgraph.open(tmp_path / "graph")
    made.load([examples])
    made.close()
    for call in (lambda: len(made), made.rates, lambda: made.ask("overturn-rate")):
        with pytest.raises(
            StoreError, match=r"found it closed; imrgraph.open\(.*\) opens it again"
        ):
            call()
    with imrgraph.open() as in_memory:
        pass
    with pytest.raises(StoreError, match="found it closed; it is gone"):
        in_memory.select("SELECT * { ?s ?p ?o }")


def test_a_thing_compared_with_a_text_says_that_they_are_never_equal(store: LetterStore) -> None:
    treatment = store.treatment("massage")
    assert treatment.code == "massage-therapy"
    assert "code='massage-therapy'" in repr(treatment)
    with pytest.warns(NeverEqualWarning, match="compare what it holds"):
        assert treatment != "massage-therapy"


def test_what_is_loaded_in_part_or_left_out_is_named(examples: Path, tmp_path: Path) -> None:
    shutil.copy(examples / "massage-chronic.txt", tmp_path)
    for name in ("scan.JPG", "old.doc", "README", ".hidden"):
        (tmp_path / name).touch()
    loaded = imrgraph.open().load([tmp_path])
    assert loaded.in_part == (str(tmp_path / "massage-chronic.txt"),)
    assert loaded.left_out == {".jpg": 1, ".doc": 1, "": 1}
    assert "left out: 1 without an ending, 1 .doc, 1 .jpg, since letters end in" in str(loaded)


def test_what_would_have_followed_is_said_in_one_call(examples: Path) -> None:
    why = imrgraph.explain(examples / "massage-chronic.txt")
    for letter in (why, examples / "massage-chronic.txt"):
        found = imrgraph.whatif(letter, injury="2015-05-12", earlier_visits=0)
        assert "necessary" in [after.verdict.value for _, after in found.outcomes]
    with pytest.raises(WhatIfError, match="expected one of"):
        imrgraph.whatif(why, colour="red")


@pytest.mark.parametrize(
    ("name", "told"), [("serve", "`imrgraph serve`"), ("load", r"imrgraph.open\(STORE\).load")]
)
def test_what_is_elsewhere_says_where(name: str, told: str) -> None:
    with pytest.raises(AttributeError, match=told):
        imrgraph.__getattr__(name)


def test_a_folder_in_place_of_a_letter_says_what_to_do(examples: Path) -> None:
    for call in (imrgraph.read, imrgraph.explain):
        with pytest.raises(LetterError, match="a folder; give each letter in it, or load it"):
            call(examples)


def test_a_text_or_a_path_is_one_thing_to_load_and_not_its_letters(
    tmp_path: Path, examples: Path
) -> None:
    letters = sorted(examples.glob("*.txt"))[:2]
    for name, letter in zip(("a", "ab"), letters, strict=True):
        shutil.copy(letter, tmp_path / name)
    for given in (str(tmp_path / "ab"), tmp_path / "ab"):
        assert len(LetterStore().load(given).letters) == 1
    assert LetterStore().load(tmp_path / "ab").refused == ()


#: What is right for each function of a store that users call.
DOORS: dict[str, dict[str, object]] = {
    "determination": {"case": CASE},
    "treatment": {"name": "acupuncture"},
    "guideline": {"name": "neck"},
    "document": {"case": CASE},
    "network": {"seed": CASE},
    "networkx": {"seed": CASE},
    "rdflib": {"seed": CASE},
    "owlready2": {"case": CASE},
    "projection": {"name": "guidelines"},
    "export": {"form": "dot", "path": "x.dot", "seed": CASE},
    "rates": {},
    "similar": {"letter": CASE, "item": 1},
    "unlike": {},
    "repeated": {},
    "search": {"words": "pain"},
    "query": {"text": "ASK {}"},
    "load": {"paths": ()},
}
WRONG: tuple[object, ...] = (
    3.5, -1, b"x", object(), [3], {3: 4}, True, float("nan"), 10**30, "no such thing",
)  # fmt: skip


def public(store: LetterStore) -> list[tuple[Callable[..., object], dict[str, object]]]:
    """Return the functions that users call, each with what is right for it."""
    letter: dict[str, object] = {"letter": store.document(CASE)}
    return [
        (imrgraph.read, {"source": store.document(CASE)}),
        (imrgraph.explain, letter),
        (imrgraph.whatif, {**letter, "item": 1, "visits": 3}),
        (imrgraph.plan, {"treatment": "massage", "request": "2015-06-10"}),
        (imrgraph.open, {}),
        *((getattr(store, name), right) for name, right in DOORS.items()),
    ]


def test_whatever_a_function_is_given_it_says_what_would_be_right(
    store: LetterStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for function, right in public(store):
        parameters = inspect.signature(function).parameters
        names = [*parameters.keys() - {"part", "settings"}, "bogus"]
        names += ["view", "hops", "predicates"] if "part" in parameters else []
        for name in names:
            for wrong in WRONG:
                with suppress(ImrgraphError), warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    function(**{**right, name: wrong})


def test_a_warning_points_at_the_line_of_whoever_called(store: LetterStore) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        for _ in range(2):
            store.networkx("CM99-0000006")
            store.search("massage or pain")
    assert {each.filename for each in told} == {__file__}
    assert len(told) == len({"networkx", "search"}) * 2
