"""Measures the call edges of libraries against the checkers of their languages.

    python -m bench.accuracy [--unseen] [--list] [NAME or KIND ...]
    python -m bench.accuracy draw
    python -m bench.accuracy micro ...      see `bench/accuracy/micro.py`

Prints precision, recall and F1 by library, and beside them those of an index by bare names. `--list` prints each wrong
pair and each missed one, by how the receiver of the call is known, with place and line. The four libraries that nobody
tunes with are measured only with `--unseen`.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from bench.accuracy.libraries import Library, draw, prepare_truth
from bench.accuracy.micro import main as measure_micro
from bench.accuracy.runs import read_runs
from bench.accuracy.score import Edge, Pair, Score, find_edges_by_name, score
from bench.accuracy.truth import Call, Truth
from bench.truth.compare import find_edges, read_atoms


def read_index(tree: Path, truth: Truth) -> tuple[Truth, list[Edge]]:
    """What the truth says of the files that a fresh index of the tree has, and the edges of the index."""
    atoms = read_atoms(tree)
    truth = truth.narrow({atom["file_path"] for atom in atoms.values()})
    return truth, [
        (*site, truth.find_function(path, line, name))
        for site, targets in find_edges(atoms).items()
        for (path, line), name in targets.items()
    ]


def describe(tree: Path, truth: Truth, pairs: dict[Pair, Call]) -> Iterable[str]:
    """The pairs by how the receivers of their calls are known, most frequent first."""
    groups = defaultdict(list)
    for (_, target), call in pairs.items():
        at = f"{call.path}:{call.line}:{call.column}"
        source = (tree / call.path).read_text(encoding="utf-8").split("\n")[call.line - 1].strip()[:120]
        meant = f"{call.target_path}:{call.target_line}" if call.target_path else "outside"
        said = "" if target == (call.target_path, call.target_line) else f" not {target[0]}:{target[1]}"
        groups[call.how].append(f"    {at}  {source}  -> {meant}{said}")
    for how, lines in sorted(groups.items(), key=lambda group: -len(group[1])):
        yield f"  {how} ({len(lines)})"
        yield from sorted(lines)


def _print_row(name: str, found: Score) -> None:
    pairs = len(found.right - found.only_in_runs) + len(found.missed)
    runs = f"{len(found.found_in_runs)}/{len(found.only_in_runs)}" if found.only_in_runs else "-"
    print(
        f"{name:34} {pairs:6} {found.precision:9.3f} {found.recall:7.3f} {found.f1:6.3f}"
        f" {len(found.wrong):6} {len(found.missed):7} {len(found.unjudged):9} {runs:>9}"
    )


def measure(library: Library, *, is_listed: bool) -> None:
    """Prints the rows of a library."""
    tree, truth = prepare_truth(library)
    truth, edges = read_index(tree, truth)
    found = score(truth, edges, read_runs(library, truth))
    _print_row(f"{library.kind} {library.corpus.requirement}", found)
    _print_row("  by a name that is unique", score(truth, find_edges_by_name(truth, is_unique=True)))
    _print_row("  by name", score(truth, find_edges_by_name(truth, is_unique=False)))
    for title, pairs in (("wrong", found.wrong), ("missed", found.missed)) if is_listed else ():
        print(title, *describe(tree, truth, pairs), sep="\n")


def main() -> None:
    """See the module."""
    if sys.argv[1:2] == ["micro"]:
        measure_micro(sys.argv[2:])
        return
    words = {each for each in sys.argv[1:] if not each.startswith("--")}
    chosen = draw()
    if words == {"draw"}:
        for each in chosen:
            print(each.kind, each.corpus.requirement, "unseen" if each.is_unseen else "")
        return
    heads = (f"{'pairs':>6} {'precision':>9} {'recall':>7} {'F1':>6}", f"{'wrong':>6} {'missed':>7} {'unjudged':>9}")
    print(f"{'':34}", *heads, f"{'runs':>9}")
    for each in chosen:
        is_wanted = not words or words & {each.kind, each.corpus.name}
        if is_wanted and each.is_unseen == ("--unseen" in sys.argv):
            measure(each, is_listed="--list" in sys.argv)


if __name__ == "__main__":
    main()
