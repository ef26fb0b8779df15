import cython

cdef class Value:
    cdef public str chain
    cdef public Scope scope

cdef class Scope:
    cdef public Scope parent
    cdef public long end
    cdef public int owner
    cdef public int given_to
    cdef public str qualname
    cdef public str inside
    cdef public bint opaque
    cdef public bint hoists
    cdef public bint is_guard
    cdef public dict names
    cdef public dict redirects
    cpdef object bind_all(self, str name, values)
    cpdef Scope hoisting_scope(self)
    @cython.locals(scope=Scope)
    cpdef Scope block(self)
    @cython.locals(first=list)
    cpdef bint has_type_parameter(self, str name) except -1
    cpdef Scope find(self, str name)

cpdef object join(str head, str rest)

cdef class ScopeTree:
    cdef public Scope module
    cdef public list scopes
    cdef public bint keeps_members
    cdef public str applied
    cdef public set imports
    cdef public set narrowed
    cdef dict _memo
    cdef set _open
    cdef long _cuts
    cpdef object forget(self)
    @cython.locals(held=str, member=str, parts=list, found=list, inner=list, value=str, key=str, part=str, is_known=bint)
    cpdef tuple _expand_held(self, Scope scope, str chain, int depth)
    @cython.locals(parts=list, name=str, chains=list, chain=str, found=list, whole=str, is_same=bint)
    cdef str _expand_type(self, Scope scope, str head, str rest, int depth)
    @cython.locals(segments=list, around=Scope, path=str, count=int)
    cdef tuple _find_guarded(self, Scope scope, str head, str rest)
    cpdef object extend(self, str value, str rest)
    @cython.locals(head=str, rest=str, found=Scope, holder=Scope, values=list, several=list, guarded=tuple, guard=Scope, name=str)
    cpdef tuple expand(self, Scope scope, str chain, int depth=*)
    @cython.locals(parts=list, at=int, part=str, expanded=list, each=str, found=list, value=str, is_same=bint)
    cpdef str expand_arguments(self, Scope scope, str chain, int depth=*)
    @cython.locals(spelled=list, several=list, name=str, chain=str, whole=str)
    cdef str _expand_values(self, Scope scope, str segment, int depth)
    @cython.locals(function=str, found=Scope)
    cpdef str name_used(self, Scope scope, str name)
    @cython.locals(holder=Scope, inner=Scope)
    cpdef Scope find_holder(self, Scope scope, str name, Scope found)
    @cython.locals(plain=str, count=str, values=list, value=str, applied=list)
    cpdef tuple expand_applied(self, Scope holder, str name, int depth)
    cpdef tuple values(self, Scope scope, str name, int depth)
