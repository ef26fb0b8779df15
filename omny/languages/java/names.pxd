import cython

from omny.extract.brackets cimport Bracket
from omny.extract.generic_walk cimport GenericWalk
from omny.extract.scopes cimport Scope, Value, join
from omny.languages.java.arguments cimport ArgumentTypes
from omny.native.tree cimport Node as NativeNode

cdef class JavaNames(GenericWalk):
    cdef public ArgumentTypes types
    cdef public list constants
    cpdef object bind_receivers(self, str owner)
    @cython.locals(
        node=NativeNode, owner=str, around=Scope, scope=Scope, name=NativeNode, type_=NativeNode, value=NativeNode,
        chain=str
    )
    cpdef object open_scope(self, Bracket bracket)
    @cython.locals(around=NativeNode, name=str)
    cpdef object _open_body(self, NativeNode node)
    @cython.locals(around=NativeNode, name=NativeNode)
    cpdef str _find_outer_name(self, NativeNode node)
    @cython.locals(parameters=NativeNode, names=list, chain=str, around=Scope)
    cpdef object _bind_parameters(self, NativeNode node)
    @cython.locals(arguments=NativeNode, call=NativeNode, holder=NativeNode, name=NativeNode)
    cpdef str _find_item(self, NativeNode node)
    @cython.locals(
        node=NativeNode, kind=str, owner=str, type_=NativeNode, chain=str, word=str, children=list, outer=Scope
    )
    cpdef object open_bind(self, Bracket bracket)
    @cython.locals(word=str, declarator=NativeNode, dimensions=NativeNode, name=NativeNode, more=str)
    cpdef object _note_types(self, Bracket bracket)
    @cython.locals(chain=str)
    cpdef object _bind_component(self, Bracket bracket)
    @cython.locals(children=list, bound=NativeNode, chain=str)
    cpdef object _bind_type_parameter(self, NativeNode node)
    @cython.locals(is_negated=bint, around=NativeNode)
    cpdef Scope _find_scope_behind(self, NativeNode node)
