"""OWL: the ontology as owlready2 objects, and the reasoner that checks it.

In:   terms, vocabulary and guidelines, and what a letter states, without their dates and durations,
      which HermiT refuses.
Out:  an owlready2 ontology in a world of its own, with what follows from it once classified.
From: OWL 2 Web Ontology Language, W3C 2012; the reasoner is HermiT, which owlready2 brings.
"""

from __future__ import annotations

from collections import defaultdict
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from imrgraph.arguments import expecting
from imrgraph.errors import ImrgraphError
from imrgraph.knowledge.classes import implied
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import IMR, IMRD, IMRG, IMRV, OWL, RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

    import owlready2

    from imrgraph.knowledge.knowledge import Knowledge

__all__ = ["InconsistentError", "ReasonerError", "classify", "ontology", "projected"]

#: The datatypes of OWL 2 that the ontology uses; HermiT refuses dates and durations.
_KNOWN = {XSD("boolean"), XSD("integer"), XSD("string"), RDF("langString")}


class ReasonerError(ImrgraphError, RuntimeError):
    """The reasoner cannot run: owlready2 or Java is missing, or HermiT gave up."""


class InconsistentError(ReasonerError):
    """The ontology contradicts itself."""


@expecting
def ontology(
    knowledge: Knowledge | None = None, letter: Iterable[ox.Triple] = ()
) -> owlready2.Ontology:
    """Return terms, vocabulary and guidelines as an owlready2 ontology.

    Args:
        knowledge: what to say in it; all that is not unverified, where it is not given.
        letter: what else to say in it, such as what a letter states.

    Returns:
        An ontology in a new world, so that nothing that is added to it or inferred from it is
        there at the next call. It holds what is stated; `classify` adds what follows. The
        world is a database in memory: whoever asks for many closes each.

    Raises:
        ReasonerError: owlready2 is not installed.

    >>> onto = ontology()
    >>> onto.PassiveTreatment.iri
    'https://w3id.org/imrgraph/ontology#PassiveTreatment'
    >>> onto.world.close()
    """
    file, known = BytesIO(), knowledge or load()
    said = chain((quad.triple for quad in known.quads), _classified(letter, known))
    ox.serialize(projected(said), file, ox.RdfFormat.N_TRIPLES)
    file.seek(0)
    return _owlready2().World().get_ontology(IMR.base).load(fileobj=file)


def classify(onto: owlready2.Ontology) -> None:
    """Add to the world of `onto` what follows from it: classes, and values of properties.

    Raises:
        ReasonerError: Java is not installed, or HermiT gave up.
        InconsistentError: `onto` contradicts itself.
    """
    owl = _owlready2()
    try:
        owl.sync_reasoner_hermit(onto.world, infer_property_values=True, debug=0)
    except FileNotFoundError as error:
        message = "HermiT: expected Java, found none; install one (apt install default-jre)"
        raise ReasonerError(message) from error
    except owl.OwlReadyInconsistentOntologyError as error:
        message = "HermiT: expected a consistent ontology, found that it contradicts itself"
        raise InconsistentError(message) from error
    except owl.OwlReadyJavaError as error:
        message = f"HermiT: expected an answer, found an error: {' '.join(str(error).split())}"
        raise ReasonerError(message) from error


def _owlready2() -> ModuleType:
    """Import owlready2, which is an extra."""
    try:
        import owlready2  # noqa: PLC0415 (only who reasons needs it)
    except ImportError as error:
        message = "owlready2: expected it installed, found none; pip install imrgraph[reasoner]"
        raise ReasonerError(message) from error
    return owlready2  # type: ignore[no-any-return]  # ships no types


def _classified(letter: Iterable[ox.Triple], knowledge: Knowledge) -> Iterator[ox.Triple]:
    """Yield what is said in a letter, and the class of each thing of it that nobody gives one."""
    ways: dict[ox.NamedNode, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    typed = set()
    for triple in letter:
        yield triple
        if triple.predicate == RDF("type"):
            typed.add(triple.subject)
        for number, node in enumerate((triple.subject, triple.object)):
            if isinstance(node, ox.NamedNode) and node.value.startswith(IMRD.base):
                ways[node][number].add(triple.predicate.value)
    for node, way in ways.items():
        for each in implied(*way, knowledge) if node not in typed else ():
            yield ox.Triple(node, RDF("type"), ox.NamedNode(each))


def projected(triples: Iterable[ox.Triple], *, dates: bool = False) -> Iterator[ox.Triple]:
    """Yield what programs for OWL take: individuals declared as such.

    Args:
        triples: what is said.
        dates: with literals that the reasoner has no datatype for, or without.
    """
    for triple in triples:
        about, value = triple.subject, triple.object
        if not dates and isinstance(value, ox.Literal) and value.datatype not in _KNOWN:
            continue
        yield triple
        # owlready2 sees only the individuals that are declared as such.
        if triple.predicate == RDF("type") and _is_individual(about):
            yield ox.Triple(about, triple.predicate, OWL("NamedIndividual"))


def _is_individual(node: ox.NamedNode | ox.BlankNode | ox.Triple) -> bool:
    bases = (IMRV.base, IMRG.base, IMRD.base)
    return isinstance(node, ox.NamedNode) and node.value.startswith(bases)
