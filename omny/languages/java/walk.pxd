import cython

from omny.extract.brackets cimport Bracket
from omny.extract.draft cimport Draft
from omny.extract.scopes cimport Scope, join
from omny.languages.java.names cimport JavaNames
from omny.native.tree cimport Node as NativeNode

cdef class JavaWalk(JavaNames):
    cdef dict _of_collections
    cdef list _calls
    cdef list _parameters
    @cython.locals(around=Scope, owner=str, name=str)
    cpdef object open_define(self, Bracket bracket)
    @cython.locals(name=NativeNode, returns=NativeNode)
    cpdef object _note_result(self, Bracket bracket, Scope around)
    @cython.locals(kind=str, field=NativeNode, outer=NativeNode, type_=NativeNode, name=str, first=str)
    cpdef str special(self, NativeNode node, int levels)
    @cython.locals(name=NativeNode, arguments=NativeNode, given=list, text=str, owner=NativeNode, chain=str)
    cpdef str _spell_known(self, NativeNode node, int levels)
    @cython.locals(owner=NativeNode, name=NativeNode, text=str)
    cpdef str _spell_reference(self, NativeNode node, int levels)
    cpdef object open_invoke(self, Bracket bracket)
    @cython.locals(node=NativeNode, type_=NativeNode, chain=str)
    cpdef object open_new(self, Bracket bracket)
    @cython.locals(owner=NativeNode, name=NativeNode, method=str)
    cpdef str _spell_callee(self, NativeNode node, str arity)
    @cython.locals(kind=str, at=NativeNode, arity=str, chain=str, words=list)
    cpdef object _refer_to_call(self, NativeNode node)

cdef str _add(str chain, str segment)
@cython.locals(second=NativeNode)
cdef bint _has_super(NativeNode node) except -1
cdef NativeNode _last_part(NativeNode node)
