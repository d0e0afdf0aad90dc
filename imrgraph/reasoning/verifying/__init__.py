"""Verifying: a stored explanation held against its letter, the vocabulary and the guidelines."""
