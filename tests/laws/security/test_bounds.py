"""Promise S10: no file of a tree costs more than its bound, and the others are indexed beside it."""

from __future__ import annotations

import os
import socket
import sys
import time
from concurrent.futures import Executor
from pathlib import Path

import pytest

from omny.base.config import Settings
from omny.base.errors import UsageError
from omny.base.paths import Root
from omny.base.skip_reason import NO_REASON, Reason, SkipReason
from omny.executors.pool import ExtractPool
from omny.executors.worker import Task
from omny.extract.digest import content_hash
from omny.languages import detect_language
from omny.storage.port.repository import AtomRepository
from omny.watch.git.head import git_head
from omny.watch.ignore.rules import IgnoreRules
from tests.support.helpers import in_process, index_tree, write_tree
from tests.support.ignored import is_ignored

DEEP = 100_000
PLAIN = "def plain():\n    pass\n"

# What the parser itself takes quadratic time for; each is written out below the cap of a file.
ENDLESS = {
    "lines.py": "x = " + "\\\n" * DEEP,
    "tabs.py": "x = " + "\\\n\t" * DEEP,
    "returned.py": "def f():\n    return " + "\\\n" * DEEP,
}

# What takes linear time, however deep or often; 32 KiB of each are analysed where nobody can end them.
LINEAR = {
    "brackets.py": "x = " + "(" * 16_000 + ")" * 16_000,
    "open.py": "x = " + "[" * 1_000,
    "targets.py": "a = " * 8_000 + "1\n",
    "same.py": "def f(): pass\n" * 2_300,
    "parameters.py": "def f(" + ",".join(f"a{n}" for n in range(4_500)) + "): pass\n",
    "indented.py": "\n".join(" " * n + f"def f{n}():" for n in range(240)) + "\n" + " " * 240 + "pass\n",
    "line.py": "x = [" + "1," * 16_000 + "]\n",
    "objects.js": "x = " + "{a:\n" * 4_000 + "1" + "}\n" * 4_000,
    "arrows.js": "x = " + "a =>\n" * 6_000 + "1",
    "types.ts": "let x: " + "A<\n" * 6_000 + "B" + ">\n" * 6_000,
    "unions.ts": "type A = " + "B |\n" * 8_000 + "C",
    "package.json": '{"exports":' + "[" * 16_000 + "]" * 16_000 + "}",
    "tsconfig.json": '{"extends": "./tsconfig.json", "compilerOptions": {"paths": {"' + "*" * 16_000 + '": ["*"]}}}',
}
MAX_SECONDS = 5.0  # of processor, for 32 KiB; some take half a second on a slow machine


@pytest.mark.parametrize("path", LINEAR)
def test_s10_small_files_take_little_time_whatever_is_in_them(path: str) -> None:
    language = detect_language(path)
    assert language is not None
    started = time.process_time()
    language.analyse(path, LINEAR[path].encode())
    assert time.process_time() - started < MAX_SECONDS


@pytest.mark.slow
def test_s10_a_file_that_takes_too_long_is_skipped_and_the_others_are_not(
    tree: Path, repository: AtomRepository
) -> None:
    write_tree(tree, {**ENDLESS, "plain.py": PLAIN})
    started = time.monotonic()
    index_tree(tree, repository, jobs=2, settings=Settings(parse_seconds=1.0), executors=None)
    took = time.monotonic() - started
    told = {row.path: row.reason for row in repository.skipped_files()}
    assert told == dict.fromkeys(ENDLESS, Reason(SkipReason.TOO_SLOW, limit=1))
    assert "plain.py::plain" in {stored.atom.id for stored in repository.atoms()}
    print(f"{len(ENDLESS)} files that take too long: {took:.1f} s")
    # Each is tried in a batch with others, in its batch alone, and by itself; a worker takes a moment to start.
    assert took < 60


def test_s10_a_file_that_has_grown_since_it_was_listed_is_parsed_by_a_worker(tree: Path) -> None:
    """Its size decides whether a worker parses it, which can be ended: a save empties a file before it is written."""
    grown = "def f(): pass\n" * 4_000
    write_tree(tree, {"grown.py": grown, "plain.py": PLAIN})
    pools: list[int] = []

    def pool_of(jobs: int) -> Executor:
        pools.append(jobs)
        return in_process(jobs)

    pool = ExtractPool(Root.of(tree), 2, max_bytes=10**6, seconds=60.0, executors=pool_of)
    seen = [Task("grown.py", "python", 0), Task("plain.py", "python", len(PLAIN))]
    outcomes = {outcome.path: outcome for outcome in pool.run(seen)}
    assert pools == [1]
    assert outcomes["grown.py"].hash == content_hash(grown.encode())
    assert outcomes["plain.py"].analysis is not None
    assert [outcome.reason for outcome in pool.run(seen[1:])] == [NO_REASON]
    assert pools == [1]


