"""What `package.json`, `pnpm-workspace.yaml`, `tsconfig*.json` and `jsconfig*.json` say about where modules are.

Two halves, both pure. From bytes: `config_surface` keeps only what a look-up can depend on, so that a version bump or
a new script changes no key. From surfaces, through a `SymbolLookup`: the compiler options that hold for a file, the
package that a name means. Which file a name or a target is: see `imports`.

Not known: plain `extends` targets of a name that `is_config` does not take, `outDir` and `rootDir`, `moduleSuffixes`,
`typesVersions`. Aliases of bundlers: see `aliases`.

Sources: "Reference: TSConfig" and `parseConfigFileTextToJson`, `getExtendsConfigPath`, `matchPatternOrExact` of
TypeScript; PATTERN_KEY_COMPARE of "Modules: ECMAScript modules" in Node's manual; "Workspaces" in npm's.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile
from typing import Any

from omny.model.facts import Json
from omny.model.surfaces import Surface
from omny.resolve.lookup import SymbolLookup

CONFIG_KEY = "config"

ENTRY_FIELDS = ("source", "main", "module", "browser", "types", "typings")
"""Where a package without `exports` says that it begins, in our order: `source` (Parcel, microbundle) names what was
written by hand, `main` is what Node runs, types come last because a declaration calls nothing."""

MAX_NESTING = 16
"""Levels of conditions or of `extends` that are followed; real ones have up to 4."""

MAX_LENGTH = 4096
"""Characters of a string that can be a path: PATH_MAX of Linux. Bounds the cost of matching patterns."""

MAX_ANCESTORS = 64
"""Directories above a file that are searched for a configuration; a path of 4096 bytes rarely has 40."""

PACKAGE_NAME = re.compile(r"(?:@[\w~-][\w.~-]*/)?[\w~-][\w.~-]*", re.ASCII)

_SECLUDED = frozenset({"node_modules", "bower_components", "fixture", "fixtures", "__fixtures__", "testdata"})
"""A package below such a directory is a stand-in or a copy: only files below the same directory import it by name."""

MAX_STARS = 4
"""Stars of a workspace glob; real ones have up to 2."""

_STARS = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*"}


_CONFIGURES = re.compile(r"(?:^|[-_.])(?:ts|typescript-?)?(?:configs?|cfg)(?:[-_.]|$)")
"""A folder whose JSON files others may extend: `tsconfig`, `cfg`, `config-typescript`."""

_PACKAGES = re.compile(r"^packages[ \t]*:[ \t]*(.*)$", re.MULTILINE)
_YAML_TEXT = re.compile(r"""'([^'\n]*)'|"([^"\\\n]*)"|([^\s'"#,\[\]][^\s,#\]]*)""")


def is_config(path: str) -> bool:
    """Whether the file is one of those that this module reads, by its base name."""
    folders, _, name = path.rpartition("/")
    if name in ("package.json", "pnpm-workspace.yaml", "base.json"):
        return True
    if not name.endswith(".json"):
        return False
    is_one = name.startswith(("tsconfig", "jsconfig")) or name.endswith(".tsconfig.json")
    return is_one or _CONFIGURES.search(folders.rpartition("/")[2]) is not None


def config_surface(path: str, source: bytes) -> Surface:
    """`{"config": [JSON text]}`: what of the file matters, fields in a fixed order. Bad JSON gives `{}`, never raises.

    The path does not matter: facts are stored by content, and a package.json may be equal to a tsconfig.json.

    Inside `exports`, `imports` and `paths` the order as written is kept: there, order has a meaning.
    """
    try:
        text = _decode(source)
        data = {"workspaces": globs} if (globs := _yaml_packages(text)) else json.loads(_plain_json(text))
        kept = _package_fields(data) | _compiler_fields(data)
        text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
        text.encode()  # a lone surrogate could not be stored
    except (ValueError, RecursionError, AttributeError):  # AttributeError: the outermost value is no object
        text = "{}"
    return {CONFIG_KEY: [text]}


def config_names(path: str, surface: Surface) -> list[str]:
    """`npm:<name>` where the file is a `package.json` with a name that one can import."""
    if not _is_package(path):
        return []
    name = parse_config(surface.get(CONFIG_KEY, ["{}"])[0]).get("name")
    return ["npm:" + name] if isinstance(name, str) else []


