"""Facts to edges. Pure: a file's references and the answers of a `SymbolLookup` in, atoms out."""
