"""ontology/vocab/treatments.ttl: drugs by whatever name, and no everyday word among them."""

from __future__ import annotations

import re
from pydoc_data import topics
from typing import TYPE_CHECKING

import pytest
from test_values import told

from imrgraph.letters.requests.headings import request
from imrgraph.letters.text.document import Document, Span
from imrgraph.resources import folder

if TYPE_CHECKING:
    from imrgraph.knowledge.knowledge import Knowledge

#: Names as they are sold or misspelt, with the class and the generic name.
NAMES = {
    "Norko 10/325mg": ("opioid", "hydrocodone/acetaminophen"),
    "Verdrocet 5/325mg": ("opioid", "hydrocodone/acetaminophen"),
    "Percoset 10/325mg": ("opioid", "oxycodone/acetaminophen"),
    "Nalocet 2.5/300mg": ("opioid", "oxycodone/acetaminophen"),
    "RoxyBond 15mg": ("opioid", "oxycodone"),
    "Dolophine 10mg": ("opioid", "methadone"),
    "Belbuca 75mcg": ("opioid", "buprenorphine"),
    "Trezix": ("opioid", "dihydrocodeine/acetaminophen/caffeine"),
    "Seglentis": ("opioid", "celecoxib/tramadol"),
    "Synapryn 10mg/ml oral suspension": ("opioid", "tramadol"),
    "Theratramadol-60": ("opioid", "tramadol"),
    "Naprosen 500mg": ("nsaid", "naproxen"),
    "Theraproxen-500": ("nsaid", "naproxen"),
    "EC-Naproxen 500mg": ("nsaid", "naproxen"),
    "Relafen DS 1000mg": ("nsaid", "nabumetone"),
    "Lofena 25mg": ("nsaid", "diclofenac"),
    "Volteran 75mg": ("nsaid", "diclofenac"),
    "Coxanto 300mg": ("nsaid", "oxaprozin"),
    "Trepoxicam-7.5": ("nsaid", "meloxicam"),
    "Tabradol 1mg/ml oral suspension": ("muscle-relaxant", "cyclobenzaprine"),
    "Flexaril 10mg": ("muscle-relaxant", "cyclobenzaprine"),
    "Vanadom 350mg": ("muscle-relaxant", "carisoprodol"),
    "Lyvispah 5mg": ("muscle-relaxant", "baclofen"),
    "tizanadine 4mg": ("muscle-relaxant", "tizanidine"),
    "Deprizine 15mg/ml oral suspension": ("h2-blocker", "ranitidine"),
    "Dicopanol 5mg/ml oral suspension": ("antihistamine", "diphenhydramine"),
    "Fanatrex 25mg/ml oral suspension": ("anticonvulsant", "gabapentin"),
    "Neurotin 300mg": ("anticonvulsant", "gabapentin"),
    "Xcopri 50mg": ("anticonvulsant", "cenobamate"),
    "Onfi 10mg": ("benzodiazepine", "clobazam"),
    "Zanax 1mg": ("benzodiazepine", "alprazolam"),
    "Dayvigo 5mg": ("sedative-hypnotic", "lemborexant"),
    "Ambian 10mg": ("sedative-hypnotic", "zolpidem"),
    "Auvelity": ("antidepressant", "dextromethorphan/bupropion"),
    "amitryptiline 25mg": ("antidepressant", "amitriptyline"),
    "Welbutrin 150mg": ("antidepressant", "bupropion"),
    "trazadone 50mg": ("antidepressant", "trazodone"),
    "Prilosek 20mg": ("proton-pump-inhibitor", "omeprazole"),
    "Protonics 40mg": ("proton-pump-inhibitor", "pantoprazole"),
    "Zofram 8mg": ("antiemetic", "ondansetron"),
    "Symproic 0.2mg": ("laxative", "naldemedine"),
    "Senacot 8.6mg": ("laxative", "senna"),
    "TaperDex": ("corticosteroid-oral", "dexamethasone"),
    "Omnicef 300mg": ("antibiotic", "cefdinir"),
    "Aimovig 70mg": ("other-medication", "erenumab"),
    "Nurtec ODT 75mg": ("other-medication", "rimegepant"),
    "Ozempic 1mg": ("other-medication", "semaglutide"),
    "Kloxxado 8mg": ("other-medication", "naloxone"),
    "AppTrim-D": ("medical-food", "apptrim"),
    "Kera-Tek gel": ("topical-analgesic", "methyl salicylate/menthol"),
    "Terocin patch": ("topical-analgesic", "lidocaine/menthol"),
    "Bio-Therm": ("topical-analgesic", "methyl salicylate/menthol/capsaicin"),
    "Licart 1.3%": ("topical-analgesic", "diclofenac"),
    "Inflammacin": ("topical-analgesic", "diclofenac/capsaicin"),
    "FluriFlex 180gm": ("compounded-topical", "flurbiprofen/cyclobenzaprine"),
}
#: Everyday words that are names of drugs elsewhere, or nearly so.
EVERYDAY = (
    "muse emend boost relay refresh alert allegro action active advance aspire avail "
    "balance bridge calm clear comfort consensus contrive enables embrace evening express "
    "focus forte freedom harmony impulse intern jolt keep lease level lift lyric magnet "
    "maxim mobile motion norm optimal parade petals photo plaza pledge portal prelate "
    "premise probate promise prompt provide pure quest rapid relief request restore reveal "
    "rise savage sense serene simple solace song stable steady strive summit surge target "
    "tempo tonic trend trial trust unity valor venture verse versed vision vital wellness "
    "zeal zero zest doctor nurse therapy pain back neck brand kit pack patch cream table "
)


