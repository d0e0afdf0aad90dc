"""What gives the reason: learn how likely a sentence does, of a denial and of a grant.

In:   the labelled rationales beside this file, with what became of each request; and those of
      `reasons/`, of which every sentence is marked: "+" where it gives the reason.
Out:  `reasons.json`, and `reasons.md`: how often the likeliest sentence of a rationale is right.
From: logistic regression; what speaks for a reason of either outcome is learned once, and what
      speaks for one of a denial, or of a grant, besides.

    python reading/train_reasons.py        (`make reader` runs it)
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.sparse import diags, hstack
from train import HOME, Labelled, columns, fit, folds, labelled, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from train import Table

#: So many features are weighed: for both outcomes, for a denial and for a grant.
_MOST: Final = 18_000
#: How freely weights fit what was labelled: less than those of reading/train.py, which carries to
#: other writers better.
_FREEDOM: Final = 3.0
#: A weight is at least as large.
_LEAST: Final = 0.05
_HEADING: Final = """\
# How often the likeliest sentence gives the reason

Made by `make reader`. Each source is read by weights that were learned from the others; a sentence
gives the reason where it finds what decides the request, as its label says.

| source | rationales | the likeliest sentence gives a reason |
|---|---|---|"""


@dataclass(frozen=True)
class Learnt:
    """The weights of a denial and of a grant, a row each; and what is added to both."""

    weights: Any
    bias: float


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
        kinds.append((at, at + len(text), "finding"))
        if mark == "+":
            findings.append((at, at + len(text), "", granted, "decisive"))
        at += len(text) + 1
    whole = " ".join(text for text, _ in stated["sentences"])
    source = stated["id"].partition("-")[0]
    return Labelled(source, whole, stated["treatment"], kinds, findings, granted)


def gives_reason(items: Sequence[Labelled], known: Table) -> Any:  # noqa: ANN401 (an array)
    """Return of each sentence whether it finds what decides the request, that way."""
    return np.array(
        [
            any(
                weight == "decisive" and met == item.granted
                for start, end, _, met, weight in item.findings
                if start < each.span.end and each.span.start < end
            )
            for item, each in zip((items[o] for o in known.owner), known.seen, strict=True)
        ]
    )


def learn(matrix: Any, granted: Any, reason: Any) -> Learnt:  # noqa: ANN401 (arrays)
    """Learn from sentences: what is seen of each, whether it was granted, whether it says why."""
    both = hstack([matrix, diags(1.0 - granted) @ matrix, diags(1.0 * granted) @ matrix]).tocsr()
    weights, bias = fit(both, reason, _MOST, _FREEDOM)
    shared, of_denial, of_grant = np.split(weights, 3)
    return Learnt(np.vstack([shared + of_denial, shared + of_grant]), bias)


def odds(matrix: Any, granted: Any, learnt: Learnt) -> Any:  # noqa: ANN401 (arrays)
    """Return how likely each sentence gives the reason: the logarithm of its odds."""
    return (matrix @ learnt.weights.T)[np.arange(len(granted)), granted.astype(int)] + learnt.bias


def figures(items: Sequence[Labelled], known: Table, found: Any, reason: Any) -> str:  # noqa: ANN401
    """Tell of each source how often the likeliest sentence of a rationale is right."""
    right: dict[str, list[bool]] = {}
    for number in np.unique(known.owner[reason]):
        rows = np.nonzero(known.owner == number)[0]
        best = bool(reason[rows[np.argmax(found[rows])]])
        for group in ("all", items[number].source):
            right.setdefault(group, []).append(best)
    ordered = sorted(right, key=lambda name: (name != "all", name))
    told = (f"| {name} | {len(right[name])} | {np.mean(right[name]):.3f} |" for name in ordered)
    return "\n".join([_HEADING, *told, ""])


def written(learnt: Learnt, names: Sequence[str]) -> str:
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
    return f'{{"bias": {round(learnt.bias, 3)}, "weights": {{\n{whole}\n}}}}\n'


def main() -> None:
    """Learn, and write the weights and the figures beside this file."""
    items = [*(each for each in labelled() if each.granted is not None), *marked()]
    known = table(items)
    matrix, names = columns(known.seen)
    granted = np.array([items[owner].granted for owner in known.owner])
    reason = gives_reason(items, known)
    found = np.zeros(len(reason))
    for kept, tried in folds(known):
        learnt = learn(matrix[kept], granted[kept], reason[kept])
        found[tried] = odds(matrix[tried], granted[tried], learnt)
    whole = learn(matrix, granted, reason)
    (HOME / "reasons.json").write_text(written(whole, names), "utf-8")
    (HOME / "reasons.md").write_text(figures(items, known, found, reason), "utf-8")


if __name__ == "__main__":
    main()
