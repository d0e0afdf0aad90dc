"""Train: the weights by which reasons are read, from the labelled sentences beside this file.

In:   rationales/*.jsonl (whole rationales, sentence by sentence) and sentences/*.tsv (single ones).
Out:  weights.json and figures.md: how well rationales are read by weights that never saw their
      source.
From: logistic regression (scikit-learn), first on sentences, then on what they say together.

Run by `make reader`.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from functools import cache
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from imrgraph.knowledge.knowledge import load
from imrgraph.letters.rationale.grounds import decisive
from imrgraph.letters.rationale.meaning import CRITERIA, KINDS, Scores, candidates, seen
from imrgraph.letters.rationale.reasons import weighed
from imrgraph.letters.text.document import Document, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from imrgraph.letters.rationale.meaning import Candidate, Seen

Ground = tuple[str, bool]

HOME: Final = Path(__file__).resolve().parent
_FOLDS: Final = 3
_SIGNS: Final = {"+": True, "-": False, "c+": True, "c-": False}
_KINDS: Final = {"g": "guideline", "p": "provider", "h": "record"}
_OUTCOMES: Final = {"overturned": True, "upheld": False}
#: How freely weights fit what was labelled.
_FREEDOM: Final = 30.0
#: How many features a head weighs; whether a criterion is met is one head for all of them.
_HEAD, _MET = 6_000, 36_000
#: A feature is seen at least so often, and a weight is at least as large.
_OFTEN, _LEAST = 2, 0.05
#: A cue is doubted of which labelled texts bear out a smaller share.
_BORNE_OUT: Final = 0.45
_ABOUT: Final = len(KINDS)
_WAY: Final = _ABOUT + 2 * len(CRITERIA)


@dataclass(frozen=True)
class Labelled:
    """A rationale, or a single sentence, with what it says.

    Attributes:
        source: who wrote it; empty for a single sentence.
        text: all of it.
        treatment: the code of what is asked for.
        kinds: of each sentence its start, its end, and what it is.
        findings: of each its start, its end, the criterion, whether it is met, and its weight.
        granted: what became of the request; None where that is not said, or both.
    """

    source: str
    text: str
    treatment: str
    kinds: Sequence[tuple[int, int, str]]
    findings: Sequence[tuple[int, int, str, bool, str]]
    granted: bool | None = None

    @property
    def grounds(self) -> set[Ground]:
        """What it decides on."""
        return {(c, met) for *_, c, met, weight in self.findings if weight == "decisive"}


@dataclass(frozen=True)
class Table:
    """All sentences in a row each: whose it is, its fold, what is seen of it, what it says."""

    owner: Any
    fold: Any
    seen: Sequence[Seen]
    kinds: Any
    about: Any
    decides: Any
    #: 1 where a criterion is found met, 0 where it is not, -1 where that is not said.
    met: Any


@dataclass(frozen=True)
class Learnt:
    """The weights of every head, a row each; what is added; and what each criterion adds."""

    weights: Any
    bias: Any
    offsets: Any


def labelled() -> list[Labelled]:
    """Return everything that was labelled."""
    rationales = [
        _rationale(json.loads(line))
        for file in sorted((HOME / "rationales").glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]
    sentences = [
        _sentence(*line.split("\t"))
        for file in sorted((HOME / "sentences").glob("*.tsv"))
        for line in file.read_text("utf-8").splitlines()
    ]
    return rationales + sentences


def _rationale(stated: Mapping[str, Any]) -> Labelled:
    at = 0
    kinds: list[tuple[int, int, str]] = []
    findings: list[tuple[int, int, str, bool, str]] = []
    for sentence in stated["sentences"]:
        text = sentence["text"]
        kinds.append((at, at + len(text), sentence["kind"]))
        for each in sentence.get("findings", ()):
            start = at + text.index(each["words"])
            end = start + len(each["words"])
            findings.append((start, end, each["criterion"], each["met"], each["weight"]))
        at += len(text) + 1
    whole = " ".join(sentence["text"] for sentence in stated["sentences"])
    granted = _OUTCOMES.get(stated["outcome"])
    return Labelled(_source(stated["id"]), whole, stated["treatment"], kinds, findings, granted)


def _source(name: str) -> str:
    """Return who wrote a rationale: the first part of its name, or the kind of a whole letter."""
    first, _, number = name.partition("-")
    return f"letters {int(number) // 200 % 40}" if first.startswith("CM") else first


def _sentence(criteria: str, signs: str, treatment: str, text: str) -> Labelled:
    findings = [
        (0, len(text), criterion, _SIGNS[sign], "conceded" if sign[0] == "c" else "decisive")
        for criterion, sign in zip(criteria.split("|"), signs.split("|"), strict=False)
        if sign in _SIGNS
    ]
    kind = "finding" if findings else _KINDS[signs.partition("|")[0]]
    return Labelled("", text, treatment.partition("|")[0], [(0, len(text), kind)], findings)


@cache
def _treatments() -> Mapping[str, str]:
    """Return the IRI of every treatment, by its code."""
    notations = (q for q in load().quads if q.predicate.value.endswith("core#notation"))
    return {str(q.object.value): q.subject.value for q in notations}  # type: ignore[union-attr]


def _see(each: Labelled) -> tuple[Seen, ...]:
    document = Document("labelled", each.text)
    return seen(document, Span(0, len(each.text)), _treatments().get(each.treatment), load())


def table(items: Sequence[Labelled]) -> Table:
    """Return the sentences of all items, in their order."""
    rows = [(number, each) for number, item in enumerate(items) for each in _see(item)]
    said = [_said(items[number], each.span) for number, each in rows]
    return Table(
        owner=np.array([number for number, _ in rows]),
        fold=np.array([_fold(items[number].source) for number, _ in rows]),
        seen=[each for _, each in rows],
        kinds=np.array([_kind(items[number], each.span) for number, each in rows]),
        about=np.array([[any(c == x for x, _ in w) for c in CRITERIA] for w in said]),
        decides=np.array([[_decides(w, c) for c in CRITERIA] for w in said]),
        met=np.array([[_met(w, c) for c in CRITERIA] for w in said]),
    )


def _fold(source: str) -> int:
    """Return in which part a source is tried; single sentences are only learned from."""
    return zlib.crc32(source.encode()) % _FOLDS if source else -1


def _said(item: Labelled, span: Span) -> dict[Ground, str]:
    found = (f for f in item.findings if f[0] < span.end and span.start < f[1])
    return {(criterion, met): weight for _, _, criterion, met, weight in found}


def _kind(item: Labelled, span: Span) -> int:
    near = max(item.kinds, key=lambda kind: min(kind[1], span.end) - max(kind[0], span.start))
    return KINDS.index(near[2])


def _decides(said: Mapping[Ground, str], criterion: str) -> bool:
    return any(c == criterion and weight == "decisive" for (c, _), weight in said.items())


def _met(said: Iterable[Ground], criterion: str) -> int:
    ways = {met for c, met in said if c == criterion}
    return int(ways.pop()) if len(ways) == 1 else -1


def columns(sentences: Sequence[Seen]) -> tuple[Any, list[str]]:
    """Return what is seen as a matrix of rows of length one, and the names of its columns."""
    vectors = DictVectorizer()
    whole = normalize(vectors.fit_transform([each.features for each in sentences])).tocsr()
    often = np.asarray((whole > 0).sum(0)).ravel() >= _OFTEN
    names = zip(vectors.feature_names_, often, strict=True)
    return whole[:, often], [name for name, kept in names if kept]


def fit(
    rows: Any,  # noqa: ANN401 (a matrix)
    truth: Any,  # noqa: ANN401 (an array)
    most: int,
    freedom: float = _FREEDOM,
    counts: Any = None,  # noqa: ANN401 (an array: how much each row counts)
) -> tuple[Any, float]:
    """Fit a head, and fit it again on the features that it used most."""
    first = _regression(freedom).fit(rows, truth, counts)
    use = np.abs(first.coef_[0]) * np.sqrt(np.asarray((rows > 0).sum(0)).ravel())
    kept = np.sort(np.argsort(-use, kind="stable")[:most])
    again = _regression(freedom).fit(rows[:, kept], truth, counts)
    whole = np.zeros(rows.shape[1])
    whole[kept] = again.coef_[0]
    return whole, float(again.intercept_[0])


def _regression(freedom: float) -> LogisticRegression:
    return LogisticRegression(C=freedom, solver="liblinear", random_state=0)


def learn(known: Table, matrix: Any, rows: Any) -> Learnt:  # noqa: ANN401 (matrices)
    """Learn from some rows."""
    whole = rows[known.fold[rows] >= 0]
    tasks = [(rows, known.kinds[rows] == kind) for kind in range(len(KINDS))]
    tasks += [(rows, known.about[rows, c]) for c in range(len(CRITERIA))]
    tasks += [(whole, known.decides[whole, c]) for c in range(len(CRITERIA))]
    fitted = Parallel(2)(delayed(fit)(matrix[r], truth, _HEAD) for r, truth in tasks)
    at, which = np.nonzero(known.met[rows] >= 0)
    half = csr_matrix(
        (np.full(len(at), 0.5), (np.arange(len(at)), which)), (len(at), len(CRITERIA))
    )
    both = hstack([matrix[rows[at]], half]).tocsr()
    way, added = fit(both, known.met[rows[at], which], _MET)
    return Learnt(
        weights=np.vstack([*(weights for weights, _ in fitted), way[: matrix.shape[1]]]),
        bias=np.array([*(bias for _, bias in fitted), added]),
        offsets=way[matrix.shape[1] :] / 2,
    )


def scores(matrix: Any, learnt: Learnt) -> list[Scores]:  # noqa: ANN401 (a matrix)
    """Return what is likely of each row, as the model tells it."""
    odds = matrix @ learnt.weights.T + learnt.bias
    kinds = _likely(odds[:, :_ABOUT])
    kinds /= kinds.sum(1, keepdims=True)
    about, decides = np.split(odds[:, _ABOUT:_WAY], 2, axis=1)
    met = odds[:, [_WAY]] + learnt.offsets
    rows = (map(list, row) for row in zip(kinds, _likely(about), decides, met, strict=True))
    return list(starmap(Scores, rows))


def _likely(odds: Any) -> Any:  # noqa: ANN401 (a matrix)
    return 1 / (1 + np.exp(-odds))


def folds(known: Table) -> Iterator[tuple[Any, Any]]:
    """Yield the rows to learn from and those to try, so that no source is in both."""
    for fold in range(_FOLDS):
        yield np.nonzero(known.fold != fold)[0], np.nonzero(known.fold == fold)[0]


def tried(known: Table, matrix: Any) -> dict[int, Scores]:  # noqa: ANN401 (a matrix)
    """Return what is likely of each row of a rationale, by weights that never saw its source."""
    found: dict[int, Scores] = {}
    for others, rows in folds(known):
        learnt = learn(known, matrix, others)
        found |= dict(zip(rows.tolist(), scores(matrix[rows], learnt), strict=True))
    return found


@dataclass(frozen=True)
class Tried:
    """A rationale as weights tell it that never saw its source."""

    item: Labelled
    fold: int
    hits: list[Any]
    candidates: list[Candidate]

    @property
    def truth(self) -> list[bool]:
        """Of each candidate, whether the rationale decides on it."""
        return [(each.criterion, each.met) in self.item.grounds for each in self.candidates]


def rationales(items: Sequence[Labelled], known: Table, found: Mapping[int, Scores]) -> list[Tried]:
    """Return the rationales, each with what it may decide on."""
    by: dict[int, list[int]] = {}
    for row in sorted(found):
        by.setdefault(int(known.owner[row]), []).append(row)
    return [
        Tried(
            items[number],
            int(known.fold[rows[0]]),
            [hit for row in rows for hit in known.seen[row].hits],
            list(candidates([known.seen[r] for r in rows], [found[r] for r in rows])),
        )
        for number, rows in by.items()
    ]


def signs(told: Sequence[Tried]) -> list[float]:
    """Learn how much each sign of a candidate counts; what is added comes first."""
    rows = np.array([each.signs for one in told for each in one.candidates], float)
    truth = np.array([right for one in told for right in one.truth])
    mean, scale = rows.mean(0), rows.std(0) + 1e-9
    fit = LogisticRegression(C=1.0, max_iter=1000).fit((rows - mean) / scale, truth)
    weights = fit.coef_[0] / scale
    return [float(x) for x in (fit.intercept_[0] - weights @ mean, *weights)]


def doubted(told: Iterable[Tried]) -> list[str]:
    """Return the cues that labelled rationales seldom bear out."""
    fired: dict[str, list[bool]] = {}
    for one in told:
        for ground in decisive(one.hits):
            right = (ground.criterion, ground.met) in one.item.grounds
            fired.setdefault(ground.as_cue, []).append(right)
    return sorted(
        name
        for name, right in fired.items()
        if len(right) > 1 and (sum(right) + 0.5) / (len(right) + 1) < _BORNE_OUT
    )


def figures(told: Sequence[Tried]) -> str:
    """Tell how well each source is read: by weights, signs and doubts that never saw it."""
    grounds: dict[str, list[tuple[set[Ground], set[Ground]]]] = {}
    for fold in range(_FOLDS):
        others = [one for one in told if one.fold != fold]
        weights, doubts = signs(others), doubted(others)
        for one in (one for one in told if one.fold == fold):
            kept = {
                (g.criterion, g.met) for g in weighed(one.hits, one.candidates, weights, doubts)
            }
            for group in ("all", one.item.source):
                grounds.setdefault(group, []).append((one.item.grounds, kept))
    ordered = sorted(grounds, key=lambda name: (name != "all", name))
    rows = "\n".join(_row(name, grounds[name]) for name in ordered)
    return f"{_HEADING}\n{rows}\n"


_HEADING: Final = """\
# How well the labelled rationales are read

