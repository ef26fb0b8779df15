"""What is built from the tree works without the tree. Needs no network: the build backend is there already.

There are two wheels: one for this Python and platform, with the native core that setting up has built in the tree; and
one for any, made from the sdist.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from email import message_from_bytes
from email.message import Message
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from omny import native
from tests.support.places import TOP

BUILD = (sys.executable, "-m", "build", "--no-isolation")


def ran(*command: str, cwd: Path = TOP, omny_native: str = "") -> str:
    """What a command prints, with OMNY_NATIVE as given or without it."""
    environment = {name: value for name, value in os.environ.items() if name != "OMNY_NATIVE"}
    if omny_native:
        environment["OMNY_NATIVE"] = omny_native
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    target = tmp_path_factory.mktemp("sdist")
    ran(*BUILD, "--sdist", "--outdir", str(target), str(TOP))
    [file] = target.iterdir()
    return file


@pytest.fixture(scope="module")
def pure(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that is made from the sdist where nothing can be compiled."""
    target = tmp_path_factory.mktemp("pure")
    with tarfile.open(sdist) as archive:
        archive.extractall(target)  # it was made just now
    [source] = target.iterdir()
    ran(*BUILD, "--wheel", "--outdir", str(target), str(source), omny_native="0")
    [file] = target.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that is made where there is a compiler."""
    if not native.available():  # tests/native/test_build.py says whether that is right
        pytest.skip(f"no native core here: {native.unavailable_reason()}")
    target = tmp_path_factory.mktemp("compiled")
    ran(*BUILD, "--wheel", "--outdir", str(target), str(TOP))
    [file] = target.iterdir()
    return file


@pytest.fixture(params=["pure", "compiled"])
def wheel(request: pytest.FixtureRequest) -> Path:
    """Each of the two wheels."""
    file: Path = request.getfixturevalue(request.param)
    return file


def sources(pattern: str) -> set[str]:
    return {file.relative_to(TOP).as_posix() for file in (TOP / "omny").rglob(pattern)}


def names_of(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.mark.slow
def test_the_wheel_holds_every_module_and_query_and_the_schema(wheel):
    kinds = ("*.py", "*.pyi", "*.pyx", "*.pxd", "*.[ch]", "*.scm", "py.typed")
    assert {name for kind in kinds for name in sources(kind)} | {"omny/schema.sql"} <= names_of(wheel)
    assert zipfile.ZipFile(wheel).read("omny/schema.sql") == (TOP / "schema.sql").read_bytes()


def test_the_wheel_with_the_native_core_is_for_this_python_and_platform(compiled):
    suffix = EXTENSION_SUFFIXES[0]
    assert {name for name in names_of(compiled) if name.endswith((".so", ".txt"))} >= {
        *(name.removesuffix(".pyx") + suffix for name in sources("*.pyx")),
        *(f"omny/native/{module}{suffix}" for module in native.COMPILED),
        f"omny/native/{native.RECORD.name}",
    }
    version = f"cp{sys.version_info.major}{sys.version_info.minor}"
    assert f"-{version}-{version}" in compiled.name
    assert "-any" not in compiled.name


def test_the_wheel_without_it_is_for_any(pure):
    assert pure.name.endswith("-py3-none-any.whl")
    assert not {name for name in names_of(pure) if name.endswith((".so", ".o")) or "/built." in name}


def test_the_wheel_holds_nothing_else(wheel):
    tops = {name.partition("/")[0] for name in names_of(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"omny"}


def test_the_sdist_holds_what_a_build_and_the_tests_need(sdist):
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    top = {"pyproject.toml", "hatch_build.py", "schema.sql", "README.md", "Makefile", "LICENSE", "NOTICES"}
    assert top | {"tests/support/helpers.py", "omny/__init__.py"} | sources("*.p[yx][xd]") | sources("*.[ch]") <= names
    assert not {name for name in names if ".cache" in name or ".venv" in name or ".omny/" in name}
    assert not {name for name in names if name.endswith(".so") or name.startswith("build/") or "/built." in name}


@pytest.mark.slow
def test_the_installed_wheel_indexes_a_tree_and_answers(wheel, tmp_path):
    """In an environment of its own, which borrows what Omny needs from the one that the tests run in."""
    ran(sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv"))
    python = str(tmp_path / "venv" / "bin" / "python")
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check")
    ran(*pip, "install", "--quiet", "--no-index", "--no-deps", str(wheel))
    [site] = (tmp_path / "venv").glob("lib/python3*/site-packages")
    (site / "borrowed.pth").write_text(f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n")
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "a.py").write_text("def found():\n    return 1\n\n\ndef asks():\n    return found()\n")
    omny = str(tmp_path / "venv" / "bin" / "omny")
    ran(omny, "index", str(tree), cwd=tmp_path)
    # From within the tree: a command finds its root there.
    assert "asks" in ran(omny, "callers", "found", cwd=tree)
    how = ran(python, "-I", "-c", "from omny import native; print(native.__file__, native.describe())", cwd=tree)
    assert how.startswith(str(site))
    assert how.strip().endswith("it was not built for this Python" if "-any" in wheel.name else " native")


def test_the_versions_named_in_the_package_and_in_its_metadata_are_one(wheel):
    import omny

    assert wheel.name.startswith(f"omny_index-{omny.__version__}-")


def metadata_of(wheel: Path) -> Message:
    [name] = [name for name in names_of(wheel) if name.endswith(".dist-info/METADATA")]
    return message_from_bytes(zipfile.ZipFile(wheel).read(name))


def test_the_metadata_name_the_distribution_its_licence_and_its_authors(wheel):
    import omny

    metadata = metadata_of(wheel)
    assert metadata["Name"] == omny.DISTRIBUTION == "omny-index"
    assert metadata["License-Expression"] == "MIT"
    assert metadata.get_all("License-File") == ["LICENSE", "NOTICES"]
    assert metadata["Author"] == "The Omny authors"
    assert (metadata.get_all("Project-URL") or []) == ([f"Homepage, {omny.HOMEPAGE}"] if omny.HOMEPAGE else [])


def test_the_licence_and_the_notices_of_what_is_compiled_in_are_in_each_wheel(wheel):
    for name in ("LICENSE", "NOTICES"):
        [inside] = [each for each in names_of(wheel) if each.endswith(f".dist-info/licenses/{name}")]
        assert zipfile.ZipFile(wheel).read(inside) == (TOP / name).read_bytes()
    notices = (TOP / "NOTICES").read_text(encoding="utf-8")
    assert "Max Brunsfeld" in notices  # tree-sitter's core
    assert "Unicode, Inc." in notices  # the headers of ICU in it


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the tag of the platform is one that registries take")
def test_the_tag_of_the_compiled_wheel_is_one_that_registries_take(compiled):
    pytest.importorskip("auditwheel")
    platform = compiled.stem.rpartition("-")[2]
    assert platform.startswith(("manylinux_", "musllinux_")), compiled.name


SUGGESTED = re.compile(
    r"(?:pip3?|pipx|uv|uv pip|uv tool|poetry|pdm) (?:install|add|run|inject)(?: -\S+)* [\"']?omny(?!-index)\b"
    r"|(?:uvx|pipx run) (?:-\S+ )*omny\b(?! *-index)|omny\[",
)
"""What suggests somebody else's package: `omny` from a registry."""


