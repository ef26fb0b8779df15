"""Files as they come: each quirk is indexed right, or left out with a clear word, and never costs another file."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest

from omny.base import paths
from omny.base.config import Settings
from omny.model.files import FileStatus
from tests.support.helpers import assert_equals_fresh, atoms_by_id, data_of, index_tree, problems, sync, write_tree

GOOD = "def good():\n    return 1\n"
MARKED = re.compile(r"\bwanted\(")


def sites_of(repository, identity: str) -> list[tuple[str, int, int]]:
    """(target, line, column) of the call sites of an atom."""
    line = repository.get(identity).atom.line
    return [(s["target"], line + s["offset"], s["column"]) for s in data_of(repository, identity)["call_sites"]]


def test_what_parses_of_a_file_with_a_syntax_error_is_indexed_and_the_file_is_degraded(tree, repository):
    write_tree(tree, {"broken.py": "def before():\n    return 1\n\ndef (:\n\ndef after():\n    return before()\n"})
    report = index_tree(tree, repository)
    assert {"broken.py::before", "broken.py::after"} <= atoms_by_id(repository).keys()
    assert repository.ledger()["broken.py"].status == FileStatus.DEGRADED
    [row] = report.degraded
    assert row.path == "broken.py"
    assert "line 4" in row.explanation


def test_a_syntax_error_that_is_corrected_leaves_no_mark(tree, repository):
    write_tree(tree, {"a.py": "def f(:\n    pass\n"})
    assert index_tree(tree, repository).degraded
    write_tree(tree, {"a.py": "def f():\n    pass\n"})
    assert not sync(tree, repository).degraded
    assert repository.ledger()["a.py"].status == FileStatus.OK


@pytest.mark.parametrize("suffix", ["py", "js", "ts", "tsx", "jsx"])
def test_nonsense_and_half_a_file_never_raise(tree, repository, suffix):
    nonsense = [
        "}{)(",
        "class",
        "function f(",
        "def f(:",
        "`${",
        "'",
        '"""',
        "<a><b",
        "@",
        "import",
        "\\",
        "\x01\x02",
        "é(",
        "((((",
        "=>",
    ]
    write_tree(tree, {f"n{i}.{suffix}": text for i, text in enumerate(nonsense)} | {"good.py": GOOD})
    report = index_tree(tree, repository)
    assert report.files == len(nonsense) + 1
    assert problems(report) == {}
    assert "good.py::good" in atoms_by_id(repository)


def test_bytes_that_are_no_utf_8_are_kept_apart_from_what_is_good(tree, repository):
    source = b"# caf\xe9\ndef wanted():\n    return 1\n\ndef use():\n    x = '\xff\xfe'; wanted()\n"
    write_tree(tree, {"latin.py": source})
    index_tree(tree, repository)
    line = source.splitlines()[5]
    assert sites_of(repository, "latin.py::use") == [("latin.py::wanted", 6, line.index(b"wanted"))]


def test_columns_count_bytes_and_not_characters(tree, repository):
    source = "def wanted():\n    return 1\n\ndef use():\n    x = 'héé 🎉 漢字'; wanted()\n"
    write_tree(tree, {"wide.py": source})
    index_tree(tree, repository)
    column = source.splitlines()[4].encode().index(b"wanted")
    assert sites_of(repository, "wide.py::use") == [("wide.py::wanted", 5, column)]


def test_names_beyond_ascii_are_names(tree, repository):
    write_tree(tree, {"größe.py": "def größe():\n    return 1\n\ndef 漢字():\n    return größe()\n"})
    index_tree(tree, repository)
    assert sites_of(repository, "größe.py::漢字") == [("größe.py::größe", 5, 11)]


