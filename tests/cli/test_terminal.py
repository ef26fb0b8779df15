"""What a person sees: tables that fit, links, colours, help with examples, and the nearest name for a wrong one."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from omny.base.plain import cells, plain, plain_lines, shorten, with_signature
from omny.cli import app, run, text
from omny.cli.declare import COMMANDS, EXAMPLES, Option, parameters, try_parse
from tests.support.helpers import write_tree

LONG = "src/a/very/long/way/down/to/the/place/where/it/is/module.py"
ROWS = [(f"{LONG}:120", "function", f"{LONG}::Klass.method(self, x: int) -> str"), ("b.py:1", "class", "b.py::B")]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Standard output is a terminal 100 columns wide, that says nothing else of itself."""
    for name in ("NO_COLOR", "FORCE_HYPERLINK", "TERM_PROGRAM", "VTE_VERSION", "COLUMNS", *text._LINKING_VARIABLES):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    return monkeypatch


def bare(shown: str) -> str:
    return re.sub(r"\x1b\]8;;.*?\x1b\\|\x1b\[\d*m", "", shown)


def test_a_table_fits_the_terminal_and_only_paths_are_cut(terminal):
    lines = bare(text.columns(ROWS)).split("\n")
    assert max(map(len, lines)) <= 100
    assert "Klass.method(self, x: int) -> str" in lines[0]
    assert re.match(r"src/\S*…\S*\.py:120  ", lines[0])
    assert lines[1].split() == ["b.py:1", "class", "b.py::B"]


def test_places_are_cut_last(terminal):
    terminal.setenv("COLUMNS", "140")
    (line, _) = bare(text.columns(ROWS)).split("\n")
    assert line.startswith(f"{LONG}:120  function  src/")
    assert "…" in line
    assert len(line) <= 140


def test_a_line_that_cannot_fit_does_not_cost_the_others_their_paths(terminal):
    rows = [*ROWS, ("c.py:1", "function", "c.py::f(" + "x, " * 80 + ")")]
    terminal.setenv("COLUMNS", "200")
    assert text.columns(rows).split("\n")[0].startswith(LONG)
    assert "…" not in text.columns(rows[-1:])


def test_where_no_line_can_fit_all_paths_are_cut(terminal):
    rows = [(f"{LONG}:120", f"{LONG}::f(" + "x, " * 80 + ")")] * 2
    assert LONG not in bare(text.columns(rows))


def test_words_are_folded_to_the_terminal_and_to_a_hundred_columns_in_a_pipe(terminal, monkeypatch):
    said = f"  also {LONG}::f, " + "one two " * 20
    lines = text.fold_words(said, 7).split("\n")
    assert lines[0].startswith("  also src/")
    assert max(map(len, lines)) <= 100
    assert all(line.startswith(" " * 7) for line in lines[1:])
    assert " ".join(said.split()) == " ".join(" ".join(lines).split())
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False)
    assert text.fold_words(said, 7).split("\n") == lines


def test_a_table_that_fits_is_left_as_it_is(terminal):
    terminal.setenv("COLUMNS", "250")
    assert LONG in bare(text.columns(ROWS))
    assert "…" not in text.columns(ROWS)


