"""letters.layouts.relatives: what only looks like a determination is refused by name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from rdflib import Graph, Namespace, URIRef

import imrgraph
from imrgraph.cli import main
from imrgraph.cli.exits import UNREADABLE
from imrgraph.errors import OtherLetterError
from imrgraph.graph.describe import describe
from imrgraph.knowledge import terms
from imrgraph.knowledge.knowledge import load
from imrgraph.letters.layouts.relatives import relative
from imrgraph.letters.reading import read
from imrgraph.letters.text import files
from imrgraph.letters.text.document import Document
from imrgraph.resources import folder
from imrgraph.store.opening import LetterStore

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge

IMR, IMRV = Namespace(terms.IMR.base), Namespace(terms.IMRV.base)
GOLDEN = Path(__file__).parent / "golden"
RELATIVES = {
    "Texas IRO decision": """NOTICE OF INDEPENDENT REVIEW DECISION
IRO CASE #: 12345
DESCRIPTION OF THE SERVICE IN DISPUTE: Physical therapy 3 x 4, lumbar spine
REVIEW OUTCOME: Upon independent review, the reviewer finds that the previous adverse
determination should be: Upheld (Agree)
PATIENT CLINICAL HISTORY [SUMMARY]: The claimant fell. ODG allows ten visits.
""",
    "Texas hearing decision": """MEDICAL CONTESTED CASE HEARING NO. 17001
DECISION AND ORDER
A contested case hearing was held before a hearing officer. FINDINGS OF FACT. The preponderance of
the evidence is contrary to the decision of the IRO. Texas Labor Code section 413.031 applies.
The carrier is liable for the MRI of the knee.
""",
    "New York external appeal": """External Appeal Decision
The external appeal agent reviewed the final adverse determination of the health plan for the
New York State Department of Financial Services. Case Summary: A 40-year-old male has back pain.
Should the requested surgery be covered? The health plan's determination is: Overturned
""",
    "review of a health plan by California's DMHC or Department of Insurance": """Independent
Medical Review. Department of Managed Health Care
Nature of Statutory Criteria/Case Summary: An enrollee has requested an MRI of the brain.
Findings: The physician reviewers determined that the MRI is medically necessary. The health plan's
denial should be: Overturned
""",
    "utilization review denial": """NOTICE OF UTILIZATION REVIEW DECISION
Request for authorization received: 01/05/2017
1. MRI of the lumbar spine: the request is not certified.
Rationale: No red flags are documented. A peer-to-peer call was offered. The injured worker may
request an independent medical review with the DWC Form IMR.
""",
}


@pytest.mark.parametrize("kind", RELATIVES)
def test_a_near_relative_is_refused_by_name(kind: str, tmp_path: Path) -> None:
    text = RELATIVES[kind]
    with pytest.raises(OtherLetterError, match=f"found what looks like a {kind}"):
        read(Document.of("letter", text))
    path = tmp_path / "letter.txt"
    path.write_text(text, encoding="utf-8")
    for command in ("read", "explain"):
        told = CliRunner().invoke(main, [command, str(path)])
        assert (told.exit_code, told.stdout) == (UNREADABLE, "")
        assert "expected a letter of California's workers' compensation IMR" in told.stderr
    [refused] = LetterStore().load([path]).refused
    assert isinstance(refused, OtherLetterError)


def test_one_mark_alone_makes_no_relative(knowledge: Knowledge) -> None:
    assert relative("The health plan pays for it. Massage: Upheld", knowledge) is None


def test_a_letter_that_quotes_a_denial_is_a_letter_still(examples: Path) -> None:
    text = (examples / "imaging.txt").read_text(encoding="utf-8")
    for words in RELATIVES.values():
        letter = read(Document.of("letter", f"{text}\n\n{words}"))
        assert letter.case_number


def test_no_letter_of_the_kind_that_is_read_is_taken_for_another(knowledge: Knowledge) -> None:
    letters = [*(folder("examples") / "letters").glob("*.txt"), *GOLDEN.rglob("letter.txt")]
    taken = {
        path: relative(path.read_text(encoding="utf-8"), knowledge) for path in sorted(letters)
    }
    assert [path for path, kind in taken.items() if kind] == []


def test_no_published_letter_is_taken_for_another(published: Path, knowledge: Knowledge) -> None:
    paths = sorted(published.glob("*.pdf"))[:20]
    assert [path for path in paths if relative(files.open(path).text, knowledge)] == []


def described(state: str) -> Graph:
    """Return the described request of the examples, as one of a state."""
    graph = Graph().parse(folder("examples") / "cases" / "massage.ttl")
    [letter] = graph.subjects(URIRef(terms.RDF("type").value), IMR.Determination)
    graph.remove((letter, IMR.jurisdiction, None))
    graph.add((letter, IMR.jurisdiction, IMRV[state]))
    return graph


def test_no_guideline_of_one_state_is_weighed_for_another() -> None:
    here = imrgraph.explain(described("california")).items[0]
    there = imrgraph.explain(described("texas")).items[0]
    assert here.verdict.value == "necessary"
    assert there.verdict.value == "undetermined"


def test_a_letter_keeps_the_state_that_it_is_of() -> None:
    letter = imrgraph.explain(described("texas")).letter
    stated = {getattr(each.object, "value", "") for each in describe(letter)}
    assert str(IMRV.texas) in stated
    assert load().label(str(IMRV.texas)) == "Texas"
