"""What calling, attribute access and exporting mean in JavaScript and TypeScript (ECMA-262)."""

from __future__ import annotations

from omny.languages.javascript.naming import NAMING
from omny.resolve.semantics import FunctionAttribute, Semantics

SEMANTICS = Semantics(
    constructor=NAMING.constructor,
    call="()",
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
