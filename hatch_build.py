"""Builds the native core of extraction (`omny/native`), whenever Omny is installed or made into a wheel.

    python hatch_build.py    # builds it in place, where it is not up to date

Each `.pyx` of that folder is an extension module. So is each module that `COMPILED` of its `__init__.py` lists, which
is compiled from its own `.py`. `tree` holds the C of that folder, too, and with `core.c` tree-sitter's own core: the
wheel of tree-sitter exports none of it, so its sources are taken from the sdist of the version that pyproject.toml
pins. If something is missing here, the installation goes on: Omny is then all Python, which gives the same index and
takes longer. The reason stands in the record beside the sources, which `omny doctor` shows.
"""

from __future__ import annotations

import json
import os
import platform
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import chdir
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from runpy import run_path
from types import SimpleNamespace
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

TOP = Path(__file__).absolute().parent
FOLDER = Path("omny", "native")
KEPT = Path("build", "native")  # what the next build can use: the sources of the core, and its object file
HOLDS_CORE = "omny.native.tree"
CORE_UNIT = FOLDER / "core.c"
CORE = "tree_sitter/core/lib"  # in the sdist, below its one folder
FLAGS = ["-O3", "-DNDEBUG", "-g0", "-fvisibility=hidden"]
OF_PYTHON = ["-Og"]  # for sources in Python: they call Python most of the time, and -O1 takes twice as long to compile
OF_ALL_LANGUAGES = ["-O1"]  # for those of `HOT`, which all files go through: -Og takes 5 % more of the analysis
HOT = "omny.extract."
HIDDEN = [("TREE_SITTER_HIDE_SYMBOLS", None), ("TREE_SITTER_HIDDEN_SYMBOLS", None)]  # one is for api.h, one for alloc.h
CORE_MACROS = [("_POSIX_C_SOURCE", "200112L"), ("_DEFAULT_SOURCE", None), *HIDDEN]
LEAN = {"auto_pickle": False, "binding": False, "emit_code_comments": False}  # nothing asks for them: less C to compile
DIRECTIVES = {  # by what a source is; in Python's the types come from the `.pxd` alone, and None is looked out for
    ".pyx": {"language_level": 3, **LEAN},
    ".py": {"language_level": 3, "annotation_typing": False, "nonecheck": True, **LEAN},
}
LONGEST_AUDIT_SECONDS = 60  # it takes one
LONGEST_DOWNLOAD_SECONDS = 120  # for 180 kB: an installation does not hang where a network answers nothing

if platform.machine().startswith("aarch64"):
    FLAGS.append("--param=early-inlining-insns=9")  # as tree-sitter's own wheel does: GCC compiles it wrongly there


class CannotBuild(Exception):
    """What is missing, in one line."""


class NativeCore(BuildHookInterface[Any]):
    """The hook: hatchling calls it for wheels and for editable installations."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds in place and, if that worked, makes the wheel one for this Python and platform that holds it."""
        missing = build()
        if missing:
            self.app.display_warning(f"Omny is installed without its native core: {missing}")
        elif version == "standard":
            build_data["pure_python"] = False
            build_data["infer_tag"] = True
            if tag := _registry_tag():
                build_data["tag"] = tag
            made = [*_extensions(), FOLDER / _native().RECORD.name]
            build_data["artifacts"] += [f"/{file.as_posix()}" for file in made]


class Urls(MetadataHookInterface):
    """The addresses of the project in its metadata, from the one constant that its owner sets."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Adds `urls`."""
        homepage = run_path(str(TOP / "omny" / "__init__.py"))["HOMEPAGE"]
        metadata["urls"] = {"Homepage": homepage} if homepage else {}


def build() -> str:
    """Brings the extensions beside their sources up to date: "", or in one line why there are none."""
    if os.environ.get("OMNY_NATIVE") == "0":
        return "OMNY_NATIVE is 0"
    with chdir(TOP):
        native = _native()
        record, version = FOLDER / native.RECORD.name, _core_version()
        wanted = f"{native.digest_of_sources()} {version}\n{_recipe()}\n"
        if record.exists() and record.read_text() == wanted and all(file.exists() for file in _extensions()):
            return ""
        record.unlink(missing_ok=True)  # first: whoever starts meanwhile takes no half of what is made
        missing = ""
        try:
            _compile(version)
        except CannotBuild as error:
            missing = str(error)
        except Exception as error:  # Cython, setuptools and compilers have many, and have printed the rest
            missing = f"{type(error).__name__}: {' '.join(str(error).split())}"
        record.write_text(f"{native.HINDERED}{missing}\n" if missing else wanted)
        return missing


