import cython

from omny.extract.brackets cimport Bracket
from omny.extract.scopes cimport Scope
from omny.languages.python.reassigned cimport Reassigned
from omny.native.tree cimport Node as NativeNode

cdef class Narrowing(Reassigned):
    cdef public list _due
    cdef public list _narrowed
    cpdef object enter(self, long position)
    @cython.locals(around=Scope)
    cpdef object _narrow(self, due, Scope block)
    @cython.locals(scope=Scope)
    cpdef Scope end_narrowing(self, str name, NativeNode at)
    @cython.locals(scope=Scope)
    cpdef object rebind(self, str name, list values, NativeNode at)
    cpdef object bind_caught(self, NativeNode name, NativeNode tested, NativeNode clause)
