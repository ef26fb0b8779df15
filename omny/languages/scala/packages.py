"""The packages and imports of a Scala file."""

from __future__ import annotations

import re

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.scopes import Scope
from omny.languages.scala.imports import CLAUSES
from omny.languages.scala.names import ScalaNames
from omny.languages.scala.spelling import encode
from omny.model.surfaces import UNIT

_IMPORT = re.compile(r"\s*([^{}*]+?)\s*(?:\.\s*(?:\{([^}]*)\}|([_*]|given\b.*)))?\s*$", re.DOTALL)
_RENAME = re.compile(r"\s*(?:=>|\bas\b)\s*")


class ScalaPackages(ScalaNames):
    """The part of `ScalaWalk` that knows packages and imports."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.prefixes: dict[str, str] = {}  # of what stands at the top, where a file has several packages
        self.stars: list[tuple[Scope, str]] = []  # packages and objects that blocks import whole

    def open_unit(self, bracket: Bracket) -> None:
        """A package clause: of the rest of the file, or of a block."""
        name = bracket.find("unit.name")
        if name is None:
            return
        body = bracket.node.child_by_field_name("body")
        text = "".join(self.text(name).split()).replace("`", "")
        outer = self.prefix
        self.prefix = f"{outer}.{text}" if outer and self.scope is self.file else text
        if outer and self.prefix != text:
            self.surface.setdefault("*", []).insert(0, outer)
        clauses = self.surface.setdefault(CLAUSES, [])
        clauses.insert(0, self.prefix)
        marks = self.surface.setdefault(UNIT, [])
        parts = self.prefix.split(".")
        marks += [each for end in range(len(parts)) if (each := ".".join(parts[: end + 1])) not in marks]
        if body is None:
            self.file.inside = f"{self.prefix}/"
        else:
            self.file.inside = self.scope.inside = f"{self.prefix}/"

    def full_name(self, qualname: str) -> str:
        """See `ScopedWalk`."""
        prefix = self.prefixes.get(qualname.partition(".")[0], self.prefix)
        return f"{prefix}.{qualname}" if prefix else qualname

    def open_import(self, bracket: Bracket) -> None:
        """Imports of names, with or without others, and of all names of a package or an object."""
        text = self.node_signature(bracket.node).removeprefix("import").replace("`", "")
        for clause in re.split(r",(?![^{]*\})", text):
            found = _IMPORT.match(clause)
            if found is None:
                continue
            path = [part.strip() for part in found[1].split(".")]
            if found[3]:
                if found[3] in "_*":
                    self._import_all(path)
            elif found[2] is None:
                name, *alias = _RENAME.split(path[-1])
                self._import(path[:-1], name, alias[-1] if alias else name)
            else:
                for selector in found[2].split(","):
                    name, *alias = _RENAME.split(selector.strip())
                    if name in ("_", "*"):
                        self._import_all(path)
                    elif name and not name.startswith("given"):
                        self._import(path, name, alias[-1] if alias else name)

    def _is_local(self) -> bool:
        """Whether an import is that of a block, and not of the file."""
        return self.scope is not self.file and self.scope not in self.receivers

    def _import(self, path: list[str], name: str, alias: str) -> None:
        chain = " ".join(encode(each) for each in (*path, name))
        alias = encode(alias)
        if alias == "_" or not path:
            return
        if self._is_local():
            self.bind_chain(self.scope, alias, self._from_root(chain), self.scope)
            self.tree.imports.add((self.scope, alias))
            return
        known = [str(each) for each in self.tree.module.names.get(alias, [])]
        if alias in self._imported and any(each.endswith(f"::{chain}") for each in known):
            return
        self.bind_import(alias, self._from_file(chain, alias))
        names = self.surface.setdefault("import", [])
        if alias not in names:
            names.append(alias)

    def _import_all(self, path: list[str]) -> None:
        chain = " ".join(encode(each) for each in path)
        if self._is_local():
            self.stars.append((self.scope, self._from_root(chain)))
        elif (star := self._from_file(chain, "")) not in (known := self.surface.setdefault("*", [])):
            known.append(star)

    def _from_root(self, chain: str) -> str:
        return f"^{chain[7:]}" if chain.startswith("_root_ ") else chain

    def _from_file(self, chain: str, alias: str) -> str:
        """The chain as the file means it there: of what it takes in whole only what stands above counts."""
        if chain.startswith("_root_ "):
            return f"^{chain[7:]}"
        first = chain.partition(" ")[0]
        mark = "!" if first == alias else ""
        prefix = f"{self.prefix}/" if self.prefix else ""
        return f".{prefix}#{len(self.surface.get('*', ()))}{mark}::{chain}"
