"""The facets of a language: what a part of Omny asks about it, one module for each part that asks.

This part knows the questions and their harmless answers. It knows no language.
"""
