"""The index in the formats of other tools: SCIP for code navigation, ctags for editors. The same index and files give
the same bytes. Reads the repository and, for columns, the files; what is not as indexed is left without columns."""
