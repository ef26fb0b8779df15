import cython

from omny.extract.draft cimport Draft
from omny.extract.scopes cimport Scope
from omny.native.tree cimport Node as NativeNode

cpdef str node_text(bytes source, NativeNode node)
@cython.locals(
    plain=tuple, described=list, bound=list, child=NativeNode, kind=str, name_node=NativeNode, written=str, entry=dict,
    values=list, annotation=NativeNode, text=str, mark=str, default=NativeNode, leaf=NativeNode
)
cpdef tuple read_parameters(bytes source, NativeNode parameters, Scope scope)
@cython.locals(first=NativeNode, text=NativeNode, line=str)
cpdef object document(bytes source, Draft draft, NativeNode body)
