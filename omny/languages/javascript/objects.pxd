import cython

from omny.extract.brackets cimport Bracket
from omny.extract.scopes cimport Scope
from omny.languages.javascript.classes cimport Classes, Members
from omny.native.tree cimport Node as NativeNode

cdef class Objects(Classes):
    cdef public list heirs
    cdef public set extended
    cdef public dict _made
    cdef public list _filled
    cdef public list _defined
    cdef public bint common
    cdef public list attributes
    @cython.locals(function=NativeNode, first=NativeNode, text=str)
    cpdef Members find_object(self, NativeNode node, str name)
    @cython.locals(members=Members, chain=str)
    cpdef Members _make(self, NativeNode call, NativeNode base, str name)
    cpdef object open_arguments(self, Bracket bracket)
    @cython.locals(call=NativeNode, function=NativeNode, given=list, name=str, what=str, target=str, source=NativeNode, pair=NativeNode, key=NativeNode, value=NativeNode)
    cpdef object _fill(self, NativeNode arguments)
    cpdef str find_origin(self, str chain)
    cpdef object derive_object(self, str target, str base)
    @cython.locals(value=NativeNode, chain=str, path=str, members=Members)
    cpdef object _give(self, str target, NativeNode target_node, NativeNode source)
    @cython.locals(value=NativeNode, members=Members)
    cpdef object _define_attribute(self, str target, NativeNode key, NativeNode descriptor, str name=*)
    cpdef str shorten_path(self, str path)
    @cython.locals(found=list, bindings=list, chain=str)
    cpdef list find_table(self, Members members)
    cpdef object settle_objects(self)
    cpdef object _add_attribute(self, Scope scope, str target, str name, list bindings)
