"""Dependencies of FastAPI and its kin: what a handler is given by its parameters and its decorators.

`&:name` in a surface lists the dependencies that a name stands for (`IsAdmin = Depends(check_admin)`,
`CurrentUser = Annotated[User, Depends(current_user)]`); as a head it stands for them, wherever its imports lead.
"""

from __future__ import annotations

import re
from bisect import insort
from operator import itemgetter
from typing import TYPE_CHECKING

from omny.extract.scopes import Binding, Scope, Value
from omny.languages.python.annotations import read_annotation
from omny.languages.python.frameworks import DEPENDENCIES
from omny.languages.python.places import (
    RUN,
    Given,
    Place,
    find_argument,
    find_call,
    find_decorated,
    find_home,
    find_origin,
    list_around,
    refer,
)
from omny.model.atoms import is_class_like
from omny.resolve.lookup import NameEvaluator

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.languages.python.fixture_walk import FixtureWalk

_IN_DECORATORS = "dependencies="
_NAME = re.compile(r"(?<![\w.\"'])[A-Za-z_]\w*(?:\.\w+)*")


def note_dependency(walk: FixtureWalk, place: Place) -> None:
    """`Depends(f)`: what depends on it is the function whose parameter or decorator it stands in, or what is around."""
    called = find_call(place.node)
    if called is None:
        return
    call, arguments = called
    function = call.child_by_field_name("function")
    if function is None or find_origin(walk, place.scope, walk.text(function)) not in DEPENDENCIES:
        return
    given = find_argument(walk, arguments, "dependency")
    annotated, name, parameter = "", "", ""
    scope, owner = place.scope, place.scope.given_to
    for around in list_around(call):
        text = walk.text(around) if around.type in ("subscript", "generic_type") else ""
        if text.partition("[")[0].rpartition(".")[2] == "Annotated":
            annotated = text[text.index("[") + 1 : -1]
        if around.type in ("typed_parameter", "typed_default_parameter") and not annotated:
            type_ = around.child_by_field_name("type")
            annotated = walk.text(type_) if type_ is not None else ""
        if around.type == "default_parameter":
            named = around.child_by_field_name("name")
            parameter = walk.text(named) if named is not None else ""
        if around.type == "decorator":
            decorated = find_decorated(walk, call.start_byte)
            if decorated is not None:
                owner = decorated.index
                _give_to(walk, scope, call, owner)
            break
        if around.type in ("assignment", "type_alias_statement"):
            left = around.child_by_field_name("left")
            if scope is walk.tree.module and left is not None:
                name = walk.text(left)
            break
    if given is not None:
        chain, at = walk.chain(given), given.end_byte - walk.name_length(walk.text(given).encode(), given)
        chains = [chain] if given.type in ("identifier", "attribute") else [f"{chain} =>", chain]
    else:
        told = read_annotation(annotated.split(",")[0]) if annotated else ()
        chains, at = [each.removesuffix(" ()") for each in told if each[0] not in "*%[("], call.start_byte
    for chain in chains:
        if chain[0] == "?":
            continue
        if parameter and not chain.endswith(" =>"):
            values: list[Binding] = [
                Value(f"{chain} ()", scope),
                Value(f"{chain} () [*]", scope),
            ]  # the item of a generator
            walk.drafts[owner].body.names[parameter] = values
        whole = chain if chain.endswith(" =>") else f"{chain} {RUN}"
        refer(walk, scope, owner, whole, at)
        if name:
            known = walk.surface.setdefault(f"&:{name}", [])
            known += [each for each in walk.tree.expand(scope, chain)[0] if each not in known]


def _give_to(walk: FixtureWalk, scope: Scope, node: Node, owner: int) -> None:
    """Has functions that are passed in a node belong to a definition."""
    block = Scope(scope, node.end_byte, scope.owner, scope.qualname, opaque=scope.opaque)
    block.names, block.redirects, block.given_to = scope.names, scope.redirects, owner
    insort(walk._opened, (node.start_byte, block), key=itemgetter(0))


def note_parameters(walk: FixtureWalk) -> None:
    """Notes the dependencies that names stand for: in types and defaults of parameters, and in decorators."""
    module = walk.tree.module
    for draft in walk.drafts:
        names: dict[str, int] = {}
        if not is_class_like(draft.type):
            for parameter in draft.detail.get("parameters", ()):
                texts = (parameter.get("annotation", "").strip("\"'"), parameter.get("default", ""))
                names.update((found[0], draft.defined_at) for text in texts for found in _NAME.finditer(text))
        for decorator in draft.detail.get("decorators", ()):
            listed = decorator.partition(_IN_DECORATORS)[2]
            names.update((found[0], draft.start) for found in _NAME.finditer(listed))
        for name, start in names.items():
            bindings = module.names.get(name.partition(".")[0], ())
            is_imported = any(isinstance(each, str) and each[0] == "^" for each in bindings)
            if is_imported or f"&:{name}" in walk.surface:
                at = max(walk.source.find(name.encode(), start), start)
                for segment in ("=>", RUN):
                    refer(walk, module, draft.index, f"&:{name} {segment}", at)


def find_dependencies(evaluator: NameEvaluator, path: str, name: str) -> list[Given]:
    """The dependencies that a name stands for in a file."""
    home = find_home(evaluator, path, name)
    return [(home[0], chain) for chain in evaluator.ask(home[0], f"&:{home[1]}") or ()] if home is not None else []
