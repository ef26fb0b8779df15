from libc.stdint cimport uint32_t

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
    cdef bytes use_name(self, Use *use)
    cdef bytes last_name(self, Use *use)
