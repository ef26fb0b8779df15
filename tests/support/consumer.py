"""A consumer of the change feed, and the atoms that it has to arrive at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from omny.model.events import FIELDS, State, step_forward
from omny.query.answer import AtomEntry
from omny.query.feed import feed, starting_token
from omny.storage.port.repository import AtomRepository
from tests.support.places import TOP

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Consumer:
    """Keeps the atoms as the feed tells of them, and the token to go on from."""

    def __init__(self) -> None:
        self.token: str | None = None
        self.kept: dict[str, State] = {}  # as of the token
        self.now: dict[str, State] = {}

    def read(self, line: dict[str, Any]) -> None:
        if line["kind"] == "fresh_instance":
            assert line["fresh_instance"] is True
            self.now = {}
        elif line["kind"] == "atom":
            self.now[line["id"]] = {field: line[field] for field in FIELDS if field != "words"}
        elif line["kind"] == "event":
            after = step_forward(self.now.pop(line["atom_id"], None), line["operation"], json.dumps(line["delta"]))
            if after is not None:
                self.now[line["atom_id"]] = after
        if token := line.get("token"):
            self.token = token
        if line["kind"] == "generation":
            self.kept = dict(self.now)

    def crash(self) -> None:
        """What was not told whole is lost."""
        self.now = dict(self.kept)


def lines(repository: AtomRepository, since: str | None = None, most: int | None = None) -> list[dict[str, Any]]:
    found = feed(repository, starting_token(repository, since, NOW), most)
    return [json.loads(msgspec.json.encode(line)) for line in found]


def atoms(repository: AtomRepository) -> dict[str, State]:
    documents = [msgspec.to_builtins(AtomEntry.of(stored)) for stored in repository.atoms()]
    return {each["id"]: {field: each[field] for field in FIELDS if field != "words"} for each in documents}


def without_words(states: dict[str, State]) -> dict[str, State]:
    return {id_: {field: value for field, value in state.items() if field != "words"} for id_, state in states.items()}


def following(root: Path, *more: str) -> subprocess.Popen[str]:
    """A process that follows the feed of the tree at `root`."""
    code = "from omny.cli import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    command = [sys.executable, "-c", code, "events", "--follow", *more]
    return subprocess.Popen(
        command, cwd=root, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
