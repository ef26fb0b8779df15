"""The filter language: from the text of an expression (`grammar.py`), over what it can ask of an atom (`fields.py`) and
of the graph (`functions.py`), to the atoms that it is true of (`plan.py`). `docs/query.md` is its manual."""
