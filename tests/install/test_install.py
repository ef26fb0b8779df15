"""The server's place in the configuration of agents: what is somebody's own stays as it was, byte for byte."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omny.base.errors import UsageError
from omny.base.paths import Root
from omny.cli import run
from omny.install import files, guides, jsonc, tables
from omny.install.clients import CLIENTS
from omny.install.files import Place

SERVER = {"type": "stdio", "command": "omny", "args": ["mcp"]}


@pytest.fixture
def here(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project, with a home beside it, in which agents have nothing yet."""
    home = tree.parent / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.delenv("CODEX_HOME", raising=False)
    monkeypatch.chdir(tree)
    return tree


def install(*arguments: str) -> int:
    return run(["install", "--command", "omny", *arguments])


# ── files of agents ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_agent_gets_what_it_reads(here: Path) -> None:
    assert install("--agent", "all", "--yes") == 0
    at_start = {"command": "omny", "args": ["mcp"]}
    in_editor = {"type": "stdio", "command": "omny", "args": ["mcp", "${workspaceFolder}"]}
    assert json.loads((here / ".mcp.json").read_text()) == {"mcpServers": {"omny": {"type": "stdio", **at_start}}}
    assert json.loads((here / ".cursor/mcp.json").read_text()) == {"mcpServers": {"omny": in_editor}}
    assert json.loads((here / ".vscode/mcp.json").read_text()) == {"servers": {"omny": in_editor}}
    assert tomllib.loads((here / ".codex/config.toml").read_text()) == {"mcp_servers": {"omny": at_start}}
    zed = json.loads((here / ".zed/settings.json").read_text())
    assert zed == {"context_servers": {"omny": {"source": "custom", **at_start}}}
    for file in (".gemini/settings.json", ".kiro/settings/mcp.json", ".junie/mcp/mcp.json"):
        assert json.loads((here / file).read_text()) == {"mcpServers": {"omny": at_start}}
    copilot = json.loads((here / ".github/mcp.json").read_text())
    assert copilot == {"mcpServers": {"omny": {"type": "local", "tools": ["*"], **at_start}}}
    opencode = json.loads((here / "opencode.json").read_text())
    assert opencode == {"mcp": {"omny": {"type": "local", "command": ["omny", "mcp"]}}}


def test_for_all_projects_it_goes_to_the_home(here: Path) -> None:
    home = here.parent / "home"
    assert install("--agent", "all", "--user", "--allow-edit", "--yes") == 0
    assert list(here.iterdir()) == []
    for file in (".codeium/windsurf/mcp_config.json", ".cline/data/settings/cline_mcp_settings.json"):
        servers = json.loads((home / file).read_text())["mcpServers"]
        assert servers["omny"]["args"] == ["mcp", str(here), "--allow-edit"]
    found = sorted(file.relative_to(home).as_posix() for file in home.rglob("*") if file.is_file())
    code = {"darwin": "Library/Application Support/Code/User/mcp.json"}.get(sys.platform, ".config/Code/User/mcp.json")
    assert found == sorted(
        [
            ".claude.json",
            ".claude/CLAUDE.md",
            ".claude/agents/omny.md",
            ".claude/settings.json",
            ".claude/skills/omny/SKILL.md",
            ".cline/data/settings/cline_mcp_settings.json",
            ".codeium/windsurf/mcp_config.json",
            ".codex/AGENTS.md",
            ".codex/config.toml",
            ".config/opencode/AGENTS.md",
            ".config/opencode/opencode.json",
            ".config/zed/settings.json",
            ".copilot/copilot-instructions.md",
            ".copilot/mcp-config.json",
            ".cursor/mcp.json",
            ".gemini/GEMINI.md",
            ".gemini/settings.json",
            ".junie/mcp/mcp.json",
            ".kiro/settings/mcp.json",
            code,
        ]
    )
    assert all(stat.S_IMODE((home / file).stat().st_mode) == 0o600 for file in found)


