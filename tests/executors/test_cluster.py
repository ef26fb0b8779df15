"""Files are analysed on the workers of a real Dask cluster: a scheduler and two workers, each a process of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import dask
import pytest
from distributed import Client, LocalCluster

from omny.base.config import Settings
from omny.base.errors import OmnyError, UsageError
from omny.base.paths import Root
from omny.cli import run
from omny.executors.cluster import ClusterPool, analyse_sent, cluster_pool
from omny.executors.worker import Task
from omny.pipeline.indexer import index
from tests.support.helpers import dumped, index_tree, memory_repository, write_tree

TREE = {
    "shop/money.py": "def total(prices):\n    return sum(prices)\n",
    "shop/cart.py": "from shop.money import total\n\n\nclass Cart:\n    def price(self):\n        return total([])\n",
    "web/a.ts": "import { b } from './b'\nexport function a() { return b() }\n",
    "web/b.ts": "export const b = () => 1\n",
    "broken.py": "def wrong(:\n    pass\n",
    "main.go": "package main\n\nfunc main() { run() }\n\nfunc run() {}\n",
    **{f"many/m{number}.py": f"def f{number}():\n    return {number}\n" for number in range(200)},
}


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", processes=True) as started,
    ):
        yield started


def by_cluster(tree: Path, address: str) -> bytes:
    """The dump of an index that a cluster has analysed."""
    with memory_repository() as repository:
        made = cluster_pool(address, insecure=False)
        index(Root.of(tree), repository, settings=Settings(), jobs=1, pool=made)
        return dumped(repository)


def test_the_index_is_that_of_this_machine_byte_for_byte(cluster: LocalCluster, tmp_path: Path) -> None:
    tree = write_tree(tmp_path / "tree", TREE)
    with memory_repository() as repository:
        index_tree(tree, repository)
        expected = dumped(repository)
    assert by_cluster(tree, cluster.scheduler_address) == expected


def test_a_worker_that_is_killed_costs_its_own_work_only(cluster: LocalCluster, tmp_path: Path) -> None:
    tree = write_tree(tmp_path / "tree", TREE)
    tasks = [Task(path, "python", 30) for path in TREE if path.startswith("many/")]
    pool = ClusterPool(Root.of(tree), cluster.scheduler_address, max_bytes=10_000, seconds=60)
    outcomes = pool.run(tasks)
    found = [next(outcomes)]
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        (one, *_) = client.run(os.getpid).values()
    os.kill(one, signal.SIGKILL)
    found += outcomes
    assert sorted(each.path for each in found) == sorted(task.path for task in tasks)
    assert not [each for each in found if each.analysis is None]


def test_a_file_whose_parse_does_not_end_costs_itself_only(cluster: LocalCluster, tmp_path: Path) -> None:
    tree = write_tree(tmp_path / "tree", {"slow.py": "x=1\n" * 2_400_000, "quick.py": "def f():\n    pass\n"})
    tasks = [Task("slow.py", "python", 9_600_000), Task("quick.py", "python", 20)]
    pool = ClusterPool(Root.of(tree), cluster.scheduler_address, max_bytes=30_000_000, seconds=1.5)
    found = {each.path: each for each in pool.run(tasks)}
    assert found["slow.py"].problem
    assert found["quick.py"].analysis is not None


def test_a_worker_with_other_code_is_refused() -> None:
    with pytest.raises(OmnyError, match="another version of what reads python"):
        analyse_sent([(Task("a.py", "python", 1), b"")], {"python": "python-0"}, 1.0)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("tcp://10.0.0.1:8786", "another machine, without TLS"),
        ("tcp://example.org:8786", "another machine, without TLS"),
        ("http://localhost:8786", "is no scheduler"),
        ("tcp://localhost", "is no scheduler"),
        ("tcp://localhost:x", "is no scheduler"),
    ],
)
def test_an_address_that_cannot_be_trusted_is_refused(address: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        cluster_pool(address, insecure=False)


def test_source_goes_to_another_machine_only_by_tls_or_where_the_user_says_so() -> None:
    cluster_pool("tls://10.0.0.1:8786", insecure=False)
    cluster_pool("tcp://10.0.0.1:8786", insecure=True)


def test_a_cluster_that_is_not_there_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("omny.executors.cluster.CONNECT_SECONDS", 0.2)
    tree = write_tree(tmp_path / "tree", {"a.py": "x = 1\n"})
    assert run(["index", str(tree), "--cluster", "tcp://127.0.0.1:9"]) == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1
    assert said[0].startswith("omny: use cluster tcp://127.0.0.1:9: ")


def test_the_command_indexes_by_the_cluster(
    cluster: LocalCluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = write_tree(tmp_path / "tree", {"a.py": "def f():\n    return g()\n\n\ndef g():\n    pass\n"})
    assert run(["index", str(tree), "--cluster", cluster.scheduler_address]) == 0
    assert run(["callers", "g", "--root", str(tree)]) == 0
    assert "f" in capsys.readouterr().out
    assert run(["index", str(tree), "--cluster", cluster.scheduler_address, "--jobs", "2"]) == 2
