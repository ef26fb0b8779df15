"""The native core is built where it can be, used where it is right, and done without everywhere else.

What is built here is a module of one line: `tests/laws/test_packaging.py` has the real one.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from runpy import run_path

import pytest

from omny import native
from tests.support.places import TOP

hatch_build = pytest.importorskip("hatch_build", reason="hatchling is not installed")

CAN_COMPILE = shutil.which(hatch_build._compiler()[0]) and Path(sysconfig.get_path("include"), "Python.h").exists()
needs_compiler = pytest.mark.skipif(not CAN_COMPILE, reason="needs a C compiler and Python's headers")


@pytest.fixture
def record(tmp_path, monkeypatch) -> Path:
    """Where the record of the build is taken to be; none is there."""
    monkeypatch.delenv("OMNY_NATIVE", raising=False)
    monkeypatch.setattr(native, "RECORD", tmp_path / "built.txt")
    return native.RECORD


def why_not() -> str:
    return native.unavailable_reason.__wrapped__()


@needs_compiler
def test_where_it_can_be_built_it_is_and_these_tests_use_it(monkeypatch):
    monkeypatch.delenv("OMNY_NATIVE", raising=False)
    assert why_not() == "", "run 'make' or 'python hatch_build.py'"


def test_it_is_not_used_where_the_user_says_so(monkeypatch):
    monkeypatch.setenv("OMNY_NATIVE", "0")
    assert why_not() == "OMNY_NATIVE is 0"


def test_it_is_not_used_where_it_was_not_built(record):
    assert why_not() == "it was not built for this Python"


def test_it_is_not_used_where_it_could_not_be_built_and_says_why(record):
    record.write_text(f"{native.HINDERED}there is no C compiler (cc)\n")
    assert why_not() == "it could not be built: there is no C compiler (cc)"


def test_it_is_not_used_where_its_sources_are_others_now(record):
    record.write_text("0123456789abcdef 0.25.2\n")
    assert why_not() == "its sources are others now than when it was built"


def test_it_is_not_used_beside_another_tree_sitter(record):
    record.write_text(f"{native.digest_of_sources()} 0.1.0\n")
    assert why_not().startswith("it was built with the core of tree-sitter 0.1.0, and 0.")


@pytest.mark.parametrize(
    "name",
    [
        "tree.pyx",
        "tree.pxd",
        "flat.c",
        "flat.h",
        *(os.path.relpath(file, native.FOLDER) for module in native.COMPILED for file in native.source_paths(module)),
    ],
)
def test_each_of_its_sources_counts(tmp_path, monkeypatch, name):
    before = native.digest_of_sources()
    package = shutil.copytree(native.FOLDER.parent, tmp_path / "omny", ignore=shutil.ignore_patterns("*.so", "*.pyc"))
    copied = package / "native"
    monkeypatch.setattr(native, "FOLDER", copied)
    assert native.digest_of_sources() == before
    with (copied / name).open("a") as file:
        file.write("\n")
    assert native.digest_of_sources() != before


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """A project with a kernel to build, which knows the version of tree-sitter's core, and a module in Python."""
    monkeypatch.delenv("OMNY_NATIVE", raising=False)
    monkeypatch.setattr(hatch_build, "TOP", tmp_path)
    folder = tmp_path / "omny" / "native"
    folder.mkdir(parents=True)
    (tmp_path / "omny" / "__init__.py").write_text("from omny.native import install_finder\n\ninstall_finder()\n")
    (tmp_path / "omny" / "rule.py").write_text("ANSWER = 42\n\n\ndef kind(x):\n    return type(kind).__name__\n")
    (tmp_path / "omny" / "rule.pxd").touch()
    loader = (native.FOLDER / "__init__.py").read_text()
    listed = loader[loader.index("\nCOMPILED = (") : loader.index('\n"""The modules that are compiled')]
    (folder / "__init__.py").write_text(loader.replace(listed, '\nCOMPILED = ("omny.rule",)'))
    (folder / "tree.pyx").write_text('cdef extern from "tree_sitter/api.h":\n    int TREE_SITTER_LANGUAGE_VERSION\n')
    (folder / "core.c").write_text('#include "lib.c"\n')
    (tmp_path / "pyproject.toml").write_bytes((TOP / "pyproject.toml").read_bytes())
    return tmp_path


