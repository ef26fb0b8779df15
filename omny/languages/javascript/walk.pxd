import cython

from omny.extract.brackets cimport Bracket
from omny.extract.draft cimport Draft
from omny.extract.scopes cimport Scope
from omny.languages.javascript.classes cimport Members
from omny.languages.javascript.modules cimport Modules
from omny.native.tree cimport Node as NativeNode

cdef class JavaScriptWalk(Modules):
    cdef public set _shown
    cdef public dict _by_key
    cdef public set _functions
    cdef public dict _more_bases
    @cython.locals(node=NativeNode)
    cpdef object open_define(self, Bracket bracket)
    @cython.locals(around=Draft, prefix=str)
    cpdef object is_exported(self, Draft draft)
    @cython.locals(found=dict, module=Scope, value=str, head=str, rest=str, bindings=list, parts=list)
    cpdef list _local(self, Scope scope, str chain, int depth=*)
    @cython.locals(values=list, value=str)
    cpdef str _one(self, Scope scope, str chain)
    @cython.locals(value=str, values=list)
    cpdef str _receiver(self, Scope scope, str owner)
    cpdef object _settle(self)
    cpdef object _hold_patched(self)
    @cython.locals(members=Members)
    cpdef object _bind_common(self)
    cpdef object _find_constructors(self)
    @cython.locals(scope=Scope, chain=str, value=str)
    cpdef object _show_exported(self, list bindings)
    cpdef str localize_chain(self, Scope scope, str chain)
    @cython.locals(members=Members)
    @cython.locals(values=list)
    cpdef str _find_base(self, str chain, str heir)
    cpdef object _settle_attributes(self)
    @cython.locals(qualname=str, members=Members, chains=list)
    cpdef object _settle_base(self, str value, base)
    @cython.locals(values=dict)
    cpdef object _publish_export(self, str key, list bindings)
    @cython.locals(names=dict, draft=Draft, around=str, name=str, members=Members)
    cpdef object _hide(self)
