import cython

cdef tuple _unique(list parts, int depth)
@cython.locals(alternatives=list, word=str, told=tuple, name=str)
cdef tuple _read_type(str text, int depth)
@cython.locals(chain=str, mark=str, arguments=list)
cdef tuple _read_reference(str name, str rest, int depth)
