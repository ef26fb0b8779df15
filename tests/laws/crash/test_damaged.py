"""A damaged database gives the right answer, or says that it is damaged. It is never taken for another, never deleted,
and never a traceback."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import pytest

from omny.cli import run
from tests.support.crash_workload import fast_place
from tests.support.helpers import write_tree

LONG = bool(os.environ.get("OMNY_LONG"))
FLIPS = 6_000 if LONG else 600
CUTS = 2_000 if LONG else 200

Output = pytest.CaptureFixture[str]
Told = tuple[int, Any]

QUESTIONS = (
    ("search", "total"),
    ("show", "shop/cart.py::Cart.price"),
    ("callers", "Cart.price"),
    ("status",),
)

TREE = {
    f"shop/{name}.py": "from shop.cart import Cart\n\n\n"
    + "".join(
        f"def {name}_{number}(first, second={number}):\n"
        f'    """What {name} number {number} does with them, in some more words."""\n'
        f"    return total(Cart().price(first), {name}_{max(0, number - 1)}(second))\n\n\n"
        for number in range(12)
    )
    + "def total(*prices):\n    return sum(prices)\n"
    for name in ("order", "stock", "mail")
} | {"shop/cart.py": "class Cart:\n    def price(self, item):\n        return item.price\n"}


class Kept:
    """A tree with its index, and an undamaged copy of it."""

    def __init__(self, root: Path, capsys: Output) -> None:
        self.root = root
        self.database = root / ".omny" / "omny.db"
        self.capsys = capsys
        assert run(["index", "--jobs", "1"]) == 0
        (root / "shop" / "cart.py").write_text(TREE["shop/cart.py"] + "\n\nclass More:\n    pass\n")
        assert run(["index", "--jobs", "1"]) == 0
        raw = apsw.Connection(str(self.database))
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()
        capsys.readouterr()
        self.bytes = self.database.read_bytes()
        self.answers = {question: self.ask(*question) for question in QUESTIONS}
        assert all(status == 0 for status, _ in self.answers.values())

    def put(self, content: bytes) -> None:
        """Puts a database there, and nothing else beside it."""
        for path in self.database.parent.glob("omny.db*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        self.database.write_bytes(content)

    def ask(self, *question: str) -> Told:
        """Exit status and what was answered; an error has to be one line, and `run` must not raise."""
        status = run([*question, "--json"])
        told = self.capsys.readouterr()
        if status >= 2:
            lines = told.err.splitlines()
            assert lines
            assert lines[0].startswith("omny: ")
            assert "Traceback" not in told.err
            return status, told.err
        return status, _without_times(json.loads(told.out))

    def sentence(self) -> str:
        """What became of the questions: "right", "told", or "wrong"."""
        verdict = "right"
        for question, right in self.answers.items():
            answer = self.ask(*question)
            if answer != right:
                verdict = "told"
                if answer[0] == 0 and not answer[1]["freshness"]["problems"] and not answer[1]["freshness"]["stale"]:
                    return f"wrong {question[0]}"
        return verdict

    def verified(self) -> bool:
        """Whether `omny verify` finds nothing."""
        status = run(["verify"])
        told = self.capsys.readouterr()
        assert "Traceback" not in told.err
        return status == 0


def _without_times(document: dict[str, Any]) -> dict[str, Any]:
    document.pop("bytes", None)  # of the file, which a cut changes
    return document


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output) -> Iterator[Kept]:
    with fast_place(tmp_path) as place:
        root = write_tree(place / "tree", TREE)
        monkeypatch.chdir(root)
        yield Kept(root, capsys)
        monkeypatch.chdir(tmp_path)


@pytest.mark.slow
def test_a_flipped_bit_is_harmless_or_told(kept: Kept) -> None:
    chance = random.Random(600)
    verdicts: Counter[str] = Counter()
    for _ in range(FLIPS):
        content = bytearray(kept.bytes)
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        kept.put(bytes(content))
        verdict = kept.sentence()
        if verdict.startswith("wrong"):
            verdict = "wrong, verify tells" if not kept.verified() else "wrong"
        verdicts[verdict] += 1
        assert kept.database.exists()
    print(f"bit flips: {dict(verdicts)}")
    assert set(verdicts) == {"right", "told"}


def test_data_that_is_not_what_it_must_be_is_told(kept: Kept) -> None:
    raw = apsw.Connection(str(kept.database))
    raw.execute("UPDATE atoms SET data = replace(data, '\"offset\"', '\"offret\"')")
    raw.close()
    assert kept.ask("callers", "Cart.price")[0] == 2


READERS = (
    ("show", "Cart.price"), ("search", "price"), ("outline", "shop/cart.py"), ("callers", "Cart.price"),
    ("callees", "order_1"), ("impact", "Cart.price"), ("at", "2", "show", "Cart.price"),
    ("export", "ctags"), ("export", "scip"),
)  # fmt: skip


@pytest.mark.parametrize("data", ["[]", "no JSON", "", "null", '{"calls": 5, "doc": 7}', '{"unresolved": [1]}'])
def test_malformed_data_is_one_line_with_a_cure_in_whatever_people_read(kept: Kept, data: str) -> None:
    raw = apsw.Connection(str(kept.database))
    trigger = str(raw.execute("SELECT sql FROM sqlite_schema WHERE name = 'atoms_changed'").get)
    raw.execute("DROP TRIGGER atoms_changed")  # which would read it
    raw.execute("UPDATE atoms SET data = ?", (data,))
    raw.execute(trigger)
    raw.close()
    for command in READERS:
        assert run(command) == 2, command
        told = kept.capsys.readouterr()
        assert (told.out, told.err.count("\n")) == ("", 1), command
        assert "malformed" in told.err  # said by a reader of Omny's, or by SQLite's of JSON
        assert "omny verify --repair" in told.err
    assert run(["history", "Cart.price"]) == 2, "its creation refers to it"


@pytest.mark.parametrize("delta", ["[]", "no JSON", '{"data": 5}', '{"data": [[1], null]}', '{"signature": 3}'])
def test_malformed_history_is_one_line(kept: Kept, delta: str) -> None:
    raw = apsw.Connection(str(kept.database))
    raw.execute("UPDATE atom_events SET delta = ?", (delta,))
    raw.close()
    for command in (["history", "Cart.price"], ["diff", "1", "now"]):
        status = run(command)
        told = kept.capsys.readouterr().err
        assert (status, told.count("\n"), "Traceback" in told) in ((0, 0, False), (2, 1, False)), command


def test_a_cut_file_is_told(kept: Kept) -> None:
    chance = random.Random(200)
    verdicts: Counter[str] = Counter()
    for number in range(CUTS):
        size = chance.randrange(len(kept.bytes)) if number % 2 else chance.randrange(0, len(kept.bytes), 8192)
        kept.put(kept.bytes[:size])
        verdict = kept.sentence()
        if verdict.startswith("wrong"):
            verdict += " and unseen" if kept.verified() else ", verify tells"
        verdicts[verdict] += 1
        assert kept.database.stat().st_size >= size
    print(f"cuts: {dict(verdicts)}")
    assert set(verdicts) <= {"right", "told"}


# ── other things in its place ──


def files(kept: Kept) -> dict[str, bytes]:
    """What is there that is the database's."""
    there = kept.database.parent.glob("omny.db*")
    return {path.name: path.read_bytes() for path in there if path.is_file() and not path.name.endswith("-shm")}


