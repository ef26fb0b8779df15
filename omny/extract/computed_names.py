"""Which names can be meant by one that the code puts together: `"do_" + name`."""

from __future__ import annotations

from collections.abc import Iterable

MAX_NAME_BYTES = 200
"""Of an expression that gives a name."""

_FEWEST = 2  # characters that stand in the source; one letter fits by chance
_MOST = 32  # names; more say nothing


def choose_names(names: Iterable[str], prefix: str, suffix: str) -> list[str]:
    """The names with this beginning and end, in order; none if they are too many. What is between are words:
    `on` + name is `onStart` and not `once`."""
    if len(prefix) + len(suffix) < _FEWEST:
        return []
    found = [name for name in dict.fromkeys(names) if _fits(name, prefix, suffix)]
    return found if len(found) <= _MOST else []


def _fits(name: str, prefix: str, suffix: str) -> bool:
    word = name[len(prefix) : len(name) - len(suffix)]
    if not word or not name.startswith(prefix) or not name.endswith(suffix):
        return False
    is_cut = prefix[-1:].islower() and word[0].islower()
    return not is_cut and not (suffix[:1].islower() and word[-1].islower())