def _native() -> SimpleNamespace:
    """`omny/native/__init__.py` of this tree, whatever else is installed."""
    return SimpleNamespace(**run_path(str(FOLDER / "__init__.py")))


def _modules() -> dict[str, Path]:
    """The sources of the extensions by the name of the module."""
    kernels = {".".join(source.with_suffix("").parts): source for source in sorted(FOLDER.glob("*.pyx"))}
    return kernels | {name: Path(*name.split(".")).with_suffix(".py") for name in _native().COMPILED}


def _extensions() -> list[Path]:
    """The extensions, in the order of `_modules`."""
    return [FOLDER / _file_name(name) for name in _modules()]


def _file_name(module: str) -> str:
    """The name of the file of an extension: that of a kernel is found by Python's own finder, others are not."""
    return module.removeprefix("omny.native.") + str(sysconfig.get_config_var("EXT_SUFFIX"))


def _registry_tag() -> str:
    """The tag of a wheel with the extensions that registries take, such as cp311-cp311-manylinux_2_17_x86_64; "" where
    that is the tag anyway (not on Linux), or where auditwheel is missing or finds none.

    auditwheel reads wheels. The wheel that is to be built needs its tag before it is there, so auditwheel reads one of
    the extensions alone.
    """
    python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    with tempfile.TemporaryDirectory() as scratch:
        wheel = Path(
            scratch, f"omny-0-{python}-{python}-{sysconfig.get_platform().translate(str.maketrans('-.', '__'))}.whl"
        )
        with zipfile.ZipFile(wheel, "w") as archive:
            for file in _extensions():
                archive.write(TOP / file, file.as_posix())
            listed = "".join(f"{file.as_posix()},,\n" for file in _extensions())
            archive.writestr("omny-0.dist-info/RECORD", listed)
            archive.writestr("omny-0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: false\n")
        command = [sys.executable, "-m", "auditwheel", "show", "--json", str(wheel)]
        try:
            done = subprocess.run(command, capture_output=True, check=True, timeout=LONGEST_AUDIT_SECONDS)
            tag = str(json.loads(done.stdout)["overall_tag"])
        except (OSError, subprocess.SubprocessError, ValueError, KeyError):
            return ""
    return f"{python}-{python}-{tag}" if tag.startswith(("manylinux", "musllinux")) else ""


def _core_version() -> str:
    """The version of tree-sitter that Omny runs with: the core that is built in has to be the same."""
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    [pinned] = [line for line in project["dependencies"] if line.startswith("tree-sitter==")]
    return str(pinned.partition("==")[2])


def _recipe() -> str:
    """16 hex digits that stand for all but the sources that makes an extension what it is."""
    how = [Path(__file__).read_text(), sys.version, sysconfig.get_platform(), *_compiler()]
    how += [os.environ.get(name, "") for name in ("CFLAGS", "LDFLAGS")]
    return blake2b("\0".join(how).encode(), digest_size=8).hexdigest()


def _compiler() -> list[str]:
    """The command, as setuptools will have it."""
    return shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")


