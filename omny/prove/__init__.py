"""`omny prove`: the contract, tried on a copy of the user's own tree.

    copy of the tree ──> daemon ──> a change ──> what it answers at once, what sync acknowledges ──> its dump
                                                                      copy of the copy ──> fresh index ──> its dump

Each step changes the copy as people, editors and git do, and compares the index that a daemon keeps with a fresh index
of the same files in another place. The tree itself, its index and its daemon are not touched. `steps.py` has the steps,
and says what counts as a difference, a loss and a stale answer; `scratch.py` says what is copied.
"""

from __future__ import annotations

from omny.prove.steps import STEPS, Proof, Step, prove

__all__ = ["STEPS", "Proof", "Step", "prove"]