def test_what_is_piped_is_never_cut_nor_coloured_nor_linked(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_HYPERLINK", "1")
    text.links_below("/root")
    shown = text.columns(ROWS, (text.CYAN,))
    assert "\x1b" not in shown
    assert shown.split("\n")[0] == f"{LONG}:120  function"
    assert " ".join(shown.split()) == " ".join(cell for row in ROWS for cell in row)


def test_a_very_narrow_terminal_still_gets_names_whole(terminal):
    terminal.setenv("COLUMNS", "20")
    assert "Klass.method(self," in bare(text.columns(ROWS))
    assert "x: int) -> str" in bare(text.columns(ROWS))


SIGNATURE = "method(self, " + ", ".join(f"argument_{number}: int" for number in range(20)) + ") -> str"


@pytest.mark.parametrize("file", ["b.py", LONG, f"{LONG[:-3]}/{LONG}"])
@pytest.mark.parametrize("told", [SIGNATURE, "short", "x" * 60], ids=["signature", "name", "long name"])
def test_a_piped_line_has_a_hundred_columns_and_begins_with_a_whole_place(file, told):
    rows = [("a.py:1", "function", "f()"), (f"{file}:12", "method", told), ("a.py:30", "class", "A")]
    lines = text.columns(rows).split("\n")
    assert max(map(len, lines)) <= max(100, len(f"{file}:12  "))
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == ["a.py:1", f"{file}:12", "a.py:30"]
    assert " ".join(" ".join(lines).split()) == " ".join(cell for row in rows for cell in row)


def test_a_long_place_does_not_push_the_other_lines_aside():
    rows = [("a.py:1", "f"), (f"{LONG}:12", "g" * 60), ("a.py:2", "h")]
    assert text.columns(rows).split("\n") == ["a.py:1  f", f"{LONG}:12", f"{' ' * 8}{'g' * 60}", "a.py:2  h"]


def test_words_of_a_signature_stand_apart_from_the_name():
    assert with_signature("Dog", "extends Animal") == "Dog extends Animal"
    assert with_signature("walk", "(far: int)") == "walk(far: int)"
    assert with_signature("Box", "<T> extends Base<T>") == "Box<T> extends Base<T>"


def test_an_atom_stands_by_its_name_alone_on_a_line_that_names_its_file():
    assert text.short_name("a/b.py::C.d", "a/b.py") == "C.d"
    assert text.short_name("a/b.py::C.d", "b.py") == "a/b.py::C.d"


@pytest.mark.parametrize(
    ("environment", "links"),
    [
        ({}, False),
        ({"TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM": "xterm-kitty"}, True),
        ({"VTE_VERSION": "7600"}, True),
        ({"VTE_VERSION": "4800"}, False),
        ({"WT_SESSION": "x"}, True),
        ({"TERM_PROGRAM": "vscode", "TERM": "screen-256color"}, False),
        ({"FORCE_HYPERLINK": "1", "TERM": "tmux-256color"}, True),
        ({"FORCE_HYPERLINK": "0", "TERM_PROGRAM": "iTerm.app"}, False),
        ({"TERM": "dumb", "FORCE_HYPERLINK": "1"}, False),
    ],
)
def test_places_are_links_on_a_terminal_that_says_it_can(terminal, environment, links):
    for name, value in environment.items():
        terminal.setenv(name, value)
    text.links_below("/home/you/my project")
    shown = text.columns([("a/b.py:12", "x")])
    assert bare(shown) == "a/b.py:12  x"
    assert (
        bool(re.search(r"\x1b\]8;;file://\S*/home/you/my%20project/a/b\.py#L12\x1b\\a/b\.py:12\x1b\]8;;\x1b\\", shown))
        == links
    )


def test_a_cut_place_is_a_link_to_the_whole_of_it(terminal):
    terminal.setenv("TERM", "foot")
    text.links_below("/r")
    assert f"/r/{LONG}#L120" in text.columns(ROWS)


def test_wide_letters_keep_columns_in_line(terminal):
    shown = text.columns([("名前", "a"), ("name", "b")]).split("\n")
    assert cells(shown[0]) == cells(shown[1])


@pytest.mark.parametrize("most", range(1, 12))
def test_a_shortened_text_fits_and_keeps_its_ends(most):
    for original in ("abcdefghijkl", "名前名前名前", "a"):
        short = shorten(original, most)
        assert cells(short) <= most
        assert short == original or "…" in short


def test_what_a_terminal_would_obey_is_shown():
    assert plain("a\x1b[2Jb\u202ec\n") == "a\\x1b[2Jb\\u202ec\\x0a"


def test_a_printable_character_is_none_that_a_terminal_obeys() -> None:
    """A text of such characters is shown as it is, without a look for others."""
    printable = "".join(filter(str.isprintable, map(chr, range(sys.maxunicode + 1))))
    assert plain(printable) == printable
    assert plain(f"\0{printable}") == f"\\x00{printable}"
    assert plain_lines(f"\0{printable}") == f"\\x00{printable}"


@pytest.mark.parametrize("name", list(COMMANDS))
def test_help_of_every_command_ends_with_examples_that_are_in_order(name, capsys):
    assert app
    assert EXAMPLES.get(name), f"{name} has no example: put @examples above its @command"
    run([*name.split(), "--help"])
    shown = capsys.readouterr().out
    for line, good in EXAMPLES[name]:
        words = shlex.split(line.partition(" > ")[0].partition(" | ")[0], comments=True)
        assert words[0] == "omny"
        assert try_parse(words[1:]) is not None, line
        assert line in shown
        assert good in shown
        assert max(map(len, shown.partition("Examples:")[2].splitlines())) <= 100


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["serach"], "did you mean search"),
        (["calers", "x"], "did you mean callers"),
        (["exprt", "scip"], "did you mean export or explore?"),
        (["export", "ctag"], "did you mean ctags?"),
        (["callers", "x", "--dpeth", "2"], "did you mean --depth"),
        (["search", "x", "--no-test"], "did you mean --no-tests"),
        (["--hlep"], "did you mean --help?"),
    ],
)
def test_a_wrong_word_is_told_with_the_nearest_right_one(arguments, meant, capsys):
    assert run(arguments) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert meant in said


def test_a_wrong_command_line_names_the_help_of_its_command(capsys):
    for arguments, help_of in (
        (["callers"], "omny callers --help"),
        (["export", "x"], "omny export --help"),
        (["xyzzy"], "omny help all"),
    ):
        assert run(arguments) == 2
        assert capsys.readouterr().err.endswith(f"; see '{help_of}'\n")


def test_an_answer_is_linked_below_its_root(terminal, tree: Path, capsys):
    write_tree(tree, {"a.py": "def f(): pass\n"})
    run(["index", "--root", str(tree), "--jobs", "1"])
    terminal.setenv("TERM", "alacritty")
    terminal.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    capsys.readouterr()
    assert run(["search", "f", "--root", str(tree)]) == 0
    assert f"{tree}/a.py#L1" in capsys.readouterr().out


def test_options_that_mean_the_same_are_said_alike():
    """An option has one help text, wherever it is an option."""
    helps: dict[str, set[str]] = {}
    for function in COMMANDS.values():
        for parameter in parameters(function):
            if isinstance(parameter.place, Option) and parameter.place.names[0] in (
                "--root",
                "--json",
                "--at-least",
                "-o",
            ):
                helps.setdefault(parameter.place.names[0], set()).add(parameter.place.help)
    assert {name: len(each) for name, each in helps.items() if len(each) > 1} == {}
