"""An index that begins from a base is that of the files on disk, and parses only what differs."""

from __future__ import annotations

import functools
import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from omny.base.errors import DamagedError, SchemaError, StorageError, UsageError
from omny.base.lock import DaemonLock
from omny.base.paths import Root
from omny.cli import run
from omny.integrity import ConsistencyValidator, bases
from omny.service import base_source
from omny.storage.sqlite.image import LEFT_OUT
from tests.support.bases import begin, make_base, repository_of
from tests.support.helpers import (
    assert_checksums,
    assert_equals_fresh,
    dumped,
    file_checks,
    index_tree,
    memory_repository,
    sync,
    write_tree,
)

Output = pytest.CaptureFixture[str]

FILES = {
    "shop/__init__.py": "",
    "shop/cart.py": "from shop.money import total\n\n\ndef price(items):\n    return total(items)\n",
    "shop/money.py": "def total(items):\n    return sum(items)\n",
    "web/app.ts": "export function show(): number { return 1 }\n",
    "o'; DROP TABLE atoms; --.py": "def quoted():\n    pass\n",
}


@pytest.fixture
def here(tree: Path) -> Path:
    return write_tree(tree, FILES)


@pytest.fixture
def base(here: Path, tmp_path: Path) -> Path:
    return make_base(here, tmp_path / "main.base")


def clone(tree: Path, target: Path) -> Path:
    shutil.copytree(tree, target, ignore=shutil.ignore_patterns(".omny"))
    return target


def test_a_clone_of_the_same_files_parses_nothing_and_has_a_fresh_index(here: Path, base: Path, tmp_path: Path) -> None:
    there = clone(here, tmp_path / "clone")
    answer = begin(there, base)
    assert (answer.parsed, answer.changed, answer.files) == (0, False, len(FILES))
    assert_checksums(there / ".omny" / "omny.db")
    with repository_of(there) as repository:
        assert repository.meta().generation == 1
        assert_equals_fresh(there, repository)
        assert ConsistencyValidator(repository, files=file_checks(there, repository)).check(deep=True) == []
        [first] = repository.generations()
        assert first.reason == "from the base main.base"
        assert first.actor


def test_only_what_differs_from_the_base_is_parsed(here: Path, base: Path, tmp_path: Path) -> None:
    there = clone(here, tmp_path / "clone")
    write_tree(
        there,
        {
            "shop/money.py": "def sum_up(items):\n    return 1\n",
            "shop/new.py": "from shop.cart import price\n\n\ndef f():\n    price(1)\n",
        },
    )
    (there / "web" / "app.ts").unlink()
    answer = begin(there, base)
    assert (answer.parsed, answer.changed) == (2, True)
    with repository_of(there) as repository:
        assert_equals_fresh(there, repository)
        assert repository.meta().generation == 2
        assert [event.operation for event in repository.events("web/app.ts::show")] == ["delete"]


def test_an_index_from_a_base_follows_its_files_like_any_other(here: Path, base: Path, tmp_path: Path) -> None:
    there = clone(here, tmp_path / "clone")
    begin(there, base)
    with repository_of(there) as repository:
        for content in (
            "def total(items):\n    return price(items)\n",
            FILES["shop/money.py"],
            "def other():\n    pass\n",
        ):
            write_tree(there, {"shop/money.py": content})
            sync(there, repository)
        with closing(repository.as_of(1)) as before, memory_repository() as fresh:
            index_tree(here, fresh)
            assert dumped(before, ranked=False) == dumped(fresh, ranked=False)


