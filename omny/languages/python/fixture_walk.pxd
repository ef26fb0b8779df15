import cython

from omny.extract.brackets cimport Bracket
from omny.extract.draft cimport Draft
from omny.languages.python.names cimport PythonNames
from omny.native.tree cimport Node as NativeNode

cdef class FixtureWalk(PythonNames):
    cdef public dict _fixtures
    cdef public dict _yields
    @cython.locals(arguments=NativeNode, children=list)
    cpdef str requested_value(self, NativeNode call)
    @cython.locals(draft=Draft, chains=list, node=NativeNode)
    cpdef object open_yield(self, Bracket bracket)
