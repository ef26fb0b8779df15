import cython

from omny.languages.javascript.expressions cimport Expressions
from omny.native.tree cimport Node as NativeNode

cdef class Comments(Expressions):
    cdef public dict _aliases
    cdef public dict named_types
    cdef public dict _known_names
    cdef public bint is_documented
    cpdef object visit(self, list events, handlers)
    @cython.locals(comment=bytes, chains=list)
    cpdef object _define_types(self)
    cpdef object bind_types(self)
    @cython.locals(begin=long, blank=bytes, end=long, start=long)
    @cython.locals(chain=str)
    cpdef tuple read_noted(self, str written)
    @cython.locals(head=str)
    cpdef bint _knows(self, str chain) except -1
    @cython.locals(index=Py_ssize_t, text=bytes, at=long, is_whole=bint)
    cpdef bint _may_bind(self, str name) except -1
    @cython.locals(blank=bytes, end=long, begin=long, first=bytes)
    cpdef str find_summary(self, long at)
    cpdef object find_doc(self, long at)
    cpdef tuple find_type(self, long at)
    cpdef tuple find_cast(self, NativeNode node)
    @cython.locals(first=NativeNode, told=tuple)
    cpdef str cast_inside(self, NativeNode node)

@cython.locals(line=bytes, text=bytes)
cdef bytes _first_line(bytes comment)
