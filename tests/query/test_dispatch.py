"""A call on a class or interface may run what a class below it has in place of the called method: a dispatch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from omny.base.paths import Root
from omny.query.dispatch import MAX_IMPLEMENTATIONS, Dispatch, list_edges
from omny.query.freshness import freshness
from omny.query.questions import View, answer
from omny.query.unlisted import COMMANDS, sentences
from omny.storage.port.repository import AtomRepository
from tests.support.helpers import index_tree, memory_repository, sync, write_tree

ANIMALS = """from abc import ABC, abstractmethod


class Animal(ABC):
    @abstractmethod
    def speak(self): ...

    def greet(self):
        self.speak()

    def name(self):
        return ""

    @classmethod
    def make(cls):
        cls.check()

    @classmethod
    def check(cls): ...


class Dog(Animal):
    def __init__(self):
        self.age = 1

    def speak(self):
        self.greet()

    @classmethod
    def check(cls): ...


class Puppy(Dog):
    def __init__(self):
        super().__init__()

    def speak(self):
        super().speak()


class Cat(Animal):
    def speak(self): ...

    def name(self):
        return "cat"
"""

USERS = """from animals import Animal, Cat, Dog


def loud(animal: Animal):
    animal.speak()


def named(dog: Dog):
    dog.name()


def exact():
    dog = Dog()
    dog.speak()


class Home:
    def __init__(self):
        self.dog = Dog()

    def enter(self):
        self.dog.speak()


def test_loud():
    loud(Cat())
"""


def of(repository: AtomRepository) -> set[tuple[str, str]]:
    """The edges of dispatch, by qualified names, and that both directions give the same ones."""
    found = [edge for edge in list_edges(repository) if edge.edge_type == "dispatch"]
    ids = [stored.atom.id for stored in repository.atoms()]
    assert sorted(Dispatch(repository).callers(ids)) == found
    assert sorted(Dispatch(repository).callees(ids)) == found
    return {(edge.source_id.rpartition("::")[2], edge.target_id.rpartition("::")[2]) for edge in found}


def dispatches(root: Path, files: dict[str, str]) -> set[tuple[str, str]]:
    with memory_repository() as repository:
        index_tree(write_tree(root, files), repository)
        return of(repository)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tree(tmp_path_factory.mktemp("dispatch"), {"animals.py": ANIMALS, "test_users.py": USERS})


@pytest.fixture(scope="module")
def index(root: Path) -> Iterator[AtomRepository]:
    with memory_repository() as repository:
        index_tree(root, repository)
        yield repository


def ask(root: Path, index: AtomRepository, question: str, /, **arguments: Any) -> dict[str, Any]:
    view = View(index, Root.of(root), ":memory:", lambda paths: freshness(index, None, paths))
    return answer(view, question, arguments)


def test_a_call_leads_to_what_the_class_of_its_receiver_and_those_below_may_run(root, index):
    assert of(index) == {
        ("Animal.greet", "Dog.speak"),
        ("Animal.greet", "Puppy.speak"),
        ("Animal.greet", "Cat.speak"),
        ("Animal.make", "Dog.check"),
        ("loud", "Dog.speak"),
        ("loud", "Puppy.speak"),
        ("loud", "Cat.speak"),
        # Not `named` to `Cat.name`: no Dog is a Cat. Not what `super()` means, a constructor, or an object made there.
    }


CASES = {
    "a.ts": """interface Shape { area(): number }
abstract class Base implements Shape { abstract area(): number; go() { return this.area() } }
class Square extends Base { area() { return 1 } go() { return super.go() } }
export function use(s: Shape) { s.area(); const q = new Square(); q.area() }
""",
    "A.java": """package x;
