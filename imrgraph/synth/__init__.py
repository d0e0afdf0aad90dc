"""Synth: letters that nobody wrote, with what they state.

`wording` makes sentences out of words/; `vocabulary` gives the names of the ontology; `requests`,
`reasons`, `citing` and `people` draw what a letter tells, `cases` draws whole letters, `layouts`
writes each as the letters of its year are written, `noise` spoils it, `media` makes files of it,
`letters` does all that.
"""
