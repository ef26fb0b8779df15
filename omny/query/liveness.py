"""Why an atom may be used although nobody is known to call it: the ways in which code is run by what is not its own.

Each reason is a sentence for whoever is about to delete something.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cached_property

from omny.model.atoms import AtomType
from omny.model.edges import EdgeType
from omny.query.index_snapshot import IndexSnapshot
from omny.query.text_occurrences import TextOccurrences

HARMLESS = frozenset(
    (
        "property", "staticmethod", "classmethod", "cached_property", "functools.cached_property", "cache", "lru_cache",
        "functools.cache", "functools.lru_cache", "wraps", "functools.wraps", "contextmanager", "asynccontextmanager",
        "contextlib.contextmanager", "contextlib.asynccontextmanager", "dataclass", "dataclasses.dataclass",
        "total_ordering", "functools.total_ordering", "override", "typing.override", "final", "typing.final",
        "typing.no_type_check", "abc.abstractmethod", "abstractmethod",
    )
)  # fmt: skip
"""Decorators that hand what they decorate to nobody else."""

HOOKS = frozenset(
    (
        "main", "setup", "teardown", "handler", "lambda_handler", "application", "load_ipython_extension", "upgrade",
        "downgrade", "install", "activate", "deactivate", "register", "plugin", "run", "ready", "configure",
        "getServerSideProps", "getStaticProps", "getStaticPaths", "generateStaticParams", "generateMetadata", "loader",
        "action", "middleware", "componentDidCatch",
    )
)  # fmt: skip
"""Names that tools and frameworks look for by themselves."""

BUILT_IN = frozenset(
    name
    for kind in (str, bytes, dict, list, set, int, float, complex, type, BaseException, memoryview)
    for name in dir(kind)
) | frozenset(
    (
        "read", "readline", "readlines", "readinto", "write", "writelines", "flush", "close", "fileno", "isatty",
        "seek", "seekable", "tell", "truncate", "readable", "writable", "detach", "closed", "name", "mode", "encoding",
        "errors", "tzname", "utcoffset", "dst", "fromutc", "emit", "filter", "format", "toJSON", "toString", "valueOf",
        "then", "catch", "finally", "next", "return", "throw", "render",
    )
)  # fmt: skip
"""Names by which built-in code calls whatever object it is given."""

_PLAIN_BASES = frozenset(("object",))
_RUN_BY_TESTS = re.compile(r"test|Test|setUp|tearDown|setup_|teardown_|pytest_|asyncSetUp|asyncTearDown|runTest")
_STATEMENT = (
    r"^\s*(?:export\s+)?(?:declare\s+)?(?:async\s+)?(?:function\b\s*\*?|(?:abstract\s+)?class\b)\s*{name}(?![\w$])"
)
_BINDING = (
    r"^\s*(?:export\s+)?(?:const|let|var)\s+{name}\s*(?::[^=]*)?=\s*"
    r"(?:async\b\s*)?(?:function\b|class\b|\(|<|[\w$]+\s*=>)"
)
"""First lines of what has its name and nothing else: a function that is passed where it stands is used there."""

_EXPECTS_VALUE = re.compile(
    r"(?:[-(,\[=:>?&|+*/%!~<^.]|\b(?:return|typeof|await|yield|case|in|of|new|void|throw|delete|default|else))$"
)
"""Code behind which a function is no statement, but a value."""

_MODULE_WORDS = frozenset(("import", "export", "require", "module"))

_SCOPE_WORDS = frozenset(("locals", "globals", "vars", "eval", "exec"))
"""Words of Python by which a file reaches its own names without writing them."""

WANTED_WORDS = (*_MODULE_WORDS, *_SCOPE_WORDS, "default")
"""What has to be known of the text of each file; `Mentions.words` tells it."""


class LivenessReasons:
    """The reasons, for the atoms of one state."""

    def __init__(self, whole: IndexSnapshot) -> None:
        self._whole = whole
        self._families: dict[str, list[str]] = {}  # by class, as are these:
        self._foreign: dict[str, str] = {}

    def is_root(self, number: int) -> bool:
        """Whether the atom is run without anybody's call: a module's body, `main`, what runners of tests look for, and
        what the language itself looks for in a module."""
        atom, detail = self._whole.atoms[number].atom, self._whole.details[number]
        return (
            atom.type == AtomType.MODULE
            or atom.function_name == "main"
            or (detail.is_test and _RUN_BY_TESTS.match(atom.function_name) is not None)
            or (self.is_protocol(number) and not detail.class_id)
        )

    def is_protocol(self, number: int) -> bool:
        """Whether the language calls the atom by its name, as part of using what it belongs to."""
        name = self._whole.atoms[number].atom.function_name
        return (name.startswith("__") and name.endswith("__")) or self._whole.details[number].kind == "constructor"

    def is_told(self, number: int) -> bool:
        """Whether the atom can be dead by itself: not part of a protocol, nor a declaration that does nothing."""
        atom, detail = self._whole.atoms[number].atom, self._whole.details[number]
        return (
            not self.is_protocol(number)
            and bool(atom.function_name.strip("_"))
            and detail.kind not in ("interface", "abstract", "signature")
            and not atom.file_path.endswith((".pyi", ".d.ts", ".d.mts", ".d.cts"))
        )

    def reason(self, number: int) -> str:
        """Why the atom may be used all the same, as far as the index tells; "" where nothing speaks for it."""
        atom, detail = self._whole.atoms[number].atom, self._whole.details[number]
        name = atom.function_name
        for decorator in detail.decorators:
            base = decorator.partition("(")[0]
            if base not in HARMLESS and not base.endswith((".setter", ".getter", ".deleter")):
                return f"decorated with {base}, which may hand it to others"
        if name in HOOKS:
            return f"tools look for something called {name}"
        if name.startswith("_") and name.endswith("_"):
            return "a name with underscores around it is called by convention"
        if atom.type == AtomType.CLASS and (foreign := self._foreign_bases(number)):
            return f"its base {foreign[0]} is not in the index, and may register it"
        if atom.type == AtomType.CLASS and self.bases.get(atom.id):
            return "a base class may register its subclasses"
        if self._owner(number) is not None:
            return self._member_reason(number)
        if detail.is_exported and atom.file_path.endswith((".tsx", ".jsx")) and name[:1].isupper():
            return "a component: files that the index does not hold (.mdx, .vue, .astro) may use it"
        return ""

    def text_reason(self, number: int, text: TextOccurrences) -> str:
        """Why it may be used, as far as the text of the files tells, apart from a mention of its name."""
        atom, detail = self._whole.atoms[number].atom, self._whole.details[number]
        if is_script(atom.file_path):
            return "" if self._owner(number) is not None else self._script_reason(number, text)
        family = self._family(detail.class_id) if detail.class_id else ()
        return _made_up(atom.function_name, text, {atom.file_path, *(each.partition("::")[0] for each in family)})

    def is_private(self, number: int, text: TextOccurrences) -> bool:
        """Whether nothing but its own file, or its own package, can be meant to use it, and only by its name.

        Methods are so only where the language hides them: of a `_method` a library may know that whatever it is given
        has it. Classes of tests are not: some are there to be defined, which is what is tested.
        """
        atom, detail = self._whole.atoms[number].atom, self._whole.details[number]
        name = atom.function_name
        if atom.type == AtomType.CLASS and detail.is_test:
            return False
        if is_script(atom.file_path):
            return name.startswith("#") or (not detail.is_exported and self._owner(number) is None)
        if detail.class_id:
            return name.startswith("__")
        if not _SCOPE_WORDS.isdisjoint(text.words.get(atom.file_path, ())):
            return False
        parent = self._whole.number.get(detail.parent)
        is_local = parent is not None and self._whole.atoms[parent].atom.type not in (AtomType.CLASS, AtomType.MODULE)
        return is_local or name.startswith("_")

    # ── methods ──

    @cached_property
    def bases(self) -> dict[str, list[str]]:
        """By class the bases of it that are in the tree."""
        found: dict[str, list[str]] = {}
        for edge in self._whole.edges:
            if edge.edge_type == EdgeType.INHERIT:
                found.setdefault(edge.source_id, []).append(edge.target_id)
        return found

    @cached_property
    def _subclasses(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for source, bases in self.bases.items():
            for base in bases:
                found.setdefault(base, []).append(source)
        return found

    def overridden(self, number: int) -> list[int]:
        """The methods of the tree that a method takes the place of, in the classes above its own."""
        detail = self._whole.details[number]
        if not detail.class_id:
            return []
        name = self._whole.atoms[number].atom.function_name
        ids = (f"{base}.{name}" for base in _closure(self.bases, detail.class_id) if base != detail.class_id)
        return [self._whole.number[id_] for id_ in ids if id_ in self._whole.number]

    def _member_reason(self, number: int) -> str:
        detail, name = self._whole.details[number], self._whole.atoms[number].atom.function_name
        if not detail.class_id:
            return "any user of its object may call it"
        if name in BUILT_IN:
            return f"built-in code calls {name} of its arguments"
        if foreign := self._foreign_of_family(detail.class_id):
            return f"the base {foreign} of its class is not in the index, and may call it"
        below = _closure(self._subclasses, detail.class_id)
        if any(f"{each}.{name}" in self._whole.number for each in below if each != detail.class_id):
            return "a subclass overrides it"
        return ""

    def _family(self, class_id: str) -> list[str]:
        """The classes that objects of this one, or of one below it, are made of."""
        if class_id not in self._families:
            below = _closure(self._subclasses, class_id)
            self._families[class_id] = sorted({base for each in below for base in _closure(self.bases, each)})
        return self._families[class_id]

    def _foreign_of_family(self, class_id: str) -> str:
        """The first base of those that is not in the tree, or ""."""
        if class_id not in self._foreign:
            found = (base for each in self._family(class_id) for base in self._foreign_bases(self._whole.number[each]))
            self._foreign[class_id] = next(found, "")
        return self._foreign[class_id]

    def _foreign_bases(self, number: int) -> list[str]:
        """The bases of a class that are not in the tree."""
        detail = self._whole.details[number]
        known = {
            base.rpartition("::")[2].rpartition(".")[2]
            for base in self.bases.get(self._whole.atoms[number].atom.id, ())
        }
        written = [base.partition("[")[0].partition("(")[0] for base in detail.bases]
        return [base for base in written if base.rpartition(".")[2] not in known and base not in _PLAIN_BASES]

    def _owner(self, number: int) -> str | None:
        """What a member belongs to: a class, or an object that is no atom; None for what stands by itself."""
        atom, detail = self._whole.atoms[number].atom, self._whole.details[number]
        if detail.class_id:
            return detail.class_id
        if is_script(atom.file_path):
            parent = self._whole.number.get(detail.parent)
            above = self._whole.details[parent].qualified_name if parent is not None else ""
            inside = parent is not None and self._whole.atoms[parent].atom.type != AtomType.MODULE
            qualified = detail.qualified_name.partition("~")[0]
            expected = f"{above}.{atom.function_name}" if inside else atom.function_name
            if atom.type == AtomType.METHOD or qualified != expected:
                return qualified.rpartition(".")[0]
            if parent is not None and self._whole.atoms[parent].atom.type == AtomType.CLASS:
                return self._whole.atoms[parent].atom.id
        return None

    # ── JavaScript and TypeScript ──

    def _script_reason(self, number: int, text: TextOccurrences) -> str:
        atom, detail = self._whole.atoms[number].atom, self._whole.details[number]
        words = text.words.get(atom.file_path, frozenset())
        is_top = self._whole.atoms[self._whole.number[detail.parent]].atom.type == AtomType.MODULE
        if detail.is_exported and ("default" in words or "module" in words or atom.function_name == "default"):
            return "what a module exports as its default goes by any name"
        if is_top and _MODULE_WORDS.isdisjoint(words) and not atom.file_path.endswith((".ts", ".tsx", ".mjs", ".mts")):
            return "the file is a plain script: pages and other scripts see its names"
        name, (line, before) = re.escape(atom.function_name), text.first_lines.get(atom.id, ("", ""))
        is_statement = re.match(_STATEMENT.replace("{name}", name), line) and not _EXPECTS_VALUE.search(before)
        if not is_statement and not re.match(_BINDING.replace("{name}", name), line):
            return "it is a value where it stands, and may be used as one"
        return ""


def is_script(path: str) -> bool:
    """Whether a file is JavaScript or TypeScript."""
    return path.endswith((".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts"))


def _made_up(name: str, text: TextOccurrences, paths: Collection[str]) -> str:
    """Whether the text makes up names that this may be one of, anywhere or, of any private name, in those files."""
    for at, character in enumerate(name):
        if character == "_" and 0 < at < len(name) - 1:
            if name[: at + 1].strip("_") and name[: at + 1] in text.beginnings:
                return f"names that begin with {name[: at + 1]} are made up somewhere"
            if name[at:] in text.ends:
                return f"names that end in {name[at:]} are made up somewhere"
    if name.startswith("_") and not text.makes_private.isdisjoint(paths):
        return "names that begin with an underscore are made up in its file, or in that of a related class"
    return ""


def _closure(near: dict[str, list[str]], start: str) -> list[str]:
    """What is reached from `start`, itself first."""
    found = {start: None}
    todo = [start]
    while todo:
        for other in near.get(todo.pop(), ()):
            if other not in found:
                found[other] = None
                todo.append(other)
    return list(found)
