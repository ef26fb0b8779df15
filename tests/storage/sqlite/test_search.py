"""Search: what is found by which words, in which order, and that no text can break it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omny.storage.port.search_text import MAX_WORDS, search_text
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.deltas import apply, created, found, named


@pytest.fixture(scope="module")
def repository() -> Iterator[SqliteRepository]:
    with SqliteRepository.in_memory() as opened:
        apply(
            opened,
            created(
                "src/a.py",
                named("src/a.py", "getUserById", "get User By Id"),
                named("src/a.py", "get_user_by_id"),
                named("src/a.py", "user"),
                named("src/a.py", "users_of"),
                named("src/a.py", "Service.save", signature="(self, user: UserModel)", words="User Model"),
            ),
            created("tests/b.py", named("tests/b.py", "test_user", is_test=True)),
        )
        yield opened


@pytest.mark.parametrize("text", ["user", "User", "getuserbyid", "getUserById", "get_user_by_id", "get user", "byid"])
def test_both_spellings_of_a_name_are_found_by_word_and_as_a_whole(repository: SqliteRepository, text: str) -> None:
    if text == "byid":
        assert found(repository, text) == []
    else:
        assert {"getUserById", "get_user_by_id"} <= set(found(repository, text))


def test_the_exact_name_comes_first_and_then_the_other_spelling(repository: SqliteRepository) -> None:
    assert found(repository, "user")[0] == "user"
    assert found(repository, "get_user_by_id")[:2] == ["get_user_by_id", "getUserById"]
    assert found(repository, "getUserById")[:2] == ["getUserById", "get_user_by_id"]


def test_a_qualified_name_and_a_word_of_a_signature_are_found(repository: SqliteRepository) -> None:
    assert found(repository, "Service.save")[0] == "Service.save"
    assert "Service.save" in found(repository, "usermodel")
    assert "users_of" in found(repository, "use")


def test_filters_and_limits_keep_the_total_honest(repository: SqliteRepository) -> None:
    assert found(repository, "user", tests=True) == ["test_user"]
    assert "test_user" not in found(repository, "user", tests=False)
    assert found(repository, "user", path_prefix="tests/") == ["test_user"]
    assert found(repository, "user", types=["module"]) == []
    hits = repository.search("user", limit=2)
    assert (len(hits.atoms), hits.total) == (2, len(found(repository, "user")))


@given(st.text())
def test_any_text_can_be_searched_for(text: str) -> None:
    with SqliteRepository.in_memory() as repository:
        repository.search(text.encode("utf-8", "replace").decode(), limit=5)


@pytest.mark.parametrize(
    "text", ['"', "AND", "a AND", "NEAR(", "*", "-x", "col:x", "'; DROP", "\0", "^a", "{", "x" * 10**6, "a " * 10**5]
)
def test_what_the_query_language_of_fts5_would_choke_on_is_only_text(repository: SqliteRepository, text: str) -> None:
    repository.search(text, limit=5)


def test_a_query_is_capped() -> None:
    assert search_text("a " * 1000).match.count('"a"') == MAX_WORDS
    assert len(search_text("aB" * 5000).match) < 1000
