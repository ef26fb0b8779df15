"""Why code of a component may run although nothing in the index calls it."""

from __future__ import annotations

from collections.abc import Callable, Collection

from omny.languages.facets.liveness import Candidate, FileText, MadeUpNames
from omny.languages.javascript.liveness import ScriptLiveness

_HOOKS = frozenset(
    (
        "data", "setup", "render", "beforeCreate", "created", "beforeMount", "mounted", "beforeUpdate", "updated",
        "beforeUnmount", "unmounted", "beforeDestroy", "destroyed", "activated", "deactivated", "errorCaptured",
        "serverPrefetch", "renderTracked", "renderTriggered", "provide", "beforeRouteEnter", "beforeRouteUpdate",
        "beforeRouteLeave", "asyncData", "fetch", "head", "metaInfo", "middleware", "validate",
    )
)  # fmt: skip
"""Options of a component that Vue, its router and Nuxt call."""

_CALLED = ("computed", "watch", "filters", "directives", "props", "emits")
"""Options whose functions Vue calls."""

_PAGES = (".html", ".htm")


class ComponentLiveness(ScriptLiveness):
    """See `omny.languages.facets.liveness.Liveness`."""

    __slots__ = ()

    def text_reason(self, candidate: Candidate, text: FileText, names: MadeUpNames, family: Collection[str]) -> str:
        """As in a module: no page sees the names of a component."""
        if candidate.path.endswith(_PAGES):
            return super().text_reason(candidate, text, names, family)
        return super().text_reason(candidate, text._replace(words=text.words | {"import"}), names, family)

    def entry_reason(self, candidate: Candidate, depends_on: Callable[[str], bool]) -> str:
        """The options of a component that are run without a call."""
        parts = candidate.qualified_name.split(".")
        if parts[0] == "default" and ((len(parts) == 2 and parts[1] in _HOOKS) or (parts[1:2] and parts[1] in _CALLED)):
            return f"{parts[1]} of a component is run by its framework"
        return super().entry_reason(candidate, depends_on)


LIVENESS = ComponentLiveness()
