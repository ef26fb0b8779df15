import cython

cdef Py_UCS4 _NONE

@cython.locals(
    depth=int, start=int, at=int, character=Py_UCS4, quote=Py_UCS4, before=Py_UCS4, separator=Py_UCS4, opening=str, closing=str, parts=list
)
cpdef list split_outside(str text, str separators, tuple brackets)
