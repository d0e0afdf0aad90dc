"""Criteria: a pure function for each, from a condition and a case to whether it is met.

The rooms within, each importing only from those before it:

`answers`     what a criterion finds, before the absence policy has its say
`found`       what takes a reader to judge
`quantities`  visits and days
`timing`      phases
`modalities`  active care, and the treatment beside another
`judging`     a condition is judged by its criterion: `judge`

ontology/criteria/ says in SPARQL what each means; `imrgraph check rules --against` holds the two
together.
"""

from imrgraph.reasoning.deciding.criteria.judging import judge, looks_at

__all__ = ["judge", "looks_at"]
