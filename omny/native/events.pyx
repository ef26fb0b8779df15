"""The events of a file as a plain array: those of `omny.extract.syntax.Captured`, which `omny.extract.brackets` puts
together."""

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from libc.stdint cimport uint32_t

from omny.extract.brackets cimport Bracket
from omny.native.tree cimport Node, Tree

from omny.extract.brackets import find_family, is_of_family

cdef struct Open:
    uint32_t start
    uint32_t end
    int capture
    int number  # of the bracket


cdef class Families:
    """Which captures are brackets, and which roles these can have."""

    def __init__(self, list names):
        cdef int role, kind, count = len(names)
        self.names = names
        self.is_bracket = <unsigned char *>PyMem_Calloc(count * (count + 2) + 1, 1)
        if self.is_bracket == NULL:
            raise MemoryError
        self.is_definition = self.is_bracket + count
        self.belongs = self.is_definition + count
        for role, name in enumerate(names):
            family = find_family(name)
            self.is_bracket[role] = not family
            self.is_definition[role] = name.startswith("define")
            for kind in range(count if family else 0):
                self.belongs[role * count + kind] = is_of_family(names[kind], family)

    def __dealloc__(self):
        PyMem_Free(self.is_bracket)


cdef class Events:

    def __dealloc__(self):
        PyMem_Free(self.events)

    cdef int begin(self, Tree tree, Families families, int room) except -1:
        self.tree, self.families = tree, families
        self.events = <Event *>PyMem_Malloc((room + 1) * sizeof(Event))
        if self.events == NULL:
            raise MemoryError
        return 0

    cdef void add(self, uint32_t start, uint32_t index, int capture) noexcept:
        cdef Event *event = &self.events[self.count]
        event.start, event.index, event.capture = start, index, capture
        self.count += 1

    def __len__(self):
        return self.count

    def __iter__(self):
        cdef int place
        cdef list listed = []
        for place in range(self.count):
            event = &self.events[place]
            listed.append((event.start, self.families.names[event.capture], self.tree.node(event.index)))
        return iter(listed)

    def group(self):
        """See `omny.extract.brackets.group`."""
        cdef list names = self.families.names, brackets = []
        cdef int place, level, depth = 0, count = len(names)
        cdef uint32_t end
        cdef Event *event
        cdef unsigned char *belongs
        cdef Bracket bracket
        cdef Node node
        cdef Open *is_open = <Open *>PyMem_Malloc((self.count + 1) * sizeof(Open))
        if is_open == NULL:
            raise MemoryError
        try:
            for place in range(self.count):
                event = &self.events[place]
                while depth and event.start >= is_open[depth - 1].end:
                    depth -= 1
                if self.families.is_bracket[event.capture]:
                    end = self.tree.nodes[event.index].end
                    if (
                        depth
                        and self.families.is_definition[event.capture]
                        and self.families.is_definition[is_open[depth - 1].capture]
                        and is_open[depth - 1].start == event.start
                        and is_open[depth - 1].end == end
                    ):
                        continue
                    bracket = Bracket(event.start, names[event.capture], self.tree.node(event.index))
                    is_open[depth] = Open(event.start, end, event.capture, len(brackets))
                    depth += 1
                    brackets.append(bracket)
                    continue
                belongs = self.families.belongs + event.capture * count
                for level in range(depth - 1, -1, -1):
                    if belongs[is_open[level].capture]:
                        bracket = <Bracket>brackets[is_open[level].number]
                        node = self.tree.node(event.index)
                        if not bracket._roles:
                            bracket._roles, bracket._nodes = [names[event.capture]], [node]
                        else:
                            bracket._roles.append(names[event.capture])
                            bracket._nodes.append(node)
                        break
        finally:
            PyMem_Free(is_open)
        return brackets