@pytest.mark.parametrize("name", list(CLIENTS))
def test_a_second_time_changes_nothing_and_taking_it_out_undoes_it(here: Path, name: str) -> None:
    scope = "--user" if not CLIENTS[name].project else "--project"
    file = Path(CLIENTS[name].user()) if scope == "--user" else here / CLIENTS[name].project
    file.parent.mkdir(parents=True, exist_ok=True)
    before = '# mine\nmodel = "x"\n' if CLIENTS[name].is_toml else '{\n  "mine": 1, // kept\n}\n'
    file.write_text(before)
    assert install("--agent", name, scope, "--yes") == 0
    once = file.read_text()
    assert "omny" in once
    assert (file.parent / f"{file.name}.omny-backup").read_text() == before
    assert install("--agent", name, scope, "--yes") == 0
    assert file.read_text() == once
    assert (file.parent / f"{file.name}.omny-backup").read_text() == before
    assert install("--agent", name, scope, "--remove", "--yes") == 0
    left = file.read_text()
    assert "omny" not in left
    assert ("# mine" if CLIENTS[name].is_toml else "// kept") in left
    assert install("--agent", name, scope, "--remove", "--yes") == 0
    assert file.read_text() == left


def test_what_somebody_has_put_into_the_entry_stays(here: Path) -> None:
    file = here / ".mcp.json"
    file.write_text('{"mcpServers": {"omny": {"command": "old", "env": {"A": "1"} /* why */}, "other": {}}}\n')
    assert install("--agent", "claude-code", "--yes") == 0
    text = file.read_text()
    assert json.loads(text.replace("/* why */", "")) == {
        "mcpServers": {"omny": {**SERVER, "env": {"A": "1"}}, "other": {}}
    }
    assert "/* why */" in text
    codex = here / ".codex" / "config.toml"
    codex.parent.mkdir()
    codex.write_text('[mcp_servers.omny]\ncommand = "old"\ncwd = "/x" # why\n\n# next\n[other]\na = 1\n')
    assert install("--agent", "codex", "--yes") == 0
    assert tomllib.loads(codex.read_text())["mcp_servers"]["omny"] == {"command": "omny", "args": ["mcp"], "cwd": "/x"}
    assert "# why" in codex.read_text()


def test_there_is_one_backup_and_none_once_a_file_is_as_it_was(here: Path) -> None:
    file = here / ".cursor/mcp.json"
    file.parent.mkdir()
    file.write_text('{"a": 1}\n')
    backup = file.parent / "mcp.json.omny-backup"
    assert install("--agent", "cursor", "--yes") == 0
    once = file.read_text()
    assert install("--agent", "cursor", "--allow-edit", "--yes") == 0
    assert backup.read_text() == once
    file.write_text('{"a": 1}\n')
    assert install("--agent", "cursor", "--yes") == 0
    guide = here / "AGENTS.md"
    guide.unlink()
    guide.write_text("mine\n")
    assert install("--agent", "cursor", "--yes") == 0
    assert run(["uninstall", "--yes"]) == 0
    assert guide.read_text() == "mine\n"
    assert sorted(each.name for each in here.iterdir()) == [".cursor", "AGENTS.md"]


# ── instructions ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_agents_that_share_instructions_get_one_section_and_the_last_to_go_takes_it(here: Path) -> None:
    guide = here / "AGENTS.md"
    guide.write_text("# Mine\n")
    assert install("--agent", "codex", "--agent", "kiro", "--agent", "claude-code", "--yes") == 0
    assert guide.read_text() == f"# Mine\n\n{guides.SECTION}"
    assert (here / "CLAUDE.md").read_text() == guides.SECTION
    assert install("--agent", "kiro", "--remove", "--yes") == 0
    assert guide.read_text() == f"# Mine\n\n{guides.SECTION}"
    assert install("--agent", "codex", "--remove", "--yes") == 0
    assert guide.read_text() == "# Mine\n"
    assert (here / "CLAUDE.md").exists()


