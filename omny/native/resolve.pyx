"""The compiled form of `omny.resolve.evaluate`, of the memory that it has (`omny.resolve.shared`), and of the lookup
that it asks (`omny.pipeline.tree_state`), which say what all of this is for. The evaluator is its own memory here."""

from cython cimport final

from omny.extract.digest import key_hash
from omny.model.surfaces import FunctionFlag
from omny.resolve import shared as shared_limits
from omny.resolve.order import merge
from omny.resolve.stars import one_of
from omny.resolve.values import Container, Defined, External, Instance, Module

cdef int DEEPEST = shared_limits.DEEPEST
cdef int MAX_FOLLOWED = shared_limits.MAX_FOLLOWED
cdef int MAX_BASES = 200

cdef frozenset STEPS = frozenset(("()", "super", "self()", "type()", "[]", "[*]"))
cdef list NO_SHAPE = [""]
cdef str PROPERTY = FunctionFlag.PROPERTY.value
cdef str STATIC = FunctionFlag.STATIC.value

# Known to C by their place: a name of the module is looked up each time.
cdef object CONTAINER = Container, DEFINED = Defined, EXTERNAL = External, INSTANCE = Instance, OF_TREE = Module


@final
cdef class RecordingLookup:

    def __init__(self, state, str path):
        self.state = state
        self.known = state.known
        self.modules = state.modules
        self.path = path
        self.asked = set()

    cpdef bint module(self, str path) except -1:
        known = self.modules.get(path)
        if known is None:
            known = self.state.module(path)
        if path == self.path:
            self.own += 1
        else:
            self.asked.add((<tuple?>known)[0])
        return (<tuple?>known)[1]

    cpdef object values(self, str path, str key):
        cdef tuple question = (path, key)
        known = self.known.get(question)
        if known is None:
            known = self.known[question] = self.said(path, key)
        if path == self.path:
            self.own += 1
        else:
            self.asked.add((<tuple?>known)[0])
        return (<tuple?>known)[1]

    cdef tuple said(self, str path, str key):
        cdef dict surface = self.state.surface(path)
        values = None
        if surface is not None:
            values = surface.get(key)
            if values is None:
                at = "@" + key
                if at in surface:
                    values = [at]
        return key_hash(path, key), values

    def named(self, str name):
        hashed, paths = self.state.named(name)
        self.asked.add(hashed)
        return paths

    def begin(self):
        before, self.asked = self.asked, set()
        return before

    def end(self, set before):
        keys = self.asked
        before |= keys
        self.asked = before
        return keys

    def note(self, keys):
        self.asked |= keys

    def dependencies(self):
        return tuple(sorted(self.asked))


@final
cdef class Answer:
    """An answer that is whole, one that passes, or both. What is in progress passes, too."""

    cdef bint is_whole
    cdef object value, keys  # of the whole one
    cdef int height
    cdef long turn  # in which it passes
    cdef object passing


@final
cdef class Answers:
    """The answers to the questions of one kind: about the asking file by what is asked, others by path before that."""

    def __init__(self, shared, kind):
        self.shared = shared.setdefault(kind, {})
        self.own = {}
        self.others = {}


cdef dict below(dict answers, str path):
    found = answers.get(path)
    if found is None:
        found = answers[path] = {}
    return found


