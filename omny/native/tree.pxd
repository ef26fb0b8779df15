from libc.stdint cimport uint16_t, uint32_t

cdef extern from "flat.h":
    enum:
        FLAT_NAMED
        FLAT_MISSING
    ctypedef struct FlatNode:
        uint32_t start
        uint32_t end
        uint32_t parent
        uint32_t after
        uint16_t symbol
        uint16_t field
        uint16_t first_field
        uint16_t[2] through
        uint16_t flags
    ctypedef struct FlatNodes:
        FlatNode *nodes
        uint32_t count
        uint32_t room
        bint has_error

cdef enum:
    ERROR = 65535  # the symbol of what failed to parse

cdef class Grammar:
    cdef object capsule  # keeps the language
    cdef const void *language
    cdef FlatNodes spare  # memory of a tree that is gone, for the next
    cdef list kinds  # names by public symbol
    cdef dict fields  # numbers by name
    cdef int symbol(self, str name, bint named) except -1

cdef class Tree:
    cdef FlatNodes flat
    cdef FlatNode *nodes
    cdef uint32_t count
    cdef Grammar grammar
    cdef list kinds
    cdef dict fields
    cdef readonly bytes source
    cdef Node node(self, uint32_t index)

cdef class Node:
    cdef Tree tree
    cdef uint32_t index
    cdef readonly uint32_t id
    cdef readonly uint32_t start_byte
    cdef readonly uint32_t end_byte
    cdef readonly str type
    cpdef Node named_child(self, int wanted)
    cpdef Node child_by_field_name(self, str name)
    cpdef list children_by_field_name(self, str name)
    cdef str kind(self)
    cdef Node child(self, str field)
    cdef list below(self, bint named)
    cdef Node first_named(self)
    cdef int named_count(self)
    cdef bytes slice_bytes(self, bytes source)
    cdef str slice_text(self, bytes source)
