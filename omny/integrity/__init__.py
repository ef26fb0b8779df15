"""Integrity checks and repairs. The checks do not trust the incremental engine.

finding       one fault, and its cure
rows          atoms, edges, unresolved calls, ledger, graph
search        the search index
history       the events
files         the files on disk, their facts, and the atoms that follow
validator     all checks, at once or piece by piece
repair        from the smallest to the largest
backup        copies of the database

It knows which data must agree. It does not know how the index is brought up to date, and does not decide when to check.
"""

from omny.integrity.finding import Finding
from omny.integrity.validator import ConsistencyValidator

__all__ = ["ConsistencyValidator", "Finding"]
