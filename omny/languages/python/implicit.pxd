import cython

from omny.extract.brackets cimport Bracket
from omny.extract.draft cimport Draft
from omny.extract.scopes cimport Scope
from omny.languages.python.narrowing cimport Narrowing

cdef class ImplicitCalls(Narrowing):
    cdef public dict _own
    @cython.locals(chain=str)
    cpdef object open_implicit(self, Bracket bracket)
    @cython.locals(is_read=bint, whole=str, owner=str, name=str, head=str, names=dict, own=str, known=tuple)
    cpdef str _find_implicit(self, str value)
    cpdef bint _is_plain_head(self, str head) except -1
    @cython.locals(found=dict, scope=Scope, draft=Draft, known=tuple)
    cpdef dict _find_own(self)
