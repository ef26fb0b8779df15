import cython

cdef str _spell_arguments(list arguments, int depth)
cdef tuple _unique(list parts, int depth)
@cython.locals(alternatives=list, word=str, told=tuple, name=str, arrow=int)
cdef tuple _read_type(str text, int depth)
@cython.locals(chain=str, mark=str, arguments=list)
cdef tuple _read_reference(str name, str rest, int depth)
@cython.locals(parts=list)
cdef int _find_arrow(str text) except -2
@cython.locals(end=int, names=tuple, parts=list)
cdef tuple _read_function(str head, str result, int depth)
@cython.locals(found=list, parameters=list, place=int, parameter=str, start=int)
cdef list _read_parameters(str text, int depth)
@cython.locals(parts=list, part=str, found=list, signature=list)
cdef tuple _read_object(str text, int depth)
@cython.locals(start=int, parameters=str, end=int, result=str, told=tuple, found=list, names=tuple, name=str, chains=tuple)
cdef list _read_signature(str text, int depth)
@cython.locals(chains=list, part=str, told=tuple)
cdef tuple _read_tuple(list parts, int depth)
@cython.locals(known=list, name=str, chains=tuple, kept=list)
cdef tuple _write(list members, tuple names=*)
cdef list _keep_known(tuple chains, tuple names)
cdef bint _has_name(str chain, tuple names) except -1
@cython.locals(parts=list)
cdef tuple _parameter_names(str text)
@cython.locals(depth=int, at=int, character=Py_UCS4, before=Py_UCS4)
cdef int _end_of_brackets(str text, int start) except -1
