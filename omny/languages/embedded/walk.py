"""The walk over the code of a file with a template: that of its guest, and what the template names.

The template sees the names of the module. Parts of it with names of their own (`v-for`, `{#each}`, slots) are scopes.
"""

from __future__ import annotations

import re
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from omny.extract.brackets import Bracket, group
from omny.extract.redaction import redact
from omny.extract.scopes import Scope, Value
from omny.extract.syntax import Captured, Syntax, count_fault_bytes
from omny.extract.walk import KINDS, parse
from omny.languages.embedded.component import Component, class_names, give
from omny.languages.embedded.html import without_templates
from omny.languages.embedded.page import END, Local, Page
from omny.languages.javascript.expressions import unwrap
from omny.languages.javascript.walk import JavaScriptWalk
from omny.languages.typescript.walk import TsxWalk, TypeScriptWalk
from omny.model.atoms import MODULE_NAME
from omny.model.edges import EdgeType
from omny.model.facts import FileFacts
from omny.model.surfaces import Surface

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.languages.javascript.classes import Members

    Guest = JavaScriptWalk
else:
    Guest = object

_place = itemgetter(0)
_position = attrgetter("position")


class Hosted(Guest):
    """What the walk of each guest adds."""

    page: Page
    is_component = True
    """Whether the file as a whole is what it exports as its default."""

    def run(self, captured: Captured) -> None:
        """See `Walk`."""
        self.comments, self.blocks, self._uses = captured.comments, captured.blocks, captured.uses
        self._options: Members | None = None
        self._parts: dict[int, list[Scope]] = {}
        page = self.page
        start, end = page.template
        template = Local(start, [])
        template.end = end
        parts = [*([template] if not page.has_setup else []), *page.locals]
        brackets: list[Any] = [*group(captured.events), *parts]
        brackets.sort(key=_position)
        for bracket in brackets:
            self.enter(bracket.position)
            getattr(self, f"open_{bracket.kind.partition('.')[0]}")(bracket)
        options = self._options if self._options is not None else self._find_options()
        component = Component(self, options) if options is not None else None
        if component is not None:
            component.settle()
        names = component.names if component is not None else class_names(self)
        for scope in self._parts.get(id(template), ()):
            give(scope, names, self.tree.module.names if names or component is not None else ())
        if "*" not in self.surface:
            self._leave_out_data()
        for _, scope in self.scopes_at(captured.branches):
            self.drafts[scope.owner].branches += 1
        self._note_components(component)
        if component is not None:
            self._note_names(component)

    def open_local(self, part: Local) -> None:
        around = self.scope
        if part.outer:
            around.bind(part.outer)
        scope = self.open_block(len(self.source) + 1 if part.end == END else part.end)
        self._parts.setdefault(id(part), []).append(scope)
        for name, chain in part.names:
            scope.bind(name, *([Value(chain, around)] if chain != "?" else []))

    def _note_components(self, component: Component | None) -> None:
        """Notes the names that the template uses by themselves; components are seen as they are registered."""
        uses = sorted(self.page.uses, key=_place)
        registered = component.registered if component is not None else {}
        module = self.tree.module
        for (at, scope), use in zip(self.scopes_at([use.at for use in uses]), uses, strict=True):
            kind = KINDS[EdgeType.CALL if use.is_call else EdgeType.CALLBACK]
            found: list[tuple[Scope, str]] = []
            for chain in use.chains:
                head = chain.partition(" ")[0]
                if use.is_call and chain in registered:
                    found = [
                        (module, each) if isinstance(each, str) else (each.scope, each.chain)
                        for each in registered[chain]
                    ]
                elif not registered and (place := module if use.is_call and not self.page.has_setup else scope).find(
                    head
                ):
                    found = [(place, chain)]
                if found:
                    break
            if not found and use.is_call and use.chains[0][:1].isupper():
                found = [(scope, use.chains[0])]
            self._references += [(each, scope.owner, chain, kind, at) for each, chain in found]

    def _note_names(self, component: Component) -> None:
        """Notes the computed properties and filters that the template reads: Vue calls them."""
        page, found = self.page, []
        if component.computed:
            words = "|".join(map(re.escape, sorted(component.computed)))
            pattern = re.compile(rb"(?<![\w$.'\"`-])(?:%s)(?![\w$'\"`:-])" % words.encode())
            found = [
                (match.start(), match[0].decode())
                for match in pattern.finditer(self.source, *page.template)
                if self.source[match.start() - 2 : match.start()] + self.source[match.end() : match.end() + 1] != b"0()"
            ]  # those that are handed on whole are noted already
        found += [(at, name) for at, name in page.filters if name in component.filters]
        found.sort()
        for (at, scope), (_, name) in zip(self.scopes_at([at for at, _ in found]), found, strict=True):
            self._references.append((scope, scope.owner, name, KINDS[EdgeType.CALLBACK], at))

    # Options

    def _export_value(self, node: Node, outer: Node) -> None:
        """See `Modules`: an object of options, plain or as the argument of `defineComponent`."""
        value = unwrap(node)
        if self.is_component and value is not None and value.type == "call_expression":
            arguments = value.child_by_field_name("arguments")
            objects = [each for each in arguments.named_children if each.type == "object"] if arguments else []
            if objects:
                self._options = self.name_object(objects[-1], "default")
        super()._export_value(node, outer)
        if self.is_component and value is not None and value.type == "object":
            self._options = self.name_object(value, "default")

    def _find_options(self) -> Members | None:
        """The object that a name stands for which is the default export."""
        if not self.is_component:
            return None
        for binding in self.exports.names.get("default", ()):
            scope, chain = (self.tree.module, binding) if isinstance(binding, str) else (binding.scope, binding.chain)
            key = self._one(scope, chain).removeprefix("@")
            for members in self.all_members:
                if members.key == key and members.draft is None:
                    return members
        return None

    def open_arguments(self, bracket: Bracket) -> None:
        """See `Bindings`: the options of a component are not handed to something that calls them."""
        super().open_arguments(bracket)
        if self._options is not None:
            self._options.passed = False

    # What the file shows

    def _fill_surface(self) -> None:
        super()._fill_surface()
        if self.is_component:
            self.surface[f"@{MODULE_NAME}"] = ["function", ""]
            self.surface["=default"] = [f"@{MODULE_NAME}"]


