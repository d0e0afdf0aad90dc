"""Requests: what each item asks for, where on the body, how much, and beside which other item."""
