"""No branch depends on a text for people. Comparisons with sentences are looked for, and a run in other words is the
same run."""

from __future__ import annotations

import ast
import errno
import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import apsw
import pytest

from omny.base.errors import BusyError, StorageError
from omny.cli import run
from omny.daemon.events import HeadMoved
from omny.daemon.loop import TICK_SECONDS
from omny.storage.sqlite.repository import SqliteRepository
from omny.watch.rescan import RescanReason
from tests.support.faults import Rough
from tests.support.helpers import dumped, index_tree, write_tree
from tests.support.places import TOP
from tests.support.planted import FILES, PLANTED
from tests.support.reworded import TABLES, garbled, reworded

# ── comparisons ──

SENTENCE = re.compile(r"[A-Za-z']{2,}[,;:]? [a-z'(]{2,}")
CODE = re.compile(r"\b(SELECT|CREATE|INSERT|PRAGMA|FROM|import|def|class)\b")
TEXT_FIELDS = {"reason", "hint", "problem", "explanation", "refusal", "trouble", "why"}
"""Attributes and variables that hold texts for people. A comparison with "" asks whether there is one."""

COMPARING = {"startswith", "endswith", "removeprefix", "removesuffix", "partition", "find", "index"}
SEARCHING = {"match", "fullmatch", "search", "sub"}

ALLOWED = {
    # the comparison: what it compares
    "omny/base/config.py: _PLACE.search(str(error))": "the text of msgspec, which has no field for the place",
    "omny/cli/answers.py: form not in ('status', 'left out')": "names of forms of output",
    "omny/cli/doctor.py: problem.partition('; ')": "the cure of a problem, for a line of its own",
    "omny/cli/waiting.py: reason != said": "a line with the one before, so that it is not printed twice",
    "omny/daemon/loop.py: str(again) != str(error)": "an error with the one before, so that it is not logged twice",
    "omny/integrity/finding.py: path not in ('', NO_ATOM)": "a mark in the place of an id",
    "omny/languages/python/fixture_walk.py: self.text(node).startswith('yield from')": "source",
    "omny/languages/python/implicit.py: _text(source, parts[-2]) in ('in', 'not in')": "source",
    "omny/migrate/report.py: row.read == 'not read'": "a word of the report's format",
    "omny/native/__init__.py: made.startswith(HINDERED)": "a mark in the record of a build",
    "omny/storage/postgres/connection.py: 'FATAL:' in reason": "the text of libpq, which has no code for it",
    "omny/storage/sqlite/connection.py: str(error).removeprefix(f'{type(error).__name__}: ')": "the text of apsw",
}


def is_sentence(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
        text = "".join(map(str, parts))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    else:
        return False
    return bool(SENTENCE.search(text)) and not CODE.search(text)


def constants_of(tree: ast.Module) -> Iterator[str]:
    """The names of a module that stand for sentences, or for a list of such."""
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            values = node.value.elts if isinstance(node.value, ast.Tuple | ast.List) else [node.value]
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(map(is_sentence, values)):
                yield from (target.id for target in targets if isinstance(target, ast.Name))


def is_text(node: ast.expr, names: set[str]) -> bool:
    """Whether an operand is a sentence, or stands for one."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(is_text(each, names) for each in node.elts)
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return is_sentence(node) or name in names


def is_field(node: ast.expr) -> bool:
    """Whether an operand is a text that some object holds."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id == "reason_of" or (
            node.func.id == "str" and bool(node.args) and ast.unparse(node.args[0]) in ("error", "again", "problem")
        )
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return name in TEXT_FIELDS


def compares_texts(node: ast.AST, names: set[str]) -> bool:
    if isinstance(node, ast.Compare):
        if not any(isinstance(each, ast.Eq | ast.NotEq | ast.In | ast.NotIn) for each in node.ops):
            return False
        sides = [node.left, *node.comparators]
        others = [side for side in sides if not is_field(side)]
        is_asked_for = all(isinstance(side, ast.Constant) and side.value in ("", None) for side in others)
        return any(is_text(side, names) for side in sides) or (
            len(others) < len(sides) and not (others and is_asked_for)
        )
    if isinstance(node, ast.MatchValue):
        return is_text(node.value, names)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in COMPARING:
            return is_field(node.func.value) or any(is_text(each, names) for each in node.args)
        return node.func.attr in SEARCHING and any(map(is_field, node.args))
    return False


