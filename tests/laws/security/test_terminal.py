"""Promise S6: whatever stands in a tree, a terminal obeys nothing of it. Every command is asked, by its declaration."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

from omny.cli import app, run
from omny.cli.declare import COMMANDS, Argument, parameters
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.helpers import write_tree

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs names of any bytes")

assert app.__all__, "imported to declare the commands"

# What a terminal obeys or what hides from it: C0 but line ends and tabs, DEL, C1, marks of direction.
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

EVIL = "\x1b[31m\x1b]0;mine\x07\u202egnp\u2066\x9b2J"
NAME = f"evil{EVIL}.py"
FILES = {
    NAME: f'''"""Doc {EVIL}."""
import os
@decorated("{EVIL}")
class Evil(os.{"x"}("{EVIL}")):
    """As {EVIL} does."""
    def method(self, a="{EVIL}", *, b: "{EVIL}" = 1) -> "{EVIL}":
        """Sends {EVIL}."""
        return helper(self["{EVIL}"]) + unknown.call()

def helper(x):
    """{EVIL}"""
    if x:
        return Evil().method()
    return helper(x)

def helper_too(x):
    """{EVIL}"""
    if x:
        return Evil().method()
    return helper(x)
''',
    f"dir{EVIL}/tests/test_evil{EVIL}.js": f'''/** Doc {EVIL} */
import evil, {{helper}} from "./x{EVIL}";
export function evilScript(a = "{EVIL}") {{ return a["{EVIL}"](evil(`{EVIL}`)); }}
export const table = {{ "{EVIL}": function () {{ helper() }}, ["{EVIL}"]() {{ evilScript() }} }};
''',
    f"line\nend{EVIL}.ts": f"export class Typed {{ send(url: \"{EVIL}\"): '{EVIL}' {{ return this.other() }} }}\n",
    "broken.py": f"def broken(:\n  {EVIL}\n",
    f"binary{EVIL}.py": "\0",
    f"dir{EVIL}/.gitignore": f"*{EVIL}*.gen.py\n",
    f"dir{EVIL}/package.json": f'{{"name": "{EVIL}", "main": "{EVIL}"}}',
    f".env.{EVIL}.js": "",
    "main.py": "from evil import helper\n\ndef main():\n    return helper(1)\n",
}  # fmt: skip

APART = {
    "mcp": "speaks to a program, in JSON",
    "watch": "goes on until it is ended",
    "completion": "prints a script that is no answer about a tree",
    "restore": "asked below, after a backup",
    "migrate storage": "asked below",
    "export scip": "writes bytes",
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_tree(tmp_path_factory.mktemp("evil") / f"root{EVIL}", FILES)
    (root / os.fsdecode(b"bytes\xff\x1b[1m.py")).write_text("def of_bytes(): pass\n")
    (root / f"link{EVIL}.py").symlink_to("nowhere")
    assert run(["index", str(root), "--jobs", "1"]) == 1, "what is binary is told"
    (root / "main.py").write_text("from evil import helper\n\ndef main():\n    return helper(2), helper(3)\n")
    assert run(["index", str(root), "--jobs", "1"]) == 1
    return root


def ids(tree: Path) -> list[str]:
    with SqliteRepository.open_reading(tree / ".omny" / "omny.db") as repository:
        return sorted(stored.atom.id for stored in repository.atoms())


def command_lines(tree: Path, name: str) -> list[list[str]]:
    """Some that mean something in the tree, and one of which nothing in it is known."""
    known = [id_ for id_ in ids(tree) if "\x1b" in id_ and not id_.endswith("<module>")]
    values = {
        "ATOM": [known[0], next(id_ for id_ in known if "helper" in id_), f"nobody{EVIL}"],
        "FILE": [NAME, f"nothing{EVIL}.py"],
        "[ATOM|FILE]": [known[0], NAME],
        "TEXT...": ["evil", EVIL],
        "REGEX": ["evil", f"{EVIL}("],
        "EXPR": ["type = function", EVIL],
        "WHEN": ["1", EVIL],
        "COMMAND...": ["status", EVIL],
        "NEWNAME": ["other", EVIL],
        "NEWPATH": [f"new{EVIL}.py", "../outside.py"],
        "STORE": [str(tree / "dir")],
        "DIR...": [str(tree), f"nothing{EVIL}"],
        "FROM": [str(tree / ".omny" / "omny.db"), f"nothing{EVIL}.db"],
        "TO": [f"qdrant+{tree / 'dir'}", f"nothing{EVIL}.db"],
        "A": ["1"] if name == "diff" else [known[0], EVIL],
        "B": [next(id_ for id_ in known if "helper" in id_), EVIL],
    }
    declared = parameters(COMMANDS[name])
    places = [each.place.metavar for each in declared if isinstance(each.place, Argument) and not each.optional]
    places += [
        each.place.metavar for each in declared if isinstance(each.place, Argument) and each.place.metavar in values
    ]
    places = list(dict.fromkeys(places))
    assert set(places) <= values.keys(), "a new kind of argument: say above what it can be"
    lines = []
    for number in range(max([1, *(len(values[place]) for place in places)])):
        words = [values[place][min(number, len(values[place]) - 1)] for place in places]
        lines.append(
            [
                *name.split(),
                *_options(name, [each.place.names[0] for each in declared if not isinstance(each.place, Argument)]),
                *words,
            ]
        )
    return lines


def _options(name: str, known: list[str]) -> list[str]:
    """Those that have more told, and none that changes anything."""
    wanted: dict[str, list[str]] = {
        "--dry-run": [],
        "--source": [],
        "--possible": [],
        "--skipped": [],
        "--print": [],
        "--deep": [],
        "--fresh": [],
    }
    wanted |= {"--depth": ["3"], "--since": ["1"], "--text-file": [NAME]} if name != "events" else {}
    return [word for option, value in wanted.items() if option in known for word in (option, *value)]


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in APART])
def test_s6_no_command_has_a_terminal_obey_a_tree(
    tree: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tree)
    monkeypatch.setenv("TERM", "dumb")
    takes_json = any("--json" in getattr(each.place, "names", ()) for each in parameters(COMMANDS[name]))
    if name == "backup":
        (tree / NAME).with_name(f"nothing{EVIL}.py").unlink(missing_ok=True)
    for line in command_lines(tree, name):
        capsys.readouterr()
        status = run(line)
        out, err = capsys.readouterr()
        assert status in (0, 1, 2, 3), line
        assert [found for text in (out, err) for found in OBEYED.findall(text)] == [], (line, out, err)
        assert "Traceback" not in err
        if takes_json and name not in ("start", "stop", "backup"):
            run([*name.split(), "--json", *line[len(name.split()) :]])
            out, err = capsys.readouterr()
            assert OBEYED.findall(out + err) == [], (line, out)
            assert out == "" or isinstance(json.loads(out), dict)


def test_s6_the_exceptions_are_commands() -> None:
    assert [name for name in APART if name not in COMMANDS] == []


def test_s6_the_tree_is_as_evil_as_it_should_be(tree: Path) -> None:
    assert len([id_ for id_ in ids(tree) if OBEYED.search(id_)]) > 8
