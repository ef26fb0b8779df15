import cython

cdef tuple _unique(list parts, int depth)
@cython.locals(alternatives=list, word=str, told=tuple, name=str)
cdef tuple _told(str text, int depth)
@cython.locals(chain=str, arguments=list)
cdef tuple _named(str name, str rest, int depth)