ALL_COMMANDS = (*QUESTIONS, ("verify",), ("index", "--jobs", "1"))


def refused(kept: Kept, words: str, commands: tuple[tuple[str, ...], ...] = ALL_COMMANDS) -> None:
    """Every command says so in one line, and nothing is changed."""
    before = files(kept)
    for command in commands:
        status, told = kept.ask(*command)
        assert status == 2, command
        assert words in told, command
    assert {name: data for name, data in files(kept).items() if data} == {n: data for n, data in before.items() if data}


def test_a_foreign_file_is_refused_and_left_as_it_is(kept: Kept) -> None:
    kept.put(b"\x7fELF and so on" * 1000)
    refused(kept, "not an Omny database")


def test_a_database_of_another_program_is_refused_and_left_as_it_is(kept: Kept) -> None:
    kept.put(b"")
    kept.database.unlink()
    with sqlite3.connect(kept.database) as other:
        other.execute("CREATE TABLE mine (x)")
    other.close()
    refused(kept, "not an Omny database")


def test_a_newer_schema_is_refused_and_left_as_it_is(kept: Kept) -> None:
    raw = apsw.Connection(str(kept.database))
    raw.execute("UPDATE meta SET schema_version = 99")
    raw.close()
    refused(kept, "upgrade Omny")


def test_a_directory_in_its_place_is_refused(kept: Kept) -> None:
    kept.database.unlink()
    kept.database.mkdir()
    (kept.database / "mine").write_text("mine")
    refused(kept, "omny.db")
    assert (kept.database / "mine").read_text() == "mine"


