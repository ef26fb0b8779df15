"""The databases of all schemas that there have been, and the sources that they were made of."""

from __future__ import annotations

from omny.base.skip_reason import MIB, Reason, SkipReason
from omny.history.states import atom_history
from omny.storage.port.repository import AtomRepository

TREE = {
    "money.py": "def total(cart):\n    return round(cart.sum())\n",
    "cart.py": "from money import total\n\n\nclass Cart:\n    def price(self, discount=0):\n"
    "        return total(self) - discount\n",
}
KINDS = {
    "kinds.py": "from enum import Enum\nfrom typing import Protocol\n\n\nclass Colour(Enum):\n    RED = 1\n\n"
    "    def mix(self, other):\n        return other\n\n\nclass Drawn(Protocol):\n    def draw(self): ...\n",
    "shape.ts": "export interface Shape {\n    area(): number\n}\n\nexport class Square implements Shape {\n"
    "    area() { return 1 }\n}\n",
}
"""Further sources of the last databases without the types `interface` and `enum`: schema 6 of SQLite, schema 3 of
PostgreSQL."""

CLASSES_THEN = {"kinds.py::Colour": "enum", "kinds.py::Drawn": "interface", "shape.ts::Shape": "interface"}
"""Their atoms of the type `class`, with the types of now."""

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


def assert_types_changed(repository: AtomRepository) -> None:
    """After a pass over KINDS: the atoms have the types of now, and their history says what they were."""
    for id_, type_ in CLASSES_THEN.items():
        stored = repository.get(id_)
        assert stored is not None
        assert (stored.atom.type, stored.version) == (type_, 2)
        steps = atom_history(repository, id_)[1]
        assert [step.operation for step in steps] == ["create", "update"]
        assert steps[1].changes["type"] == ("class", type_)
        assert steps[1].changes.keys() <= {"type", "data.kind"}
        past = repository.as_of(2)
        before = past.get(id_)
        assert before is not None
        assert before.atom.type == "class"
        past.close()
    unchanged = repository.get("shape.ts::Square")
    assert unchanged is not None
    assert unchanged.version == 1
