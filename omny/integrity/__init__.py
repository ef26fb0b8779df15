"""Whether a repository says what it must, checked without trusting what keeps it in step; and what helps if not.

finding       one thing that is wrong, and its cure
rows          atoms, edges, unresolved calls, ledger, graph
search        the search index
history       the events
files         the files on disk, their facts, what follows from them
validator     all of that, at once or piece by piece
repair        from the least to the most
backup        copies of the database

It knows what has to agree. It does not know how the index is brought up to date, and does not decide when to check.
"""

from omny.integrity.finding import Cure, Finding
from omny.integrity.validator import ConsistencyValidator

__all__ = ["ConsistencyValidator", "Cure", "Finding"]
