"""A daemon, which has the graph in memory, answers every analysis as the database alone does."""

from __future__ import annotations

from functools import partial
from textwrap import dedent
from typing import Any

from omny.query.freshness import freshness
from omny.query.questions import View, answer
from omny.query.registry import ANALYSES
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.helpers import write_tree
from tests.support.layered import RULES, TREE
from tests.support.real_daemon import RealDaemon, needs_daemon

ARGUMENTS: dict[str, dict[str, Any]] = {
    "impact": {"atom": "rows"}, "path": {"source": "back", "target": "rows", "all": True}, "tests": {"atom": "rows"},
    "affected": {"since": "1"}, "query": {"expression": 'reaches("rows") and tested() or callers > 1'},
    "dead": {"certainty": ["certain", "likely", "possible"]},
}  # fmt: skip


@needs_daemon
def test_a_daemon_says_what_the_database_says(shared: RealDaemon) -> None:
    write_tree(shared.path, {path: dedent(text) for path, text in TREE.items()} | {".omny.toml": RULES})
    shared.sync()
    write_tree(shared.path, {"db/more.py": "from db.rows import rows\n\n\ndef more():\n    rows()\n    more()\n"})
    shared.sync()
    for question in ANALYSES:
        arguments = ARGUMENTS.get(question, {})
        said = shared.client.ask(question, arguments)
        again = shared.client.ask(question, arguments)
        assert again["results"] == said["results"]
        with SqliteRepository.open_reading(str(shared.database)) as repository, repository.reading():
            view = View(repository, shared.root, "", partial(freshness, repository, None))
            found = answer(view, question, arguments)
        assert said.pop("freshness")["token"] == found.pop("freshness")["token"]
        assert said == found
