"""`Standing`: whether an atom is code of the project, stands beside it, or is a copy of another project.

It orders the atoms that share a name, and the results of a search.
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
"""The weight of an atom's rank in a search, by its standing. A word in the name ranks about twice as high as one in the
signature (BM25): own code with the word in its signature ranks as tests with the word in their name."""


class Standing(IntEnum):
    """In the order of relevance to a reader."""

    CODE = 0
    BESIDE = 1  # tests, examples, benchmarks
    VENDORED = 2


def find_standing(path: str, is_test: bool) -> Standing:
    """The standing of the atoms of a file."""
    folders = path.split("/")[:-1]
    if not VENDORED.isdisjoint(folders):
        return Standing.VENDORED
    return Standing.BESIDE if is_test or not BESIDE.isdisjoint(folders) else Standing.CODE
