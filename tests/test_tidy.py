"""Style is a test: the invariants of ARCHITECTURE.md, as far as they can be read off the source."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
LONGEST_MODULE_LINES = 400
LONGEST_TEST_LINES = 600  # tables of expectations are long and simple

PACKAGE = sorted((TOP / "omny").rglob("*.py"))
ALL = sorted(
    file
    for folder in ("omny", "bench", "scripts", "tests")
    for file in (TOP / folder).rglob("*.py")
    if not {"callgraph", ".cache", "example"} & set(file.relative_to(TOP).parts)
)

OPENERS = frozenset(
    ("open", "io.open", "os.open", "os.fdopen", "codecs.open", "tokenize.open", "os.scandir", "os.listdir")
)
OPENING_METHODS = frozenset(("read_text", "read_bytes", "write_text", "write_bytes"))
MAY_OPEN = {
    # file: (what, why)
    "omny/disk.py": "it is the place",
    "omny/paths.py": "files of the state directory and of the user's own",
    "omny/statedir.py": "the mark of the state directory",
    "omny/cli/__init__.py": "os.devnull, which is no file of the tree",
    "omny/daemon/background.py": "os.devnull, and the list of its own descriptors",
    "omny/daemon/heldfile.py": "the lock files of the state directory and of the registry",
    "omny/daemon/memory.py": "/proc, where the system tells of processes",
    "omny/daemon/registry.py": "the gate of its own directory",
    "omny/daemon/protocol.py": "the state directory, as the address of a socket in it",
    "omny/edit/journal.py": "the records of edits in the state directory",
    "omny/edit/steps.py": "files of the tree, to be edited, by descriptors of directories",
    "omny/prove/scratch.py": "the copy of the tree that it makes",
    "omny/prove/steps.py": "files of that copy, to be changed",
    "omny/extract/worker.py": "os.devnull, which is no file of the tree",
    "omny/languages/base.py": "the package's own query files",
    "omny/native/__init__.py": "its own sources, and the record of what was built from them",
    "omny/languages/javascript/__init__.py": "the package's own query files",
    "omny/languages/typescript/__init__.py": "the package's own query files",
    "omny/cli/output.py": "the file that the user names for a picture or an export",
    "omny/backup.py": "its own backups in the state directory",
    "omny/backup_files.py": "its own backups in the state directory",
    "omny/watch/limits.py": "/proc, where the system tells of its limits",
    "omny/watch/mounts.py": "/proc, where the system tells of its mounts",
    "omny/migrate/report.py": "the report that the user names, and its own beside the database",
    "omny/mcp/starter.py": "os.devnull, which is no file of the tree",
    "omny/mcp/token.py": "the token of the HTTP server, in the state directory or where the user names",
    "omny/install/files.py": "the configuration of agents, which was shown and agreed to, and its backup",
    "omny/storage/sqlite_backup.py": "the copy of the database that the user names",
    "omny/storage/sqlite_checksums.py": "that copy, to compare its checksums",
    "omny/storage/postgres_connection.py": "postgres.sql, which stands beside it",
    "omny/storage/sqlite_connection.py": "schema.sql, and the database of the state directory",
}

_CORE = ("extract", "resolve", "delta", "languages")
# What a part of the package must not know. What data flows into may know where it comes from, not the other way.
_WRITERS = ("transaction", "daemon", "cli")

STRANGERS = {
    "model": ("*",),
    "errors": ("*",),
    "paths": (*_CORE, "config", "watch", "state", "storage", "transaction", "indexer", "query", "daemon", "cli"),
    "config": (*_CORE, "watch", "state", "storage", "transaction", "indexer", "query", "daemon", "cli"),
    "watch": (*_CORE, "state", "storage", "transaction", "indexer", "query", "daemon", "cli"),
    "languages": (
        "paths",
        "config",
        "watch",
        "delta",
        "state",
        "storage",
        "transaction",
        "indexer",
        "query",
        "daemon",
        "cli",
    ),
    "native": ("languages", "resolve", "delta", "state", "storage", "transaction", "indexer", "query", "daemon", "cli"),
    "extract": ("resolve", "delta", "state", "storage", "transaction", "indexer", "query", "daemon", "cli"),
    "resolve": (
        "extract",
        "paths",
        "config",
        "watch",
        "delta",
        "state",
        "storage",
        "transaction",
        "indexer",
        "query",
        "daemon",
        "cli",
    ),
    "delta": (
        "extract.walk",
        "languages",
        "paths",
        "config",
        "watch",
        "storage",
        "transaction",
        "indexer",
        "query",
        "daemon",
        "cli",
    ),
    "storage": (*_CORE, "watch", "state", "transaction", "indexer", "query", "daemon", "cli"),
    "transaction": (*_CORE, "paths", "config", "watch", "state", "indexer", "query", "daemon", "cli"),
    "query": ("watch.ignore", "watch.inotify", "watch.observer", "watch.scan", "watch.source", *_WRITERS),
    "state": ("watch", "transaction", "indexer", "query", "daemon", "cli"),
    "indexer": ("query", "daemon", "cli"),
    "collapse": ("watch", "indexer", "query", "daemon", "cli"),
    "validate": ("transaction", "repair", "query", "daemon", "cli"),
    "repair": ("query", "daemon", "cli"),
    "plain": ("*",),
    "picture": ("watch", "transaction", "indexer", "daemon", "cli"),
    "export": ("watch", "transaction", "indexer", "query", "daemon", "cli"),
    "migrate": ("resolve", "watch", "transaction", "repair", "cli"),
    "edit": ("transaction", "daemon.loop", "daemon.run", "daemon.lives", "daemon.answering", "cli"),
    "daemon": ("cli",),
    "mcp": ("storage", "indexer", "transaction", "watch", "cli", "install"),
    "install": (*_CORE, "storage", "indexer", "transaction", "watch", "query", "daemon", "mcp", "cli"),
}
IMPURE = frozenset(
    ("os", "io", "time", "datetime", "random", "pathlib", "shutil", "subprocess", "socket", "tempfile", "threading")
)
# The workers are where the pure part meets processes and files.
MAY_BE_IMPURE = frozenset(("omny/extract/pool.py", "omny/extract/worker.py"))

_SQL = re.compile(
    r"\b(?:SELECT\s.+?\sFROM|INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|PRAGMA\s+\w"
    r"|(?:CREATE|DROP)\s+(?:TABLE|INDEX|TRIGGER|VIEW|VIRTUAL))\b",
    re.DOTALL,
)


def name_of(file: Path) -> str:
    return file.relative_to(TOP).as_posix()


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def imports_of(file: Path) -> frozenset[str]:
    """The dotted names of the modules that a file imports."""
    found = set()
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(file)}:{node.lineno}: a relative import"
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def docstrings(tree: ast.Module) -> set[int]:
    """The ids of the nodes that are docstrings."""
    return {
        id(node.value)
        for around in ast.walk(tree)
        if isinstance(around, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        for node in around.body
        if isinstance(node, ast.Expr)
    }


@pytest.mark.parametrize("file", ALL, ids=name_of)
def test_no_module_is_longer_than_it_may_be(file):
    most = LONGEST_TEST_LINES if name_of(file).startswith("tests/") else LONGEST_MODULE_LINES
    lines = len(file.read_text(encoding="utf-8").splitlines())
    assert lines <= most


@pytest.mark.parametrize("file", ALL, ids=name_of)
def test_every_module_says_what_it_knows(file):
    assert ast.get_docstring(parsed(file)), "no docstring"


@pytest.mark.parametrize("file", PACKAGE, ids=name_of)
def test_every_public_class_and_function_says_what_it_is(file):
    """Methods that a base class or protocol documents may be silent."""
    silent = [
        f"{name_of(file)}:{node.lineno} {node.name}"
        for node in parsed(file).body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


@pytest.mark.parametrize("file", PACKAGE, ids=name_of)
def test_no_path_of_the_tree_is_opened_outside_of_paths(file):
    if name_of(file) in MAY_OPEN:
        return
    opened = []
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in OPENERS or called.rpartition(".")[2] in OPENING_METHODS:
                opened.append(f"{name_of(file)}:{node.lineno} {called}")
    assert opened == []


def test_what_may_open_files_does():
    """The list of exceptions names no file that is not one."""
    here = {name_of(file) for file in PACKAGE}
    assert {name for name in MAY_OPEN if name not in here and not name.startswith("omny/languages/")} == set()


@pytest.mark.parametrize("file", PACKAGE, ids=name_of)
def test_sql_is_spoken_in_storage_only(file):
    if name_of(file).startswith("omny/storage/"):
        return
    tree = parsed(file)
    told = docstrings(tree)
    spoken = [
        f"{name_of(file)}:{node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in told
        and _SQL.search(node.value)
    ]
    assert spoken == []
    assert not {"apsw", "sqlite3"} & {name.partition(".")[0] for name in imports_of(file)}


@pytest.mark.parametrize("file", PACKAGE, ids=name_of)
def test_stores_are_opened_in_storage_only(file):
    """Everybody else has a `Store`, and knows no backend."""
    if not name_of(file).startswith("omny/storage/"):
        named = {node.id for node in ast.walk(parsed(file)) if isinstance(node, ast.Name)}
        imported = {name.rpartition(".")[2] for name in imports_of(file)}
        assert not {"SqliteRepository", "PostgresRepository", "LegacyRepository"} & (named | imported)


@pytest.mark.parametrize("file", PACKAGE, ids=name_of)
def test_only_the_transaction_manager_applies_a_delta(file):
    if name_of(file) == "omny/transaction.py" or name_of(file).startswith("omny/storage/"):
        return
    calls = [
        node.lineno
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "apply"
    ]
    assert calls == []


@pytest.mark.parametrize("file", PACKAGE, ids=name_of)
def test_imports_follow_the_flow(file):
    parts = file.relative_to(TOP / "omny").with_suffix("").parts
    strangers = STRANGERS.get(parts[0], ())
    wrong = []
    for name in imports_of(file):
        if not name.startswith("omny."):
            continue
        told = name.removeprefix("omny.")
        if told.partition(".")[0] == parts[0]:
            continue
        # A worker is handed to a pool by name: it meets all that analyses a file.
        if name_of(file) in MAY_BE_IMPURE and told.partition(".")[0] in ("languages", "watch", "paths"):
            continue
        if "*" in strangers or any(told == part or told.startswith(f"{part}.") for part in strangers):
            if not (parts[0] == "languages" and told.startswith("resolve")):
                wrong.append(f"{name_of(file)} imports {name}")
    assert wrong == []


@pytest.mark.parametrize("file", PACKAGE, ids=name_of)
def test_the_core_does_no_io_and_reads_no_clock(file):
    parts = file.relative_to(TOP / "omny").with_suffix("").parts
    if parts[0] not in _CORE or name_of(file) in MAY_BE_IMPURE:
        return
    assert not {name for name in imports_of(file) if name.partition(".")[0] in IMPURE and name != "posixpath"}


@pytest.mark.parametrize("file", PACKAGE, ids=name_of)
def test_nothing_starts_a_program_or_imports_what_it_indexes(file):
    names = {name.partition(".")[0] for name in imports_of(file)}
    assert not {"subprocess", "importlib.util", "runpy", "pickle", "shelve", "marshal"} & (names | imports_of(file))
    called = {ast.unparse(node.func) for node in ast.walk(parsed(file)) if isinstance(node, ast.Call)}
    assert not {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "importlib.import_module"} & called


@pytest.mark.parametrize("file", PACKAGE, ids=name_of)
def test_the_command_line_alone_knows_typer_and_rich(file):
    if name_of(file).startswith("omny/cli/"):
        return
    assert not {"typer", "rich", "click"} & {name.partition(".")[0] for name in imports_of(file)}


@pytest.mark.parametrize("file", PACKAGE, ids=name_of)
def test_exceptions_are_defined_in_one_module(file):
    if name_of(file) == "omny/errors.py":
        return
    own = [
        f"{name_of(file)}:{node.lineno} {node.name}"
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.ClassDef)
        and any(re.search(r"(?:Error|Exception|Interrupt)$", ast.unparse(base)) for base in node.bases)
    ]
    assert own == []


def test_every_error_stands_in_the_tree_that_its_module_draws():
    tree = parsed(TOP / "omny" / "errors.py")
    drawn = ast.get_docstring(tree) or ""
    assert [node.name for node in tree.body if isinstance(node, ast.ClassDef) and node.name not in drawn] == []


DOCUMENTS = sorted([*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md")])
_NAMED = re.compile(
    r"`((?:omny|docs|tests|bench|scripts|\.ci)/[\w./-]*|schema\.sql|pyproject\.toml|Makefile)(?::(\w+))?`"
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_path_that_a_document_names_exists(document):
    missing = []
    for path, name in _NAMED.findall(document.read_text(encoding="utf-8")):
        file = TOP / path
        if not file.exists() and not path.startswith("bench/.cache"):
            missing.append(path)
        elif name:
            defined = {
                node.name
                for node in parsed(file).body
                if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            }
            if name not in defined:
                missing.append(f"{path}:{name}")
    assert missing == []


def test_the_code_map_has_a_line_for_every_part():
    text = (TOP / "ARCHITECTURE.md").read_text(encoding="utf-8")
    code_map = text.partition("## Code map")[2].partition("\n## ")[0]
    parts = [
        f"omny/{entry.name}/" if entry.is_dir() else f"omny/{entry.name}"
        for entry in sorted((TOP / "omny").iterdir())
        if entry.name not in ("__init__.py", "__main__.py", "__pycache__", "py.typed")
    ]
    assert [part for part in parts if f"`{part}`" not in code_map] == []


def test_every_target_of_the_makefile_says_what_it_does():
    text = (TOP / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony
    assert [name for name in phony[1].split() if not re.search(rf"^{name}:.*## \S", text, re.MULTILINE)] == []
