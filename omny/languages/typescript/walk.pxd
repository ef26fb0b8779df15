import cython

from omny.extract.brackets cimport Bracket
from omny.extract.draft cimport Draft
from omny.extract.scopes cimport Scope
from omny.languages.javascript.classes cimport Members
from omny.languages.javascript.walk cimport JavaScriptWalk
from omny.native.tree cimport Node as NativeNode

cdef class TypeScriptWalk(JavaScriptWalk):
    cdef public dict _signatures
    cdef public list _interfaces
    cdef public dict _wholes
    cdef public list _spaces
    cdef public set _whole_types
    cdef public object _overloads
    @cython.locals(node=NativeNode, kind=str)
    cpdef object open_define(self, Bracket bracket)
    cpdef tuple read_annotation(self, NativeNode node)
    cpdef tuple parameter_parts(self, NativeNode node)
    @cython.locals(around=Scope, scope=Scope, returns=NativeNode, members=Members)
    cpdef Scope open_function(self, NativeNode node, Draft draft)
    @cython.locals(parameters=NativeNode, parameter=NativeNode, name=NativeNode, constraint=NativeNode, told=tuple)
    cpdef object class_types(self, NativeNode node, Scope scope, str owner=*)
    @cython.locals(known=str, kind=str, stated=NativeNode, called=NativeNode, arguments=str)
    cpdef str special(self, NativeNode node, int levels)
    @cython.locals(parameters=NativeNode, parameter=NativeNode, pattern=NativeNode, child=NativeNode)
    cpdef object _parameter_properties(self, NativeNode node, Scope scope, Members members)
    @cython.locals(told=tuple, around=NativeNode, stated=NativeNode, arguments=str, chain=str)
    cpdef str base_chain(self, NativeNode base)
    @cython.locals(count=int, draft=Draft)
    cpdef object define_class(self, Bracket bracket)
    @cython.locals(node=NativeNode, kind=str, members=Members, name=NativeNode, values=list)
    cpdef object open_field(self, Bracket bracket)
    @cython.locals(around=NativeNode)
    cpdef object _is_inside_type(self, NativeNode node)
    @cython.locals(name_node=NativeNode, members=Members, around=Scope, name=str, accessor=str, kind=str, draft=Draft)
    cpdef object define_signature(self, NativeNode node)
    @cython.locals(name_node=NativeNode, start=long, told=tuple)
    cpdef object _shape_method(self, NativeNode node, str name, Members members)
    @cython.locals(name_node=NativeNode, name=str, outer=NativeNode, around=Scope, draft=Draft)
    cpdef object define_function_signature(self, NativeNode node)
    @cython.locals(replaced=Draft, draft=Draft)
    cpdef Draft define(self, str name, type_, node, name_node, outer)
    cpdef Draft _replace(self, Draft old, Draft new)
    @cython.locals(
        name_node=NativeNode, value=NativeNode, name=str, qualname=str, key=str, told=tuple, scope=Scope, members=Members,
        is_shape=bint
    )
    cpdef object define_alias(self, NativeNode node)
    @cython.locals(text=str)
    cpdef tuple _read_alias(self, str name, NativeNode value)
    @cython.locals(name_node=NativeNode, outer=NativeNode, name=str, draft=Draft)
    cpdef object define_enum(self, NativeNode node)
    @cython.locals(exported=list, bindings=list)
    cpdef object is_exported(self, Draft draft)
    @cython.locals(node=NativeNode, name=NativeNode, target=NativeNode)
    cpdef object open_import(self, Bracket bracket)
    @cython.locals(node=NativeNode, name_node=NativeNode, body=NativeNode)
    cpdef object open_namespace(self, Bracket bracket)
    @cython.locals(members=Members, qualname=str, scope=Scope)
    cpdef object _open_namespace(self, str name, int end)

cdef class TsxWalk(TypeScriptWalk):
    pass
