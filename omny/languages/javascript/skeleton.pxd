import cython

cdef class _Scan:
    cdef bytes _source
    cdef set _never
    cdef bint _jsx
    cdef object _outside
    cdef public object code
    cdef public list texts
    cdef public list templates
    cdef public list tags
    cdef long _at
    cdef list _modes
    cdef list _braces
    cdef list _elements
    cpdef object run(self)
    cdef object _push(self, mode)
    cdef object _pop(self)
    cdef object _write(self, long start, long end, bytes table)
    @cython.locals(start=long, text=bytes, closed=long)
    cdef object _in_code(self)
    cdef long _end_of_comment(self, long start)
    cdef bint _is_operand(self, long at) except -1
    cdef bint _begins_element(self, long at) except -1
    cdef object _open(self, long start)
    cdef object _in_template(self)
    @cython.locals(start=long, text=bytes)
    cdef object _in_tag(self)
    cdef object _in_text(self)
    cdef object _close(self)