@pytest.mark.parametrize("suffix", ["py", "js", "ts"])
@pytest.mark.parametrize(("bom", "newline"), [(b"\xef\xbb\xbf", b"\n"), (b"", b"\r\n"), (b"\xef\xbb\xbf", b"\r\n")])
def test_a_bom_and_crlf_shift_no_position(tree, repository, suffix, bom, newline):
    """Case 127."""
    lines = {
        "py": [b"def wanted():", b"    return 1", b"", b"def use():", b"    return wanted()"],
        "js": [b"function wanted() {", b"  return 1; }", b"", b"function use() {", b"    return wanted(); }"],
        "ts": [b"function wanted() {", b"  return 1; }", b"", b"function use() {", b"    return wanted(); }"],
    }[suffix]
    write_tree(tree, {f"a.{suffix}": bom + newline.join([*lines, b""])})
    index_tree(tree, repository)
    assert sites_of(repository, f"a.{suffix}::use") == [(f"a.{suffix}::wanted", 5, 11)]
    atoms = atoms_by_id(repository)
    assert [atoms[f"a.{suffix}::{name}"].atom.line for name in ("wanted", "use")] == [1, 4]
    assert [atoms[f"a.{suffix}::{name}"].atom.end_line for name in ("wanted", "use")] == [2, 5]
    assert repository.ledger()[f"a.{suffix}"].status == FileStatus.OK


@pytest.mark.parametrize("suffix", ["py", "js"])
def test_line_endings_and_a_bom_change_no_body_hash(tree, repository, suffix):
    text = {"py": "def f(x):\n    if x:\n        return 1\n    return 2\n", "js": "function f(x) {\n  return 1;\n}\n"}[
        suffix
    ]
    write_tree(
        tree,
        {
            f"unix.{suffix}": text,
            f"dos.{suffix}": text.replace("\n", "\r\n"),
            f"bom.{suffix}": b"\xef\xbb\xbf" + text.encode(),
            f"open.{suffix}": text.rstrip("\n"),
        },
    )
    index_tree(tree, repository)
    names = ("unix", "dos", "bom", "open")
    assert len({data_of(repository, f"{name}.{suffix}::f")["body_hash"] for name in names}) == 1


def test_a_nul_byte_makes_a_file_binary_and_says_so(tree, repository):
    write_tree(tree, {"nul.py": b"def f():\n    return '\0'\n", "good.py": GOOD})
    report = index_tree(tree, repository)
    assert problems(report) == {"nul.py": "binary"}
    assert repository.ledger()["nul.py"].status == FileStatus.SKIPPED
    assert "good.py::good" in atoms_by_id(repository)


def test_utf_16_with_a_mark_is_read(tree, repository):
    write_tree(tree, {"wide.py": "def f(): pass\n".encode("utf-16"), "good.py": GOOD})
    assert problems(index_tree(tree, repository)) == {}
    assert "wide.py::f" in atoms_by_id(repository)


@pytest.mark.parametrize("content", [b"", b"\n", b"   ", b"\xef\xbb\xbf", b"# only a comment", b"\r\n\r\n"])
def test_an_empty_file_is_a_module_of_nothing(tree, repository, content):
    write_tree(tree, {"empty.py": content, "empty.js": content.replace(b"#", b"//")})
    report = index_tree(tree, repository)
    assert problems(report) == {}
    assert atoms_by_id(repository).keys() == {"empty.py::<module>", "empty.js::<module>"}
    module = atoms_by_id(repository)["empty.py::<module>"].atom
    assert module.line == 1
    assert module.end_line >= 1
    assert repository.ledger()["empty.py"].status == FileStatus.OK


def test_a_file_of_100_mb_is_not_read(tree, repository, monkeypatch):
    write_tree(tree, {"good.py": GOOD})
    with (tree / "huge.py").open("wb") as file:
        file.truncate(100 * 1024 * 1024)  # sparse
    report = index_tree(tree, repository)
    assert list(problems(report)) == ["huge.py"]
    assert "100" in problems(report)["huge.py"]
    assert "good.py::good" in atoms_by_id(repository)


def test_the_cap_on_size_is_a_setting(tree, repository):
    write_tree(tree, {"good.py": GOOD, "more.py": GOOD * 200})
    assert list(problems(index_tree(tree, repository, settings=Settings(max_file_bytes=1024)))) == ["more.py"]
    assert problems(index_tree(tree, repository)) == {}
    assert_equals_fresh(tree, repository)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["py", "ts"])
