"""Tests by behaviour; what they share is in helpers.py and callgraph_notation.py."""
