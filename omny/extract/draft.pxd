from omny.extract.scopes cimport Scope

cdef class Draft:
    cdef public int index
    cdef public str name
    cdef public str qualname
    cdef public object type
    cdef public int parent
    cdef public Scope scope
    cdef public Scope body
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

cpdef object cut_bodies(bytes source, list[Draft] drafts, list comments, list blocks)