interface Shape { int area(); default int twice() { return area() * 2; } }
class Square implements Shape { public int area() { return 1; } void put(int a) {} void put(String a) {} }
class Deep extends Square { void put(String a) {} public int area() { return 2; } }
class Use {
    void go(Shape s, Square q) { s.area(); }
    void text(Square q) { q.put(""); }
}
""",
    "a.rb": "class A\n  def m; end\n  def go; m; end\nend\nclass B < A\n  def m; super; end\nend\n",
}

EXPECTED = {
    "a.ts": {("Base.go", "Square.area"), ("use", "Base.area"), ("use", "Square.area")},
    "A.java": {
        ("Shape.twice", "Square.area"),
        ("Shape.twice", "Deep.area"),
        ("Use.go", "Square.area"),
        ("Use.go", "Deep.area"),
        ("Use.text", "Deep.put"),
    },
    "a.rb": {("A.go", "B.m")},
}


@pytest.mark.parametrize("path", CASES)
def test_every_language_with_classes_has_them(tmp_path, path):
    assert dispatches(tmp_path, {path: CASES[path]}) == EXPECTED[path]


GO = {
    "go.mod": "module ex\n",
    "p/a.go": """package p
type Shape interface { Area() int; Named }
type Named interface { Name() string }
type Square struct{ Base }
type Base struct{}
type Other struct{}
func use(s Shape) int { s.Name(); return s.Area() }
""",
    "p/b.go": """package p
