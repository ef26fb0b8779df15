import cython

from omny.extract.brackets cimport Bracket
from omny.extract.draft cimport Draft
from omny.extract.generic_scopes cimport ScopedWalk
from omny.extract.scopes cimport Scope
from omny.native.tree cimport Node as NativeNode

cdef class GenericWalk(ScopedWalk):
    cdef public set _open_types
    cdef public set _private
    cdef public list _brackets
    cpdef str chain(self, node)
    @cython.locals(bracket=Bracket, openers=dict)
    cpdef object visit(self, list events, handlers)
    @cython.locals(name_node=NativeNode, name=str)
    cpdef object open_define(self, Bracket bracket)
    cpdef object open_invoke(self, Bracket bracket)
    @cython.locals(chain=str)
    cpdef object open_new(self, Bracket bracket)
    @cython.locals(around=Scope, draft=Draft, scope=Scope, bases=list)
    cpdef object _open_type(self, Bracket bracket, name_node, str name)
    cpdef object add_base(self, Draft draft, base, Scope around)
    @cython.locals(around=Scope, home=Scope, draft=Draft, scope=Scope, owner=str, chain=str)
    cpdef object _open_function(self, Bracket bracket, name_node, str name)
    cpdef object _describe(self, Draft draft, Bracket bracket)
    @cython.locals(index=Py_ssize_t, first=bytes, start=long, end=long, between=bytes)
    cpdef str doc_before(self, long at)
