"""A small tree with an index, and edits of it: what the tests of `omny/edit/` share.

`applied` compares with a fresh index after each edit, whatever became of it: no test can forget to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from omny.base.config import Settings
from omny.base.paths import Root
from omny.edit.editor import EditContext, Editor
from omny.edit.journal import recover
from omny.edit.request import EditRequest, EditResult
from omny.edit.steps import STEPS, Steps
from omny.pipeline.indexer import Indexer, run_until_sure
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.helpers import assert_equals_fresh, in_process, write_tree


def apply(context: EditContext, request: EditRequest) -> EditResult:
    """What became of a request."""
    return Editor(context).run(request)


class Edited:
    """A tree, its index, and who edits both."""

    def __init__(self, root: Path, repository: SqliteRepository, steps: Steps = STEPS) -> None:
        self.path = root
        self.root = Root.of(root)
        self.repository = repository
        self.steps = steps
        self.indexer = Indexer(self.root, repository, settings=Settings(), jobs=1, executors=in_process)
        for record in recover(self.root, steps):
            Editor(self.context).end_cut_off([record])
        run_until_sure(self.indexer)

    @property
    def context(self) -> EditContext:
        return EditContext(self.root, self.repository, self.indexer, steps=self.steps)

    def applied(self, request: EditRequest) -> EditResult:
        """What became of a request, with the index compared to a fresh one."""
        result = apply(self.context, request)
        assert_equals_fresh(self.path, self.repository)
        assert self.drafts() == []
        return result

    def text(self, path: str) -> str:
        """The content of a file."""
        return (self.path / path).read_bytes().decode()

    def ids(self) -> set[str]:
        """The ids of all atoms but modules."""
        return {stored.atom.id for stored in self.repository.atoms() if stored.atom.type != "module"}

    def edges(self) -> set[tuple[str, str]]:
        """All edges."""
        return {(edge.source_id, edge.target_id) for edge in self.repository.edges()}

    def drafts(self) -> list[str]:
        """What an edit has left beside the files."""
        found = self.path.rglob(".*.[0-9a-f]*")
        return [each.name for each in found if ".omny" not in each.parts]


@contextmanager
def edited(root: Path, files: Mapping[str, str | bytes], steps: Steps = STEPS) -> Iterator[Edited]:
    """The tree of these files, indexed; with no files as it is."""
    write_tree(root, files)
    with SqliteRepository.open(Root.of(root).state_file("omny.db")) as repository:
        yield Edited(root, repository, steps)
