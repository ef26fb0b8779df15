"""Languages that are only *defined*: their definitions, scopes, comments and calls within a file, and nothing else.

Each is a row in `table.py` and a query in `queries/`; no language has code of its own here. An edge of such a language
never leaves its file, since nothing is known of its imports. See docs/adding-a-language.md.
"""
