"""Routes of Next by the paths of their files: `app/users/[id]/route.ts` answers `/users/{id}` by what it exports as
`GET` or another method, a `page.tsx` and a file of `pages` by their default export.

Sources: "Project structure", "route.js", "page.js" and "API Routes" of https://nextjs.org/docs. The folder counts if
the nearest package.json depends on the framework. The base path and the languages of its configuration are not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from omny.languages.javascript.configs import ancestors
from omny.model.routes import ANY, is_telling, pattern_name, write_pattern
from omny.resolve.file_routes import FileRoute

if TYPE_CHECKING:
    from omny.resolve.file_routes import Asks

FRAMEWORKS = "frameworks"
"""The key of the surface of a package.json with the frameworks that it depends on."""

_NEXT = "next"
_PACKAGE = "package.json"
_SUFFIXES = frozenset(("ts", "tsx", "js", "jsx"))
_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_UNSERVED = frozenset(("_app", "_document", "_error", "404", "500", "middleware"))
_EXPORT, _DEFAULT = "=", "default"


class _Served(NamedTuple):
    """What a file is, if the framework is that of the folder."""

    root: str  # the folder of the package
    path: str
    has_verbs: bool  # whether its exports are named by methods
    method: str  # that its default export answers


class _Package(msgspec.Struct):
    """A package.json."""

    dependencies: dict[str, object] = {}
    devDependencies: dict[str, object] = {}  # noqa: N815
    peerDependencies: dict[str, object] = {}  # noqa: N815


def list_frameworks(source: bytes) -> list[str]:
    """The entry of a package.json under FRAMEWORKS."""
    if b'"next"' not in source:
        return []
    try:
        package = msgspec.json.decode(source, type=_Package)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return []
    parts = (package.dependencies, package.devDependencies, package.peerDependencies)
    return [_NEXT] if any(_NEXT in part for part in parts) else []


def list_route_names(path: str) -> list[str]:
    """The names by which a file is found for what it would serve by its path."""
    patterns = dict.fromkeys(write_pattern(each.path) for each in _list_served(path))
    return [pattern_name(pattern) for pattern in patterns if is_telling(pattern)]


def list_file_routes(path: str, asks: Asks) -> list[FileRoute]:
    """The routes that a file is by its path; see `Semantics`."""
    found = [each for each in _list_served(path) if _is_served(each.root, asks)]
    if not found:
        return []
    own = [each for each in found if asks.ask(_join(each.root, _PACKAGE), FRAMEWORKS) is not None]
    served = (own or found)[0]
    if served.has_verbs:
        return [FileRoute(verb, served.path, verb) for verb in _VERBS if asks.ask(path, _EXPORT + verb) is not None]
    is_default = any(asks.ask(path, key) is not None for key in (_EXPORT + _DEFAULT, _EXPORT))
    return [FileRoute(served.method, served.path, _DEFAULT)] if is_default else []


def _is_served(root: str, asks: Asks) -> bool:
    """Whether the nearest package.json depends on the framework."""
    for folder in ancestors(root):
        frameworks = asks.ask(_join(folder, _PACKAGE), FRAMEWORKS)
        if frameworks is not None:
            return _NEXT in frameworks
    return False


def _list_served(path: str) -> list[_Served]:
    folders, _, base = path.rpartition("/")
    name, _, suffix = base.rpartition(".")
    if suffix not in _SUFFIXES or name in _UNSERVED or "." in name.replace("[...", "["):
        return []
    parts, found = folders.split("/"), []
    for at, part in enumerate(parts):
        if part == "app" and name in ("route", "page"):
            written, method = _write_path(parts[at + 1 :], is_app=True), "GET"
        elif part == "pages":
            inside = parts[at + 1 :] + ([name] if name != "index" else [])
            written, method = _write_path(inside, is_app=False), ANY if inside[:1] == ["api"] else "GET"
        else:
            continue
        root = parts[: at - 1] if parts[at - 1 : at] == ["src"] else parts[:at]
        if written is not None:
            found.append(_Served("/".join(root), written, part == "app" and name == "route", method))
    return found


def _write_path(parts: list[str], *, is_app: bool) -> str | None:
    """The path that folders stand for; None for what is not served.

    >>> _write_path(["(shop)", "@modal", "items", "[id]", "[[...rest]]"], is_app=True)
    '/items/{id}/{rest}'
    """
    written = []
    for part in parts:
        if part[:1] == "[" and part[-1:] == "]":
            written.append("{" + part.strip("[].") + "}")
        elif not is_app:
            written.append(part)
        elif part[:1] == "_" or part[:2] == "(.":
            return None
        elif part[:1] != "@" and not (part[:1] == "(" and part[-1:] == ")"):
            written.append(part.replace("%5F", "_"))
    return "/" + "/".join(written)


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
