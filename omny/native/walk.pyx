"""The compiled forms of what every walk does, in `omny.extract.walk` and `omny.extract.draft`, which say what it is for.

Each is a method there, or a function, of the same name.
"""

from omny.extract.draft cimport Draft
from omny.extract.scopes cimport Scope, ScopeTree, Value
from omny.native.text cimport CodeLines, token_hash
from omny.native.tree cimport Node

import msgspec

from omny.extract import limits
from omny.extract.text import camel_words
from omny.model.atoms import AtomType, shortened
from omny.model.facts import Definition

cdef int EXPAND_DEPTH = limits.EXPAND_DEPTH
cdef object CLASS = AtomType.CLASS
cdef object MODULE = AtomType.MODULE
cdef object encode = msgspec.json.Encoder().encode

def visit(self, list events, handlers):
    cdef Scope scope = self.scope
    cdef long position
    for at, name, node in events:
        position = at
        while position >= scope.end and scope.parent is not None:
            scope = scope.parent
        self.scope = scope
        self._position = at
        handlers[name](node)
        scope = self.scope


def _leave_out_data(self):
    cdef set names = self._uses.passed_names(), useful = set()
    cdef Scope scope
    cdef str chain
    for scope in (<ScopeTree>self.tree).scopes:
        for name, bindings in scope.names.items():
            if name not in names or name in useful:
                continue
            for binding in <list>bindings:
                chain = binding if isinstance(binding, str) else (<Value?>binding).chain
                if chain != "?" and not chain.endswith((")", "]")):
                    useful.add(name)
                    break
    self._uses.leave_out(names - useful)


def define(self, str name, type_, Node node, Node name_node, Node outer):
    cdef Scope scope = self.scope
    cdef dict repeats = self._repeats
    cdef list drafts = self.drafts
    cdef str qualified
    name = name or "?"
    qualified = shortened(f"{scope.qualname}.{name}" if scope.qualname else name)
    count = repeats.get(qualified, 0) + 1
    repeats[qualified] = count
    if count > 1:
        qualified = f"{qualified}~{count}"
    cdef Draft draft = Draft(len(drafts), name, qualified, type_, scope.owner, scope)
    draft.start, draft.end = outer.tree.nodes[outer.index].start, outer.tree.nodes[outer.index].end
    if name_node is not None:
        draft.defined_at = name_node.tree.nodes[name_node.index].start
        draft.name_end = name_node.tree.nodes[name_node.index].end
    else:
        draft.defined_at = draft.name_end = node.tree.nodes[node.index].start
    drafts.append(draft)
    return draft


def open_definition(self, Draft draft, long end, *, bint opaque=False):
    cdef Scope scope = Scope(self.scope, end, draft.index, draft.qualname, opaque=opaque)
    return opened(self, scope)


def open_block(self, long end, *, bint hoists=False):
    cdef Scope around = self.scope
    cdef Scope scope = Scope(around, end, around.owner, around.qualname, hoists=hoists)
    scope.given_to = around.given_to
    return opened(self, scope)


cdef Scope opened(self, Scope scope):
    self.scope = scope
    self._opened.append((self._position, scope))
    (<ScopeTree>self.tree).scopes.append(scope)
    return scope


def _definition(self, Draft draft, CodeLines lines):
    cdef object type_ = draft.type
    cdef bint is_module = type_ is MODULE
    cdef Py_ssize_t first, line, last
    cdef dict detail = {"qualified_name": draft.qualname}
    detail.update(draft.detail)
    if is_module:
        first = line = 1
        last, words = max(1, lines.count), ""
    else:
        first, line = lines.find(draft.start) + 1, lines.find(draft.defined_at) + 1
        last = lines.find(draft.end - 1) + 1
        if first != line:
            detail["source_line"] = first
        detail["is_exported"] = self.is_exported(draft)
        words = camel_words(draft.name, draft.signature)
    if type_ is not CLASS:
        detail["complexity"] = 1 + draft.branches
    detail["lines_of_code"] = lines.code(first, last)
    detail["body_hash"] = token_hash(b"".join(draft.pieces))
    if is_module:
        detail["own_hash"] = token_hash(draft.own_text)
    return Definition(
        draft.qualname, shortened(draft.name), type_, draft.parent, line, last, draft.signature, words, encode(detail)
    )


def _fill_surface(self):
    cdef dict surface = self.surface
    cdef ScopeTree tree = self.tree
    cdef Draft draft
    cdef dict returned
    cdef list bases
    for name, bindings in tree.module.names.items():
        publish(surface, tree, name, tree.module, bindings)
    cdef list drafts = self.drafts
    cdef Py_ssize_t place
    for place in range(1, len(drafts)):
        draft = <Draft>drafts[place]
        if draft.type is CLASS:
            bases = ["class"]
            for chain in draft.bases:
                bases += tree.expand(draft.scope, chain, EXPAND_DEPTH)[0] or ["?"]
            surface[f"@{draft.qualname}"] = bases
        else:
            returned = {}
            for binding in draft.returns:
                for value in values_of(tree, binding):
                    returned[value] = None
            surface[f"@{draft.qualname}"] = ["function", draft.flags, *returned]


cdef list values_of(ScopeTree tree, binding):
    if isinstance(binding, str):
        return [binding]
    return <list>tree.expand((<Value?>binding).scope, (<Value>binding).chain, EXPAND_DEPTH)[0]


def publish_members(self, str qualname, Scope scope):
    for name, bindings in scope.names.items():
        publish(self.surface, self.tree, f"{qualname}.{name}", scope, bindings)


def _publish(self, str key, Scope scope, list bindings):
    publish(self.surface, self.tree, key, scope, bindings)


cdef publish(dict surface, ScopeTree tree, str key, Scope scope, list bindings):
    cdef dict values = {}
    cdef Value assigned
    for binding in bindings:
        if isinstance(binding, str):
            values[binding] = None
            continue
        assigned = <Value?>binding
        if assigned.scope is tree.module and scope is tree.module:
            values[f"~{assigned.chain}"] = None
        else:
            for value in values_of(tree, binding):
                values[f"~{value}"] = None
    if len(values) == 1 and f"@{key}" in values:
        return
    known = surface.get(key)
    if known is None:
        known = surface[key] = []
    for value in values or ("?",):
        if value not in <list>known:
            (<list>known).append(value)
