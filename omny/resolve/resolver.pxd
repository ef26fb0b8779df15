cimport cython

from omny.resolve.evaluate cimport Evaluator

cpdef str atom_id(defined)

@cython.final
cdef class Resolver:
    cdef str _path
    cdef object _facts
    cdef object _semantics
    cdef bint _is_test
    cdef Evaluator _evaluator
    cdef dict _readers
    cdef object _language
    cdef object _find_rules
    cdef object _make
    @cython.locals(
        definitions=list, chains=list, own=list, lines=list, sites=list, outside=list, known=list, found=tuple,
        owner=Py_ssize_t, index=Py_ssize_t, line=long, column=long, targets=list, names=list, kind=str, kept=list,
    )
    cpdef list atoms(self)
    cdef bint _is_declared_only(self, str qualname) except -1
    @cython.locals(kind=str, values=dict, reached=dict, names=list, on=str, found=list, how=str)
    cdef tuple _find(self, chain)
    @cython.locals(found=str, chain=str, end=Py_ssize_t, is_view=bint, class_id=str)
    cdef str _find_receiver(self, list chains)
    cdef bint _is_quiet(self, str text) except -1
    @cython.locals(chains=list, values=dict, merged=dict)
    cdef dict _evaluate(self, chain)
    @cython.locals(reached=dict, shape=str, name=str, member=tuple, order=list)
    cdef dict _reach(self, value, str kind, tuple passed)
    @cython.locals(name=str, own=dict, member=tuple, constructors=dict)
    cdef dict _construct(self, value)
    cdef dict _find_atoms(self, value)
    cdef str _find_outer(self, str qualname)
    @cython.locals(parent=str, is_method=bint, reached=dict, class_=str)
    cdef object _atom(self, list own, Py_ssize_t index, list sites, list outside)
