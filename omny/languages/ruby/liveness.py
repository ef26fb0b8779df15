"""Why code of Ruby may run although nothing in the index calls it."""

from __future__ import annotations

from omny.languages.facets.liveness import Liveness

_PROTOCOL = frozenset(
    """
    method_missing respond_to_missing? const_missing inherited included extended prepended method_added to_s to_str
    to_a to_ary to_h to_hash to_i to_int to_proc inspect each hash eql? coerce call initialize_copy marshal_dump
    marshal_load encode_with init_with
    """.split()  # noqa: SIM905
)


class RubyLiveness(Liveness):
    """See `Liveness`."""

    __slots__ = ()

    manifests = ("Gemfile",)

    def is_protocol(self, name: str, kind: str) -> bool:
        """Methods that the language and its library call, and operators."""
        return name in _PROTOCOL or not name.strip("=<>!~+-*/%&|^[]@`") or super().is_protocol(name, kind)


LIVENESS = RubyLiveness()
