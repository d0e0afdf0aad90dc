"""Explaining: everything that there is to say about why a decision follows, in one object."""
