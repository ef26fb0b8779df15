"""What an index leaves out is told by kind and count: languages that are not read, scripts, rules, copies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from omny.base.config import Settings
from omny.base.paths import Root
from omny.cli import run
from omny.languages import accepts, find_lacking, runs
from omny.query.copies import find_copies
from omny.watch.census import MAX_KINDS, take_census
from tests.support.helpers import index_tree, memory_repository, write_tree

CODE = "def f():\n    return 1\n"
LEFT_OUT: dict[str, str | bytes] = {
    "a.py": CODE,
    "ui/cart.cr": "procedure f;",
    "ui/list.CR": "",
    "ui/app.coffee": "",
    "svc/main.awk": "void main() {}",
    "book.pyx": "f",
    "bin/run": "#!/usr/bin/env -S fish -e\nf\n",
    "bin/tool": "#!/usr/bin/tclsh8.6\nf\n",
    "bin/env": "#!/usr/bin/env LANG=C awk\n",
    "LICENSE": "MIT",
    "logo.png": b"\x89PNG\0",
    "notes.md": "# f",
    "old.cr": "",
    "gen/x.cr": "",
    ".gitignore": "gen/\n",
    ".omnyignore": "old.*\n",
    "node_modules/p/index.js": "",
}


def test_f10_languages_that_are_not_read_are_told_by_ending_and_scripts_by_what_runs_them(tmp_path):
    census = take_census(Root.of(write_tree(tmp_path, LEFT_OUT)), Settings(), accepts, find_lacking, runs)
    assert census.unread == {".cr": 2, ".awk": 1, ".coffee": 1, ".pyx": 1}
    assert census.scripts == {"awk": 1, "fish": 1, "tclsh": 1}
    assert census.others == {"": 1, ".md": 1, ".omnyignore": 1, ".png": 1, ".gitignore": 1}
    assert census.ignored == {".gitignore": 1, ".omnyignore": 1, "node_modules/": 1}
    assert census.summary() == "2 .cr, 1 .awk, 1 .coffee, 1 .pyx, 1 awk script, 1 fish script, 1 tclsh script"
    assert (".cr", "2 files in Crystal") in census.lines()


def test_f10_index_and_status_tell_of_it_in_words_and_as_json(tmp_path, capsys):
    write_tree(tmp_path, LEFT_OUT)
    assert run(["index", str(tmp_path)]) == 0
    assert "not read: 2 .cr, 1 .awk" in capsys.readouterr().out
    assert run(["index", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["census"]["unread"][".awk"] == 1
    assert run(["status", "--root", str(tmp_path)]) == 0
    assert "not read  2 .cr, 1 .awk" in capsys.readouterr().out
    assert run(["status", "--skipped", "--root", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "2 files in Crystal" in said
    assert "1 file without an ending, run by awk" in said
    assert "node_modules/" in said


def test_a_tree_of_known_languages_only_says_nothing(tmp_path, capsys):
    write_tree(tmp_path, {"a.py": CODE})
    assert run(["index", str(tmp_path)]) == 0
    assert run(["status", "--root", str(tmp_path)]) == 0
    assert "not read" not in capsys.readouterr().out


def vendored(root: Path, copies: int) -> Path:
    library = {f"lib/m{number}.py": "\n".join(f"x{row} = {number}" for row in range(40)) for number in range(10)}
    files = {f"app{copy}/third/{path}": text for copy in range(copies) for path, text in library.items()}
    return write_tree(root, files | {"main.py": CODE})


@pytest.mark.parametrize(("copies", "says"), [(2, False), (4, False), (6, True), (30, True)])
def test_a_library_that_is_there_many_times_gets_one_line_of_advice(tmp_path, copies, says):
    with memory_repository() as repository:
        index_tree(vendored(tmp_path, copies), repository)
        advice = str(find_copies(repository.ledger().values()) or "")
    assert bool(advice) == says
    if says:
        assert advice == (
            f"{(copies - 1) * 10} indexed files are copies of others, {(copies - 1) * 10} of them in folders named "
            "'third/lib': if they are vendored, **/third/lib/ in .omnyignore leaves them out"
        )


def test_the_pattern_of_the_advice_does_what_it_says(tmp_path):
    write_tree(vendored(tmp_path, 6), {".omnyignore": "**/third/lib/\n"})
    with memory_repository() as repository:
        assert index_tree(tmp_path, repository).files == 1


@pytest.mark.parametrize("file", ["ui/Cart.vue", "README.md", "conf/app.yaml", "bin/run", "page.html"])
def test_f10_dead_looks_for_a_name_in_every_text_file_of_the_tree(tmp_path, capsys, file):
    write_tree(tmp_path, {"a.py": "def lonely_name():\n    return 1\n", "b.py": CODE})
    for mentioned, certainty in ((False, "likely"), (True, "possible")):
        if mentioned:
            write_tree(tmp_path, {file: "see lonely_name\n"})
        assert run(["index", str(tmp_path)]) == 0
        capsys.readouterr()
        assert run(["dead", "--certainty", "possible", "--certainty", "likely", "--json", "--root", str(tmp_path)]) == 0
        [found] = [each for each in json.loads(capsys.readouterr().out)["results"] if "lonely" in each["id"]]
        assert found["certainty"] == certainty
        assert not mentioned or f"{file}:1" in found["reason"]


def test_what_is_no_text_and_what_rules_leave_out_mentions_nothing(tmp_path, capsys):
    write_tree(
        tmp_path, {"a.py": "def lonely_name():\n    return 1\n", "x.bin": b"lonely_name\0", ".env": "lonely_name"}
    )
    write_tree(tmp_path, {"log.txt": "lonely_name", ".gitignore": "*.txt\n"})
    assert run(["index", str(tmp_path)]) == 0
    capsys.readouterr()
    assert run(["dead", "--json", "--root", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["results"][0]["reason"] == "no other file mentions its name"


def test_every_file_that_no_rule_leaves_out_is_indexed_or_told_of(tmp_path, capsys):
    files = {**LEFT_OUT, "Dockerfile": "FROM x", "package.json": "{}", "data.json": "{}", "big.js": "x" * 2_000}
    files |= {f"data/part.k{number}": "" for number in range(40)}
    write_tree(tmp_path, files | {".omny.toml": "max_file_bytes = 1024\n"})
    (tmp_path / "CLAUDE.md").symlink_to("notes.md")
    (tmp_path / "gone.txt").symlink_to("nowhere")
    assert run(["index", str(tmp_path)]) == 1  # big.js
    capsys.readouterr()
    assert run(["status", "--json", "--root", str(tmp_path)]) == 0
    document = json.loads(capsys.readouterr().out)
    census = document["census"]
    told = sum(sum(census[kind].values()) for kind in ("unread", "scripts", "others"))
    left_in = [
        path
        for path in tmp_path.rglob("*")
        if (path.is_file() or path.is_symlink()) and not ignored(path.relative_to(tmp_path))
    ]
    assert sum(document["files"].values()) + told == len(left_in)
    assert run(["status", "--root", str(tmp_path)]) == 0
    assert f"others    {sum(census['others'].values())} files that hold no source" in capsys.readouterr().out
    assert run(["status", "--skipped", "--root", str(tmp_path)]) == 0
    assert f"{len(census['others']) - MAX_KINDS} more kinds" in capsys.readouterr().out


def ignored(path: Path) -> bool:
    return path.parts[0] in (".omny", "gen", "node_modules") or path.name == "old.cr"
