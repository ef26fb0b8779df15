"""Mechanism 2: a name that comes, goes, moves or is hidden is bound anew in files that did not change, both ways."""

from __future__ import annotations

import pytest

from tests.support.field_cases import callees, callers, ids, move, put, put_all, remove
from tests.support.helpers import dumped, write_tree
from tests.support.simulation import simulated

WITHOUT = "export const other = 1\n"
WITH = "export function greet() { return 'hello' }\n"
ASKS = {
    "a.ts": "import { greet } from './b'\nexport function f() { return greet() }\n",
    "c.ts": "import * as b from './b'\nexport function g() { return b.greet() }\n",
    "d.ts": "export * from './b'\n",
    "e.ts": "import { greet as hello } from './d'\nhello()\n",
}
ASKING = ["a.ts::f", "c.ts::g", "e.ts::<module>"]


def test_case_007_a_name_that_somebody_looked_for_in_vain_binds_when_it_appears(tree):
    write_tree(tree, {**ASKS, "b.ts": WITHOUT})
    with simulated(tree) as daemon:
        assert not list(daemon.repository.edges())
        daemon.edit(put("b.ts", WITH))
        assert callers(daemon.repository, "b.ts::greet") == ASKING


def test_case_008_a_name_that_goes_and_comes_back_has_its_callers_again(tree):
    write_tree(tree, {**ASKS, "b.ts": WITH})
    with simulated(tree) as daemon:
        before = dumped(daemon.repository)
        for gone in (put("b.ts", WITHOUT), remove("b.ts"), move("b.ts", "z.ts")):
            daemon.edit(gone)
            assert callers(daemon.repository, "b.ts::greet") == []
            daemon.edit(put_all({"b.ts": WITH, **({"z.ts": None} if (tree / "z.ts").exists() else {})}))
            assert dumped(daemon.repository) == before


def test_case_022_the_first_class_that_implements_an_interface_may_come_in_a_new_file(tree):
    write_tree(
        tree,
        {
            "shape.ts": "export interface Shape { area(): number }\n",
            "use.ts": (
                "import { Shape } from './shape'\nimport { Circle } from './circle'\n"
                "export function total(shapes: Shape[]) { for (const shape of shapes) shape.area() }\n"
                "export function own(circle: Circle) { return circle.area() }\n"
            ),
        },
    )
    with simulated(tree) as daemon:
        before = dumped(daemon.repository)
        circle = "import { Shape } from './shape'\nexport class Circle implements Shape { area() { return 3 } }\n"
        daemon.edit(put("circle.ts", circle))
        assert callees(daemon.repository, "use.ts::own") == ["circle.ts::Circle.area"]
        assert callees(daemon.repository, "use.ts::total") == ["shape.ts::Shape.area"]
        assert callers(daemon.repository, "shape.ts::Shape", "inherit") == ["circle.ts::Circle"]
        daemon.edit(remove("circle.ts"))
        assert dumped(daemon.repository) == before


def test_case_025_an_override_in_a_file_between_takes_the_call_and_gives_it_back_in_a_daemon(tree):
    derived = "import { A } from './base'\nexport class B extends A {}\n"
    write_tree(
        tree,
        {
            "base.ts": "export class A { m() {} }\n",
            "derived.ts": derived,
            "caller.ts": "import { B } from './derived'\nexport function f() { new B().m() }\n",
        },
    )
    with simulated(tree) as daemon:
        for _ in range(2):
            assert callers(daemon.repository, "base.ts::A.m") == ["caller.ts::f"]
            daemon.edit(put("derived.ts", derived.replace("{}", "{ m() {} }")))
            assert callers(daemon.repository, "derived.ts::B.m") == ["caller.ts::f"]
            assert callers(daemon.repository, "base.ts::A.m") == []
            daemon.edit(put("derived.ts", derived))


def test_case_028_what_makes_instances_follows_the_class_that_it_names(tree):
    makers = {f"m{i}.py": f"from engine import Engine\n\n\ndef make{i}():\n    return Engine()\n" for i in range(12)}
    engine = "class Engine:\n    def __init__(self):\n        self.routes = []\n"
    write_tree(tree, {"engine.py": engine, **makers})
    with simulated(tree) as daemon:
        everybody = callers(daemon.repository, "engine.py::Engine.__init__")
        assert len(everybody) == 12
        daemon.edit(put("engine.py", engine.replace("Engine", "Motor")))
        assert callers(daemon.repository, "engine.py::Motor.__init__") == []
        daemon.edit(put("engine.py", "class Engine:\n    pass\n"))
        assert callers(daemon.repository, "engine.py::Engine") == everybody
        daemon.edit(put("engine.py", engine))
        assert callers(daemon.repository, "engine.py::Engine.__init__") == everybody
        assert callers(daemon.repository, "engine.py::Engine") == []
        daemon.edit(put("engine.py", "from motor import Motor as Engine\n"))
        daemon.edit(put("motor.py", "class Motor:\n    pass\n"))
        assert callers(daemon.repository, "motor.py::Motor") == everybody


@pytest.mark.parametrize("hider", ["greet = None\n", "from other import greet\n", "def greet():\n    return 2\n"])
def test_case_008_a_name_that_is_hidden_and_shown_again_is_bound_as_the_files_say(tree, hider):
    """The same mechanism with a definition that shadows another, in a file between."""
    between = "from source import *\n"
    write_tree(
        tree,
        {
            "source.py": "def greet():\n    return 1\n",
            "other.py": "def greet():\n    return 3\n",
            "between.py": between,
            "use.py": "from between import greet\n\n\ndef use():\n    return greet()\n",
        },
    )
    with simulated(tree) as daemon:
        assert callees(daemon.repository, "use.py::use") == ["source.py::greet"]
        daemon.edit(put("between.py", between + hider))
        assert callees(daemon.repository, "use.py::use") != ["source.py::greet"]
        daemon.edit(put("between.py", between))
        assert callees(daemon.repository, "use.py::use") == ["source.py::greet"]
        assert ids(daemon.repository) == {"source.py::greet", "other.py::greet", "use.py::use"}
