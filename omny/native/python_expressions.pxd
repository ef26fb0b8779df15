from omny.extract.scopes cimport Scope, Value
from omny.native.tree cimport Node

cdef str chain_of(self, Node node, bytes source)
cdef list values_of(self, Node node, bytes source)
cdef list bound_to(self, Node value, Node annotation, bytes source)
cdef Value value_of(str chain, Scope scope)
