"""Names that a bundler or a framework gives to folders: `~/` of Nuxt, `$lib` of SvelteKit, `resolve.alias` of Vite and
webpack. Pure: from surfaces, through a `SymbolLookup`.

The configurations of a folder publish its name, so that a search for one asks one key for each folder, found or not:
adding `svelte.config.js` later binds what could not be bound. What a configuration says: see `toolconfigs`. A name of
`paths` in a tsconfig comes before these, so that a generated configuration counts if it exists.

Sources: "Directory Structure" and `alias` of Nuxt's documentation, `kit.alias` and `kit.files.lib` of SvelteKit's,
`resolve.alias` of Vite's and of webpack's.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from omny.languages.javascript.configs import ancestors, join, parse_config
from omny.languages.javascript.toolconfigs import ALIAS_KEY
from omny.resolve.lookup import SymbolLookup

_TOOL = re.compile(r"(vite|vitest|astro|webpack|rspack|nuxt|svelte)\.config(?:\.[\w-]+)?\.[cm]?[jt]s")
_NAME = "aliases:"


class Target(NamedTuple):
    """What a name may stand for."""

    path: str  # relative to the root; or the name of a module
    is_module: bool = False


def alias_names(path: str) -> list[str]:
    """The name under which a file is found that may give names to folders."""
    return [f"{_NAME}{posixpath.dirname(path)}"] if _TOOL.fullmatch(posixpath.basename(path)) else []


def alias_targets(name: str, directory: str, lookup: SymbolLookup) -> Iterator[Target]:
    """What a name stands for in files of `directory`, by the nearest configuration first. Lazy: who stops early asks
    fewer keys."""
    for ancestor in ancestors(directory):
        for path in lookup.publishers(f"{_NAME}{ancestor}") or ():
            if match := _TOOL.fullmatch(posixpath.basename(path)):
                told = lookup.values(path, ALIAS_KEY)
                yield from _targets(match[1], name, ancestor, parse_config(told[0]) if told else {})


def _targets(tool: str, name: str, directory: str, told: dict[str, Any]) -> Iterator[Target]:
    """What a name stands for by one configuration, which stands in `directory`."""
    given: list[list[str]] = list(told.get("resolve", ()))
    if tool == "nuxt":
        given = [*told.get("alias", ()), *given, *_nuxt(told.get("srcDir"))]
    elif tool == "svelte":
        lib = told.get("lib") or "src/lib"
        given = [*told.get("kit", ()), ["$lib", lib], *given]
    for alias, target in given:
        rest = _rest(alias, name)
        if rest is None:
            continue
        if tool == "nuxt":
            target = _of_nuxt(target, told.get("srcDir"))
        is_path = target.startswith((".", "/")) or tool in ("nuxt", "svelte")
        whole = target.replace("*", rest, 1) if "*" in alias else posixpath.join(target.rstrip("/") or "/", rest)
        if not is_path:
            yield Target(whole.rstrip("/"), is_module=True)
        elif (path := join(directory, f"./{whole.lstrip('/')}")) is not None:
            yield Target(path.rstrip("/"))


def _rest(alias: str, name: str) -> str | None:
    """The rest of a name after the alias; None for a name with another alias."""
    if alias.endswith("$"):
        return "" if name == alias[:-1] else None
    prefix, star, suffix = alias.partition("*")
    if star:
        fits = name.startswith(prefix) and name.endswith(suffix) and len(name) >= len(prefix) + len(suffix)
        return name[len(prefix) : len(name) - len(suffix)] if fits else None
    prefix = alias.rstrip("/")
    if name == prefix:
        return ""
    return name[len(prefix) + 1 :] if name.startswith(f"{prefix}/") else None


def _nuxt(source: str | None) -> list[list[str]]:
    """What Nuxt itself names. Its sources are in `app/` since version 4 and at the root before: the one that has the
    file."""
    folders = [source] if source else ["app", "."]
    own = [[name, folder] for folder in folders for name in ("~", "@")]
    return [*own, ["~~", "."], ["@@", "."], ["#shared", "shared"]]


def _of_nuxt(target: str, source: str | None) -> str:
    """A target that is written with a name of Nuxt's."""
    for name, folder in (("~~", "."), ("@@", "."), ("~", source or "."), ("@", source or ".")):
        if target == name or target.startswith(f"{name}/"):
            return f"{folder}{target[len(name) :]}"
    return target
