"""Places that a question of `explore` names, as atoms: frames of a stack trace, lines of a diff.

A path of another machine is known by its ending: the longest one that the index has. A frame whose function is not the
one around its line is looked for by its name in the file: the file has changed since the program ran.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.model.atoms import MODULE_NAME
from omny.model.standing import Standing, find_standing
from omny.query.explore_seeds import NAME_WEIGHT, Seeds
from omny.query.lines import AtomsAround
from omny.query.lookup import is_test

if TYPE_CHECKING:
    from collections.abc import Mapping

    from omny.model.atoms import StoredAtom
    from omny.query.stack_trace import Frame, Trace
    from omny.storage.port.repository import AtomRepository

MAX_PARTS = 40
"""Parts of a path whose endings are tried."""

MANY_LINES = 20
"""Changed lines of an atom beyond which further ones make it no heavier."""

_BESIDE = 0.6
"""What the weight of a frame in a test or in a copy of another project is multiplied by."""


def add_trace(seeds: Seeds, repository: AtomRepository, trace: Trace) -> None:
    """The atoms of the frames, the innermost first. A recursion counts once."""
    around = AtomsAround(repository)
    paths: dict[tuple[str, str], str] = {}
    outside = number = 0
    for frame in trace.frames:
        key = frame.path, frame.qualified
        path = paths[key] = paths[key] if key in paths else find_path(repository, *key)
        stored = _find_function(repository, around, path, frame) if path else None
        if stored is None:
            outside += 1
            continue
        weight = NAME_WEIGHT / (1 + 0.25 * number)
        if find_standing(stored.atom.file_path, is_test(stored)) != Standing.CODE:
            weight *= _BESIDE
        if stored.atom.id not in seeds.by_id:
            number += 1
            seeds.add(stored, weight, "frame").role = f"frame {number}, line {frame.line}"
        seeds.by_id[stored.atom.id].marked.add(frame.line)
    if outside:
        seeds.notes.append(f"{outside:,} of {len(trace.frames):,} frames are outside of the index")
    seeds.read_as("trace")


def add_lines(seeds: Seeds, repository: AtomRepository, lines: Mapping[str, set[int]]) -> None:
    """The atoms around lines of files, those with most of the lines first."""
    around = AtomsAround(repository)
    by_id: dict[str, set[int]] = {}
    for typed, numbers in lines.items():
        path = find_path(repository, typed, "")
        if not path:
            seeds.notes.append(f"not in the index: {typed[:200]}")
            continue
        for number in sorted(numbers):
            if id_ := around.find(path, number):
                by_id.setdefault(id_, set()).add(number)
    for id_, stored in repository.get_many(sorted(by_id)).items():
        share = 1.0 if stored.atom.function_name != MODULE_NAME else 0.3
        number = len(by_id[id_])
        seed = seeds.add(stored, NAME_WEIGHT * share * (1 + min(number, MANY_LINES) / (2 * MANY_LINES)), "diff")
        seed.role = f"{number} changed lines" if number > 1 else "1 changed line"
        seed.marked |= by_id[id_]
    seeds.read_as("diff")


def find_path(repository: AtomRepository, typed: str, qualified: str) -> str:
    """The indexed path that a path of any machine ends in, the longest one; "" without one. Of files with
    one name, the name of the function decides: `shop.Cart.price` in `Cart.x` stands in `shop/Cart.x`."""
    parts = [part for part in typed.replace("\\", "/").split("/") if part not in ("", ".", "..")][-MAX_PARTS:]
    if not parts:
        return ""
    paths = repository.search_paths(parts[-1])
    for first in range(len(parts)):
        ending = "/".join(parts[first:])
        if ending in paths:
            return ending
        found = [path for path in paths if path.endswith(f"/{ending}")]
        if first == len(parts) - 1 > 0:
            break  # the file name alone is no evidence if folders are known
        if found:
            folder = "/".join(qualified.split(".")[:-2])
            inside = [path for path in found if folder and path.endswith(f"{folder}/{ending}")] or found
            return min(inside, key=lambda path: (find_standing(path, is_test=False), len(path), path))
    return ""


def _find_function(repository: AtomRepository, around: AtomsAround, path: str, frame: Frame) -> StoredAtom | None:
    id_ = around.find(path, frame.line)
    here = repository.get(id_) if id_ else None
    if not frame.name or (here is not None and here.atom.function_name == frame.name):
        return here
    named = [stored for stored in repository.in_file(path) if stored.atom.function_name == frame.name]
    return min(named, key=lambda stored: abs(stored.atom.line - frame.line), default=here)