cdef class Memory:

    cdef object unknown(self, Answers answers, str path, str what):
        raise NotImplementedError

    cdef object work_out(self, Answers answers, str path, str what):
        raise NotImplementedError

    cdef object answer(self, Answers answers, str path, str what):
        cdef RecordingLookup lookup = self.lookup
        cdef int depth = self.depth, height, reached
        cdef long cuts, own = 0
        cdef bint is_own = path == self.path
        cdef dict shared, mine
        cdef Answer found, entry
        cdef set before = None, keys = None
        if is_own:
            lookup.own += 1
            mine = answers.own
            found = entry = mine.get(what)
        else:
            shared = below(answers.shared, path)
            found = shared.get(what)
            mine = below(answers.others, path)
            entry = mine.get(what) if found is None or found.height + depth >= DEEPEST else None
            if found is None and entry is not None and entry.is_whole:
                lookup.own += 1
                found = entry
        if found is not None and found.is_whole:
            height = found.height + depth
            if height < DEEPEST:
                if found.keys is not None:
                    lookup.asked |= found.keys
                if height > self.reached:
                    self.reached = height
                return found.value
        if not depth:
            self.turn += 1
        elif entry is not None and entry.turn == self.turn:
            self.cuts += 1
            return entry.passing
        value = self.unknown(answers, path, what)
        if depth >= DEEPEST:
            self.cuts += 1
            return value
        if entry is None:
            entry = mine[what] = Answer.__new__(Answer)
        entry.passing = value
        entry.turn = self.turn
        cuts, reached = self.cuts, self.reached
        self.reached = depth
        self.depth = depth + 1
        if not is_own:
            own, before, lookup.asked = lookup.own, lookup.asked, set()
        try:
            value = self.work_out(answers, path, what)
        finally:
            if not is_own:
                keys = lookup.asked
                before |= keys
                lookup.asked = before
            self.depth = depth
        height = self.reached - depth
        if self.reached < reached:
            self.reached = reached
        if cuts != self.cuts:
            entry.passing = value
            return value
        entry.turn = 0
        entry.passing = None
        if is_own or own != lookup.own:
            lookup.own += 1
        else:
            entry = shared[what] = Answer.__new__(Answer)
            entry.keys = keys or None
        entry.is_whole = True
        entry.value = value
        entry.height = height
        return value


cdef dict sure(dict values):
    """The values, as inferred ones."""
    for inferred in values.values():
        if inferred is not True:
            return dict.fromkeys(values, True)
    return values


cdef str module_name(str path):
    return path.rstrip("/").rpartition(".")[0] or path.rstrip("/")


