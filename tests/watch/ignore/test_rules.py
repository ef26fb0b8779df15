"""What is left out of a tree: git's own meaning of patterns, and what Omny adds."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from omny.base.paths import Root
from omny.watch.git.files import config_value, excludes_file
from omny.watch.ignore.patterns import PatternList
from omny.watch.ignore.rules import IgnoreRules
from tests.support.ignored import is_ignored

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="compares with git")

GIT_ENVIRONMENT = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(tree: Path, *arguments: str, stdin: str = "") -> str:
    command = ["git", "-C", str(tree), *arguments]
    return subprocess.run(command, input=stdin, text=True, capture_output=True, env=GIT_ENVIRONMENT, check=False).stdout


def write(tree: Path, files: dict[str, str]) -> None:
    for path, content in files.items():
        file = tree / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)


def rules(tree: Path, *, home: Path | None = None, **options) -> IgnoreRules:
    return IgnoreRules(Root.of(tree), environ={"HOME": str(home)} if home else {}, **options)


# ── as git does ──────────────────────────────────────────────────────────────────────────────────────────────────────

NAMES = ["a", "b", "ab", "ba", "aab", "a.b", "-", "!", "#", "*", "\\", "[a", "a ", "]", "+"]
PIECES = [
    *("a", "b", "ab", "*", "**", "?", "/", "/", "**/", "/**", "[ab]", "[!a]", "[^b]", "[a-b]", "[b-a]", "[]a]", "[a-]"),
    *("[\\a]", "[+-9]", "[a", "[[:alpha:]]", "[[:x:]]", "[[:]", "\\", "\\*", ".", "-", "!", " ", "#", "\t", "\r"),
]


@pytest.fixture(scope="module")
def work_tree(tmp_path_factory) -> tuple[Path, dict[str, bool]]:
    """A git work tree with odd names three levels deep, and all its paths with whether they are directories."""
    tree = tmp_path_factory.mktemp("git") / "tree"
    tree.mkdir()
    git(tree, "init", "-q")
    chance = random.Random(1)
    paths: dict[str, bool] = {}

    def grow(prefix: str, depth: int) -> None:
        for name in NAMES:
            path, kind = prefix + name, chance.random()
            if kind < 0.3 and depth < 3:
                paths[path] = True
                (tree / path).mkdir()
                grow(f"{path}/", depth + 1)
            elif kind < 0.7:
                paths[path] = False
                (tree / path).touch()

    grow("", 1)
    return tree, paths


@needs_git
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    outer=st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join), min_size=1, max_size=4),
    inner=st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join), max_size=3),
    negate=st.booleans(),
)
@example(outer=["a**/b", "*", "!*/", "!a"], inner=["!b"], negate=False)
@example(outer=["/a/", "a/**/b", "a\\ ", "ab ", "\\!", "\\#"], inner=["/b", "a/*"], negate=True)
def test_patterns_mean_what_they_mean_to_git(work_tree, outer, inner, negate):
    tree, paths = work_tree
    folder = next(path for path, is_directory in paths.items() if is_directory)
    (tree / ".gitignore").write_text("\n".join([*outer, "!" + outer[0]] if negate else outer), newline="")
    (tree / folder / ".gitignore").write_text("\r\n".join(inner), newline="")
    ours = rules(tree)
    answers = git(tree, "check-ignore", "--no-index", "-z", "--stdin", stdin="\0".join(paths) + "\0")
    ignored = set(answers.split("\0")) - {""}
    assert {path for path, is_directory in paths.items() if is_ignored(ours, path, is_directory)} == ignored


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("*a*b*", ["aba", "xab", "abba"], ["ba", "b/ab/x"]),
        ("*a*a", ["aa", "aba"], ["a", "aab"]),
        ("a*b/*c*d", ["ab/cd", "axbb/xcxcxd"], ["ab/x/cd", "abx/cd", "ab/dc"]),
        ("**/b", ["b", "x/b", "x/y/z/b"], ["xb", "b/x"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/z/b"], ["b", "x/a/b", "a/xb"]),
        ("a/**/b*c/**/d", ["a/bc/d", "a/x/bc/bx/y/bc/d", "a/bxc/x/y/d"], ["a/b/c/d", "a/d"]),
        ("a/**", ["a/b", "a/b/c"], ["a", "b/a/c"]),
        ("a**/c", ["a/c", "ax/c", "ax/y/c"], ["b/c", "x/a/c"]),  # as git does: it takes the literal prefix off first
        ("a**b/c", ["ab/c", "axb/c"], ["a/b/c"]),
        ("x/?", ["x/a", "x/\n"], ["x/", "x/ab"]),
        ("[!a-c]", ["d", "-"], ["a", "b"]),
        ("[[:digit:]_]*", ["1a", "_"], ["a1"]),
        ("a\\", [], ["a", "a\\"]),
    ],
)
def test_a_pattern_matches_these_paths_and_not_those(pattern, matching, others):
    patterns = PatternList([pattern], origin="")
    found = [path for path in matching + others if patterns.match(path, path.rpartition("/")[2], False)]
    assert found == matching


def test_a_hostile_pattern_takes_no_exponential_time():
    hostile = PatternList(["*a" * 30 + "b", "**/a/" * 20 + "b", "[a]*" * 40 + "c"], origin="")
    start = time.perf_counter()
    assert hostile.match("a" * 200, "a" * 200, False) is None
    assert hostile.match("a/" * 100 + "x", "x", False) is None
    assert time.perf_counter() - start < 5  # measured: 3 ms; backtracking would take longer than the universe has had


def test_a_pattern_file_has_a_byte_order_mark_and_windows_line_ends(tmp_path):
    (tmp_path / ".gitignore").write_bytes(b"\xef\xbb\xbfa.py\r\nb.py\r\n")
    ours = rules(tmp_path)
    assert [is_ignored(ours, path, False) for path in ("a.py", "b.py", "c.py")] == [True, True, False]


def test_patterns_above_the_root_and_of_the_repository_and_of_the_user_count(tmp_path):
    home, top = tmp_path / "home", tmp_path / "repo"
    write(home, {".gitconfig": "[core]\n\texcludesFile = ~/mine\n", "mine": "*.log.py\n"})
    write(top, {".gitignore": "/sub/a.py\n/b.py\nc.py\n", ".git/info/exclude": "d.py\n", "sub/.gitignore": "!c.py\n"})
    ours = rules(top / "sub", home=home)
    answers = {name: is_ignored(ours, f"{name}.py", False) for name in ("a", "b", "c", "d", "x.log")}
    assert answers == {"a": True, "b": False, "c": False, "d": True, "x.log": True}
    assert str(home / "mine") in ours.outside_files
    assert str(top / ".gitignore") in ours.outside_files


def test_a_worktree_takes_the_excludes_of_its_repository(tmp_path):
    write(tmp_path, {"main/.git/info/exclude": "a.py\n", "main/.git/worktrees/w/commondir": "../..\n"})
    write(tmp_path, {"w/.git": f"gitdir: {tmp_path}/main/.git/worktrees/w\n"})
    assert is_ignored(rules(tmp_path / "w"), "a.py", False)


def test_a_repository_that_ignores_the_root_has_nothing_to_say_about_it(tmp_path):
    write(tmp_path, {".git/HEAD": "", ".gitignore": "cache/\n*.py\n", "cache/tree/a.py": ""})
    assert not is_ignored(rules(tmp_path / "cache" / "tree"), "a.py", False)
    assert is_ignored(rules(tmp_path), "a.py", False)


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"[core]\n excludesfile = ~/x # why\n", "~/x"),
        (b'[Core]\r\n\tExcludesFile="a b;c"  ; d\r\n', "a b;c"),
        (b'[core] excludesfile = a\\\\b\\"c\n', 'a\\b"c'),
        (b"[core]\nexcludesfile = one\n[user]\nexcludesfile = no\n[core]\nexcludesfile = two\n", "two"),
        (b"[core]\nexcludesfile = a\\\nb\n", "ab"),
        (b'[core "sub"]\nexcludesfile = no\n', None),
        (b"[core]\n# excludesfile = no\n", None),
        (b"\xff\0[[[\n=", None),
    ],
)
def test_the_configuration_of_git_is_read_without_running_git(content, value):
    assert config_value(content, "core", "excludesfile") == value


def test_without_configuration_the_users_patterns_are_where_git_looks_by_default(tmp_path):
    assert excludes_file({"HOME": str(tmp_path)})[0] == tmp_path / ".config" / "git" / "ignore"
    assert excludes_file({"XDG_CONFIG_HOME": str(tmp_path)})[0] == tmp_path / "git" / "ignore"
    assert excludes_file({})[0] is None


# ── beyond git ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path",
    ["node_modules/a/b.js", "x/__pycache__/a.py", ".venv/a.py", "a/site-packages/b.py", ".git/hooks/a.py", "a.min.js"],
)
def test_what_is_never_source_is_left_out_by_name(tmp_path, path):
    assert is_ignored(rules(tmp_path), path, False)


def test_omnyignore_brings_back_what_the_defaults_and_git_leave_out(tmp_path):
    write(tmp_path, {".gitignore": "gen/\n*.gen.py\n"})
    write(tmp_path, {".omnyignore": "!gen/\n!node_modules\n!a.min.js\n!*.gen.py\nb.py\n"})
    ours = rules(tmp_path)
    assert not any(is_ignored(ours, path, False) for path in ("gen/a.py", "node_modules/a.js", "a.min.js", "x.gen.py"))
    assert str(ours.reason("x/b.py", False)) == ".omnyignore:5: b.py"


def test_a_file_below_a_directory_that_is_left_out_cannot_be_brought_back(tmp_path):
    write(tmp_path, {".gitignore": "gen/\n!gen/a.py\n", "gen/.gitignore": "!*\n", "gen/.omnyignore": "!*\n"})
    assert str(rules(tmp_path).reason("gen/deep/a.py", False)) == ".gitignore:1: gen/"


def test_a_negated_pattern_of_git_does_not_bring_in_installed_packages(tmp_path):
    write(tmp_path, {".gitignore": "*\n!*/\n!*.js\n"})
    ours = rules(tmp_path)
    assert (is_ignored(ours, "src/a.js", False), is_ignored(ours, "node_modules/a.js", False)) == (False, True)


@pytest.mark.parametrize("name", ["build", "dist", "target", "coverage"])
def test_output_is_told_from_source_by_package_by_git_and_by_negation(tmp_path, name):
    plain, package, tracked, negated = (tmp_path / kind for kind in ("plain", "package", "tracked", "negated"))
    write(plain, {f"{name}/a.py": ""})
    write(package, {f"src/{name}/__init__.py": ""})
    write(tracked, {f"{name}/a.py": "", ".git/HEAD": ""})
    write(negated, {f"{name}/a.py": "", ".gitignore": f"!{name}/\n"})
    assert "build output" in str(rules(plain).reason(f"{name}/a.py", False))
    assert not is_ignored(rules(package), f"src/{name}/a.py", False)
    assert is_ignored(rules(tracked), f"{name}/a.py", False) == (name == "dist")
    assert not is_ignored(rules(negated), f"{name}/a.py", False)


def test_out_is_source_as_in_is(tmp_path):
    write(tmp_path, {"ports/in/a.py": "", "ports/out/a.py": "", "out/a.py": ""})
    assert not any(is_ignored(rules(tmp_path), path, False) for path in ("ports/in/a.py", "ports/out/a.py", "out/a.py"))


def test_environments_and_caches_are_known_by_what_they_hold_whatever_their_name(tmp_path):
    signature = "Signature: 8a477f597d28d172789f06886806bc55\n"
    write(tmp_path, {"env/a.py": "", "my/pyvenv.cfg": "", "fast/CACHEDIR.TAG": signature, "slow/CACHEDIR.TAG": "no"})
    ours = rules(tmp_path)
    reasons = [str(ours.reason(f"{name}/a.py", False)) for name in ("env", "my", "fast", "slow")]
    assert reasons == ["", "virtual environment", "cache", ""]


def test_085_repositories_worktrees_and_submodules_inside_are_left_out_by_kind(tmp_path):
    write(tmp_path, {".git/HEAD": "", "one/.git/HEAD": "", "two/.git": "gitdir: /x/.git/worktrees/two\n"})
    write(tmp_path, {"deep/three/.git": "gitdir: ../../.git/modules/three\n"})
    ours = rules(tmp_path)
    reasons = [str(ours.reason(path, True)) for path in ("one", "two", "deep/three", "deep")]
    assert reasons == ["nested repository", "worktree", "submodule", ""]


def test_exclude_of_the_settings_counts_and_the_trees_omnyignore_comes_after_it(tmp_path):
    write(tmp_path, {".omnyignore": "!docs/keep.py\n", ".gitignore": "!docs/\n"})
    ours = rules(tmp_path, exclude=["docs/*.py"])
    assert (is_ignored(ours, "docs/a.py", False), is_ignored(ours, "docs/keep.py", False)) == (True, False)


def test_079_the_fingerprint_changes_with_every_rule_that_was_read_and_with_nothing_else(tmp_path):
    def fingerprint(**options) -> str:
        ours = rules(tmp_path, **options)
        is_ignored(ours, "a/b/c.py", False)
        return ours.fingerprint()

    seen = [fingerprint()]
    write(tmp_path, {"a/x.py": "", "a/b/c.py": "", "z/.gitignore": "*"})
    assert fingerprint() == seen[0]
    changes = [(".gitignore", ""), (".gitignore", "x"), ("a/.omnyignore", "x"), ("a/b/pyvenv.cfg", "")]
    for path, content in [*changes, (".git/HEAD", "")]:
        write(tmp_path, {path: content})
        seen.append(fingerprint())
    seen.append(fingerprint(exclude=["x"]))
    assert len(set(seen)) == len(seen)


def test_a_rule_file_that_is_a_symlink_or_made_to_cost_time_is_told_and_not_used(tmp_path):
    write(tmp_path, {"real": "*.py\n", "b/.gitignore": "#" * (1024 * 1024 + 1), "c/.gitignore": "*a*\n" * 6000})
    (tmp_path / ".gitignore").symlink_to("real")
    ours = rules(tmp_path)
    assert not is_ignored(ours, "a.py", False)
    assert not is_ignored(ours, "b/a.py", False)
    assert not is_ignored(ours, "c/a.py", False)
    assert str(ours.problems["c/.gitignore"]) == "rules not read: more than 5000 patterns with wildcards"
    assert str(ours.problems[".gitignore"]) == "symlink not followed"
    assert str(ours.problems["b/.gitignore"]).startswith("rules not read: larger than 1 MiB")


def test_a_path_with_more_components_than_python_has_frames_is_answered(tmp_path):
    assert not is_ignored(rules(tmp_path), "a/" * 3000 + "b.py", False)
