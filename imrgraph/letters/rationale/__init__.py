"""Rationale: what a reviewer finds, and the guideline as the reviewer states it."""
