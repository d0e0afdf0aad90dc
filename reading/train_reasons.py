"""What gives the reason: learn how likely a sentence does, of a denial and of a grant.

In:   the labelled rationales beside this file, with what became of each request; those of
      `reasons/`, of which every sentence is marked: "+" where it gives the reason; and
      `weights.json`.
Out:  `reasons.json`, and `reasons.md`: how often what is told of a rationale is right.
From: logistic regression, twice. First over what is seen of a sentence: what speaks for a reason
      of either outcome is learned once, and what speaks for one of a denial, or of a grant,
      besides. Then over what the sentences around it say of it.

    python reading/train_reasons.py        (`make reader` runs it)
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.sparse import diags, hstack
from sklearn.linear_model import LogisticRegression
from train import HOME, Labelled, columns, fit, folds, labelled, table, tried

from imrgraph.letters.rationale.meaning import model
from imrgraph.reasoning.auditing.giving import TELLS, signs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from train import Table

    from imrgraph.letters.rationale.meaning import Scores

#: So many features are weighed: for both outcomes, for a denial and for a grant.
_MOST: Final = 18_000
#: How freely weights fit what was labelled: less than those of reading/train.py, which carries to
#: other writers better.
_FREEDOM: Final = 3.0
#: A weight is at least as large.
_LEAST: Final = 0.05
#: A sentence of a rationale that was marked for its reason counts as much; one that finds what
#: supports the outcome and does not decide it is hardly none.
_MARKED, _SUPPORTS = 3.0, 0.3
#: What a mark makes of a sentence: its kind, and the weight of what it finds.
_MARKS: Final = {
    "+": ("finding", "decisive"),
    "-": ("finding", "conceded"),
    "h": ("record", ""),
    "g": ("guideline", ""),
    "o": ("claims-administrator", ""),
    "c": ("conclusion", ""),
}
_HEADING: Final = """\
# How often what is told as the reason is one

Made by `make reader`. Each source is read by weights that were learned from the others; a sentence
gives the reason where it finds what decides the request, as its label says. *Leads*: the likeliest
sentence gives a reason. *Told right*: what share of the sentences that are likely enough to be told
give one, of those that are labelled as deciding or as deciding nothing. *Reasons told*: what share
of the sentences that give one are told. *Points told*: what share of those that concede a point, or
speak for the side that lost, are told as a reason.

