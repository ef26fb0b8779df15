import cython

from omny.extract.generic_walk cimport GenericWalk
from omny.extract.scopes cimport Scope
from omny.extract.walk cimport Walk
from omny.native.tree cimport Node as NativeNode

cdef class PythonExpressions(GenericWalk):
    @cython.locals(index=NativeNode, function=NativeNode, at=long)
    cpdef str special(self, NativeNode node, int levels)
    cpdef str requested_value(self, NativeNode call)
    @cython.locals(arguments=NativeNode, first=NativeNode)
    cpdef str _super(self, NativeNode call)
    @cython.locals(scope=Scope, told=tuple, chains=list)
    cpdef list target_bindings(self, NativeNode value, NativeNode annotation)
    @cython.locals(arguments=NativeNode, argument=NativeNode, name=NativeNode, bound=NativeNode, told=tuple)
    cpdef list _type_bounds(self, NativeNode call)
