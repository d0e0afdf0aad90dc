"""Auditing: the letter beside what follows from it, and beside itself."""
