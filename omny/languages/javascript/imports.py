"""Which file of the tree a JavaScript or TypeScript module specifier means.

    ./x  ../x        the file, or the directory                         (then the other `rootDirs`)
    /x               only through `paths` of a tsconfig
    fs  node:fs      nothing: Node's own; so is what has a scheme (`https:`, `npm:`, `virtual:`)
    x  @s/x  x/y     `paths`, `baseUrl` of the importer's tsconfig, then aliases of bundlers and frameworks, then the
                     package of that name in the tree
    #x               `paths`, then aliases, then `imports` of the nearest package.json

`?raw`, `?url`, `?inline`, `?worker` give something else than the module, so nothing; any other query is dropped, and
`loader!file` is not followed. What is not in the tree is None: nothing is guessed from a name that no rule knows.

A file `x` is looked for in a fixed order, and each miss is a key of the importer:

    TypeScript importer   x, x.ts .tsx .mts .cts .js .jsx .mjs .cjs .d.ts
    JavaScript importer   x, x.js .jsx .mjs .cjs .ts .tsx .mts .cts .d.ts .vue

A file that is written with its extension gets none added; `x.js` may also be the `x.ts`, `x.tsx` or `x.jsx` that it
is compiled from (TypeScript's substitution), which a TypeScript importer prefers to `x.js` itself. Declarations come
last, other than in TypeScript: next to `x.js` the `x.d.ts` only describes, and calls lead to what runs.

An entry of a package that is not in the tree is build output. Then its *source twin* is looked for: `dist`, `lib`,
`build`, `out`, `esm`, `cjs` ... give way to `src`, `source`, `lib`, `src/lib` or nothing, formats below it
(`dist/esm/x`) and in the name (`x.min.js`) are dropped, and the extension is free. Last, for the package itself,
`index` and `src/index`.

Sources: LOAD_AS_FILE, LOAD_AS_DIRECTORY ("Modules: CommonJS modules") and PACKAGE_RESOLVE, PACKAGE_IMPORTS_RESOLVE
("Modules: ECMAScript modules") of Node's manual; "Modules - Reference" of TypeScript's (moduleResolution `bundler`,
`node16`), `tryLoadModuleUsingOptionalResolutionSettings` of its moduleNameResolver. The preference for sources over
build output and the twins are ours.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from omny.languages.javascript.aliases import alias_names, alias_targets
from omny.languages.javascript.configs import (
    ENTRY_FIELDS,
    MAX_LENGTH,
    ancestors,
    best_pattern,
    compiler_options,
    contains,
    find_package,
    join,
    read_config,
    split_package,
)
from omny.languages.javascript.file_routes import list_route_names
from omny.languages.javascript.injection import FOUND_BY, find_injected
from omny.model.facts import Json
from omny.model.surfaces import Surface
from omny.resolve.lookup import NameEvaluator, SymbolLookup

BUILTIN_MODULES = frozenset(
    """
    _http_agent _http_client _http_common _http_incoming _http_outgoing _http_server _stream_duplex
    _stream_passthrough _stream_readable _stream_transform _stream_wrap _stream_writable _tls_common _tls_wrap
    assert assert/strict async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel
    dns dns/promises domain events fs fs/promises http http2 https inspector inspector/promises module net os path
    path/posix path/win32 perf_hooks process punycode querystring readline readline/promises repl stream
    stream/consumers stream/promises stream/web string_decoder sys timers timers/promises tls trace_events tty url
    util util/types v8 vm wasi worker_threads zlib
    """.split()  # noqa: SIM905
)
"""`module.builtinModules` of Node 20. Not what exists with `node:` only: without it `test` is a package."""

_TYPESCRIPT = (".ts", ".tsx", ".mts", ".cts")
_JAVASCRIPT = (".js", ".jsx", ".mjs", ".cjs")
_DECLARATIONS = (".d.ts", ".d.mts", ".d.cts")
_SHORT = (".ts", ".tsx", ".js", ".jsx", ".d.ts")
"""What TypeScript itself adds. Used where a tsconfig or a guess at a source twin leads: with `baseUrl`, every package
from outside of the tree is a miss there, and each miss is a key."""

_SHORT_WITH_COMPONENTS = (*_SHORT, ".vue")
"""What the tools of Vue add where an alias leads."""

_WRITTEN_AS = {  # an extension in the source: what it may be compiled from, the declaration of it
    ".js": ((".ts", ".tsx"), (".jsx", ".d.ts")),
    ".jsx": ((".tsx", ".ts"), (".d.ts",)),
    ".mjs": ((".mts",), (".d.mts",)),
    ".cjs": ((".cts",), (".d.cts",)),
    **dict.fromkeys((*_TYPESCRIPT, ".vue", ".astro"), ((), ())),
    ".svelte": ((), (".svelte.ts", ".svelte.js")),  # a module of runes
}
_ASSETS = frozenset(
    """
    .json .json5 .css .scss .sass .less .styl .svg .png .jpg .jpeg .gif .webp .avif .ico .bmp .mp3 .mp4 .webm .ogg .wav
    .woff .woff2 .ttf .otf .eot .pdf .txt .md .mdx .html .htm .xml .yaml .yml .toml .csv .tsv .wasm .node .graphql .gql
    .glsl .vert .frag .wgsl .proto .sql .map .zip .gz .bin .hbs .ejs .pug
    """.split()  # noqa: SIM905
)
"""Not code. Only a module that generates or wraps it is searched: `styles.css.ts`, `query.graphql.js`."""

_FORMATS = frozenset({"esm", "cjs", "es", "umd", "mjs", "node", "browser", "module", "commonjs", "modern", "types"})
_BUILD = frozenset({"dist", "lib", "build", "out", "output", "compiled", "typings", "esm", "cjs", "es", "umd"})
_SOURCES = ("src", "source", "lib")
_EXTENSION = re.compile(
    r"(?:[.-](?:esm|cjs|umd|es|mjs|min|common|module|prod|dev|production|development))*(?:\.d)?\.[mc]?[jt]sx?$"
)

_MAX_TARGETS = 64
"""Targets of one entry of `exports` that are tried; real ones have up to 12."""

_CONDITIONS = {"source": 0, "import": 1, "module": 1, "module-sync": 1, "node": 2, "require": 3, "default": 4}
_OTHER_CONDITION = 5  # development, production and what else there is
_LATE_CONDITIONS = {"browser": 6, "worker": 6, "react-native": 6, "deno": 6, "bun": 6, "types": 7}

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_OTHER_USE = re.compile(r"(?:^|&)(?:raw|url|inline|worker|sharedworker)(?:[=&]|$)")
_DIRECTORY_ONLY = re.compile(r"(?:^|/)(?:|\.|\.\.)$")  # `.`, `..`, `./x/`, `./x/..`


class JavaScriptImports:
    """`ImportRules` of JavaScript and TypeScript."""

    def names(self, path: str, surface: Surface) -> list[str]:
        """The ends of the file's path by which an alias finds it, and tokens of what it provides."""
        tokens = surface.get(FOUND_BY)
        names = [*alias_names(path), *list_route_names(path)]
        return names if tokens is None else sorted({*names, *(f"js!{token}" for token in tokens)})

    def vantage(self, importer: str) -> str:
        """The folder, and whether the importer is TypeScript."""
        return posixpath.join(posixpath.dirname(importer), "*.ts" if importer.endswith(_TYPESCRIPT) else "*")

    def locate(self, spec: str, importer: str, lookup: SymbolLookup) -> str | None:
        """The indexed file that `spec` names in `importer`, or None. Never raises; keys are asked in a fixed order."""
        name, _, query = spec.replace("%20", " ").partition("?")
        if not name or len(name) > MAX_LENGTH or name in BUILTIN_MODULES:
            return None
        if "!" in name or _OTHER_USE.search(query) or _SCHEME.match(name):
            return None
        return _Search(posixpath.dirname(importer), importer.endswith(_TYPESCRIPT), lookup).locate(name)

    def reexports(self, path: str, name: str, lookup: SymbolLookup) -> bool:
        return name != "default"  # ECMA-262, GetExportedNames: `export *` leaves the default out

    def submodule(self, path: str, name: str, lookup: SymbolLookup) -> str | None:
        return None

    def namespace(self, path: str, spec: str, evaluator: NameEvaluator) -> str | None:
        return None

    def find_arguments(self, path: str, head: str, evaluator: NameEvaluator) -> list[tuple[str, str]]:
        """What is injected."""
        return find_injected(evaluator, path, head[1:]) if head[0] == "!" else []


