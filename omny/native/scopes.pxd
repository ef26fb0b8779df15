cdef class Value:
    cdef public str chain
    cdef public Scope scope

cdef class Scope:
    cdef public Scope parent
    cdef public long end
    cdef public int owner
    cdef public int given_to
    cdef public str qualname
    cdef public bint opaque
    cdef public bint hoists
    cdef public dict names
    cdef public dict redirects
    cdef Scope finder(self, str name)
    cdef int bind_all(self, str name, values) except -1

cdef class ScopeTree:
    cdef public Scope module
    cdef public list scopes
    cdef dict memo
    cdef set open
    cdef tuple expanded(self, Scope scope, str chain, int depth)
    cdef tuple valued(self, Scope scope, str name, int depth)

cdef object joined(str head, str rest)

cdef class Draft:
    cdef public int index
    cdef public str name
    cdef public str qualname
    cdef public object type
    cdef public int parent
    cdef public Scope scope
    cdef public object signature
    cdef public dict detail
    cdef public object flags
    cdef public list returns
    cdef public list bases
    cdef public int branches
    cdef public list pieces
    cdef public long start
    cdef public long defined_at
    cdef public long name_end
    cdef public long end
