import cython

from omny.extract.brackets cimport Bracket
from omny.extract.generic_walk cimport GenericWalk
from omny.extract.scopes cimport Scope, Value
from omny.native.tree cimport Node as NativeNode

cdef class GoWalk(GenericWalk):
    @cython.locals(function=NativeNode, arguments=NativeNode)
    cpdef str special(self, NativeNode node, int levels)
    @cython.locals(around=Scope, outside=Scope, type_=NativeNode, chain=str)
    cpdef object open_define(self, Bracket bracket)
    @cython.locals(scope=Scope, switch=NativeNode, alias=NativeNode, types=list, chain=str)
    cpdef object open_scope(self, Bracket bracket)
    @cython.locals(scope=Scope, chain=str)
    cpdef object _bind_embedded(self, NativeNode type_)
