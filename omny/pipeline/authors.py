"""The author of what a pass finds, where git tells it: HEAD is at another commit than at the pass before."""

from __future__ import annotations

from omny.base.paths import Root
from omny.extract.redaction import without_secrets
from omny.model.authorship import NOBODY, Authorship
from omny.watch.git.files import find_git
from omny.watch.git.log import LoggedCommit, read_commit
from omny.watch.git.objects import GitObjects


def author_of_head(root: Root, head: str) -> Authorship:
    """The author and the subject of a commit; nobody where git cannot read it."""
    places = find_git(root.path)
    if places is None:
        return NOBODY
    with GitObjects(places.common_dir) as objects:
        commit = read_commit(objects, head)
    return NOBODY if commit is None else author_of_commit(commit)


def author_of_commit(commit: LoggedCommit) -> Authorship:
    """The author of a commit, and its subject as the reason."""
    return without_secrets_in(Authorship.of(commit.author, commit.subject))


def without_secrets_in(by: Authorship) -> Authorship:
    """The same, with secrets taken out: people paste tokens into subjects."""
    return Authorship(without_secrets(by.actor), without_secrets(by.reason)) if by != NOBODY else by
