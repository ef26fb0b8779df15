import cython

from omny.extract.scopes cimport Scope, Value

cdef class Reads:
    cdef public dict by_chain
    cdef object _loops
    cdef object _functions
    @cython.locals(chain=str)
    cpdef object note(self, Value value, Scope scope)
