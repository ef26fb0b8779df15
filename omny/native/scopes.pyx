"""The compiled form of `omny.extract.scopes`, which says what all of this is for."""

from omny.extract import limits

cdef int EXPAND_DEPTH = limits.EXPAND_DEPTH
cdef int MAX_VALUES = limits.MAX_VALUES


cdef class Value:

    def __init__(self, str chain, Scope scope):
        self.chain = chain
        self.scope = scope


cdef class Scope:

    def __init__(self, Scope parent, long end, int owner, str qualname, *, bint opaque=False, bint hoists=True):
        self.parent = parent
        self.end = end
        self.owner = self.given_to = owner
        self.qualname = qualname
        self.opaque = opaque
        self.hoists = hoists
        self.names = {}
        self.redirects = {}

    def bind(self, str name, *values):
        self.bind_all(name, values)

    cdef int bind_all(self, str name, values) except -1:
        if not name:
            return 0
        cdef Scope target = self.redirects.get(name, self) if self.redirects else self
        known = target.names.get(name)
        if known is None:
            known = target.names[name] = []
        for value in values:
            if value not in <list>known:
                (<list>known).append(value)
        return 0

    def ancestors(self):
        cdef Scope scope = self
        cdef list found = []
        while scope is not None:
            found.append(scope)
            scope = scope.parent
        return iter(found)

    def hoisting(self):
        cdef Scope scope = self
        while not scope.hoists:
            scope = scope.parent
        return scope

    cdef Scope finder(self, str name):
        if name in self.names:
            return self
        cdef Scope scope = self.parent
        while scope is not None:
            if name in scope.names and not scope.opaque:
                return scope
            scope = scope.parent
        return None

    def find(self, str name):
        return self.finder(name)


cdef object joined(str head, str rest):
    if head == "?":
        return None
    if not rest:
        return head
    cdef Py_UCS4 mark = head[0]
    if mark != u"*" and mark != u"%":
        return f"{head} {rest}"
    first, _, further = rest.partition(" ")
    if first == "[]" or (first == "[*]" and mark == u"*"):
        return joined(head[1:], further)
    return None


def join(str head, str rest):
    return joined(head, rest)


cdef class ScopeTree:

    def __init__(self, long end):
        self.module = Scope(None, end, 0, "")
        self.scopes = [self.module]
        self.memo = {}
        self.open = set()

    def clear(self):
        cdef Scope scope
        for scope in self.scopes:
            scope.names.clear()
            scope.redirects.clear()

    def expand(self, Scope scope, str chain, int depth=EXPAND_DEPTH):
        return self.expanded(scope, chain, depth)

    def values(self, Scope scope, str name, int depth):
        return self.valued(scope, name, depth)

    cdef tuple expanded(self, Scope scope, str chain, int depth):
        cdef Py_UCS4 mark = chain[0]
        cdef str head, rest
        cdef list whole
        if mark == u"@" or mark == u"^" or mark == u"?":
            return ([] if chain == "?" or chain[:2] == "? " else [chain]), False
        if mark == u"*" or mark == u"%":
            inner, inferred = self.expanded(scope, chain[1:], depth)
            return [("*" if mark == u"*" else "%") + <str>item for item in <list>inner], inferred
        head, _, rest = chain.partition(" ")
        cdef Scope found = scope.finder(head)
        if found is None or found is self.module:
            return [chain], False
        values, inferred = self.valued(found, head, depth)
        if not rest:
            return [value for value in <list>values if value != "?"], inferred
        whole = []
        for value in <list>values:
            one = joined(<str>value, rest)
            if one is not None:
                whole.append(one)
        return whole, inferred

    cdef tuple valued(self, Scope scope, str name, int depth):
        key = (scope, name)
        known = self.memo.get(key)
        if known is not None:
            return <tuple>known
        if key in self.open or not depth:
            return [], True
        self.open.add(key)
        cdef dict values = {}
        cdef bint inferred = False
        cdef Value assigned
        for binding in <list>scope.names[name]:
            if isinstance(binding, str):
                values[binding] = None
            else:
                assigned = <Value?>binding
                expanded, _ = self.expanded(assigned.scope, assigned.chain, depth - 1)
                for value in <list>expanded:
                    values[value] = None
                inferred = True
        self.open.discard(key)
        values.pop("?", None)
        answer = (list(values) if len(values) <= MAX_VALUES else [], inferred or len(values) > 1)
        self.memo[key] = answer
        return answer


cdef class Draft:

    def __init__(self, int index, str name, str qualname, type_, int parent, Scope scope):
        self.index = index
        self.name = name
        self.qualname = qualname
        self.type = type_
        self.parent = parent
        self.scope = scope
        self.signature = ""
        self.detail = {}
        self.flags = ""
        self.returns = []
        self.bases = []
        self.pieces = []

    @property
    def own_text(self):
        return b"".join([piece for piece in self.pieces if (<bytes>piece)[:1] != b"\x02"])
