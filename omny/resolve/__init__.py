"""Facts to edges: the evaluator of chains, and the lookup that it asks.

It is pure: a file's references and the answers of a `SymbolLookup` go in, atoms come out. It knows no language, and not
the source of the answers.
"""

from omny.native import install_finder

install_finder()