def built(project: Path) -> list[str]:
    return sorted(file.name for file in (project / "omny" / "native").iterdir() if file.suffix in (".so", ".txt"))


def told(project: Path) -> str:
    """What the loader of the project says, in a process of its own."""
    return ran(project, "from omny import native; print(native.describe())")


def ran(project: Path, code: str, omny_native: str = "") -> str:
    """The output of a program in the project."""
    environment = {**os.environ, "OMNY_NATIVE": omny_native}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def file_names(*modules: str) -> list[str]:
    """The names of the files of extensions."""
    return [module + str(sysconfig.get_config_var("EXT_SUFFIX")) for module in modules]


def test_without_a_compiler_the_build_goes_on_and_why_is_written_down(project, monkeypatch):
    monkeypatch.setenv("CC", "no-such-compiler --fast")
    assert hatch_build.build() == "there is no C compiler (no-such-compiler)"
    assert told(project).endswith("because it could not be built: there is no C compiler (no-such-compiler)")
    assert not (project / "build").exists()


@needs_compiler
def test_without_a_registry_the_build_goes_on_and_why_is_written_down(project, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(project))
    assert hatch_build.build().startswith("pip could not download the sources of tree-sitter 0.")
    assert built(project) == [native.RECORD.name]


@needs_compiler
def test_what_does_not_compile_is_no_end_of_the_build(project, monkeypatch, capfd):
    monkeypatch.setattr(hatch_build, "_core_sources", _headers_alone)
    (project / "omny" / "native" / "tree.pyx").write_text("this is no Cython\n")
    assert hatch_build.build() == "CompileError: omny/native/tree.pyx"
    assert "this is no Cython" in capfd.readouterr().err


def test_where_the_user_says_so_nothing_is_built(project, monkeypatch):
    monkeypatch.setenv("OMNY_NATIVE", "0")
    assert hatch_build.build() == "OMNY_NATIVE is 0"
    assert built(project) == []


@needs_compiler
def test_it_is_built_once_and_again_when_a_source_is_another(project, monkeypatch):
    monkeypatch.setattr(hatch_build, "_core_sources", _headers_alone)
    assert hatch_build.build() == ""
    assert built(project) == [native.RECORD.name, *file_names("omny.rule", "tree")]
    assert told(project) == "native"
    [core] = (project / "build" / "native").glob("core-*.o")
    first = core.stat().st_mtime_ns

    with monkeypatch.context() as once:
        once.setattr(hatch_build, "_compile", lambda version: pytest.fail("built again"))
        assert hatch_build.build() == ""
    with (project / "omny" / "native" / "tree.pyx").open("a") as file:
        file.write("answer = 42\n")
    assert told(project).endswith("its sources are others now than when it was built")
    assert hatch_build.build() == ""
    assert told(project) == "native"
    assert core.stat().st_mtime_ns == first


RULE = "from omny import rule; print(rule.kind(0), rule.__file__.rpartition('/')[2], rule.ANSWER)"


@needs_compiler
def test_a_module_is_compiled_from_its_own_source_and_never_older_than_it(project, monkeypatch):
    monkeypatch.setattr(hatch_build, "_core_sources", _headers_alone)
    assert ran(project, RULE) == "function rule.py 42"
    assert hatch_build.build() == ""
    [file] = file_names("omny.rule")
    assert ran(project, RULE) == f"builtin_function_or_method {file} 42"
    assert ran(project, RULE, omny_native="0") == "function rule.py 42"

    source = project / "omny" / "rule.py"
    source.write_text(source.read_text().replace("42", "143"))  # another size: byte code goes by seconds and size
    assert ran(project, RULE) == "function rule.py 143"
    assert hatch_build.build() == ""
    assert ran(project, RULE) == f"builtin_function_or_method {file} 143"

    (project / "omny" / "rule.pxd").write_text("cpdef object kind(object x)\n")
    assert ran(project, RULE) == "function rule.py 143"


