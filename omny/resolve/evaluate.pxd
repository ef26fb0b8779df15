cimport cython

from omny.resolve.definitions cimport mark_inferred
from omny.resolve.declarations cimport Declarations

@cython.final
cdef class Evaluator(Declarations):
    cdef str _export_mark
    cdef bint _binds_stars
    cdef bint _has_inner_stars
    cdef bint _makes_by_name
    cdef bint _has_declarations
    cdef set _exporting
    cdef set _following
    @cython.locals(is_held=bint, is_call=bint, end=Py_ssize_t, values=dict, found=dict, last=str, head=dict, before=str)
    cdef dict _compute_chain(self, str path, str chain)
    @cython.locals(found=dict)
    cdef dict _follow(self, value, str segment)
    cdef dict _call_member(self, value, str name)
    @cython.locals(path=str, entries=list)
    cpdef dict module_value(self, module)
    @cython.locals(found=dict, entries=list)
    cdef dict _find_export(self, str path, str name)
    @cython.locals(found=list, target=str, values=dict, specs=list)
    cdef dict _find_star_export(self, str path, str name, str limit, str key)
    @cython.locals(key=tuple)
    cpdef dict find_starred(self, module, str name)
    @cython.locals(values=dict, entries=list)
    cdef dict _find_in_module_value(self, str path, str name)
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
