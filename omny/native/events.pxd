from libc.stdint cimport uint32_t

from omny.native.tree cimport Tree

cdef struct Event:
    uint32_t start
    uint32_t index  # of the node
    int capture

cdef class Families:
    cdef list names  # of captures
    cdef unsigned char *is_bracket
    cdef unsigned char *is_definition
    cdef unsigned char *belongs  # a row for each role: the brackets that can have it

cdef class Events:
    cdef Tree tree
    cdef Families families
    cdef Event *events
    cdef int count
    cdef int begin(self, Tree tree, Families families, int room) except -1
    cdef void add(self, uint32_t start, uint32_t index, int capture) noexcept
