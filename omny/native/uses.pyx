"""The uses of a file as a plain array: `Uses` of `omny.extract.binding`, which says what it is for."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.limits cimport LONG_MAX
from libc.stdint cimport uint32_t
from libc.stdlib cimport qsort

from omny.extract.binding cimport Binder, Head
from omny.extract.scopes cimport Scope
from omny.native.text cimport is_word
from omny.native.tree cimport Node, Tree

from omny.extract.binding import MAX_CALLS
from omny.model.edges import EDGE_TYPES, EdgeType

cdef int CALL = EDGE_TYPES.index(EdgeType.CALL)
cdef int CALLBACK = EDGE_TYPES.index(EdgeType.CALLBACK)
cdef int IMPLICIT = EDGE_TYPES.index(EdgeType.IMPLICIT)


cdef int by_extent(const void *left, const void *right) noexcept nogil:
    cdef Use *a = <Use *>left
    cdef Use *b = <Use *>right
    if a.start != b.start:
        return -1 if a.start < b.start else 1
    if a.end != b.end:
        return -1 if a.end < b.end else 1
    return a.kind - b.kind


cdef enum:
    MOST_MOVES = 32  # for each use: see `omny.native.syntax`


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
        cdef int place, at
        cdef long moves = 0
        cdef Use each
        for place in range(1, self.count):
            at = place
            each = self.found[place]
            while at and by_extent(&self.found[at - 1], &each) > 0:
                self.found[at] = self.found[at - 1]
                at -= 1
            self.found[at] = each
            moves += place - at
            if moves > MOST_MOVES * self.count:
                qsort(self.found, self.count, sizeof(Use), by_extent)
                return

    cdef bytes use_name(self, Use *use):
        cdef const unsigned char *source = <const unsigned char *>PyBytes_AS_STRING(self.source)
        cdef uint32_t at
        if use.kind != CALLBACK or use.start == use.end:
            return None
        for at in range(use.start, use.end):
            if not is_word(source[at]):
                return None
        return PyBytes_FromStringAndSize(<const char *>source + use.start, use.end - use.start)

    cdef bytes last_name(self, Use *use):
        cdef const char *source = PyBytes_AS_STRING(self.source)
        cdef uint32_t at = use.end
        while at > use.start and source[at - 1] != b".":
            at -= 1
        return PyBytes_FromStringAndSize(source + at, use.end - at)

    def called_names(self):
        cdef int place
        return {self.last_name(&self.found[place]) for place in range(self.count) if self.found[place].kind == CALL}

    def list_calls(self, names):
        cdef const char *source = PyBytes_AS_STRING(self.source)
        cdef dict found = {name: [] for name in names}
        cdef Use *use
        cdef int place
        for place in range(self.count):
            use = &self.found[place]
            if use.kind == CALL and not (source[use.end] == b"(" and source[use.end + 1] == b")"):
                calls = found.get(self.last_name(use))
                if calls is not None:
                    (<list>calls).append((use.start, use.index))
        return [
            (start, self.tree.node(index))
            for calls in found.values()
            if len(<list>calls) <= MAX_CALLS
            for start, index in calls
        ]

    def passed_names(self):
        cdef set names = set()
        cdef int place
        for place in range(self.count):
            name = self.use_name(&self.found[place])
            if name is not None:
                names.add(name)
        return {(<bytes>name).decode("ascii") for name in names}

    def leave_out(self, useless):
        cdef set texts = {name.encode() for name in useless}
        cdef int place, kept = 0
        for place in range(self.count):
            name = self.use_name(&self.found[place])
            if name is None or name not in texts:
                self.found[kept] = self.found[place]
                kept += 1
        self.count = kept

    def bind(self, Binder binder, list opened):
        cdef const char *source = PyBytes_AS_STRING(self.source)
        cdef Use *use
        cdef int place, coming = 0, last = len(opened)
        cdef long start = opened[0][0] if last else LONG_MAX
        cdef Scope scope = binder.module
        cdef dict heads = binder.heads.setdefault(scope, {})
        cdef tuple known
        cdef Head head
        cdef str chain, name
        cdef long index
        cdef int owner, length
        cdef Use *called = NULL
        for place in range(self.count):
            use = &self.found[place]
            if use.kind == CALL:
                called = use
            elif use.kind == IMPLICIT and called != NULL and called.start == use.start and called.end == use.end:
                continue
            if start <= use.start or use.start >= scope.end:
                while start <= use.start:
                    scope = <Scope?>(<tuple>opened[coming])[1]
                    coming += 1
                    start = (<tuple>opened[coming])[0] if coming < last else LONG_MAX
                while use.start >= scope.end and scope.parent is not None:
                    scope = scope.parent
                heads = binder.heads.setdefault(scope, {})
            text = PyBytes_FromStringAndSize(source + use.start, use.end - use.start)
            known = <tuple>binder.spelled.get(text)
            if known is None:
                known = binder.spell(text, self.tree.node(use.index))
            chain, name, length = known
            if chain == "?":
                continue
            if name[0] == u"^":
                chain = binder.localize_chain(scope, chain)
                name = chain.partition(" ")[0]
            if u" ;" in chain:
                chain = binder.expand_arguments(scope, chain)
            head = <Head>heads.get(name)
            if head is None:
                head = heads[name] = binder.head(scope, name)
            found = (<dict>head.indexes[use.kind]).get(chain)
            index = binder.index(head, scope, chain, name, use.kind) if found is None else <long>found
            if index >= 0:
                owner = scope.given_to if use.kind == CALLBACK else scope.owner
                binder.found.append((use.end - length, owner, index))
