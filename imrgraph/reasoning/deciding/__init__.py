"""Deciding: whether conditions are met, what follows, and what would have changed it."""