| source | rationales | leads | told right | reasons told | points told |
|---|---|---|---|---|---|"""


@dataclass(frozen=True)
class Learnt:
    """The weights of a denial and of a grant, a row each; and what is added to both."""

    weights: Any
    bias: float


@dataclass(frozen=True)
class Rows:
    """What the labels say of the sentences of a table, in their order.

    Attributes:
        granted: what became of the request.
        reason: whether a sentence finds what decides it, that way.
        point: whether it finds what is conceded, or speaks for the other side.
        supports: whether it finds something and does not decide.
        counts: how much it counts for what is learned.
    """

    granted: Any
    reason: Any
    point: Any
    supports: Any
    counts: Any


def marked() -> list[Labelled]:
    """Return the rationales of which only is marked which sentences give the reason."""
    return [
        _marked(json.loads(line))
        for file in sorted((HOME / "reasons").glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]


def _marked(stated: Mapping[str, Any]) -> Labelled:
    granted = stated["outcome"] == "overturned"
    kinds, findings, at = [], [], 0
    for text, mark in stated["sentences"]:
        kind, weight = _MARKS[mark]
        kinds.append((at, at + len(text), kind))
        if weight:
            met = granted if weight == "decisive" else not granted
            findings.append((at, at + len(text), "", met, weight))
        at += len(text) + 1
    whole = " ".join(text for text, _ in stated["sentences"])
    source = stated["id"].partition("-")[0]
    return Labelled(source, whole, stated["treatment"], kinds, findings, granted)


def said(items: Sequence[Labelled], known: Table, first_marked: int) -> Rows:
    """Return what the labels say; the items from a number on were marked for their reason."""
    rows = [
        _said(items[o], each.span.start, each.span.end)
        for o, each in zip(known.owner, known.seen, strict=True)
    ]
    reason, point, finds = np.array(rows).T
    supports = finds & ~reason & ~point
    counts = np.where(known.owner >= first_marked, _MARKED, np.where(supports, _SUPPORTS, 1.0))
    granted = np.array([items[owner].granted for owner in known.owner])
    return Rows(granted, reason, point & ~reason, supports, counts)


def _said(item: Labelled, start: int, end: int) -> tuple[bool, bool, bool]:
    """Say whether a sentence gives the reason, makes another point, finds anything."""
    found = [(met == item.granted, w) for a, b, _, met, w in item.findings if a < end and start < b]
    near = max(item.kinds, key=lambda kind: min(kind[1], end) - max(kind[0], start))
    return (
        any(of_outcome and weight == "decisive" for of_outcome, weight in found),
        any(not of_outcome or weight == "conceded" for of_outcome, weight in found),
        bool(found) or near[2] == "finding",
    )


def scores(known: Table, first_marked: int) -> list[Scores]:
    """Return what each sentence is likely to be, by weights that never saw its source."""
    everything = labelled()
    whole = table(everything)
    found = tried(whole, columns(whole.seen)[0])
    rows = iter(
        [found[row] for row, owner in enumerate(whole.owner) if _decided(everything[owner])]
    )
    return [
        next(rows) if owner < first_marked else model().scores(each)
        for owner, each in zip(known.owner, known.seen, strict=True)
    ]


def _decided(item: Labelled) -> bool:
    """Say whether an item is a rationale of a request that was granted or denied."""
    return item.granted is not None


def learn(matrix: Any, rows: Rows, kept: Any) -> Learnt:  # noqa: ANN401 (arrays)
    """Learn from some sentences what speaks for their giving the reason, each seen alone."""
    some, granted = matrix[kept], rows.granted[kept]
    both = hstack([some, diags(1.0 - granted) @ some, diags(1.0 * granted) @ some]).tocsr()
    weights, bias = fit(both, rows.reason[kept], _MOST, _FREEDOM, rows.counts[kept])
    shared, of_denial, of_grant = np.split(weights, 3)
    return Learnt(np.vstack([shared + of_denial, shared + of_grant]), bias)


def odds(matrix: Any, granted: Any, learnt: Learnt) -> Any:  # noqa: ANN401 (arrays)
    """Return how likely each sentence gives the reason: the logarithm of its odds."""
    return (matrix @ learnt.weights.T)[np.arange(len(granted)), granted.astype(int)] + learnt.bias


def among(known: Table, rows: Rows, alone: Any, likely: Sequence[Scores]) -> Any:  # noqa: ANN401
    """Return the signs of each sentence among the others of its rationale."""
    starts = np.nonzero(np.diff(known.owner, prepend=-1))[0].tolist()
    return np.vstack(
        [
            signs(alone[a:b].tolist(), known.seen[a:b], likely[a:b], met=bool(rows.granted[a]))
            for a, b in zip(starts, [*starts[1:], len(alone)], strict=True)
        ]
    ).astype(float)


def counted(found: Any, rows: Rows, kept: Any) -> list[float]:  # noqa: ANN401 (arrays)
    """Learn how much each sign counts; what is added comes first."""
    kept = kept[~rows.supports[kept]]
    mean, scale = found[kept].mean(0), found[kept].std(0) + 1e-9
    fitted = LogisticRegression(max_iter=1000).fit(
        (found[kept] - mean) / scale, rows.reason[kept], rows.counts[kept]
    )
    weights = fitted.coef_[0] / scale
    return [round(float(x), 3) for x in (fitted.intercept_[0] - weights @ mean, *weights)]


def figures(items: Sequence[Labelled], known: Table, found: Any, rows: Rows) -> str:  # noqa: ANN401
    """Tell of each source how often the likeliest sentence is right, and what is told."""
    sources = np.array([items[owner].source for owner in known.owner])
    told = found >= TELLS
    lines = [_HEADING]
    for name in ("all", *sorted(set(sources))):
        here = (sources == name) | (name == "all")
        leads = [
            bool(rows.reason[group[np.argmax(found[group])]])
            for owner in np.unique(known.owner[here & rows.reason])
            for group in [np.nonzero(known.owner == owner)[0]]
        ]
        lines.append(
            f"| {name} | {len(leads)} | {np.mean(leads):.3f} "
            f"| {rows.reason[here & told & ~rows.supports].mean():.3f} "
            f"| {told[here & rows.reason].mean():.3f} | {told[here & rows.point].mean():.3f} |"
        )
    return "\n".join([*lines, ""])


def written(learnt: Learnt, counts: Sequence[float], names: Sequence[str]) -> str:
    """Return the weights as JSON, a feature a line."""
    lines = []
    for column, name in enumerate(names):
        row = [
            [place, round(float(weight), 2)]
            for place, weight in enumerate(learnt.weights[:, column])
            if abs(weight) >= _LEAST
        ]
        if row:
            lines.append(f"{json.dumps(name)}:{json.dumps(row, separators=(',', ':'))}")
    whole = ",\n".join(sorted(lines))
    stated = f'"bias": {round(learnt.bias, 3)}, "signs": {json.dumps(counts)}'
    return f'{{{stated}, "weights": {{\n{whole}\n}}}}\n'


def main() -> None:
    """Learn, and write the weights and the figures beside this file."""
    items = list(filter(_decided, labelled()))
    first_marked = len(items)
    items += marked()
    known = table(items)
    rows, likely = said(items, known, first_marked), scores(known, first_marked)
    matrix, names = columns(known.seen)
    alone = np.zeros(len(rows.reason))
    for kept, others in folds(known):
        alone[others] = odds(matrix[others], rows.granted[others], learn(matrix, rows, kept))
    found = among(known, rows, alone, likely)
    whole = np.zeros(len(alone))
    for kept, others in folds(known):
        added, *counts = counted(found, rows, kept)
        whole[others] = found[others] @ np.array(counts) + added
    every = np.arange(len(alone))
    learnt = learn(matrix, rows, every)
    (HOME / "reasons.json").write_text(written(learnt, counted(found, rows, every), names), "utf-8")
    (HOME / "reasons.md").write_text(figures(items, known, whole, rows), "utf-8")


if __name__ == "__main__":
    main()
