import cython

from omny.extract.brackets cimport Bracket
from omny.extract.scopes cimport Scope, Value
from omny.extract.shapes cimport Speller
from omny.extract.walk cimport Walk

cdef class ScopedWalk(Walk):
    cdef dict __dict__  # further attributes
    cdef public object shapes
    cdef public Speller speller
    cdef public Scope file
    cdef public str prefix
    cdef public list _members
    cdef public list _namespaces
    cdef public dict _types
    cdef public list _objects
    cdef public set _imported
    cdef public list _later
    cdef public dict _type_parameters
    @cython.locals(bracket=Bracket, around=Scope)
    cpdef object enter(self, long position)
    @cython.locals(scope=Scope)
    cpdef object _leave_scopes(self, long position)
    @cython.locals(qualname=str, scope=Scope)
    cpdef Scope open_members(self, Scope around, str owner, long end)
    cpdef str full_name(self, str qualname)
    cpdef str type_around(self, Scope scope)
    cpdef object open_bind(self, Bracket bracket)
    @cython.locals(scope=Scope, parameters=dict, plain=list, chain=str, key=str)
    cpdef object bind_type_parameter(self, str name, list bounds, str owner=*)
    cpdef object publish_type_parameters(self)
    @cython.locals(values=list, text=bytes)
    cpdef bint _speaks_of_itself(self, Bracket bracket) except -1
    @cython.locals(names=list, typed=str, place=Py_ssize_t, chain=str)
    cpdef object bind_names(self, Bracket bracket, Scope target, Scope scope)
    cpdef object bind_chain(self, Scope target, str name, str chain, Scope scope)
    @cython.locals(chain=str)
    cpdef str _value_chain(self, list names, list values, Py_ssize_t place)
