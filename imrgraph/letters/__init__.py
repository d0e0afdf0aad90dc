"""Letters: a file becomes what it states, every value with its place.

>>> from imrgraph.letters import citations
>>> [found] = citations("Decision based on MTUS Shoulder Complaints 2004.")
>>> found.source, found.guideline, found.edition
('MTUS', 'Shoulder Complaints', 2004)
"""

from imrgraph.letters.citing import citations

__all__ = ["citations"]
