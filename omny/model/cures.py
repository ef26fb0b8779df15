"""`Cure`: how a finding of an integrity check is repaired, as a code. The table `repairs` stores it, so a code keeps
its meaning for ever, and a text can be reworded at any time.
"""

from __future__ import annotations

from enum import StrEnum


class Cure(StrEnum):
    """The codes. `omny/integrity/repair.py` applies them."""

    GRAPH = "graph"
    DERIVE = "derive"
    FILE = "file"
    DATABASE = "database"


CURES = {
    Cure.GRAPH: "load the graph again",
    Cure.DERIVE: "derive edges and search again from the atoms",
    Cure.FILE: "have the atoms of the file be what their events tell, then read it again",
    Cure.DATABASE: "set the database aside and rebuild it, with the history that can be read",
}
"""The texts for people. No code compares them."""
