import cython

from omny.extract.draft cimport Draft
from omny.extract.scopes cimport Scope, ScopeTree

cdef class Walk:
    cdef public bytes source
    cdef public object root
    cdef public ScopeTree tree
    cdef public Scope scope
    cdef public list drafts
    cdef public dict values
    cdef public list routes
    cdef public list inline
    cdef public dict surface
    cdef public dict _repeats
    cdef public long _position
    cdef public list _opened
    cdef public list _references
    cdef public list comments
    cdef public list blocks
    cdef public object _uses
    @cython.locals(draft=Draft, scope=Scope)
    cpdef object run(self, captured)
    @cython.locals(position=long, scope=Scope)
    cpdef object visit(self, list events, handlers)
    @cython.locals(scope=Scope, qualified=str, count=int, draft=Draft)
    cpdef Draft define(self, str name, type_, node, name_node, outer)
    cpdef Scope _open(self, Scope scope)
    cpdef object refer(self, str chain, kind, at, owner=*)
    cpdef str chain(self, node)
    cpdef Py_ssize_t name_length(self, bytes text, node)
    cpdef str localize_chain(self, Scope scope, str chain)
    cpdef str node_signature(self, node)
    cpdef str text(self, node)
    cpdef object is_exported(self, Draft draft)
    cpdef object _may_be_function(self, str value)
    cpdef str _find_implicit(self, str value)
    cpdef object publish_members(self, str qualname, Scope scope)
    @cython.locals(values=dict, module=Scope, known=list)
    cpdef object _publish(self, str key, Scope scope, list bindings)
    cpdef list _values(self, binding)
    @cython.locals(detail=dict)
    cpdef object _definition(self, Draft draft, lines)
