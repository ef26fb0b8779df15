"""Settings of Django: the classes and functions that it loads by their dotted names, and the model of users."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omny.languages.python.frameworks import LOADED_SETTINGS, USER_MODEL
from omny.languages.python.places import FOUND_BY, RUN, refer

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.languages.python.fixture_walk import FixtureWalk

_DOTTED = re.compile(r"""(["'])([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)\1""")
_MAX_NODES = 2_000  # of the value of one setting


def note_settings(walk: FixtureWalk) -> None:
    """Notes what the settings of a module name."""
    for statement in walk.root.named_children:
        for node in statement.named_children if statement.type == "expression_statement" else ():
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is None or right is None or left.type != "identifier":
                continue
            name = walk.text(left)
            if name == USER_MODEL and (found := _DOTTED.fullmatch(walk.text(right))):
                walk.surface[f"#{USER_MODEL}"] = [found[2]]
                walk.surface.setdefault(FOUND_BY, []).append(f"={USER_MODEL}")
            elif name in LOADED_SETTINGS:
                _note_names(walk, right)


def _note_names(walk: FixtureWalk, value: Node) -> None:
    """Notes each dotted name in the text of a setting."""
    rest = [value]
    for _ in range(_MAX_NODES):
        if not rest:
            return
        node = rest.pop()
        found = _DOTTED.fullmatch(walk.text(node)) if node.type == "string" else None
        if found is not None:
            module, _, name = found[2].rpartition(".")
            for chain in (f"^{module}::{name} =>", f"^{module}::{name} {RUN}", f"^{module}::{name} __call__"):
                refer(walk, walk.tree.module, 0, chain, node.start_byte)
        elif node.type != "string":
            rest += node.named_children
