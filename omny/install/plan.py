"""What would change in the configuration of an agent, worked out before anything is written."""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from omny.base.errors import UsageError
from omny.base.paths import Root
from omny.install import jsonc, tables
from omny.install.clients import SERVER, Client
from omny.install.files import Place, read_content, replace


@dataclass(frozen=True, slots=True)
class Plan:
    """The change of one file. With a `refusal` there is none, and `added` is what somebody can put in by hand."""

    client: Client
    place: Place
    before: bytes | None
    after: bytes | None
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
        """Writes it; the path of the backup, "" where there was nothing. Raises UsageError."""
        assert self.changes
        assert self.after is not None
        return replace(self.place, self.before, self.after)


def plan(client: Client, root: Root, entry: dict[str, Any] | None, *, user: bool) -> Plan:
    """What has to change so that the server stands there as `entry`, or no more where that is None."""
    place = Place(client.user()) if user else Place(str(root.path / client.project), root)
    added = _as_text(client, entry or {})
    before: bytes | None = None
    try:
        before = read_content(place)
        text = (before or b"").decode("utf-8")
        after = text if entry is None and before is None else _change(client, text, entry)
    except UsageError as error:
        return Plan(client, place, before, before, added, error.reason)
    except UnicodeDecodeError:
        return Plan(client, place, before, before, added, "it is not UTF-8")
    return Plan(client, place, before, before if after == text else after.encode(), added)


def _change(client: Client, text: str, entry: dict[str, Any] | None) -> str:
    path = (*client.key, SERVER)
    if client.is_toml:
        return tables.without_table(text, path) if entry is None else tables.with_table(text, path, entry)
    if entry is None:
        return jsonc.without(text, path)
    there = jsonc.value_at(text, path)
    if not isinstance(there, dict):
        return jsonc.with_value(text, path, entry)
    for key, value in entry.items():  # what else somebody has put into the entry stays
        if there.get(key) != value:
            text = jsonc.with_value(text, [*path, key], value)
    return text


def _as_text(client: Client, entry: dict[str, Any]) -> str:
    if client.is_toml:
        return tables.with_table("", (*client.key, SERVER), entry) if entry else ""
    nested: Any = {SERVER: entry}
    for key in reversed(client.key):
        nested = {key: nested}
    return json.dumps(nested, indent=2, ensure_ascii=False)


def choose_clients(names: Sequence[str], known: dict[str, Client]) -> list[Client]:
    """The agents of those names. Raises UsageError."""
    unknown = [name for name in names if name not in known and name != "all"]
    if unknown or not names:
        reason = f"unknown agent {unknown[0]!r}" if unknown else "no agent is named"
        raise UsageError("install", reason, hint=f"--agent takes {', '.join(known)} or all")
    return [client for name, client in known.items() if "all" in names or name in names]
