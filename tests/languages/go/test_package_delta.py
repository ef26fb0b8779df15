"""A change in a package of Go concerns the files that asked for what changed, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from omny.storage.port.repository import AtomRepository
from tests.support.helpers import data_of, memory_repository, sync, write_tree

FILES = 30


def member(number: int, *, extra: str = "") -> str:
    """The source of a file of the package: it calls the next one."""
    following = (number + 1) % FILES
    return f"package shop\n\nfunc F{number}() int {{ return F{following}() }}\n{extra}"


@pytest.fixture
def package(tmp_path) -> Path:
    files = {f"shop/f{number}.go": member(number) for number in range(FILES)}
    return write_tree(tmp_path, {"go.mod": "module example.com/shop\n", **files})


@pytest.fixture
def repository() -> Iterator[AtomRepository]:
    with memory_repository() as repository:
        yield repository


def test_an_edit_of_a_body_resolves_one_file(package, repository):
    sync(package, repository)
    write_tree(package, {"shop/f3.go": member(3).replace("return", "println(1); return")})
    report = sync(package, repository)
    assert (report.parsed, report.resolved) == (1, 1)


def test_a_new_file_is_asked_for_by_the_files_that_missed_its_names(package, repository):
    missing = "\nfunc G() int { return Late() + 1 }\n"
    write_tree(package, {"shop/f5.go": member(5, extra=missing), "shop/f9.go": member(9, extra="\nvar x = Late()\n")})
    sync(package, repository)
    assert data_of(repository, "shop/f5.go::G")["unresolved"] == ["Late"]
    write_tree(package, {"shop/late.go": "package shop\n\nfunc Late() int { return 1 }\n"})
    report = sync(package, repository)
    assert data_of(repository, "shop/f5.go::G")["calls"] == ["shop/late.go::Late"]
    assert report.resolved == 3


def test_a_method_in_another_file_is_found_when_it_comes_and_lost_when_it_goes(package, repository):
    use = "\ntype Till struct{}\n\nfunc Use(t *Till) int { return t.Open() }\n"
    write_tree(package, {"shop/f7.go": member(7, extra=use)})
    sync(package, repository)
    assert data_of(repository, "shop/f7.go::Use")["calls"] == []
    write_tree(package, {"shop/open.go": "package shop\n\nfunc (t *Till) Open() int { return 1 }\n"})
    sync(package, repository)
    assert data_of(repository, "shop/f7.go::Use")["calls"] == ["shop/open.go::Till.Open"]
    (package / "shop/open.go").unlink()
    assert sync(package, repository).resolved == 1
    assert data_of(repository, "shop/f7.go::Use")["calls"] == []