def test_a_line_of_2_mb_is_indexed_and_positions_behind_it_are_right(tree, repository, suffix):
    numbers = "1, " * 700_000
    use = {"py": "def use(): return wanted()\n", "ts": "function use() { return wanted(); }\n"}[suffix]
    wanted = {"py": "def wanted(): return 1\n", "ts": "function wanted() { return 1; }\n"}[suffix]
    write_tree(tree, {f"long.{suffix}": f"x = [{numbers}]\n{wanted}{use}"})
    report = index_tree(tree, repository)
    assert problems(report) == {}
    assert sites_of(repository, f"long.{suffix}::use") == [(f"long.{suffix}::wanted", 3, use.index("wanted"))]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("deep.py", "x = " + "(" * 10_000 + ")" * 10_000 + "\n"),
        ("deep.py", "x = " + "[" * 10_000 + "]" * 10_000 + "\n"),
        ("deep.py", "x = f" + "()" * 10_000 + "\n"),
        ("deep.py", "x = f" + ".a" * 10_000 + "()\n"),
        ("deep.py", "x = " + "-" * 10_000 + "1\n"),
        ("deep.py", "x = " + "1 + " * 10_000 + "1\n"),
        ("deep.py", "x = " + "a or " * 10_000 + "a\n"),
        ("deep.py", "x = " + "a if b else " * 10_000 + "a\n"),
        ("deep.py", "x = " + "f(" * 10_000 + ")" * 10_000 + "\n"),
        ("deep.py", "".join(" " * i + "if x:\n" for i in range(500)) + " " * 500 + "f()\n"),
        ("deep.py", "def f(x: " + "list[" * 10_000 + "int" + "]" * 10_000 + "): pass\n"),
        ("deep.js", "x = " + "(" * 10_000 + ")" * 10_000 + ";\n"),
        ("deep.js", "{" * 10_000 + "}" * 10_000 + "\n"),
        ("deep.js", "x = " + "() => " * 10_000 + "1;\n"),
        ("deep.js", "x = " + "{a: " * 10_000 + "1" + "}" * 10_000 + ";\n"),
        ("deep.js", "x" + ".a()" * 10_000 + ";\n"),
        ("deep.js", "function f() {" * 10_000 + "}" * 10_000 + "\n"),
        ("deep.ts", "let x: " + "Array<" * 10_000 + "int" + ">" * 10_000 + ";\n"),
        ("deep.tsx", "x = " + "<a>" * 10_000 + "</a>" * 10_000 + ";\n"),
    ],
    ids=lambda value: value if len(value) < 10 else re.sub(r"\W*\n.*", "", value[:24], flags=re.DOTALL).strip(),
)
def test_nesting_10000_deep_costs_no_other_file(tree, repository, path, text):
    write_tree(tree, {path: text, "good.py": GOOD})
    report = index_tree(tree, repository)
    assert "good.py::good" in atoms_by_id(repository)
    assert path in repository.ledger()
    assert report.files + len(report.left_out) == 2


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("round.py", "class S:\n    __call__ = s\n\ns = S()\n\ndef g():\n    s()()\n"),
        (
            "round.js",
            "module.exports = require('./round'); const x = require('./round'); x.a(); x(); x.b.c(); new x()\n",
        ),
        ("round.ts", "import x = require('./round'); export = x; x.a(); x(); x.b.c()\n"),
    ],
)
def test_what_is_called_or_exported_by_way_of_itself_costs_no_other_file(tree, repository, path, text):
    write_tree(tree, {path: text, "good.py": GOOD})
    assert problems(index_tree(tree, repository)) == {}
    assert {"good.py::good", f"{path}::<module>"} <= atoms_by_id(repository).keys()


def test_star_imports_1000_deep_cost_no_other_file(tree, repository):
    files = {f"m{number}.py": f"from m{number + 1} import *\n" for number in range(1000)}
    write_tree(tree, {**files, "m1000.py": GOOD, "user.py": "from m0 import good\ngood()\n"})
    assert problems(index_tree(tree, repository)) == {}
    assert "m1000.py::good" in atoms_by_id(repository)


