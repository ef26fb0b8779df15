"""What is built from the tree works without the tree. Needs no network: the build backend is there already."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]


def ran(*command: str, cwd: Path = TOP) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the sdist, and the wheel that is made from it."""
    pytest.importorskip("hatchling")
    target = tmp_path_factory.mktemp("built")
    ran(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(target), str(TOP))
    return target


def sources(pattern: str) -> set[str]:
    return {file.relative_to(TOP).as_posix() for file in (TOP / "omny").rglob(pattern)}


def test_the_wheel_holds_every_module_and_query_and_the_schema(built):
    [wheel] = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert (sources("*.py") | sources("*.scm") | sources("py.typed") | {"omny/schema.sql"}) <= names
    assert zipfile.ZipFile(wheel).read("omny/schema.sql") == (TOP / "schema.sql").read_bytes()


def test_the_wheel_holds_nothing_else(built):
    [wheel] = built.glob("*.whl")
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"omny"}


def test_the_sdist_holds_what_a_build_and_the_tests_need(built):
    [sdist] = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "schema.sql", "README.md", "Makefile", "tests/helpers.py", "omny/__init__.py"} <= names
    assert not {name for name in names if ".cache" in name or ".venv" in name or ".omny/" in name}


def test_the_unpacked_wheel_indexes_a_tree_and_answers(built, tmp_path):
    [wheel] = built.glob("*.whl")
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "a.py").write_text("def found():\n    return 1\n\n\ndef asks():\n    return found()\n")
    start = f"import sys; sys.path.insert(0, {str(site)!r}); sys.argv[0] = 'omny'; from omny.cli import main; main()"
    ran(sys.executable, "-I", "-c", start, "index", str(tree), cwd=tmp_path)
    # From within the tree: a command finds its root there.
    assert "asks" in ran(sys.executable, "-I", "-c", start, "callers", "found", cwd=tree)


def test_the_versions_named_in_the_package_and_in_its_metadata_are_one(built):
    import omny

    [wheel] = built.glob("*.whl")
    assert wheel.name.startswith(f"omny-{omny.__version__}-")


def test_no_file_of_the_project_names_the_host_of_a_registry():
    files = [TOP / name for name in ("pyproject.toml", "Makefile", ".ci/run")]
    files += [*(TOP / "scripts").iterdir(), *(TOP / "bench").glob("*.py")]
    hosts = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com", "yarnpkg" + ".com")
    for file in files:
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            assert not [host for host in hosts if host in text], file
