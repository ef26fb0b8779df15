"""`python -m omny`: the command line.

Python then looks for modules in the current folder first. That may be the tree to be indexed, and no module of a tree
may replace one of ours. Only `python -P` protects the modules that Python imports before this one.
"""

import os
import sys

_OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # a checkout of Omny may be the current folder

try:
    _foreign = {"", os.getcwd()} - {_OURS}
except OSError:  # it was removed
    _foreign = {""}
sys.path[:] = [entry for entry in sys.path if entry not in _foreign]

from omny.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
