import cython

from omny.extract.brackets cimport Bracket
from omny.extract.reads cimport Reads
from omny.extract.scopes cimport Scope
from omny.languages.javascript.classes cimport Members
from omny.languages.javascript.functions cimport Naming
from omny.languages.javascript.wrappers cimport Wrappers
from omny.native.tree cimport Node as NativeNode

cdef class Bindings(Wrappers):
    cdef public list assigned
    cdef public Reads reads
    cdef public dict reassigned
    cdef public dict patched
    cdef public list prototypes
    cpdef object open_scope(self, Bracket bracket)
    @cython.locals(scope=Scope, parameter=NativeNode)
    cpdef object open_catch(self, Bracket bracket)
    @cython.locals(
        node=NativeNode, left=NativeNode, right=NativeNode, around=Scope, kind=NativeNode, operator=NativeNode, scope=Scope, chains=list, target=Scope
    )
    cpdef object open_each(self, Bracket bracket)
    cpdef object open_test(self, Bracket bracket)
    @cython.locals(node=NativeNode, declarators=list, declarator=NativeNode, child=NativeNode, outer=NativeNode, target=Scope)
    cpdef object open_bind(self, Bracket bracket)
    @cython.locals(
        parts=list, name_node=NativeNode, value=NativeNode, told=tuple, members=Members, part=NativeNode, name=str, whole=NativeNode, is_told=list, chains=list,
        values=list
    )
    cpdef object _declare(self, NativeNode node, Scope target, NativeNode outer)
    @cython.locals(node=NativeNode, right=NativeNode, left=NativeNode, operator=NativeNode, value=NativeNode, name=str)
    cpdef object open_assign(self, Bracket bracket)
    @cython.locals(inside=NativeNode)
    cpdef NativeNode _last_assigned(self, NativeNode value)
    @cython.locals(whole=NativeNode, naming=Naming, values=list, members=Members)
    cpdef Naming _put(self, NativeNode value, str name, NativeNode name_node, NativeNode outer, bind)
    @cython.locals(parts=list, owner_node=NativeNode, attribute_node=NativeNode, attribute=str, owner=str, naming=Naming, members=Members, made=Members, bases=list, told=tuple, inside=NativeNode)
    cpdef object _assign_attribute(self, NativeNode left, NativeNode value, NativeNode outer)
    cpdef object assign_exports(self, NativeNode value, NativeNode outer)
    cpdef list find_export(self, str name)
    @cython.locals(text=str)
    cpdef str _path(self, NativeNode left, str attribute)
    @cython.locals(found=Scope)
    cpdef object _fill_this(self)
    @cython.locals(
        start=long, end=long, source=bytes, child=NativeNode, kind=str, place=int, function=str, contexts=list, members=Members
    )
    cpdef object open_arguments(self, Bracket bracket)
    @cython.locals(function=NativeNode, chain=str)
    cpdef str _called_chain(self, NativeNode call)
    @cython.locals(start=long, call=NativeNode, function=NativeNode, method=NativeNode, values=NativeNode, given=list, item=NativeNode, chain=str)
    cpdef object _give_item(self, NativeNode node)
