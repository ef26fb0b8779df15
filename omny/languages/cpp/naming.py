"""The names of C++ (5.11 of ISO/IEC 14882)."""

from __future__ import annotations

from omny.languages.c.naming import NAMING as OF_C
from omny.languages.facets.naming import Naming

NAMING = Naming(
    title="C++",
    reserved=OF_C.reserved
    | frozenset(
        """
        alignas alignof bool catch char8_t char16_t char32_t class co_await co_return co_yield concept consteval
        constexpr constinit const_cast decltype delete dynamic_cast explicit export false
        friend mutable namespace new noexcept
        nullptr operator private protected public reinterpret_cast requires static_assert static_cast template this
        thread_local throw true try typeid typename using virtual wchar_t
        """.split()  # noqa: SIM905
    ),
    fixed="main",
    stub="void {name}() {{}}\n",
    receivers=frozenset(("this",)),
)
