"""Edits of the tree."""
