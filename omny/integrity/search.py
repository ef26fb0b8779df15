"""The search index against the atoms: by which terms each atom is found.

The index is by term, the atoms are by number, and neither can be read whole in one piece. So the terms are summed up by
atom, piece by piece, and then compared. Commits may come between: an atom that was changed since the walk began is left
to the next one.
"""

from __future__ import annotations

from collections import defaultdict

from omny.integrity.finding import Finding
from omny.integrity.rows import Walk
from omny.model.atoms import Atom
from omny.model.cures import Cure
from omny.storage.port.repository import AtomRepository

PIECE_TERMS = 5_000
PIECE_ATOMS = 100

SEARCHED = ("function_name", "signature", "words")
"""The fields by whose terms an atom is found."""


_STALE = ("stale search row", "search finds it by other words than it has")
_MISSING = ("missing search row", "search does not find it")


def search_walk(repository: AtomRepository) -> Walk:
    """Compares what search finds each atom by with its names and signature."""
    with repository.reading():
        begun = repository.meta().generation
    held: defaultdict[int, int] = defaultdict(int)
    ranked: defaultdict[int, int] = defaultdict(int)
    for sums, read_piece in ((held, repository.terms_piece), (ranked, repository.ranked_piece)):
        after: tuple[str, int] | None = ("", -1)
        while after is not None:
            with repository.reading():
                piece = read_piece(after, PIECE_TERMS)
            for term in piece.terms:
                sums[term.document] += hash((term.column, term.offset, term.text))
            after = piece.last
            yield []
    last: int | None = -1
    while last is not None:
        with repository.reading():
            atoms = repository.numbered_atoms(last, PIECE_ATOMS, since=begun)
            terms_of = repository.ranked_terms([stored for _, stored, _ in atoms])
            is_same = repository.meta().generation == begun  # a text can change without an event
        last = atoms[-1][0] if len(atoms) == PIECE_ATOMS else None
        found = []
        for (number, stored, has_changed), expected in zip(atoms, terms_of, strict=True):
            terms, weighed, atom = held.pop(number, None), ranked.pop(number, 0), stored.atom
            if not has_changed and (terms or 0) != _sum(repository, atom):
                kind, what = _STALE if terms is not None else _MISSING
                found.append(Finding(kind, atom.id, what, Cure.DERIVE))
            elif is_same and expected and weighed != sum(hash(("ranked", 0, term)) for term in expected):
                what = "search ranks it by another text than it has"
                found.append(Finding("stale search row", atom.id, what, Cure.DERIVE))
        yield found
    with repository.reading():
        settled = bool(held or ranked) and not repository.has_deletions_since(begun)
    what = "search finds {} by its terms, which is no atom"
    orphans = sorted(held.keys() | ranked.keys()) if settled else []
    yield [Finding("orphan search row", "", what.format(number), Cure.DERIVE) for number in orphans]


def _sum(repository: AtomRepository, atom: Atom) -> int:
    """What the terms of an atom should sum up to."""
    return sum(
        hash((column, offset, term))
        for column in SEARCHED
        for offset, term in enumerate(repository.search_terms(getattr(atom, column)).split())
    )
