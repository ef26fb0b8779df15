"""Queries matched on flat trees. See `omny.native.patterns` for what of the query language is known."""

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Realloc
from libc.stdlib cimport qsort
from libc.stdint cimport uint16_t, uint32_t

from omny.native.events cimport Events, Families
from omny.native.uses cimport Uses
from omny.native.tree cimport ERROR, FLAT_NAMED, FlatNode, Grammar, Tree

import re

from omny.extract.syntax import Captured
from omny.native.patterns import parse_query, walk_shapes, flatten

cdef enum:
    RANGE = -1  # instead of a kind of use: captures of which only the place counts
    EVENT = -2
    MAX_STEPS = 16
    MOST_MOVES = 32  # for each capture, before a sort that needs no order is quicker

cdef struct Step:
    unsigned char *kinds  # by public symbol; NULL for any named node
    uint16_t field
    bint first
    bint last
    int above  # the step whose node is the parent; -1 for the first
    int before  # the step whose node stands earlier among the same children; -1 for none
    int capture  # -1 for none

cdef struct Plan:
    Step *steps
    int count

cdef struct Found:
    uint32_t start
    uint32_t end
    uint32_t index
    int order
    int capture


cdef int by_place(const void *left, const void *right) noexcept nogil:
    cdef Found *a = <Found *>left
    cdef Found *b = <Found *>right
    if a.start != b.start:
        return -1 if a.start < b.start else 1
    if a.order != b.order:
        return a.order - b.order
    if a.end != b.end:
        return -1 if a.end > b.end else 1
    if a.capture != b.capture:
        return a.capture - b.capture
    return -1 if a.index < b.index else 1 if a.index > b.index else 0


cdef void sort_found(Found *found, int count) noexcept nogil:
    """Nodes are gone through in source order, so few captures have to move, and not far."""
    cdef int place, at
    cdef long moves = 0
    cdef Found each
    for place in range(1, count):
        at = place
        each = found[place]
        while at and by_place(&found[at - 1], &each) > 0:
            found[at] = found[at - 1]
            at -= 1
        found[at] = each
        moves += place - at
        if moves > MOST_MOVES * count:
            qsort(found, count, sizeof(Found), by_place)
            return


cdef void *allocate(size_t count, size_t size) except NULL:
    """Memory for some of a size, all zeros. To be freed with `PyMem_Free`."""
    cdef void *memory = PyMem_Calloc(count, size)
    if memory == NULL:
        raise MemoryError
    return memory


