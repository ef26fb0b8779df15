"""`Standing`: whether an atom is the code of the project, beside it, or a copy of somebody else's. It orders the atoms
that one name has, and those that a search finds.
"""

from __future__ import annotations

from enum import IntEnum

BESIDE = frozenset(
    """
    __fixtures__ __mocks__ __tests__ bench benches benchmark benchmarks cypress demo demos e2e example examples
    fixture fixtures playground sample samples sandbox snippets spec specs test testdata testing tests
    """.split()  # noqa: SIM905
)
"""Names of folders whose code shows or tries the project."""

VENDORED = frozenset(
    """
    _vendor _vendored bower_components extern external node_modules site-packages third-party third_party thirdparty
    vendor vendored vendors
    """.split()  # noqa: SIM905
)
"""Names of folders that hold copies of other projects."""


SCORES = (1.0, 0.5, 0.4)
"""What the rank of an atom counts for in a search, by its standing. A word in the name ranks about twice as high as one
in the signature (BM25): own code with the word in its signature comes with tests that have it in their name."""


class Standing(IntEnum):
    """In the order in which a person wants them."""

    CODE = 0
    BESIDE = 1  # tests, examples, benchmarks
    VENDORED = 2


def standing(path: str, is_test: bool) -> Standing:
    """That of an atom in a file."""
    folders = path.split("/")[:-1]
    if not VENDORED.isdisjoint(folders):
        return Standing.VENDORED
    return Standing.BESIDE if is_test or not BESIDE.isdisjoint(folders) else Standing.CODE
