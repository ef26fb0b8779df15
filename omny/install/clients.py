"""The agents whose configuration is known: where it is, and what a server of pipes looks like in it.

From their own documentation: Claude Code (`.mcp.json`, `~/.claude.json`), Cursor (`.cursor/mcp.json`), VS Code
(`mcp.json` of the workspace and of the user's profile), Codex (`config.toml`, of a project once it is trusted), Zed
(`context_servers` of its settings), Windsurf (one file for all projects), Gemini CLI (`.gemini/settings.json`), Copilot
CLI (`.github/mcp.json`, `~/.copilot/mcp-config.json`), opencode (`opencode.json`; its version 2 reads the form of
version 1), Kiro (`.kiro/settings/mcp.json`), Junie of JetBrains (`.junie/mcp/mcp.json`), Cline (one file for all
projects). All of them read instructions from a Markdown file, AGENTS.md or one of their own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from omny.install.guides import SKILL, SUB_AGENT

SERVER = "omny"
"""The name of the server in every configuration."""

WORKSPACE = "${workspaceFolder}"
"""Placeholder that editors replace by the open folder; other agents start a server in that folder."""


@dataclass(frozen=True, slots=True)
class Client:
    """An agent. `project` is a path below the root, "" where it knows no projects."""

    name: str
    title: str
    project: str
    user: Callable[[], str]
    key: tuple[str, ...]  # of the object that holds the servers
    is_toml: bool = False
    beside: Mapping[str, Any] | None = None  # what an entry holds beside command and arguments
    names_folder: bool = False  # whether it knows WORKSPACE
    is_joined: bool = False  # whether command and arguments are one list
    guide: str = "AGENTS.md"  # what it reads instructions from, below the root
    user_guide: Callable[[], str] | None = None  # the same for all projects; None where it has none
    files: Mapping[str, str] = field(default_factory=dict)  # more that it reads, below the root and below the home
    hooks: str = ""  # the settings, below the root and below the home, that hold its hooks; "" where it has none

    def is_here(self, root: str) -> bool:
        """Whether the agent seems to be in use: its file of the project or of the user, or the folder of that file,
        exists."""
        user = self.user()
        folder = os.path.dirname(user)
        marks = [user, *([folder] if folder != os.path.expanduser("~") else [])]
        marks += [os.path.join(root, self.project)] if self.project else []
        return any(map(os.path.exists, marks))

    def entry(self, command: str, arguments: list[str], options: list[str], *, root: str) -> dict[str, Any]:
        """The entry of the server in its configuration. `root` is part of it if the agent has no other way to name the
        project."""
        told = [WORKSPACE] if self.names_folder else [root] if not self.project else []
        words = [*arguments, *told, *options]
        start = {"command": [command, *words]} if self.is_joined else {"command": command, "args": words}
        return {**(self.beside or {}), **start}


def _home(*parts: str) -> Callable[[], str]:
    return lambda: os.path.join(os.path.expanduser("~"), *parts)


def _settings(*parts: str, mac: tuple[str, ...] = (), windows: tuple[str, ...] = ()) -> Callable[[], str]:
    """A file where programs of a desktop keep theirs."""

    def path() -> str:
        home = os.path.expanduser("~")
        if sys.platform == "darwin" and mac:
            return os.path.join(home, "Library", "Application Support", *mac)
        if sys.platform == "win32" and windows:
            return os.path.join(os.environ.get("APPDATA") or os.path.join(home, "AppData", "Roaming"), *windows)
        return os.path.join(os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), *parts)

    return path


def _codex(name: str) -> Callable[[], str]:
    return lambda: os.path.join(os.environ.get("CODEX_HOME") or os.path.join(os.path.expanduser("~"), ".codex"), name)


_CODE = ("Code", "User", "mcp.json")
_STDIO = {"type": "stdio"}

CLIENTS: dict[str, Client] = {
    client.name: client
    for client in (
        Client(
            "claude-code",
            "Claude Code",
            ".mcp.json",
            _home(".claude.json"),
            ("mcpServers",),
            beside=_STDIO,
            guide="CLAUDE.md",
            user_guide=_home(".claude", "CLAUDE.md"),
            files={".claude/skills/omny/SKILL.md": SKILL, ".claude/agents/omny.md": SUB_AGENT},
            hooks=".claude/settings.json",
        ),
        Client(
            "cursor",
            "Cursor",
            ".cursor/mcp.json",
            _home(".cursor", "mcp.json"),
            ("mcpServers",),
            beside=_STDIO,
            names_folder=True,
        ),
        Client(
            "vscode",
            "VS Code",
            ".vscode/mcp.json",
            _settings(*_CODE, mac=_CODE, windows=_CODE),
            ("servers",),
            beside=_STDIO,
            names_folder=True,
        ),
        Client(
            "codex",
            "Codex",
            ".codex/config.toml",
            _codex("config.toml"),
            ("mcp_servers",),
            is_toml=True,
            user_guide=_codex("AGENTS.md"),
        ),
        Client(
            "zed",
            "Zed",
            ".zed/settings.json",
            _settings("zed", "settings.json", windows=("Zed", "settings.json")),
            ("context_servers",),
            beside={"source": "custom"},
        ),
        Client("windsurf", "Windsurf", "", _home(".codeium", "windsurf", "mcp_config.json"), ("mcpServers",)),
        Client(
            "gemini-cli",
            "Gemini CLI",
            ".gemini/settings.json",
            _home(".gemini", "settings.json"),
            ("mcpServers",),
            guide="GEMINI.md",
            user_guide=_home(".gemini", "GEMINI.md"),
        ),
        Client(
            "copilot-cli",
            "Copilot CLI",
            ".github/mcp.json",
            _home(".copilot", "mcp-config.json"),
            ("mcpServers",),
            beside={"type": "local", "tools": ["*"]},
            user_guide=_home(".copilot", "copilot-instructions.md"),
        ),
        Client(
            "opencode",
            "opencode",
            "opencode.json",
            _settings("opencode", "opencode.json"),
            ("mcp",),
            beside={"type": "local"},
            is_joined=True,
            user_guide=_settings("opencode", "AGENTS.md"),
        ),
        Client("kiro", "Kiro", ".kiro/settings/mcp.json", _home(".kiro", "settings", "mcp.json"), ("mcpServers",)),
        Client("junie", "JetBrains Junie", ".junie/mcp/mcp.json", _home(".junie", "mcp", "mcp.json"), ("mcpServers",)),
        Client("cline", "Cline", "", _home(".cline", "data", "settings", "cline_mcp_settings.json"), ("mcpServers",)),
    )
}
"""All of them by name."""