def test_all_of_it_goes_for_all_agents_in_the_project_and_the_home(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert install("--agent", "all", "--yes") == 0
    assert install("--agent", "all", "--user", "--yes") == 0
    (here / ".mcp.json").write_text('{"mcpServers": {"omny": {"command": "omny"}, "mine": {}}}\n')
    assert run(["uninstall", "--yes"]) == 0
    left = [each.name for top in (here, here.parent / "home") for each in top.rglob("*")]  # no empty folder either
    assert sorted(left) == [".mcp.json", ".mcp.json.omny-backup"]
    assert json.loads((here / ".mcp.json").read_text()) == {"mcpServers": {"mine": {}}}
    capsys.readouterr()
    assert run(["uninstall", "--yes"]) == 0
    assert capsys.readouterr().out == "no agent has omny in its files\n"


def test_a_server_can_come_without_a_section(here: Path) -> None:
    assert install("--agent", "codex", "--no-guide", "--yes") == 0
    assert not (here / "AGENTS.md").exists()


def test_a_section_whose_marks_do_not_match_is_left(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    guide = here / "AGENTS.md"
    guide.write_text(f"{guides.END}\n")
    assert install("--agent", "codex", "--yes") == 1
    assert guide.read_text() == f"{guides.END}\n"
    assert "marks" in capsys.readouterr().out


@given(text=st.text(st.sampled_from("a# \n\r"), max_size=12))
def test_a_section_is_taken_out_without_a_trace(text: str) -> None:
    with_section = guides.with_section(text)
    assert guides.with_section(with_section) == with_section
    assert guides.without_section(with_section) == text


def test_a_skill_and_a_sub_agent_are_files_of_omny_and_nobody_elses_is_written_over(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    skill, agent = here / ".claude/skills/omny/SKILL.md", here / ".claude/agents/omny.md"
    agent.parent.mkdir(parents=True)
    agent.write_text("mine\n")
    assert install("--agent", "claude-code", "--yes") == 1
    assert "this file is not omny's" in capsys.readouterr().out
    for text in (skill.read_text(), guides.SUB_AGENT):
        head = text.split("---\n")[1]
        assert [line.partition(":")[0] for line in head.splitlines()] == ["name", "description"]
    assert run(["uninstall", "--yes"]) == 0
    assert not skill.exists()
    assert agent.read_text() == "mine\n"


# ── hooks ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_hook_stands_beside_those_of_others_and_goes_alone(here: Path) -> None:
    file = here / ".claude" / "settings.json"
    other = {"matcher": "Edit", "hooks": [{"type": "command", "command": "make format"}]}
    file.parent.mkdir()
    before = json.dumps({"model": "x", "hooks": {"PostToolUse": [other]}}, indent=2) + "\n"
    file.write_text(before)
    assert install("--agent", "claude-code", "--yes") == 0
    ours = {"matcher": "Bash|Grep", "hooks": [{"type": "command", "command": "omny hook", "timeout": 5}]}
    assert json.loads(file.read_text()) == {"model": "x", "hooks": {"PostToolUse": [other, ours]}}
    assert run(["install", "--command", "uvx --from omny-index omny", "--agent", "claude-code", "--yes"]) == 0
    [_, again] = json.loads(file.read_text())["hooks"]["PostToolUse"]
    assert again["hooks"][0]["command"] == "uvx --from omny-index omny hook"
    assert install("--agent", "claude-code", "--remove", "--yes") == 0
    assert file.read_text() == before


def test_a_hook_that_is_not_wanted_is_not_there(here: Path) -> None:
    assert install("--agent", "claude-code", "--no-hook", "--yes") == 0
    assert not (here / ".claude" / "settings.json").exists()


# ── asking first ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_printing_writes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert install("--agent", "claude-code", "--print") == 0
    said = capsys.readouterr().out
    assert f"claude-code: {here}/.mcp.json" in said
    assert '+      "command": "omny",' in said
    assert list(here.iterdir()) == []


def test_nothing_is_written_without_a_yes(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert install("--agent", "claude-code") == 2
    assert "no terminal to ask on; use --yes" in capsys.readouterr().err

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("\n"))
    assert install("--agent", "claude-code") == 1
    assert list(here.iterdir()) == []
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    assert install("--agent", "claude-code") == 0
    assert (here / ".mcp.json").exists()


def test_without_a_name_those_that_are_here_are_asked_about(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = here.parent / "home"
    (home / ".claude.json").write_text("{}")
    (home / ".cursor").mkdir()
    (here / ".vscode").mkdir()
    (here / ".vscode" / "mcp.json").write_text("{}")

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("\n"))
    assert install("--print") == 0
    said = capsys.readouterr().out
    assert "agents on this machine: claude-code, cursor, vscode\n" in said
    assert said.count(f": {here}/") == 8  # CLAUDE.md, AGENTS.md, a skill, a sub-agent and a hook, too
    monkeypatch.setattr(sys, "stdin", Terminal("cursor\ny\n"))
    assert install() == 0
    assert (here / ".cursor" / "mcp.json").exists()
    assert not (here / ".mcp.json").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--agent", "emacs"], "unknown agent 'emacs'; --agent takes claude-code, cursor"),
        ([], "no agent is named"),
        (["--agent", "cursor", "--user", "--project"], "it is --project or --user"),
        (["--agent", "windsurf"], "Windsurf knows no projects; use --user"),
    ],
)
def test_what_cannot_be_meant_is_one_line(
    here: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert install(*arguments) == 2
    assert said in capsys.readouterr().err


# ── what is left alone ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"{not json", "line 1 is no JSON"),
        (b"[]", "the whole is no object"),
        (b'{"mcpServers": []}', "mcpServers is no object"),
        (b'{"mcpServers": {"omny": {}, "omny": {}}}', "mcpServers.omny is there twice"),
        (b"\xff{}", "it is not UTF-8"),
        (b'{"a": ' + b"[" * 5_000, "more than 100 values in one another"),
    ],
)
def test_a_file_that_is_not_understood_is_left_and_what_to_add_is_shown(
    here: Path, text: bytes, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / ".mcp.json").write_bytes(text)
    assert install("--agent", "claude-code", "--yes") == 1
    said = capsys.readouterr().out
    assert f"the file is left unchanged: {why}" in said
    assert '"command": "omny"' in said
    assert (here / ".mcp.json").read_bytes() == text
    assert [file.name for file in here.iterdir()] == [".mcp.json"]


