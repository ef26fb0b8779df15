cimport cython

from omny.resolve.declarations cimport Declarations

cdef class Exports(Declarations):
    cdef str _export_mark
    cdef set _exporting
    @cython.locals(path=str, entries=list)
    cpdef dict module_value(self, module)
    @cython.locals(found=dict, entries=list)
    cdef dict _find_export(self, str path, str name)
    @cython.locals(found=list, target=str, values=dict, specs=list)
    cdef dict _find_star_export(self, str path, str name, str limit, str key)
    @cython.locals(key=tuple)
    cpdef dict find_starred(self, module, str name)
    cpdef dict _find_in_module_value(self, str path, str name)