@dataclass(frozen=True, slots=True)
class _Search:
    """One question. Methods return the path of an indexed file or None."""

    directory: str  # of the importer
    typescript: bool  # whether the importer is TypeScript
    lookup: SymbolLookup

    def locate(self, name: str) -> str | None:
        if name.startswith(("./", "../")) or name in (".", ".."):
            return self.relative(name)
        found = self.follow_paths(name)
        if found is None and not name.startswith("/"):
            found = self.follow_alias(name)
        if found is not None or name.startswith("/"):
            return found
        return self.internal(name) if name.startswith("#") else self.package(name)

    def relative(self, name: str) -> str | None:
        path = join(self.directory, name)
        if path is None:
            return None
        is_directory = _DIRECTORY_ONLY.search(name) is not None
        found = self.directory_module(path) if is_directory else self.module(path)
        if found is not None or posixpath.splitext(path)[1] in _ASSETS:
            return found
        for options in compiler_options(self.directory, self.lookup):
            roots = [root for root in options.root_dirs if contains(root, path)]
            if not roots:
                continue
            own = max(roots, key=len)
            rest = path[len(own) :].lstrip("/")
            for root in options.root_dirs:
                if root != own and (found := self.module(posixpath.join(root, rest).rstrip("/"))) is not None:
                    return found
        return None

    # --- Files and directories ----------------------------------------------------------------------------------------

    def module(self, path: str, added: tuple[str, ...] | None = None) -> str | None:
        """The file, else the directory."""
        found = self.file(path, added) if path else None
        if found is not None or posixpath.splitext(path)[1] in _ASSETS or _is_closed(path):
            return found
        return self.directory_module(path, added)

    def file(self, path: str, added: tuple[str, ...] | None = None) -> str | None:
        """The file at `path`, with its extension changed or one added. `added` replaces the usual extensions."""
        stem, extension = posixpath.splitext(path)
        if extension in _ASSETS:
            return self.first(path + wrapper for wrapper in (".ts", ".tsx", ".js"))
        if extension in _WRITTEN_AS:
            sources, others = _WRITTEN_AS[extension]
            itself = ("", *sources) if not self.typescript else (*sources, "")
            return self.first(stem + other if other else path for other in (*itself, *others))
        if added is None:
            return self.first(path + extension for extension in ("", *self.extensions()))
        return self.first(path + extension for extension in added)

    def directory_module(self, path: str, added: tuple[str, ...] | None = None) -> str | None:
        """What the directory's package.json names, else its index (LOAD_AS_DIRECTORY; `exports` does not count)."""
        config = read_config(posixpath.join(path, "package.json"), self.lookup)
        found = self.entry(path, config) if config else None
        return self.index(path, added) if found is None else found

    def index(self, path: str, added: tuple[str, ...] | None = None) -> str | None:
        stem = posixpath.join(path, "index")
        return self.first(stem + extension for extension in added or self.extensions())

    def extensions(self) -> tuple[str, ...]:
        families = (_TYPESCRIPT, _JAVASCRIPT) if self.typescript else (_JAVASCRIPT, _TYPESCRIPT)
        return (
            (*families[0], *families[1], ".d.ts") if self.typescript else (*families[0], *families[1], ".d.ts", ".vue")
        )

    def short(self) -> tuple[str, ...]:
        return _SHORT if self.typescript else _SHORT_WITH_COMPONENTS

    def first(self, paths: Iterable[str]) -> str | None:
        return next((path for path in paths if self.lookup.module(path)), None)

    # --- Names that are no paths --------------------------------------------------------------------------------------

    def follow_paths(self, name: str) -> str | None:
        """`paths`, and where no pattern fits `baseUrl`. A pattern that fits and leads nowhere rules `baseUrl` out."""
        for options in compiler_options(self.directory, self.lookup):
            match = best_pattern(options.paths, name) if options.paths else None
            if match is not None and options.paths:
                targets = [join(options.paths_base, t.replace("*", match[1], 1)) for t in options.paths[match[0]]]
                added = self.short()
            elif options.base_url is not None and not name.startswith(("/", "#")):
                targets, added = [join(options.base_url, name)], _SHORT
            else:
                continue
            for target in targets:
                if target is not None and (found := self.module(target, added)) is not None:
                    return found
        return None

    def follow_alias(self, name: str) -> str | None:
        """What a bundler or a framework calls by that name; a name that it gives to itself is excluded."""
        for target in alias_targets(name, self.directory, self.lookup):
            if target.is_module:
                found = self.package(target.path) if target.path != name else None
            else:
                found = self.module(target.path, self.short())
            if found is not None:
                return found
        return None

    def internal(self, name: str) -> str | None:
        """PACKAGE_IMPORTS_RESOLVE: `imports` of the nearest package.json, of any kind."""
        for directory in ancestors(self.directory):
            config = read_config(posixpath.join(directory, "package.json"), self.lookup)
            if config is None:
                continue
            targets = package_targets(config.get("imports"), name)
            found = self.target(directory, [target for target in targets if target.startswith("./")])
            for target in targets:
                if found is None and not target.startswith((".", "/", "#")) and target not in BUILTIN_MODULES:
                    found = self.package(target)
            return found
        return None

    def package(self, name: str) -> str | None:
        """A package of the tree, the importer's own included: PACKAGE_RESOLVE without node_modules."""
        package, subpath = split_package(name)
        if not package or ".." in subpath.split("/"):
            return None
        directory = find_package(package, self.directory, self.lookup)
        if directory is None:
            return None
        config = read_config(posixpath.join(directory, "package.json"), self.lookup) or {}
        subpath = subpath.rstrip("/")
        if config.get("exports") is not None:
            targets = package_targets(config["exports"], "./" + subpath if subpath else ".")
            if not targets:
                return None  # not exported
            found = self.target(directory, [target for target in targets if target.startswith("./")])
        elif subpath:
            path = join(directory, "./" + subpath)
            return None if path is None else self.module(path) or self.twin(directory, path)
        else:
            found = self.entry(directory, config)
        if found is None and not subpath:
            found = self.index(directory) or self.index(posixpath.join(directory, "src"))
        return found

    def entry(self, directory: str, config: Json) -> str | None:
        return self.target(directory, [config[field] for field in ENTRY_FIELDS if field in config])

    def target(self, directory: str, targets: list[str]) -> str | None:
        """The first of a package's targets that is in the tree, else the first source twin, else a declaration."""
        located = (join(directory, target) for target in dict.fromkeys(targets))
        paths = [path for path in located if path is not None and contains(directory, path)]
        code = [path for path in paths if not path.endswith(_DECLARATIONS)]
        for path in code:
            found = self.file(path) if path else None
            if found is None and posixpath.splitext(path)[1] not in _ASSETS and not _is_closed(path):
                found = self.index(path)
            if found is not None:
                return found
        twins = (self.twin(directory, path) for path in paths)
        found = next((path for path in twins if path is not None), None)
        return found or self.first(path for path in paths if path.endswith(_DECLARATIONS))

    def twin(self, directory: str, path: str) -> str | None:
        """The source of a file that a build writes; None where the path does not look like one."""
        for stem in _twin_stems(path[len(directory) + 1 :] if directory else path):
            source = posixpath.join(directory, stem)
            found = self.first(source + extension for extension in _SHORT)
            if found is None and posixpath.basename(source) != "index":
                found = self.index(source, _SHORT)
            if found is not None:
                return found
        return None


