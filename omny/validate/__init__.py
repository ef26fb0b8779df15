"""Whether a repository says what it must, checked without trusting what keeps it in step.

finding     one thing that is wrong, and its cure
rows        atoms, edges, unresolved calls, ledger, graph
search      the search index
history     the events
files       the files on disk, their facts, what follows from them
validator   all of that, at once or piece by piece
"""

from omny.validate.finding import Cure, Finding
from omny.validate.validator import ConsistencyValidator

__all__ = ["ConsistencyValidator", "Cure", "Finding"]
