"""Calls as compilers resolve them, to compare the index with."""