@pytest.mark.parametrize("text", ["a = ", "mcp_servers = 1\n", "mcp_servers = {x = {command = 'y'}}\n"])
def test_toml_that_cannot_be_changed_by_its_text_is_left(here: Path, text: str) -> None:
    file = here / ".codex" / "config.toml"
    file.parent.mkdir()
    file.write_text(text)
    assert install("--agent", "codex", "--yes") == 1
    assert file.read_text() == text


def test_no_symlink_of_a_tree_is_followed_and_one_of_the_home_is(here: Path) -> None:
    outside = here.parent / "outside"
    outside.mkdir()
    (outside / "mcp.json").write_text("{}")
    (here / ".cursor").symlink_to(outside)
    (here / ".mcp.json").symlink_to(outside / "mcp.json")
    assert install("--agent", "cursor", "--agent", "claude-code", "--yes") == 1
    assert (outside / "mcp.json").read_text() == "{}"
    home = here.parent / "home"
    (home / ".claude.json").symlink_to(outside / "mcp.json")
    assert install("--agent", "claude-code", "--user", "--yes") == 0
    assert (home / ".claude.json").is_symlink()
    assert json.loads((outside / "mcp.json").read_text()) == {"mcpServers": {"omny": SERVER}}


def test_a_file_that_changed_meanwhile_is_not_replaced(here: Path) -> None:
    file = here / "settings.json"
    file.write_text("new")
    with pytest.raises(UsageError, match="it has changed meanwhile"):
        files.replace(Place(str(file), Root.of(here)), b"old", b"ours")
    assert file.read_text() == "new"


