"""Which overload a call of Java means, also when another one comes or goes in another file."""

from __future__ import annotations

from pathlib import Path

import pytest

from omny.languages.java.overloads import CONVERSIONS
from tests.support.helpers import assert_equals_fresh, index_tree, memory_repository, sync, write_tree

PRINTER = """package desk;

public class Printer {
    public void print(String text) {
    }

    public void print(Object any) {
    }

    public void print(int... numbers) {
    }

    public void print(long[] numbers) {
    }
}
"""
USE = """package desk;

import java.util.List;

public class Use extends Base {
    private Printer printer;

    void run(List<String> names, long[] many) {
        printer.print("a" + 1);
        printer.print(names);
        printer.print(many);
        printer.print(1, many.length);
        note(2);
    }

    void note(String text) {
    }
}
"""


def calls_of_run(repository) -> set[str]:
    return {edge.target_id for edge in repository.edges() if edge.source_id == "Use.java::Use.run"}


@pytest.mark.parametrize(
    ("candidates", "words", "kept"),
    [
        (["int", "String", "Object"], "int", ["int"]),
        (["long", "double", "Object"], "int", ["long"]),
        (["Integer", "Object", "boolean"], "int", ["Integer"]),
        (["String", "Throwable"], "IOException", ["Throwable"]),
        (["CharSequence", "Object", "char*"], "String", ["CharSequence"]),
        (["Object*", "int*", "Object"], "String*", ["Object*"]),
        (["Runnable", "String"], "?function", ["Runnable"]),
        (["int", "String"], "?null", ["String"]),
        (["Cow", "Goat", "String"], "Animal", ["Cow", "Goat"]),
        (["int", "String"], "?", ["int", "String"]),
        (["int", "boolean"], "Animal", ["int", "boolean"]),
    ],
)
def test_a_parameter_is_ruled_out_by_an_argument_that_it_cannot_take(
    candidates: list[str], words: str, kept: list[str]
) -> None:
    chosen = CONVERSIONS.choose([[word] for word in candidates], [words])
    assert [candidates[index] for index in chosen] == kept


def test_an_overload_in_another_file_takes_the_call_that_it_fits_better(tmp_path: Path) -> None:
    base = "package desk;\n\nclass Base {\n    void note(%s number) {\n    }\n}\n"
    with memory_repository() as repository:
        write_tree(tmp_path, {"Printer.java": PRINTER, "Use.java": USE, "Base.java": base % "Object"})
        index_tree(tmp_path, repository)
        printed = {f"Printer.java::Printer.print{number}" for number in ("", "~2", "~3", "~4")}
        assert calls_of_run(repository) == printed | {"Use.java::Use.note"}
        write_tree(tmp_path, {"Base.java": base % "int"})
        sync(tmp_path, repository)
        assert_equals_fresh(tmp_path, repository)
        assert calls_of_run(repository) == printed | {"Base.java::Base.note"}