def test_a_base_has_no_history_no_notes_and_no_row_twice(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(here)
    for number in range(5):
        write_tree(here, {"shop/money.py": f"def total(items):\n    return {number}\n"})
        assert run(["index", "--jobs", "1"]) == 0
    with repository_of(here) as repository:
        row = "1, 'shop/money.py::total', 'a secret of the team', 'x', '', 'shop/money.py::total', '', '', ''"
        repository.connection.execute(f"INSERT INTO notes VALUES ({row})")
    assert run(["publish", str(tmp_path / "a.base")]) == 0
    there = clone(here, tmp_path / "clone")
    assert begin(there, tmp_path / "a.base").parsed == 0
    with repository_of(there) as repository:
        tables = {name for name in repository.tables() if not name.startswith(("atoms_fts", "atoms_text", "sqlite_"))}
        kept = {"meta", "generations", "files", "facts", "dependencies", "names", "atoms", "atom_snapshots"}
        assert tables - kept - {"edges", "unresolved"} == set(LEFT_OUT)
        for table in LEFT_OUT:
            assert repository.connection.execute(f"SELECT count(*) FROM {table}").get == 0
        assert list(repository.events()) == []
        assert repository.connection.execute("SELECT count(*) FROM facts").get == len(FILES)


def test_the_commands_publish_and_begin(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(here)
    (tmp_path / "key").write_text("a key of sixteen bytes and more\n")
    assert run(["index", "--jobs", "1"]) == 0
    assert run(["publish", str(tmp_path / "a.base"), "--base-key", str(tmp_path / "key"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (said["files"], said["signed"], said["bytes"]) == (5, True, (tmp_path / "a.base").stat().st_size)
    assert run(["publish", str(tmp_path / "a.base")]) == 2
    assert "--force" in capsys.readouterr().err
    there = clone(here, tmp_path / "clone")
    monkeypatch.chdir(there)
    assert run(["index", "--base", "../a.base", "--base-key", "../key"]) == 0
    assert "(0 parsed, 5 as in the base)" in capsys.readouterr().out
    assert run(["index", "--base", "../a.base"]) == 2
    assert "there is an index already" in capsys.readouterr().err


def test_of_a_folder_the_base_of_the_commit_is_taken_or_else_the_newest_that_fits(
    here: Path, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bases"
    folder.mkdir()
    with pytest.raises(UsageError, match="no base in it that fits"):
        begin(clone(here, tmp_path / "none"), folder)
    shutil.copy(base, folder / "old.base")
    write_tree(here, {"shop/more.py": "def more():\n    pass\n"})
    make_base(here, folder / "new.base").with_suffix(".db").unlink()
    (folder / "broken.base").write_bytes(base.read_bytes()[:200])
    (folder / "notes.txt").write_text("none")
    with monkeypatch.context() as context:
        context.setattr(bases, "code_fingerprint", lambda: "0")
        make_base(here, folder / "other.base").with_suffix(".db").unlink()
    answer = begin(clone(here, tmp_path / "clone"), folder)
    assert (answer.base, answer.parsed) == (str(folder / "new.base"), 0)


def test_a_base_of_other_rules_is_refused(
    here: Path, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bases, "code_fingerprint", lambda: "0123abcd")
    there = clone(here, tmp_path / "clone")
    with pytest.raises(SchemaError, match="with other rules has made it"):
        begin(there, base)
    assert not (there / ".omny").exists()


def test_facts_of_another_extractor_are_left_unused_and_told(here: Path, tmp_path: Path, capsys: Output) -> None:
    other = "SET extractor = 'other' WHERE language = 'typescript'"
    change = f"UPDATE files {other}; UPDATE facts {other}"
    base = make_base(here, tmp_path / "a.base", meanwhile=change)
    there = clone(here, tmp_path / "clone")
    assert run(["index", "--root", str(there), "--base", str(base), "--jobs", "1"]) == 0
    said = capsys.readouterr()
    assert "facts of the base for typescript are of another version" in said.err
    assert "(1 parsed, 4 as in the base)" in said.out
    with repository_of(there) as repository:
        assert_equals_fresh(there, repository)


def test_a_base_of_another_project_is_refused(tmp_path: Path, base: Path) -> None:
    there = write_tree(tmp_path / "other", {"x.py": "def f():\n    pass\n"})
    with pytest.raises(UsageError, match="no file here is one of the base"):
        begin(there, base)
    assert not (there / ".omny" / "omny.db").exists()


def test_beside_a_daemon_no_index_is_begun(here: Path, base: Path, tmp_path: Path) -> None:
    there = clone(here, tmp_path / "clone")
    with DaemonLock(Root.of(there)), pytest.raises(UsageError):
        begin(there, base)
    assert not (there / ".omny" / "omny.db").exists()


def test_an_index_with_former_contents_gives_no_base(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(here)
    assert run(["index", "--jobs", "1"]) == 0
    write_tree(here, {"shop/money.py": "def total(items:\n    return sum(items\n"})
    run(["index", "--jobs", "1"])
    capsys.readouterr()
    assert run(["publish", str(tmp_path / "a.base")]) == 2
    assert "former content" in capsys.readouterr().err
    assert not (tmp_path / "a.base").exists()


# ── an address ──


class _Redirecting(BaseHTTPRequestHandler):
    target = ""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", self.target)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(base: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    handler = functools.partial(_Quiet, directory=str(base.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_base_comes_from_a_server_that_is_named(here: Path, served: str, tmp_path: Path) -> None:
    there = clone(here, tmp_path / "clone")
    answer = begin(there, f"http://{served}/main.base?token=secret")
    assert (answer.parsed, answer.base) == (0, f"http://{served}/main.base")
    with repository_of(there) as repository:
        assert [row.reason for row in repository.generations()] == ["from the base main.base"]


def test_a_server_without_a_base_is_told_in_one_line(here: Path, served: str, tmp_path: Path) -> None:
    there = clone(here, tmp_path / "clone")
    with pytest.raises(StorageError, match="the server says 404"):
        begin(there, f"http://{served}/none.base")
    with pytest.raises(StorageError, match="the server gives no base"):
        begin(there, "http://127.0.0.1:1/main.base")
    assert not (there / ".omny").exists()


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://localhost.invalid/main.base"])
def test_s11_a_server_leads_to_no_other_host_and_no_other_scheme(
    here: Path, served: str, target: str, tmp_path: Path
) -> None:
    there = clone(here, tmp_path / "clone")
    handler = type("Handler", (_Redirecting,), {"target": target})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises((UsageError, StorageError)) as refusal:
            begin(there, f"http://127.0.0.1:{server.server_port}/main.base")
        server.shutdown()
    assert "\n" not in str(refusal.value)
    assert not (there / ".omny").exists()


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data://x", "ssh://host/x"])
def test_s11_no_other_scheme_is_spoken(here: Path, address: str) -> None:
    with pytest.raises(UsageError, match="a base is a file, a directory, or an address of http or https"):
        begin(here, address)


def test_s11_a_server_gives_no_more_than_is_bounded(
    here: Path, served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = clone(here, tmp_path / "clone")
    for name, value in (("MAX_FILE_BYTES", 100), ("TOTAL_SECONDS", -1.0)):
        with monkeypatch.context() as context:
            context.setattr(base_source, name, value)
            with pytest.raises(StorageError, match="it is not there within"):
                begin(there, f"http://{served}/main.base")
    assert not (there / ".omny" / "omny.db").exists()


def test_a_pipe_is_not_waited_for(here: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="no such file"):
        begin(here, tmp_path / "pipe")


def test_a_base_cut_off_on_its_way_is_damaged(here: Path, base: Path, tmp_path: Path) -> None:
    base.write_bytes(base.read_bytes()[:-1])
    with pytest.raises(DamagedError, match="cut off"):
        begin(here, base)
