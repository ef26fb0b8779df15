"""Why code of JavaScript or TypeScript may run although nothing in the index calls it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from types import MappingProxyType
from typing import Any

import msgspec

from omny.languages.facets.liveness import HOOKS, Candidate, FileText, Liveness, MadeUpNames
from omny.languages.javascript.frameworks import framework_reason
from omny.model.atoms import AtomType, is_class_like

_STATEMENT = (
    r"^\s*(?:export\s+)?(?:declare\s+)?(?:async\s+)?(?:function\b\s*\*?|(?:abstract\s+)?class\b)\s*{name}(?![\w$])"
)
_BINDING = (
    r"^\s*(?:export\s+)?(?:const|let|var)\s+{name}\s*(?::[^=]*)?=\s*"
    r"(?:async\b\s*)?(?:function\b|class\b|\(|<|[\w$]+\s*=>)"
)
"""First lines of a definition that its name alone can use. A function that is an argument is used where it stands."""

_EXPECTS_VALUE = re.compile(
    r"(?:[-(,\[=:>?&|+*/%!~<^.]|\b(?:return|typeof|await|yield|case|in|of|new|void|throw|delete|default|else))$"
)
"""Code after which a function is no statement, but a value."""

_MODULE_WORDS = frozenset(("import", "export", "require", "module"))
_DEPENDENCIES = ("dependencies", "devDependencies", "peerDependencies")


class ScriptLiveness(Liveness):
    """See `omny.languages.facets.liveness.Liveness`."""

    __slots__ = ()

    hooks = HOOKS | {
        "getServerSideProps", "getStaticProps", "getStaticPaths", "generateStaticParams", "generateMetadata",
        "componentDidCatch",
    }  # fmt: skip
    words = _MODULE_WORDS | {"default"}
    manifests = ("package.json",)
    framework_files = MappingProxyType({"next.config": "next", "nuxt.config": "nuxt"})

    def is_protocol(self, name: str, kind: str) -> bool:
        """Also the methods that bindings of compiled code look for, such as `__destroy__`."""
        return super().is_protocol(name, kind) or (name.startswith("__") and name.endswith("__"))

    def is_declaration(self, path: str) -> bool:
        """Declarations of TypeScript."""
        return path.endswith((".d.ts", ".d.mts", ".d.cts"))

    def owner(self, candidate: Candidate) -> str | None:
        """A class, or an object that is no atom: the name has parts that no enclosing atom explains."""
        inside = bool(candidate.parent_id) and candidate.parent_type != AtomType.MODULE
        expected = f"{candidate.parent_name}.{candidate.name}" if inside else candidate.name
        if candidate.type == AtomType.METHOD or candidate.qualified_name != expected:
            return candidate.qualified_name.rpartition(".")[0]
        return candidate.parent_id if is_class_like(candidate.parent_type) else None

    def is_private(self, candidate: Candidate, words: Collection[str]) -> bool:
        """By its `#`, or because its module does not export it."""
        is_member = bool(candidate.class_id) or self.owner(candidate) is not None
        return candidate.name.startswith("#") or (not candidate.is_exported and not is_member)

    def export_reason(self, candidate: Candidate) -> str:
        """Components are used in files of other languages."""
        if candidate.is_exported and candidate.path.endswith((".tsx", ".jsx")) and candidate.name[:1].isupper():
            return "a component: files that the index does not hold (.mdx) may use it"
        return ""

    def text_reason(self, candidate: Candidate, text: FileText, names: MadeUpNames, family: Collection[str]) -> str:
        """Default exports, plain scripts, and functions that are values where they stand."""
        if candidate.class_id or self.owner(candidate) is not None:
            return ""
        exports_default = "default" in text.words or "module" in text.words or candidate.name == "default"
        if candidate.is_exported and exports_default:
            return "what a module exports as its default goes by any name"
        is_top = candidate.parent_type == AtomType.MODULE
        is_script = not candidate.path.endswith((".ts", ".tsx", ".mjs", ".mts"))
        if is_top and is_script and _MODULE_WORDS.isdisjoint(text.words):
            return "the file is a plain script: pages and other scripts see its names"
        name = re.escape(candidate.name)
        is_statement = re.match(_STATEMENT.replace("{name}", name), text.line)
        if is_statement and not _EXPECTS_VALUE.search(text.before):
            return ""
        if re.match(_BINDING.replace("{name}", name), text.line):
            return ""
        return "it is a value where it stands, and may be used as one"

    def entry_reason(self, candidate: Candidate, depends_on: Callable[[str], bool]) -> str:
        """Route files and hooks."""
        return framework_reason(candidate.path, candidate.qualified_name, candidate.is_exported, depends_on)

    def word(self, name: str) -> str:
        """Without the `#` of a private member."""
        return name.lstrip("#")

    def code_before(self, rows: list[bytes]) -> bytes:
        """See `Liveness`; where code looks like a comment, part of it."""
        comment = False
        for row in reversed(rows):
            text = row.strip()
            if text.endswith(b"*/"):
                comment = True
            if comment:
                comment = b"/*" not in text
                continue
            text = text.partition(b"//")[0].rstrip()
            if text:
                return text
        return b""

    def is_published(self, contents: list[bytes]) -> bool | None:
        """Unless the package is marked as private."""
        content = contents[0]
        if not content:
            return None
        try:
            description = msgspec.json.decode(content)
        except msgspec.DecodeError:
            return True
        return not (isinstance(description, dict) and description.get("private") is True)

    def dependencies(self, content: bytes) -> frozenset[str]:
        """Of each kind."""
        try:
            description: Any = msgspec.json.decode(content or b"{}")
        except msgspec.DecodeError:
            return frozenset()
        parts = [description.get(key) for key in _DEPENDENCIES] if isinstance(description, dict) else []
        return frozenset(name for part in parts if isinstance(part, dict) for name in part)


LIVENESS = ScriptLiveness()
