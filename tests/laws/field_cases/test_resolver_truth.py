"""Mechanism 11: an edge is there where the files say so; what they leave open is told apart, and never asserted."""

from __future__ import annotations

import json

import pytest

from omny.cli import run
from omny.model.files import FileStatus
from tests.support.field_cases import callees, callers, ids
from tests.support.helpers import data_of, index_tree, problems, sync, write_tree


@pytest.mark.parametrize("suffix", ["js", "ts", "py"])
def test_case_118_a_call_on_a_member_from_a_method_of_the_same_name_is_no_call_of_itself(tree, repository, suffix):
    script = (
        "class Mail { send() {} }\n"
        "class Service {\n  constructor(mailer) { this.mailer = mailer; this.mail = new Mail() }\n"
        "  send() { this.mailer.send(); this.mail.send() }\n}\n"
    )
    python = (
        "class Mail:\n    def send(self):\n        pass\n\n\n"
        "class Service:\n    def __init__(self, mailer):\n        self.mailer = mailer\n        self.mail = Mail()\n\n"
        "    def send(self):\n        self.mailer.send()\n        self.mail.send()\n"
    )
    write_tree(tree, {f"a.{suffix}": python if suffix == "py" else script})
    sync(tree, repository)
    service = f"a.{suffix}::Service.send"
    assert callers(repository, service) == []
    assert callees(repository, service) == [f"a.{suffix}::Mail.send"]
    assert [name for name in data_of(repository, service)["unresolved"] if "mailer" in name]


def test_case_119_a_method_of_something_unknown_is_no_free_function_of_that_name(tree, repository):
    calls = "".join(
        f"    what.{name}(1)\n    [].{name}(1)\n    {{}}.{name}(1)\n" for name in ("append", "update", "get")
    )
    write_tree(
        tree,
        {
            "free.py": "".join(f"def {name}(x):\n    return x\n\n\n" for name in ("append", "update", "get", "close")),
            "use.py": f"from free import get\nimport free\n\n\ndef use(what):\n{calls}    what.close()\n",
            "real.py": "from free import append\nimport free\n\n\ndef real():\n    append(1)\n    free.update(2)\n",
        },
    )
    sync(tree, repository)
    assert callees(repository, "use.py::use") == []
    assert callees(repository, "real.py::real") == ["free.py::append", "free.py::update"]


def test_case_121_of_two_methods_of_one_name_none_is_asserted_where_the_receiver_is_unknown(tree, repository):
    write_tree(
        tree,
        {
            "a.ts": (
                "export class Envelope { setLabel(text: string) {} }\n"
                "export class Mailbox { setLabel(text: string) {} }\n"
                "export function unknown(it: any) { it.setLabel('x') }\n"
                "export function known(it: Mailbox) { it.setLabel('y') }\n"
            )
        },
    )
    sync(tree, repository)
    assert callers(repository, "a.ts::Envelope.setLabel") == []
    assert callers(repository, "a.ts::Mailbox.setLabel") == ["a.ts::known"]
    assert data_of(repository, "a.ts::unknown")["unresolved"] == ["it.setLabel"]