def test_a_fifo_is_not_waited_for(tree, repository):
    write_tree(tree, {"good.py": GOOD})
    os.mkfifo(tree / "pipe.py")
    assert problems(index_tree(tree, repository)) == {"pipe.py": "not a regular file"}
    assert "good.py::good" in atoms_by_id(repository)


def test_a_directory_with_the_name_of_a_source_file_is_only_a_directory(tree, repository):
    write_tree(tree, {"folder.py/inner.py": GOOD})
    assert problems(index_tree(tree, repository)) == {}
    assert "folder.py/inner.py::good" in atoms_by_id(repository)


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_an_unreadable_file_is_named_and_the_rest_indexed(tree, repository):
    write_tree(tree, {"secret.py": GOOD, "good.py": GOOD})
    (tree / "secret.py").chmod(0)
    assert problems(index_tree(tree, repository)) == {"secret.py": "permission denied"}
    assert "good.py::good" in atoms_by_id(repository)


class Reader:
    """Stands in for `read_source`: does what is asked just before the file `path` is really read."""

    def __init__(self, real, path: str, before) -> None:
        self.real = real
        self.path = path
        self.before = before

    def __call__(self, root, path, max_bytes):
        if path == self.path:
            self.before()
        return self.real(root, path, max_bytes)


def before_reading(monkeypatch, path: str, action) -> None:
    """Runs `action` between the stat and the read of `path`, wherever it is read."""
    from omny.base.paths import read_source
    from omny.executors import worker
    from omny.pipeline import change_detection as compare

    reader = Reader(read_source, path, action)
    monkeypatch.setattr(worker, "read_source", reader)
    monkeypatch.setattr(compare, "read_source", reader)


def test_a_file_that_vanishes_between_stat_and_read_is_as_if_it_had_never_been(tree, repository, monkeypatch):
    write_tree(tree, {"gone.py": GOOD, "good.py": GOOD})
    before_reading(monkeypatch, "gone.py", lambda: (tree / "gone.py").unlink(missing_ok=True))
    report = index_tree(tree, repository)
    assert problems(report) == {}
    assert atoms_by_id(repository).keys() == {"good.py::<module>", "good.py::good"}
    monkeypatch.undo()
    assert_equals_fresh(tree, repository)


def test_an_indexed_file_that_vanishes_between_stat_and_read_leaves_the_index(tree, repository, monkeypatch):
    write_tree(tree, {"gone.py": GOOD, "use.py": "from gone import good\ngood()\n"})
    index_tree(tree, repository)
    write_tree(tree, {"gone.py": GOOD + "# more\n"})
    before_reading(monkeypatch, "gone.py", lambda: (tree / "gone.py").unlink(missing_ok=True))
    index_tree(tree, repository)
    monkeypatch.undo()
    assert "gone.py::good" not in atoms_by_id(repository)
    assert_equals_fresh(tree, repository)


def refusal(monkeypatch, number: int):
    """An action after which the operating system refuses to read, once, with that error number."""
    real = paths._read_whole

    def refused(*_: object) -> tuple[bytes | None, os.stat_result]:
        raise OSError(number, os.strerror(number))

    def action() -> None:
        monkeypatch.setattr(paths, "_read_whole", lambda *args: refused(*args) if args[1] == "a.py" else real(*args))

    return action


def test_a_file_that_cannot_be_read_is_named_and_the_rest_indexed(tree, repository, monkeypatch):
    write_tree(tree, {"a.py": GOOD, "good.py": GOOD})
    before_reading(monkeypatch, "a.py", refusal(monkeypatch, errno.EIO))
    assert problems(index_tree(tree, repository)) == {"a.py": "input/output error"}
    assert "good.py::good" in atoms_by_id(repository)


