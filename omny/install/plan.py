"""What would change in the configuration of an agent, worked out before anything is written."""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from omny.base.errors import UsageError
from omny.base.paths import Root
from omny.install import jsonc, tables
from omny.install.clients import CLIENTS, SERVER, Client
from omny.install.files import Place, read_content, replace
from omny.install.guides import SECTION, with_file, with_section, without_file, without_section

HOOKS = ("hooks", "PostToolUse")
"""Where the settings of an agent hold what it runs after a tool call."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The change of one file for an agent. With a `refusal` there is none, and `added` is what somebody can put in by
    hand."""

    client: Client
    place: Place
    before: bytes | None
    after: bytes | None
    """None: the file goes."""
    added: str
    refusal: str = ""

    @property
    def changes(self) -> bool:
        """Whether there is something to be written."""
        return not self.refusal and self.after != self.before

    def difference(self) -> str:
        """The change as a unified diff."""
        before, after = ((text or b"").decode("utf-8", "replace").splitlines() for text in (self.before, self.after))
        return "\n".join(difflib.unified_diff(before, after, self.place.path, self.place.path, lineterm="", n=2))

    def carry_out(self) -> str:
        """Writes it; the path of the backup, "" without one. Raises UsageError."""
        assert self.changes
        return replace(self.place, self.before, self.after)


def plan(client: Client, root: Root, entry: dict[str, Any] | None, *, user: bool) -> Plan:
    """What has to change so that the server stands there as `entry`, or no more where that is None."""
    place = Place(client.user()) if user else Place(str(root.path / client.project), root)
    added = _as_text(client, entry or {})
    return _plan(client, place, lambda text: _change(client, text, entry), added, removes=entry is None)


def plan_guides(clients: Sequence[Client], root: Root, *, user: bool, remove: bool) -> list[Plan]:
    """What has to change so that the instructions of agents have the section about the index, or no more.

    A plan for each file, which several agents may share: the section stays where another of them has the server.
    """
    plans: dict[str, Plan] = {}
    for client in clients:
        place = _place_guide(client, root, user=user)
        if place is None or place.path in plans:
            continue
        sharing = [
            each for each in CLIENTS.values() if each not in clients and _place_guide(each, root, user=user) == place
        ]
        if remove and any(_has_server(each, root, user=user) for each in sharing):
            continue
        change = without_section if remove else with_section
        plans[place.path] = _plan(client, place, change, SECTION, removes=remove)
    return list(plans.values())


def plan_files(clients: Sequence[Client], root: Root, *, user: bool, remove: bool) -> list[Plan]:
    """What has to change so that agents with skills and sub-agents have those about the index, or no more."""
    plans = []
    for client in clients:
        for path, content in client.files.items():
            place = _place(path, root, user=user)
            change = without_file if remove else lambda text, content=content: with_file(text, content)
            plans.append(_plan(client, place, change, content, removes=remove))
    return plans


def plan_hooks(clients: Sequence[Client], root: Root, command: str | None, *, user: bool) -> list[Plan]:
    """What has to change so that agents with hooks run that command after a search, or none where it is None."""
    plans = []
    for client in clients:
        if client.hooks:
            place = _place(client.hooks, root, user=user)
            added = json.dumps(_nest(HOOKS, [_hook(command or "")]), indent=2)
            plans.append(
                _plan(client, place, lambda text: _change_hooks(text, command), added, removes=command is None)
            )
    return plans


def _hook(command: str) -> dict[str, Any]:
    return {"matcher": "Bash|Grep", "hooks": [{"type": "command", "command": command, "timeout": 5}]}


def _change_hooks(text: str, command: str | None) -> str:
    there = jsonc.value_at(text, HOOKS)
    groups = there if isinstance(there, list) else []
    left = [group for group in groups if not _is_ours(group)]
    if command is not None:
        return jsonc.with_value(text, HOOKS, [*left, _hook(command)])
    if left == groups:
        return text
    changed = jsonc.with_value(text, HOOKS, left) if left else jsonc.without(text, HOOKS)
    return "" if _holds_nothing(changed, HOOKS[:-1]) else changed


def _is_ours(group: Any) -> bool:
    """Whether a group of hooks is one that `_hook` made, with any command that starts omny."""
    hooks = group.get("hooks") if isinstance(group, dict) else None
    if not isinstance(hooks, list) or len(hooks) != 1 or not isinstance(hooks[0], dict):
        return False
    words = str(hooks[0].get("command", "")).split()
    return words[-1:] == ["hook"] and any(SERVER in word for word in words[:-1])


def _place(path: str, root: Root, *, user: bool) -> Place:
    """A file that has the same path below the home as below a root."""
    return Place(os.path.expanduser(f"~/{path}")) if user else Place(str(root.path / path), root)


def _has_server(client: Client, root: Root, *, user: bool) -> bool:
    return bool(user or client.project) and plan(client, root, None, user=user).changes


def _place_guide(client: Client, root: Root, *, user: bool) -> Place | None:
    """The file of instructions of an agent; None where it has none."""
    if user:
        return Place(client.user_guide()) if client.user_guide is not None else None
    return Place(str(root.path / client.guide), root) if client.project else None


def _plan(client: Client, place: Place, change: Callable[[str], str], added: str, *, removes: bool) -> Plan:
    before: bytes | None = None
    try:
        before = read_content(place)
        text = (before or b"").decode("utf-8")
        after = text if removes and before is None else change(text)
    except UsageError as error:
        return Plan(client, place, before, before, added, error.reason)
    except UnicodeDecodeError:
        return Plan(client, place, before, before, added, "it is not UTF-8")
    if after == text:
        return Plan(client, place, before, before, added)
    return Plan(client, place, before, after.encode() if after else None, added)


def _change(client: Client, text: str, entry: dict[str, Any] | None) -> str:
    path = (*client.key, SERVER)
    if client.is_toml:
        return tables.without_table(text, path) if entry is None else tables.with_table(text, path, entry)
    if entry is None:
        left = jsonc.without(text, path)
        return "" if left != text and _holds_nothing(left, client.key) else left
    there = jsonc.value_at(text, path)
    if not isinstance(there, dict):
        return jsonc.with_value(text, path, entry)
    for key, value in entry.items():  # what else somebody has put into the entry stays
        if there.get(key) != value:
            text = jsonc.with_value(text, [*path, key], value)
    return text


def _holds_nothing(text: str, path: Sequence[str]) -> bool:
    """Whether a document is just the way to an object without members: Omny alone wrote it."""
    try:
        return bool(json.loads(text) == _nest(path, {}))
    except ValueError:  # it has comments
        return False


def _as_text(client: Client, entry: dict[str, Any]) -> str:
    if client.is_toml:
        return tables.with_table("", (*client.key, SERVER), entry) if entry else ""
    return json.dumps(_nest(client.key, {SERVER: entry}), indent=2, ensure_ascii=False)


def _nest(path: Sequence[str], value: Any) -> Any:
    for key in reversed(path):
        value = {key: value}
    return value


def choose_clients(names: Sequence[str], known: dict[str, Client]) -> list[Client]:
    """The agents of those names. Raises UsageError."""
    unknown = [name for name in names if name not in known and name != "all"]
    if unknown or not names:
        reason = f"unknown agent {unknown[0]!r}" if unknown else "no agent is named"
        raise UsageError("install", reason, hint=f"--agent takes {', '.join(known)} or all")
    return [client for name, client in known.items() if "all" in names or name in names]
