"""A tree full of traps, and a witness of what the processes of Omny do in it.

Each trap, when it goes off, leaves a file in the folder of canaries. The witness is an audit hook, which Python has in
each process from its beginning, since it comes with a `sitecustomize.py` by way of PYTHONPATH: it writes down each
import, each file that is opened, each process and each socket.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.helpers import write_tree

_HOOK = """
import json, os, sys

_descriptor = os.open(os.environ["WITNESS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
_WHOLE = {"open", "import", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn",
    "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate",
    "os.chmod", "os.chown", "os.utime", "os.setxattr",
    "socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "ctypes.dlopen", "shutil.rmtree"}

def _plain(value):
    if isinstance(value, bytes):
        return os.fsdecode(value)
    return value if isinstance(value, (str, int, type(None))) else repr(value)[:200]

def _note(event, arguments):
    if event == "exec":
        arguments = (getattr(arguments[0], "co_filename", ""),)
    elif event == "socket.__new__":
        arguments = (int(arguments[1]),)
    elif event.startswith("socket.") and event in _WHOLE:
        arguments = arguments[1:] if event != "socket.getaddrinfo" else arguments[:1]
    elif event == "import":
        arguments = arguments[:2]
    elif event not in _WHOLE:
        return
    line = json.dumps([os.getpid(), event, os.getcwd() if event == "start" else "", *map(_plain, arguments)])
    os.write(_descriptor, line.encode("utf-8", "surrogateescape") + b"\\n")

os.write(_descriptor, json.dumps([os.getpid(), "start", "", *sys.orig_argv]).encode() + b"\\n")
sys.addaudithook(_note)
"""

THIRD_PARTY = (
    "apsw", "click", "mcp", "msgspec", "networkx", "pydantic", "re2", "rich", "shellingham", "tree_sitter",
    "tree_sitter_go", "tree_sitter_java", "tree_sitter_javascript", "tree_sitter_kotlin", "tree_sitter_php",
    "tree_sitter_python", "tree_sitter_ruby", "tree_sitter_rust", "tree_sitter_swift", "tree_sitter_typescript",
    "typer", "watchdog", "yaml",
)  # fmt: skip
STANDARD = (
    "argparse", "ast", "asyncio", "base64", "bisect", "concurrent", "copy", "ctypes", "datetime", "difflib",
    "faulthandler", "gettext", "hashlib", "json", "logging", "multiprocessing", "pathlib", "pickle", "plistlib",
    "queue", "random", "resource", "select", "selectors", "shutil", "signal", "socket", "statistics", "string",
    "struct", "subprocess", "tempfile", "textwrap", "threading", "tomllib", "unicodedata", "urllib", "uuid", "zipfile",
)  # fmt: skip
LOADED_BY_TOOLS = ("sitecustomize", "usercustomize", "conftest", "setup", "trap")


@dataclass
class Trap:
    """The tree at `tree`, with the folder `canaries` outside of it, and what its processes are given."""

    tree: Path
    outside: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def canaries(self) -> Path:
        """Where a trap that went off leaves a file."""
        return self.outside / "canaries"

    def run(self, *command: str, text: str | None = None, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Runs a program in the tree, as its current folder, under the witness."""
        return subprocess.run(
            command, cwd=self.tree, env=self.environment, input=text, capture_output=True, text=True,
            timeout=timeout, check=False, errors="replace",
        )  # fmt: skip

    @property
    def script(self) -> tuple[str, str]:
        """What the script `omny` is: its own folder is on the path, the current one is not."""
        return sys.executable, str(self.outside / "bin" / "omny")

    def omny(self, *arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
        """Runs a command line."""
        return self.run(*self.script, *arguments, text=text)

    def seen(self) -> Iterator[tuple[str, list[Any]]]:
        """What the witness has written down: events and their arguments."""
        for line in (self.outside / "witness").read_text(encoding="utf-8", errors="surrogateescape").splitlines():
            _, event, _, *arguments = json.loads(line)
            yield event, arguments

    def sprung(self) -> list[str]:
        """The traps that went off."""
        return sorted(os.listdir(self.canaries))

    def wrong(self) -> list[str]:
        """Whatever a process did that none of Omny's may do."""
        return sorted({f"{event} {arguments}" for event, arguments in self.seen() if self._is_wrong(event, arguments)})

    def _is_wrong(self, event: str, arguments: list[Any]) -> bool:
        if event in ("exec", "import"):
            return any(str(each).startswith(f"{self.tree}/") for each in arguments)
        if event == "open":
            path, _, flags = arguments
            writes = isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))
            return writes and not self._is_ours(path)
        if event in ("os.mkdir", "os.remove", "os.rmdir", "os.truncate", "os.chmod", "os.chown", "os.utime"):
            is_in_a_descriptor = event in ("os.remove", "os.rmdir") and arguments[1] >= 0  # `shutil.rmtree` goes so
            return not (is_in_a_descriptor or self._is_ours(arguments[0]))
        if event in ("os.rename", "os.link", "os.symlink"):
            return not (self._is_ours(arguments[0]) and self._is_ours(arguments[1]))
        if event == "socket.__new__":
            return arguments[0] != 1  # AF_UNIX
        if event in ("socket.connect", "socket.bind"):
            return not self._is_ours(arguments[0])
        return event.startswith(("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "socket.get"))

    def _is_ours(self, path: Any) -> bool:
        """Below the state directory; a descriptor, which says nothing of a place; the registry of the user's daemons;
        or where workers meet their server, a folder of the system's temporary one that is gone with them."""
        registry, temporary = self.environment["OMNY_RUNTIME_DIR"], self.environment["TMPDIR"]
        if not isinstance(path, str) or path in (os.devnull, str(self.tree / ".omny"), registry):
            return True
        whole = os.path.join(self.tree, path)
        return whole.startswith((f"{self.tree}/.omny/", f"{registry}/", f"{temporary}/", "/proc/self/fd/"))


def set_trap(folder: Path) -> Trap:
    """Makes the tree below `folder`. Modules of it are called as those that Omny imports."""
    tree, outside = folder / "tree", folder / "outside"
    for directory in ("bin", "canaries", "hook", "home", "tmp", "runtime", "private"):
        (outside / directory).mkdir(parents=True)
    (outside / "bin" / "omny").write_text("from omny.cli import main\n\nif __name__ == '__main__':\n    main()\n")
    (outside / "hook" / "sitecustomize.py").write_text(_HOOK)
    (outside / "private" / "key.py").write_text("def outside_of_the_tree():\n    pass\n")
    trap = Trap(tree, outside)
    trap.environment = {
        **{
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "OMNY", "XDG_", "GIT_"))
        },
        "PYTHONPATH": str(outside / "hook"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "WITNESS": str(outside / "witness"),
        "HOME": str(outside / "home"),
        "TMPDIR": str(outside / "tmp"),
        "OMNY_RUNTIME_DIR": str(outside / "runtime" / "omny"),
    }
    write_tree(tree, _files(trap.canaries))
    for program in (
        *(tree / ".git" / "hooks").iterdir(),
        tree / "trap.sh",
        tree / "git",
        tree / "gcc",
        tree / "ldconfig",
    ):
        program.chmod(0o755)
    (tree / "linked.py").symlink_to(outside / "private" / "key.py")
    (tree / "linked").symlink_to(outside / "private", target_is_directory=True)
    (tree / "up").symlink_to("..", target_is_directory=True)
    (tree / "pkg" / ".gitignore").symlink_to(outside / "private" / "key.py")
    return trap


def _files(canaries: Path) -> dict[str, str]:
    def python(name: str) -> str:
        return (
            f'open({str(canaries / name)!r}, "w").close()\n\n\ndef {name.partition(".")[0]}_of_the_tree():\n    pass\n'
        )

    def shell(name: str) -> str:
        return f"#!/bin/sh\n: > '{canaries / name}'\n"

    # Enough that workers are started for it.
    large = "\n".join(
        f"def large_{number}(one, two):\n    return large_{number}(two, one)\n" for number in range(4_000)
    )
    touch = f"touch {canaries}/git-config"
    config = f"""[core]
\trepositoryformatversion = 0
\tfsmonitor = {touch}
\thooksPath = {canaries.parent.parent}/tree
\tpager = {touch}
\teditor = {touch}
\tsshCommand = {touch}
\texcludesFile = {canaries.parent}/private/key.py
[diff "trap"]
\ttextconv = {touch}
\tcommand = {touch}
[filter "trap"]
\tclean = {touch}
\tsmudge = {touch}
\tprocess = {touch}
[include]
\tpath = ../trap.gitconfig
[alias]
\tstatus = !{touch}
"""
    entry = "[networkx.backends]\nt=trap\n[networkx.backend_info]\nt=trap:get\n[pydantic]\nt=trap\n[pytest11]\nt=trap\n"
    package = (
        '{"name": "trap", "main": "index.js", "scripts": {"preinstall": "' + touch + '", "prepare": "' + touch + '"}}'
    )
    return {
        **{f"{name}.py": python(name) for name in (*THIRD_PARTY, *STANDARD, *LOADED_BY_TOOLS)},
        "trap.pth": f"import os; os.mkdir({str(canaries / 'pth')!r})\n",
        "trap-1.0.dist-info/entry_points.txt": entry,
        "trap-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: trap\nVersion: 1.0\n",
        "tree_sitter_python.abi3.so": "no program",
        "languages.so": "no program",
        "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "trap"\nbackend-path = ["."]\n'
        '[tool.pytest.ini_options]\naddopts = "-p trap"\n[tool.mypy]\nplugins = ["trap"]\n',
        "setup.cfg": "[options.entry_points]\nconsole_scripts =\n    omny = trap:main\n",
        ".omny.toml": 'log_level = "debug"\ncheck_seconds = 1.0\nexclude = ["*.gen.py"]\n',
        ".env": f"OMNY_DATABASE_URL={canaries / 'env'}\nPYTHONSTARTUP=trap.py\nFASTMCP_LOG_LEVEL=DEBUG\n",
        ".envrc": shell("envrc"),
        ".vscode/tasks.json": '{"tasks": [{"command": "' + touch + '", "runOptions": {"runOn": "folderOpen"}}]}',
        ".editorconfig": "root = true\n",
        "package.json": package,
        "tsconfig.json": '{"compilerOptions": {"plugins": [{"name": "./trap.js"}]}, "extends": "../../../etc/passwd"}',
        "index.js": f"require('fs').writeFileSync({str(canaries / 'node')!r}, '')\nexport function from_node() {{}}\n",
        ".git/HEAD": "ref: refs/heads/main\n",
        ".git/config": config,
        ".git/refs/heads/main": "0" * 40 + "\n",
        ".git/hooks/post-checkout": shell("hook"),
        ".git/hooks/fsmonitor-watchman": shell("hook-watchman"),
        ".gitattributes": "* diff=trap filter=trap\n",
        "trap.gitconfig": f"[core]\n\tfsmonitor = {touch}\n",
        "trap.sh": shell("shell"),
        "git": shell("git"),
        "gcc": shell("gcc"),
        "ldconfig": shell("ldconfig"),
        **_projects(canaries),
        "pkg/__init__.py": python("pkg"),
        "pkg/large.py": large,
    }  # fmt: skip


def _projects(canaries: Path) -> dict[str, str]:
    """Projects of other languages, whose own tools would run what stands in these files, each with a source file."""

    def touch(name: str) -> str:
        return f"touch {canaries}/{name}"

    rust = 'fn main() { std::process::Command::new("sh").arg("-c").arg("%s").status(); }\n'
    gradle = 'exec { commandLine("sh", "-c", "%s") }\n'
    swift = 'import Foundation\nsystem("%s")\nlet package = Package(name: "Trap", targets: [.target(name: "Trap")])\n'
    target = '<Target Name="T" BeforeTargets="Build"><Exec Command="%s"/></Target>'
    compiled = '[{"directory": "/", "file": "c/trap.c", "command": "sh -c \'%s\' -I. -c c/trap.c"}]\n'
    return {
        "Makefile": f"$(shell {touch('make')})\nall:\n\t{touch('make-all')}\n",
        "rust/Cargo.toml": '[package]\nname = "trap"\nbuild = "build.rs"\n',
        "rust/build.rs": rust % touch("cargo"),
        "rust/src/lib.rs": "pub fn rust_of_the_tree() {}\n",
        "jvm/build.gradle": gradle % touch("gradle"),
        "jvm/build.gradle.kts": gradle % touch("gradle-kts"),
        "jvm/settings.gradle": gradle % touch("gradle-settings"),
        "jvm/pom.xml": f"<project><build><plugins><exec>{touch('maven')}</exec></plugins></build></project>\n",
        "jvm/build.sbt": f'import scala.sys.process._\n"{touch("sbt")}".!\n',
        "jvm/src/main/java/shop/Trap.java": "package shop;\nclass Trap { void go() {} }\n",
        "jvm/src/main/kotlin/shop/trap.kt": "package shop\n\nfun kotlinOfTheTree() {}\n",
        "swift/Package.swift": swift % touch("swift"),
        "swift/Sources/Trap/trap.swift": "func swiftOfTheTree() {}\n",
        "go/go.mod": "module trap\n",
        "go/trap.go": f"package trap\n\n//go:generate sh -c '{touch('go')}'\nfunc GoOfTheTree() {{}}\n",
        "ruby/Gemfile": f"system('{touch('bundler')}')\n",
        "ruby/Rakefile": f"system('{touch('rake')}')\n",
        "ruby/trap.gemspec": f"system('{touch('gem')}')\n",
        "ruby/trap.rb": f"system('{touch('ruby')}')\n\ndef ruby_of_the_tree\nend\n",
        "php/composer.json": f'{{"scripts": {{"post-install-cmd": "{touch("composer")}"}}}}\n',
        "php/trap.php": f"<?php\nshell_exec('{touch('php')}');\nfunction php_of_the_tree() {{}}\n",
        "cs/Trap.csproj": f"<Project>{target % touch('msbuild')}</Project>\n",
        "cs/Trap.cs": "class Trap { void Go() {} }\n",
        "c/compile_commands.json": compiled % touch("cc"),
        "c/CMakeLists.txt": f"execute_process(COMMAND sh -c '{touch('cmake')}')\n",
        "c/trap.c": '#include "/etc/passwd"\nint c_of_the_tree(void) { return 1; }\n',
        "page.html.erb": f"<% system('{touch('erb')}') %>\n",
        "notebook.ipynb": json.dumps({"cells": [{"cell_type": "code", "source": [f"!{touch('notebook')}"]}]}),
    }
