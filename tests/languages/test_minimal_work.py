"""The work of a change depends on the change: in each resolved language an edit of a body resolves one file, and a name
that comes or goes resolves the files that asked for it, for any number of other files."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.support.helpers import data_of, memory_repository, sync, write_tree

FILES = 12
PROGRAMS: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("minimal_work.toml").read_text())


def _write(root: Path, program: dict[str, Any]) -> None:
    """Makes the files, each of which calls the next one."""
    files = {}
    for number in range(FILES):
        path, text = (
            program[key].replace("{n}", str(number)).replace("{m}", str((number + 1) % FILES))
            for key in ("path", "text")
        )
        files[path] = text
    write_tree(root, {**files, program["asker"].partition("::")[0]: program["asking"], **program.get("more", {})})


@pytest.mark.parametrize("language", sorted(PROGRAMS))
def test_a_body_resolves_one_file_and_a_name_the_files_that_asked_for_it(language: str, tmp_path: Path) -> None:
    program = PROGRAMS[language]
    asker, late = program["asker"], program["late"]
    before = program.get("before", [])
    _write(tmp_path, program)
    with memory_repository() as repository:
        assert sync(tmp_path, repository).resolved >= FILES
        third = tmp_path / program["path"].replace("{n}", "3")
        edited = third.read_text().replace(" 1", " 2")
        assert edited != third.read_text()
        third.write_text(edited)
        report = sync(tmp_path, repository)
        assert (report.parsed, report.resolved) == (1, 1)

        assert data_of(repository, asker)["calls"] == before
        file = late.partition("::")[0]
        write_tree(tmp_path, {file: program["coming"]})
        report = sync(tmp_path, repository)
        assert data_of(repository, asker)["calls"] == [late]
        assert (report.parsed, report.resolved) == (1, 2)
        (tmp_path / file).unlink()
        assert sync(tmp_path, repository).resolved == 1
        assert data_of(repository, asker)["calls"] == before
