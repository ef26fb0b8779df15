import cython

from omny.extract.draft cimport Draft
from omny.extract.scopes cimport Scope, Value
from omny.languages.python.reassigned cimport Reassigned
from omny.native.tree cimport Node as NativeNode

cdef class PythonWalk(Reassigned):
    cdef public dict _pending
    cdef public list _all
    cdef public dict _definers
    @cython.locals(
        name_node=NativeNode, parameters=NativeNode, body=NativeNode, name=str, outer=NativeNode, decorators=list,
        in_class=bint, class_name=str, draft=Draft, kind=str, flags=str, described=list, bound=list, returns=NativeNode,
        detail=dict, annotation=str, receiver=str, same=bint
    )
    cpdef object on_function(self, NativeNode node)
    @cython.locals(around=Scope, block=Scope)
    cpdef object _open_parameters(self, Draft draft, long end)
    @cython.locals(draft=Draft, bound=list, scope=Scope, value=Value)
    cpdef object on_function_body(self, NativeNode node)
    @cython.locals(
        name_node=NativeNode, body=NativeNode, outer=NativeNode, decorators=list, draft=Draft, bases=NativeNode,
        plain=list, base=NativeNode, chain=str
    )
    cpdef object on_class(self, NativeNode node)
    @cython.locals(draft=Draft, scope=Scope)
    cpdef object on_class_body(self, NativeNode node)
    @cython.locals(scope=Scope, parameters=NativeNode)
    cpdef object on_lambda_body(self, NativeNode node)
    cpdef object on_comprehension(self, NativeNode node)
    @cython.locals(
        left=NativeNode, right=NativeNode, parts=list, annotation=NativeNode, name=str, values=list,
        name_node=NativeNode, part=NativeNode, owner=NativeNode, attribute=NativeNode, chain=str
    )
    cpdef object on_assignment(self, NativeNode node)
    @cython.locals(name=NativeNode, value=NativeNode)
    cpdef object on_walrus(self, NativeNode node)
    cpdef object on_for(self, NativeNode node)
    @cython.locals(
        left=NativeNode, right=NativeNode, function=NativeNode, arguments=NativeNode, items=list, around=Scope, values=list
    )
    cpdef object on_for_in(self, NativeNode node)
    @cython.locals(
        target=NativeNode, inner=list, names=list, parent=NativeNode, plain=NativeNode, chain=str, clause=NativeNode,
        statement=NativeNode, entered=str, leaf=NativeNode, part=NativeNode
    )
    cpdef object on_as(self, NativeNode node)
    cpdef object on_name(self, NativeNode node)
    cpdef object on_global(self, NativeNode node)
    cpdef object on_nonlocal(self, NativeNode node)
    @cython.locals(part=NativeNode, name=NativeNode, alias=NativeNode, name_text=str, first=str, whole=list)
    cpdef object on_import(self, NativeNode node)
    @cython.locals(module=NativeNode, spec=str, names=list, stars=list, part=NativeNode, alias=NativeNode, name=NativeNode)
    cpdef object on_import_from(self, NativeNode node)
    @cython.locals(draft=Draft, chains=list)
    cpdef object on_returned(self, NativeNode node)
    cpdef list _strings(self, NativeNode node)
    @cython.locals(
        outer=NativeNode, decorators=list, child=NativeNode, expression=NativeNode, callee=NativeNode, chain=str,
        at=NativeNode
    )
    cpdef tuple _decorators(self, NativeNode node)
    @cython.locals(target=Scope, values=list, others=list)
    cpdef object _bind_definition(self, Draft draft, NativeNode outer, bint weak=*)
    @cython.locals(names=list, around=Draft)
    cpdef object is_exported(self, Draft draft)

@cython.locals(block=NativeNode, around=NativeNode)
cdef bint _is_in_block(NativeNode earlier, NativeNode later) except -1
