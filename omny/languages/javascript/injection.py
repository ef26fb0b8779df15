"""What Nest and Angular inject by a token: `@Inject(TOKEN)` gets what a table of providers has for it.

`&!` in a surface lists the providers of a file: the token, and the chain of what it gives. A token is the name of a
variable, or a text with a quote before it. A file with a provider is found by `js!TOKEN`; the head `&!TOKEN` stands
for what is injected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.extract.marks import Marks
from omny.extract.scopes import Value
from omny.extract.syntax import find_node
from omny.extract.walk import KINDS
from omny.model.edges import EdgeType

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.scopes import Scope
    from omny.languages.javascript.walk import JavaScriptWalk
    from omny.resolve.lookup import NameEvaluator

LIBRARIES = (b"@nestjs/common", b"@angular/core", b"inversify")
"""The texts that show a library of injection in a file."""

_LIBRARIES = Marks(LIBRARIES)

INJECTORS = frozenset(("@nestjs/common Inject", "@angular/core Inject", "inversify inject"))
"""Decorators of a parameter that name its token, by module and name."""

FOUND_BY = "#found"
"""The key of a surface that lists tokens with a provider in the file."""

_ENTRIES = "&!"
_MAKERS = {"useClass": " ()", "useExisting": " ()", "useFactory": " ()", "useValue": ""}
_CALLBACK = KINDS[EdgeType.CALLBACK]
_MAX_HOPS = 8  # imports that a name is followed through


def note_injection(walk: JavaScriptWalk) -> None:
    """Notes the providers of a file, and what it injects."""
    if not _LIBRARIES.are_in(walk.source):
        return
    found: dict[int, tuple[Node, bool]] = {}
    for word, is_provider in ((b"provide:", True), (b"Inject(", False), (b"inject(", False)):
        at = walk.source.find(word)
        while at >= 0:
            node = find_node(walk.root, at)
            if node.type in ("identifier", "property_identifier"):
                found[at] = node, is_provider
            at = walk.source.find(word, at + 1)
    places = sorted(found)
    for at, scope in walk.scopes_at(places):
        node, is_provider = found[at]
        if is_provider:
            _note_provider(walk, node, scope)
        else:
            _note_injected(walk, node, scope)


def _read_token(walk: JavaScriptWalk, node: Node | None) -> str:
    if node is None or node.type not in ("identifier", "string"):
        return ""
    text = walk.text(node)
    return text if node.type == "identifier" else f"'{text[1:-1]}" if " " not in text else ""


def _note_provider(walk: JavaScriptWalk, key: Node, scope: Scope) -> None:
    """`{ provide: TOKEN, useClass: Svc }`."""
    pair = key.parent
    literal = pair.parent if pair is not None else None
    token = _read_token(walk, pair.child_by_field_name("value")) if pair is not None else ""
    if literal is None or literal.type != "object" or not token:
        return
    for other in literal.named_children:
        name, value = other.child_by_field_name("key"), other.child_by_field_name("value")
        ending = _MAKERS.get(walk.text(name)) if name is not None else None
        if ending is None or value is None or value.type not in ("identifier", "member_expression"):
            continue
        chain = walk.chain(value)
        given = walk.tree.expand(scope, chain)[0]
        entries = walk.surface.setdefault(_ENTRIES, [])
        entries += [f"{token} {each}{ending}" for each in given if each[0] != "?"]
        walk.surface.setdefault(FOUND_BY, []).append(token)
        if ending:
            walk._references.append((scope, scope.given_to, f"{chain} =>", _CALLBACK, value.start_byte))


def _note_injected(walk: JavaScriptWalk, name: Node, scope: Scope) -> None:
    """`constructor(@Inject(TOKEN) private svc)`."""
    call = name.parent
    decorator = call.parent if call is not None else None
    parameter = decorator.parent if decorator is not None and decorator.type == "decorator" else None
    arguments = call.child_by_field_name("arguments") if call is not None else None
    if parameter is None or arguments is None or walk.find_origin(walk.text(name)) not in INJECTORS:
        return
    token = _read_token(walk, arguments.named_children[0] if arguments.named_children else None)
    pattern = parameter.child_by_field_name("pattern")
    if not token or pattern is None or pattern.type != "identifier":
        return
    injected = Value(f"&!{token}", walk.tree.module)
    scope.bind(walk.text(pattern), injected)
    is_member = any(child.type in ("accessibility_modifier", "readonly") for child in parameter.children)
    members = next((walk.members[each] for each in scope.ancestors() if each in walk.members), None)
    if is_member and members is not None:
        members.names.bind(walk.text(pattern), injected)


def find_injected(evaluator: NameEvaluator, path: str, token: str) -> list[tuple[str, str]]:
    """What is injected by a token in a file: chains, each with the file that it is read in."""
    home = _find_home(evaluator, path, token)
    last = home[1] if home is not None else token
    return [
        (file, chain)
        for file in evaluator.publishers(f"js!{last}") or ()
        for other, _, chain in (entry.partition(" ") for entry in evaluator.ask(file, _ENTRIES) or ())
        if (other == token if token[0] == "'" else home is not None and _find_home(evaluator, file, other) == home)
    ]


def _find_home(evaluator: NameEvaluator, path: str, name: str) -> tuple[str, str] | None:
    """The file that defines a name, and the name there."""
    if name[0] == "'":
        return None
    bound = evaluator.ask(path, name)
    for _ in range(_MAX_HOPS):
        if bound is None or len(bound) != 1:
            return None
        if bound[0][0] != "^" or "::" not in bound[0]:
            return path, name
        spec, _, name = bound[0][1:].partition("::")
        target = evaluator.locate(spec, path)
        if target is None or target.endswith("/"):
            return None
        path = target
        bound = evaluator.ask(path, f"={name}")
        if bound is not None and len(bound) == 1 and bound[0][0] != "^":
            return path, name
    return None