def _compile(version: str) -> None:
    """Makes the extensions, and puts them beside their sources when all of them are there."""
    if not shutil.which(_compiler()[0]):
        raise CannotBuild(f"there is no C compiler ({_compiler()[0]})")
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        raise CannotBuild("Python's headers are not installed (Debian, Ubuntu: python3-dev)")
    try:
        import setuptools
        from Cython.Build import cythonize
        from setuptools.command.build_ext import build_ext
    except ImportError as error:
        raise CannotBuild(f"{error.name} is not installed") from error

    class Build(build_ext):  # type: ignore[misc]
        """The core and each module that is in C already are compiled while Cython writes the C of the next."""

        def build_extensions(self) -> None:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                fetched = pool.submit(_core_sources, version)
                core = pool.submit(_core_object, version, fetched, self.compiler.compile)
                how = {"output_dir": self.build_temp, "include_dirs": self.include_dirs}
                how["include_dirs"] += [str(FOLDER), *_headers(fetched.result())]
                sources, objects = [], []
                for extension in self.extensions:
                    [made] = cythonize(
                        [extension],
                        build_dir=self.build_temp,
                        compiler_directives=DIRECTIVES[Path(extension.sources[0]).suffix],
                        force=True,
                        quiet=True,
                    )
                    sources.append(made)
                    objects.append(
                        pool.submit(self.compiler.compile, made.sources, extra_postargs=_flags(made.name), **how)
                    )
                for extension, compiled in zip(sources, objects, strict=True):
                    holds = [str(core.result())] if extension.name == HOLDS_CORE else []
                    target = f"{self.build_lib}/{_file_name(extension.name)}"
                    libraries = self.get_libraries(extension)
                    self.compiler.link_shared_object([*compiled.result(), *holds], target, libraries=libraries)

    def extension(name: str, source: Path) -> setuptools.Extension:
        written = sorted({*FOLDER.glob("*.c")} - {CORE_UNIT}) if name == HOLDS_CORE else []
        return setuptools.Extension(name, [str(source), *map(str, written)])

    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=KEPT) as scratch:
        modules = [extension(name, source) for name, source in _modules().items()]
        command = Build(setuptools.Distribution({"ext_modules": modules}))
        command.build_lib, command.build_temp = f"{scratch}/lib", f"{scratch}/temp"
        command.ensure_finalized()
        command.run()
        for file in _extensions():  # replaced, not written over: somebody may have the old one in memory
            os.replace(Path(command.build_lib) / file.name, file)
    for file in set(FOLDER.glob(f"*{sysconfig.get_config_var('EXT_SUFFIX')}")).difference(_extensions()):
        file.unlink()


def _flags(module: str) -> list[str]:
    if module.startswith(f"{'.'.join(FOLDER.parts)}."):
        return FLAGS
    return [*FLAGS, *(OF_ALL_LANGUAGES if module.startswith(HOT) else OF_PYTHON)]


def _headers(core: Path) -> list[str]:
    return [str(core / "include"), str(core / "src")]


def _core_object(version: str, fetched: Future[Path], compiled: Callable[..., list[str]]) -> Path:
    """tree-sitter's core as one object file, which is kept: it is the same until its version or its unit changes."""
    unit = blake2b(CORE_UNIT.read_bytes(), digest_size=4).hexdigest()
    target = KEPT / f"core-{version}-{unit}-{_recipe()}.o"
    if not target.exists():
        core = fetched.result()
        with tempfile.TemporaryDirectory(dir=KEPT) as scratch:
            [made] = compiled(
                [str(CORE_UNIT)],
                output_dir=scratch,
                macros=CORE_MACROS,
                include_dirs=[str(FOLDER), *_headers(core)],
                extra_postargs=["-std=c11", *FLAGS],
            )
            os.replace(made, target)
    return target


def _core_sources(version: str) -> Path:
    """The folder `lib` of tree-sitter's core, from the sdist, which pip finds wherever it finds packages."""
    target = KEPT / f"tree-sitter-{version}"
    if target.exists():
        return target
    with tempfile.TemporaryDirectory(dir=KEPT) as scratch:
        options = ["-qq", "--no-deps", "--no-build-isolation", "--no-binary", "tree-sitter", "--dest", scratch]
        command = [sys.executable, "-m", "pip", "download", *options, f"tree-sitter=={version}"]
        try:
            subprocess.run(command, check=True, timeout=LONGEST_DOWNLOAD_SECONDS, stdin=subprocess.DEVNULL)
        except (OSError, subprocess.SubprocessError) as error:
            raise CannotBuild(f"pip could not download the sources of tree-sitter {version}") from error
        [sdist] = Path(scratch).glob("*.tar.gz")
        unpacked = _unpack(sdist, Path(scratch, "lib"))
        if not (unpacked / "src" / "lib.c").exists():
            raise CannotBuild(f"the sdist of tree-sitter {version} does not hold its core")
        unpacked.rename(target)
    return target


def _unpack(sdist: Path, target: Path) -> Path:
    """The regular files of the core, below `target`; nothing else of the archive is written, and nowhere else."""
    with tarfile.open(sdist) as archive:
        for member in archive:
            inside = PurePosixPath(*PurePosixPath(member.name).parts[1:])
            if not inside.is_relative_to(CORE) or ".." in inside.parts or not member.isfile():
                continue
            file = target / inside.relative_to(CORE)
            file.parent.mkdir(parents=True, exist_ok=True)
            content = archive.extractfile(member)
            assert content
            file.write_bytes(content.read())
    return target


if __name__ == "__main__":
    sys.exit(build() or None)
