"""Serve: the letters for a browser, and for every program that speaks SPARQL, from one server."""
