"""Rendering: one explanation, told as text, Markdown, HTML, JSON or RDF, or drawn.

In:   the explanations of a letter.
Out:  text and pages for people, a dictionary for programs, quads for the graph, drawings.
From: one `Explanation` holds all that is told; nothing is derived here. `wording` has the phrases,
      `telling` their order, `drawing` the nodes and edges; each format is a module `as_…`.
"""
