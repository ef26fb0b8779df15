cimport cython

from omny.resolve.definitions cimport mark_inferred
from omny.resolve.exports cimport Exports

@cython.final
cdef class Evaluator(Exports):
    cdef bint _binds_stars
    cdef bint _has_inner_stars
    cdef bint _makes_by_name
    cdef bint _has_declarations
    cdef set _following
    cdef str _given
    cdef str _giving
    @cython.locals(
        is_held=bint, is_call=bint, end=Py_ssize_t, values=dict, found=dict, last=str, head=dict, before=Py_ssize_t, given=str,
        stated=str, around=str, inner=str
    )
    cdef dict _compute_chain(self, str path, str chain)
    @cython.locals(is_own=bint, parts=list)
    cdef dict _bind_open(self, str path, str chain, dict before, dict found, bint binds_own)
    @cython.locals(found=dict)
    cdef dict _follow(self, value, str segment)
    cdef dict _call_member(self, value, str name)
    @cython.locals(found=dict)
    cdef dict _evaluate_head(self, str path, str head, bint is_global)
    @cython.locals(inside=str, name=str, found=dict)
    cdef dict _find_head(self, str path, str head, bint is_global)
    @cython.locals(entries=list, found=dict)
    cdef dict _find_global(self, str path, str head, bint is_global, str limit)
    cdef dict _find_unbound(self, str path, str head)
    @cython.locals(separator=str, target=str, module=str, own=bint, found=dict)
    cdef dict _find_import(self, str path, str spec, str name)
    @cython.locals(is_name=bint, is_one=bint, merged=dict, found=dict)
    cpdef dict take_step(self, dict values, str segment)
    cdef dict _take_unnamed_step(self, value, str segment)
    @cython.locals(items=dict, found=dict)
    cdef dict _find_item(self, value, str segment)
    cdef dict _find_attribute(self, value, str name)
    @cython.locals(kind=str, entries=list, member=tuple, shown=dict)
    cdef dict _find_definition_attribute(self, value, str name)
    @cython.locals(found=dict)
    cdef dict _find_module_attribute(self, value, str name)
    @cython.locals(member=tuple)
    cdef dict _find_object_attribute(self, value, str name)
    @cython.locals(plain=str, slash=str, count=str, called=str, colon=str, words=str, found=dict)
    cdef dict _find_made_member(self, value, str name)
