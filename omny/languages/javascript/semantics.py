"""What calling, attribute access and exporting mean in JavaScript and TypeScript (ECMA-262)."""

from __future__ import annotations

from omny.languages.javascript.file_routes import list_file_routes
from omny.languages.javascript.naming import NAMING
from omny.resolve.semantics import FunctionAttribute, Semantics

_LIST = {
    **dict.fromkeys(("find", "findLast", "at", "pop", "shift", "flat"), ""),
    **dict.fromkeys(("filter", "slice", "concat", "reverse", "sort", "splice", "fill", "copyWithin", "with"), "*"),
    **dict.fromkeys(("toSorted", "toReversed", "toSpliced", "values", "union", "intersection", "difference"), "*"),
    "keys": "*",
    "add": "*",
    "entries": "*[?|",
}
_MAP = {"get": "", "values": "*", "entries": "*[?|", "set": "%", "": ""} | dict.fromkeys(
    ("clear", "constructor", "delete", "has", "hasOwnProperty", "keys", "size", "toString"), "?"
)
_CALLBACKS = {
    **dict.fromkeys(("forEach", "map", "filter", "find", "findIndex", "findLast", "findLastIndex", "some"), "0"),
    **dict.fromkeys(("every", "flatMap"), "0"),
    **dict.fromkeys(("reduce", "reduceRight"), "1"),
    **dict.fromkeys(("sort", "toSorted"), "01"),
}

_TYPES = dict.fromkeys(
    ("string", "number", "boolean", "bigint", "symbol", "null", "undefined", "RegExp", "Function"), frozenset[str]()
)

SEMANTICS = Semantics(
    list_file_routes=list_file_routes,
    closed_types=_TYPES,
    scalar_types=frozenset(_TYPES) - {"Function"},
    open_types=frozenset(("any", "unknown")),
    constructor=NAMING.constructor,
    call="()",
    held_members={"*": _LIST, "%": _MAP},
    held_callbacks={"*": _CALLBACKS, "%": {"forEach": "0"}},
    has_entries=True,
    function_attributes={
        "call": FunctionAttribute.CALLS,
        "apply": FunctionAttribute.CALLS,
        "bind": FunctionAttribute.RETURNS,
        "prototype": FunctionAttribute.PROTOTYPE,
    },
    syntax_calls=frozenset(("super", "super()", "import")),
    has_separate_statics=True,
    export_mark="=",
    default_export="default",
    has_module_values=True,  # `module.exports = f` of CommonJS, seen from an `import` too
    has_exclusive_stars=True,
)