cdef class Syntax(Grammar):
    """A grammar, a query over its nodes, and what its captures are for. See `omny.extract.syntax.Syntax`."""

    cdef list names  # of captures, sorted: their order is that of events at the same place
    cdef Families families  # of the captures
    cdef int *orders  # by capture: whether its events come first where several begin at the same byte
    cdef int *roles  # by capture: RANGE, EVENT, or the kind of use
    cdef Plan *plans
    cdef int plan_count
    cdef int **plans_of  # by public symbol: plans whose first step takes it, -1 behind the last
    cdef int symbol_count  # the collector may have taken `kinds` away when this is freed
    cdef list conditions  # by plan: [(capture, expression)]
    cdef Found *found
    cdef int found_count
    cdef int found_room

    def __init__(self, capsule, str query, first, uses, bint whole=False):
        """Raises NotImplementedError for a query that the matcher does not know."""
        Grammar.__init__(self, capsule)
        patterns = parse_query(query, whole=whole)
        self.names = sorted({name for each in patterns for shape in walk_shapes(each.shape) for name in shape.captures})
        self.families = Families(self.names)
        self.orders = <int *>allocate(len(self.names), sizeof(int))
        self.roles = <int *>allocate(len(self.names), sizeof(int))
        for number, name in enumerate(self.names):
            self.orders[number] = name not in first
            self.roles[number] = RANGE if name in ("comment", "block", "branch") else uses.get(name, EVENT)
        self.plans = <Plan *>allocate(len(patterns), sizeof(Plan))
        self.plan_count = len(patterns)
        self.conditions = []
        for number, pattern in enumerate(patterns):
            self._plan(&self.plans[number], pattern)
            self.conditions.append([(self.names.index(name), re.compile(text)) for name, text in pattern.conditions])
        self.plans_of = <int **>allocate(len(self.kinds), sizeof(int *))
        self.symbol_count = len(self.kinds)
        for symbol in range(self.symbol_count):
            self._index(symbol)

    def __dealloc__(self):
        cdef int number, step
        PyMem_Free(self.found)
        PyMem_Free(self.orders)
        PyMem_Free(self.roles)
        for number in range(self.symbol_count):
            PyMem_Free(self.plans_of[number])
        PyMem_Free(self.plans_of)
        for number in range(self.plan_count):
            for step in range(self.plans[number].count):
                PyMem_Free(self.plans[number].steps[step].kinds)
            PyMem_Free(self.plans[number].steps)
        PyMem_Free(self.plans)

    cdef _plan(self, Plan *plan, pattern):
        steps = flatten(pattern.shape)
        cdef Step *step
        if len(steps) > MAX_STEPS:
            raise NotImplementedError("a pattern of so many nodes")
        plan.steps = <Step *>allocate(len(steps), sizeof(Step))
        plan.count = len(steps)
        for number, (shape, above, before) in enumerate(steps):
            step = &plan.steps[number]
            step.above, step.before = above, before
            step.first, step.last = shape.first, shape.last
            if shape.field and shape.field not in self.fields:
                raise NotImplementedError(shape.field)
            step.field = self.fields[shape.field] if shape.field else 0
            if len(shape.captures) > 1:
                raise NotImplementedError("two captures of one node")
            step.capture = self.names.index(shape.captures[0]) if shape.captures else -1
            if shape.kinds:
                symbols = [self.symbol(name, named) for name, named in shape.kinds]
                step.kinds = <unsigned char *>allocate(len(self.kinds), 1)
                for symbol in symbols:
                    step.kinds[<int>symbol] = 1

    cdef _index(self, int symbol):
        taking = [
            number
            for number in range(self.plan_count)
            if self.plans[number].steps[0].kinds == NULL or self.plans[number].steps[0].kinds[symbol]
        ]
        cdef int *row = NULL
        if taking:
            row = <int *>allocate(len(taking) + 1, sizeof(int))
            for place, number in enumerate(taking):
                row[place] = number
            row[len(taking)] = -1
        self.plans_of[symbol] = row

    def capture(self, Tree tree not None, bytes source not None):
        """What the query captures in a tree."""
        cdef uint32_t index
        cdef int *plan
        cdef int place
        cdef uint16_t symbol
        cdef uint32_t[MAX_STEPS] nodes
        cdef Found *found
        if tree.grammar is not self or len(source) != len(tree.source):
            raise ValueError("a tree of something else")
        self.found_count = 0
        for index in range(tree.count):
            symbol = tree.nodes[index].symbol
            if symbol == ERROR:
                continue
            plan = self.plans_of[symbol]
            if plan == NULL:
                continue
            while plan[0] >= 0:
                if self.plans[plan[0]].steps[0].kinds != NULL or tree.nodes[index].flags & FLAT_NAMED:
                    nodes[0] = index
                    self._match(tree, plan[0], 1, nodes)
                plan += 1
        sort_found(self.found, self.found_count)
        cdef Uses uses = Uses.__new__(Uses)
        uses.begin(tree, source, self.found_count)
        cdef Events events = Events.__new__(Events)
        events.begin(tree, self.families, self.found_count)
        cdef list comments = [], blocks = [], branches = []
        cdef list ranges = [comments if name == "comment" else blocks if name == "block" else None for name in self.names]
        for place in range(self.found_count):
            found = &self.found[place]
            if place and by_place(found, found - 1) == 0:
                continue  # another pattern has captured it, too
            if self.roles[found.capture] >= 0:
                uses.add(found.start, found.end, found.index, self.roles[found.capture])
            elif self.roles[found.capture] == EVENT:
                events.add(found.start, found.index, found.capture)
            elif (taken := ranges[found.capture]) is None:
                branches.append(found.start)
            else:
                taken.append((found.start, found.end))
        uses.sort()
        return Captured(comments, blocks, branches, events, uses)

    cdef int _match(self, Tree tree, int number, int next_step, uint32_t *matched) except -1:
        """Goes through all ways to match what is left of a plan."""
        cdef Plan *plan = &self.plans[number]
        cdef FlatNode *nodes = tree.nodes
        if next_step == plan.count:
            return self._keep(tree, number, matched)
        cdef Step *step = &plan.steps[next_step]
        cdef uint32_t above = matched[step.above]
        cdef uint32_t end = nodes[above].after
        cdef uint32_t at = above + 1 if step.before < 0 else nodes[matched[step.before]].after
        cdef uint32_t later
        while at < end:
            if (
                nodes[at].symbol != ERROR
                and (step.kinds[nodes[at].symbol] if step.kinds != NULL else nodes[at].flags & FLAT_NAMED)
                and (not step.field or nodes[at].field == step.field)
            ):
                later = nodes[at].after
                while step.last and later < end and not nodes[later].flags & FLAT_NAMED:
                    later = nodes[later].after
                if not step.last or later >= end:
                    matched[next_step] = at
                    self._match(tree, number, next_step + 1, matched)
            if step.first and nodes[at].flags & FLAT_NAMED:
                break
            at = nodes[at].after
        return 0

    cdef int _keep(self, Tree tree, int number, uint32_t *matched) except -1:
        """Keeps the captures of a match."""
        cdef Plan *plan = &self.plans[number]
        cdef Found *found
        cdef FlatNode *node
        cdef int step
        for capture, expression in <list>self.conditions[number]:
            for step in range(plan.count):
                if plan.steps[step].capture == capture:
                    node = &tree.nodes[matched[step]]
                    if not expression.search(tree.source[node.start : node.end].decode("utf-8", "replace")):
                        return 0
        cdef int room = 2 * (self.found_count + plan.count) + 1024
        if self.found_count + plan.count > self.found_room:
            found = <Found *>PyMem_Realloc(self.found, room * sizeof(Found))
            if found == NULL:
                raise MemoryError
            self.found, self.found_room = found, room
        for step in range(plan.count):
            if plan.steps[step].capture >= 0 and tree.nodes[matched[step]].end:  # see `faults`
                found = &self.found[self.found_count]
                node = &tree.nodes[matched[step]]
                found.start, found.end, found.index = node.start, node.end, matched[step]
                found.capture = plan.steps[step].capture
                found.order = self.orders[found.capture]
                self.found_count += 1
        return 0
