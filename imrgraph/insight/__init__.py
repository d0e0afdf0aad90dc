"""Insight: many letters at once: rates, precedents, consistency, search."""
