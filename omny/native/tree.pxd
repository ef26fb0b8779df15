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

cdef struct Found:
    uint32_t start
    uint32_t end
    uint32_t index
    int order
    int capture

cdef class Tree:
    cdef FlatNodes flat
    cdef FlatNode *nodes
    cdef uint32_t count
    cdef Syntax syntax
    cdef list kinds  # names by public symbol
    cdef dict fields  # numbers by name
    cdef readonly bytes source
    cdef Node node(self, uint32_t index)

cdef class Node:
    cdef Tree tree
    cdef uint32_t index
    cdef str kind(self)
    cdef Node child(self, str field)
    cdef list below(self, bint named)
    cdef Node first_named(self)
    cdef int named_count(self)
    cdef bytes written(self, bytes source)
    cdef str spelled(self, bytes source)

cdef struct Step:
    unsigned char *kinds  # by public symbol; NULL for any named node
    uint16_t field
    bint first
    bint last
    int above  # the step whose node is the parent; -1 for the first
    int before  # the step whose node stands earlier among the same children; -1 for none
    int capture  # -1 for none

cdef struct Plan:
    Step *steps
    int count

cdef class Syntax:
    cdef object capsule  # keeps the language
    cdef const void *language
    cdef FlatNodes spare  # memory of a tree that is gone, for the next
    cdef list kinds
    cdef dict fields
    cdef int symbols
    cdef list names  # of captures, sorted: their order is that of events at the same place
    cdef int *orders  # by capture: whether its events come first where several begin at the same byte
    cdef int *roles  # by capture: RANGE, EVENT, or the kind of use
    cdef Plan *plans
    cdef int plan_count
    cdef int **plans_of  # by public symbol: plans whose first step takes it, -1 behind the last
    cdef list conditions  # by plan: [(capture, expression)]
    cdef Found *found
    cdef int found_count
    cdef int found_room
    cdef _plan(self, const void *language, Plan *plan, pattern)
    cdef unsigned char *_kinds(self, const void *language, kinds) except? NULL
    cdef _index(self, int symbol)
    cdef int _match(self, Tree tree, int number, int next_step, uint32_t *matched) except -1
    cdef int _keep(self, Tree tree, int number, uint32_t *matched) except -1