Made by `make reader`. Each source is read by weights that were learned from the others: grounds as
a rationale decides on them, a criterion met or not, against the labels.

| source | rationales | F1 | precision | recall | some ground right |
|---|---|---|---|---|---|"""


def _row(name: str, pairs: Sequence[tuple[set[Ground], set[Ground]]]) -> str:
    both = sum(len(truth & told) for truth, told in pairs)
    told, truth = sum(len(told) for _, told in pairs), sum(len(truth) for truth, _ in pairs)
    some = sum(bool(truth & told) for truth, told in pairs) / len(pairs)
    f1, precision, recall = 2 * both / (told + truth), both / max(1, told), both / truth
    return f"| {name} | {len(pairs)} | {f1:.3f} | {precision:.3f} | {recall:.3f} | {some:.3f} |"


def written(learnt: Learnt, names: Sequence[str], counted: list[float], doubts: list[str]) -> str:
    """Return the weights as JSON, a feature a line."""
    lines = ",\n".join(sorted(_lines(learnt.weights, names)))
    rest = {
        "bias": [round(float(x), 3) for x in learnt.bias],
        "offsets": [round(float(x), 3) for x in learnt.offsets],
        "signs": [round(x, 4) for x in counted],
        "doubted": doubts,
    }
    return f'{json.dumps(rest)[:-1]}, "weights": {{\n{lines}\n}}}}\n'


def _lines(weights: Any, names: Sequence[str]) -> Iterator[str]:  # noqa: ANN401
    for column, name in enumerate(names):
        places = np.nonzero(np.abs(weights[:, column]) >= _LEAST)[0]
        if len(places):
            row = [[int(place), round(float(weights[place, column]), 2)] for place in places]
            yield f"{json.dumps(name)}:{json.dumps(row, separators=(',', ':'))}"


def main() -> None:
    """Learn, and write the weights and the figures beside this file."""
    items = labelled()
    known = table(items)
    matrix, names = columns(known.seen)
    told = rationales(items, known, tried(known, matrix))
    learnt = learn(known, matrix, np.arange(len(known.seen)))
    (HOME / "weights.json").write_text(written(learnt, names, signs(told), doubted(told)), "utf-8")
    (HOME / "figures.md").write_text(figures(told), "utf-8")


if __name__ == "__main__":
    main()
