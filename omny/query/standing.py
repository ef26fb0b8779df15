"""`Standing`: whether an atom is the code of the project, beside it, or a copy of somebody else's. It orders the atoms
that one name has.
"""

from __future__ import annotations

from enum import IntEnum

_BESIDE = frozenset(
    """
    __fixtures__ __mocks__ __tests__ bench benches benchmark benchmarks cypress demo demos e2e example examples
    fixture fixtures playground sample samples sandbox snippets spec specs test testdata testing tests
    """.split()  # noqa: SIM905
)
"""Names of folders whose code shows or tries the project."""

_VENDORED = frozenset(
    """
    _vendor _vendored bower_components extern external node_modules site-packages third-party third_party thirdparty
    vendor vendored vendors
    """.split()  # noqa: SIM905
)
"""Names of folders that hold copies of other projects."""


class Standing(IntEnum):
    """In the order in which a person wants them."""

    CODE = 0
    BESIDE = 1  # tests, examples, benchmarks
    VENDORED = 2


def standing(path: str, is_test: bool) -> Standing:
    """That of an atom in a file."""
    folders = path.split("/")[:-1]
    if not _VENDORED.isdisjoint(folders):
        return Standing.VENDORED
    return Standing.BESIDE if is_test or not _BESIDE.isdisjoint(folders) else Standing.CODE