def _is_closed(path: str) -> bool:
    """Whether the path carries an extension of code, so that nothing is added to it."""
    return posixpath.splitext(path)[1] in _WRITTEN_AS


def _twin_stems(path: str) -> Iterator[str]:
    """Where, without extension, the source of the build output `path` may be. Both relative to the package."""
    top, *rest = path.split("/")
    if top not in _BUILD:
        return
    while rest and rest[0] in _FORMATS:
        rest = rest[1:]
    stem = _EXTENSION.sub("", "/".join(rest)) or "index"
    if not rest or rest[0] not in _SOURCES:
        yield from (f"{source}/{stem}" for source in _SOURCES if source != top)
        yield f"src/lib/{stem}"  # `svelte-package` builds this folder
    yield stem


def package_targets(entries: Any, name: str) -> list[str]:
    """What `exports` (names are `.`, `./sub`) or `imports` (`#name`) give for a name, best first; none: not exported.

    A string or a list of conditions is the entry `.`. All conditions are taken, because which hold is not in the
    source, in this order: `source` and conditions with a scope (`@acme/source`), `import` and `module`, `node`,
    `require`, `default`, others, those of other platforms, `types`; as written where equal. `null` gives nothing.
    """
    if not isinstance(entries, dict) or not any(key.startswith((".", "#")) for key in entries):
        entries = {".": entries}
    folders = {key + "*": key for key in entries if key.endswith("/")}  # "./lib/": "./lib/", before Node 17
    match = best_pattern([*(key for key in entries if not key.endswith("/")), *folders], name)
    if match is None:
        return []
    key, star = match
    targets = _flat(entries[folders.get(key, key)])
    if key in folders:
        return [target + star for target in targets if target.endswith("/")]
    return list(dict.fromkeys(target.replace("*", star) for target in targets))[:_MAX_TARGETS]


def _flat(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [target for item in value for target in _flat(item)]
    if isinstance(value, dict):
        return [target for key in sorted(value, key=_condition_rank) for target in _flat(value[key])]
    return []


def _condition_rank(name: str) -> int:
    name = name.partition("@")[0] or "source"  # "types@>=5.0" is `types`, "@acme/source" is the author's own
    return _CONDITIONS.get(name, _LATE_CONDITIONS.get(name, _OTHER_CONDITION))


RULES = JavaScriptImports()
