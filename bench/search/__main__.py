"""Measures the order of `omny search` with labelled questions, beside other ways to rank and another tool.

    python -m bench.search [--unseen] [--misses] [--semble] [--daemon] [--copies N] [--seed N] [--save] [TREE ...]

Prints the mean reciprocal rank of the first right atom among ten, with its 95 % interval (a bootstrap with the seed):
for questions in the words of the docs, paraphrased ones and those that are asked in a sentence, and for exact and near
names. The questions that nobody tunes on are measured only with `--unseen`, which leaves the others out. `--misses`
lists the questions whose first result is wrong. `--semble` installs and measures semble. `--daemon` measures times of
the same questions through a daemon, on a copy of the first tree, or on N copies of it in one index. `--save` writes
bench/results/search-DATE-COMMIT.json.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import ExitStack

from bench.agents import first
from bench.corpora import CACHE, prepare_tree
from bench.report import Result, save, table
from bench.search.compared import rank_chunks
from bench.search.questions import NAMES, SEEN, UNSEEN, Question, read_questions
from bench.search.rankings import open_rankings
from bench.search.score import average, find_rank
from bench.search.times import measure_times
from bench.search.trees import TREES

SEED = 17
KINDS = ("docs", "paraphrased", "asked", "exact", "near")
OURS = "omny search"
SEMBLE = "semble, with another model"

Ranks = defaultdict[tuple[str, str, str], list[int]]
"""By way, tree and half."""


def rank_all(trees: Iterable[str], questions: Sequence[Question], *, semble: bool, misses: bool) -> Ranks:
    """The rank of the first right atom of each question, by each way."""
    ranks: Ranks = defaultdict(list)
    (CACHE / "search").mkdir(parents=True, exist_ok=True)
    for name in trees:
        asked = [question for question in questions if question.tree == name]
        tree, database = prepare_tree(TREES[name]), CACHE / "search" / f"{name}.db"
        with ExitStack() as stack:
            rankings = open_rankings(tree, database, stack)
            for way, ranking in rankings.items():
                for question in asked:
                    found = ranking(question.question)
                    rank = find_rank(found, question.atoms)
                    ranks[way, name, question.half].append(rank)
                    if misses and rank != 1 and way == OURS:
                        _print_miss(question, rank, found)
        if semble:
            for question, rank in zip(asked, rank_chunks(tree, database, asked), strict=True):
                ranks[SEMBLE, name, question.half].append(rank)
        print(
            name,
            *(f"{half} {cell}" for half, cell in zip(KINDS, _halves(ranks, OURS, name, SEED), strict=True)),
            flush=True,
        )
    return ranks


def read_all(*, unseen: bool) -> list[Question]:
    """The questions of every kind; of one that is asked in a sentence, the atoms of its first group are right."""
    asked = [
        Question(each.tree, "asked", each.question, each.atoms[0])
        for each in first.read_first(first.UNSEEN if unseen else first.SEEN)
    ]
    return read_questions(UNSEEN) + asked if unseen else read_questions(SEEN) + asked + read_questions(NAMES)


def _print_miss(question: Question, rank: int, found: Sequence[str]) -> None:
    print(f"{question.tree} {question.half} {question.question!r}: rank {rank or '-'}, wanted {question.atoms[0]}")
    for id_ in found[:3]:
        print(f"    {id_}")


def _halves(ranks: Ranks, way: str, tree: str, seed: int) -> list[str]:
    cells = []
    for half in KINDS:
        found = [rank for (at, name, kind), them in ranks.items() if (at, kind) == (way, half) for rank in them
                 if tree in ("", name)]  # fmt: skip
        cells.append(str(average(found, seed)) if found else "-")
    return cells


def main() -> None:
    """What `python -m bench.search` runs."""
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("trees", nargs="*", choices=[*TREES, []], metavar="TREE")
    for option in ("--unseen", "--misses", "--semble", "--daemon", "--save"):
        parser.add_argument(option, action="store_true")
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    trees = arguments.trees or list(TREES)
    questions = read_all(unseen=arguments.unseen)
    ranks = rank_all(trees, questions, semble=arguments.semble, misses=arguments.misses)
    ways = list(dict.fromkeys(way for way, _, _ in ranks))
    count = sum(question.tree in trees for question in questions)
    print(f"{count} questions, seed {arguments.seed}: mean reciprocal rank (95 % interval)\n")
    print(table(["ranking", *KINDS], [[way, *_halves(ranks, way, "", arguments.seed)] for way in ways], left=1))
    print()
    rows = [[name, *_halves(ranks, ways[0], name, arguments.seed)] for name in trees]
    print(table([f"{ways[0]}, by tree", *KINDS], rows, left=1))
    result: Result = {"seed": arguments.seed, "unseen": arguments.unseen, "trees": trees}
    result["ranks"] = {" / ".join(key): found for key, found in ranks.items()}
    if arguments.daemon:
        times = measure_times(TREES[trees[0]], arguments.copies, [question.question for question in questions])
        print(f"\nthrough the daemon, {times['atoms']:,} atoms, milliseconds: {times['milliseconds']}")
        result["times"] = times
    if arguments.save:
        print(save("search", result))


if __name__ == "__main__":
    main()