def test_a_write_that_fails_leaves_the_file_and_no_other(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = here / "settings.json"
    file.write_text("old")
    file.chmod(0o640)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", fail)
        with pytest.raises(UsageError, match="no space left"):
            files.replace(Place(str(file), Root.of(here)), b"old", b"new")
    assert file.read_text() == "old"
    assert not [each for each in here.iterdir() if each.suffix == ".tmp"]
    backup = files.replace(Place(str(file), Root.of(here)), b"old", b"new")
    assert (Path(backup).read_text(), file.read_text()) == ("old", "new")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


# ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

ADDED = ("servers", "omny")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '{\n  "servers": {\n    "omny": {\n      "a": 1\n    }\n  }\n}\n'),
        ("{}", '{\n  "servers": {\n    "omny": {\n      "a": 1\n    }\n  }\n}'),
        ('{"x": 1}', '{"x": 1, "servers": {"omny": {"a": 1}}}'),
        (
            '{\n\t"servers": {\n\t\t"b": 2, // two\n\t},\n\t// last\n}\n',
            '{\n\t"servers": {\n\t\t"b": 2, // two\n\t\t"omny": {\n\t\t\t"a": 1\n\t\t},\n\t},\n\t// last\n}\n',
        ),
        (
            '{\r\n  "servers": {\r\n    "b": 2 // two\r\n  }\r\n}\r\n',
            '{\r\n  "servers": {\r\n    "b": 2, // two\r\n    "omny": {\r\n      "a": 1\r\n    }\r\n  }\r\n}\r\n',
        ),
        (
            '{\n  // nothing yet\n  "servers": {\n    // none\n  }\n}',
            '{\n  // nothing yet\n  "servers": {\n    // none\n    "omny": {\n      "a": 1\n    }\n  }\n}',
        ),
    ],
)
def test_a_member_is_put_behind_the_others_as_they_are_written(before: str, after: str) -> None:
    changed = jsonc.with_value(before, ADDED, {"a": 1})
    assert changed == after
    assert jsonc.with_value(changed, ADDED, {"a": 1}) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"servers": {"omny": 1}}', '{"servers": {}}'),
        ('{"servers": {"omny": 1, "b": 2}}', '{"servers": { "b": 2}}'),
        ('{"servers": {"b": 2, "omny": 1}}', '{"servers": {"b": 2}}'),
        ('{\n "servers": {\n  "b": 2, // two\n  "omny": 1\n }\n}', '{\n "servers": {\n  "b": 2 // two\n }\n}'),
        ('{\n "servers": {\n  "omny": 1, // gone?\n  "b": 2,\n }\n}', '{\n "servers": { // gone?\n  "b": 2,\n }\n}'),
        ('{"servers": 1}', '{"servers": 1}'),
        ('{"other": {}}', '{"other": {}}'),
    ],
)
def test_a_member_is_taken_out_with_its_comma_and_nothing_else(before: str, after: str) -> None:
    assert jsonc.without(before, ADDED) == after


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text('ab"\\/*,{}\n', max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab/*", max_size=3), inner, max_size=3),
    max_leaves=8,
)


def _with_comments(value: Any, draw: st.DataObject) -> str:
    """JSON of a value with blanks and comments anywhere."""
    blank: str = draw.draw(st.sampled_from(["", " ", "\n", " // a } , \n", "/* { */", "\r\n\t"]))
    if isinstance(value, dict):
        parts = [f"{blank}{json.dumps(key)}{blank}:{_with_comments(inner, draw)}" for key, inner in value.items()]
        trailing = draw.draw(st.sampled_from([",", ""])) if parts else ""
        return f"{blank}{{{','.join(parts)}{trailing}{blank}}}"
    if isinstance(value, list):
        return f"{blank}[{','.join(_with_comments(inner, draw) for inner in value)}{blank}]"
    return blank + json.dumps(value) + blank


@given(st.dictionaries(st.text("abservom", max_size=4), _VALUES, max_size=4), st.data())
def test_whatever_a_file_holds_it_says_the_same_and_the_one_thing_more(
    whole: dict[str, Any], data: st.DataObject
) -> None:
    text = _with_comments(whole, data)
    assert jsonc.parse_value(text)[0].value == whole
    changed = jsonc.with_value(text, ["zzz", "omny"], {"a": 1})
    assert jsonc.parse_value(changed)[0].value == {**whole, "zzz": {"omny": {"a": 1}}}
    assert jsonc.parse_value(changed)[1] == jsonc.parse_value(text)[1]
    back = jsonc.without(changed, ["zzz"])
    assert jsonc.parse_value(back)[0].value == whole
    assert jsonc.parse_value(back)[1] == jsonc.parse_value(text)[1]


def test_a_table_is_put_behind_all_others_and_taken_out_with_those_below_it() -> None:
    before = 'a = 1 # one\n\n[mcp_servers.other]\ncommand = "x"'
    changed = tables.with_table(before, ("mcp_servers", "omny"), {"command": "o", "args": ["mcp"]})
    assert changed == before + '\n\n[mcp_servers.omny]\ncommand = "o"\nargs = ["mcp"]\n'
    more = changed + '\n[mcp_servers.omny.env]\nA = "1"\n\n# of the next\n[last]\nb = 2\n'
    left = tables.without_table(more, ("mcp_servers", "omny"))
    assert tomllib.loads(left) == {"a": 1, "mcp_servers": {"other": {"command": "x"}}, "last": {"b": 2}}
    assert "# of the next\n[last]" in left
