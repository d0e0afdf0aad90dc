"""Rendering: one explanation, told as text, JSON or RDF.

In:   the explanations of a letter.
Out:  text for people, a dictionary for programs, quads for the graph.
From: one `Explanation` holds all that is told; nothing is derived here.
"""
