"""The plan of a file's move: its new path, the imports of it and in it, and the proof that every edge is the same."""

from __future__ import annotations

import posixpath
import re

from omny.edit.atoms import fault_of
from omny.edit.confine import check_target
from omny.edit.overlay import overlay
from omny.edit.plan import Place, Plan, View, left_at, operation_of, refused
from omny.edit.rename import same_edges
from omny.edit.request import STALE, EditResult, Impact, Left, Move
from omny.edit.source import SourceFile
from omny.edit.specifiers import Specifier, module_name, relative_name, script_specifier, specifiers_of
from omny.edit.splice import Splice, spliced
from omny.edit.tree import FileEdit, missing_directories, read_beneath
from omny.errors import UsageError
from omny.extract.digest import content_hash
from omny.languages import language_named, language_of
from omny.resolve.lookup import ImportRules, SymbolLookup


class _Moved:
    """A lookup of the tree in which the file has its new path."""

    def __init__(self, view: View, old: str, new: str) -> None:
        self._state = view.state
        self._old = old
        self._new = new
        self._published = {path: self._names(path) for path in (old, new)}

    def _names(self, path: str) -> list[str]:
        language, surface = language_of(path), self._state.surface(self._old)
        return language.names(path, surface or {}) if language is not None else []

    def module(self, path: str) -> bool:
        return path == self._new or (path != self._old and self._state.exists(path))

    def values(self, path: str, key: str) -> list[str] | None:
        if path == self._old:
            return None
        return self._state.said(self._old if path == self._new else path, key)[1]

    def named(self, name: str) -> tuple[str, ...] | None:
        _, found = self._state.named(name)
        if found is None:
            return None
        paths = set(found) - {self._old}
        return tuple(sorted(paths | ({self._new} if name in self._published[self._new] else set())))


class _Now:
    """A lookup of the tree as it is."""

    def __init__(self, view: View) -> None:
        self._state = view.state

    def module(self, path: str) -> bool:
        return self._state.exists(path)

    def values(self, path: str, key: str) -> list[str] | None:
        return self._state.said(path, key)[1]

    def named(self, name: str) -> tuple[str, ...] | None:
        return self._state.named(name)[1]


