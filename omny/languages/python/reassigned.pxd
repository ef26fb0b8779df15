from omny.extract.reads cimport Reads
from omny.languages.python.fixture_walk cimport FixtureWalk

cdef class Reassigned(FixtureWalk):
    cdef public Reads reads
    cdef public dict read_chains
    cdef public list _attributes
    cdef public list replaced
    cdef public dict _patched
    cdef public list again
