"""`Redaction`: the content of a legacy store without its secrets, before any of it is staged. Pure.

Names stay distinct: two names that differ in their secrets only belong to two atoms. Statements about an atom, in any
document, are found by its name, so a name becomes the same in all places.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec

from omny.extract.redaction import may_hold_secret, without_secrets
from omny.migrate.records import Account

_encode = msgspec.msgpack.Encoder().encode


class Redaction:
    """Of one store."""

    def __init__(self) -> None:
        self._instead: dict[str, str] = {}  # of names with secrets
        self._times: Counter[str] = Counter()  # that a name stands for another

    def text(self, text: str) -> str:
        """The text without secrets."""
        return without_secrets(text) if may_hold_secret(text.encode()) else text

    def name(self, name: str) -> str:
        """A path or a qualified name without secrets: another one for each, and the same for the same."""
        if name not in self._instead:
            clean = self.text(name)
            if clean == name:
                return name
            self._times[clean] += 1
            self._instead[name] = clean if self._times[clean] == 1 else f"{clean}_{self._times[clean]}"
        return self._instead[name]

    def id(self, id_: str) -> str:
        """An id without secrets, which is made of names."""
        path, separator, name = id_.partition("::")
        return self.name(path) + separator + self.name(name)

    def account(self, account: Account) -> bytes:
        """Takes the secrets out of an account, in place; the account encoded."""
        encoded = _encode(account)
        if not may_hold_secret(encoded):
            return encoded
        account.path, account.qualified = self.name(account.path), self.name(account.qualified)
        account.legacy_id = self.id(account.legacy_id)
        account.name, account.signature = self.text(account.name), self.text(account.signature)
        account.changed_fields = self.value(account.changed_fields)
        account.data = self.value(account.data)
        for parameter in account.data.get("parameters", ()):
            if "annotation" in parameter:  # which can be a text, and is a secret by the name before it
                before = f"{parameter['name']}: "
                parameter["annotation"] = self.text(before + parameter["annotation"]).removeprefix(before)
        return _encode(account)

    def value(self, value: Any) -> Any:
        """A copy of a value of JSON, all texts in it without secrets; its keys are no texts of the store."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if isinstance(value, dict):
            return {key: self.value(each) for key, each in value.items()}
        return value
