import cython

from omny.extract.brackets cimport Bracket
from omny.extract.draft cimport Draft
from omny.extract.scopes cimport Scope
from omny.languages.javascript.comments cimport Comments
from omny.native.tree cimport Node as NativeNode

cdef class Naming:
    cdef public str name
    cdef public NativeNode name_node
    cdef public NativeNode outer
    cdef public list sinks
    cdef public object this
    cdef public object attached
    cdef public bint method
    cdef public bint passed
    cdef public bint is_wrapped

cdef class Functions(Comments):
    cdef public dict naming
    cdef public dict bodies
    cdef public dict plain
    cdef public list attached
    cdef public dict outer
    cdef public set passed
    cdef public dict receivers
    cdef public set constructors
    cdef public set returning
    cdef public dict aliases
    cdef public dict results
    cdef public dict returned
    cdef public dict contexts
    cdef public dict accepted
    @cython.locals(name_node=NativeNode, outer=NativeNode, name=str, draft=Draft, naming=Naming, scope=Scope)
    cpdef object define_function(self, NativeNode node)
    @cython.locals(arrow=bint, own=NativeNode, naming=Naming, draft=Draft, chain=str, scope=Scope, name=str, owner=str, around=str, results=list, body=NativeNode, contexts=list)
    cpdef object define_closure(self, NativeNode node)
    cpdef object bind_this(self, Scope scope, own, list contexts)
    @cython.locals(draft=Draft, summary=str)
    cpdef Draft start(self, str name, type_, NativeNode node, NativeNode name_node, NativeNode outer)
    @cython.locals(names=dict)
    cpdef object declare(self, str name, Draft draft)
    @cython.locals(parameters=NativeNode, returns=NativeNode, described=list, scope=Scope, words=set, written=str)
    cpdef Scope open_function(self, NativeNode node, Draft draft)
    @cython.locals(
        parameters=NativeNode, contexts=list, single=NativeNode, children=list, child=NativeNode, place=int, given=list, told=tuple, noted=tuple, each=str,
        is_this=bint, segment=str
    )
    cpdef list _bind_parameters(self, NativeNode node, Scope scope, list described=*, doc=*)
    @cython.locals(
        kind=str, name=str, pattern=NativeNode, default=NativeNode, annotation=NativeNode, values=list, told=tuple, target=NativeNode, entry=dict, written=str
    )
    cpdef tuple _bind_parameter(self, NativeNode node, Scope scope, list described, list given, tuple noted)
    @cython.locals(pattern=NativeNode, target=NativeNode, name=str)
    cpdef tuple _find_noted(self, doc, NativeNode node, int place)
    @cython.locals(told=tuple)
    cpdef object _read_function_doc(self, doc, Draft draft, Scope scope)
    cpdef tuple parameter_parts(self, NativeNode node)
    @cython.locals(known=dict, chain=str, name=str, values=list, found=list)
    cpdef object bind_pattern(self, NativeNode pattern, list chains, Scope scope, bind)
    @cython.locals(body=NativeNode)
    cpdef object _return_body(self, NativeNode node, Draft draft)
    @cython.locals(draft=Draft, value=NativeNode)
    cpdef object open_return(self, Bracket bracket)
    @cython.locals(value=NativeNode, own=NativeNode, name=str, chains=list, told=list)
    cpdef object note_return(self, NativeNode node, Draft draft)
    @cython.locals(value=NativeNode, own=NativeNode, name=str, chains=list)
    cpdef object _add_results(self, NativeNode node, list results)
    @cython.locals(around=NativeNode, parameters=NativeNode, arguments=NativeNode, given=list, names=list, child=NativeNode, name=NativeNode, value=NativeNode)
    cpdef object _bind_arguments(self, NativeNode node, Scope scope)
    @cython.locals(function=NativeNode)
    cpdef list find_results(self, NativeNode call)
    cpdef object expect(self, NativeNode node, list contexts)
    @cython.locals(text=str)
    cpdef str key_name(self, NativeNode node)
    @cython.locals(words=set, child=NativeNode)
    cpdef set modifiers(self, NativeNode node, NativeNode until)

cdef bint _are_definitions(list bindings) except -1