@lru_cache(maxsize=4096)
def parse_config(text: str) -> Json:
    """The object that `config_surface` wrote. Shared: not to be changed."""
    data = json.loads(text)
    return data if isinstance(data, dict) else {}


def read_config(path: str, lookup: SymbolLookup) -> Json | None:
    """What the configuration file `path` says, or None without such a file."""
    values = lookup.values(path, CONFIG_KEY)
    return None if values is None else parse_config(values[0]) if values else {}


# --- Paths: relative to the root, POSIX, "" is the root -------------------------------------------------------------


def join(directory: str, name: str) -> str | None:
    """`name` as seen from `directory`, normalised; None where it is absolute or leads out of the root."""
    if name.startswith("/"):
        return None
    path = posixpath.normpath(posixpath.join(directory, name))
    if path == ".":
        return ""
    return None if path == ".." or path.startswith("../") else path


def contains(directory: str, path: str) -> bool:
    """Whether `path` is the directory or stands below it."""
    return not directory or path == directory or path.startswith(directory + "/")


def ancestors(directory: str) -> Iterator[str]:
    """The directory and those above it, nearest first, the root last; at most MAX_ANCESTORS."""
    for _ in range(MAX_ANCESTORS):
        yield directory
        if not directory:
            return
        directory = posixpath.dirname(directory)


# --- Compiler options -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CompilerOptions:
    """What a tsconfig says about non-relative names, `extends` followed. Directories are relative to the root."""

    base_url: str | None = None
    paths: dict[str, list[str]] | None = None
    paths_directory: str = ""  # what `paths` are relative to, where there is no base_url
    root_dirs: tuple[str, ...] = ()

    @property
    def paths_base(self) -> str:
        return self.paths_directory if self.base_url is None else self.base_url


def compiler_options(directory: str, lookup: SymbolLookup) -> Iterator[CompilerOptions]:
    """The options that may hold for a file of `directory`, the likeliest first.

    Those of the nearest ancestor with a tsconfig.json, or else a jsconfig.json; then those of the projects that it
    `references` and whose directory holds the file: a "solution" tsconfig says nothing itself. Which project
    `include`s the file is not asked. Lazy: who stops early asks fewer keys.
    """
    for ancestor in ancestors(directory):
        for name in ("tsconfig.json", "jsconfig.json"):
            path = posixpath.join(ancestor, name)
            config = read_config(path, lookup)
            if config is None:
                continue
            yield _options(path, ancestor, lookup, {}, 0)
            for reference in config.get("references", ()):
                project = join(ancestor, reference)
                if project is not None and not project.endswith(".json"):
                    project = posixpath.join(project, "tsconfig.json")
                if project is None or not is_config(project):
                    continue
                project_directory = posixpath.dirname(project)
                if contains(project_directory, directory):
                    yield _options(project, project_directory, lookup, {}, 0)
            return


def _options(
    path: str, leaf: str, lookup: SymbolLookup, done: dict[str, CompilerOptions], depth: int
) -> CompilerOptions:
    """The options of one file over those that it extends; later ones in a list win. `leaf` is `${configDir}`."""
    if path in done:
        return done[path]
    done[path] = options = CompilerOptions()  # what a cycle finds
    config = read_config(path, lookup)
    if config is None or depth > MAX_NESTING:
        return options
    directory = posixpath.dirname(path)
    for extended in config.get("extends", ()):
        target = _resolve_extends(extended, directory, lookup)
        if target is not None:
            options = _over(options, _options(target, leaf, lookup, done, depth + 1))

    def resolve_path(name: str) -> str | None:
        base, rest = (leaf, "./" + name[12:]) if name.startswith("${configDir}") else (directory, name)
        return join(base, rest)

    own = CompilerOptions(
        base_url=resolve_path(config["baseUrl"]) if "baseUrl" in config else None,
        paths=_paths(config["paths"], leaf, directory) if "paths" in config else None,
        paths_directory=directory,
        root_dirs=tuple(d for name in config.get("rootDirs", ()) if (d := resolve_path(name)) is not None),
    )
    done[path] = options = _over(options, own)
    return options


def _over(base: CompilerOptions, own: CompilerOptions) -> CompilerOptions:
    """`own` where it says something, `base` elsewhere."""
    if own.base_url is not None:
        base = replace(base, base_url=own.base_url)
    if own.paths is not None:
        base = replace(base, paths=own.paths, paths_directory=own.paths_directory)
    return replace(base, root_dirs=own.root_dirs) if own.root_dirs else base