def comparisons() -> list[str]:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((TOP / "omny").rglob("*.py"))}
    own = {module_of(path): set(constants_of(tree)) for path, tree in trees.items()}
    found = []
    for path, tree in trees.items():
        names = own[module_of(path)] | {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
            if alias.name in own.get(node.module or "", ())
        }
        where = path.relative_to(TOP).as_posix()
        found += [f"{where}: {ast.unparse(node)}" for node in ast.walk(tree) if compares_texts(node, names)]
    return found


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(TOP).with_suffix("").parts).removesuffix(".__init__")


def test_nothing_is_compared_with_a_text_for_people() -> None:
    found = set(comparisons())
    assert sorted(found - ALLOWED.keys()) == []
    assert sorted(ALLOWED.keys() - found) == [], "and what is allowed is there"


@pytest.mark.parametrize(
    "source",
    [
        "if why == 'a file that is gone': pass",
        "GONE = 'it is gone'\nif error.cause in (GONE, 'x'): pass",
        "if str(error).startswith('x'): pass",
        "if error.reason == other: pass",
        "match told:\n    case 'a file that is gone': pass",
        "re.match('gone', error.hint)",
        "if f'{path} is gone' != told: pass",
    ],
)
def test_each_kind_of_comparison_is_seen(source: str) -> None:
    tree = ast.parse(source)
    assert any(compares_texts(node, set(constants_of(tree))) for node in ast.walk(tree))


# ── a run in other words ──


def observe(daemon: Rough) -> tuple[Any, ...]:
    """All that a daemon does and holds, apart from texts."""
    health, pending = daemon.daemon.health, daemon.daemon.inbox.list_pending()
    ledger = {
        path: (entry.status, entry.reason.code, entry.reason.scope, entry.held_generation, entry.hash)
        for path, entry in daemon.repository.ledger().items()
    }
    stopped = daemon.daemon.stopped
    return (
        (health.passes, health.failures, health.parsed, health.ready, len(health.problems)),
        (pending.total, pending.rescan and pending.rescan.reason),
        ledger,
        dumped(daemon.repository),
        daemon.graph.state,
        (daemon.monitor.repair_queue.count, bool(daemon.monitor.repair_queue.refusal)),
        (stopped and stopped.reason, stopped and stopped.next_action),
    )


def plant(daemon: Rough, statement: str) -> None:
    raw = apsw.Connection(str(daemon.root.state_file("omny.db")))
    raw.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
    raw.execute(statement)
    raw.close()


def live(root: Path) -> list[Any]:
    """A day of a daemon on bad ground, as what it does and holds after each step."""
    write_tree(
        root, {**FILES, "made.py": "# @generated\n", "binary.py": b"x\0", "odd.py": "def f():\n    return 1\n\n\n)\n"}
    )
    write_tree(root, {".omny.toml": "max_file_bytes = 2048\n", "large.py": "x = 1\n" * 1000, "pkg/e.py": "x = 1\n"})
    (root / "link.py").symlink_to("a.py")
    seen: list[Any] = []
    daemon = Rough(root)

    def settle() -> None:
        for _ in range(400):
            rescan = daemon.daemon.inbox.list_pending().rescan
            if rescan is not None and (not seen or seen[-1] != rescan.reason):
                seen.append(rescan.reason)
            daemon.turn()
            daemon.return_cookies()
            daemon.clock.advance(0.05)
        seen.append(observe(daemon))

    def edit(path: str, text: str) -> None:
        daemon.tell(daemon.change(lambda top: write_tree(top, {path: text})))
        settle()

    settle()
    edit("c.py", "def three(:\n    retur 1 (\n")
    edit("c.py", FILES["c.py"])
    for path, number in (("b.py", errno.EACCES), ("pkg", errno.EIO), ("a.py", errno.ENOENT), ("b.py", errno.ELOOP)):
        daemon.disk.faults = {path: number}
        if path in FILES:  # its new stat has it read
            write_tree(root, {path: "#\n" * number + FILES[path]})
        daemon.source.emit_lost(RescanReason.EVENT_FAILED)
        settle()
        daemon.disk.faults = {}
        daemon.source.emit_lost()
        settle()
    edit(".gitignore", "b.py\n")
    edit(".gitignore", "")
    edit(".omny.toml", "max_file_bytes = what\n")
    edit(".omny.toml", "max_file_bytes = 8192\n")
    write_tree(root, {".git/HEAD": "2" * 40})
    daemon.daemon.inbox.post(HeadMoved())
    settle()
    errors = (StorageError("write", "the disk is full"), BusyError("write", "locked"), ValueError("a bug"))
    for number, error in enumerate(errors, 1):
        daemon.faults.before_apply = [error]
        edit("a.py", "#\n" * number + FILES["a.py"])
        daemon.faults.after_apply = [error]
        edit("a.py", "# again\n" * number + FILES["a.py"])
    daemon.source.die()
    daemon.clock.advance(TICK_SECONDS)
    settle()
    daemon.daemon.inbox.rescan_and_wait(RescanReason.REQUESTED)
    daemon.daemon.sync()
    settle()
    for _ in range(2):  # the second time the repair has not helped: a new database
        plant(daemon, PLANTED["missing edge"][0])
        daemon.clock.advance(61.0)
        for _ in range(400):
            daemon.monitor.turn()
            daemon.turn()
            daemon.clock.advance(0.05)
            if daemon.daemon.stopped:
                break
        seen.append(observe(daemon))
    daemon.close()
    return seen


