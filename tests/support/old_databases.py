"""The databases of all schemas that there have been, and the sources that they were made of."""

from __future__ import annotations

from omny.base.skip_reason import MIB, Reason, SkipReason

TREE = {
    "money.py": "def total(cart):\n    return round(cart.sum())\n",
    "cart.py": "from money import total\n\n\nclass Cart:\n    def price(self, discount=0):\n"
    "        return total(self) - discount\n",
}
PRICE, GONE = "cart.py::Cart.price", "cart.py::gone"

REASONS = {
    "binary.py": Reason(SkipReason.BINARY),
    "broken.py": Reason(SkipReason.SYNTAX_ERROR, limit=1),
    "build": Reason(SkipReason.BUILD_OUTPUT, text="build"),
    "encoded.py": Reason(SkipReason.UNKNOWN_ENCODING, text="nothing-known"),
    "env": Reason(SkipReason.VIRTUAL_ENVIRONMENT),
    "id_rsa.py": Reason(SkipReason.SECRET_NAME, text="id_rsa.*"),
    "inner/.omny": Reason(SkipReason.NESTED_INDEX),
    "large.py": Reason(SkipReason.TOO_LARGE, size=round(6.9 * MIB), limit=4 * MIB),
    "link.py": Reason(SkipReason.SYMLINK),
    "made.py": Reason(SkipReason.GENERATED),
    "nested": Reason(SkipReason.NESTED_REPOSITORY),
    "odd.py": Reason(SkipReason.SYNTAX_ERROR, limit=5),
    "pipe.py": Reason(SkipReason.NOT_REGULAR),
    "sixteen.py": Reason(SkipReason.BROKEN_UTF_16),
    "small.min.js": Reason(SkipReason.IGNORED, text="built-in: *.min.js"),
}
"""The reasons in the last databases that held them as texts: schema 5 of SQLite, schema 2 of PostgreSQL."""

HELD = "does not parse at line 1; what it held at generation 1 is shown as held"
"""The explanation of its `broken.py`."""
