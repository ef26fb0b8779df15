cimport cython

from omny.resolve.recording cimport RecordingLookup

@cython.final
cdef class Answers:
    cdef str kind
    cdef dict shared
    cdef dict own
    cdef dict others
    @cython.locals(known=dict)
    cdef tuple find(self, str path, str text)
    @cython.locals(known=dict)
    cdef object share(self, str path, str text, tuple answer)

cdef class Memory:
    cdef readonly str path
    cdef RecordingLookup _lookup
    cdef Answers _chains
    cdef Answers _orders
    cdef Answers _modules
    cdef Answers _reaches
    cdef dict _passing
    cdef long _cuts
    cdef int _depth
    cdef int _reached
    cdef object compute(self, str kind, str path, str text)
    cdef object assume(self, str kind, str path, str text)
    @cython.locals(
        lookup=RecordingLookup, key=tuple, known=tuple, passing=dict, before=set, keys=object,
        depth=int, height=int, reached=int, cuts=long, own=long, is_own=bint,
    )
    cdef object answer(self, Answers answers, str path, str text)
