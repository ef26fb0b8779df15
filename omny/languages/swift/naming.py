"""The names of Swift ("Lexical Structure" of The Swift Programming Language)."""

from __future__ import annotations

from omny.languages.facets.naming import Naming

NAMING = Naming(
    title="Swift",
    reserved=frozenset(
        """
        associatedtype class enum extension fileprivate func import inout internal let open operator private
        precedencegroup protocol public rethrows static struct typealias var break case catch continue default
        defer do else fallthrough for guard if in repeat return throw switch where while Any as await false is nil self
        Self super throws true try
        """.split()  # noqa: SIM905
    ),
    fixed="main|init|deinit|subscript|callAsFunction|wrappedValue|projectedValue|body|hash|encode|description",
    stub="// {name}\n",
    inside=rb"\w\x80-\xff",
)
