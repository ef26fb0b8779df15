"""The compiled forms of what the walk of a Python file does most, in `omny.languages.python.walk` and `functions`, which
say what it is for. Each is a method there, or a function, of the same name."""

from omny.native.python_expressions cimport bound_to, chain_of, value_of, values_of
from omny.extract.draft cimport Draft
from omny.extract.scopes cimport Scope, Value
from omny.native.tree cimport FlatNode, Node

from omny.extract.text import DEFAULT_CHARS, DOC_CHARS, one_line
from omny.languages.python import fixtures, texts
from omny.languages.python.annotations import annotated
from omny.languages.python.texts import first_line, is_own, marks, plain_parameters
from omny.model.atoms import AtomType
from omny.model.edges import EdgeType
from omny.model.surfaces import FunctionFlag

cdef object FUNCTION = AtomType.FUNCTION
cdef object METHOD = AtomType.METHOD
cdef object MODULE = AtomType.MODULE
cdef object CLASS_TYPE = AtomType.CLASS
cdef str ASYNC = str(FunctionFlag.ASYNC)
cdef str CLASS = str(FunctionFlag.CLASS)
cdef str STATIC = str(FunctionFlag.STATIC)
cdef object INHERIT = EdgeType.INHERIT
cdef int MAX_TARGETS = texts.MAX_TARGETS
cdef frozenset READS = texts.READS
cdef frozenset RECEIVERS = texts.RECEIVERS
cdef str PLUGINS = fixtures.PLUGINS


def on_assignment(self, Node node):
    cdef bytes source = self.source
    cdef Node left, right, name_node, part, annotation = None
    cdef Scope scope = self.scope
    cdef list names, values, parts = node.below(False)
    cdef int depth
    if len(parts) == 3 and (<Node>parts[1]).kind() == "=":
        left, right = parts[0], parts[2]
    else:
        left, right, annotation = node.child("left"), node.child("right"), node.child("type")
        if left is None:
            return
    for depth in range(MAX_TARGETS):
        if right is None or right.kind() != "assignment":
            break
        right = right.child("right")
    cdef str name, kind = left.kind()
    if kind == "identifier":
        name = left.spelled(source)
        if name == "__all__" and scope is self.tree.module and right is not None:
            self._all = (self._all or []) + self._strings(right)
        elif name == PLUGINS and scope is self.tree.module and right is not None:
            self.surface[PLUGINS] = self._strings(right)
        values = bound_to(self, right, annotation, source)
        if name in <dict>self.read_chains:
            self.hold_name(name, node)
        if right is not None and annotation is None and right.kind() in READS and isinstance(values[0], Value):
            self.reads.note(values[0], scope)
        scope.bind_all(name, values)
    elif kind == "pattern_list":
        if right is not None and right.kind() == "expression_list":
            names, parts = left.below(True), right.below(True)
            if len(names) == len(parts):
                for name_node, part in zip(names, parts):
                    if name_node.kind() == "identifier":
                        scope.bind_all(name_node.spelled(source), bound_to(self, part, None, source))
    elif kind == "attribute":
        name_node, part = left.child("object"), left.child("attribute")
        if name_node is not None and part is not None and name_node.kind() == "identifier":
            values = bound_to(self, right, annotation, source)
            name = f"{name_node.spelled(source)} {part.spelled(source)}"
            if values and name in <dict>self.read_chains:
                self.note_patched(name, values[0], node)
            self._attributes.append((scope, name_node.spelled(source), part.spelled(source), values))


def document(bytes source, draft, Node body):
    cdef Node first = body.first_named()
    while first is not None and first.kind() == "comment":
        first = first.next_named_sibling
    if first is None or first.kind() != "expression_statement":
        return
    cdef Node text = first.first_named()
    if text is None or text.kind() != "string":
        return
    cdef str line = first_line(text.spelled(source))
    if line:
        draft.detail["doc"] = one_line(line.encode(), DOC_CHARS)


