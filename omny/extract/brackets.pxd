import cython

from omny.native.tree cimport Node as NativeNode

cdef class Bracket:
    cdef public long position
    cdef public str kind
    cdef public NativeNode node
    cdef public long end
    cdef public list _roles
    cdef public list _nodes
    cpdef object add(self, str role, NativeNode node)
    @cython.locals(place=Py_ssize_t)
    cpdef NativeNode find(self, str role)
    @cython.locals(place=Py_ssize_t, found=list)
    cpdef list find_all(self, str role)

cpdef str find_family(str capture)

cdef bint _is_defined_by(Bracket bracket, long position, str capture, NativeNode node) except -1