@final
cdef class Evaluator(Memory):

    def __init__(self, str path, dict surface, rules, RecordingLookup lookup not None, shared):
        self.path = path
        self.lookup = lookup
        self.chains = Answers(shared, "chain")
        self.orders = Answers(shared, "order")
        self.modules = Answers(shared, "module")
        self.surface = surface
        self.rules = rules
        self.vantages = {}
        self.exporting = set()
        self.following = set()
        self.exports_apart = rules.export_key("a") != "a"

    cdef object work_out(self, Answers answers, str path, str what):
        if answers is self.chains:
            return self.evaluated(path, what)
        if answers is self.orders:
            return self.ordered(path, what)
        return self.rules.locate(what, path, self.lookup)

    cdef object unknown(self, Answers answers, str path, str what):
        if answers is self.chains:
            return {}
        return [DEFINED(path, what)] if answers is self.orders else None

    cpdef dict evaluate(self, str path, str chain):
        return <dict>self.answer(self.chains, path, chain)

    cdef dict evaluated(self, str path, str chain):
        if chain[0] in u"*%(":
            return {CONTAINER(chain[0], path, chain[1:]): True}
        cdef Py_ssize_t end = chain.rfind(" ")
        if end < 0:
            return self.head(path, chain)
        cdef dict values = self.evaluate(path, chain[:end])
        if not values:
            return values
        cdef str last = chain[end + 1 :]
        cdef dict found = self.step(values, last)
        if last != "self()":
            for value in found:
                if type(value) is INSTANCE and value.own:
                    return self.received(path, [*chain[:end].split(" "), last], found)
        return found

    cdef dict received(self, str path, list chain, dict found):
        cdef Py_ssize_t rest = len(chain) - (2 if chain[-1] == "()" else 1)
        cdef str holder = " ".join(chain[:rest])
        cdef dict received = {}, given
        if holder:
            for receiver in self.evaluate(path, holder):
                given = {receiver: True}
                for step in chain[rest:]:
                    given = self.step(given, step)
                for value in given:
                    received[self.itself(value, receiver)] = found.get(value, True)
        return received or {self.itself(value, value): inferred for value, inferred in found.items()}

    cdef object itself(self, value, receiver):
        if not (type(value) is INSTANCE and value.own):
            return value
        if type(receiver) is INSTANCE or type(receiver) is DEFINED:
            path, qualname = receiver.path, receiver.qualname
            if DEFINED(value.path, value.qualname) in self.order_of(path, qualname):
                return INSTANCE(path, qualname)
        return INSTANCE(value.path, value.qualname)

    cpdef object ask(self, str path, str key):
        if path != self.path:
            return self.lookup.values(path, key)
        self.lookup.own += 1
        values = self.surface.get(key)
        if values is None:
            at = "@" + key
            if at in self.surface:
                return [at]
        return values

    cpdef str kind(self, defined):
        return self.shape(defined)[0]

    cdef list shape(self, defined):
        return self.ask(defined.path, "@" + <str>defined.qualname) or NO_SHAPE

    cpdef list order(self, defined):
        return self.order_of(defined.path, defined.qualname)

    cdef list order_of(self, str path, str qualname):
        return <list>self.answer(self.orders, path, qualname)

    cdef list ordered(self, str path, str qualname):
        defined = DEFINED(path, qualname)
        cdef list bases = [], found
        cdef list shape = self.ask(path, "@" + qualname)
        if shape is not None and shape[0] in ("class", "object"):
            for chain in shape[1:]:
                if chain[0] != "?":
                    found = []
                    for base in self.evaluate(path, chain):
                        if type(base) is DEFINED and base != defined and base not in bases:
                            if self.kind(base) in ("class", "object"):
                                found.append(base)
                    bases += found
        return merge(defined, [self.order(base) for base in bases], bases)[:MAX_BASES]

    cpdef tuple member(self, owner, str name):
        cdef list order = self.order_of(owner.path, owner.qualname)
        cdef str ending = self.slot(owner) + name
        cdef Py_ssize_t index
        for index in range(1 if type(owner) is INSTANCE and owner.behind else 0, len(order)):
            place = order[index]
            path = place.path
            values = self.ask(path, <str>place.qualname + ending)
            if values:
                return place, self.read(path, values)
        return None

    cdef str slot(self, owner):
        if not self.exports_apart or (type(owner) is INSTANCE and not owner.is_class):
            return "."
        if self.kind(owner) != "class" or self.ask(owner.path, f"{owner.qualname}::"):
            return "."
        return "::"

    cpdef dict called(self, value):
        cdef dict merged
        cdef list shape
        kind = type(value)
        if kind is DEFINED:
            path = value.path
            shape = self.ask(path, "@" + <str>value.qualname)
            if shape is None:
                return {}
            if shape[0] == "class":
                return {INSTANCE(path, value.qualname): True}
            merged = {}
            if shape[0] != "object":
                for chain in shape[2:]:
                    for item in self.evaluate(path, chain):
                        merged[item] = True
            return merged
        if kind is INSTANCE or kind is OF_TREE:
            return self.followed(value, "()")
        if kind is EXTERNAL:
            return {EXTERNAL(value.name + "()"): True}
        if kind is CONTAINER and value.mark == "(":
            return self.evaluate(value.path, value.chain)
        return {}

    cdef dict followed(self, value, str segment):
        cdef tuple step = (value, segment)
        cdef dict merged
        if step in self.following or len(self.following) >= MAX_FOLLOWED:
            self.cuts += 1
            return {}
        self.following.add(step)
        try:
            if type(value) is not OF_TREE:
                found = self.member(value, "__call__")
                return self.each(found[1]) if found is not None else {}
            merged = {}
            for part in self.module_value(value):
                for item in self.called(part) if segment == "()" else self.attribute(part, segment):
                    merged[item] = True
            return merged
        finally:
            self.following.discard(step)

    cpdef dict module_value(self, module):
        cdef str path = module.path
        values = None if path.endswith("/") else self.ask(path, "=")
        return self.read(path, values) if values else {}

    cpdef dict exported(self, str path, str name):
        cdef tuple key = (path, name)
        cdef dict found
        if key in self.exporting or len(self.exporting) >= MAX_FOLLOWED:
            self.cuts += 1
        elif not path.endswith("/"):
            self.exporting.add(key)
            try:
                found = self.shown(path, name)
            finally:
                self.exporting.discard(key)
            if found is not None:
                return found
        return self.submodule(path, name)

    cdef dict submodule(self, str path, str name):
        submodule = self.rules.submodule(path, name, self.lookup)
        return {OF_TREE(submodule): False} if submodule is not None else None

    cdef dict shown(self, str path, str name):
        values = self.ask(path, self.rules.export_key(name))
        if values is not None:
            return self.read(path, values)
        found = self.starred(path, name)
        return self.of_whole(path, name) if found is None and self.exports_apart else found

    cdef dict starred(self, str path, str name):
        cdef str target
        cdef dict values
        cdef list found = []
        for spec in self.ask(path, "*") or ():
            target = self.locate(spec, path)
            if target is None or target.endswith("/") or not self.rules.starred(target, name, self.lookup):
                continue
            values = self.exported(target, name)
            if values is not None:
                found.append((target, values))
        if len(found) < 2:
            return <dict>(<tuple>found[0])[1] if found else None
        return one_of(self, found, name, is_bound_once=self.exports_apart)

    cdef dict of_whole(self, str path, str name):
        values = self.ask(path, "=")
        if values is None:
            return None
        whole = self.read(path, values)
        return whole if name == "default" else self.step(whole, name)

    cdef dict each(self, dict values):
        cdef dict merged = {}
        for value in values:
            for given in self.called(value):
                merged[given] = True
        return merged

    cdef dict read(self, str path, list entries):
        cdef dict merged
        cdef str entry
        if len(entries) == 1:
            entry = entries[0]
            if entry[0] == u"~":
                return sure(self.evaluate(path, entry[1:]))
            return self.evaluate(path, entry) if entry[0] != u"?" else {}
        merged = {}
        for entry in entries:
            if entry[0] != u"?":
                merged.update(sure(self.evaluate(path, entry[1:] if entry[0] == u"~" else entry)))
        return merged

    cdef dict head(self, str path, str head):
        if head[0] == u"@":
            return {DEFINED(path, head[1:]): False}
        if head[0] == u"^":
            spec, _, name = head[1:].partition("::")
            return self.imported(path, spec, name)
        if head[0] == u"&":
            return self.given(path, head[1:])
        if head == "?":
            return {}
        values = self.ask(path, head)
        if values is not None:
            return self.read(path, values)
        cdef dict found = None if self.exports_apart else self.starred(path, head)
        if found is not None:
            return found
        return {EXTERNAL(head): False}

    cdef dict given(self, str path, str head):
        cdef dict found = {}
        for file, chain in self.rules.given(path, head, self):
            for value in self.evaluate(file, chain):
                found[value] = True
        return found

    cdef dict imported(self, str path, str spec, str name):
        cdef str target = self.locate(spec, path), module
        cdef dict found
        cdef bint own = False
        if target is None:
            if not name:
                module = self.namespace(path, spec)
                if module:
                    return {OF_TREE(module): False}
            elif not self.exports_apart:
                module = self.locate(f"{spec}.{name}", path)
                if module is not None:
                    return {OF_TREE(module): False}
            return {EXTERNAL(f"{spec}.{name}" if name else spec): False}
        if not name:
            return {OF_TREE(target): False}
        if target == path and not self.exports_apart:
            own = f"^{spec}::{name}" in (self.ask(path, name) or ())
        found = self.submodule(path, name) if own else self.exported(target, name)
        if found is None:
            return {} if own or (target, name) in self.exporting else {EXTERNAL(f"{spec}.{name}"): False}
        return found

    cdef str namespace(self, str path, str spec):
        cdef str whole, target
        for whole in self.ask(path, "import") or ():
            target = self.locate(whole, path) if whole.startswith(spec + ".") else None
            if target is not None:
                depth = whole.count(".") - spec.count(".") + target.endswith("/__init__.py")
                return "/".join(target.split("/")[:-depth]) + "/"
        return None

    cpdef str locate(self, str spec, str importer):
        cdef str vantage = self.vantages.get(importer)
        if vantage is None:
            vantage = self.vantages[importer] = self.rules.vantage(importer)
        return self.answer(self.modules, vantage, spec)

    cdef dict step(self, dict values, str segment):
        cdef bint is_step = segment in STEPS
        cdef dict merged = {}, found
        cdef bint is_one = len(values) == 1
        for value, inferred in values.items():
            found = self.stepped(value, segment) if is_step else self.attribute(value, segment)
            if is_one:
                return sure(found) if inferred else found
            for item, also in found.items():
                merged[item] = merged.get(item, False) or inferred or also
        return merged

    cdef dict stepped(self, value, str segment):
        kind = type(value)
        if segment == "()":
            return self.called(value)
        if segment == "super":
            if kind is INSTANCE or kind is DEFINED:
                return {INSTANCE(value.path, value.qualname, True, kind is DEFINED): True}
            return {}
        if segment == "type()":
            if kind is DEFINED and self.kind(value) == "function":
                return {CONTAINER("(", value.path, f"@{value.qualname} ()"): True}
            return {value: True}
        if segment == "self()":
            return {INSTANCE(value.path, value.qualname, own=True) if kind is INSTANCE else value: False}
        return self.item(value, segment)

    cdef dict item(self, value, str segment):
        cdef dict given, merged
        if type(value) is CONTAINER:
            if value.mark == "*" or segment == "[]":
                return sure(self.evaluate(value.path, value.chain))
            return {}
        if type(value) is INSTANCE:
            found = self.member(value, "__iter__" if segment == "[*]" else "__getitem__")
            given = self.each(found[1]) if found is not None else {}
            if segment == "[]":
                return given
            merged = {}
            for part in given:
                if type(part) is CONTAINER:
                    for item in self.item(part, "[*]"):
                        merged[item] = True
            return merged
        return {}

    cdef dict attribute(self, value, str name):
        cdef list shape
        cdef tuple member
        kind = type(value)
        if kind is INSTANCE:
            return self.of_instance(value, name)
        if kind is EXTERNAL:
            return {EXTERNAL(f"{value.name}.{name}"): False}
        if kind is OF_TREE:
            return self.of_module(value, name)
        if kind is CONTAINER:
            if value.mark == "*" and name in ("__enter__", "__aenter__"):
                return {CONTAINER("(", value.path, value.chain): True}
            return {}
        shape = self.shape(value)
        if shape[0] not in ("class", "object"):
            inner = self.ask(value.path, f"{value.qualname}.{name}=")
            return self.read(value.path, inner) if inner else self.of_function(value, name)
        member = self.member(value, name)
        if member is None:
            return self.of_function(value, name)
        return self.of_class(member[1]) if shape[0] == "class" else self.of_object(member[1])

    cdef dict of_module(self, value, str name):
        cdef dict found = self.exported(value.path, name)
        if found is not None:
            return found
        if self.module_value(value):
            return self.followed(value, name)
        return {EXTERNAL(f"{module_name(value.path)}.{name}"): False}

    cdef dict of_instance(self, value, str name):
        cdef tuple member = self.member(value, name)
        if member is not None:
            return self.of_class(member[1]) if value.is_class else self.of_object(member[1])
        if name != "__class__" or value.behind or self.exports_apart:
            return {}
        return {DEFINED(value.path, value.qualname): True}

    cdef dict of_object(self, dict values):
        cdef dict merged = {}
        for item in values:
            if type(item) is DEFINED and self.is_property(item):
                merged.update(sure(self.called(item)))
            else:
                merged[item] = True
        return merged

    cdef dict of_function(self, value, str name):
        if not self.exports_apart:
            return {}
        cdef str kind = self.kind(value)
        if kind != "class" and kind != "function":
            return {}
        if name == "call" or name == "apply":
            return {value: False}
        if name == "prototype":
            return self.called(value) if kind == "class" else {}
        return {CONTAINER("(", value.path, "@" + <str>value.qualname): True} if name == "bind" else {}

    cdef dict of_class(self, dict values):
        cdef dict merged
        for item in values:
            if type(item) is DEFINED and self.is_property(item):
                break
        else:
            return values
        merged = {}
        for item, inferred in values.items():
            if not (type(item) is DEFINED and self.is_property(item)):
                merged[item] = inferred
            elif STATIC in (self.ask(item.path, "@" + <str>item.qualname) or ("", ""))[1]:
                merged.update(sure(self.called(item)))
        return merged

    cdef bint is_property(self, value) except -1:
        cdef list shape = self.shape(value)
        return shape[0] == "function" and PROPERTY in <str?>shape[1]
