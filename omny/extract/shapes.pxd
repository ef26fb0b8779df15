import cython

from omny.extract.type_shapes cimport TypeSpeller
from omny.native.tree cimport Node as NativeNode

cdef class Speller(TypeSpeller):
    cdef public dict _expressions
    cdef public str _stated
    cdef public dict _literals
    cdef public object _special
    cdef public object _own_values
    cdef public object _specials
    cdef public bint _follows_unknown
    cdef public bint _keeps_members
    cdef public dict _known
    @cython.locals(text=bytes, known=str)
    cpdef str chain(self, NativeNode node)
    @cython.locals(special=str, shape=tuple, what=str, result=str, text=bytes)
    cpdef str expression(self, NativeNode node, int levels)
    @cython.locals(stated=NativeNode, values=str)
    cpdef str _spell_result(self, str chain, NativeNode node, int levels)
    @cython.locals(is_class=bint, is_known=bint, spelled=list, each=NativeNode, child=NativeNode, name=str, value=NativeNode, word=str, chain=str)
    cpdef str _spell_values(self, str called, NativeNode arguments)
    cpdef bint is_class_name(self, str chain) except -1
    cpdef str extend(self, str chain, str segment)
    @cython.locals(found=list, rest=list, own=list, part=NativeNode, shape=tuple, what=str, chain=str)
    cpdef list values(self, NativeNode node)
    @cython.locals(items=list)
    cpdef list _items(self, NativeNode node)
    @cython.locals(parts=list, is_known=bint, child=NativeNode, value=NativeNode, name=NativeNode, key=str, chain=str)
    cpdef list _list_written(self, NativeNode node, tuple shape)
    @cython.locals(chain=str, function=str, last=str)
    cpdef str callee(self, NativeNode node)
    @cython.locals(shape=tuple, child=NativeNode, found=NativeNode)
    cpdef NativeNode find_name(self, NativeNode node)
    @cython.locals(arguments=NativeNode)
    cpdef str arity(self, NativeNode node)
    cpdef str _with_arity(self, str chain, NativeNode node)
    cpdef str _member(self, NativeNode owner, NativeNode name, int levels, str suffix)
    @cython.locals(shape=tuple, inner=NativeNode)
    cpdef str _name(self, NativeNode node)

cpdef bint is_path(bytes text) except -1
cpdef str read_key(str text)
