import cython

from omny.extract.scopes cimport Scope
from omny.languages.javascript.classes cimport Members
from omny.languages.javascript.functions cimport Naming
from omny.languages.javascript.objects cimport Objects
from omny.native.tree cimport Node as NativeNode

cdef class Wrappers(Objects):
    cdef public list late
    cpdef object bind_late(self)
    @cython.locals(
        function=NativeNode, arguments=NativeNode, given=list, closures=list, child=NativeNode, origin=str, closure=NativeNode, spec=str, store=str,
        own=NativeNode, naming=Naming, chain=str
    )
    cpdef bint bind_wrapped(self, NativeNode call, str name, NativeNode name_node, NativeNode outer, bind) except -1
    @cython.locals(attribute=str, options=tuple, literals=list, child=NativeNode, own=Members, whole=Members, part=Members, pair=NativeNode, key=NativeNode, value=NativeNode)
    cpdef str _build_store(self, str origin, list given, str name)
    @cython.locals(name=NativeNode)
    cpdef bint _may_wrap(self, NativeNode function) except -1
    @cython.locals(body=NativeNode, called=NativeNode)
    cpdef str _find_loaded(self, NativeNode closure)