def code(words: str, knowledge: Knowledge) -> tuple[list[str], str | None]:
    """Return the codes of what a request asks for, and the drug."""
    found = request(Document("letter", words), Span(0, len(words)), knowledge)
    if found.treatment is None:
        return [], None
    path = (found.treatment.value, *knowledge.broader(found.treatment.value))
    drug = "/".join(fact.value for fact in found.drugs)
    return [code for code in map(knowledge.notation, path) if code], drug


@pytest.mark.parametrize(("name", "meant"), NAMES.items())
def test_a_drug_is_known_by_its_names(
    name: str, meant: tuple[str, str], knowledge: Knowledge
) -> None:
    codes, drug = code(f"{name} #60", knowledge)
    assert (codes[:1], drug) == ([meant[0]], meant[1])


def test_no_everyday_word_is_a_drug(knowledge: Knowledge) -> None:
    readme = (folder("ontology").parent / "README.md").read_text("utf-8")
    prose = " ".join(topics.topics.values())
    words = {*re.findall(r"\b[a-z]{3,}\b", prose), *re.findall(r"\b[a-z]{3,}\b", readme)}
    drugs = {
        word
        for word in {*words, *EVERYDAY.split()}
        for match in knowledge.lexicon("treatments").find(word)
        if match.end - match.start == len(word) and knowledge.value(match.concept, "genericName")
    }
    assert drugs == set()


def test_an_unknown_name_is_said_to_be_unknown_with_what_it_is_most_like() -> None:
    found = told(heading="Naproxolan 550mg #60")
    assert found["items"][0]["treatment"] is None
    assert found["items"][0]["quantity"]["unit"] == "tablet"
    [warning] = found["warnings"]
    assert warning["message"] == (
        "no treatment is known by the words of item 1: 'Naproxolan 550mg #60' "
        "('Naproxolan' is most like 'naproxen')"
    )


def test_a_name_that_is_like_none_is_only_said_to_be_unknown() -> None:
    [warning] = told(heading="Qwzzxyv #60")["warnings"]
    assert warning["message"] == "no treatment is known by the words of item 1: 'Qwzzxyv #60'"


@pytest.mark.parametrize(
    ("heading", "treatment"),
    [
        ("5cc lidocaine and 1cc dexamethasone to the knee", "joint-injection"),
        ("2cc Marcaine and 1cc Celestone into the right ankle", "joint-injection"),
        ("Kenalog 40mg injection, left shoulder", "joint-injection"),
        ("Ultrasound 1 times 6", "therapeutic-ultrasound"),
        ("Ultrasound, six sessions, elbow", "therapeutic-ultrasound"),
        ("Ultrasound of the left ankle", "ultrasound-imaging"),
        ("Diclofenac sodium 2% 20mg/g #1", "topical-analgesic"),
        ("Diclofenac 3% #1", "topical-analgesic"),
        ("Ketoprofen 20%", "compounded-topical"),
        ("80 hours of a chronic pain management program", "functional-restoration-program"),
        ("40 hours of a functional restoration program", "functional-restoration-program"),
        ("Right carpal tunnel cortisone injection", "other-injection"),
        ("Occupational therapy evaluation and treatment, 6 visits", "occupational-therapy"),
        ("Vestibular rehabilitation 2 x 6", "vestibular-therapy"),
    ],
)
def test_the_form_tells_what_is_asked_for(
    heading: str, treatment: str, knowledge: Knowledge
) -> None:
    assert code(heading, knowledge)[0][:1] == [treatment]


@pytest.mark.parametrize(
    ("heading", "treatment"),
    [
        ("Nursing visits daily for 14 days", "home-health"),
        ("LVN nursing care, 8 hours per day for 2 weeks", "home-health"),
        ("Two day inpatient stay", "other:hospital-stay"),
        ("23 hour observation", "other:hospital-stay"),
        ("RN first assist", "assistant-surgeon"),
        ("Physician assistant for surgery", "assistant-surgeon"),
        ("Initial orthopedic examination", "specialist-consultation"),
        ("Follow-up examination", "office-visit"),
        ("Telemedicine visit", "office-visit"),
        ("Grip strength testing", "physical-performance-test"),
        ("Cardiology clearance", "preoperative-clearance"),
        ("Wheelchair ramp", "housing"),
        ("Neurofeedback x 6", "biofeedback"),
        ("Cooled radiofrequency, L4-5", "radiofrequency-ablation"),
    ],
)
def test_services_beyond_the_usual_are_known(
    heading: str, treatment: str, knowledge: Knowledge
) -> None:
    assert code(heading, knowledge)[0][:1] == [treatment]


@pytest.mark.parametrize(
    "heading",
    ["5cc lidocaine and 1cc dexamethasone to the knee", "3cc Marcaine into the left shoulder"],
)
def test_the_dose_of_an_injection_is_no_quantity(heading: str) -> None:
    assert told(heading=heading)["items"][0]["quantity"] is None


@pytest.mark.parametrize(
    ("heading", "side"),
    [
        ("Massage, R. shoulder", "right"),
        ("Massage, L. knee", "left"),
        ("Massage, shoulder - R", "right"),
        ("Massage, elbow - L", "left"),
        ("Massage, knee; L", "left"),
        ("Massage, ankle; R", "right"),
        ("Massage, left > right knee", "left"),
        ("Massage, right greater than left shoulder", "right"),
        ("L5-S1 microdiscectomy, left", "left"),
    ],
)
def test_the_side_is_read_however_it_is_written(heading: str, side: str) -> None:
    [part] = told(heading=heading)["items"][0]["body_parts"]
    assert part["side"] == side
