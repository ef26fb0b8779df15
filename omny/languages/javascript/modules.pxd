import cython

from omny.extract.brackets cimport Bracket
from omny.extract.scopes cimport Scope
from omny.languages.javascript.bindings cimport Bindings
from omny.languages.javascript.functions cimport Naming
from omny.native.tree cimport Node as NativeNode

cdef class Modules(Bindings):
    cdef public Scope exports
    cdef public list whole
    cdef public object _exported
    @cython.locals(spec=str, name=NativeNode, item=NativeNode, origin=NativeNode)
    cpdef object open_import(self, Bracket bracket)
    @cython.locals(text=str)
    cpdef str _export_text(self, NativeNode name)
    cpdef list find_export(self, str name)
    @cython.locals(node=NativeNode, source=NativeNode, declaration=NativeNode, value=NativeNode, child=NativeNode, kinds=list, specifier=NativeNode)
    cpdef object open_export(self, Bracket bracket)
    @cython.locals(child=NativeNode, specifier=NativeNode, stars=list)
    cpdef object _reexport(self, NativeNode node, str spec)
    @cython.locals(name=NativeNode, written=str, alias=NativeNode)
    cpdef object _export_specifier(self, NativeNode specifier, str spec)
    @cython.locals(value=NativeNode, own=NativeNode, name=str)
    cpdef object _export_value(self, NativeNode node, NativeNode outer)
    @cython.locals(own=NativeNode, name=str, naming=Naming)
    cpdef object assign_exports(self, NativeNode value, NativeNode outer)
