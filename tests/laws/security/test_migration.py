"""Promise S5, of what is taken over from a legacy store: its texts were written down as they stood."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from omny.cli import run
from omny.extract.redaction import REDACTED, may_hold_secret, without_secrets
from omny.history.states import atom_history
from omny.integrity import ConsistencyValidator
from omny.migrate import report as reports
from omny.migrate.legacy_store import LegacyStore
from omny.migrate.plan import Plan
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.helpers import atoms_by_id, data_of, memory_repository
from tests.support.legacy_store import ELSEWHERE, Json, Store, poor, rich, shadow
from tests.support.tokens import KEY, LOGIN, TOKENS

NOW = "2026-03-01T00:00:00.000000Z"
TOKEN = TOKENS["github"]
PASSWORD = "hunter2x9"
TEXT = f"it({TOKEN} password='{PASSWORD}')"
SECRETS = (TOKEN, PASSWORD)


def leaking(project: Path) -> Store:
    """A store with secrets wherever it has texts."""
    store = Store(project)
    path = f"src/{TOKEN}.js"
    literal = {"params": [{"name": "password", "type": f'"{PASSWORD}"'}], "returns": {"type": f'"{TOKEN}"'}}
    document = rich(
        path,
        TEXT,
        3,
        9,
        class_name=f"C{TEXT}",
        calls=[f"fetch('{TOKEN}').x", f"connect(password =\n '{PASSWORD}')"],
        called_by=[f"{path}::{TEXT}", f"src/b.js::{TEXT}"],
        typeContracts=literal,
        archetype={"type": TEXT},
        purpose=TEXT,
    )
    store.put(f"atoms/{TOKEN}.json", document)
    store.put("atoms/b.json", rich("src/b.js", TEXT, calls=[TEXT]))
    store.put("atoms/poor.json", poor(f"{ELSEWHERE}/src/b.js", TEXT, 1, modifiedFields=[TEXT], version=4))
    store.put("atoms/windows.json", rich(f"src\\{TOKEN}.ts", "plain"))
    store.put("shadows/s.json", {**shadow(f"src/c.js::{TEXT}", "src/c.js", TEXT), "death": {"reason": TEXT}})
    store.file(path, [{"type": "function", "name": f"lost{TEXT}"}], functions=[{"name": f"old{TEXT}", "line": 1}])
    saved: Json = {f"{path}::{TEXT}": {"lastModified": 1771850000000}}
    store.put("atom-versions.json", {"atoms": saved, "lastUpdated": "2026-02-23T12:30:00.500Z"})
    store.put("index.json", {"metadata": {}, "fileIndex": {path: {"lastAnalyzed": "2026-02-23T12:30:00.500Z"}}})
    shared = {"sourceFile": path, "targetFile": path, "via": TEXT, "key": TEXT}
    store.put("connections/shared-state.json", {"connections": [shared], "total": 1})
    return store


def test_s5_no_secret_of_a_legacy_store_is_taken_over(tmp_path: Path) -> None:
    leaking(tmp_path)
    database, report = tmp_path / "index.db", tmp_path / "report.json"
    assert run(["migrate", "json", str(tmp_path), "--db", str(database), "--report", str(report)]) == 0
    for file in (database, report, *tmp_path.glob("index.db.migration-*")):
        content = file.read_bytes()
        assert REDACTED.encode() in content
        assert [secret for secret in SECRETS if secret.encode() in content] == [], file.name
    with SqliteRepository.open_reading(database) as repository:
        assert ConsistencyValidator(repository).check() == []
        clean = without_secrets(TEXT)
        assert {f"src/b.js::{clean}", f"src/{without_secrets(TOKEN)}.ts::plain"} < atoms_by_id(repository).keys()
        assert data_of(repository, f"src/b.js::{clean}")["unresolved"], "who is called by it says so"
    assert run(["migrate", "verify", str(tmp_path), "--db", str(database)]) == 0


def test_s5_names_of_a_legacy_store_that_differ_in_secrets_only_stay_apart(tmp_path: Path) -> None:
    store, names = Store(tmp_path), [f"it(password='hunter{number}x')" for number in range(3)]
    for number, name in enumerate(names):
        store.put(f"atoms/{number}.json", rich("a.js", name, at=f"2026-02-2{number}T00:00:00Z", called_by=["b.js::b"]))
        store.put(f"atoms/{number}_.json", poor(f"{ELSEWHERE}/a.js", name, 1))
    store.put("atoms/b.json", rich("b.js", "b", calls=names))
    with Plan(LegacyStore.find(tmp_path), None, NOW) as plan, memory_repository() as repository:
        plan.read()
        repository.load(plan.archive())
        assert ConsistencyValidator(repository).check() == []
        clean = f"a.js::it(password='{REDACTED}')"
        ids = [clean, f"{clean}_2", f"{clean}_3", "b.js::b"]
        assert sorted(atoms_by_id(repository)) == sorted(ids)
        assert plan.counts.moved == 0
        assert Counter(map(reports.status, plan.documents())) == {"foreign id": 3, "duplicate": 3, "ok": 1}
        for id_ in ids[:3]:
            assert [step.operation for step in atom_history(repository, id_)[1]] == ["create", "update"]


def test_s5_what_a_quick_look_lets_pass_has_no_secret() -> None:
    for secret in (*TOKENS.values(), KEY, LOGIN, f"password='{PASSWORD}'", f"API_KEY: '{PASSWORD}'"):
        assert without_secrets(secret) != secret
        assert may_hold_secret(secret.encode())
    assert not may_hold_secret(b"an ordinary name")
