"""The command prove: the contract, tried on a copy of the user's own tree."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import msgspec

from omny.base.config import load_settings
from omny.base.errors import OmnyError
from omny.cli import wire
from omny.cli.text import BOLD, DIM, GREEN, RED, columns, count, paint, plain
from omny.service.place import Place

if TYPE_CHECKING:
    from omny.prove import Proof, Step

_HEAD = ("differences", "lost", "stale", "ms")


def prove(place: Place, *, as_json: bool) -> int:
    """Tries the contract on a copy, prints a table, and ends with 1 where anything was found."""
    from omny.prove import prove as run

    def report_step(step: Step) -> None:
        if not as_json and sys.stderr.isatty():
            print(paint(plain(f"  {step.step} ..."), DIM), file=sys.stderr)

    with ExitStack() as stack:
        try:
            indexed = stack.enter_context(place.reading())
        except OmnyError:  # there is no index yet: the copy gets its own all the same
            indexed = None
        proof = run(place.root, load_settings(place.root), indexed, report_step)
    if as_json:
        document = msgspec.to_builtins(proof)
        wire.print_document(
            {"results": document.pop("steps"), "total": len(proof.steps), "truncated": False, **document}
        )
    else:
        _tell(proof)
    return 0 if all(step.is_good for step in proof.steps) else 1


def _tell(proof: Proof) -> None:
    part = f"{proof.files:,} of " if proof.files < proof.of else ""
    tried = f"a copy of {part}{count(proof.of, 'source file')} under a daemon; after each step"
    print(plain(f"{tried} a fresh index of the same files in another place"))
    rows: list[tuple[str, ...]] = [("", *_HEAD)]
    for step in proof.steps:
        figures = (step.differences, step.lost, step.stale)
        rows.append((step.step, *(f"{figure:,}" for figure in figures), f"{step.milliseconds:,.0f}"))
    print(columns([(plain(name), *figures) for name, *figures in rows], (BOLD,)))
    found = sum(step.differences + step.lost + step.stale for step in proof.steps)
    verdict = paint("proven", GREEN) if not found else paint("NOT proven", RED)
    print(f"{verdict}: {count(found, 'finding')} in {count(len(proof.steps), 'step')}, {proof.seconds:.1f} s")
