"""The places where atoms make edges."""

from __future__ import annotations

from dataclasses import dataclass

from omny.model.atom_data import read_data
from omny.model.atoms import Atom


@dataclass(frozen=True, slots=True)
class Site:
    """A place where an edge is made."""

    target: str
    type: str
    how: str
    line: int  # 1-based
    column: int


def find_call_sites(atom: Atom) -> list[Site]:
    """The places in an atom where it makes edges."""
    return [
        Site(site.target, site.type, site.how, atom.line + site.offset, site.column)
        for site in read_data(atom.data).call_sites
    ]
