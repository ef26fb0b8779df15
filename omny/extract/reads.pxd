import cython

from omny.extract.scopes cimport Scope, Value

cdef class Reads:
    cdef public dict by_chain
    @cython.locals(chain=str)
    cpdef object note(self, Value value, Scope scope)