def test_an_empty_file_is_no_index_and_the_next_one_fills_it(kept: Kept) -> None:
    kept.put(b"")
    refused(kept, "omny index", (*QUESTIONS, ("verify",)))
    assert kept.ask("index", "--jobs", "1")[0] == 0
    assert kept.verified()


def test_a_log_that_is_gone_leaves_an_older_index_that_is_right(kept: Kept) -> None:
    """What was committed since the last checkpoint is gone with it; the files tell it again."""
    writer = apsw.Connection(str(kept.database))  # keeps the log from being copied at the end
    writer.execute("SELECT * FROM meta").fetchall()
    (kept.root / "new.py").write_text("def new():\n    pass\n")
    assert kept.ask("index", "--jobs", "1")[0] == 0
    content = kept.database.read_bytes()
    log = kept.database.with_name("omny.db-wal").read_bytes()
    writer.close()
    assert log
    kept.put(content)
    assert kept.verified()
    assert kept.ask("index", "--jobs", "1")[0] == 0
    assert kept.ask("show", "new.py::new")[0] == 0
    assert kept.verified()


def test_the_log_of_another_database_is_never_read_as_this_ones(kept: Kept, tmp_path: Path) -> None:
    """Nothing in a log says which database it is of: its pages are read, and are none of an index."""
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("PRAGMA page_size = 8192")
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("CREATE TABLE t (x)")
    other.executemany("INSERT INTO t VALUES (?)", [("x" * 3000,)] * 200)
    other.commit()
    log = (tmp_path / "other.db-wal").read_bytes()
    assert log
    other.close()
    kept.put(kept.bytes)
    kept.database.with_name("omny.db-wal").write_bytes(log)
    for question, right in kept.answers.items():
        status, told = answer = kept.ask(*question)
        assert answer == right or (status == 2 and "omny" in told)
    assert not kept.verified() or kept.sentence() == "right"


@pytest.fixture
def nobody(kept: Kept) -> Iterator[None]:
    """A user who owns the tree and is no root, since root may do everything."""
    if not hasattr(os, "geteuid"):
        pytest.skip("there are no such modes here")
    if os.geteuid() != 0:
        yield
        return
    if not str(kept.root).startswith("/dev/shm"):
        pytest.skip("the tree is where nobody else can go")
    for directory, names, found in os.walk(kept.root):
        for name in ("", *names, *found):
            os.chown(os.path.join(directory, name), 65534, 65534)
    home, os.environ["HOME"] = os.environ["HOME"], str(kept.root.parent)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        os.environ["HOME"] = home


@pytest.mark.usefixtures("nobody")
def test_a_file_that_cannot_be_written_is_still_read(kept: Kept) -> None:
    kept.database.chmod(0o400)
    assert kept.sentence() in ("right", "told")
    assert kept.ask("index", "--jobs", "1")[0] == 2
    kept.database.chmod(0o600)
    assert kept.ask("index", "--jobs", "1")[0] == 0


@pytest.mark.usefixtures("nobody")
def test_a_directory_that_cannot_be_written_gives_an_answer_or_one_line(kept: Kept) -> None:
    kept.put(kept.bytes)
    kept.database.parent.chmod(0o500)
    try:
        verdict = kept.sentence()
        assert verdict in ("right", "told")
        kept.ask("index", "--jobs", "1")
    finally:
        kept.database.parent.chmod(0o700)
    assert kept.ask("index", "--jobs", "1")[0] == 0


def test_a_first_index_that_was_killed_leaves_a_line_that_says_what_to_do(kept: Kept) -> None:
    """Its journal has to be rolled back, which a command that only reads cannot."""
    raw = apsw.Connection(str(kept.database))
    raw.execute("PRAGMA journal_mode = DELETE")
    raw.execute("PRAGMA cache_size = 1")
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("UPDATE atoms SET signature = signature || 'x'")
    raw.execute("UPDATE atom_events SET delta = delta || ' '")
    half, journal = kept.database.read_bytes(), kept.database.with_name("omny.db-journal").read_bytes()
    raw.execute("ROLLBACK")
    raw.close()
    assert half != kept.bytes
    kept.put(half)
    kept.database.with_name("omny.db-journal").write_bytes(journal)
    for question in QUESTIONS:
        status, told = kept.ask(*question)
        assert status == 2
        assert "run 'omny index'" in told
    assert kept.ask("index", "--jobs", "1")[0] == 0
    assert kept.sentence() == "right"