def _paths(paths: dict[str, list[str]], leaf: str, directory: str) -> dict[str, list[str]]:
    """`paths` with `${configDir}` written as a way from `directory` to `leaf`."""
    way = posixpath.relpath("/" + leaf, "/" + directory)
    return {key: [t.replace("${configDir}", way, 1) for t in targets] for key, targets in paths.items()}


def _resolve_extends(name: str, directory: str, lookup: SymbolLookup) -> str | None:
    """The configuration file that `extends` names: a path, or one inside a package of the tree."""
    if name.startswith((".", "/")):
        path = join(directory, name)
    else:
        package, subpath = split_package(name)
        found = find_package(package, directory, lookup)
        path = None if found is None else join(found, subpath or "tsconfig.json")
    if path is not None and not path.endswith(".json"):
        path += ".json"
    return path if path is not None and is_config(path) else None


# --- Packages ---------------------------------------------------------------------------------------------------------


def split_package(name: str) -> tuple[str, str]:
    """`@scope/pkg/a/b` as `("@scope/pkg", "a/b")`; a name that no package can have gives `("", "")`."""
    parts = name.split("/")
    count = 2 if name.startswith("@") else 1
    package = "/".join(parts[:count])
    return (package, "/".join(parts[count:])) if PACKAGE_NAME.fullmatch(package) else ("", "")


def find_package(name: str, directory: str, lookup: SymbolLookup) -> str | None:
    """The directory of the package that `name` means for files of `directory`, or None.

    Of several the one that holds `directory` (a package can import itself), the innermost first; then the one with
    the deepest common ancestor; of those as deep, the one that a `workspaces` above lists. A tie is no answer.
    """
    if not name:
        return None
    published = lookup.publishers("npm:" + name) or ()
    found = [package for path in published if _is_visible(package := posixpath.dirname(path), directory)]
    if not found:
        return None
    ranks = {package: (contains(package, directory), len(_common(package, directory))) for package in found}
    best = max(ranks.values())
    found = [package for package in found if ranks[package] == best]
    if len(found) > 1:
        found = _members("/".join(_common(found[0], directory)), found, lookup)
    return found[0] if len(found) == 1 else None


def _is_visible(package: str, directory: str) -> bool:
    parts = package.split("/")
    depth = max((i for i, part in enumerate(parts, 1) if part in _SECLUDED), default=0)
    return contains("/".join(parts[:depth]), directory)


def _common(first: str, second: str) -> list[str]:
    """The leading segments that two directories share."""
    pairs = zip(first.split("/"), second.split("/"), strict=False)
    return [a for a, _ in takewhile(lambda pair: pair[0] == pair[1] != "", pairs)]


def _members(directory: str, packages: list[str], lookup: SymbolLookup) -> list[str]:
    """Those of `packages` that the nearest `package.json` with `workspaces`, from `directory` up, lists."""
    for ancestor in ancestors(directory):
        globs = (read_config(posixpath.join(ancestor, "pnpm-workspace.yaml"), lookup) or {}).get("workspaces")
        globs = globs or (read_config(posixpath.join(ancestor, "package.json"), lookup) or {}).get("workspaces")
        if globs:
            start = len(ancestor) + 1 if ancestor else 0
            taken = [p for p in packages if any(_glob(g).fullmatch(p[start:]) for g in globs if g[0] != "!")]
            return [p for p in taken if not any(_glob(g[1:]).fullmatch(p[start:]) for g in globs if g[0] == "!")]
    return []


@lru_cache(maxsize=1024)
def _glob(pattern: str) -> re.Pattern[str]:
    """A workspace glob: `*` within a segment, `**` over segments; no braces. Too many stars fit nothing: costly."""
    parts = re.split(r"(\*\*/|\*\*|\*)", pattern.removeprefix("./").rstrip("/"))
    if len(parts) > 2 * MAX_STARS + 1:
        return re.compile(r"(?!)")
    return re.compile("".join(_STARS.get(part) or re.escape(part) for part in parts))


