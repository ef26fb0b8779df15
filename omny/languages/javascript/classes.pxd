import cython

from omny.extract.brackets cimport Bracket
from omny.extract.draft cimport Draft
from omny.extract.scopes cimport Scope
from omny.languages.javascript.functions cimport Functions, Naming
from omny.native.tree cimport Node as NativeNode

cdef class Members:
    cdef public str key
    cdef public Draft draft
    cdef public Scope names
    cdef public Scope statics
    cdef public list bases
    cdef public bint used
    cdef public bint passed
    cdef public list receivers
    cdef public bint exports
    cdef public object target
    cdef public list contexts
    cdef public set told
    cpdef list member_contexts(self, str name)

@cython.locals(child=NativeNode)
cpdef bint is_static(NativeNode node) except -1

cdef class Classes(Functions):
    cdef public dict members
    cdef public list all_members
    cdef public dict _named_objects
    cdef public dict _keys
    cdef public dict _classes
    cdef public list _decorators
    cdef public dict _late
    @cython.locals(
        node=NativeNode, name_node=NativeNode, body=NativeNode, declared=bint, outer=NativeNode, decorators=list, naming=Naming, name=str, draft=Draft
    )
    cpdef object define_class(self, Bracket bracket)
    @cython.locals(child=NativeNode, base=NativeNode)
    cpdef object inherit(self, Bracket bracket, Draft draft)
    cpdef bint bind_wrapped(self, NativeNode call, str name, NativeNode name_node, NativeNode outer, bind) except -1
    cpdef str base_chain(self, NativeNode base)
    @cython.locals(chain=str)
    cpdef object derive(self, Draft draft, NativeNode at)
    @cython.locals(node=NativeNode, draft=Draft, whole=NativeNode, around=Members, scope=Scope, members=Members, own=NativeNode)
    cpdef object open_body(self, Bracket bracket)
    cpdef object class_types(self, NativeNode node, Scope scope)
    @cython.locals(
        node=NativeNode, members=Members, name_node=NativeNode, decorators=list, decorator=NativeNode, callee=NativeNode, name=str, whole=NativeNode, value=NativeNode,
        static=bint, slot=Scope, naming=Naming, declared=NativeNode, told=tuple, chains=list, scope=Scope
    )
    cpdef object open_field(self, Bracket bracket)
    @cython.locals(decorators=list, parameters=NativeNode)
    cpdef object define_method(self, NativeNode node)
    cpdef object open_late(self, Bracket bracket)
    @cython.locals(name_node=NativeNode, members=Members, name=str, words=set, outer=NativeNode, draft=Draft, static=bint, scope=Scope)
    cpdef Draft method(self, NativeNode node, list decorators, str kind=*)
    @cython.locals(key=str, members=Members)
    cpdef Members shape(self, str name)
    @cython.locals(members=Members)
    cpdef object expect(self, NativeNode node, list contexts)
    cpdef str object_chain(self, NativeNode node)
    @cython.locals(scope=Scope)
    cpdef object open_literal(self, Bracket bracket)
    @cython.locals(
        node=NativeNode, whole=NativeNode, members=Members, key=NativeNode, value=NativeNode, name=str, values=list, naming=Naming, inside=Members
    )
    cpdef object open_pair(self, Bracket bracket)
    @cython.locals(node=NativeNode, members=Members, name=str)
    cpdef object open_shorthand(self, Bracket bracket)
    @cython.locals(node=NativeNode, members=Members)
    cpdef object open_spread(self, Bracket bracket)
    cpdef object open_decorate(self, Bracket bracket)
    @cython.locals(decorators=list, child=NativeNode)
    cpdef list _take_decorators(self, NativeNode node)
    @cython.locals(decorator=NativeNode, expression=NativeNode, callee=NativeNode, chain=str)
    cpdef object note_decorators(self, Draft draft, list decorators)
