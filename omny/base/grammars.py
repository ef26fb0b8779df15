"""The installed grammars of languages that are only defined: which packages they come from, and how one is loaded.

A language has one fixed order of packages, so that an index never depends on which of them was installed first:

    wheel    the grammar's own package, in the one minor version that the row names
    pack     `tree-sitter-language-pack`
    bundle   `tree-sitter-languages`, which has wheels for Python 3.11 and 3.12 only

No code of a package is run: its extension is loaded by its file. Looked for is only where packages are installed, never
in the current folder, which may be the tree that is indexed.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

from omny.base import plugins
from omny.base.errors import LanguageError

PACK = ("tree_sitter_language_pack", "0.13.0")
BUNDLE = ("tree_sitter_languages", "1.10.2")
"""The two collections: folder and version. Both are pinned, since a grammar decides the content of an index."""

BUNDLE_ENDS = (3, 13)
"""The first Python that the bundle has no wheel for."""

_INFO = ".dist-info"


class Source(NamedTuple):
    """An installed grammar."""

    package: str  # as people write it
    version: str
    file: str  # the extension or library that holds it
    symbol: str  # the function that gives it


def find_source(wheel: str, pack: str, bundle: str) -> Source | None:
    """The first installed source of a grammar; None: there is none. Loads nothing.

    `wheel` is "PACKAGE VERSION", with the beginning of the version. The name of the function and that of the package's
    folder can follow. The others are the names that the two collections give the grammar. Each is "" where the language
    has no such source.
    """
    if wheel:
        package, version, *others = wheel.split(" ")
        function = others[0] if others else "language"
        module = others[1] if len(others) > 1 else package.replace("-", "_")
        folder, found = list_installed().get(package.replace("-", "_"), ("", ""))
        if found.startswith(f"{version}."):
            for name in _list_folder(os.path.join(folder, module)):
                if name.startswith("_binding.") and name.endswith((".so", ".pyd")):
                    return Source(package, found, os.path.join(folder, module, name), function)
    if pack and (folder := _find_pinned(*PACK)):
        bindings = os.path.join(folder, "bindings")
        for name in (f"{pack}.abi3.so", f"{pack}.pyd"):
            if name in _list_folder(bindings):
                return Source("tree-sitter-language-pack", PACK[1], os.path.join(bindings, name), "language")
    if bundle and (folder := _find_pinned(*BUNDLE)):
        for name in ("languages.so", "languages.dll", "languages.dylib"):
            if name in _list_folder(folder):
                return Source("tree-sitter-languages", BUNDLE[1], os.path.join(folder, name), f"tree_sitter_{bundle}")
    return None


def load_grammar(source: Source, language: str) -> object:
    """The grammar as a capsule that tree-sitter takes. Raises LanguageError where it cannot be loaded or is not of an
    age that this tree-sitter reads."""
    from tree_sitter import LANGUAGE_VERSION, MIN_COMPATIBLE_LANGUAGE_VERSION
    from tree_sitter import Language as Grammar

    try:
        capsule = _load_library(source) if source.symbol.startswith("tree_sitter_") else _load_extension(source)
    except (AttributeError, ImportError, OSError) as error:
        raise LanguageError("load language", f"{source.package} {source.version}: {error}", path=language) from error
    try:
        Grammar(capsule)
    except ValueError as error:
        reads = f"this tree-sitter reads those of ABI {MIN_COMPATIBLE_LANGUAGE_VERSION} to {LANGUAGE_VERSION}"
        reason = f"the grammar of {source.package} {source.version} is refused ({error}): {reads}"
        raise LanguageError("load language", reason, path=language) from error
    return capsule


def forget() -> None:
    """Forgets which packages are installed, so that the next question looks again."""
    list_installed.cache_clear()
    _list_folder.cache_clear()


def _load_extension(source: Source) -> object:
    from importlib.machinery import ExtensionFileLoader, ModuleSpec

    name = os.path.basename(source.file).partition(".")[0]
    loader = ExtensionFileLoader(name, source.file)
    module = loader.create_module(ModuleSpec(name, loader, origin=source.file))
    loader.exec_module(module)
    grammar: object = getattr(module, source.symbol)()
    return _make_capsule(grammar) if isinstance(grammar, int) else grammar


def _load_library(source: Source) -> object:
    import ctypes

    function = getattr(ctypes.CDLL(source.file), source.symbol)
    function.restype = ctypes.c_void_p
    return _make_capsule(function())


def _make_capsule(address: int) -> object:
    """The address of a grammar in the form that wheels give it since 2024."""
    import ctypes

    new = ctypes.pythonapi.PyCapsule_New
    new.restype, new.argtypes = ctypes.py_object, (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
    capsule: object = new(address, b"tree_sitter.Language", None)
    return capsule


def _find_pinned(package: str, version: str) -> str:
    """The folder of a package in exactly that version, or ""."""
    folder, found = list_installed().get(package, ("", ""))
    return os.path.join(folder, package) if found == version else ""


@cache
def list_installed() -> dict[str, tuple[str, str]]:
    """The installed packages of grammars by the names of their folders: where each is, and its version."""
    found: dict[str, tuple[str, str]] = {}
    for folder in plugins.installation_folders():
        for name in _list_folder(folder):
            if name.startswith("tree_sitter_") and name.endswith(_INFO):
                package, _, version = name.removesuffix(_INFO).partition("-")
                found.setdefault(package, (folder, version))
    return found


@cache
def _list_folder(folder: str) -> frozenset[str]:
    try:
        return frozenset(each.name for each in Path(folder).iterdir())
    except OSError:
        return frozenset()


def can_install_bundle() -> bool:
    """Whether there is a wheel of the bundle for this Python."""
    return sys.version_info < BUNDLE_ENDS
