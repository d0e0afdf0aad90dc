"""Citing: the guidelines that words rely on, in a guideline line or in running prose."""
