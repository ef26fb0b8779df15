cimport cython

from omny.resolve.shared cimport Memory

cpdef dict mark_inferred(dict values)

cdef class Definitions(Memory):
    cdef dict _surface
    cdef object _rules
    cdef object _semantics
    cdef bint _has_separate_statics
    cdef bint _has_units
    cdef bint _has_arity
    cdef bint _has_labels
    cdef object _fold
    cdef str _applied
    cdef dict _vantages
    cdef public str _reading
    cpdef dict evaluate(self, str path, str chain)
    cpdef list order(self, defined)
    cpdef object reach(self, str path)
    cpdef str locate(self, str spec, str importer)
    cpdef list ask(self, str path, str key)
    cpdef str kind(self, defined)
    cdef list _shape(self, defined)
    cdef list _order(self, str path, str qualname)
    @cython.locals(bases=list, is_object=bint, chain=str, kind=str, meant=list)
    cdef list _list_stated(self, defined, list shape, list first)
    @cython.locals(shape=list, bases=list, first=list, orders=list, order=list)
    cdef list _compute_order(self, str path, str qualname)
    @cython.locals(
        order=list, ending=str, start=Py_ssize_t, index=Py_ssize_t, path=str, values=list, found=dict, plain=str,
        found_by_any=tuple, united=tuple, more=tuple, words=str, functions=dict, shown=dict,
    )
    cpdef tuple member(self, owner, str name)
    cdef dict _choose_without_arguments(self, dict values, str name)
    cpdef tuple _apply_member(self, owner, str name)
    @cython.locals(count=Py_ssize_t, named=list, parameters=list, of_value=list, given=list, kept=list)
    cpdef dict choose_overloads(self, dict values, list words)
    @cython.locals(order=list, plain=str, start=Py_ssize_t, index=Py_ssize_t, entries=list, values=dict, added=dict, kept=dict)
    cdef tuple _find_labelled(self, owner, str name)
    @cython.locals(words=str, functions=list, parameters=list, given=list, kept=list, left=list, found=dict)
    cpdef dict choose_labelled(self, dict values, str name)
    cdef list _keep_fitting(self, list functions, list words)
    @cython.locals(listed=list)
    cpdef dict drop_unlike(self, dict values)
    @cython.locals(kept=list)
    cdef dict _keep_flagged(self, dict values, str flag, bint is_set)
    @cython.locals(shape=list)
    cdef str _flags(self, value)
    @cython.locals(word=str, each=list, at=Py_ssize_t, found=list, wanted=list)
    cdef list _read_words(self, list words, list parameters)
    @cython.locals(words=str, parameters=list, given=list)
    cdef bint _is_ruled_out(self, dict values, str name) except -1
    @cython.locals(known=list)
    cdef bint _takes_named(self, value, list names) except -1
    @cython.locals(key=str)
    cdef bint _is_function_alone(self, place, str name, list values) except -1
    cdef dict _find_export_member(self, str path, str name)
    cdef dict _find_open_member(self, place, str name)
    cdef object _add_bases(self, defined, list bases)
    cdef str _member_mark(self, owner)
    @cython.locals(entry=str, merged=dict)
    cdef dict _read(self, str path, list entries)
    @cython.locals(shape=list)
    cpdef bint is_property(self, defined) except -1
    @cython.locals(shape=list)
    cdef bint _is_of_objects(self, defined) except -1
    cdef dict _find_constructor(self, value, str count)
