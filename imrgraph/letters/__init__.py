"""Letters: a file becomes what it states, every value with its place.

The way of a letter, each room importing only from those before it:

`media`      PDF, Word, HTML, mail, any encoding, pictures: pages of text
`text`       a file becomes a `Document`; its words, sentences, days and numbers, what is denied
`letter`     what a letter states, as plain values with their places
`layouts`    the text is cut at its headings; its header and the reviewer's credentials are read
`citing`     the guidelines that words rely on
`requests`   what each item asks for
`summary`    what the clinical case summary tells
`rationale`  what the reviewer finds, and the guideline as the reviewer states it
`reading`    all of it, in its order: `read`
`stated`     every fact of it, by what it is a fact of and by which property
`schema`     a letter as a dictionary
`tables`     the rows of a table as letters in part
`why`        how each value was found

>>> from imrgraph.letters import citations
>>> [found] = citations("Decision based on MTUS Shoulder Complaints 2004.")
>>> found.source, found.guideline, found.edition
('MTUS', 'Shoulder Complaints', 2004)
"""

from imrgraph.letters.citing.citations import citations

__all__ = ["citations"]
