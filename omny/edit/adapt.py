"""The new text of a file after a module has moved: its import statements, its specifiers, the attributes of packages.

The languages say where a file names modules, and how it could name others. Each new text is made in the manner of the
old one, and taken only if the rules of import find the right module by it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from posixpath import dirname, relpath

from tree_sitter import Node

from omny.base.errors import SourceError
from omny.base.paths import read_source
from omny.edit.moved import Moved
from omny.edit.plan import View, left_place
from omny.edit.request import Left
from omny.edit.source import SourceFile
from omny.extract.digest import key_hash
from omny.extract.scopes import Scope
from omny.languages import own_languages
from omny.languages.facets.refactor import Imports, MovedModule, Specifier, TextLiteral
from omny.languages.facets.source import SourceText
from omny.model.places import Place, Splice, WhyLeft, describe, splice
from omny.model.surfaces import is_configuration
from omny.pipeline.tree_state import file_names
from omny.references.facets import find_imports
from omny.references.tree import Now
from omny.resolve.lookup import ImportRules, SymbolLookup
from omny.resolve.values import Value

MAX_TOLD = 200  # places whose text names the module; more are not read by anybody

_RUNNERS = ("Makefile", "Procfile")
"""Files at the root, of no language, that may name what is run."""


class Adapter:
    """Adapts files to the move of one file. `left` lists the places that no specifier was found for. It is the
    `omny.languages.facets.refactor.Move` that languages ask."""

    def __init__(self, view: View, imports: Imports, old: str, new: str) -> None:
        """`imports` are those of the language of the file that moves."""
        self.left: list[Left] = []
        self.old, self.new = old, new
        self.before: SymbolLookup = Now(view)
        self.after: SymbolLookup = Moved(view, old, new)
        self._specifiers: set[tuple[str, int]] = set()  # path and byte of those that were looked at
        self._view = view
        self._imports = imports
        self._module: MovedModule = imports.moved_module(self)

    def files(self) -> list[str]:
        """The other files that may name the module: files that depend on it, and files with its name."""
        view = self._view
        asked = view.repository.dependants([key_hash(self.old, "")])
        words = sorted(self._module.words())
        pattern = re.compile(rb"(?<!\w)(?:" + b"|".join(re.escape(word.encode()) for word in words) + rb")(?!\w)")
        found = [
            path
            for path in view.sources()
            if path != self.old and (path in asked or "." in words or pattern.search(view.read(path)))
        ]
        for path in found:
            if path in asked and find_imports(path) is None:
                self.left.append(left_place(view, Place(path, 0, ""), WhyLeft.UNSUPPORTED))
        return [path for path in found if find_imports(path) is not None]

    def adapt_file(self, path: str) -> bytes:
        """The content of a file after the move."""
        source, imports = self._view.source(path), self._find_imports(path)
        splices: dict[tuple[int, int], Splice] = {}
        imported: dict[tuple[int, int], list[Specifier]] = {}  # names by statement
        modules: dict[tuple[int, int], str] = {}  # the module that a statement is to name, by the same
        for specifier in self._find_specifiers(source, path, self.before):
            if specifier.name and specifier.statement is not None:
                imported.setdefault(specifier.statement, []).append(specifier)
                continue
            self._specifiers.add((path, specifier.start))
            new = self._new_specifier(source, specifier)
            if specifier.statement is not None:
                modules[specifier.statement] = new or specifier.text
            for each in imports.rewrite(source, specifier, new) if new else ():
                splices[each.span] = each
        for span, names in imported.items():
            statement = self._statement(source, names, modules[span])
            if statement is not None:
                splices = {at: each for at, each in splices.items() if not span[0] <= at[0] < span[1]}
                splices[span] = statement
        for each in self._module.adapt(source, list(splices)):
            splices[each.span] = each
        return source.encode(splice(source.content, list(splices.values())))

    def circle(self, contents: Mapping[str, SourceFile]) -> str:
        """A file that would import the module while the module imports it, if that would fail; "" without one.
        `contents` are the files that change, by the path that they have."""
        return self._module.circle(contents)

    # ── what languages ask ──

    def home(self, path: str) -> str:
        """Where a file is afterwards."""
        return self.new if path == self.old else path

    def rules(self, path: str) -> ImportRules:
        """The import rules of an indexed file."""
        return self._view.rules(path)

    def source(self, path: str) -> SourceFile:
        """An indexed file as it is."""
        return self._view.source(path)

    def texts(self, source: SourceText) -> Iterator[TextLiteral]:
        """The string literals of a file, in order."""
        return self._find_imports(source.path).texts(source)

    def values(self, source: SourceText, scope: Scope, chain: str) -> set[Value]:
        """The values of a chain in a scope, before the move."""
        return set(self._view.values(source, scope, chain)[0])

    def modules(self, path: str, source: SourceText, *, after: bool) -> dict[str, Specifier]:
        """The modules that a file imports, by their paths after the move. `after` says which tree is asked."""
        lookup, rules = self.after if after else self.before, self.rules(path)
        home = self.home(path) if after else path
        vantage = rules.vantage(home)
        found: dict[str, Specifier] = {}
        for specifier in self._find_specifiers(source, home, lookup):
            if specifier.has_names:
                continue
            target = rules.locate(_in_chain(specifier.text), vantage, lookup)
            if specifier.name:
                is_bound = target not in (None, source.path) and lookup.values(target or "", specifier.name) is not None
                inner = self._inner(path, specifier, target, vantage, lookup)
                target = target if is_bound or inner is None else inner
            if target is not None and not target.endswith("/"):
                found.setdefault(target if after else self.home(target), specifier)
        return found

    def published_names(self, path: str) -> list[str]:
        """The names by which an indexed file is found from anywhere."""
        view = self._view
        surface = view.surface(path) if path in view.ledger else None
        return [] if surface is None else list(file_names(path, view.ledger[path].language, surface))

    def configuration_lines(self) -> list[str]:
        """The lines of configuration files that name the module."""
        return [place.text for place in self._configuration_places]

    def leave(self, source: SourceText, start: int, why: WhyLeft = WhyLeft.NO_SPECIFIER) -> None:
        """Notes a place that has to be adapted by hand."""
        self.left.append(left_place(self._view, Place(source.path, start, ""), why))

    # ── specifiers ──

    def _find_imports(self, path: str) -> Imports:
        return find_imports(path) or self._imports

    def _find_specifiers(self, source: SourceText, home: str, lookup: SymbolLookup) -> Iterator[Specifier]:
        rules = self.rules(source.path if source.path in self._view.ledger else self.old)
        vantage = rules.vantage(home)
        return self._find_imports(source.path).specifiers(source, lambda spec: rules.locate(spec, vantage, lookup))

    def _inner(self, path: str, name: Specifier, module: str | None, vantage: str, lookup: SymbolLookup) -> str | None:
        """The module that an imported name stands for. A package without a file is found by the name only."""
        if module is not None:
            return self.rules(path).submodule(module, name.name, lookup)
        spec = self._find_imports(path).submodule(name.text, name.name)
        return self.rules(path).locate(spec, vantage, lookup)

    def _new_specifier(self, source: SourceFile, specifier: Specifier) -> str:
        """The new specifier; "" where the present one can stay."""
        path, rules, imports = source.path, self.rules(source.path), self._find_imports(source.path)
        spec = _in_chain(specifier.text)
        target = rules.locate(spec, rules.vantage(path), self.before)
        if target is None or target.endswith("/"):
            return ""
        home, wanted = self.home(path), self.home(target)
        is_found = rules.locate(spec, rules.vantage(home), self.after) == wanted
        if is_found and imports.origin(target, spec) == imports.origin(wanted, spec):
            return ""
        new = self._candidate(path, specifier.text, target)
        if not new and not is_found:
            self.leave(source, specifier.start)
        return new

    def _candidate(self, path: str, spec: str, target: str) -> str:
        """A specifier for `target` after the move, in the manner of `spec`; "" where no candidate leads there."""
        rules, wanted = self.rules(path), self.home(target)
        vantage = rules.vantage(self.home(path))
        for candidate in self._find_imports(path).candidates(self, spec, path, target):
            if candidate and rules.locate(_in_chain(candidate), vantage, self.after) == wanted:
                return candidate
        return ""

    def _statement(self, source: SourceFile, names: list[Specifier], module: str) -> Splice | None:
        """The statement that imports `names`, from `module` after the move. A name that stands for a moved module is
        imported from its new place. None where no name does."""
        path, rules, imports = source.path, self.rules(source.path), self._find_imports(source.path)
        vantage = rules.vantage(path)
        package = rules.locate(names[0].text, vantage, self.before)
        staying: list[str] = []
        moved: list[tuple[Specifier, str]] = []
        for name in names:
            target = self._inner(path, name, package, vantage, self.before)
            spec = imports.submodule(module, name.name)
            # A name that the package binds itself stays with it; its own import of the name is what binds it.
            is_module = package in (None, path) or self.before.values(package or "", name.name) is None
            if not is_module or target is None or target.endswith("/") or self._is_found(path, spec, target):
                staying.append(source.content[name.start : name.end].decode("utf-8", "replace"))
                continue
            new = self._candidate(path, spec, target)
            if not new:
                self.leave(source, name.start)
                return None
            moved.append((name, new))
        if not moved:
            return None
        node: Node = names[0].node
        specifiers = [(new, name.alias or name.name) for name, new in moved]
        statement = imports.rewrite_names(source, node, module, staying, specifiers)
        if statement is None:
            self.leave(source, moved[0][0].start)
        return statement

    def _is_found(self, path: str, spec: str, target: str) -> bool:
        """Whether a specifier leads to `target` after the move."""
        rules = self.rules(path)
        return rules.locate(spec, rules.vantage(self.home(path)), self.after) == self.home(target)

    # ── texts ──

    def places_in_texts(self, paths: Collection[str]) -> list[Left]:
        """Strings and configuration files that name the module. Whether they mean it is not certain. Adapted specifiers
        are left out."""
        found: list[Left] = []
        pattern = self._module.text_pattern()
        for path in paths:
            if len(found) < MAX_TOLD and pattern.search(self._view.read(path)):
                source = self._view.source(path)
                for literal in self.texts(source):
                    if (path, literal.start) in self._specifiers:
                        continue
                    if (why := self._module.classify_literal(source, literal)) is not None:
                        found.append(left_place(self._view, Place(path, literal.node.start_byte, ""), why))
        return [*found, *self._configuration_places][:MAX_TOLD]

    @cached_property
    def _configuration_places(self) -> list[Left]:
        """The places where configuration files name the module."""
        view, found = self._view, list[Left]()
        configs = [path for path, row in view.ledger.items() if row.is_indexed and is_configuration(row.language)]
        for path in sorted({*configs, *_RUNNERS, *_project_files(), *self._imports.project_files}):
            try:
                content = read_source(view.root, path, view.settings.max_file_bytes)[0]
            except SourceError:
                continue
            names = self._module.names_in_configuration(relpath(self.old, dirname(path) or "."))
            pattern = re.compile(rf"(?<![\w/.-])(?:\./)?(?:{'|'.join(map(re.escape, names))})(?![\w-])".encode())
            for row, line in enumerate(content.splitlines(), 1):
                if match := pattern.search(line):
                    why, text = WhyLeft.CONFIGURATION, line.decode("utf-8", "replace").strip()[:200]
                    found.append(Left(path, row, match.start(), describe(why), text, why))
        return found


def _project_files() -> set[str]:
    """Files at the root that may name what is run, of all languages."""
    imports = (language.refactor.imports for language in own_languages())
    return {name for each in imports if each is not None for name in each.project_files}


def _in_chain(spec: str) -> str:
    """A specifier as a chain has it."""
    return spec.replace(" ", "%20")
