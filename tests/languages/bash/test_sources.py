"""Which file a script reads: paths from its own folder, which scripts write in a few ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from omny.languages.bash.sources import find_folders, find_path
from tests.support.helpers import index_tree, memory_repository, write_tree


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("./lib.sh", "./lib.sh"),
        ('"lib/b.sh"', "lib/b.sh"),
        ('"$(dirname "$0")/lib.sh"', "./lib.sh"),
        ('"$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"', "./../lib.sh"),
        ('"${BASH_SOURCE%/*}/lib.sh"', "./lib.sh"),
        ('"`dirname $0`/lib.sh"', "./lib.sh"),
        ('"$HERE/lib.sh"', "./lib.sh"),
        ("${ROOT}/lib.sh", "./../lib.sh"),
        ('"$TWICE/lib.sh"', None),
        ('"$HOME/lib.sh"', None),
        ("$(find . -name lib.sh)", None),
        ("<(curl -s x)", None),
    ],
)
def test_only_the_own_folder_can_be_a_variable_in_a_path(text: str, path: str | None) -> None:
    script = """
    HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" >/dev/null 2>&1 && pwd)"
    readonly ROOT=$(dirname "$HERE")
    TWICE=$HERE
    TWICE=/opt
    """
    assert find_path(text, find_folders(script)) == path


def test_functions_of_files_that_are_read_are_called(tmp_path: Path) -> None:
    files = {
        "bin/run.sh": 'D=$(cd "$(dirname "$0")" && pwd)\n. "$D/../lib/a.sh"\n# shellcheck source=lib/b.sh\n. "$X"\n'
        "trap 'stop; exit' INT\na; b; c; time a\nexport -f b\ncommand a\n",
        "lib/a.sh": "a() { :; }\nstop() { :; }\n",
        "lib/b.sh": "b() { :; }\n",
        "lib/c.sh": "c() { :; }\n",
        "test/t.bats": "load ../lib/a\n@test 'x' {\n  run a\n}\n",
        "test/h.sh": "if true; then cat <<EOF; h\n$(h)\nEOF\nfi\nh() { :; }\n",
        "test/i.sh": 'i() { :; }\ncat > x <<<"$(i)"\nfor x do i; done\n',
    }
    files["lib/a.bash"] = files["lib/a.sh"]
    with memory_repository() as repository:
        index_tree(write_tree(tmp_path, files), repository)
        assert {str(entry.status) for entry in repository.ledger().values()} == {"ok"}
        assert sorted((edge.source_id, edge.edge_type, edge.target_id) for edge in repository.edges()) == [
            ("bin/run.sh::<module>", "call", "lib/a.sh::a"),
            ("bin/run.sh::<module>", "call", "lib/b.sh::b"),
            ("bin/run.sh::<module>", "callback", "lib/a.sh::stop"),
            ("bin/run.sh::<module>", "callback", "lib/b.sh::b"),
            ("test/h.sh::<module>", "call", "test/h.sh::h"),
            ("test/i.sh::<module>", "call", "test/i.sh::i"),
            ("test/t.bats::<module>", "call", "lib/a.bash::a"),
        ]
