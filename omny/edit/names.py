"""Where a name stands for an atom: found by asking, at each place that the name is written, what it means there, in the
very way in which resolution asks. So a place is a reference if and only if the index would say so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from tree_sitter import Node

from omny.edit.moved import Now
from omny.edit.plan import View
from omny.edit.source import SourceFile
from omny.edit.texts import function_of, is_name_only, literal_of, split
from omny.extract.scopes import Scope
from omny.languages.python.naming import PATCHES
from omny.model.places import Place, WhyLeft
from omny.resolve.values import Defined, External, Instance, Module, Values

_IDENTIFIERS = frozenset(
    (
        "identifier",
        "type_identifier",
        "property_identifier",
        "private_property_identifier",
        "shorthand_property_identifier",
        "shorthand_property_identifier_pattern",
    )
)
_SHORTHAND = frozenset(("shorthand_property_identifier", "shorthand_property_identifier_pattern"))
_MEMBER = {"attribute": ("object", "attribute"), "member_expression": ("object", "property")}
_SPECIFIERS = frozenset(("import_specifier", "export_specifier"))
_SPLATS = frozenset(("list_splat_pattern", "dictionary_splat_pattern", "tuple_pattern"))
_PARAMETERS = {  # and which of their fields the name is; "": any
    "parameters": "",
    "lambda_parameters": "",
    "default_parameter": "name",
    "typed_default_parameter": "name",
    "required_parameter": "pattern",
    "optional_parameter": "pattern",
}
_EXPORTS = ("module.exports", "exports")
_TEXT = frozenset(("string", "string_content", "string_fragment", "template_string", "comment"))

EXACT, INFERRED = "exact", "inferred"


class Meanings:
    """What one name means wherever a file has it; `targets` are the definitions that are asked for."""

    def __init__(self, view: View, name: str, targets: Collection[Defined]) -> None:
        self._view = view
        self._name = name
        self._targets = frozenset(targets)
        self._holders = {Defined(it.path, it.qualname.rpartition(".")[0]) for it in targets}
        self._bytes = name.encode()
        self._pattern = re.compile(rb"(?<![\w$\x80-\xff])" + re.escape(self._bytes) + rb"(?![\w$\x80-\xff])")

    def files(self) -> list[str]:
        """The indexed files that have the name, those of the definitions first."""
        own = sorted({target.path for target in self._targets})
        others = [path for path in self._view.sources() if path not in own]
        return [*own, *(path for path in others if self._pattern.search(self._view.read(path)))]

    def places(self, path: str) -> Iterator[Place]:
        """All places of a file with the name, in order."""
        source = self._view.source(path)
        starts = [match.start() for match in self._pattern.finditer(source.content)]
        scopes = dict(source.walk.scopes_at(starts))
        own = {source.drafts[target.qualname].defined_at for target in self._targets if target.path == path}
        for start in starts:
            if start in own:
                yield Place(path, start, EXACT)
                continue
            end = start + len(self._bytes)
            node = source.root.descendant_for_byte_range(start, end)
            if node is None or node.byte_range != (start, end) or node.type not in _IDENTIFIERS:
                yield self._in_text(source, node, start)
            else:
                yield self._place(source, node, scopes[start])

    # ── what is written there ──

    def _place(self, source: SourceFile, node: Node, scope: Scope) -> Place:
        path, start = source.path, node.start_byte
        parent = node.parent
        if parent is None:
            return Place(path, start, "", WhyLeft.UNKNOWN)
        if parent.type in _MEMBER and _is_field(parent, node, _MEMBER[parent.type][1]):
            return self._member(source, parent, node, scope)
        imported = self._imported(source, node, scope)
        if imported is not None:
            return imported
        if _is_parameter(node):
            return Place(path, start, "", WhyLeft.PARAMETER)
        if parent.type == "pair_pattern" and _is_field(parent, node, "key"):
            return self._unpacked(source, parent, node, scope)
        if parent.type == "keyword_argument" and _is_field(parent, node, "name"):
            return Place(path, start, "", WhyLeft.ARGUMENT)
        if parent.type == "pair" and _is_field(parent, node, "key"):
            return self._key(source, parent, node, scope)
        if node.type == "property_identifier":
            return Place(path, start, "", WhyLeft.OTHER_MEMBER)
        how, why = self._named(source, scope)
        is_short = node.type in _SHORTHAND and not self._is_exported(source, node)
        return Place(
            path,
            start,
            how,
            why,
            prefix=f"{self._name}: " if is_short and node.type == "shorthand_property_identifier" else "",
        )

    def _named(self, source: SourceFile, scope: Scope) -> tuple[str, WhyLeft | None]:
        """What the bare name means in a scope."""
        chains, inferred = source.walk.tree.expand(scope, self._name)
        return self._judged(self._values(source.path, chains), inferred)

    def _member(self, source: SourceFile, parent: Node, node: Node, scope: Scope) -> Place:
        """`owner.name`."""
        path, start = source.path, node.start_byte
        owner = parent.child_by_field_name(_MEMBER[parent.type][0])
        chain = source.walk.chain(owner) if owner is not None else "?"
        if owner is not None and self._is_exports(source, owner):
            how = self._exported_value(source, parent, scope)
            return Place(path, start, how, None if how else WhyLeft.OTHER_EXPORT)
        if chain[0] == "?":
            return Place(path, start, "", WhyLeft.UNKNOWN_OWNER)
        if chain[0] == "^":
            chain = source.walk.seen_from(scope, chain)
        chains, inferred = source.walk.tree.expand(scope, chain)
        found: Values = {}
        evaluator = self._view.evaluator(path)
        for value, also in self._values(path, chains).items():
            if isinstance(value, Module):
                for item, third in (evaluator.exported(value.path, self._name) or {}).items():
                    found[item] = inferred or also or third
            elif isinstance(value, Defined | Instance):
                member = evaluator.member(value, self._name)
                if member is not None:
                    for item, third in member[1].items():
                        unsure = inferred or also or third or isinstance(value, Instance)
                        found[item] = unsure or member[0] not in self._holders
            elif isinstance(value, External):
                found[value] = False
        how, why = self._judged(found, False)
        return Place(path, start, how, why)

    def _imported(self, source: SourceFile, node: Node, scope: Scope) -> Place | None:
        """The name in an import or a re-export; None where it stands in none."""
        path, start, parent = source.path, node.start_byte, node.parent
        if parent is not None and parent.type in _SPECIFIERS:
            if not _is_field(parent, node, "name") and not self._is_repeated(source, parent):
                return Place(path, start, "", WhyLeft.ALIAS)
            spec = _script_spec(source, parent)
            chain = f"^{spec}::{self._name}" if spec else ""
        elif parent is not None and parent.type == "dotted_name" and parent.named_child_count == 1:
            outer = parent.parent
            if outer is not None and outer.type == "aliased_import":
                outer = outer.parent
            if outer is None or outer.type != "import_from_statement":
                return None
            module = outer.child_by_field_name("module_name")
            if module is None or module.start_byte == parent.start_byte:
                return Place(path, start, "", WhyLeft.MODULE_NAME)
            chain = f"^{''.join(source.walk.text(module).split())}::{self._name}"
        elif parent is not None and parent.type == "aliased_import":
            if not self._is_repeated(source, parent):
                return Place(path, start, "", WhyLeft.ALIAS)
            chain = ""
        else:
            return None
        if not chain:
            how, why = self._named(source, scope)
        else:
            how, why = self._judged(self._values(path, [chain]), False)
        return Place(path, start, how, why)

    def _is_repeated(self, source: SourceFile, specifier: Node) -> bool:
        """Whether it is `name as name`, which says that the name is exported: then it is one name."""
        name = specifier.child_by_field_name("name")
        return name is not None and source.walk.text(name) == self._name

    def _key(self, source: SourceFile, pair: Node, node: Node, scope: Scope) -> Place:
        """`{name: value}`: in what a module exports it is the name of what it has as a value."""
        value = pair.child_by_field_name("value")
        if value is not None and pair.parent is not None and self._is_exported(source, node):
            if source.walk.text(value) == self._name:
                how, why = self._named(source, scope)
                return Place(source.path, node.start_byte, how, why)
        return Place(source.path, node.start_byte, "", WhyLeft.OTHER_KEY)

    def _unpacked(self, source: SourceFile, pattern: Node, node: Node, scope: Scope) -> Place:
        """`const {name: other} = ...`: it is what the other name means."""
        value = pattern.child_by_field_name("value")
        if value is None or value.type != "identifier":
            return Place(source.path, node.start_byte, "", WhyLeft.OTHER_KEY)
        chains, inferred = source.walk.tree.expand(scope, source.walk.text(value))
        how, why = self._judged(self._values(source.path, chains), inferred)
        return Place(source.path, node.start_byte, how, why)

    def _in_text(self, source: SourceFile, node: Node | None, start: int) -> Place:
        path = source.path
        if node is None or node.type not in _TEXT:
            return Place(path, start, "", WhyLeft.PART_OF_NAME)
        if node.type == "comment":
            return Place(path, start, "", WhyLeft.COMMENT)
        string = node.parent if node.type in ("string_content", "string_fragment") and node.parent is not None else node
        whole = string.end_byte - string.start_byte == len(self._bytes) + 2
        if whole and source.language.name == "python" and is_in_all(source, string):
            how, why = self._named(source, source.walk.tree.module)
            return Place(path, start, how, why)
        if string.parent is not None and string.parent.type in ("import_statement", "export_statement"):
            return Place(path, start, "", WhyLeft.MODULE_NAME)
        if source.language.name == "python" and (how := self._named_by(source, string, start)):
            is_sure = PATCHES.fullmatch(function_of(source, string)) is not None
            return Place(path, start, how if is_sure else "", None if is_sure else WhyLeft.NAMED_EXACTLY)
        return Place(path, start, "", WhyLeft.STRING)

    def _named_by(self, source: SourceFile, string: Node, start: int) -> str:
        """How `"module.name"` and `"module:name"` are known to mean the atom up to the name at `start`."""
        literal = literal_of(source, string)
        if literal is None or not is_name_only(source, string):
            return ""
        rules, lookup = source.language.rules, Now(self._view)
        vantage = rules.vantage(source.path)
        found = split(literal.text, lambda name: rules.locate(name, vantage, lookup))
        end = start + len(self._bytes) - literal.start
        rest = literal.text[: len(literal.text.encode()[:end].decode())]
        parts = re.split(r"[.:]", rest[len(found.module) :])[1:] if found is not None else []
        if found is None or not parts or parts[-1] != self._name:
            return ""
        chain = " ".join([f"^{found.module}::{parts[0]}", *parts[1:]])
        return self._judged(self._values(source.path, [chain]), False)[0]

    # ── what that means ──

    def _values(self, path: str, chains: list[str]) -> Values:
        evaluator = self._view.evaluator(path)
        found: Values = {}
        for chain in chains:
            for value, inferred in evaluator.evaluate(path, chain).items():
                found[value] = found.get(value, False) or inferred
        return found

    def _judged(self, values: Values, inferred: bool) -> tuple[str, WhyLeft | None]:
        if not self._targets.isdisjoint(values):
            only = values.keys() <= self._targets
            sure = only and (len(values) > 1 or not (inferred or any(values.values())))
            return (EXACT if sure else INFERRED), None
        return "", WhyLeft.OTHER if values else WhyLeft.UNKNOWN

    def _exported_value(self, source: SourceFile, member: Node, scope: Scope) -> str:
        """How `exports.name = name` is known to be the atom."""
        assignment = member.parent
        if (
            assignment is None
            or assignment.type != "assignment_expression"
            or not _is_field(assignment, member, "left")
        ):
            return ""
        right = assignment.child_by_field_name("right")
        return self._named(source, scope)[0] if right is not None and source.walk.text(right) == self._name else ""

    def _is_exports(self, source: SourceFile, node: Node) -> bool:
        return source.language.name != "python" and source.walk.text(node) in _EXPORTS

    def _is_exported(self, source: SourceFile, node: Node) -> bool:
        """Whether the object that a key or shorthand is in is what the module exports."""
        around = node.parent
        while around is not None and around.type in ("pair", "object"):
            around = around.parent
        left = around.child_by_field_name("left") if around is not None else None
        return left is not None and self._is_exports(source, left)


def _is_parameter(node: Node) -> bool:
    """Whether a name is what a function calls an argument: bound inside of it, and written outside of its body."""
    while node.parent is not None and node.parent.type in _SPLATS:
        node = node.parent
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "typed_parameter":
        return parent.named_children[0].id == node.id
    field = _PARAMETERS.get(parent.type)
    return field is not None and (not field or _is_field(parent, node, field))


def _is_field(parent: Node, node: Node, field: str) -> bool:
    found = parent.child_by_field_name(field)
    return found is not None and found.id == node.id


def _script_spec(source: SourceFile, node: Node) -> str:
    """The module that an import or export statement names; "" where it names none."""
    statement: Node | None = node
    while statement is not None and statement.type not in ("import_statement", "export_statement"):
        statement = statement.parent
    written = statement.child_by_field_name("source") if statement is not None else None
    return source.walk.text(written)[1:-1].replace(" ", "%20") if written is not None else ""


def is_in_all(source: SourceFile, string: Node) -> bool:
    """Whether a string stands in the value of `__all__`."""
    node = string.parent
    while node is not None and node.type not in ("assignment", "augmented_assignment", "call"):
        node = node.parent
    left = node.child_by_field_name("left") or node.child_by_field_name("function") if node is not None else None
    return left is not None and source.walk.text(left).partition(".")[0] == "__all__"
