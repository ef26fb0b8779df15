"""The new text of a file after a module has moved: its import statements, its specifiers, the attributes of packages.

Each new text is made in the manner of the old one, and taken only if the rules of import find the right module by it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from tree_sitter import Node

from omny.edit.modules import ModuleUses
from omny.edit.moved import Moved, Now
from omny.edit.plan import View, left_at
from omny.edit.request import Left
from omny.edit.source import SourceFile
from omny.edit.specifiers import Specifier, specifiers_of
from omny.edit.splice import Splice, spliced
from omny.edit.texts import split
from omny.extract.digest import key_hash
from omny.languages import language_named, language_of
from omny.languages.javascript.naming import relative_anew, relative_specifier, specifiers_like
from omny.languages.python.naming import PYTHON_ENDINGS, SOURCE_FOLDERS, module_name, relative_name
from omny.model.places import Place, WhyLeft
from omny.resolve.lookup import ImportRules, SymbolLookup


class Adapter:
    """Adapts files to the move of one. `left` are the places for which no way is known."""

    def __init__(self, view: View, old: str, new: str) -> None:
        self.left: list[Left] = []
        self.specifiers: set[tuple[str, int]] = set()  # path and byte of those that were looked at
        self._view = view
        self._old, self._new = old, new
        self._before: SymbolLookup = Now(view)
        self._after: SymbolLookup = Moved(view, old, new)
        self.uses = ModuleUses(view, old, self._before)

    def files(self) -> list[str]:
        """The other files that may name the module: those that have asked for it, and those with its name."""
        view = self._view
        asked = view.repository.dependants([key_hash(self._old, "")])
        words = self._words()
        pattern = re.compile(rb"(?<!\w)(?:" + b"|".join(re.escape(word.encode()) for word in words) + rb")(?!\w)")
        return [
            path
            for path in view.sources()
            if path != self._old and (path in asked or "." in words or pattern.search(view.read(path)))
        ]

    def _words(self) -> list[str]:
        """What a file has in it that names the module in any way."""
        stem = posixpath.basename(self._old).partition(".")[0]
        words = {stem, *self.uses.aliases()}
        if stem in ("index", "__init__"):
            words.add(posixpath.basename(posixpath.dirname(self._old)) or ".")
        return sorted(words)

    def adapted(self, path: str) -> bytes:
        """The content of a file as it has to be."""
        source = self._view.source(path)
        rules = self._rules(path)
        splices: dict[tuple[int, int], Splice] = {}
        imported: dict[tuple[int, int], list[Specifier]] = {}  # names by statement
        modules: dict[tuple[int, int], str] = {}  # what a `from` statement is to name, by the same
        for specifier in self._specifiers(source, path, self._before):
            if specifier.name:
                imported.setdefault(specifier.node.byte_range, []).append(specifier)
                continue
            self.specifiers.add((path, specifier.start))
            new = self._changed(source, specifier, rules)
            if specifier.node.type in ("relative_import", "dotted_name") and specifier.node.parent is not None:
                modules[specifier.node.parent.byte_range] = new or specifier.text
            for splice in self._splices(source, specifier, new) if new else ():
                splices[splice.span] = splice
        for span, names in imported.items():
            statement = self._statement(source, names, modules[span], rules)
            if statement is not None:
                splices = {at: each for at, each in splices.items() if not span[0] <= at[0] < span[1]}
                splices[span] = statement
        for splice in self._attributes(source, list(splices)):
            splices[splice.span] = splice
        return source.encoded(spliced(source.content, list(splices.values())))

    def modules_of(self, path: str, source: SourceFile, *, after: bool) -> dict[str, Specifier]:
        """The modules that a file imports, where they are afterwards: of what it says now, or of what it will say."""
        lookup, rules = self._after if after else self._before, self._rules(path)
        vantage = rules.vantage(self._home(path) if after else path)
        found: dict[str, Specifier] = {}
        for specifier in self._specifiers(source, self._home(path) if after else path, lookup):
            if not specifier.name and specifier.node.parent is not None and _has_names(specifier.node.parent):
                continue  # what counts of `from a import b` is b
            target = rules.locate(specifier.text.replace(" ", "%20"), vantage, lookup)
            if specifier.name:
                is_bound = target not in (None, source.path) and lookup.values(target or "", specifier.name) is not None
                inner = _inner(rules, specifier, target, vantage, lookup)
                target = target if is_bound or inner is None else inner
            if target is not None and not target.endswith("/"):
                found.setdefault(target if after else self._home(target), specifier)
        return found

    def circle(self, contents: Mapping[str, SourceFile]) -> str:
        """The `__init__` of a package that would import the module and be imported by it, where its old place kept the
        two from meeting; "" where there is none. `contents` are the files that change, by the path that they have."""
        if not self._old.endswith(PYTHON_ENDINGS) or not self.uses.package.endswith(PYTHON_ENDINGS):
            return ""
        folder = f"{posixpath.dirname(self.uses.package)}/"
        imports_it = {path for path, source in contents.items() if self._takes_names(path, source)}
        needed = self._needs(self._old, contents)
        if self._new.startswith(folder) or not any(path.startswith(folder) for path in needed):
            return ""
        left, seen = [self.uses.package], {self.uses.package}
        while left:
            path = left.pop()
            if path in imports_it:
                return self.uses.package
            further = {each for each in self._needs(path, contents) if each.startswith(folder)} - seen
            seen |= further
            left += sorted(further)
        return ""

    def _takes_names(self, path: str, source: SourceFile) -> bool:
        """Whether a file, as it will be, imports names from the module, which have to be there by then."""
        rules = self._rules(path)
        for specifier in specifiers_of(source):
            statement = specifier.node if specifier.name else specifier.node.parent
            if statement is None or statement.type != "import_from_statement" or _is_late(statement):
                continue
            if rules.locate(specifier.text, rules.vantage(self._home(path)), self._after) == self._new:
                return True
        return False

    def _needs(self, path: str, contents: Mapping[str, SourceFile]) -> set[str]:
        """What a file imports as soon as it is imported."""
        source = contents.get(path) or self._view.source(path)
        found = self.modules_of(path, source, after=path in contents)
        return {target for target, specifier in found.items() if not _is_late(specifier.node)}

    def leave(self, source: SourceFile, start: int, why: WhyLeft = WhyLeft.NO_SPECIFIER) -> None:
        """Notes a place that has to be adapted by hand."""
        self.left.append(left_at(self._view, Place(source.path, start, ""), why))

    # ── specifiers ──

    def _specifiers(self, source: SourceFile, home: str, lookup: SymbolLookup) -> Iterator[Specifier]:
        """All that a file names modules by; of strings that go on, only the name of the module."""
        rules = self._rules(source.path if source.path in self._view.ledger else self._old)
        vantage = rules.vantage(home)
        for specifier in specifiers_of(source):
            if not specifier.goes_on:
                yield specifier
            elif found := split(specifier.text, lambda name: rules.locate(name, vantage, lookup)):
                yield specifier._replace(text=found.module, end=specifier.start + len(found.module.encode()))

    def _rules(self, path: str) -> ImportRules:
        return language_named(self._view.ledger[path].language).rules

    def _home(self, path: str) -> str:
        """Where a file is afterwards."""
        return self._new if path == self._old else path

    def _changed(self, source: SourceFile, specifier: Specifier, rules: ImportRules) -> str:
        """What a specifier has to be; "" where it may stay."""
        path = source.path
        spec = specifier.text.replace(" ", "%20")
        target = rules.locate(spec, rules.vantage(path), self._before)
        if target is None or target.endswith("/"):
            return ""
        home, wanted = self._home(path), self._home(target)
        is_found = rules.locate(spec, rules.vantage(home), self._after) == wanted
        if is_found and _root_of(target, spec) == _root_of(wanted, spec):
            return ""
        new = self._named_anew(rules, specifier.text, path, home, target, wanted)
        if not new and not is_found:
            self.leave(source, specifier.start)
        return new

    def _splices(self, source: SourceFile, specifier: Specifier, new: str) -> list[Splice]:
        """The new specifier; of `import a.b` also what the file says of `a.b`, and the import of `a` where more of it
        is used."""
        plain = specifier.node.type == "import_statement" and not specifier.alias
        if not plain or "." not in specifier.text + new:
            return [Splice((specifier.start, specifier.end), specifier.written(new).encode())]
        uses = self._dotted(source, specifier, new)
        package = specifier.text.rpartition(".")[0]
        if package and not new.startswith(f"{package}.") and self._is_used(source, package, uses):
            new = f"{new}, {package}"
        return [Splice((specifier.start, specifier.end), new.encode()), *uses]

    def _dotted(self, source: SourceFile, specifier: Specifier, new: str) -> list[Splice]:
        """The uses of `a.b` in a file that says `import a.b`."""
        found = []
        for match in re.finditer(rb"(?<![\w.])" + re.escape(specifier.text.encode()) + rb"(?!\w)", source.content):
            node = source.root.descendant_for_byte_range(*match.span())
            if node is not None and node.type in ("attribute", "identifier") and node.byte_range == match.span():
                found.append(Splice(match.span(), new.encode()))
        return found

    def _is_used(self, source: SourceFile, package: str, besides: list[Splice]) -> bool:
        """Whether an expression speaks of the package, apart from these uses of a module in it."""
        starts = {splice.span[0] for splice in besides}
        for match in re.finditer(rb"(?<![\w.])" + re.escape(package.encode()) + rb"(?!\w)", source.content):
            node = source.root.descendant_for_byte_range(*match.span())
            if node is not None and node.type in ("attribute", "identifier") and match.start() not in starts:
                above = node.parent
                if above is None or above.type not in ("dotted_name", "relative_import"):
                    return True
        return False

    def _named_anew(self, rules: ImportRules, spec: str, path: str, home: str, target: str, wanted: str) -> str:
        """A specifier for `wanted` in the file that is then `home`, in the manner of the one that meant `target`; ""
        where none does."""
        is_python = path.endswith(PYTHON_ENDINGS)
        candidates = self._python_names(spec, path, target) if is_python else self._script_names(spec, home, target)
        for candidate in candidates:
            if candidate and rules.locate(candidate.replace(" ", "%20"), rules.vantage(home), self._after) == wanted:
                return candidate
        return ""

    def _python_names(self, spec: str, path: str, target: str) -> list[str]:
        """Relative, as long as that stays in a package, or from the folder that the module was named from."""
        home, wanted = self._home(path), self._home(target)
        stem = target.rpartition(".")[0].removesuffix("/__init__")
        folder = "/".join(stem.split("/")[: -(spec.count(".") + 1)])
        if spec.startswith("."):
            name, folder = relative_name(home, wanted), ""
            base, was = _base(name, home), _base(spec, path)
            if base == was or any(self._after.module(f"{base}/__init__{ending}") for ending in (".py", ".pyi")):
                return [name]
        roots = dict.fromkeys((folder, "", *SOURCE_FOLDERS))
        return [module_name(wanted, root) for root in roots if not root or wanted.startswith(f"{root}/")]

    def _script_names(self, spec: str, home: str, target: str) -> list[str]:
        wanted = self._home(target)
        if spec.startswith("."):
            return [relative_specifier(home, wanted, spec, target), *relative_anew(home, wanted)]
        name = "/".join(spec.split("/")[: 2 if spec.startswith("@") else 1])
        is_package = self._before.named(f"npm:{name}") != ()
        return [*specifiers_like(spec, target, wanted), *([] if is_package else relative_anew(home, wanted))]

    # ── names from packages ──

    def _statement(self, source: SourceFile, names: list[Specifier], module: str, rules: ImportRules) -> Splice | None:
        """`from package import names`, where `module` is what names the package then, and a name that is a module which
        is no longer there gets a statement of its own; None where none is."""
        path, home = source.path, self._home(source.path)
        package = rules.locate(names[0].text, rules.vantage(path), self._before)
        staying, lines = [], []
        for name in names:
            written = source.content[name.start : name.end].decode("utf-8", "replace")
            target = _inner(rules, name, package, rules.vantage(path), self._before)
            # A name that the package binds itself stays with it; its own `from . import name` is what binds it.
            is_module = package in (None, path) or self._before.values(package, name.name) is None
            if not is_module or target is None or target.endswith("/"):
                staying.append(written)
                continue
            whole = f"{module}{'' if module.endswith('.') else '.'}{name.name}"
            wanted = self._home(target)
            if rules.locate(whole, rules.vantage(home), self._after) == wanted:
                staying.append(written)
                continue
            new = self._named_anew(rules, whole, path, home, target, wanted)
            above, dot, last = new.rpartition(".")
            above += "" if above.strip(".") else dot
            if not last or any(child.type == "comment" for child in name.node.children):
                self.leave(source, name.start)
                return None
            local = name.alias or name.name
            named = last if last == local else f"{last} as {local}"
            lines.append(f"from {above} import {named}" if above else f"import {named}")
        if not lines:
            return None
        if staying:
            lines.insert(0, f"from {module} import {', '.join(staying)}")
        statement = names[0].node
        between = (source.line_end_near(statement.byte_range) + source.indent_at(statement.start_byte)).decode()
        if not source.begins_line(statement.start_byte):
            between = "; "
        return Splice(statement.byte_range, between.join(lines).encode())

    # ── attributes ──

    def _attributes(self, source: SourceFile, taken: list[tuple[int, int]]) -> list[Splice]:
        """`package.module` in expressions, as the module is called there afterwards."""
        uses, found = self.uses, []
        folder = posixpath.dirname(uses.package)
        name = module_name(self._new, folder) if self._new.startswith(f"{folder}/") else ""
        for attribute in uses.attributes(source):
            if any(start <= attribute.start < end for start, end in taken):
                continue
            if name and attribute.is_sure:
                found.append(Splice((attribute.start, attribute.end), name.encode()))
            else:
                self.leave(source, attribute.start, WhyLeft.PACKAGE_ATTRIBUTE)
        for start in uses.listed(source):
            self.leave(source, start, WhyLeft.LISTED)
        return found


def _inner(rules: ImportRules, name: Specifier, package: str | None, vantage: str, lookup: SymbolLookup) -> str | None:
    """The module that a name of `from package import name` is; a package without a file is found by the name only."""
    if package is not None:
        return rules.submodule(package, name.name, lookup)
    return rules.locate(f"{name.text}{'' if name.text.endswith('.') else '.'}{name.name}", vantage, lookup)


def _base(spec: str, path: str) -> str:
    """The folder that the dots of a relative import mean."""
    folder = posixpath.dirname(path)
    for _ in range(len(spec) - len(spec.lstrip(".")) - 1):
        folder = posixpath.dirname(folder)
    return folder


def _is_late(node: Node | None) -> bool:
    """Whether an import stands in a function."""
    while node is not None and node.type not in ("function_definition", "lambda"):
        node = node.parent
    return node is not None


def _has_names(statement: Node) -> bool:
    return statement.type == "import_from_statement" and bool(statement.children_by_field_name("name"))


def _root_of(path: str, spec: str) -> str:
    """The folder that an absolute import of Python would be read from to give that file; "" for all others. A module
    that is found from `src`, and was from the root, may not be there for who runs the program."""
    stem, _, ending = path.rpartition(".")
    names = "/".join(spec.split("."))
    stem = stem.removesuffix("/__init__")
    return stem.removesuffix(names) if ending.startswith("py") and not spec.startswith(".") else ""


def language_name(path: str) -> str:
    """The language of a file, or ""."""
    language = language_of(path)
    return language.name if language is not None else ""