@needs_compiler
def test_where_one_extension_is_missing_none_is_used(project, monkeypatch):
    monkeypatch.setattr(hatch_build, "_core_sources", _headers_alone)
    assert hatch_build.build() == ""
    [file] = file_names("omny.rule")
    (project / "omny" / "native" / file).unlink()
    assert ran(project, RULE) == "function rule.py 42"
    assert told(project).endswith("because a part of it is missing")


@needs_compiler
def test_an_extension_whose_source_is_gone_goes_with_the_next_build(project, monkeypatch):
    monkeypatch.setattr(hatch_build, "_core_sources", _headers_alone)
    [stale] = file_names("omny.gone")
    (project / "omny" / "native" / stale).touch()
    assert hatch_build.build() == ""
    assert built(project) == [native.RECORD.name, *file_names("omny.rule", "tree")]


def test_each_module_with_types_is_compiled():
    typed = {file for file in (TOP / "omny").rglob("*.pxd") if file.parent != native.FOLDER}
    assert {types for _, types in map(native.source_paths, native.COMPILED)} == typed
    assert all(source.exists() for source, _ in map(native.source_paths, native.COMPILED))


@pytest.mark.skipif(not native.available(), reason=f"no native core: {native.unavailable_reason()}")
def test_the_modules_are_those_of_the_native_core_here():
    for module in native.COMPILED:
        assert import_module(module).__file__ == str(native.extension_path(module))


@needs_compiler
def test_what_cannot_be_loaded_is_not_used(project, monkeypatch):
    monkeypatch.setattr(hatch_build, "_core_sources", _headers_alone)
    assert hatch_build.build() == ""
    (project / "omny" / "native" / f"tree{sysconfig.get_config_var('EXT_SUFFIX')}").write_bytes(b"of another system")
    assert "because it cannot be loaded: " in told(project)


def _headers_alone(version: str) -> Path:
    """A core with nothing in it, in place of what pip would fetch."""
    core = hatch_build.KEPT / "core"
    for file, text in (("include/tree_sitter/api.h", "#define TREE_SITTER_LANGUAGE_VERSION 15\n"), ("src/lib.c", "")):
        (core / file).parent.mkdir(parents=True, exist_ok=True)
        (core / file).write_text(text)
    return core


def test_of_a_downloaded_archive_only_the_core_is_written(tmp_path):
    names = ["src/lib.c", "include/tree_sitter/api.h", "src/../../../../../out.c", "../../binding/module.c"]
    with tarfile.open(tmp_path / "sdist.tar.gz", "w:gz") as archive:
        for name in [*(f"tree-sitter-1/tree_sitter/core/lib/{name}" for name in names), "/absolute.c", "../out.c"]:
            archive.addfile(tarfile.TarInfo(name), io.BytesIO())
        link = tarfile.TarInfo("tree-sitter-1/tree_sitter/core/lib/src/link.c")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    target = hatch_build._unpack(tmp_path / "sdist.tar.gz", tmp_path / "a" / "lib")
    assert {file.relative_to(target).as_posix() for file in target.rglob("*") if not file.is_dir()} == set(names[:2])
    assert {file.name for file in tmp_path.iterdir()} == {"a", "sdist.tar.gz"}
    assert {file.name for file in (tmp_path / "a").iterdir()} == {"lib"}


def test_the_core_that_is_built_in_is_of_the_tree_sitter_that_omny_asks_for(monkeypatch):
    monkeypatch.chdir(TOP)
    assert hatch_build._core_version() == version("tree-sitter")


def test_the_loader_runs_from_its_file_alone():
    """The build has no Omny but this file."""
    assert run_path(str(native.FOLDER / "__init__.py"))["digest_of_sources"]() == native.digest_of_sources()
