"""The walk of a JavaScript file: what it leaves when all is read.

Scopes follow ECMA-262: `let`, `const`, `class` and functions are block scoped, `var` belongs to the function, arrow
functions take `this` from around them. Names are bound in `bindings`, functions in `functions`, classes and object
literals in `classes`, imports and exports in `modules`; here it is settled what only the whole file tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.limits import MAX_VALUES
from omny.extract.reads import MAX_PATCHED, hold
from omny.extract.rebound import Again, open_rebound
from omny.extract.scopes import Binding, Scope, Value, join
from omny.extract.segments import drop_values
from omny.extract.walk import Walk
from omny.languages.javascript.classes import Members
from omny.languages.javascript.clients import note_clients
from omny.languages.javascript.expressions import CLOSURES, TYPE_OF
from omny.languages.javascript.injection import note_injection
from omny.languages.javascript.modules import Modules
from omny.languages.javascript.mounts import note_mounts
from omny.languages.javascript.narrowing import PREDICATE
from omny.languages.javascript.reassigned import keep_functions, note_again
from omny.languages.javascript.routes import note_routes
from omny.languages.javascript.split import is_split
from omny.languages.javascript.toolconfigs import ALIAS_KEY, summarize
from omny.model.atoms import is_class_like
from omny.model.chains import PARAMETER
from omny.model.facts import FileFacts
from omny.model.surfaces import FunctionFlag, Surface

_NAME = re.compile(r"[^\W\d][\w$]*|[$][\w$]*")
_MAX_ASSIGNED = 2 * MAX_VALUES  # values of a name that are kept; from MAX_VALUES on it tells nothing
_DEEPEST = 4  # names of the module that are followed to what they are in this file
_PROTOTYPE = " prototype"


class JavaScriptWalk(Modules):
    """See `Walk`; see `GenericWalk`."""

    FIRST = Modules.FIRST | {"arguments", "body", "catch", "each", "export", "literal", "test"}

    JSX = True
    """Whether there may be elements in the file."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._shown: set[str] = set()  # qualified names that an export reaches
        self._by_key: dict[str, Members] = {}

    @classmethod
    def plainer(cls, source: bytes) -> bytes:
        """See `Walk`."""
        from omny.languages.javascript.plainer import plainer  # here: few files need its rules

        return plainer(source, jsx=cls.JSX)

    @staticmethod
    def misleads(source: bytes) -> bool:
        """See `Walk`."""
        return is_split(source)

    def _leave_out_data(self) -> None:
        """See `Walk`. What is assigned to a name is bound at the end: until then it may be a function."""
        if not self.assigned:
            Modules._leave_out_data(self)

    def open__bind(self, bracket: Bracket) -> None:
        """The name `bind` in `f.bind(...)`: `f` is the argument that counts."""

    def open_define(self, bracket: Bracket) -> None:
        """See `GenericWalk`."""
        node = bracket.node
        if node.type in CLOSURES:
            if self.JSX and self.source[node.start_byte - 1 : node.start_byte] == b"{":
                self.expect_attribute(node)
            self.define_closure(node)
        elif bracket.kind == "define.method":
            self.define_method(node)
        elif bracket.kind == "define.class":
            self.define_class(bracket)
        else:
            self.define_function(node)

    def name_length(self, text: bytes, node: Node) -> int:
        """See `Walk`."""
        return Walk.name_length(self, text, node)

    def finish(self, errors: Iterable[Node]) -> tuple[FileFacts, Surface]:
        """See `Walk`."""
        note_injection(self)
        self._settle()
        return super().finish(errors)

    def note_routes(self) -> None:
        """See `Walk`."""
        note_routes(self)
        note_mounts(self)
        note_clients(self)

    def is_exported(self, draft: Draft) -> bool:
        """Whether an export of any form reaches it: itself, its class, or the object that it is an attribute of."""
        if draft.qualname in self._shown:
            return True
        if draft.name[:1] == "#":
            return False
        around = self.drafts[draft.parent]
        if is_class_like(around.type):
            return self.is_exported(around)
        prefix = draft.qualname.rpartition(".")[0]
        while prefix and (around.index == 0 or len(prefix) > len(around.qualname)):
            if prefix in self._shown:
                return True
            prefix = prefix.rpartition(".")[0]
        return False

    # What only the whole file tells

    def _local(self, scope: Scope, chain: str, depth: int = _DEEPEST) -> list[str]:
        """What a chain can be, names of the module followed too."""
        found: dict[str, None] = {}
        module = self.tree.module
        for value in self.tree.expand(scope, chain)[0]:
            head, _, rest = value.partition(" ")
            bindings = module.names.get(head)
            if bindings is None or not depth:
                found[value] = None
                continue
            for binding in bindings:
                parts = [binding] if isinstance(binding, str) else self._local(binding.scope, binding.chain, depth - 1)
                for part in parts:
                    joined = join(part, rest)
                    if joined is not None:
                        found[joined] = None
        return list(found)

    def _one(self, scope: Scope, chain: str) -> str:
        """What a chain of this file is, where that is one definition or shape: `@A`, `@A ()`; else nothing."""
        values = self._local(scope, chain)
        if len(values) != 1 or values[0][0] != "@":
            return ""
        value = drop_values(values[0])
        if value.endswith(_PROTOTYPE):
            value = value.removesuffix(_PROTOTYPE) + " ()"
        return value if " " not in value.removesuffix(" ()") else ""

    def _receiver(self, scope: Scope, owner: str) -> str:
        """What `this` is in a function that is an attribute of something."""
        value = self._one(scope, owner)
        if value:
            is_result = value.endswith(" ()") and value[1:-3] in self._functions
            return "" if is_result else value
        values = self._local(scope, owner)
        return values[0] if len(values) == 1 and values[0][0] == "^" else ""

    def _settle(self) -> None:
        module = self.scope = self.tree.module
        self.settle_objects()
        self.bind_late()
        self.bind_types()
        again: list[Again] = []
        for index, (scope, name, bindings, at) in enumerate(self.assigned):
            target = scope.find(name) or module
            runs_once = target.hoisting_scope() is scope.hoisting_scope()
            again += note_again(scope, target, name, bindings, at)
            if index in self.reassigned and (runs_once or (bindings and isinstance(bindings[0], str))):
                aliases = [alias for alias in self.reassigned[index] if (alias.scope.find(name) or module) is target]
                hold(aliases, name, name, target.names.get(name, ()))
            if len(target.names.get(name, ())) < _MAX_ASSIGNED:
                target.bind(name, *bindings)
        if again:
            self._opened = open_rebound(self.tree, again, self._opened)
        if self.common:
            self._bind_common()
        self._find_constructors()
        self._hold_patched()
        self.tree.forget()  # what was asked before `this` is bound
        for scope, draft in self.plain.items():
            if draft.qualname in self.constructors:
                scope.bind("this", f"@{draft.qualname} ()")
        for body, scope, owner in self.attached:  # outer functions come first: an owner can be their `this`
            if not body.names["this"] and (value := self._receiver(scope, owner)):
                body.bind("this", value)
        self.tree.forget()
        for bindings in (*self.exports.names.values(), self.whole):
            self._show_exported(bindings)

    def _hold_patched(self) -> None:
        """A reader of an attribute before its second assignment stands for the earlier value."""
        shapes = {members.key: members for members in self.all_members} if self.patched else {}
        for index in [*self.patched][:MAX_PATCHED]:
            scope, owner, attribute, _ = self.attributes[index]
            value = self._one(scope, owner)
            holder = value[1:].removesuffix(" ()")
            members = shapes.get(holder)
            if members is None and holder not in self.constructors and value[1:] not in self._functions:
                continue  # something whose attributes are not followed: what is assigned here is not seen
            slot = members.slot(static=not value.endswith(" ()")) if members is not None else None
            bindings = [*slot.names.get(attribute, ())] if slot is not None else []
            for other, of, name, assigned in self.attributes[:index]:
                if name == attribute and self._one(other, of) == value:
                    bindings += assigned
            # What a class has not itself it inherits.
            aliases = [alias for alias in self.patched[index] if self._one(alias.scope, owner) == value]
            hold(aliases, f"{owner} {attribute}", attribute, bindings or [f"{value} super {attribute}"])

    def _bind_common(self) -> None:
        """Binds the name `exports` to what the file exports."""
        members = self.shape("exports")
        members.used = True
        members.names.names.update(self.exports.names)
        if not self.whole:
            self.whole.append(f"@{members.key}")
        self.tree.module.bind("exports", *self.whole)
        for name, bindings in self.exports.names.items():
            self.attributes.append((self.tree.module, "exports", name, bindings))

    def _find_constructors(self) -> None:
        """Functions that are used as classes: something is put on their prototype."""
        self._functions = {draft.qualname for draft in self.drafts[1:] if not is_class_like(draft.type)}
        owners = [(scope, owner) for scope, owner, _ in self.prototypes]
        owners += [(scope, owner[:-10]) for scope, owner, *_ in self.attributes if owner.endswith(_PROTOTYPE)]
        owners += [(scope, owner[:-10]) for scope, owner, _ in self.heirs if owner.endswith(_PROTOTYPE)]
        for scope, owner in [*[each[:2] for each in self.attributes], *[each[:2] for each in self.heirs]]:
            if not owner.endswith(_PROTOTYPE) and owner != "this":
                owners += [(scope, value[:-10]) for value in self._local(scope, owner) if value.endswith(_PROTOTYPE)]
        for scope, owner in owners:
            value = self._one(scope, owner)[1:]
            if value in self._functions:
                self.constructors.add(value)
        self._functions -= self.constructors

    def _show_exported(self, bindings: list[Binding]) -> None:
        for binding in bindings:
            values = [binding] if isinstance(binding, str) else [binding.chain]
            scope = self.tree.module if isinstance(binding, str) else binding.scope
            for chain in values:
                for value in self._local(scope, chain):
                    if value[0] == "@" and " " not in value:
                        self._shown.add(value[1:].partition("{}")[0])

    def localize_chain(self, scope: Scope, chain: str) -> str:
        """See `Walk`. A name `require` of a function's own is not the one that imports."""
        if scope.find("require") in (None, self.tree.module):
            return chain
        return f"require () {chain.partition(' ')[2]}".rstrip()

    # The surface

    def _fill_surface(self) -> None:
        for members in self.all_members:
            self._by_key[members.key] = members
        for qualname in sorted(self.constructors):
            self._by_key.setdefault(qualname, Members(qualname, self.drafts[0]))
        self._settle_attributes()
        for draft in self.drafts[1:]:
            if not is_class_like(draft.type):
                draft.detail["is_async"] = FunctionFlag.ASYNC in draft.flags
                draft.detail["is_generator"] = FunctionFlag.GENERATOR in draft.flags
        for members in self._by_key.values():
            if members.used:
                self.publish_members(members.key, members.names)
                for name, bindings in members.statics.names.items():
                    self._publish(f"{members.key}::{name}", members.statics, bindings)
                if members.draft is None:
                    if table := self.find_table(members):
                        self._publish(f"{members.key}.[]", members.names, table)
                    values = [*members.bases, *members.receivers]
                    bases = [base for value in values for base in self._values(value)]
                    self.surface[f"@{members.key}"] = ["object", *dict.fromkeys(bases)]
        super()._fill_surface()
        self._fill_parameters()
        for qualname in self.constructors:
            self.surface[f"@{qualname}"] = ["class"]
        for qualname, more in self._more_bases.items():
            shape = self.surface.get(f"@{qualname}", ["function"])
            known = shape if shape[0] == "class" else self.surface.setdefault(f"{qualname}=", [])
            known += [base for base in dict.fromkeys(more) if base not in known]
        for key, shape in self.surface.items():
            if key[0] == "@" and shape and shape[0] in ("class", "object"):
                shape[1:] = [self._find_base(base, shape[0]) for base in shape[1:]]
        if told := summarize(self.source, self.root):
            self.surface[ALIAS_KEY] = told
        for name, bindings in self.exports.names.items():
            self._publish_export(f"={name}", bindings)
        for name, key in self.named_types.items():
            self.surface.setdefault(f"={name}", [f"@{key}"])
        for key, values in self._aliases.items():
            chains = dict.fromkeys(chain for value in values for chain in self._values(value))
            self.surface[f"@{key}"] = ["type", "", *chains]
        if self.whole:
            self._publish_export("=", self.whole)
        self._hide()

    def _fill_parameters(self) -> None:
        """Adds what functions take: a function or an object that is passed has its type from there. So what cannot be
        written as one is left out: an object of a class of this file, or a list."""
        for (qualname, segment), values in self.accepted.items():
            told = dict.fromkeys([chain for value in values for chain in self._values(value)])
            known = [chain for chain in told if chain[0] not in "*%[(" and not self._is_of_class(chain)]
            if segment == PREDICATE or [chain for chain in told if PARAMETER in chain]:
                known = [*told]
            if known:
                self.surface[qualname + segment] = known

    def _is_of_class(self, chain: str) -> bool:
        names = self.tree.module.names.get(chain.removesuffix(" ()"), ()) if chain[0] != "@" else ()
        for each in names or (chain.removesuffix(" ()"),):
            if not isinstance(each, str) or each[0] != "@":
                return False
            if self.surface.get(each, ("",))[0] != "class" or f"{each[1:]}::" in self.surface:
                return False
        return True

    def _find_base(self, chain: str, heir: str) -> str:
        """The chain of a base: of a whole module, which `require` gives, the value that it is; an object has what the
        module exports. `heir` is the kind of the shape that has the base."""
        if " " in chain or "::" in chain or chain[0] == "@":
            return chain
        values = self._local(self.tree.module, chain)
        is_module = len(values) == 1 and values[0][0] == "^" and " " not in values[0] and "::" not in values[0]
        if not is_module:
            return chain
        return f"{values[0]}{TYPE_OF}" if heir == "object" else f"{values[0]}::default"

    def _settle_attributes(self) -> None:
        """Gives what is assigned to attributes to the class, object or function that has them."""
        self._more_bases: dict[str, list[str]] = {}  # of classes and functions
        for scope, owner, key in self.prototypes:
            qualname = self._one(scope, owner)[1:]
            if qualname in self.constructors:
                self._more_bases.setdefault(qualname, []).append(f"@{key}")
                self._by_key[key].bases.append(Value(f"@{qualname}", scope))
                for name, bindings in self._by_key[key].names.names.items():
                    self._by_key[qualname].names.bind(name, *bindings)
        for scope, owner, attribute, bindings in self.attributes:
            value = self._one(scope, owner)[1:]
            members = self._by_key.get(value.removesuffix(" ()"))
            if members is not None:
                self.extended.add(members.key)
                kept = keep_functions(bindings) if attribute in members.told else bindings
                members.slot(static=not value.endswith(" ()")).bind(attribute, *kept)
            elif value in self._functions:
                self._publish(f"{value}.{attribute}=", scope, bindings)

        for scope, owner, base in self.heirs:
            self._settle_base(self._one(scope, owner), base)

    def _settle_base(self, value: str, base: Value) -> None:
        """Gives the base of an object to that, to the class whose objects it stands for, or to a function."""
        qualname = value[1:].removesuffix(" ()")
        members = self._by_key.get(qualname)
        if members is not None and members.draft is None:
            members.bases.append(base)
        elif value.endswith(" ()") if members is not None else qualname in self._functions:
            chains = [chain for chain in self._values(base) if chain[0] != "?"]
            if members is not None:
                chains = [chain.removesuffix(_PROTOTYPE).removesuffix(" ()") for chain in chains]
            chains = [self._find_base(chain, "object") for chain in chains]
            self._more_bases.setdefault(qualname, []).extend([each for each in chains if each != f"@{qualname}"])

    def _publish_export(self, key: str, bindings: list[Binding]) -> None:
        values: dict[str, None] = {}
        for binding in bindings:
            if isinstance(binding, str):
                values[binding] = None
                continue
            expanded, inferred = self.tree.expand(binding.scope, binding.chain)
            for value in expanded:
                values[f"~{value}" if inferred or " " in value else value] = None
        self.surface[key] = list(values) or ["?"]

    def _hide(self) -> None:
        """Says of definitions that no name leads to that their qualified name is nothing others can ask for."""
        names = self.tree.module.names
        for draft in self.drafts[1:]:
            around, _, name = draft.qualname.rpartition(".")
            members = self._by_key.get(around)
            if members is not None and name in members.statics.names and name not in members.names.names:
                self.surface.setdefault(draft.qualname, [])  # objects may inherit another of that name
            if "~" in name or not _NAME.fullmatch(name):
                continue
            if name not in names if not around else members is not None and name not in members.names.names:
                self.surface.setdefault(draft.qualname, ["?"])


WALK = JavaScriptWalk
