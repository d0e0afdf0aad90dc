"""graph.kinship: the nearest are found whatever else there is, and what is gone is gone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from imrgraph.graph.catalog import Catalog, Held, connect
from imrgraph.graph.entries import Entry, ItemEntry
from imrgraph.graph.facets import COLUMNS

#: A treatment decides what is broader: concept, treatment, service and class.
FAMILIES = (
    ("deep", "massage", "other", "passive"),
    ("massage", "massage", "other", "passive"),
    ("traction", "traction", "other", "passive"),
    ("needles", "needles", "acupuncture", "passive"),
)
POINTS = {"concept": 4, "treatment": 4, "service": 2, "class": 0}


@st.composite
def items(draw: st.DrawFn, outcomes: tuple[str | None, ...]) -> ItemEntry:
    values = {
        **dict.fromkeys(COLUMNS),
        **dict(zip(POINTS, draw(st.sampled_from(FAMILIES)), strict=True)),
        "phase": draw(st.sampled_from([None, "acute", "chronic"])),
        "outcome": draw(st.sampled_from(outcomes)),
    }
    regions = draw(st.sets(st.sampled_from(["neck", "knee", "wrist"]), max_size=2))
    return ItemEntry(1, values, tuple(("region", each) for each in sorted(regions)))


def points(ours: ItemEntry, theirs: ItemEntry) -> int:
    """Count by hand how near two are."""
    same = sum(n for name, n in POINTS.items() if ours.values[name] == theirs.values[name])
    shared = 4 * bool({*ours.all("region")} & {*theirs.all("region")})
    return same + shared + (ours.values["phase"] == theirs.values["phase"])


def catalog_of(those: list[ItemEntry]) -> Catalog:
    catalog = Catalog(connect(None), "1")
    for number, each in enumerate(those):
        catalog.put(Entry(f"letter/{number:03}", f"{number:03}", (each,), ()))
    return catalog


@given(
    items(("upheld",)),
    st.lists(items(("upheld", "overturned", None)), max_size=30),
    st.integers(1, 6),
)
def test_none_that_is_nearer_is_missed(
    asked: ItemEntry, others: list[ItemEntry], most: int
) -> None:
    found = catalog_of(others).alike(Held("letter/asked", "asked", asked), {}, most)
    for fell in (True, False):
        side = [
            points(asked, each)
            for each in others
            if each.values["outcome"] and (each.values["outcome"] == "overturned") is fell
        ]
        kept = [
            points(asked, each.item)
            for each in found
            if (each.item.values["outcome"] == "overturned") is fell
        ]
        assert sorted(kept, reverse=True) == sorted(side, reverse=True)[:most]


@given(items(("upheld",)), st.lists(items(("upheld", "overturned")), min_size=1, max_size=12))
def test_what_is_taken_out_is_found_no_more(asked: ItemEntry, others: list[ItemEntry]) -> None:
    catalog = catalog_of(others)
    catalog.drop("letter/000")
    found = catalog.alike(Held("letter/asked", "asked", asked), {}, len(others))
    assert sorted(each.case for each in found) == [f"{n:03}" for n in range(1, len(others))]
    for number in range(len(others)):
        catalog.drop(f"letter/{number:03}")
    assert catalog._rows.execute("SELECT COUNT(*) FROM kin").fetchone() == (0,)  # noqa: SLF001
