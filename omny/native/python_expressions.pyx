"""The compiled forms of what the expressions of a Python file say, in `omny.languages.python.expressions`, which says
what it is for. Each is a method there, of the same name."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE

from omny.extract.scopes cimport Scope, Value
from omny.native.tree cimport Node

from omny.languages.python import texts
from omny.languages.python.annotations import annotated

cdef int CHAIN_DEPTH = texts.CHAIN_DEPTH
cdef int MAX_ITEMS = texts.MAX_ITEMS
cdef frozenset NAMEABLE = texts.NAMEABLE
cdef object TYPE_VARIABLE = texts.TYPE_VARIABLE
cdef str FIXTURE_VALUE = texts.FIXTURE_VALUE
cdef bytes FIXTURE_BYTES = texts.FIXTURE_VALUE.encode()


cdef bint simple(bytes text) noexcept:
    """Whether it is names with dots between and behind them, as `_SIMPLE` of the Python form has it."""
    cdef const unsigned char *byte = <const unsigned char *>PyBytes_AS_STRING(text)
    cdef Py_ssize_t at, size = PyBytes_GET_SIZE(text)
    if size == 0 or 48 <= byte[0] <= 57 or byte[0] == 46:
        return False
    for at in range(size):
        if not (97 <= byte[at] <= 122 or 65 <= byte[at] <= 90 or 48 <= byte[at] <= 57 or byte[at] == 95 or byte[at] == 46):
            return False
    return True


def chain(self, Node node):
    return chain_of(self, node, self.source)


cdef str chain_of(self, Node node, bytes source):
    return spelled(self, node, source, self._chains, CHAIN_DEPTH)


cdef str spelled(self, Node node, bytes source, dict chains, int calls):
    cdef bytes written = node.written(source)
    known = chains.get(written)
    if known is not None:
        return <str>known
    if written == b"super":
        return "?"
    cdef str kind = node.kind()
    cdef str found
    cdef Node function
    if calls and kind == "call" and written.endswith(b")"):
        function = node.child("function")
        if function is not None:
            found = spelled(self, function, source, chains, calls - 1)
            if found.endswith(FIXTURE_VALUE):
                head = self.requested_value(node)
                if head:
                    return <str>head
            if found[0] != u"?":
                return found + " ()"
    if simple(written) and (kind == "identifier" or kind == "attribute"):
        found = written.decode().replace(".", " ")
    else:
        found = long_chain(self, node, source)
    chains[written] = found
    return found


cdef str long_chain(self, Node node, bytes source):
    cdef list segments = []
    cdef str kind
    cdef Node part, function
    cdef int depth
    for depth in range(CHAIN_DEPTH):
        if node is None:
            return "?"
        kind = node.kind()
        if kind == "identifier":
            segments.append(node.spelled(source))
            break
        if kind == "attribute":
            part = node.child("attribute")
            segments.append(part.spelled(source) if part is not None else "?")
            node = node.child("object")
        elif kind == "call":
            function = node.child("function")
            if function is not None and function.written(source) == b"super":
                segments.append(self._super(node))
                break
            if function is not None and source.endswith(FIXTURE_BYTES, 0, function.tree.nodes[function.index].end):
                head = self.requested_value(node)
                if head:
                    segments.append(head)
                    break
            segments.append("()")
            node = function
        elif kind == "subscript":
            part = node.child("subscript")
            segments.append("?" if part is not None and part.kind() == "slice" else "[]")
            node = node.child("value")
        elif kind == "parenthesized_expression" or kind == "await" or kind == "list_splat":
            node = first_code(node)
        elif kind == "named_expression":
            node = node.child("value")
        else:
            segments.reverse()
            return "? " + " ".join(segments) if segments else "?"
    else:
        return "?"
    segments.reverse()
    return " ".join(segments)


cdef Node first_code(Node node):
    cdef Node child
    for child in node.below(True):
        if child.kind() != "comment":
            return child
    return None


def chains_of(self, Node node):
    return values_of(self, node, self.source)


cdef list values_of(self, Node node, bytes source):
    if node is None:
        return []
    cdef dict chains = self._chains
    cdef str found, kind = node.kind()
    if kind in NAMEABLE:
        found = spelled(self, node, source, chains, CHAIN_DEPTH)
        return [found] if found[0] != u"?" else []
    cdef list values = [], left = [node], children
    cdef Node part, child, side
    cdef int depth
    for depth in range(CHAIN_DEPTH):
        if not left:
            return values
        part = <Node>left.pop()
        kind = part.kind()
        if kind in NAMEABLE:
            found = spelled(self, part, source, chains, CHAIN_DEPTH)
            if found[0] != u"?":
                values.append(found)
        elif kind == "conditional_expression":
            children = part.below(True)
            if len(children) == 3:
                left.append(children[2])
                left.append(children[0])
        elif kind == "boolean_operator":
            for name in ("right", "left"):
                side = part.child(name)
                if side is not None:
                    left.append(side)
        elif kind == "parenthesized_expression":
            for child in part.below(True):
                if child.kind() != "comment":
                    left.append(child)
        elif kind == "list" or kind == "set" or kind == "tuple":
            children = part.below(True)
            if len(children) <= MAX_ITEMS:
                for child in children:
                    if child.kind() in NAMEABLE:
                        found = spelled(self, child, source, chains, CHAIN_DEPTH)
                        if found[0] != u"?":
                            values.append("*" + found)
    return []


cdef Value value_of(str chain, Scope scope):
    cdef Value value = Value.__new__(Value)
    value.chain, value.scope = chain, scope
    return value


def assigned(self, Node value, Node annotation):
    return bound_to(self, value, annotation, self.source)


cdef list bound_to(self, Node value, Node annotation, bytes source):
    cdef Scope scope = self.scope
    if annotation is not None:
        told = annotated(annotation.spelled(source))
        if told:
            return [value_of(chain, scope) for chain in told]
    if value is None:
        return []
    cdef str kind = value.kind()
    if kind == "none":
        return []
    cdef list chains = None
    if kind == "call" and TYPE_VARIABLE.match(source, value.tree.nodes[value.index].start) is not None:
        chains = self._type_bounds(value)
    if not chains:
        chains = values_of(self, value, source)
    return [value_of(chain, scope) for chain in chains] or ["?"]
