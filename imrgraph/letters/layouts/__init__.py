"""Layouts: the forms that determination letters have had, one grammar a module."""