class HostedJavaScript(Hosted, JavaScriptWalk):
    """The walk where the guest is JavaScript."""


class HostedTypeScript(Hosted, TypeScriptWalk):
    """The walk where the guest is TypeScript."""


class HostedTsx(Hosted, TsxWalk):
    """The walk where the guest is TypeScript with elements."""


WALK = HostedJavaScript

WALKS: dict[str, type[Hosted]] = {"": HostedJavaScript, "ts": HostedTypeScript, "tsx": HostedTsx}
"""The walk by the dialect of a page."""


def start_walk(page: Page, syntax: Syntax, *, is_component: bool) -> tuple[Hosted, list[Node]]:
    """The walk over a page, not finished yet, and the error and missing nodes."""
    walk = WALKS[page.dialect]
    code = bytes(page.code)
    tree, faults = parse(code, syntax, walk)
    if faults and (other := without_templates(code)) != code:
        again, left = parse(other, syntax, walk)
        if count_fault_bytes(left) < count_fault_bytes(faults):
            code, tree, faults = other, again, left
    walker = walk(code, tree.root)
    walker.page, walker.is_component = page, is_component
    walker.run(syntax.capture(tree, code))
    return walker, faults


def analyse(page: Page, syntax: Syntax, *, is_component: bool) -> tuple[FileFacts, Surface]:
    """The facts and the surface of a page, without its secrets."""
    walker, faults = start_walk(page, syntax, is_component=is_component)
    return redact(walker.source, *walker.finish(faults))
