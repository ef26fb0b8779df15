"""The walk over the JavaScript of a template: that of JavaScript, and what the template includes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.extract.syntax import Captured, Syntax
from omny.extract.walk import KINDS, parse
from omny.languages.ejs.template import read_template
from omny.languages.embedded.page import Use
from omny.languages.javascript.walk import JavaScriptWalk
from omny.model.atoms import MODULE_NAME
from omny.model.edges import EdgeType

if TYPE_CHECKING:
    from tree_sitter import Node


class EjsWalk(JavaScriptWalk):
    """The module of a file is what including the file runs."""

    included: list[Use]

    def run(self, captured: Captured) -> None:
        """See `Walk`."""
        super().run(captured)
        for (at, scope), use in zip(self.scopes_at([use.at for use in self.included]), self.included, strict=True):
            self._references.append((scope, scope.owner, use.chains[0], KINDS[EdgeType.CALL], at))

    def _fill_surface(self) -> None:
        super()._fill_surface()
        self.surface[f"@{MODULE_NAME}"] = ["function", ""]
        self.surface["="] = [f"@{MODULE_NAME}"]


WALK = EjsWalk


def start_walk(source: bytes, syntax: Syntax) -> tuple[EjsWalk, list[Node]]:
    """The walk over a template, not finished yet, and the error and missing nodes."""
    page = read_template(source)
    code = bytes(page.code)
    tree, faults = parse(code, syntax, EjsWalk)
    walker = EjsWalk(code, tree.root)
    walker.included = page.uses
    walker.run(syntax.capture(tree, code))
    return walker, faults
