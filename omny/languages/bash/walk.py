"""What no table can say of a shell: each command is a call or no call by its name, and functions have no scopes."""

from __future__ import annotations

import re
from functools import cached_property

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.generic_walk import GenericWalk
from omny.extract.scopes import Scope
from omny.extract.tables import read_shapes
from omny.languages.bash.sources import find_folders, find_path
from omny.model.edges import EdgeType

_READS = frozenset((".", "source"))
_RUNS = frozenset(("coproc", "eval", "time"))  # run the command that follows in this shell
_OPTIONS = {"complete": "-F", "compgen": "-F", "mapfile": "-C", "readarray": "-C"}  # take a function by that option
_TEXTS = ("string", "raw_string")

_NAME = re.compile(r"[\w:+,/-][\w:.+,@/-]*")
_HANDLER = re.compile(r"(?:^|[;&|{(\n])\s*([A-Za-z_][\w:.+-]*)")
_DIRECTIVE = re.compile(r"#\s*shellcheck\s.*?\bsource=(\S+)\s*$")
_LOOP = re.compile(rb"(\bfor[ \t]+\w+)([ \t]+)do\b")
_HEREDOC = re.compile(rb"(<<-?[ \t]*(?:'\w+'|\"\w+\"|\\?\w+))([ \t]*)(;)([ \t]*)(\n?)")


class BashWalk(GenericWalk):
    """See `GenericWalk`."""

    SHAPES = read_shapes(__package__)
    USES = {}  # noqa: RUF012

    @classmethod
    def plainer(cls, source: bytes) -> bytes:
        """What the grammar does not read as what it reads: `;` after the beginning of a here-document as `|`, the mark
        of a here-string, which can stand after `> file`, as spaces, and `for x do` as `for x;do`."""
        source = _HEREDOC.sub(_write_pipe, source.replace(b"<<<", b"   "))
        return _LOOP.sub(lambda found: found[1] + b";" + found[2][1:] + b"do", source)

    @staticmethod
    def misleads(source: bytes) -> bool:
        """If it has one such: the grammar may take `EOF;` for the end mark."""
        return _HEREDOC.search(source) is not None

    def home_scope(self, scope: Scope, *, is_private: bool = False) -> Scope:
        """The whole file: a function is known everywhere once it is defined."""
        return self.tree.module

    def open_invoke(self, bracket: Bracket) -> None:
        """A command: a call, a file that is read, or a builtin that takes functions."""
        if bracket.node.type == "declaration_command":
            self._hand_on(bracket.node.named_children)
            return
        named = bracket.node.child_by_field_name("name")
        first = named.named_child(0) if named is not None and named.named_child_count else None
        if first is None:
            return
        arguments = bracket.node.children_by_field_name("argument")
        name = self._literal(first).lstrip("\\")
        if name in _READS or (name == "load" and self._has_test_blocks):
            self._read_file(bracket.node, arguments)
        elif name == "trap":
            self._take_handler(arguments)
        elif name in _RUNS or (name == "run" and self._has_test_blocks):
            self._use_first(arguments)
        else:
            self._use(name, EdgeType.CALL, first)
            self._take_functions(name, arguments)

    @cached_property
    def _has_test_blocks(self) -> bool:
        """Whether the file is one of Bats, where `run` calls a function and `load` reads a file."""
        return b"@test" in self.source

    @cached_property
    def _folders(self) -> dict[str, str]:
        return find_folders(self.source.decode("utf-8", "replace"))

    def _literal(self, node: Node) -> str:
        """The text of an argument without expansions; "" for any other."""
        text = self.text(node)
        if node.type in _TEXTS:
            text = text[1:-1]
        return text if node.type in ("word", *_TEXTS) and "$" not in text and "`" not in text else ""

    def _use(self, name: str, kind: EdgeType, at: Node) -> None:
        if _NAME.fullmatch(name):
            self.refer(name, kind, at)

    def _use_first(self, arguments: list[Node]) -> None:
        command = next((each for each in arguments if not self.text(each).startswith("-")), None)
        if command is not None:
            self._use(self._literal(command), EdgeType.CALL, command)

    def _read_file(self, node: Node, arguments: list[Node]) -> None:
        path = find_path(self.text(arguments[0]), self._folders) if arguments else None
        if path is None:
            path = self._directive_before(node)
        if path is not None:
            self.surface.setdefault("*", []).append(path)

    def _directive_before(self, node: Node) -> str | None:
        """The path that a comment for shellcheck states in the line before."""
        rows = self.source[: node.start_byte].decode("utf-8", "replace").rsplit("\n", 2)
        found = _DIRECTIVE.search(rows[-2]) if len(rows) > 1 else None
        return None if found is None or found[1].startswith("/") else found[1]

    def _take_handler(self, arguments: list[Node]) -> None:
        """The functions that a handler of `trap` begins its commands with."""
        handler = arguments[0] if len(arguments) > 1 else None
        if handler is not None and handler.type in ("word", *_TEXTS):
            text = self.text(handler)
            for name in _HANDLER.findall(text[1:-1] if handler.type in _TEXTS else text):
                self._use(name, EdgeType.CALLBACK, handler)

    def _take_functions(self, command: str, arguments: list[Node]) -> None:
        texts = [self._literal(each) for each in arguments]
        if command in _OPTIONS and _OPTIONS[command] in texts:
            taken = arguments[texts.index(_OPTIONS[command]) + 1 :][:1]
        elif command == "add-zsh-hook":
            taken = arguments[1:2]
        else:
            return
        for each in taken:
            self._use(self._literal(each), EdgeType.CALLBACK, each)

    def _hand_on(self, arguments: list[Node]) -> None:
        """The functions of `export -f` and its like."""
        if arguments and re.match(r"-\w*f", self.text(arguments[0])):
            for each in arguments[1:]:
                self._use(self.text(each), EdgeType.CALLBACK, each)

    def _fill_surface(self) -> None:
        """See `Walk`. A file is no part of a program."""
        super()._fill_surface()
        for key in [key for key in self.surface if key.startswith("::")]:
            del self.surface[key]


def _write_pipe(found: re.Match[bytes]) -> bytes:
    before, space, _, after, end = found.groups()
    if end or space:
        return before + space + (b" " if end else b"|") + after + end
    return before + (b" |" + after[1:] if after else b"|")


WALK = BashWalk