def test_s10_a_small_file_of_a_grammar_that_might_not_end_is_parsed_by_a_worker(tree: Path) -> None:
    write_tree(tree, {"a.go": "package a\n", "a.py": PLAIN, "package.json": "{}"})
    pools: list[int] = []

    def pool_of(jobs: int) -> Executor:
        pools.append(jobs)
        return in_process(jobs)

    pool = ExtractPool(Root.of(tree), 1, max_bytes=10**6, seconds=60.0, executors=pool_of)
    here = [Task("a.py", "python", 20), Task("package.json", "config", 2)]
    assert [outcome.path for outcome in pool.run(here)] == ["a.py", "package.json"]
    assert pools == []
    mixed = [Task("a.go", "go", 10), Task("a.py", "python", 20)]
    assert [outcome.path for outcome in pool.run(mixed)] == ["a.go", "a.py"]
    assert pools == [1]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs what Linux has in /dev and /proc")
def test_s10_what_is_no_file_is_not_waited_for(tree: Path, repository: AtomRepository) -> None:
    write_tree(tree, {"plain.py": PLAIN})
    os.mkfifo(tree / "fifo.py")
    (tree / "directory.py").mkdir()
    for name, target in (("memory", "/proc/self/mem"), ("zero", "/dev/zero"), ("self", "self.py"), ("root", "/")):
        (tree / f"{name}.py").symlink_to(target)
    if os.geteuid() == 0:
        try:
            os.mknod(tree / "device.py", 0o20600, os.makedev(1, 5))
        except OSError:  # a container that may not
            pass
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.getcwd()
        os.chdir(tree)  # the path of a socket is short
        try:
            listener.bind("socket.py")
        finally:
            os.chdir(here)
        index_tree(tree, repository)
    told = {row.path: row.reason for row in (*repository.skipped_files(), *repository.excluded_files())}
    assert {reason for path, reason in told.items() if path not in ("fifo.py", "socket.py", "device.py")} == {
        Reason(SkipReason.SYMLINK)
    }
    not_regular = Reason(SkipReason.NOT_REGULAR)
    assert {told["fifo.py"], told["socket.py"], told.get("device.py", not_regular)} == {not_regular}
    assert {stored.atom.file_path for stored in repository.atoms()} == {"plain.py"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
@pytest.mark.parametrize(
    "what", [".git", ".git/HEAD", ".git/info/exclude", ".git/packed-refs", ".git/config", ".gitignore"]
)
def test_s10_files_of_git_that_are_none_are_not_waited_for(tree: Path, what: str) -> None:
    write_tree(
        tree, {"plain.py": PLAIN, ".git/HEAD": "ref: refs/heads/main\n"} if what != ".git" else {"plain.py": PLAIN}
    )
    (tree / what).parent.mkdir(parents=True, exist_ok=True)
    (tree / what).unlink(missing_ok=True)
    os.mkfifo(tree / what)
    assert git_head(tree) == ""
    assert not is_ignored(IgnoreRules(Root.of(tree)), "plain.py", False)


@pytest.mark.parametrize(
    ("files", "head"),
    [
        ({".git/HEAD": "ref: ../../outside\n", "../outside": "a" * 40 + "\n"}, ""),
        ({".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": "ref: refs/heads/main\n"}, ""),
        ({".git/HEAD": "a" * 5_000_000}, ""),
        ({".git": "gitdir: ../outside\n", "../outside/HEAD": "ref: /etc/passwd\n"}, ""),
        ({".git": "gitdir: .git\n"}, ""),
        ({".git/HEAD": "\x1b[31m\n"}, ""),
    ],
)
def test_s10_git_files_that_lead_elsewhere_or_in_circles_lead_nowhere(
    tree: Path, files: dict[str, str], head: str
) -> None:
    write_tree(tree, {**files, "plain.py": PLAIN})
    assert git_head(tree) == head


def test_s10_settings_of_a_tree_stay_within_their_bounds(tree: Path) -> None:
    from omny.base.config import parse_settings

    for content in (b"max_file_bytes = 999999999", b"parse_seconds = 9999.0", b"debounce_ms = 99999"):
        with pytest.raises(UsageError, match="is not between"):
            parse_settings(content)
    with pytest.raises(UsageError, match="two to 100"):
        parse_settings(b"[[boundaries]]\nlayers = [" + b'"a",' * 50_000 + b"]\n")


def test_s10_a_million_patterns_are_refused_and_no_pattern_takes_exponential_time(tree: Path) -> None:
    names = {f"{'a' * 240}.py": PLAIN, "pkg/sub/plain.py": PLAIN}
    many = "".join(f"*{n}*a*b\n" for n in range(6_000))
    write_tree(tree, {**names, "pkg/.gitignore": many, ".omnyignore": ("*a" * 100 + "b\n") * 50 + "**/" * 200 + "x\n"})
    started = time.process_time()
    rules = IgnoreRules(Root.of(tree))
    assert [is_ignored(rules, path, False) for path in names] == [False, False]
    assert time.process_time() - started < MAX_SECONDS
    assert "more than 5000" in str(rules.problems["pkg/.gitignore"])
