cdef class Value:
    cdef public str chain
    cdef public Scope scope

cdef class Scope:
    cdef public Scope parent
    cdef public long end
    cdef public int owner
    cdef public str qualname
    cdef public bint opaque
    cdef public bint hoists
    cdef public dict names
    cdef public dict redirects
    cdef Scope finder(self, str name)

cdef class ScopeTree:
    cdef public Scope module
    cdef public list scopes
    cdef dict memo
    cdef set open
    cdef tuple expanded(self, Scope scope, str chain, int depth)
    cdef tuple valued(self, Scope scope, str name, int depth)

cdef object joined(str head, str rest)