def read_parameters(bytes source, Node parameters, Scope scope):
    cdef bytes written = parameters.written(source)
    plain = plain_parameters(written)
    if plain is not None:
        described, names = plain
        return described, [(name, []) for name in names]
    cdef list told = [], bound = [], values
    cdef Node child, name_node, annotation, default, leaf
    cdef str kind, name, text, mark
    for child in parameters.below(True):
        kind = child.kind()
        name_node = child
        if kind == "default_parameter" or kind == "typed_default_parameter":
            name_node = child.child("name")
        elif kind == "typed_parameter":
            name_node = child.first_named()
        elif kind in ("comment", "keyword_separator", "positional_separator", "ERROR"):
            continue
        if name_node is None:
            continue
        name = name_node.spelled(source)
        entry = {"name": name}
        values = []
        annotation = child.child("type")
        if annotation is not None:
            text = annotation.spelled(source)
            entry["annotation"] = one_line(text.encode())
            kind = name_node.kind()
            mark = "*" if kind == "list_splat_pattern" else "%" if kind == "dictionary_splat_pattern" else ""
            values = [value_of(mark + <str>chain, scope) for chain in annotated(text)]
        default = child.child("value")
        if default is not None:
            entry["default"] = one_line(default.written(source), DEFAULT_CHARS)
        told.append(entry)
        if name_node.kind() == "tuple_pattern":
            bound.extend([(leaf.spelled(source), []) for leaf in name_node.below(True)])
        else:
            bound.append((name.lstrip("*"), values))
    return told, bound


def on_function(self, Node node):
    cdef bytes source = self.source
    cdef Node name_node = node.child("name"), parameters = node.child("parameters"), body = node.child("body"), returns
    if name_node is None or parameters is None or body is None:
        return
    cdef str name = name_node.spelled(source), flags = "", kind = "", annotation, class_name
    cdef Node outer
    cdef list decorators
    cdef Scope scope = self.scope
    outer, decorators = decorated(self, node)
    cdef bint in_class = scope.opaque
    class_name = scope.qualname
    cdef Draft draft = self.define(name, METHOD if in_class else FUNCTION, node, name_node, outer)
    if decorators or (in_class and name.startswith("__")):  # nothing else marks it
        kind, flags = marks(name, decorators, in_class)
    if source.startswith(b"async", node.tree.nodes[node.index].start):
        flags += ASYNC
    self._bind_definition(draft, outer, weak=kind == "setter" or kind == "deleter")
    described, bound = read_parameters(source, parameters, scope)
    returns = node.child("return_type")
    draft.signature = self.signature_of(parameters)
    cdef dict detail = {}
    if kind:
        detail["kind"] = kind
    detail["parameters"] = described
    if returns is not None:
        annotation = returns.spelled(source)
        detail["returns"] = one_line(annotation.encode())
        draft.signature += f" -> {detail['returns']}"
        draft.returns.extend([value_of(chain, scope) for chain in annotated(annotation)])
    if decorators:
        detail["decorators"] = decorators
    draft.detail = detail
    draft.flags = "".join(sorted(flags))
    document(source, draft, body)
    if in_class and bound and STATIC not in flags:
        receiver = f"@{class_name}" if CLASS in flags else f"@{class_name} ()"
        first, values = bound[0]
        same = returns is not None and is_own(
            described[0].get("annotation", ""), detail["returns"], class_name
        )
        if same:
            draft.returns = [value_of("self() self()", scope)]
        if same or not values:
            bound[0] = (first, [receiver])
        bound.append(("super()", [f"{receiver} super"]))
        bound.append(("self()", [f"@{class_name} ()"]))
    if decorators or name.startswith("test"):
        self.give_fixtures(draft, described, bound)
    self._pending[body.index] = (draft, bound)
    if b"(" in parameters.written(source)[1:]:
        self._open_parameters(draft, parameters.tree.nodes[parameters.index].end)


