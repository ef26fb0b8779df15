"""What resolution takes of a first index.

    python -m bench.resolution TREE DATABASE

Makes the index as `omny index` does. Its last line tells as JSON the CPU seconds in which facts become atoms and edges,
and the number of keys that files have asked for.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence

from omny.cli import run
from omny.model.atoms import Atom
from omny.model.facts import Analysis
from omny.pipeline import delta_analyzer
from omny.pipeline.layers import HeldLayer, resolve_file
from omny.pipeline.tree_state import TreeState


def main() -> int:
    """Runs the index."""
    taken = {"resolution_cpu_seconds": 0.0, "keys": 0}

    def resolve_timed(
        path: str, analysis: Analysis | None, disk: TreeState, layer: HeldLayer | None
    ) -> tuple[Sequence[Atom], set[int]]:
        start = time.thread_time()
        atoms, asked = resolve_file(path, analysis, disk, layer)
        taken["resolution_cpu_seconds"] += time.thread_time() - start
        taken["keys"] += len(asked)
        return atoms, asked

    delta_analyzer.resolve_file = resolve_timed  # type: ignore[attr-defined]
    tree, database = sys.argv[1:]
    status = run(["index", tree, "--db", database])
    print(json.dumps(taken))
    return status if status not in (0, 1) else 0


if __name__ == "__main__":
    sys.exit(main())
