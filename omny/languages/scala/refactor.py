"""What an edit asks about Scala (`omny/languages/facets/refactor.py`)."""

from __future__ import annotations

from typing import cast

from tree_sitter import Node

from omny.extract.draft import Draft
from omny.extract.generic_scopes import ScopedWalk
from omny.extract.scopes import Scope
from omny.languages.facets.cautious import CautiousReferences
from omny.languages.facets.layout import Layout
from omny.languages.facets.refactor import ChainOf, Families, Refactor, Reference, Unrelated
from omny.languages.facets.references import find_around
from omny.languages.facets.source import SourceText, is_field
from omny.model.places import WhyLeft

_SELECTORS = "namespace_selectors"
_UNNAMED = "instance_expression"


class ScalaReferences(CautiousReferences):
    """See there."""

    unrelated = {  # noqa: RUF012
        "binding name": WhyLeft.PARAMETER,
        "capture_pattern name": WhyLeft.OTHER,
        "class_parameter name": WhyLeft.OTHER_MEMBER,
        "given_definition name": WhyLeft.OTHER,
        "package_identifier": WhyLeft.MODULE_NAME,
        "parameter name": WhyLeft.PARAMETER,
        "simple_enum_case name": WhyLeft.OTHER_MEMBER,
        "type_definition name": WhyLeft.OTHER,
        "type_parameters name": WhyLeft.OTHER,
        "val_declaration name": WhyLeft.OTHER,
        "val_definition pattern": WhyLeft.OTHER,
        "var_declaration name": WhyLeft.OTHER,
        "var_definition pattern": WhyLeft.OTHER,
    }
    imports = ("import_declaration", "export_declaration")
    claims = rb"\boverride\b"
    takes_first = False
    private = rb"\bprivate\b"

    def special(self, source: SourceText, node: Node, name: str, scope: Scope) -> Reference | None:
        """Names of arguments, variables of patterns and loops, and what has a setter."""
        around = node.parent
        if around is None:
            return None
        if around.type == "assignment_expression" and is_field(around, node, "left"):
            is_argument = around.parent is not None and around.parent.type == "arguments"
            return Unrelated(WhyLeft.ARGUMENT if is_argument else WhyLeft.UNKNOWN)
        if around.type == "enumerator" and around.named_children[0].byte_range == node.byte_range:
            return Unrelated(WhyLeft.OTHER)
        is_pattern = around.type in ("tuple_pattern", "alternative_pattern") or is_field(around, node, "pattern")
        if is_pattern and not name[:1].isupper() and node.type == "identifier":
            return Unrelated(WhyLeft.OTHER)
        return super().special(source, node, name, scope)

    def forms(self, source: SourceText, node: Node, name: str) -> list[str]:
        """See there. A type has no parameters, and a function without them is called by its bare name."""
        return [name] if node.type == "type_identifier" else [name, f"{name}/0", f"{name}/*"]

    def read_import(self, source: SourceText, node: Node, statement: Node) -> Reference:
        """The path up to the name, from the root or from what is around."""
        selectors = find_around(node, _SELECTORS)
        if selectors is not None and node.parent is not None and is_field(node.parent, node, "alias"):
            return Unrelated(WhyLeft.ALIAS)
        end = node.start_byte if selectors is None else selectors.start_byte
        path = [
            source.text(each)
            for each in statement.children_by_field_name("path")
            if each.is_named and each.end_byte <= end
        ]
        if not path:
            return Unrelated(WhyLeft.MODULE_NAME)
        outer, forms = " ".join(path), self.forms(source, node, source.text(node))
        chains = [*(f"^{outer.replace(' ', '.')}::{form}" for form in forms), *(f"{outer} {form}" for form in forms)]
        return ChainOf("|".join(chains), source.walk.tree.module)

    def find_unnamed_bases(self, source: SourceText, node: Node | None) -> list[str]:
        """The types after `new`."""
        around = find_around(node, _UNNAMED, "function_definition", "class_definition", "object_definition")
        if around is None or around.type != _UNNAMED:
            return []
        speller = cast("ScopedWalk", source.walk).speller
        types = [each for each in around.named_children if each.type not in ("arguments", "template_body")]
        return [speller.type_name(each) for each in types]

    def is_extension(self, source: SourceText, draft: Draft) -> bool:
        """A member of an implicit class, or of `extension (...)`."""
        holder = source.drafts.get(draft.qualname.rpartition(".")[0])
        if holder is not None and b"implicit" in source.content[holder.start : holder.defined_at]:
            return True
        return find_around(source.node_at((draft.defined_at, draft.name_end)), "extension_definition") is not None


_ASKED = frozenset(("compare", "compareTo", "run", "close", "productElement", "productArity", "canEqual"))
_ASKING = frozenset(
    ("Serializable", "Product", "Ordered", "AnyVal", "AnyRef", "Exception", "RuntimeException", "Throwable")
)

REFACTOR = Refactor(
    layout=Layout(
        indent=b"  ",
        line_comments=(b"//",),
        strings=frozenset(("string", "interpolated_string_expression")),
        leads=frozenset(("comment", "block_comment")),
        heads=frozenset(("package_clause", "import_declaration")),
    ),
    references=ScalaReferences(),
    families=Families(unsaid=True, outside=_ASKED, roots=_ASKING),
)
