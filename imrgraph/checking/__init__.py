"""Checking: what is wrong with the ontology and with its rules, where, and what would be right."""
