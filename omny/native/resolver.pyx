"""The compiled form of `omny.resolve.resolver`, which says what all of this is for.

What is written of a use is text from the beginning here: all uses of a chain begin alike.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdint cimport uint32_t

from omny.native.resolve cimport Evaluator

from msgspec.json import Encoder

from omny.model.edges import EDGE_TYPES, EdgeType, How
from omny.model.atoms import Atom, AtomType, shortened
from omny.resolve import shared as shared_limits
from omny.resolve.values import Defined, External, Instance, Module

cdef int CALL = EDGE_TYPES.index(EdgeType.CALL)
cdef int CALLBACK = EDGE_TYPES.index(EdgeType.CALLBACK)
cdef int DECORATOR = EDGE_TYPES.index(EdgeType.DECORATOR)
cdef int MAX_FOLLOWED = shared_limits.MAX_FOLLOWED
cdef int INHERIT = EDGE_TYPES.index(EdgeType.INHERIT)
cdef tuple KINDS = tuple([kind.value for kind in EDGE_TYPES])
cdef str EXACT = How.EXACT.value, INFERRED = How.INFERRED.value

cdef frozenset SYNTAX = frozenset(("super", "super()", "import"))

cdef object encode = Encoder().encode
cdef object DEFINED = Defined, EXTERNAL = External, INSTANCE = Instance, OF_TREE = Module
cdef object ATOM = Atom, METHOD = AtomType.METHOD, CLASS = AtomType.CLASS




cdef class Targets:
    cdef int kind
    cdef list ids
    cdef list begun  # of each id, what is written of a use before the numbers
    cdef list names


cdef class Found:
    """What one atom uses."""

    cdef list sites
    cdef list names
    cdef list reached  # of each kind, the ids, or None

    def __cinit__(self):
        self.sites = []
        self.names = []
        self.reached = [None] * len(KINDS)


cdef class Resolver:
    cdef str path
    cdef object facts
    cdef str constructor
    cdef bint is_test
    cdef Evaluator evaluator
    cdef dict quoted  # ids, as JSON writes them

    def __init__(self, str path, facts, surface, rules, lookup, shared, *, bint is_test):
        self.path = path
        self.facts = facts
        self.constructor = rules.constructor
        self.is_test = is_test
        self.evaluator = Evaluator(path, surface, rules, lookup, shared)
        self.quoted = {}

    def atoms(self):
        cdef list definitions = self.facts.definitions, chains = self.facts.chains
        cdef bytes packed = self.facts.packed_references
        cdef list own = [], lines = [], founds = [], known = [None] * len(chains), begun
        cdef Py_ssize_t at, place, count = PyBytes_GET_SIZE(packed) // 16
        cdef const uint32_t *uses = <const uint32_t *>PyBytes_AS_STRING(packed)
        cdef Targets targets
        cdef Found found
        cdef dict reached
        cdef long offset
        cdef str target, own_id
        for definition in definitions:
            own.append(f"{self.path}::{definition.qualname}")
            lines.append(definition.line)
            founds.append(Found.__new__(Found))
        for at in range(count):
            owner, index = uses[4 * at], uses[4 * at + 1]
            targets = known[index]
            if targets is None:
                targets = known[index] = self.targets(chains[index])
            if targets.ids:
                found = founds[owner]
                own_id = own[owner]
                offset = <long>uses[4 * at + 2] - <long>lines[owner]
                reached = found.reached[targets.kind]
                if reached is None:
                    reached = found.reached[targets.kind] = {}
                begun = targets.begun
                for place in range(len(begun)):
                    target = targets.ids[place]
                    if targets.kind != INHERIT or target != own_id:
                        found.sites.append(f'{<str>begun[place]}{offset},"column":{uses[4 * at + 3]}}}')
                        reached[target] = None
            if targets.names:
                (<Found>founds[owner]).names += targets.names
        return [self.atom(definitions, own, at, founds[at]) for at in range(len(definitions))]

    cdef str quote(self, str text):
        cdef str known = self.quoted.get(text)
        if known is None:
            known = self.quoted[text] = (<bytes>encode(text)).decode()
        return known

    cdef Targets targets(self, chain):
        cdef Targets targets = Targets.__new__(Targets)
        cdef int kind = chain.kind
        cdef dict values = self.values(chain)
        cdef dict reached = {}
        cdef list names = []
        cdef str name
        for item, inferred in values.items():
            if type(item) is EXTERNAL:
                name = item.name
                names.append(<str>chain.text.lstrip("^&+") if name[-1] in u")]" else name)
            else:
                for target, also in self.reached(item, kind).items():
                    reached[target] = reached.get(target, False) or inferred or also
        if len(reached) > 1 and kind != INHERIT and len(values) > 1:
            reached = dict.fromkeys(reached, True)
        if kind == CALLBACK or kind == INHERIT:
            names = []
        elif kind == CALL and not reached and not names:
            names = [] if chain.text in SYNTAX else [chain.text.lstrip("^&+")]
        targets.kind = kind
        targets.names = names
        targets.ids = sorted(reached) if len(reached) > 1 else list(reached)
        targets.begun = []
        for target in targets.ids:
            how = INFERRED if reached[target] else EXACT
            targets.begun.append(f'{{"target":{self.quote(target)},"type":"{KINDS[kind]}","how":"{how}","offset":')
        return targets

    cdef dict values(self, chain):
        cdef list chains = chain.values
        cdef bint is_inferred = chain.inferred
        cdef dict found, values
        if len(chains) == 1:
            found = self.evaluator.evaluate(self.path, chains[0])
            return dict.fromkeys(found, True) if is_inferred and found else found
        values = {}
        for value in chains:
            for item, inferred in self.evaluator.evaluate(self.path, value).items():
                values[item] = values.get(item, False) or inferred or is_inferred
        return values

    cdef dict reached(self, value, int kind, tuple passed=()):
        cdef Evaluator evaluator = self.evaluator
        cdef dict reached
        cdef str shape
        of = type(value)
        if of is DEFINED:
            shape = evaluator.kind(value)
            if shape == "class" and kind != INHERIT:
                return {} if kind == CALLBACK else self.constructed(value)
            if shape == ("class" if kind == INHERIT else "function"):
                return {id_of(value): False}
            return {}
        if kind != CALL and kind != DECORATOR:
            return {}
        reached = {}
        if of is INSTANCE:
            found = evaluator.member(value, self.constructor if value.behind else "__call__")
            if found is not None:
                for item in <dict?>found[1]:
                    if type(item) is DEFINED:
                        reached[id_of(item)] = True
        elif of is OF_TREE and value not in passed and len(passed) < MAX_FOLLOWED:
            for item in evaluator.module_value(value):
                reached.update(self.reached(item, kind, (*passed, value)))
        return reached

    cdef dict constructed(self, value):
        cdef dict constructors = {}
        cdef tuple found = self.evaluator.member(INSTANCE(value.path, value.qualname), self.constructor)
        if found is None:
            return {id_of(value): False}
        for item in <dict?>found[1]:
            if type(item) is DEFINED:
                constructors[id_of(item)] = False
        return constructors if found[0] == value and constructors else {id_of(value): False, **constructors}

    cdef object atom(self, list definitions, list own, Py_ssize_t index, Found found):
        definition = definitions[index]
        cdef long above = definition.parent
        cdef str parent = own[above] if above >= 0 else ""
        cdef str name
        cdef bytes detail = definition.detail
        cdef list pieces = [PyUnicode_DecodeUTF8(PyBytes_AS_STRING(detail), max(len(detail) - 1, 0), NULL)]
        cdef list names = found.names
        type_ = definition.type
        if parent:
            pieces.append(f',"parent":{self.quote(parent)}')
            if type_ is METHOD and definitions[above].type is CLASS:
                pieces.append(f',"class":{self.quote(parent)}')
        pieces.append(f',"is_test":{"true" if self.is_test else "false"},"calls":{self.listed(found.reached[CALL])}')
        if found.reached[CALLBACK]:
            pieces.append(f',"callbacks":{self.listed(found.reached[CALLBACK])}')
        if found.reached[DECORATOR]:
            pieces.append(f',"decorated_by":{self.listed(found.reached[DECORATOR])}')
        if found.reached[INHERIT]:
            pieces.append(f',"inherits":[{",".join([self.quote(target) for target in found.reached[INHERIT]])}]')
        if found.sites:
            pieces.append(f',"call_sites":[{",".join(found.sites)}]')
        if names:
            names = sorted(set(map(shortened, names)))
            pieces.append(f',"unresolved":[{",".join([self.quote(name) for name in names])}]')
        pieces.append("}")
        return ATOM(
            own[index],
            self.path,
            definition.name,
            definition.line,
            definition.end_line,
            type_,
            definition.signature,
            "".join(pieces),
            definition.words,
        )

    cdef str listed(self, dict reached):
        if not reached:
            return "[]"
        cdef list ids = sorted(reached) if len(reached) > 1 else list(reached)
        return f'[{",".join([self.quote(target) for target in ids])}]'


cdef str id_of(value):
    return f"{value.path}::{value.qualname}"
