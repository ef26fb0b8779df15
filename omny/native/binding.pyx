"""The compiled form of `omny.extract.binding`, which says what all of this is for. Uses are a plain array here."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.limits cimport LONG_MAX
from libc.stdint cimport uint32_t
from libc.stdlib cimport qsort

from omny.extract.scopes cimport Scope, ScopeTree, join
from omny.native.text cimport is_word
from omny.native.tree cimport Node, Tree

from omny.extract import limits
from omny.model.edges import EDGE_TYPES, EdgeType
from omny.model.chains import Chain

cdef int CALLBACK = EDGE_TYPES.index(EdgeType.CALLBACK)
cdef int EXPAND_DEPTH = limits.EXPAND_DEPTH


cdef int by_extent(const void *left, const void *right) noexcept nogil:
    cdef Use *a = <Use *>left
    cdef Use *b = <Use *>right
    if a.start != b.start:
        return -1 if a.start < b.start else 1
    if a.end != b.end:
        return -1 if a.end < b.end else 1
    return a.kind - b.kind


cdef class Uses:

    def __dealloc__(self):
        PyMem_Free(self.found)

    cdef int begin(self, Tree tree, bytes source, int room) except -1:
        self.tree, self.source = tree, source
        self.found = <Use *>PyMem_Malloc((room + 1) * sizeof(Use))
        if self.found == NULL:
            raise MemoryError
        return 0

    cdef void add(self, uint32_t start, uint32_t end, uint32_t index, int kind) noexcept:
        cdef Use *use = &self.found[self.count]
        use.start, use.end, use.index, use.kind = start, end, index, kind
        self.count += 1

    cdef void sort(self) noexcept:
        qsort(self.found, self.count, sizeof(Use), by_extent)

    cdef bytes name_of(self, Use *use):
        cdef const unsigned char *source = <const unsigned char *>PyBytes_AS_STRING(self.source)
        cdef uint32_t at
        if use.kind != CALLBACK or use.start == use.end:
            return None
        for at in range(use.start, use.end):
            if not is_word(source[at]):
                return None
        return PyBytes_FromStringAndSize(<const char *>source + use.start, use.end - use.start)

    def passed_names(self):
        cdef set names = set()
        cdef int place
        for place in range(self.count):
            name = self.name_of(&self.found[place])
            if name is not None:
                names.add(name)
        return {(<bytes>name).decode("ascii") for name in names}

    def leave_out(self, useless):
        cdef set texts = {name.encode() for name in useless}
        cdef int place, kept = 0
        for place in range(self.count):
            name = self.name_of(&self.found[place])
            if name is None or name not in texts:
                self.found[kept] = self.found[place]
                kept += 1
        self.count = kept

    def bind(self, Binder binder, list opened):
        cdef const char *source = PyBytes_AS_STRING(self.source)
        cdef Use *use
        cdef int place, coming = 0, last = len(opened)
        cdef long start = opened[0][0] if last else LONG_MAX
        cdef Scope scope = binder.tree.module
        cdef dict heads = binder.heads.setdefault(scope, {})
        cdef Spelled known
        cdef Head head
        cdef str chain, name
        cdef long index
        cdef int owner
        for place in range(self.count):
            use = &self.found[place]
            if start <= use.start or use.start >= scope.end:
                while start <= use.start:
                    scope = <Scope?>(<tuple>opened[coming])[1]
                    coming += 1
                    start = (<tuple>opened[coming])[0] if coming < last else LONG_MAX
                while use.start >= scope.end and scope.parent is not None:
                    scope = scope.parent
                heads = binder.heads.setdefault(scope, {})
            text = PyBytes_FromStringAndSize(source + use.start, use.end - use.start)
            known = <Spelled>binder.spelled.get(text)
            if known is None:
                known = binder.spell(text, self.tree.node(use.index))
            chain, name = known.chain, known.head
            if chain == "?":
                continue
            if name[0] == u"^":
                chain = binder.seen_from(scope, chain)
                name = chain.partition(" ")[0]
            head = <Head>heads.get(name)
            if head is None:
                head = heads[name] = binder.head(scope, name)
            found = (<dict>head.indexes[use.kind]).get(chain)
            index = binder.index(head, scope, chain, name, use.kind) if found is None else <long>found
            if index >= 0:
                owner = scope.given_to if use.kind == CALLBACK else scope.owner
                binder.found.append((use.end - known.length, owner, index))


cdef Head head_of(list values, bint inferred, tuple indexes):
    cdef Head head = Head.__new__(Head)
    head.values, head.inferred, head.indexes = values, inferred, indexes
    return head


cdef tuple no_indexes():
    return {}, {}, {}, {}


cdef class Binder:

    def __init__(self, ScopeTree tree, spell, seen_from, may_be_function):
        self.tree = tree
        self.spell_by = spell
        self.seen_from = seen_from
        self.may_be_function = may_be_function
        self.chains = {}
        self.spelled = {}
        self.heads = {}
        self.free = head_of(None, False, no_indexes())
        self.alike = {}
        self.found = []

    def note(self, Scope scope, int owner, str chain, int kind, long position):
        if chain == "?":
            return
        if chain[0] == u"^":
            chain = self.seen_from(scope, chain)
        cdef str name = chain.partition(" ")[0]
        cdef long index = self.index(self.head(scope, name), scope, chain, name, kind)
        if index >= 0:
            self.found.append((position, owner, index))

    cdef Spelled spell(self, bytes text, Node node):
        cdef Spelled known = Spelled.__new__(Spelled)
        known.chain = self.spell_by(node)
        known.head = known.chain.partition(" ")[0]
        last = text[text.rfind(b".") + 1 :].lstrip() if text[-1:].isalnum() or text[-1:] == b"_" else text
        known.length = len(last)
        self.spelled[text] = known
        return known

    cdef Head head(self, Scope scope, str name):
        cdef Scope found = scope.find(name)
        if found is None or found is self.tree.module:
            return self.free
        cdef list bindings = found.names[name]
        binding = bindings[0] if len(bindings) == 1 else found
        key = (name, binding)
        indexes = self.alike.get(key)
        if indexes is None:
            indexes = self.alike[key] = no_indexes()
        values, inferred = self.tree.values(found, name, EXPAND_DEPTH)
        return head_of(values, inferred, indexes)

    cdef long index(self, Head head, Scope scope, str chain, str name, int kind) except -2:
        cdef dict indexes = head.indexes[kind]
        known = indexes.get(chain)
        if known is not None:
            return known
        cdef bint inferred = head.inferred
        cdef list values
        cdef long index
        if head.values is None:
            if name[0] in u"?*%":
                values, inferred = self.tree.expand(scope, chain, EXPAND_DEPTH)
            else:
                values, inferred = [chain], False
        else:
            rest = chain[len(name) + 1 :]
            values = []
            for value in head.values:
                whole = join(<str>value, rest)
                if whole is not None:
                    values.append(whole)
        if kind == CALLBACK:
            values = [value for value in values if self.may_be_function(value)]
        if kind == CALLBACK and not values:
            index = -1
        else:
            text = chain.replace(" ()", "()").replace(" [", "[").replace(" ", ".")
            index = self.chains.setdefault((text, tuple(values), inferred, kind), len(self.chains))
        indexes[chain] = index
        return index

    def finish(self, lines):
        self.found.sort()
        return (
            [Chain(text, list(values), bool(inferred), kind) for text, values, inferred, kind in self.chains],
            lines.packed(self.found),
        )
