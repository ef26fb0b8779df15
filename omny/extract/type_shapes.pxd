import cython

from omny.native.tree cimport Node as NativeNode

cdef class TypeSpeller:
    cdef dict __dict__  # further attributes
    cdef public dict _types
    cdef public dict _heads
    cdef public object _trivia
    cdef public object _shapes
    cdef public bytes _source
    cdef public bint _states_arguments
    cdef public dict unnamed
    cpdef str text(self, NativeNode node)
    @cython.locals(name=str, before=bint)
    cpdef str instance_chain(self, NativeNode node, int levels=*)
    cpdef str base_name(self, NativeNode node)
    cpdef str with_arguments(self, str name, list arguments, int levels=*)
    @cython.locals(segment=str)
    cpdef str give_arguments(self, str chain, list arguments, int levels=*)
    cpdef list type_arguments(self, NativeNode holder)
    @cython.locals(shape=tuple, what=str, text=str, left=str, inner=str, result=str, outer=NativeNode, name=NativeNode)
    cpdef str type_name(self, NativeNode node, int levels=*)
    cpdef str path(self, str text)
    cpdef NativeNode _first_type(self, NativeNode node, tuple shape)
    @cython.locals(name=str, last=str, inner=str, mark=str, holder=NativeNode, arguments=list)
    cpdef str _generic(self, NativeNode node, tuple shape, int levels)
    cpdef str _several(self, NativeNode node)
    cpdef str _head(self, str text)
    @cython.locals(children=list)
    cpdef NativeNode _child(self, NativeNode node, str field)
    @cython.locals(found=NativeNode, child=NativeNode)
    cpdef NativeNode _inner(self, NativeNode node, tuple shape)