def best_pattern(patterns: Iterable[str], name: str) -> tuple[str, str] | None:
    """The pattern that fits `name`, and what its `*` stands for: an equal one, or the one with the longest prefix."""
    best: tuple[str, str] | None = None
    best_rank = (-1, -1)
    for pattern in patterns:
        if pattern == name:
            return pattern, ""
        prefix, star, suffix = pattern.partition("*")
        if not star or "*" in suffix or len(name) < len(prefix) + len(suffix):
            continue
        rank = (len(prefix), len(pattern))
        if rank > best_rank and name.startswith(prefix) and name.endswith(suffix):
            best, best_rank = (pattern, name[len(prefix) : len(name) - len(suffix)]), rank
    return best


# --- From bytes -------------------------------------------------------------------------------------------------------

_COMMENTS = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*\\?(?:"|\Z))|//[^\n\r]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
_TRAILING_COMMAS = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*\\?(?:"|\Z))|,(?=\s*[}\]])', re.DOTALL)


def _decode(source: bytes) -> str:
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        return source.decode("utf-16")
    return source.decode("utf-8-sig", "replace")


def _plain_json(text: str) -> str:
    """JSON with comments and trailing commas as JSON. Linear: every quote is part of a match, closed or not."""
    return _TRAILING_COMMAS.sub(r"\1", _COMMENTS.sub(lambda match: match[1] or " ", text))


def _yaml_packages(text: str) -> list[str]:
    """The list `packages` of a pnpm-workspace.yaml: texts with or without quotes, one a line or in brackets."""
    match = _PACKAGES.search(text) if not text.lstrip().startswith("{") else None
    if match is None:
        return []
    rows = [match[1]]
    if not match[1].strip() or match[1].lstrip().startswith("#"):
        rows = []
        for row in text[match.end() :].lstrip("\r\n").split("\n"):
            item = row.strip()
            if item and not item.startswith("#"):
                if not item.startswith("-"):
                    break
                rows.append(item[1:].strip())
    elif match[1].startswith("["):
        rows = text[match.start(1) :].partition("]")[0].split(",")
    found = (_YAML_TEXT.match(row.strip().lstrip("[").strip()) for row in rows)
    return [part for text in found if text is not None and (part := text[1] or text[2] or text[3])]


def _is_package(path: str) -> bool:
    return posixpath.basename(path) == "package.json"


def _strings(value: Any) -> list[str]:
    """A string, or a list of strings, as a list."""
    return [
        v for v in (value if isinstance(value, list) else [value]) if isinstance(v, str) and 0 < len(v) <= MAX_LENGTH
    ]


def _conditions(value: Any, depth: int = 0) -> Any:
    """`exports` or `imports` with nothing in them but strings, lists, objects and null, and not too deep."""
    if isinstance(value, dict) and depth < MAX_NESTING:
        return {key: _conditions(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list) and depth < MAX_NESTING:
        return [_conditions(item, depth + 1) for item in value]
    return value if isinstance(value, str) and len(value) <= MAX_LENGTH else None


def _package_fields(data: Any) -> Json:
    name, workspaces = data.get("name"), data.get("workspaces")
    kept: Json = {"name": name} if isinstance(name, str) and PACKAGE_NAME.fullmatch(name) else {}
    kept |= {field: data[field] for field in ENTRY_FIELDS if isinstance(data.get(field), str) and _strings(data[field])}
    kept |= {field: _conditions(data[field]) for field in ("exports", "imports") if data.get(field) is not None}
    if isinstance(workspaces, dict):
        workspaces = workspaces.get("packages")
    return kept | ({"workspaces": globs} if (globs := _strings(workspaces)) else {})


def _compiler_fields(data: Any) -> Json:
    options = data.get("compilerOptions")
    options = options if isinstance(options, dict) else {}
    kept: Json = {"extends": extended} if (extended := _strings(data.get("extends"))) else {}
    if _strings(options.get("baseUrl")):
        kept["baseUrl"] = _strings(options["baseUrl"])[0]
    if isinstance(options.get("paths"), dict):  # an empty one hides those of what is extended
        kept["paths"] = {key: _strings(value) for key, value in options["paths"].items()}
    if _strings(options.get("rootDirs")):
        kept["rootDirs"] = _strings(options["rootDirs"])
    references = data.get("references")
    projects = [r.get("path") for r in references if isinstance(r, dict)] if isinstance(references, list) else []
    return kept | ({"references": paths} if (paths := _strings(projects)) else {})