def test_case_76_a_read_error_keeps_the_last_good_atoms_and_the_next_pass_mends_it(tree, repository, monkeypatch):
    write_tree(tree, {"a.py": GOOD, "use.py": "from a import good\ngood()\n"})
    index_tree(tree, repository)
    write_tree(tree, {"a.py": GOOD + "\n\ndef more():\n    return good()\n"})
    before_reading(monkeypatch, "a.py", refusal(monkeypatch, errno.EIO))
    report = index_tree(tree, repository)
    assert "a.py::good" in atoms_by_id(repository)
    [edge] = [edge for edge in repository.edges() if edge.target_id == "a.py::good"]
    assert (edge.source_id, edge.held) == ("use.py::<module>", 1)
    assert "input/output error" in problems(report)["a.py"]
    monkeypatch.undo()
    sync(tree, repository)
    assert "a.py::more" in atoms_by_id(repository)


@pytest.mark.parametrize(
    "name",
    [
        b"new\nline.py",
        b"tab\there.py",
        b"not\xffutf8.py",
        b"back\\slash.py",
        b"sp ace.py",
        b"quo'te\".py",
        b"-rf.py",
        b"a::b.py",
    ],
)
def test_any_name_of_a_file_is_indexed_and_can_be_dumped(tree, repository, name):
    write_tree(tree, {"good.py": GOOD})
    file = Path(os.fsdecode(os.path.join(os.fsencode(tree), name)))
    try:
        file.write_text(GOOD)
    except OSError:
        pytest.skip("the file system refuses such a name")
    report = index_tree(tree, repository)
    assert problems(report) == {}
    assert report.files == 2
    assert sum(stored.atom.function_name == "good" for stored in repository.atoms()) == 2
    assert not index_tree(tree, repository).changed
    assert_equals_fresh(tree, repository)
    file.unlink()
    sync(tree, repository)
    assert atoms_by_id(repository).keys() == {"good.py::<module>", "good.py::good"}


def test_a_name_with_a_non_utf_8_byte_is_told_apart_from_one_that_spells_it(tree, repository):
    for name in (b"a\xff.py", b"a\\xff.py"):
        try:
            Path(os.fsdecode(os.path.join(os.fsencode(tree), name))).write_text(GOOD)
        except OSError:
            pytest.skip("the file system refuses such a name")
    assert index_tree(tree, repository).files == 2
    assert len({stored.atom.file_path for stored in repository.atoms()}) == 2


def test_a_parse_that_takes_too_long_is_killed_and_the_rest_is_indexed(tree, repository):
    """With real worker processes: only their end stops a parser."""
    slow = "x = [" + "1, " * 1_300_000 + "]\n"  # just below the cap
    write_tree(tree, {"slow.py": slow, **{f"good{i}.py": GOOD for i in range(100)}})
    report = index_tree(tree, repository, jobs=2, settings=Settings(parse_seconds=0.2), executors=None)
    assert list(problems(report)) == ["slow.py"]
    assert "too long" in problems(report)["slow.py"]
    assert report.files == 100


@pytest.mark.slow
def test_a_file_that_was_too_slow_is_tried_again_by_the_next_pass(tree, repository):
    write_tree(tree, {"slow.py": "x = [" + "1, " * 200_000 + "]\n", "good.py": GOOD})
    report = index_tree(tree, repository, settings=Settings(parse_seconds=0.01), executors=None)
    assert "slow.py" in problems(report)
    patient = Settings(parse_seconds=60.0)  # the Python form on a busy machine takes seconds
    assert problems(index_tree(tree, repository, settings=patient)) == {}
    assert_equals_fresh(tree, repository, patient)


def test_a_file_that_became_unfit_leaves_the_index_and_comes_back(tree, repository):
    write_tree(tree, {"a.py": GOOD, "use.py": "from a import good\ngood()\n"})
    index_tree(tree, repository)
    write_tree(tree, {"a.py": b"\0" * 100})
    sync(tree, repository)
    assert data_of(repository, "use.py::<module>")["calls"] == []
    write_tree(tree, {"a.py": GOOD})
    sync(tree, repository)
    assert data_of(repository, "use.py::<module>")["calls"] == ["a.py::good"]


def test_a_language_that_is_only_defined_shares_no_names(tmp_path, repository):
    write_tree(tmp_path, {"Makefile": "shop-%: %.o $(NAME)\n", "a.py": "def f(): pass\n"})
    sync(tmp_path, repository)
    assert "a.py::f" in atoms_by_id(repository)
