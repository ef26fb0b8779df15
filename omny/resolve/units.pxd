cimport cython

from omny.resolve.definitions cimport Definitions, mark_inferred

cdef class Units(Definitions):
    cdef object _units
    cdef object _outer_types
    cpdef dict call(self, value)
    cpdef dict export(self, str path, str name)
    cdef dict _find_open_member(self, place, str name)
    @cython.locals(found=list, paths=tuple)
    cpdef list find_extensions(self, str within, place, str key)
    @cython.locals(found=dict)
    cdef dict _find_added_member(self, place, str name)
    @cython.locals(pairs=dict)
    cdef list _keep_fitting(self, list functions, list words)
    cdef dict _find_function_like_type(self, str type_, str name)
    @cython.locals(type_=str, found=dict)
    cdef dict _find_outside_attribute(self, value, str name)
    @cython.locals(full=list)
    cdef str _full_name(self, place)
    @cython.locals(full=str, found=dict, entries=list)
    cdef object _add_bases(self, defined, list bases)
    cdef object _add_new_bases(self, defined, dict found, list bases)
    @cython.locals(mark=list)
    cpdef dict find_published(self, str within, str key, str importer)
    @cython.locals(paths=tuple, entries=list, merged=dict, functions=dict, has_too_many=bint, kept=dict)
    cpdef dict find_in_space(self, str space, str key, str importer)
    @cython.locals(parts=dict, full=list)
    cdef dict _unite(self, dict values)
    @cython.locals(space=str, prefix=str, key=str, found=dict, member=tuple, own=list, viewed=str, viewer=str)
    cdef dict _export_from_unit(self, str unit, str name, str importer)
    @cython.locals(called=str, words=str, found=dict)
    cdef dict _export_overloads(self, str path, str name)
    @cython.locals(inside=str, limit=str, namespace=str, types=str, before=str, name=str, found=dict, imported=dict, member=tuple)
    cdef dict _find_from_inside(self, str path, str head)
    @cython.locals(
        found=dict, key=str, mark=list, paths=tuple, order=list, path=str, entry=str, chain=str, qualname=str, words=str
    )
    cdef dict _find_extension(self, value, str name)
    @cython.locals(ending=str)
    cdef bint _sees_global(self, str inside, str name) except -1
    @cython.locals(entries=list, plain=str, slash=str, arity=str, found=dict, outside=dict)
    cdef dict _find_imported(self, str path, str name)
    @cython.locals(own=list)
    cdef dict _find_in_namespace(self, str path, str key)
    @cython.locals(owners=dict, member=tuple, entries=list, outer=dict)
    cdef dict _find_inside(self, str path, str before, str inside, str name)
    @cython.locals(found=dict)
    cdef dict _read_from_inside(self, dict values)
    @cython.locals(found=dict, type_=str)
    cdef dict _find_container_attribute(self, value, str name)
    @cython.locals(kind=str)
    cdef dict _find_function_attribute(self, value, str name)
