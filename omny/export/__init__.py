"""The index in the formats of other tools: SCIP for code navigation, ctags for editors.

It reads the repository and, for columns, the files; the same index and files give the same bytes. It changes nothing,
and what is not as indexed is left without columns.
"""
