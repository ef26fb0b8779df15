import cython

from omny.extract.scopes cimport Scope, ScopeTree

cdef class Head:
    cdef public list values
    cdef public bint inferred
    cdef public tuple indexes

cdef class Binder:
    cdef ScopeTree _tree
    cdef public Scope module
    cdef object _spell
    cdef object _measure
    cdef public object localize_chain
    cdef public object expand_arguments
    cdef object _may_be_function
    cdef object _find_implicit
    cdef dict _chains
    cdef public dict spelled
    cdef public dict heads
    cdef Head _free
    cdef dict _inside
    cdef dict _alike
    cdef public list found
    @cython.locals(head=str, at=long)
    cpdef object note(self, Scope scope, int owner, str chain, int kind, long position)
    @cython.locals(chain=str)
    cpdef tuple spell(self, bytes text, node)
    @cython.locals(tree=ScopeTree, found=Scope, holder=Scope, bindings=list, values=list, inferred=bint)
    cpdef Head head(self, Scope scope, str name)
    @cython.locals(whole=str, indexes=tuple)
    cdef Head _head_inside(self, str inside, str name)
    @cython.locals(indexes=dict, values=list, inferred=bint, rest=str, text=str, found=long)
    cpdef long index(self, Head head, Scope scope, str chain, str name, int kind) except? -2
