import cython

from omny.extract.generic_walk cimport GenericWalk
from omny.native.tree cimport Node as NativeNode

cdef class Expressions(GenericWalk):
    cpdef tuple read_annotation(self, NativeNode node)
    cpdef str cast_inside(self, NativeNode node)
    cpdef str object_chain(self, NativeNode node)
    @cython.locals(kind=str, owner=str, told=tuple, several=list)
    cpdef str special(self, NativeNode node, int levels)
    @cython.locals(text=bytes, owner=NativeNode, name=NativeNode, is_path=bint)
    cpdef str _special_member(self, NativeNode node, int levels)
    @cython.locals(type_=NativeNode)
    cpdef object _is_open(self, NativeNode cast)
    @cython.locals(chains=list, is_written=bint)
    cpdef list add_functions(self, tuple told, NativeNode value)
    @cython.locals(text=str)
    cpdef str _segment(self, NativeNode node)
    @cython.locals(text=str)
    cpdef str _index(self, NativeNode node)
    @cython.locals(function=NativeNode, name=NativeNode, text=str)
    cpdef str _call_chain(self, NativeNode call, int levels)
    @cython.locals(body=NativeNode)
    cpdef str _find_way(self, NativeNode function)
    @cython.locals(parts=list, others=list, known=list, item=NativeNode, chain=str)
    cpdef list _items(self, NativeNode node)
    @cython.locals(text=str)
    cpdef str spec(self, NativeNode node)
    @cython.locals(kind=str, items=list, chains=list, operator=NativeNode, fields=tuple, operands=list, told=tuple, known=tuple, part=NativeNode, found=list)
    cpdef list own_values(self, NativeNode node)
    @cython.locals(
        found=list, stack=list, node=NativeNode, values=list, depth=int, kind=str, left=NativeNode, right=NativeNode, told=list,
        child=NativeNode, part=NativeNode
    )
    cpdef list pattern_names(self, NativeNode pattern, str chain)
    @cython.locals(name=str)
    cpdef str _property_chain(self, str chain, NativeNode key)

@cython.locals(first=NativeNode, child=NativeNode)
cpdef NativeNode first_inside(NativeNode node)
cpdef NativeNode last_name(NativeNode node)
cpdef NativeNode inner(NativeNode node)
cdef NativeNode _cast_type(NativeNode node)
cpdef NativeNode unwrap(NativeNode node)
