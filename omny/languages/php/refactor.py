"""What an edit asks about PHP (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

import re
from typing import cast

from tree_sitter import Node

from omny.extract.generic_scopes import ScopedWalk
from omny.extract.scopes import Scope
from omny.languages.facets.cautious import CautiousReferences
from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import ChainOf, Families, Locate, Refactor, Reference, Unrelated
from omny.languages.facets.references import find_around
from omny.languages.facets.source import SourceText, is_field
from omny.languages.php.semantics import FUNCTION
from omny.languages.php.spelling import NAMES, PhpSpeller, import_chain
from omny.model.atoms import VALUE_TYPES
from omny.model.places import Span, WhyLeft

_CALLS = ("member_call_expression", "nullsafe_member_call_expression", "scoped_call_expression")
_TYPED = frozenset(
    """
    attribute base_clause class_interface_clause named_type object_creation_expression scoped_property_access_expression
    type_list use_declaration
    """.split()  # noqa: SIM905
)
_TEST = "Test"
_IMPORT = "namespace_use_declaration"
_CALLABLE = re.compile(r"\\?(?:[\w\\]+(?:\\|::))?(\w+)(?:::\w+)?")


class PhpReferences(CautiousReferences):
    """See there. Names of functions, methods and types know no case. A class is loaded by the name of its file."""

    names_file = True

    unrelated = {  # noqa: RUF012
        "argument name": WhyLeft.ARGUMENT,
        "const_element": WhyLeft.OTHER_MEMBER,
        "enum_case name": WhyLeft.OTHER_MEMBER,
        "goto_statement": WhyLeft.OTHER,
        "member_access_expression name": WhyLeft.OTHER_MEMBER,
        "named_label_statement": WhyLeft.OTHER,
        "namespace_name": WhyLeft.MODULE_NAME,
        "nullsafe_member_access_expression name": WhyLeft.OTHER_MEMBER,
        "use_as_clause": WhyLeft.UNKNOWN,
        "use_instead_of_clause": WhyLeft.UNKNOWN,
        "variable_name": WhyLeft.OTHER,
    }
    test_prefix = "test"
    private = rb"\bprivate\b"

    def reference(self, source: SourceText, start: int, name: str, scope: Scope, locate: Locate) -> Reference:
        """See there. A definition in other letters may be the same."""
        written = source.content[start : start + len(name.encode())]
        if start in source.defined and written != name.encode() and source.named[start].type not in VALUE_TYPES:
            return Unrelated(WhyLeft.UNKNOWN)
        return super().reference(source, start, name, scope, locate)

    def special(self, source: SourceText, node: Node, name: str, scope: Scope) -> Reference | None:
        """What is imported, called, or a type."""
        around, whole, speller = node.parent, node, cast("PhpSpeller", cast("ScopedWalk", source.walk).speller)
        if around is not None and around.type in NAMES:
            whole, around = around, around.parent
        if around is None or node.type != "name" or source.defined.intersection((node.start_byte,)):
            return None
        if sum(each.type == "namespace_definition" for each in source.root.named_children) > 1:
            return Unrelated(WhyLeft.UNKNOWN)
        if (statement := find_around(around, _IMPORT)) is not None:
            return _read_import(source, node, whole, statement)
        if around.type == "function_call_expression" and is_field(around, whole, "function"):
            return ChainOf(speller.namespace.function_chain(source.text(whole)), scope)
        if around.type in _CALLS and is_field(around, whole, "name"):
            return ChainOf(speller.find_callee(around), scope, is_member=True)
        first = around.named_children[0]
        is_owner = around.type == "class_constant_access_expression" and first.byte_range == whole.byte_range
        is_tested = around.type == "binary_expression" and any(child.type == "instanceof" for child in around.children)
        if around.type in _TYPED or is_owner or is_tested or is_field(around, whole, "scope"):
            return ChainOf(speller.namespace.type_chain(source.text(whole)), scope)
        if around.type == "class_constant_access_expression":
            is_rule = around.parent is not None and around.parent.type == "use_instead_of_clause"
            return Unrelated(WhyLeft.UNKNOWN if is_rule else WhyLeft.OTHER_MEMBER)
        return None

    def objection(self, old: str, new: str) -> str:
        """A class of tests is found by its file."""
        is_test = old.endswith(_TEST) and not new.endswith(_TEST)
        return "a runner finds tests by names that end with Test" if is_test else super().objection(old, new)

    def spell(self, source: SourceText, node: Node, scope: Scope) -> ChainOf:
        """A constant, which is never renamed, or nothing that is known."""
        return ChainOf("?", scope)

    def in_text(self, source: SourceText, node: Node | None, span: Span) -> Reference:
        """A string can name a function, a method or a type, if it is no key."""
        content = node.parent if node is not None and node.type == "escape_sequence" else node
        text = source.text(content) if content is not None and "string" in content.type else ""
        if text.rpartition("/")[2] == f"{source.content[slice(*span)].decode('utf-8', 'replace')}.php":
            return Unrelated(WhyLeft.NAMED_EXACTLY)
        found = _CALLABLE.fullmatch(text.replace("\\\\", "\\"))
        name = source.content[span[0] : span[1]].decode("utf-8", "replace")
        if (
            found is None
            or content is None
            or content.parent is None
            or name not in (found[1], text.partition("::")[2])
        ):
            return super().in_text(source, node, span)
        item = content.parent.parent
        is_key = item is not None and item.type == "array_element_initializer" and item.named_child_count > 1
        is_key = is_key and item is not None and item.named_children[0].byte_range == content.parent.byte_range
        is_index = item is not None and item.type == "subscript_expression"
        return Unrelated(WhyLeft.STRING if is_key or is_index else WhyLeft.NAMED_EXACTLY)

    def find_unnamed_bases(self, source: SourceText, node: Node | None) -> list[str]:
        """Those of an anonymous class."""
        around = find_around(node, "anonymous_class", "class_declaration", "function_definition")
        speller = cast("PhpSpeller", cast("ScopedWalk", source.walk).speller)
        if around is None or around.type != "anonymous_class":
            return []
        lists = [each for each in around.named_children if each.type in ("base_clause", "class_interface_clause")]
        return [speller.namespace.type_chain(source.text(each)) for listed in lists for each in listed.named_children]


def _read_import(source: SourceText, node: Node, whole: Node, statement: Node) -> Reference:
    clause = find_around(node, "namespace_use_clause")
    if clause is None:
        return Unrelated(WhyLeft.MODULE_NAME)
    if is_field(clause, whole, "alias"):
        return Unrelated(WhyLeft.ALIAS)
    if node.parent is not None and node.parent.type == "namespace_name":
        return Unrelated(WhyLeft.MODULE_NAME)
    group = next((source.text(each) for each in statement.named_children if each.type == "namespace_name"), "")
    path = f"{group}\\{source.text(whole)}" if group else source.text(whole)
    words = {child.type for each in (statement, clause) for child in each.children}
    if "const" in words:
        return Unrelated(WhyLeft.OTHER)
    chain = import_chain(".".join(part for part in "".join(path.split()).split("\\") if part))
    return ChainOf(chain + FUNCTION if "function" in words else chain, source.walk.tree.module)


_ASKED = """
    count getIterator offsetExists offsetGet offsetSet offsetUnset jsonSerialize current key next rewind valid seek
    setUp tearDown setUpBeforeClass tearDownAfterClass getMessage getCode getPrevious getFile getLine getTrace
    getTraceAsString serialize unserialize assertPreConditions assertPostConditions onNotSuccessfulTest runTest run
    toString getName name
    """
_ASKING = """
    Countable IteratorAggregate Iterator SeekableIterator ArrayAccess JsonSerializable Traversable Stringable Throwable
    Exception Error RuntimeException LogicException InvalidArgumentException DomainException LengthException
    OutOfRangeException OutOfBoundsException RangeException OverflowException UnderflowException TypeError ValueError
    TestCase UnexpectedValueException BadFunctionCallException BadMethodCallException ErrorException UnitEnum BackedEnum
    """

REFACTOR = Refactor(
    layout=Layout(
        indent=b"    ",
        line_comments=(b"//", b"#"),
        strings=frozenset(("string", "encapsed_string", "heredoc", "nowdoc")),
        leads=frozenset(("comment",)),
        heads=frozenset(("php_tag", "declare_statement", "namespace_definition", "namespace_use_declaration")),
    ),
    references=PhpReferences(),
    families=Families(unsaid=True, outside=frozenset(_ASKED.split()), roots=frozenset(_ASKING.split())),
)
