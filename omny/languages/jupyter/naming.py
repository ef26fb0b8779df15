"""Names in notebooks: those of Python. No text can be added to the end of one but blank lines."""

from __future__ import annotations

import msgspec

from omny.languages.python.naming import NAMING as PYTHON

NAMING = msgspec.structs.replace(PYTHON, title="Jupyter", stub="\n")