def on_class(self, Node node):
    cdef bytes source = self.source
    cdef Node name_node = node.child("name"), body = node.child("body"), bases, base, outer
    cdef list decorators, plain
    cdef str chain
    if name_node is None or body is None:
        return
    outer, decorators = decorated(self, node)
    cdef Draft draft = self.define(name_node.spelled(source), CLASS_TYPE, node, name_node, outer)
    self._bind_definition(draft, outer)
    if decorators:
        draft.detail["decorators"] = decorators
    bases = node.child("superclasses")
    if bases is not None:
        draft.signature = self.signature_of(bases)
        plain = [base for base in bases.below(True) if base.kind() not in ("keyword_argument", "comment")]
        draft.detail["bases"] = [one_line(base.spelled(source).encode()) for base in plain]
        for base in plain:
            named = base.child("value") if base.kind() == "subscript" else None
            chain = chain_of(self, <Node>named or base, source)
            if chain != "?":
                draft.bases.append(chain)
                self.refer(chain, INHERIT, base, draft.index)
    document(source, draft, body)
    self._pending[body.index] = (draft, [])


cdef tuple decorated(self, Node node):
    """The node that the text of a definition starts with, and its decorators."""
    cdef Node outer = node.parent
    if outer is None or outer.kind() != "decorated_definition":
        return node, []
    return self._decorators(node)


def on_returned(self, Node node):
    cdef Scope scope = self.scope
    cdef Draft draft = self.drafts[scope.owner]
    cdef str chain
    if "returns" in draft.detail or node.kind() == "comment":
        return
    for chain in values_of(self, node, self.source):
        if chain in RECEIVERS:
            chain += " self()"
        draft.returns.append(value_of(chain, scope))


def on_function_body(self, Node node):
    pending = self._pending.pop(node.index, None)
    if pending is None:
        return
    draft, bound = pending
    cdef Scope scope = self.open_definition(draft, node.tree.nodes[node.index].end)
    cdef Value value
    scope.names.update(bound)
    scope.names.pop("", None)
    draft.returns = [value_of((<Value>value).chain, scope) for value in draft.returns if isinstance(value, Value)]


def _bind_definition(self, Draft draft, Node outer, *, bint weak=False):
    cdef Scope scope = self.scope
    cdef Scope target = scope.redirects.get(draft.name, scope)
    cdef dict definers = self._definers
    cdef list values = target.names.get(draft.name)
    cdef list others = []
    cdef str own = f"@{draft.qualname}"
    if weak and values:
        return
    if draft.name in <dict>self.read_chains:
        self.hold_name(draft.name, outer)
    key = (target, draft.name)
    earlier = definers.get(key)
    if earlier is not None:
        for other in <list>earlier:
            if not in_block(<Node>(<tuple>other)[1], outer):
                others.append(other)
            elif values is not None and other[0] in values:
                values.remove(other[0])
                self.replaced.append((target, draft.name, other[0], draft))
    target.bind_all(draft.name, (own,))
    others.append((own, outer))
    definers[key] = others


cdef bint in_block(Node earlier, Node later):
    """Whether the block of `later` is, or is around, the block of `earlier`."""
    cdef FlatNode *nodes = later.tree.nodes
    if not later.index:
        return False
    cdef long block = nodes[later.index].parent
    cdef long around = earlier.index
    while around:
        around = nodes[around].parent
        if around == block:
            return True
    return False


def is_exported(self, Draft draft):
    cdef Draft around = self.drafts[draft.parent]
    if around.type is not MODULE and around.type is not CLASS_TYPE:
        return False
    cdef list names = draft.qualname.split(".")
    listed = self._all
    if listed is None:
        if (<str>names[0]).startswith("_"):
            return False
    elif (<str>names[0]).partition("~")[0] not in listed:
        return False
    cdef str name
    for name in names[1:]:
        if name.startswith("_") and not name.startswith("__"):
            return False
    return True
