"""SSSOM: how treatments map to the state's categories of service, as a table of mappings.

In:   skos:broadMatch, skos:closeMatch and skos:exactMatch of ontology/vocab/.
Out:  a table in TSV with a header of comments.
From: Simple Standard for Sharing Ontological Mappings 1.0, whose metadata stand in YAML after "#".
"""

from __future__ import annotations

from typing import Final

from imrgraph.graph.store import subject_of
from imrgraph.graph.values import PREFIXES, shorten
from imrgraph.knowledge.knowledge import load
from imrgraph.knowledge.terms import SKOS

__all__ = ["sssom"]

_COLUMNS: Final = (
    *("subject_id", "subject_label", "predicate_id", "object_id", "object_label"),
    "mapping_justification",
)
_MATCHES: Final = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
#: Each was made by a person who compared the two.
_JUSTIFICATION: Final = "semapv:ManualMappingCuration"


def sssom() -> str:
    """Return the mappings.

    >>> rows = [line.split("\\t") for line in sssom().splitlines() if not line.startswith("#")]
    >>> rows[0][0], rows[1][2]
    ('subject_id', 'skos:broadMatch')
    """
    knowledge = load()
    concepts = dict.fromkeys(map(subject_of, knowledge.quads))
    found = (
        (concept, f"skos:{name}", other)
        for concept in concepts
        for name in _MATCHES
        for other in knowledge.facts.values(concept, SKOS[name])
    )
    rows = (
        (
            shorten(one),
            knowledge.label(one),
            kind,
            shorten(other),
            knowledge.label(other),
            _JUSTIFICATION,
        )
        for one, kind, other in sorted(found)
    )
    lines = ("\t".join(" ".join(cell.split()) for cell in row) for row in (_COLUMNS, *rows))
    return "\n".join([*_head(knowledge.version), *lines]) + "\n"


def _head(version: str) -> list[str]:
    prefixes = {name: PREFIXES[name] for name in ("imrv", "skos")}
    prefixes["semapv"] = "https://w3id.org/semapv/vocab/"
    return [
        "#mapping_set_id: https://w3id.org/imrgraph/mappings",
        f"#mapping_set_version: {version}",
        "#license: https://www.apache.org/licenses/LICENSE-2.0",
        "#curie_map:",
        *(f"#  {name}: {base}" for name, base in prefixes.items()),
    ]
