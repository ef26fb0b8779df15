"""The types that expressions of C# have by their kind or by the names in them, as words (see `arguments`)."""

from __future__ import annotations

import re

from omny.languages.overloads import ANY, LIST, NULL

LITERALS = {
    "string_literal": "string",
    "verbatim_string_literal": "string",
    "raw_string_literal": "string",
    "interpolated_string_expression": "string",
    "integer_literal": "int",
    "real_literal": "double",
    "boolean_literal": "bool",
    "character_literal": "char",
    "null_literal": NULL,
    "collection_expression": LIST,
    "typeof_expression": "Type",
    "sizeof_expression": "int",
    "is_pattern_expression": "bool",
    "is_expression": "bool",
}
ENDINGS = {"real_literal": {"f": "float", "m": "decimal"}, "integer_literal": {"l": "long", "u": "uint"}}
WORDS = {
    "Boolean": "bool", "Byte": "byte", "Char": "char", "Decimal": "decimal", "Double": "double", "Int16": "short",
    "Int32": "int", "Int64": "long", "Object": "object", "SByte": "sbyte", "Single": "float", "String": "string",
    "UInt16": "ushort", "UInt32": "uint", "UInt64": "ulong", "dynamic": "", "var": "",
}  # fmt: skip
VALUES = frozenset(
    (*WORDS.values(), "DateTime", "DateTimeOffset", "TimeSpan", "Guid", "BigInteger", "CancellationToken")
) - {"", "string", "object"}
"""Types that cannot be null."""

FUNCTIONS = {name: f"{name}0" for name in ("Func", "Action", "Predicate", "Comparison", "Converter", "EventHandler")}
FUNCTIONS |= {"EventHandler": "EventHandler2"}
KEPT = frozenset(("Dictionary", "List", "HashSet", "IEnumerable", "Span", "ReadOnlySpan", "Memory", "ReadOnlyMemory"))
KEPT |= VALUES | {"Type", *FUNCTIONS}
TYPED = {
    "array_creation_expression": "type", "as_expression": "right", "cast_expression": "type",
    "declaration_expression": "type", "default_expression": "type", "object_creation_expression": "type",
}  # fmt: skip
"""Expressions that name their type, with the field that has it."""

MADE = frozenset(
    (*LITERALS, *TYPED, "implicit_array_creation_expression", "invocation_expression", "member_access_expression")
)
"""Expressions that stand for the type of a variable that states none."""

INNER = frozenset(("parenthesized_expression", "checked_expression", "postfix_unary_expression", "with_expression"))
AROUND = frozenset(("ref_type", "scoped_type", "qualified_name", "alias_qualified_name"))
TESTS = frozenset(("==", "!=", "<", ">", "<=", ">=", "&&", "||"))
RETURN = re.compile(r"\breturn\b\s*[^\s;]")

OWN = frozenset(
    """
    MaxValue MinValue NaN PositiveInfinity NegativeInfinity Epsilon Zero One MinusOne Empty None Now UtcNow Today Parse
    ParseExact NewGuid Format Join Concat
    """.split()  # noqa: SIM905
)
"""Members of types that are of the type itself."""

MEMBERS = {"Length": "int", "Count": "int", "HasValue": "bool", "Token": "CancellationToken"}
_OF_RESULTS = {
    "string": """
        ToString Substring Trim TrimStart TrimEnd Replace ToLower ToUpper ToLowerInvariant ToUpperInvariant PadLeft
        PadRight
    """,
    "bool": "Equals Contains StartsWith EndsWith Any All ContainsKey IsNullOrEmpty ReferenceEquals",
    "int": "GetHashCode IndexOf LastIndexOf CompareTo Count GetLength",
    "Type": "GetType",
    f"{ANY}*": "ToArray",
    "List": "ToList",
    "IEnumerable": "Select SelectMany Where OfType Cast Skip Take Distinct OrderBy OrderByDescending",
}
RESULTS = {name: word for word, names in _OF_RESULTS.items() for name in names.split()}
"""The types of members by their names, where the tree has no type that says another one."""


def find_converted(name: str) -> str:
    """The type of what a method of `Convert` gives."""
    target = name.removeprefix("To")
    return "string" if target == "Base64String" else WORDS.get(target, target if target in VALUES else ANY)