def twice(happening: Callable[[Path], list[Any]], tmp_path: Path) -> tuple[list[Any], list[Any]]:
    """What is seen of it in our words, and in others."""
    found = []
    words: tuple[tuple[str, AbstractContextManager[None]], ...] = (("ours", nullcontext()), ("others", reworded()))
    for name, block in words:
        with block:
            found.append(happening(write_tree(tmp_path / name, {".git/HEAD": "1" * 40})))
    return found[0], found[1]


def test_a_daemon_in_other_words_does_the_same(tmp_path: Path) -> None:
    plain, other = twice(live, tmp_path)
    for number, (ours, others) in enumerate(zip(plain, other, strict=True)):
        assert ours == others, number
    reasons = {each for each in plain if isinstance(each, RescanReason)}
    assert len(reasons) >= 7, reasons
    codes = {code for each in plain if isinstance(each, tuple) for _, code, *_ in each[2].values()}
    assert len(codes) >= 8, codes


COMMANDS = (
    "index", "status --json", "callers one --json", "callers twin", "callers nobody", "show a.py::one",
    "explain binary.py", "outline nowhere.py", "at 2020-01-01 show a.py::one", "diff nothing now",
    "events --since nonsense", "sync --timeout 1",
    "verify --deep --json", "backup nowhere/backup.db", "restore nothing.db", "edit rename a.py::one b --expect 7",
    "edit rename a.py::one three", "edit move a.py::one nowhere.txt", "edit rename a.py::one uno", "index", "stop",
    "search one --json", "dead --json", "impact a.py::two --json", "history a.py::uno --json", "migrate upgrade",
)  # fmt: skip


def test_commands_in_other_words_end_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ask(root: Path) -> list[Any]:
        write_tree(
            root, {**FILES, "binary.py": b"x\0", "made.py": "# @generated\n", "twin.py": "def twin():\n    pass\n"}
        )
        monkeypatch.chdir(root)
        seen: list[Any] = []
        for command in COMMANDS:
            status = run(command.split())
            printed = capsys.readouterr().out.splitlines()
            document = json.loads(printed[-1]) if "--json" in command and printed else {}
            results = document.get("results", [])
            seen.append((command, status, document.get("total"), [each.get("id") for each in results]))
        return seen

    plain, other = twice(ask, tmp_path)
    assert plain == other
    assert {status for _, status, *_ in plain} == {0, 1, 2, 3}


def test_a_branch_on_a_text_would_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def statuses(root: Path) -> list[Any]:
        write_tree(root, {"made.py": "# @generated\n"})
        with SqliteRepository.open(tmp_path / f"{root.name}.db") as repository:
            index_tree(root, repository)
            return [entry.status for entry in repository.ledger().values()]

    plain, other = twice(statuses, tmp_path)
    assert plain == other
    monkeypatch.setattr("omny.executors.worker.is_policy", lambda reason: str(reason) in ("generated", "minified"))
    for file in tmp_path.glob("*.db"):
        file.unlink()
    plain, other = twice(statuses, tmp_path)
    assert plain != other


def test_the_words_are_others() -> None:
    before = {name: dict(table) for name, table in TABLES.items()}
    with reworded():
        for name, table in TABLES.items():
            assert not set(filter(None, table.values())).intersection(before[name].values())
        assert str(StorageError("write", "the disk is full")) == f"write: {garbled('the disk is full')}"
    assert {name: dict(table) for name, table in TABLES.items()} == before
