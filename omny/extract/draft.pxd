import cython

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

@cython.locals(
    cuts=list, top=Draft, nested=Draft, stack=list, closed_start=long, closed_end=long, position=long, what=int,
    number=long, resume=long, at=long
)
cpdef object cut_bodies(bytes source, list[Draft] drafts, list comments, list blocks)
