"""Models of Django: managers, relations in both directions, the model of users, and views that show a model.

A manager without methods of its own is what holds objects of its model: `Book.objects.filter().first()` is a `Book`.
Models are found by `py:=NAME`, and fields that refer to a model by `py:>NAME`. Heads: `&=shop.Book` is the model of an
application, `&=AUTH_USER_MODEL` that of users, `&>Book` has what fields of other models add to a model, and `&~View`
the members that a view has by its `model`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from omny.extract.scopes import Binding, Scope, Value
from omny.languages.python.frameworks import (
    DELEGATE,
    MODEL_FIELDS,
    MODELS,
    USER_FUNCTIONS,
    USER_MODEL,
    VIEW_LIBRARIES,
    VIEW_MEMBERS,
    WIDE_RELATIONS,
)
from omny.languages.python.places import (
    FOUND_BY,
    Given,
    Place,
    find_argument,
    find_call,
    find_keyword,
    find_origin,
    read_string,
)
from omny.model.chains import write_several, write_type
from omny.resolve.lookup import NameEvaluator
from omny.resolve.values import Defined, External

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.draft import Draft
    from omny.languages.python.fixture_walk import FixtureWalk

    Fields = list[tuple[str, Node, str]]

_RELATED = "&>"
_ENDINGS = ("Field", *WIDE_RELATIONS)
_SHOWN = ("model", "queryset", "serializer_class")


def note_models(walk: FixtureWalk) -> None:
    """Notes managers and relations of the models of a file, and what views show."""
    nodes: dict[int, Node] = {}
    for qualname, scope in walk._members:
        draft = walk.drafts[scope.owner]
        if not draft.bases or not any(isinstance(each, Value) for values in scope.names.values() for each in values):
            if not any(base.endswith("Model") for base in draft.bases):
                continue  # as most classes have no attributes but methods
        nodes = nodes or {each.node.end_byte: each.node for each in walk._brackets if each.kind == "define.class"}
        fields = list_fields(walk, draft, nodes.get(draft.end)) if b"models" in walk.source else []
        if _is_model(walk, draft, fields):
            _note_model(walk, draft, scope, fields)
        elif draft.bases and qualname not in walk.delegates and any(name in scope.names for name in _SHOWN):
            walk.delegates[qualname] = Value(f"&~{qualname}", walk.tree.module)


def list_fields(walk: FixtureWalk, draft: Draft, node: Node | None) -> Fields:
    """The assigned names of a class body, the calls that they get, and the full names of what is called."""
    body = node.child_by_field_name("body") if node is not None else None
    found: Fields = []
    for statement in body.named_children if body is not None else ():
        for each in statement.named_children if statement.type == "expression_statement" else ():
            left, call = each.child_by_field_name("left"), each.child_by_field_name("right")
            function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
            if left is not None and call is not None and function is not None and left.type == "identifier":
                found.append((walk.text(left), call, find_origin(walk, draft.scope, walk.text(function))))
    return found


def _is_model(walk: FixtureWalk, draft: Draft, fields: Fields) -> bool:
    """Whether a class is a model: by a base, or by a field."""
    bases = [find_origin(walk, draft.scope, base.replace(" ", ".")) for base in draft.bases]
    made = [full for _, _, full in fields if full.startswith(MODEL_FIELDS)]
    return any(base in MODELS for base in bases) or (bool(bases) and any(full.endswith(_ENDINGS) for full in made))


def _note_model(walk: FixtureWalk, draft: Draft, scope: Scope, fields: Fields) -> None:
    qualname, module = draft.qualname, walk.tree.module
    walk.surface.setdefault(FOUND_BY, []).append(f"={draft.name}")
    _note_relations(walk, draft, scope, fields)
    heads = [f"&>{qualname}", f"@{qualname} super {DELEGATE}"]
    walk.delegates[qualname] = Value(write_several(heads), module)
    if b"abstract = True" not in walk.source[draft.start : draft.end]:
        managers = scope.names.get("objects") or [Value(f"@{qualname} super objects", module)]
        scope.names["objects"] = [*managers, Value(f"*@{qualname} ()", module)]


def _note_relations(walk: FixtureWalk, draft: Draft, scope: Scope, fields: Fields) -> None:
    """Gives fields that name a model by a text its type, and publishes what the other model gets."""
    for field, call, full in fields:
        relation = WIDE_RELATIONS.get(full.rpartition(".")[2])
        arguments = call.child_by_field_name("arguments")
        if relation is None or arguments is None:
            continue
        first = find_argument(walk, arguments, "to")
        if first is None:
            continue
        target = _read_target(walk, draft, first)
        if not target:
            continue
        is_many, is_one = relation
        values: list[Binding] = [Value(f"{'*' if is_many else ''}{target} ()", walk.tree.module)]
        scope.names[field] = values
        named = find_keyword(walk, arguments, "related_name")
        name = read_string(walk.text(named)) if named is not None else ""
        name = name.replace("%(class)s", draft.name.lower()) or draft.name.lower() + ("" if is_one else "_set")
        if name.isidentifier():
            entries = walk.surface.setdefault(_RELATED, [])
            entries.append(f"{name} {'' if is_one else '*'}@{draft.qualname} () < {target}")
            origin = find_origin(walk, draft.scope, target.replace(" ", ".")) or target
            walk.surface.setdefault(FOUND_BY, []).append(f">{_last_name(origin)}")


def _read_target(walk: FixtureWalk, draft: Draft, node: Node) -> str:
    """The chain of the model that an argument names; "" where it names none."""
    text = walk.text(node)
    if node.type == "string":
        text = read_string(text)
        if text == "self":
            return f"@{draft.qualname}"
        if text.isidentifier():
            return text if text in walk.tree.module.names else f"&={text}"
        return f"&={text}" if text.count(".") == 1 else ""
    if text.endswith(f"settings.{USER_MODEL}") or text == "get_user_model()":
        return f"&={USER_MODEL}"
    if node.type not in ("identifier", "attribute"):
        return ""
    values = walk.tree.expand(draft.scope, walk.chain(node))[0]
    return values[0] if len(values) == 1 and values[0][-1] not in ")]?" else ""


def note_user_model(walk: FixtureWalk, place: Place) -> None:
    """`User = get_user_model()`."""
    called = find_call(place.node)
    statement = called[0].parent if called is not None else None
    left = statement.child_by_field_name("left") if statement is not None and statement.type == "assignment" else None
    if called is None or left is None or left.type != "identifier":
        return
    if find_origin(walk, place.scope, walk.text(called[0]).partition("(")[0]) in USER_FUNCTIONS:
        name = walk.text(left)
        found = place.scope.find(name)
        if found is not None and len(found.names[name]) == 1:
            model: list[Binding] = [Value(f"&={USER_MODEL}", walk.tree.module)]
            found.names[name] = model


# ── across files ──


def find_model(evaluator: NameEvaluator, path: str, name: str) -> list[Given]:
    """The model that an application has by that name: `shop.Book`, or `AUTH_USER_MODEL`."""
    if name == USER_MODEL:
        told = {
            each
            for file in evaluator.publishers(f"py:={USER_MODEL}") or ()
            for each in evaluator.ask(file, f"#{USER_MODEL}") or ()
        }
        return find_model(evaluator, path, told.pop()) if len(told) == 1 else []
    label, _, last = name.rpartition(".")
    files = evaluator.publishers(f"py:={last}") or ()
    if label:
        files = tuple(file for file in files if label in file.split("/")[:-1])
    elif len(files) > 1:
        files = tuple(file for file in files if _application(file) == _application(path))
    return [(files[0], f"@{last}")] if len(files) == 1 else []


def _application(path: str) -> str:
    """The folder of the application that a file of models belongs to."""
    return path.rpartition("/models")[0]


def find_related(evaluator: NameEvaluator, path: str, name: str) -> list[Given]:
    """What fields of other models add to the objects of a model: an object with these members, for each file."""
    model = Defined(path, name)
    last = name.rpartition(".")[2]
    found: list[Given] = []
    for key in (last, USER_MODEL):
        if key == USER_MODEL and model not in evaluator.evaluate(path, f"&={USER_MODEL}"):
            break
        for file in evaluator.publishers(f"py:>{key}") or ():
            members: dict[str, list[str]] = {}
            for entry in evaluator.ask(file, _RELATED) or ():
                field, _, target = entry.partition(" < ")
                attribute, _, chain = field.partition(" ")
                if model in evaluator.evaluate(file, target):
                    members.setdefault(attribute, []).append(chain)
            if members:
                found.append((file, write_type(list(members.items()))))
    return found


def _last_name(target: str) -> str:
    """The name of a model, by the chain of it."""
    return target.rpartition(" ")[2].rpartition("::")[2].rpartition(".")[2].lstrip("&=@^")


def find_view_members(evaluator: NameEvaluator, path: str, name: str) -> list[Given]:
    """The members that objects of a class have if it is a view of a library: by its `model`, `queryset` ..."""
    if not any(base.startswith(VIEW_LIBRARIES) for base in find_origins(evaluator, Defined(path, name))):
        return []
    return [(path, write_type([(member, [chain.replace("$", f"@{name}")]) for member, chain in VIEW_MEMBERS]))]


def find_origins(evaluator: NameEvaluator, defined: Defined) -> Iterator[str]:
    """The full names of the bases of a class, and of their bases, that are outside of the tree."""
    for place in evaluator.order(defined):
        for base in (evaluator.ask(place.path, f"@{place.qualname}") or ())[1:]:
            for value in evaluator.evaluate(place.path, base) if base[0] != "?" else ():
                if isinstance(value, External):
                    yield value.name
