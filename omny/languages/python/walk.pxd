import cython

from omny.extract.brackets cimport Bracket
from omny.extract.draft cimport Draft
from omny.extract.scopes cimport Scope, Value
from omny.languages.python.implicit cimport ImplicitCalls
from omny.native.tree cimport Node as NativeNode

cdef class PythonWalk(ImplicitCalls):
    cdef public dict _pending
    cdef public list _all
    cdef public dict _definers
    cdef public object _defined
    cdef public dict _lambdas
    cdef public object signatures
    @cython.locals(
        node=NativeNode, parameters=NativeNode, body=NativeNode, outer=NativeNode, decorators=list, in_class=bint, class_name=str, draft=Draft, kind=str, flags=str, described=list, bound=list, returns=NativeNode,
        detail=dict, annotation=str, receiver=str, same=bint
    )
    cpdef object _open_function(self, Bracket bracket, name_node, str name)
    @cython.locals(around=Scope, block=Scope)
    cpdef object _open_parameters(self, Draft draft, long end)
    @cython.locals(
        node=NativeNode, body=NativeNode, outer=NativeNode, decorators=list, draft=Draft, bases=NativeNode, plain=list,
        base=NativeNode
    )
    cpdef object _open_type(self, Bracket bracket, name_node, str name)
    @cython.locals(chain=str, made=str)
    cpdef object add_base(self, Draft draft, base, Scope around)
    @cython.locals(draft=Draft, bound=list, scope=Scope, value=Value, is_class=bint)
    cpdef object open_body(self, Bracket bracket)
    @cython.locals(scope=Scope, parent=NativeNode, parameters=NativeNode, named=tuple)
    cpdef object open_scope(self, Bracket bracket)
    @cython.locals(node=NativeNode, kind=str)
    cpdef object open_bind(self, Bracket bracket)
    @cython.locals(left=NativeNode, right=NativeNode, parts=list, annotation=NativeNode, name=str, values=list, draft=Draft)
    cpdef object _bind_target(self, NativeNode node)
    @cython.locals(
        right=NativeNode, names=list, name=str, in_class=bint, draft=Draft, parameters=NativeNode, described=list,
        bound=list
    )
    cpdef Draft _define_lambda(self, NativeNode assignment, NativeNode name_node, NativeNode node)
    @cython.locals(owner=NativeNode, attribute=NativeNode, chain=str)
    cpdef object bind_attribute(self, NativeNode target, list values, NativeNode at)
    @cython.locals(names=list, parts=list, is_written=bint, target=NativeNode, part=NativeNode)
    cpdef object _bind_pattern(self, NativeNode pattern, NativeNode value)
    @cython.locals(draft=Draft, chains=list, node=NativeNode)
    cpdef object open_return(self, Bracket bracket)
    cpdef list _strings(self, NativeNode node)
    @cython.locals(
        outer=NativeNode, decorators=list, child=NativeNode, expression=NativeNode, callee=NativeNode, chain=str,
        at=NativeNode
    )
    cpdef tuple _decorators(self, NativeNode node)
    @cython.locals(scope=Scope, target=Scope, values=list, others=list)
    cpdef object _bind_definition(self, Draft draft, NativeNode outer, bint weak=*)
    @cython.locals(names=list, around=Draft)
    cpdef object is_exported(self, Draft draft)
