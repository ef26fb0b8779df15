"""How Rust finds modules: each is a file, which another file declares, up to the root of a crate.

A specifier is `self`, `super`, `super.super`, `crate` or the name of another crate, with the modules below it after
dots: `crate.shop.cart`. `self/FILE` is the file of a module by its attribute `path`.

Sources: "Modules", "Paths" and "Extern crates" of the Rust Reference; "Package Layout" of the Cargo Book.
"""

from __future__ import annotations

from posixpath import basename, dirname, join, normpath

from omny.languages.units import UnitImports
from omny.resolve.lookup import NameEvaluator, SymbolLookup

PACKAGE, LIBRARY, DEPENDS, SHARED = "package", "library", "depends", "shared"  # keys of the surface of a Cargo.toml
MANIFEST = "Cargo.toml"
MAX_MODULES = 64  # above a file, and folders

_ROOTS = frozenset(("lib.rs", "main.rs", "build.rs"))
_OF_FOLDERS = frozenset(("lib.rs", "main.rs", "mod.rs"))
_TARGETS = frozenset(("bin", "tests", "benches", "examples"))


def write_dependency(key: str, package: str, folder: str, *, is_shared: bool) -> str:
    """The line of a surface that stands for a dependency: its key, its package if renamed, its folder."""
    return "\t".join((key, package, folder, "shared" if is_shared else ""))


class RustImports(UnitImports):
    """See `omny.resolve.lookup.UnitRules`."""

    def space(self, path: str, mark: str) -> str:
        """The folder of the package, by the usual layout: types get members within their package."""
        at = f"/{path}".rfind("/src/")
        return f"rs={path[: max(0, at - 1)] if at >= 0 else dirname(path)}"

    def vantage(self, importer: str) -> str:
        """The file: `self` means itself."""
        return importer

    def find_unbound(self, path: str, head: str, evaluator: NameEvaluator) -> str | None:
        """Another crate."""
        return head if head.isidentifier() and evaluator.locate(head, path) is not None else None

    def locate(self, spec: str, importer: str, lookup: SymbolLookup) -> str | None:
        """The file of a module."""
        if spec.startswith("self/"):
            path = normpath(join(dirname(importer), spec[5:]))
            return path if lookup.module(path) else None
        parts = spec.split(".")
        base: str | None = importer
        if parts[0] == "crate":
            base = _find_root(importer, lookup)
        elif parts[0] == "super":
            while base is not None and parts and parts[0] == "super":
                base = _find_parent(base, lookup)
                parts.pop(0)
            parts.insert(0, "")
        elif parts[0] != "self":
            base = _find_crate(parts[0], importer, lookup)
        return _find_below(base, parts[1:], lookup) if base is not None else None


def _find_below(path: str, parts: list[str], lookup: SymbolLookup) -> str | None:
    """The file of a module below that of a file. A module that stands inside a file is only a folder on the way."""
    if not parts:
        return path
    folder, stem = dirname(path), basename(path).removesuffix(".rs")
    homes = [folder] if basename(path) in _OF_FOLDERS else [join(folder, stem), folder]
    for home in homes:
        place = join(home, *parts)
        for found in (f"{place}.rs", join(place, "mod.rs")):
            if lookup.module(found):
                return found
    return None


def _find_parent(path: str, lookup: SymbolLookup) -> str | None:
    """The file of the module that declares the file: one that says so before one that only could."""
    if _is_root(path, lookup):
        return None
    folder, name = dirname(path), basename(path).removesuffix(".rs")
    if name == "mod":
        folder, name = dirname(folder), basename(folder)
    above = [f"{folder}.rs"] if folder else []
    candidates = [join(folder, "mod.rs"), *above, join(folder, "lib.rs"), join(folder, "main.rs")]
    known = [each for each in candidates if each != path and lookup.module(each)]
    declared = [each for each in known if f"^self.{name}" in (lookup.values(each, name) or ())]
    return next(iter(declared or known), None)


def _find_outer(path: str, lookup: SymbolLookup) -> str | None:
    """The file above that holds the module which declares the file: that module stands inside it."""
    folder = dirname(path)
    for _ in range(MAX_MODULES):
        if _is_root(path, lookup) or not folder or lookup.values(join(folder, MANIFEST), PACKAGE) is not None:
            return None
        folder = dirname(folder)
        for name in ("mod.rs", "lib.rs", "main.rs"):
            if lookup.module(join(folder, name)):
                return join(folder, name)
    return None


def _find_root(path: str, lookup: SymbolLookup) -> str:
    for _ in range(MAX_MODULES):
        parent = _find_parent(path, lookup) or _find_outer(path, lookup)
        if parent is None:
            break
        path = parent
    return path


def _is_root(path: str, lookup: SymbolLookup) -> bool:
    if basename(path) in _ROOTS:
        return True
    folder = dirname(path)
    if basename(folder) not in _TARGETS or basename(path) == "mod.rs":
        return False
    home = dirname(folder)
    home = dirname(home) if basename(folder) == "bin" else home
    return lookup.values(join(home, MANIFEST), PACKAGE) is not None


def _find_package(path: str, lookup: SymbolLookup) -> str | None:
    """The folder of the package that a file belongs to."""
    folder = path
    for _ in range(MAX_MODULES):
        folder = dirname(folder)
        if lookup.values(join(folder, MANIFEST), PACKAGE) is not None:
            return folder
        if not folder:
            break
    return None


def _find_crate(name: str, importer: str, lookup: SymbolLookup) -> str | None:
    """The root of the library that code names so: that of the own package, or of one that the manifest names."""
    home = _find_package(importer, lookup)
    if home is None:
        return None
    if _library_name(home, lookup) == name:
        return _library_root(home, lookup)
    for line in lookup.values(join(home, MANIFEST), DEPENDS) or ():
        key, package, folder, is_shared = line.split("\t")
        base = home
        if is_shared:
            found = _find_shared(home, key, lookup)
            if found is None:
                continue
            base, package, folder = found
        place = normpath(join(base, folder))
        place = "" if place == "." else place
        if place.startswith("..") or not folder:
            continue
        known = key.replace("-", "_") if package else _library_name(place, lookup)
        if known == name:
            return _library_root(place, lookup)
    return None


def _find_shared(home: str, key: str, lookup: SymbolLookup) -> tuple[str, str, str] | None:
    """The folder of the workspace around a package, and the package and the folder of a dependency there."""
    for _ in range(MAX_MODULES):
        shared = lookup.values(join(home, MANIFEST), SHARED)
        if shared is not None:
            for line in shared:
                name, package, folder, _is_shared = line.split("\t")
                if name == key:
                    return home, package, folder
            return None
        if not home:
            break
        home = dirname(home)
    return None


def _library_name(home: str, lookup: SymbolLookup) -> str:
    manifest = join(home, MANIFEST)
    library = lookup.values(manifest, LIBRARY)
    if library and library[0]:
        return library[0]
    package = lookup.values(manifest, PACKAGE)
    return package[0].replace("-", "_") if package else ""


def _library_root(home: str, lookup: SymbolLookup) -> str | None:
    library = lookup.values(join(home, MANIFEST), LIBRARY)
    path = normpath(join(home, library[1] if library and library[1] else "src/lib.rs"))
    return path if lookup.module(path) else None


RULES = RustImports()
