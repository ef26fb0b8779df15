"""What the field cases share: edits, and what is asked of an index after them."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from omny.storage.port.repository import AtomRepository
from tests.support.helpers import write_tree

Act = Callable[[Path], object]


# ── edits ──


def put(path: str, content: str | bytes) -> Act:
    """Makes the file hold that."""
    return lambda root: write_tree(root, {path: content})


def put_all(files: Mapping[str, str | None]) -> Act:
    """Makes these files, and removes those that are None."""

    def act(root: Path) -> None:
        for path, content in files.items():
            if content is None:
                (root / path).unlink()
            else:
                write_tree(root, {path: content})

    return act


def append(*paths: str, text: str) -> Act:
    """Adds the text at the end of each file."""

    def act(root: Path) -> None:
        for path in paths:
            with (root / path).open("a") as file:
                file.write(text)

    return act


def remove(*paths: str) -> Act:
    """Deletes files, or directories with all that is in them."""

    def act(root: Path) -> None:
        for path in paths:
            if (root / path).is_dir():
                shutil.rmtree(root / path)
            else:
                (root / path).unlink()

    return act


def move(source: str, target: str) -> Act:
    """Renames a file or a directory."""
    return lambda root: (root / source).rename(root / target)


def atomic_save(path: str, content: str) -> Act:
    """Saves as editors do: a copy beside it is renamed over the file."""

    def act(root: Path) -> None:
        copy = root / f"{path}.tmp~"
        copy.write_text(content)
        copy.replace(root / path)

    return act


def move_head(commit: str) -> Act:
    """Has git's HEAD name that commit, of 40 hexadecimal digits; with no program of git."""

    def act(root: Path) -> None:
        git = root / ".git"
        (git / "refs").mkdir(parents=True, exist_ok=True)
        (git / "objects").mkdir(exist_ok=True)
        (git / "HEAD").write_text(f"{commit}\n")

    return act


# ── questions ──


def callers(repository: AtomRepository, target: str, kind: str = "call") -> list[str]:
    """The atoms from which an edge of that type leads to the target."""
    return sorted(edge.source_id for edge in repository.edges() if (edge.target_id, edge.edge_type) == (target, kind))


def callees(repository: AtomRepository, source: str, kind: str = "call") -> list[str]:
    """The atoms to which an edge of that type leads from the source."""
    return sorted(edge.target_id for edge in repository.edges() if (edge.source_id, edge.edge_type) == (source, kind))


def kinds(repository: AtomRepository) -> Counter[str]:
    """How many edges there are of each type."""
    return Counter(str(edge.edge_type) for edge in repository.edges())


def files_of(repository: AtomRepository) -> set[str]:
    """The files that hold atoms."""
    return {stored.atom.file_path for stored in repository.atoms()}


def ids(repository: AtomRepository) -> set[str]:
    """All atoms, the modules apart."""
    return {stored.atom.id for stored in repository.atoms() if stored.atom.type != "module"}
