import cython

from omny.extract.scopes cimport Scope
from omny.extract.walk cimport Walk
from omny.native.tree cimport Node as NativeNode

cdef class PythonExpressions(Walk):
    cdef public dict _chains
    cpdef str chain(self, node)
    @cython.locals(text=bytes, known=str, kind=str, function=NativeNode, called=str, head=str)
    cpdef str _spell(self, NativeNode node, int calls)
    @cython.locals(segments=list, kind=str, name=NativeNode, function=NativeNode, index=NativeNode, head=str)
    cpdef str _long_chain(self, NativeNode node)
    cpdef str requested_value(self, NativeNode call)
    @cython.locals(arguments=NativeNode, first=NativeNode)
    cpdef str _super(self, NativeNode call)
    @cython.locals(
        chain=str, chains=list, left=list, part=NativeNode, kind=str, children=list, name=str, side=NativeNode,
        child=NativeNode, items=list, item=str
    )
    cpdef list value_chains(self, NativeNode node)
    @cython.locals(scope=Scope, told=tuple, chains=list)
    cpdef list target_bindings(self, NativeNode value, NativeNode annotation)
    @cython.locals(arguments=NativeNode, argument=NativeNode, name=NativeNode, bound=NativeNode, told=tuple)
    cpdef list _type_bounds(self, NativeNode call)

cdef bint _is_simple(bytes text) except -1
@cython.locals(child=NativeNode)
cdef NativeNode _first_code(NativeNode node)