class MovePlan:
    """The plan of one request."""

    def __init__(self, view: View, request: Move) -> None:
        self._view = view
        self._request = request
        self._old, self._new = request.path.removeprefix("./"), request.target.removeprefix("./")
        self._left: list[Left] = []

    def plan(self) -> Plan:
        """What is to be done. Raises UsageError where the request cannot be meant."""
        view, request, old, new = self._view, self._request, self._old, self._new
        source = view.editable(old)
        check_target(view.root, new, view.settings)
        if view.stale:
            return refused(request, STALE)
        if request.expect and request.expect != content_hash(source.raw):
            return refused(request, f"{STALE}: {old} has the hash {content_hash(source.raw)}, not {request.expect}")
        if _language(old) != _language(new):
            raise UsageError("move", "another language", path=new)
        if read_beneath(view.root, new, view.steps) is not None:
            raise UsageError("move", "there is such a file already", path=new)
        self._before: SymbolLookup = _Now(view)
        self._after: SymbolLookup = _Moved(view, old, new)
        edits = [FileEdit(old, source.raw, None), FileEdit(new, None, self._adapted(old), old)]
        for path in view.sources():
            if path != old and self._may_name(path):
                content = self._adapted(path)
                if content != view.source(path).raw:
                    view.editable(path)
                    edits.append(FileEdit(path, view.source(path).raw, content))
        if view.stale:
            return refused(request, STALE)
        return self._checked(tuple(edits))

    def _may_name(self, path: str) -> bool:
        """Whether the file has the words in it that the name of the module ends with."""
        stem = posixpath.basename(self._old).partition(".")[0]
        words = {stem}
        if stem in ("index", "__init__"):
            words.add(posixpath.basename(posixpath.dirname(self._old)) or ".")
        content = self._view.read(path)
        return any(re.search(rf"\b{re.escape(word)}\b".encode(), content) or word == "." for word in words)

    def _adapted(self, path: str) -> bytes:
        """The content of a file with its specifiers as they have to be."""
        source = self._view.source(path)
        rules = language_named(self._view.ledger[path].language).rules
        splices: dict[tuple[int, int], Splice] = {}
        imported: dict[tuple[int, int], list[Specifier]] = {}  # names by statement
        modules: dict[tuple[int, int], str] = {}  # what a `from` statement is to name, by the same
        for specifier in specifiers_of(source):
            if specifier.name:
                imported.setdefault(specifier.node.byte_range, []).append(specifier)
                continue
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
        return source.encoded(spliced(source.content, list(splices.values())))

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
            self._leave(source, specifier)
        return new

    def _home(self, path: str) -> str:
        """Where a file is afterwards."""
        return self._new if path == self._old else path

    def _splices(self, source: SourceFile, specifier: Specifier, new: str) -> list[Splice]:
        splices = [Splice((specifier.start, specifier.end), new.encode())]
        if specifier.node.type == "import_statement" and not specifier.alias and "." in specifier.text + new:
            splices += self._dotted(source, specifier, new)
        return splices

    def _named_anew(self, rules: ImportRules, spec: str, path: str, home: str, target: str, wanted: str) -> str:
        """A specifier for `wanted` in the file that is then `home`, in the manner of the one that meant `target`; ""
        where none does."""
        candidates: list[str] = []
        if path.endswith((".py", ".pyi", ".pyw")):
            if spec.startswith("."):
                candidates.append(relative_name(home, wanted))
            stem = target.rpartition(".")[0].removesuffix("/__init__")
            folder = "/".join(stem.split("/")[: -(spec.lstrip(".").count(".") + 1)])
            if not spec.startswith("."):
                candidates += [
                    module_name(wanted, root)
                    for root in dict.fromkeys((folder, "", "src", "lib"))
                    if not root or wanted.startswith(f"{root}/")
                ]
        elif spec.startswith("."):
            candidates.append(script_specifier(home, wanted, spec, target))
            candidates.append(script_specifier(home, wanted, wanted, wanted))
        for candidate in candidates:
            if candidate and rules.locate(candidate.replace(" ", "%20"), rules.vantage(home), self._after) == wanted:
                return candidate
        return ""

    def _statement(self, source: SourceFile, names: list[Specifier], module: str, rules: ImportRules) -> Splice | None:
        """`from package import names`, where `module` is what names the package then, and a name that is a module which
        is no longer there gets a statement of its own; None where none is."""
        path, home = source.path, self._home(source.path)
        package = rules.locate(names[0].text, rules.vantage(path), self._before)
        if package is None:
            return None
        staying, lines = [], []
        for name in names:
            written = source.content[name.start : name.end].decode("utf-8", "replace")
            target = rules.submodule(package, name.name, self._before)
            is_module = self._before.values(package, name.name) is None and target is not None
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
            if not above or not last or any(child.type == "comment" for child in name.node.children):
                self._leave(source, name)
                return None
            local = name.alias or name.name
            lines.append(f"from {above} import {last if last == local else f'{last} as {local}'}")
        if not lines:
            return None
        if staying:
            lines.insert(0, f"from {module} import {', '.join(staying)}")
        statement = names[0].node
        between = (source.line_end_near(statement.byte_range) + source.indent_at(statement.start_byte)).decode()
        return Splice(statement.byte_range, between.join(lines).encode())

    def _dotted(self, source: SourceFile, specifier: Specifier, new: str) -> list[Splice]:
        """The uses of `a.b` in a file that says `import a.b`."""
        found = []
        for match in re.finditer(rb"(?<![\w.])" + re.escape(specifier.text.encode()) + rb"(?!\w)", source.content):
            node = source.root.descendant_for_byte_range(*match.span())
            if node is not None and node.type == "attribute" and node.byte_range == match.span():
                found.append(Splice(match.span(), new.encode()))
        return found

    def _leave(self, source: SourceFile, specifier: Specifier) -> None:
        place = Place(source.path, specifier.start, "")
        self._left.append(left_at(self._view, place, "no way is known to name the module from here"))

    # ── the proof ──

    def _checked(self, edits: tuple[FileEdit, ...]) -> Plan:
        view, request, old, new = self._view, self._request, self._old, self._new
        for edit in edits:
            before = edit.like or edit.path
            if edit.after is not None and (fault := fault_of(view.source(before), SourceFile(edit.path, edit.after))):
                return refused(request, f"{edit.path}: {fault}", edits=edits)
        laid = overlay(view.repository, view.ledger, {edit.path: edit.after for edit in edits})

        def renamed(id_: str) -> str:
            return f"{new}::{id_[len(old) + 2 :]}" if id_.startswith(f"{old}::") else id_

        broken, wrong = same_edges(laid, renamed)
        wrong += [f"{each.source} would no longer reach {each.target} ({each.path}:{each.line})" for each in broken]
        if wrong:
            hint = f"adapt {self._left[0].path}:{self._left[0].line} by hand first" if self._left else ""
            return refused(request, f"the index would not be the same: {wrong[0]}", hint=hint, edits=edits)
        moved = {id_: renamed(id_) for id_ in sorted(laid.before) if renamed(id_) != id_}
        impact = Impact(created=laid.created, modified=laid.modified, deleted=laid.deleted, moved=moved)
        warnings = [f"{each.path}:{each.line} still names the old place: {each.text}" for each in self._left[:3]]
        result = EditResult(
            operation=operation_of(request), status="planned", impact=impact, left=self._left, warnings=warnings
        )
        made = tuple(missing_directories(view.root, new, view.steps))
        return Plan(result=result, edits=edits, made=made, told=f"move {old} to {new}")


def _root_of(path: str, spec: str) -> str:
    """The folder that an absolute import of Python would be read from to give that file; "" for all others. A module
    that is found from `src`, and was from the root, may not be there for who runs the program."""
    stem, _, ending = path.rpartition(".")
    names = "/".join(spec.split("."))
    stem = stem.removesuffix("/__init__")
    return stem.removesuffix(names) if ending.startswith("py") and not spec.startswith(".") else ""


def _language(path: str) -> str:
    language = language_of(path)
    return language.name if language is not None else ""
