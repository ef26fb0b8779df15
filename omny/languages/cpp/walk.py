"""What no table can say of C++: functions of classes written elsewhere, constructors, tests, and calls by arguments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import quote

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.generic_walk import CONSTRUCTOR_NAME
from omny.extract.redaction import without_tokens
from omny.extract.scopes import Scope, Value, join
from omny.languages.c.declarators import Declared, list_parameters, read_declarator
from omny.languages.c.masks import CASE
from omny.languages.cpp.names import CppNames
from omny.languages.cpp.spelling import CASTS, MAKERS, POINTER_CASTS, SAME, split_name
from omny.languages.overloads import ANY
from omny.model.edges import EdgeType
from omny.resolve.declarations import defined_key

_MARKS = "*%[("
_TESTS = frozenset(("TEST", "TEST_F", "TEST_P", "TYPED_TEST", "TYPED_TEST_P", "BENCHMARK_F", "BENCHMARK_DEFINE_F"))
_CASES = frozenset(("BOOST_AUTO_TEST_CASE", "BENCHMARK_CASE"))
_NO_WORD = re.compile(r"\W+")
_LISTS = ("argument_list", "initializer_list")
_PLAIN = re.compile(r"(?:size|ssize|ptrdiff|time|off|u?int\d*|u?intptr|wchar|clock)_t$|u?int\d+$|string$")


class CppWalk(CppNames):
    """See `GenericWalk`."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._owners: dict[int, str] = {}  # of definitions that stand elsewhere, by where their names begin
        self._named: dict[int, str] = {}  # names of definitions that are no node of their own
        self._tests: dict[int, str] = {}  # the macros that make tests, by where the names of these begin
        self._parameters: list[tuple[Draft, list[str], tuple[str, str, str]]] = []
        self._defaults: dict[tuple[str, str, str], list[str]] = {}

    # Definitions

    def parameter_key(self, parameters: Node | None) -> str:
        """See `CWalk`."""
        return ",".join([word.rstrip("=") for word in self.types.parameter_words(parameters)])

    def definition_name(self, node: Node) -> str:
        """See `GenericWalk`."""
        known = self._named.get(node.start_byte)
        if known is not None:
            return known
        parts = split_name(self.text(node))
        return parts[-1] if parts else ""

    def bound_name(self, name: str, bracket: Bracket) -> str:
        """See `GenericWalk`. The name of a template is that of its first form."""
        found = bracket.find("name")
        if found is not None and found.type == "template_type":
            return f"{name}<>"
        return CONSTRUCTOR_NAME if bracket.kind == "define.constructor" else name

    def owner_name(self, on: Node) -> str:
        """See `ScopedWalk`."""
        return self._owners.get(on.start_byte, "")

    def open_define(self, bracket: Bracket) -> None:
        """See `GenericWalk`. A function that is deleted is never called."""
        if bracket.kind == "define.function" and self._is_left_out(bracket.node):
            self.open_block(bracket.end)
        else:
            super().open_define(bracket)

    def _is_left_out(self, node: Node) -> bool:
        """Whether a function is deleted, or the copying of an object that the compiler writes."""
        for child in node.named_children:
            if child.type == "delete_method_clause":
                return True
            if child.type == "default_method_clause":
                return len(list_parameters(self._find_parameters(node))) == 1
        return False

    def _find_parameters(self, node: Node) -> Node | None:
        found = read_declarator(node.child_by_field_name("declarator"))
        return found.parameters if found is not None else None

    def open_type(self, bracket: Bracket) -> None:
        """See `CWalk`. A type of a class can stand outside of that."""
        name = bracket.find("name")
        if name is not None and name.type == "qualified_identifier":
            owner = ".".join(split_name(self.text(name))[:-1])
            if owner:
                self.scope = self.open_members(self.level(self.scope), owner, bracket.end)
                self.see_members(self.scope, self.scope.qualname)
        super().open_type(bracket)

    def fill_roles(self, bracket: Bracket, found: Declared, node: Node) -> None:
        """See `CWalk`. Functions of classes, constructors, and tests of the usual libraries."""
        super().fill_roles(bracket, found, node)
        for child in found.function.named_children if found.function is not None else ():
            if child.type == "trailing_return_type" and child.named_child_count:
                bracket.put("returns", [child.named_children[0]])
        if (case := CASE.match(self.source, node.start_byte)) is not None:
            self._fill_case(bracket, found, case)
            return
        parts = split_name(self.text(found.name))
        if bracket.find("returns") is None and self._is_test(bracket, found, parts[-1] if parts else ""):
            return
        if len(parts) > 1:
            self._owners[found.name.start_byte] = ".".join(parts[:-1])
            bracket.put("on", [found.name])
        owner = parts[-2] if len(parts) > 1 else self.type_around(self.scope).partition("~")[0].rpartition(".")[2]
        if parts and parts[-1] == owner and bracket.find("returns") is None:
            bracket.kind = "define.constructor"

    def _fill_case(self, bracket: Bracket, found: Declared, case: re.Match[bytes]) -> None:
        """A test that a text names: `TEST_CASE_METHOD(Fixture, "adds") { ... }` is a method of the fixture."""
        last = self._find_last_name(found.name)
        self._named[last.start_byte] = _name_test(case["name"].decode("utf-8", "replace"))
        self._tests[last.start_byte] = case["macro"].decode()
        for role, nodes in (("name", [last]), ("private", [last]), ("returns", []), ("parameters", [])):
            bracket.put(role, nodes)
        if case["fixture"]:
            self._owners[found.name.start_byte] = case["fixture"].decode()
            bracket.put("on", [found.name])

    def _is_test(self, bracket: Bracket, found: Declared, name: str) -> bool:
        """A test: `TEST_F(Fixture, Name) { ... }` is a method of the fixture."""
        given = found.parameters.named_children if found.parameters is not None else []
        if name not in (_TESTS if len(given) == 2 else _CASES):
            return False
        last = given[-1] if name in _TESTS else given[0]
        self._named[last.start_byte] = _name_test(self.text(last))
        self._tests[last.start_byte] = name
        bracket.put("name", [last])
        bracket.put("private", [last])
        bracket.put("parameters", [])
        if name in _TESTS:
            self._owners[given[0].start_byte] = self.text(given[0])
            bracket.put("on", [given[0]])
        return True

    def is_static(self, node: Node) -> bool:
        """See `CWalk`. A static member is no static function."""
        if self.type_around(self.scope) or self.is_in_function():
            return False
        return any(child.type == "storage_class_specifier" and self.text(child) == "static" for child in node.children)

    def finish_function(self, draft: Draft, found: Declared, around: Scope) -> None:
        """See `CWalk`."""
        self._finish(draft, found, around)
        if (macro := self._tests.get(draft.defined_at)) is not None:
            draft.detail["decorators"] = [macro]
        if not self.type_around(around) and draft.index not in self._private and not self.is_hidden(around):
            self.publish_defined(draft)
            is_outside = len(split_name(self.text(found.name))) > 1
            stars = self.surface.get("*", ()) if is_outside and self.level(around) is self.file else ()
            for star in stars:
                key = defined_key(f"{star}.{draft.qualname.partition('~')[0]}")
                self.surface.setdefault(key, []).append(f"@{draft.qualname}")
            owner = draft.qualname.rpartition(".")[0]
            if len(stars) == 1 and owner.partition(".")[0] not in self._tags:
                self.scope.inside = f"{next(iter(stars))}.{owner}"

    def finish_declared(self, draft: Draft, found: Declared, around: Scope) -> None:
        """See `CWalk`."""
        self._finish(draft, found, around)

    def _finish(self, draft: Draft, found: Declared, around: Scope) -> None:
        name = draft.name
        owner = draft.qualname.rpartition(".")[0].rpartition(".")[2]
        words = self.types.parameter_words(found.parameters)
        self._parameters.append((draft, words, (owner, name, self.parameter_key(found.parameters))))
        if draft.detail.get("kind") == "constructor" or (name == owner and not draft.returns):
            type_ = draft.qualname.rpartition(".")[0]
            inside = self.type_around(around)
            chain = f"@{inside}" if inside else type_.replace(".", " ")
            draft.returns = [f"{chain} ()" if inside else Value(f"{chain} ()", self.tree.module)]
            self.surface[draft.qualname.partition("~")[0]] = [chain]  # the name of a class, in the class

    def declare_defined(self, found: Declared, owner: str, name: str, key: str) -> None:
        """See `CWalk`. The declaration has the defaults."""
        self._defaults[owner, name, key] = self.types.parameter_words(found.parameters)

    def declare_function(self, node: Node, found: Declared) -> None:
        """See `CWalk`. In a function, `Lock lock(mutex);` looks like a declaration of one."""
        around = node.parent
        if around is not None and around.type == "friend_declaration":
            return
        if not self.is_in_function():
            super().declare_function(node, found)
            return
        type_ = node.child_by_field_name("type")
        given = found.parameters.named_children if found.parameters is not None else []
        if type_ is None or not given or any(each.child_by_field_name("declarator") is not None for each in given):
            return
        name = self.text(found.name)
        self.bind_chain(self.scope, name, self.speller.instance_chain(type_) or "?", self.scope)
        self.types.names.note(self.scope, name, self.types.type_word(type_))
        chain = self.speller.type_name(type_)
        if chain and chain[0] not in _MARKS:
            words = [self.types.word(each.child_by_field_name("type"), self.scope) or ANY for each in given]
            self._refer_to_call(chain, "", words, found.name)

    def make_object(self, chain: str, found: Declared, node: Node) -> None:
        """See `CppNames`. `T x;` calls a constructor if somebody wrote one."""
        if _PLAIN.search(chain):
            return
        value = found.value
        if value is None and not any(self.text(child) == "extern" for child in node.children[:2]):
            self.refer(f"{chain} /~0", EdgeType.CALL, found.name)
        elif value is not None and value.type in _LISTS:
            words = self.types.argument_words(value, self.scope)
            self._refer_to_call(chain, "" if value.type == "argument_list" else "~", words, found.name)

    # Uses

    def special(self, node: Node, levels: int) -> str | None:
        """Members, qualified names, pointers, and calls of the library that hand an object on."""
        kind = node.type
        if kind == "field_expression":
            return self.spelling.spell_member(node, levels)
        if kind == "qualified_identifier":
            return self._spell_qualified(node, levels)
        if kind == "call_expression":
            return self.spelling.spell_known_call(node, levels)
        if kind == "pointer_expression":
            argument = node.child_by_field_name("argument")
            chain = self.spelling.expression(argument, levels - 1)
            is_address = self.source[node.start_byte : node.start_byte + 1] == b"&"
            if is_address or chain == "?" or (argument is not None and argument.type == "this"):
                return chain
            return join(chain, "->") or "?"
        return None

    def _spell_qualified(self, node: Node, levels: int) -> str:
        """The chain of a qualified name. A variable does not hide what stands before `::`."""
        chain = self.spelling.spell_qualified(node, levels)
        head = chain.partition(" ")[0]
        if head.isidentifier() and self.types.is_variable(head, self.scope):
            return f".{self.scope.inside}::{chain}"
        return chain

    def name_length(self, text: bytes, node: Node) -> int:
        """See `Walk`."""
        return node.end_byte - self._find_last_name(node).start_byte

    def _find_last_name(self, node: Node) -> Node:
        """The last name of an expression."""
        for _ in range(16):
            field = "field" if node.type == "field_expression" else "argument" if "pointer" in node.type else "name"
            following = node.child_by_field_name(field)
            if following is None:
                break
            node = following
        return node

    def open_invoke(self, bracket: Bracket) -> None:
        """A call, and all else that runs a constructor."""
        node, kind = bracket.node, bracket.node.type
        if kind == "call_expression":
            self._open_call(node)
        elif kind == "field_initializer":
            self._open_initializer(node)
        else:
            type_ = node.child_by_field_name("type")
            chain = self.speller.type_name(type_)
            listed = node.child_by_field_name("arguments" if kind == "new_expression" else "value")
            if type_ is None or not chain or chain[0] in _MARKS or type_.type == "type_descriptor":
                return
            is_list = kind != "new_expression" or (listed is not None and listed.type == "initializer_list")
            self._refer_to_call(chain, "~" if is_list else "", self.types.argument_words(listed, self.scope), type_)

    def _open_call(self, node: Node) -> None:
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or function.type == "primitive_type":
            return
        at = self._find_last_name(function)
        chain = self.speller.chain(function)
        if at.type == "template_function" or function.type in ("template_function", "qualified_identifier"):
            name = chain.rpartition(" ")[2]
            if name in CASTS or name in SAME or name in POINTER_CASTS:
                return
            if name in MAKERS:
                self._open_maker(node, arguments)
                return
        count = self.spelling.count_arguments(node)
        words = self.types.argument_words(arguments, self.scope) if count != "?" else ["?"]
        if count == "?":
            self.refer(f"{chain} /?" if chain != "?" else "?", EdgeType.CALL, at)
        else:
            beside = function.type in ("identifier", "template_function")
            types = self.types.argument_types(arguments, self.scope) if beside else ()
            self._refer_to_call(chain, "", words, at, types)

    def _open_maker(self, node: Node, arguments: Node | None) -> None:
        """`make_unique<T>(...)` runs a constructor of `T`."""
        chain = self.speller.chain(node)
        if chain[0] == "(" and chain.endswith(" ()") and chain[1] not in _MARKS:
            self._refer_to_call(chain[1:-3], "", self.types.argument_words(arguments, self.scope), node)

    def _open_initializer(self, node: Node) -> None:
        """An initializer of a base or of a field in a constructor."""
        children = node.named_children
        listed = children[-1] if children else None
        if len(children) < 2 or listed is None or listed.type not in _LISTS:
            return
        words = self.types.argument_words(listed, self.scope)
        parts = split_name(self.text(children[0]))
        if len(parts) == 1 and children[0].type == "field_identifier":
            self._refer_to_call(f"{parts[0]}=", "~", words, children[0])
        self._refer_to_call(" ".join(parts), "~", words, children[0])

    def _refer_to_call(self, chain: str, mark: str, words: list[str], at: Node, types: Sequence[str] = ()) -> None:
        """Notes a call in the current scope, with the types of its arguments if the file says them: as words, and as
        chains where the namespaces of these types are searched, too."""
        if chain != "?":
            said = f":{','.join(words)}" if any(word != ANY for word in words) else ""
            beside = "".join(f"&{quote(each, safe='').replace('.', '%2E')}" for each in types)
            chain = join(chain, f"/{mark}{len(words)}{said}{beside}") or "?"
        self.refer(chain, EdgeType.CALL, at)

    # What the walk leaves

    def _fill_surface(self) -> None:
        """See `Walk`. Functions have the types of their parameters, and the defaults of their declarations."""
        super()._fill_surface()
        self._unite_parts()
        for draft, words, key in self._parameters:
            self.surface[f"{draft.qualname}("] = self._defaults.get(key, words)

    def _unite_parts(self) -> None:
        """A namespace or class whose names stand in several parts of the file has those of all parts."""
        parts: dict[str, list[Scope]] = {}
        for qualname, scope in (*self._members, *self._namespaces):
            parts.setdefault(qualname, []).append(scope)
        for qualname, scopes in parts.items():
            counts = Counter(name for scope in scopes for name in scope.names) if len(scopes) > 1 else {}
            for name, count in counts.items():
                if count < 2:
                    continue
                key = f"{qualname}.{name}"
                bindings = [each for scope in scopes for each in scope.names.get(name, ())]
                values = [f"~{value}" for each in bindings if isinstance(each, Value) for value in self._values(each)]
                found = dict.fromkeys([*(each for each in bindings if isinstance(each, str)), *values])
                self.surface[key] = list(found)
                if f"::{key}" in self.surface:
                    self.surface[f"::{key}"] = [key]


WALK = CppWalk


def _name_test(text: str) -> str:
    """The name of a test that has this text. A token is taken out before the characters go by which it is one."""
    return _NO_WORD.sub("_", without_tokens(text)).strip("_") or "test"
