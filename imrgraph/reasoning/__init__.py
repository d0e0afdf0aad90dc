"""Reasoning: from facts and guidelines to verdicts, and what explains them."""