def test_no_text_suggests_the_package_of_that_name_on_the_registry():
    assert SUGGESTED.search("pip install omny")
    assert SUGGESTED.search("uvx omny mcp")
    assert SUGGESTED.search("pip install -U 'omny[postgres]'")
    assert not SUGGESTED.search("uvx --from omny-index omny")
    assert not SUGGESTED.search("pip install 'omny-index[postgres]'")
    kinds = (".py", ".md", ".toml", ".txt", ".json", ".sql", "")
    for file in TOP.rglob("*"):
        inside = file.relative_to(TOP)
        if inside.parts[0].startswith(".") or inside.parts[0] in ("build", "dist") or file == Path(__file__):
            continue
        if file.is_file() and file.suffix in kinds and ".cache" not in inside.parts:
            found = SUGGESTED.search(file.read_text(encoding="utf-8", errors="replace"))
            assert not found, f"{inside}: {found}"


def test_no_file_of_the_project_names_the_host_of_a_registry():
    files = [TOP / name for name in ("pyproject.toml", "hatch_build.py", "Makefile", ".ci/run")]
    files += [*(TOP / "scripts").iterdir(), *(TOP / "bench").glob("*.py")]
    hosts = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com", "yarnpkg" + ".com")
    for file in files:
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            assert not [host for host in hosts if host in text], file
