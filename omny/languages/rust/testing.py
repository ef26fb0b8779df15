"""The tests of Rust, as Cargo finds them."""

from __future__ import annotations

import re

from omny.languages.facets.testing import Testing

_TEST_PATH = re.compile(r"(?:^|/)(?:tests|benches)/|(?:^|/)tests?\.rs$|_tests?\.rs$")


class RustTesting(Testing):
    """See `Testing`."""

    __slots__ = ()

    def is_test(self, path: str) -> bool:
        """By the folder of integration tests and benchmarks, or a module that is called so."""
        return _TEST_PATH.search(path) is not None


TESTING = RustTesting()
