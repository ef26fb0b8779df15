import cython

from omny.extract.brackets cimport Bracket
from omny.extract.generic_walk cimport GenericWalk
from omny.extract.scopes cimport Scope
from omny.extract.walk cimport Walk
from omny.native.tree cimport Node as NativeNode

cdef class PythonNames(GenericWalk):
    cdef public bint uses_django
    cdef public bint uses_sql
    cdef public dict delegates
    @cython.locals(function=NativeNode, owner=NativeNode)
    cpdef str manager_class(self, NativeNode call)
    @cython.locals(named=NativeNode, chain=str, stated=str)
    cpdef str _call_stated(self, NativeNode function)
    @cython.locals(made=str, arguments=NativeNode, given=list, chain=str)
    cpdef str _manager(self, NativeNode call, NativeNode function, bint is_argument)
    @cython.locals(function=NativeNode, arguments=NativeNode, given=list, named=NativeNode, text=str, is_name=bint)
    cpdef list _find_related(self, NativeNode call, Scope scope)
    @cython.locals(kind=str, function=NativeNode, at=long, name=bytes)
    cpdef str special(self, NativeNode node, int levels)
    @cython.locals(index=NativeNode, segment=str, key=str)
    cpdef str _subscript(self, NativeNode node, int levels)
    @cython.locals(
        arguments=NativeNode, head=str, dot=str, rest=str, name=str, scope=Scope, bindings=list, children=list
    )
    cpdef str _known_call(self, NativeNode call, NativeNode function)
    cpdef str requested_value(self, NativeNode call)
    @cython.locals(arguments=NativeNode, first=NativeNode)
    cpdef str _super(self, NativeNode call)
    @cython.locals(scope=Scope, told=tuple, chains=list, related=list)
    cpdef list target_bindings(self, NativeNode value, NativeNode annotation)
    @cython.locals(arguments=NativeNode, argument=NativeNode, name=NativeNode, bound=NativeNode, told=tuple)
    cpdef list _type_bounds(self, NativeNode call)
    @cython.locals(around=NativeNode, statement=NativeNode, right=NativeNode, told=tuple)
    cpdef list name_type(self, NativeNode name)
    @cython.locals(name=NativeNode, value=NativeNode)
    cpdef object _bind_walrus(self, NativeNode node)
    @cython.locals(
        left=NativeNode, right=NativeNode, around=Scope, values=list, together=list, target=NativeNode, items=list, at=long
    )
    cpdef object _bind_item(self, NativeNode node)
    @cython.locals(items=list, chain=str)
    cpdef list list_items(self, NativeNode holder)
    @cython.locals(function=NativeNode, arguments=NativeNode, name=str, given=list)
    cpdef list _list_together(self, NativeNode holder)
    @cython.locals(path=str, target=NativeNode, wholes=list, values=list)
    cpdef object bind_parts(self, NativeNode pattern, list chains, Scope scope)
    cpdef object bind_attribute(self, NativeNode target, list values, NativeNode at)
    cpdef str _extend_all(self, str chain, str path)
    @cython.locals(
        target=NativeNode, inner=list, names=list, parent=NativeNode, plain=NativeNode, chain=str, clause=NativeNode,
        statement=NativeNode, entered=str, leaf=NativeNode, part=NativeNode
    )
    cpdef object _bind_alias(self, NativeNode node)
    cpdef object open_global(self, Bracket bracket)
    cpdef object open_nonlocal(self, Bracket bracket)
    cpdef object open_import(self, Bracket bracket)
    @cython.locals(part=NativeNode, name=NativeNode, alias=NativeNode, name_text=str, first=str, whole=list)
    cpdef object _import_modules(self, NativeNode node)
    @cython.locals(module=NativeNode, spec=str, names=list, stars=list, part=NativeNode, alias=NativeNode, name=NativeNode)
    cpdef object _import_names(self, NativeNode node)