def test_case_122_a_call_out_of_the_index_is_kept_by_name_and_offered_as_no_more_than_possible(
    tree, monkeypatch, capsys
):
    write_tree(
        tree,
        {
            "a.py": "class Parser:\n    def try_parse(self, text):\n        return text\n",
            "use.py": "import decimal\n\n\ndef use(other):\n    decimal.try_parse('1')\n    other.try_parse('2')\n",
        },
    )
    monkeypatch.chdir(tree)
    assert run(["index", "--jobs", "1"]) == 0
    capsys.readouterr()
    assert run(["callers", "a.py::Parser.try_parse", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["results"] == []
    assert run(["callers", "a.py::Parser.try_parse", "--possible", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["results"]
    assert found["id"] == "use.py::use"
    assert {edge["how"] for edge in found["edges"]} == {"possible"}


def test_case_124_handlers_in_jsx_and_arrow_functions_have_their_names_and_callers(tree, repository):
    write_tree(
        tree,
        {
            "panel.tsx": (
                "import { save as store } from './store'\n"
                "const onClose = () => store()\n"
                "export const Panel = () => {\n  const onSave = () => store()\n"
                "  return <Button onClick={onSave} onClose={onClose} extra={() => store()} />\n}\n"
                "export function Button(props: any) { return <button onClick={props.onClick} /> }\n"
            ),
            "store.ts": "export const save = () => 1\n",
        },
    )
    sync(tree, repository)
    assert {"panel.tsx::onClose", "panel.tsx::Panel", "panel.tsx::Panel.onSave", "store.ts::save"} <= ids(repository)
    assert {"panel.tsx::onClose", "panel.tsx::Panel.onSave"} <= set(callers(repository, "store.ts::save"))
    assert callers(repository, "panel.tsx::Button") == ["panel.tsx::Panel"]
    assert callers(repository, "panel.tsx::onClose", "callback") == ["panel.tsx::Panel"]
    assert callers(repository, "panel.tsx::Panel.onSave", "callback") == ["panel.tsx::Panel"]


@pytest.mark.parametrize("suffix", ["py", "js"])
def test_case_125_a_call_that_a_module_makes_while_it_is_loaded_counts(tree, repository, suffix):
    """What is dead is judged from the callers of every kind: none of these may be missing."""
    python = (
        "def called():\n    return 1\n\n\ndef passed():\n    return 2\n\n\ndef wrap(f):\n    return f\n\n\n"
        "class Base:\n    pass\n\n\n@wrap\nclass Child(Base):\n    value = called()\n\n\n"
        "if __name__ == '__main__':\n    print(sorted([], key=passed))\n"
    )
    script = (
        "function called() {}\nfunction passed() {}\nclass Base {}\nclass Child extends Base { static v = called() }\n"
        "if (true) { [].map(passed) }\n"
    )
    write_tree(tree, {f"a.{suffix}": python if suffix == "py" else script})
    sync(tree, repository)
    assert callers(repository, f"a.{suffix}::called") != []
    assert callers(repository, f"a.{suffix}::passed", "callback") == [f"a.{suffix}::<module>"]
    assert callers(repository, f"a.{suffix}::Base", "inherit") == [f"a.{suffix}::Child"]
    if suffix == "py":
        assert callers(repository, "a.py::wrap", "decorator") == ["a.py::Child"]


@pytest.mark.parametrize(
    ("path", "text", "wanted"),
    [
        (
            "ok.py",
            'def f(x):\n    match x:\n        case {"a": [*_]} if (y := x):\n            return f"{y!r:>{10}}"\n',
            "f",
        ),
        ("ok.py", "type Pair[T] = tuple[T, T]\n\n\ndef f[T](x: T, /, *, y: T = 1) -> Pair[T]:\n    return x\n", "f"),
        ("ok.py", "async def f(*a, **k):\n    async with a as b, k as c:\n        return [i async for i in b]\n", "f"),
        ("ok.py", "x = r'''\n" + "(" * 16 + "\n'''\n\n\ndef f():\n    return x\n", "f"),
        (
            "ok.ts",
            "export const x = `${`a${'}'}`}`;\nexport function f<const T extends readonly unknown[]>(a: T) {}\n",
            "f",
        ),
        ("ok.js", "const r = /[/\\]}]+/g;\nlabel: for (;;) break label;\nfunction* f() { yield* g?.(); }\n", "f"),
    ],
)
def test_case_128_a_valid_file_has_its_symbols_and_is_no_degraded_one(tree, repository, path, text, wanted):
    write_tree(tree, {path: text})
    sync(tree, repository)
    assert f"{path}::{wanted}" in ids(repository)
    assert repository.ledger()[path].status == FileStatus.OK


def test_case_128_a_file_that_parses_in_part_is_listed_with_the_line_and_keeps_the_rest(tree, repository):
    write_tree(
        tree,
        {
            "a.py": "def before():\n    return 1\n\n\ndef broken(:\n    (\n\n\nx = 1\n",
            "use.py": "import a\na.before()\n",
        },
    )
    report = index_tree(tree, repository)
    assert problems(report) == {}
    assert "a.py::before" in ids(repository)
    assert callers(repository, "a.py::before") == ["use.py::<module>"]
    told = [(row.path, row.explanation) for row in repository.degraded_files()]
    assert told == [("a.py", "does not parse at line 5")]
    row = repository.ledger()["a.py"]
    analysis = repository.analysis(row.hash, row.language, row.extractor)
    assert analysis is not None
    assert 0 < analysis.error_ratio <= 1
