"""Which overload a call of C# means, also when the type of a member changes in another file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.helpers import assert_equals_fresh, index_tree, memory_repository, sync, write_tree

KILN = "namespace Clay;\npublic partial class Kiln {{\n  public {type} Glaze {{ get; set; }}\n}}\n"
USE = """namespace Clay;
class Use {
  void Run(Kiln kiln) { Note(kiln.Glaze); }
  void Note(string text) { }
  void Note(int? number) { }
  void Note(object any) { }
}
"""


@pytest.mark.parametrize(("type_", "chosen"), [("int", "~2"), ("object", "~3"), ("Kiln", "~3")])
def test_a_call_means_another_overload_when_a_member_gets_another_type(tmp_path: Path, type_: str, chosen: str) -> None:
    with memory_repository() as repository:
        write_tree(tmp_path, {"Kiln.cs": KILN.format(type="string"), "Use.cs": USE})
        index_tree(tmp_path, repository)
        assert [edge.target_id for edge in repository.edges()] == ["Use.cs::Use.Note"]
        write_tree(tmp_path, {"Kiln.cs": KILN.format(type=type_)})
        sync(tmp_path, repository)
        assert_equals_fresh(tmp_path, repository)
        assert [edge.target_id for edge in repository.edges()] == [f"Use.cs::Use.Note{chosen}"]
