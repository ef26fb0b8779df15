from libc.stdint cimport uint32_t

from omny.extract.scopes cimport Scope, ScopeTree
from omny.native.tree cimport Node, Tree

cdef struct Use:
    uint32_t start
    uint32_t end
    uint32_t index
    int kind

cdef class Uses:
    cdef Tree tree
    cdef bytes source
    cdef Use *found
    cdef int count
    cdef int begin(self, Tree tree, bytes source, int room) except -1
    cdef void add(self, uint32_t start, uint32_t end, uint32_t index, int kind) noexcept
    cdef void sort(self) noexcept
    cdef bytes name_of(self, Use *use)

cdef class Head:
    cdef list values  # None: itself
    cdef bint inferred
    cdef tuple indexes

cdef class Spelled:
    cdef str chain
    cdef str head
    cdef int length

cdef class Binder:
    cdef ScopeTree tree
    cdef object spell_by
    cdef object seen_from
    cdef object may_be_function
    cdef dict chains
    cdef dict spelled
    cdef dict heads
    cdef Head free
    cdef dict alike
    cdef list found
    cdef Spelled spell(self, bytes text, Node node)
    cdef Head head(self, Scope scope, str name)
    cdef long index(self, Head head, Scope scope, str chain, str name, int kind) except -2