func (s *Square) Area() int { return 1 }
func (b Base) Name() string { return "" }
func (o Other) Area() int { return 2 }
""",
}

RUST = {
    "src/lib.rs": "pub mod shape;\npub mod square;\n",
    "src/shape.rs": "pub trait Shape { fn area(&self) -> i32; }\npub struct Square {}\n"
    "pub fn use_it(s: &dyn Shape) { s.area(); }\npub fn any<T: Shape>(s: T) { s.area(); }\n",
    "src/square.rs": "use crate::shape::{Shape, Square};\nimpl Shape for Square { fn area(&self) -> i32 { 1 } }\n"
    "impl Square { fn size(&self) -> i32 { 1 } }\n",
}

APART = [
    (GO, "p/b.go", {("use", "Square.Area"), ("use", "Base.Name")}),  # Other has no Name
    (RUST, "src/square.rs", {("use_it", "Square.area"), ("any", "Square.area")}),
    (
        {
            "a.swift": "protocol Shape { func area() -> Int }\nclass Square {}\nfunc use(s: Shape) { _ = s.area() }\n",
            "b.swift": "extension Square: Shape { func area() -> Int { return 1 } }\n",
        },
        "b.swift",
        {("use", "Square.area")},
    ),
    (
        {
            "A.cs": "namespace N { interface IShape { int Area(); } partial class Square : IShape { }\n"
            "class Use { void Go(IShape s) { s.Area(); } } }\n",
            "B.cs": "namespace N { partial class Square { public int Area() { return 1; } } }\n",
        },
        "B.cs",
        {("Use.Go", "Square.Area")},
    ),
]


@pytest.mark.parametrize(("files", "apart", "edges"), APART, ids=["go", "rust", "swift", "csharp"])
def test_methods_and_bases_can_stand_in_other_files_than_the_type(tmp_path, files, apart, edges):
    write_tree(tmp_path, {path: text for path, text in files.items() if path != apart})
    with memory_repository() as repository:
        index_tree(tmp_path, repository)
        assert of(repository) == set()
        write_tree(tmp_path, {apart: files[apart]})
        sync(tmp_path, repository)
        assert of(repository) == edges
        (tmp_path / apart).unlink()
        sync(tmp_path, repository)
        assert of(repository) == set()


def test_a_new_subclass_resolves_no_caller(tmp_path):
    write_tree(tmp_path, {"animals.py": ANIMALS, "test_users.py": USERS})
    with memory_repository() as repository:
        index_tree(tmp_path, repository)
        before = of(repository)
        cow = "from animals import Animal\n\n\nclass Cow(Animal):\n    def speak(self): ...\n"
        write_tree(tmp_path, {"cow.py": cow})
        assert sync(tmp_path, repository).resolved == 1
        assert of(repository) - before == {("Animal.greet", "Cow.speak"), ("loud", "Cow.speak")}
        (tmp_path / "cow.py").unlink()
        sync(tmp_path, repository)
        assert of(repository) == before


def test_a_past_state_has_the_edges_of_then(tmp_path):
    root = write_tree(tmp_path, {"animals.py": ANIMALS, "test_users.py": USERS})
    with memory_repository() as repository:
        index_tree(root, repository)
        (root / "test_users.py").write_text(USERS.replace("animal.speak()", "animal.name()"))
        sync(root, repository)
        inner = {"atom": "loud", "types": ["dispatch"]}
        then = ask(root, repository, "at", when="1", question="callees", arguments=inner)
        now = ask(root, repository, "callees", **inner)
    assert [each["function_name"] for each in then["results"]] == ["speak", "speak", "speak"]
    assert [each["id"] for each in now["results"]] == ["animals.py::Cat.name"]


def test_callers_leave_them_out_and_say_how_many_there_are(root, index):
    document = ask(root, index, "callers", atom="Puppy.speak")
    assert document["results"] == []
    assert sentences(document, COMMANDS) == ["2 more by dispatch (--type all)"]
    assert sentences(ask(root, index, "callees", atom="loud"), COMMANDS) == ["3 more by dispatch (--type all)"]
    every = ask(root, index, "callers", atom="Puppy.speak", types=["all"])
    assert [each["id"] for each in every["results"]] == ["animals.py::Animal.greet", "test_users.py::loud"]
    edge = every["results"][1]["edges"][0]
    assert (edge["type"], edge["how"], edge["basis"], edge["sites"][0]["line"]) == ("dispatch", "inferred", "type", 5)


def test_what_depends_on_a_method_depends_on_it_by_dispatch(root, index):
    impact = ask(root, index, "impact", atom="Cat.speak")
    assert [(each["id"], [edge["type"] for edge in each["edges"]]) for each in impact["results"]][:2] == [
        ("animals.py::Animal.greet", ["dispatch"]),
        ("test_users.py::loud", ["dispatch"]),
    ]
    tests = ask(root, index, "tests", atom="Cat.speak")
    way = ["test_users.py::test_loud", "test_users.py::loud", "animals.py::Cat.speak"]
    assert tests["results"][0]["way"] == way
    path = ask(root, index, "path", source="loud", target="Cat.speak")
    assert path["results"][0]["edges"][0]["types"] == ["dispatch"]
    assert path["results"][0]["edges"][0]["sites"][0]["line"] == 5


def test_an_expression_and_a_picture_follow_them(root, index):
    found = ask(root, index, "query", expression='reaches("Cat.speak")')
    assert "test_users.py::loud" in {each["id"] for each in found["results"]}
    drawn = ask(root, index, "graph", target="loud")
    assert ("animals.py::Cat.speak", "dispatch") in {(each["target"], each["type"]) for each in drawn["edges"]}
    assert ask(root, index, "stats")["edges"]["dispatch"] == 7


def test_a_reference_is_written_where_it_is(root, index):
    found = ask(root, index, "references", atom="Cat.speak")
    assert all(each["how"] == "possible" for each in found["results"])


def test_of_very_many_implementations_the_first_are_edges(tmp_path):
    many = MAX_IMPLEMENTATIONS + 3
    text = "class A:\n    def m(self): ...\n\n\ndef go(a: A):\n    a.m()\n"
    text += "".join(f"\n\nclass B{number:03}(A):\n    def m(self): ...\n" for number in range(many))
    root = write_tree(tmp_path, {"a.py": text})
    with memory_repository() as repository:
        index_tree(root, repository)
        document = ask(root, repository, "callees", atom="go", types=["all"], limit=100)
        assert len(document["results"]) == MAX_IMPLEMENTATIONS + 1
        assert sentences(document, COMMANDS) == ["3 more implementations of A.m"]
        last = ask(root, repository, "impact", atom=f"B{many - 1:03}.m")  # what depends on a method is never cut
        assert [each["id"] for each in last["results"]] == ["a.py::go"]
