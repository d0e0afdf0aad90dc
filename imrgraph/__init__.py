"""Determinations of independent medical review, and why each decision follows.

>>> import imrgraph
>>> from imrgraph.resources import folder
>>> letter = imrgraph.read(folder("examples") / "letters" / "massage-chronic.txt")
>>> letter.items[0].outcome.value, letter.items[0].request.quantity.total
('upheld', 6)
>>> why = imrgraph.explain(letter).items[0]
>>> why.verdict.value, [condition.result.criterion for condition in why.decisive]
('not-necessary', ['phase', 'active-care'])
"""

from imrgraph.errors import ImrgraphError
from imrgraph.knowledge.owl import ontology
from imrgraph.letters.reading import read
from imrgraph.pipeline import explain, open  # noqa: A004 (reads as imrgraph.open)

__all__ = ["ImrgraphError", "__version__", "explain", "ontology", "open", "read"]

__version__ = "0.1.0"
