cimport cython

from omny.resolve.definitions cimport mark_inferred
from omny.resolve.units cimport Units

cpdef str defined_key(str full)

cdef class Declarations(Units):
    @cython.locals(shape=list, parameters=list, found=dict)
    cpdef dict find_definition(self, str path, str qualname)
    cdef dict _find_forward(self, str path, str full)
    @cython.locals(mark=list, paths=tuple, found=dict, chosen=tuple)
    cdef dict _find_defined(self, str path, str full)
    @cython.locals(same=dict, alike=dict, own=list)
    cdef dict _keep_alike(self, dict values, list parameters)
    @cython.locals(functions=dict, others=dict, made=list, found=dict)
    cdef dict _choose_called(self, dict values, str segment)
    @cython.locals(found=dict, path=str, namespace=str, key=str)
    cdef dict _find_beside_arguments(self, str name, str given)
    @cython.locals(parameters=list, functions=list, kept=dict, own=list, count=str, words=str)
    cdef dict _choose_fitting(self, dict values, str segment)
    @cython.locals(inside=str, name=str, space=str, full=str)
    cdef dict _find_inner_namespace(self, str path, str head)
    @cython.locals(found=dict)
    cdef dict _add_published(self, str path, str key, dict own)
    @cython.locals(member=tuple)
    cdef dict _point(self, value)
    @cython.locals(found=dict)
    cdef dict _read_by_object(self, dict values)
    @cython.locals(found=dict)
    cdef dict _read_by_class(self, dict values)
    @cython.locals(parts=list, place=Py_ssize_t)
    cdef dict _find_part(self, value, str segment)
    @cython.locals(entries=list)
    cdef dict _find_given(self, value, str segment)
    cdef dict _call_each(self, dict values)
    cdef dict _find_submodule(self, str path, str name)
    @cython.locals(found=dict)
    cdef dict _find_argument(self, str path, str head)
