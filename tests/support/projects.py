"""Small projects that tests edit at random: a model of some files, edits of the model, and what they look like on disk.

The model is the same for Python, JavaScript and TypeScript: few names, so that they meet by chance. An edit is a
function of a project and a `random.Random`; hypothesis has one of those, too, whose choices it can shrink.
"""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from posixpath import basename, dirname, splitext
from random import Random

from tests.support.project_files import METHODS, Call, Class, File, Function, Import, rendered

FUNCTIONS = ("alpha", "beta", "gamma", "delta")
CLASSES = ("Base", "Child", "Other")
STEMS = ("use", "tool", "base", "child", "extra", "new")
FOLDERS = ("", "pkg", "pkg/sub", "lib", "build")
SUFFIXES = {
    "python": (".py", ".py", ".pyi"),
    "javascript": (".js", ".mjs", ".jsx"),
    "typescript": (".ts", ".tsx", ".js"),
}
LANGUAGES = tuple(SUFFIXES)


class Project:
    """The model of a tree."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.suffix = SUFFIXES[language][0]
        self.index = "__init__" if language == "python" else "index"
        self.files: dict[str, File] = {}
        self.others: dict[str, str] = {}  # files that are no source
        self.renames: list[tuple[str, str]] = []  # to be made on disk as renames
        self.history: list[bytes] = []
        self._fill()

    def _fill(self) -> None:
        path = self.path
        base, child, extra = path("pkg/base"), path("pkg/child"), path("pkg/extra")
        package = path(f"pkg/{self.index}")
        returning = Function("alpha", [("call", "Base", "")], [], "Base")
        self.files = {
            package: File([Import(base, "Base", how=1, exported=True), Import(extra, "*", how=1, exported=True)]),
            base: File([], [Class("Base", [], [Function("run", [("self", "stop", "")]), Function("stop")]), returning]),
            child: File(
                [Import(base, "Base", how=1)], [Class("Child", ["Base"], [Function("stop", [("super", "stop", "")])])]
            ),
            extra: File([], [Function("beta", [("call", "gamma", "")]), Function("gamma")]),
            path("pkg/sub/deep"): File([Import(package, "beta", "delta")], [Function("run", [("call", "delta", "")])]),
            path("use"): File(
                [Import(package, "Base"), Import(child, "Child"), Import(base, "", "module"), Import(package, "beta")],
                [Function("gamma", [("method", "Child", "run"), ("module", "module", "alpha"), ("pass", "beta", "")])],
                [("call", "gamma", ""), ("local", "Base", "run")],
            ),
            path("tool"): File([], [Class("Base", [], [Function("run")]), Function("beta")]),
        }

    def path(self, stem: str) -> str:
        """A path with the usual ending."""
        return stem + self.suffix

    def remember(self) -> None:
        """Makes the present state one to which `revert` may go back."""
        self.history.append(pickle.dumps((self.files, self.others)))

    def recall(self, number: int) -> None:
        """Goes back."""
        self.files, self.others = pickle.loads(self.history[number])

    def has_room(self, path: str) -> bool:
        """Whether there can be a file of that path, or is one."""
        taken = {**self.files, **self.others}
        above = dirname(path)
        while above:
            if above in taken:
                return False
            above = dirname(above)
        return not any(other.startswith(f"{path}/") for other in taken)

    def contents(self) -> dict[str, bytes]:
        """The bytes of each file."""
        found = {path: content.encode() for path, content in self.others.items()}
        found.update((path, rendered(self.language, path, file)) for path, file in self.files.items())
        return found

    def write(self, root: Path) -> None:
        """Makes the tree what the model is: renames first, then what is left to remove, then what is left to write."""
        for old, new in self.renames:
            if (root / old).exists() and not (root / new).exists():
                (root / new).parent.mkdir(parents=True, exist_ok=True)
                (root / old).rename(root / new)
        self.renames = []
        wanted = self.contents()
        for directory, _, names in os.walk(root, topdown=False):
            inner = Path(directory).relative_to(root).as_posix()
            if inner.partition("/")[0] == ".omny":
                continue
            for name in names:
                path = name if inner == "." else f"{inner}/{name}"
                if path not in wanted:
                    (root / path).unlink()
            if inner != "." and not any(path.startswith(f"{inner}/") for path in wanted):
                shutil.rmtree(directory)
        for path, content in sorted(wanted.items()):
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if file.exists() and file.read_bytes() == content:
                continue
            if len(content) % 2:  # as some editors do
                draft = file.with_name(f".{file.name}.tmp")
                draft.write_bytes(content)
                draft.rename(file)
            else:
                file.write_bytes(content)


# ── edits ────────────────────────────────────────────────────────────────────────────────────────────────────────────

Edit = Callable[[Project, Random], object]


def _file(project: Project, random: Random) -> File:
    paths = sorted(project.files)
    return project.files[random.choice(paths)] if paths else File()


def _call(random: Random) -> Call:
    how = random.choice(("call", "self", "super", "method", "module", "pass", "local"))
    if how in ("method", "local"):
        return (how, random.choice(CLASSES), random.choice(METHODS))
    if how == "module":
        return (how, random.choice(("module", "pkg", "alpha")), random.choice(FUNCTIONS))
    return (how, random.choice(METHODS if how in ("self", "super") else FUNCTIONS + CLASSES), "")


def _function(random: Random) -> Function:
    return Function(random.choice(FUNCTIONS), [_call(random)])


def edit_body(project: Project, random: Random) -> None:
    file = _file(project, random)
    functions = file.functions()
    calls: list[Call] = random.choice([each.calls for each in functions] + [file.calls])
    if not functions or random.randint(0, 1):
        if calls and random.randint(0, 1):
            calls.pop(random.randrange(len(calls)))
        else:
            calls.insert(random.randint(0, len(calls)), _call(random))
    else:
        random.choice(functions).number += 1


def rename_function(project: Project, random: Random) -> None:
    file = _file(project, random)
    if file.definitions:
        definition = random.choice(file.definitions)
        definition.name = random.choice(CLASSES if isinstance(definition, Class) else FUNCTIONS)


def move_function(project: Project, random: Random) -> None:
    source, target = _file(project, random), _file(project, random)
    if source.definitions:
        moved = source.definitions.pop(random.randrange(len(source.definitions)))
        target.definitions.insert(random.randint(0, len(target.definitions)), moved)


def change_signature(project: Project, random: Random) -> None:
    functions = _file(project, random).functions()
    if functions:
        function = random.choice(functions)
        if random.choice((True, False)):
            function.returns = random.choice(("", *CLASSES))
        elif function.parameters:
            function.parameters.pop()
        else:
            function.parameters.append(random.choice(CLASSES))


def add_import(project: Project, random: Random) -> None:
    targets = [*sorted(project.files), project.path("new"), project.path("pkg/new")]
    name = random.choice(("", "*", *FUNCTIONS, *CLASSES))
    alias = random.choice(("", "", "alpha", "Base", "module"))
    added = Import(random.choice(targets), name, alias, random.randint(0, 4), random.choice((True, False)))
    _file(project, random).imports.append(added)


def remove_import(project: Project, random: Random) -> None:
    imports = _file(project, random).imports
    if imports:
        imports.pop(random.randrange(len(imports)))


def alias_import(project: Project, random: Random) -> None:
    imports = _file(project, random).imports
    if imports:
        random.choice(imports).alias = random.choice(("", *FUNCTIONS, *CLASSES))


def re_export(project: Project, random: Random) -> None:
    path = project.path(random.choice(("pkg", "lib", "pkg/sub")) + f"/{project.index}")
    if project.has_room(path):
        target = random.choice(sorted({*project.files, path}))
        name = random.choice(("*", *FUNCTIONS, *CLASSES))
        project.files.setdefault(path, File()).imports.append(Import(target, name, how=1, exported=True))


def shadow(project: Project, random: Random) -> None:
    """Defines a name that is imported, or that another file defines."""
    file = _file(project, random)
    names = [each.alias or each.name for each in file.imports] or list(FUNCTIONS)
    name = random.choice(names)
    if name.isidentifier():
        new = Class(name, [], [Function("run")]) if name in CLASSES else Function(name)
        file.definitions.insert(random.randint(0, len(file.definitions)), new)


def override(project: Project, random: Random) -> None:
    classes = [each for file in project.files.values() for each in file.definitions if isinstance(each, Class)]
    if classes:
        chosen = random.choice(classes)
        match random.randint(0, 3):
            case 0:
                chosen.bases = random.choice(([], ["Base"], ["Other"], ["module.Base"]))
            case 1 if chosen.methods:
                chosen.methods.pop()
            case _:
                chosen.methods.append(Function(random.choice(METHODS), [("super", random.choice(METHODS), "")]))


def duplicate(project: Project, random: Random) -> None:
    file = _file(project, random)
    if file.definitions:
        file.definitions.append(pickle.loads(pickle.dumps(random.choice(file.definitions))))


def _rename(project: Project, old: str, new: str, random: Random) -> None:
    if old == new or not project.has_room(new) or new in project.others or new.startswith(f"{old}/"):
        return
    project.files[new] = project.files.pop(old)
    project.renames.append((old, new))
    if random.choice((True, False)):  # as an editor does it
        for each in (each for file in project.files.values() for each in file.imports):
            each.target = new if each.target == old else each.target


def _free_path(project: Project, random: Random) -> str:
    stem = random.choice((*STEMS, project.index))
    folder = random.choice(FOLDERS)
    return (f"{folder}/" if folder else "") + stem + random.choice(SUFFIXES[project.language])


def rename_file(project: Project, random: Random) -> None:
    if project.files:
        _rename(project, random.choice(sorted(project.files)), _free_path(project, random), random)


def rename_directory(project: Project, random: Random) -> None:
    old, new = random.choice(FOLDERS[1:]), random.choice(("lib", "pkg", "build", "pkg2", "pkg/sub2"))
    inner = [path for path in project.files if path.startswith(f"{old}/")]
    taken = any(path.startswith(f"{new}/") for path in (*project.files, *project.others))
    if inner and not taken and not f"{new}/".startswith(f"{old}/") and project.has_room(f"{new}/x"):
        for path in inner:
            project.files[new + path.removeprefix(old)] = project.files.pop(path)
        for path in [path for path in project.others if path.startswith(f"{old}/")]:
            project.others[new + path.removeprefix(old)] = project.others.pop(path)
        project.renames.append((old, new))


def file_to_directory(project: Project, random: Random) -> None:
    """A module becomes a package, or a file a directory of the very same name, or back."""
    if not project.files:
        return
    old = random.choice(sorted(project.files))
    stem, suffix = splitext(old)
    if basename(stem) == project.index and dirname(old):
        project.files[f"{dirname(old)}{suffix}"] = project.files.pop(old)
    elif random.choice((True, False)):
        new = f"{stem}/{project.index}{suffix}"
        if project.has_room(new):
            project.files[new] = project.files.pop(old)
    else:
        project.files[f"{old}/{basename(old)}"] = project.files.pop(old)


def delete_file(project: Project, random: Random) -> None:
    if len(project.files) > 2:
        del project.files[random.choice(sorted(project.files))]


def delete_directory(project: Project, random: Random) -> None:
    folder = random.choice(FOLDERS[2:])
    for path in [path for path in project.files if path.startswith(f"{folder}/")]:
        del project.files[path]


def add_file(project: Project, random: Random) -> None:
    path = _free_path(project, random)
    if project.has_room(path) and len(project.files) < 14:
        bases = random.choice(([], ["Base"]))
        new: Function | Class = random.choice(
            (_function(random), Class(random.choice(CLASSES), bases, [Function("run")]))
        )
        project.files[path] = File([Import(project.path("pkg/base"), "*", how=1)], [new], [_call(random)])


def copy_file(project: Project, random: Random) -> None:
    path = _free_path(project, random)
    if project.files and project.has_room(path) and len(project.files) < 14:
        project.files[path] = pickle.loads(pickle.dumps(_file(project, random)))


def break_syntax(project: Project, random: Random) -> None:
    """In, or out again."""
    file = _file(project, random)
    file.broken = "" if file.broken else random.choice(("inside", "whole"))


def truncate(project: Project, random: Random) -> None:
    """To some of its bytes, or whole again."""
    file = _file(project, random)
    file.cut = 1.0 if file.cut < 1.0 else random.choice((0.0, 0.1, 0.5, random.random()))


def swap_files(project: Project, random: Random) -> None:
    if project.files:
        one, other = random.choice(sorted(project.files)), random.choice(sorted(project.files))
        project.files[one], project.files[other] = project.files[other], project.files[one]


def revert(project: Project, random: Random) -> None:
    if project.history:
        project.recall(random.randrange(len(project.history)))


def make_empty(project: Project, random: Random) -> None:
    file = _file(project, random)
    file.is_empty = not file.is_empty


def change_bytes(project: Project, random: Random) -> None:
    file = _file(project, random)
    if random.choice((True, False)):
        file.has_crlf = not file.has_crlf
    else:
        file.has_bom = not file.has_bom


def _set_other(project: Project, path: str, content: str | None) -> None:
    if content is None:
        project.others.pop(path, None)
    elif path not in project.files and project.has_room(path):
        project.others[path] = content


def edit_ignore_file(project: Project, random: Random) -> None:
    folder = random.choice(("", "", "pkg/", "pkg/sub/"))
    name = random.choice((".gitignore", ".omnyignore"))
    lines = ("pkg/", "/pkg/sub", "base.*", "!base.*", "*", "!use.*", "child.*", "!build/", "lib/", "#", "sub/**")
    content = "\n".join(random.choice(lines) for _ in range(random.randint(1, 3)))
    _set_other(project, folder + name, random.choice((content, content, None)))


def edit_settings(project: Project, random: Random) -> None:
    contents = (
        'exclude = ["pkg/sub/"]',
        'exclude = ["base.*", "lib"]',
        "debounce_ms = 200",
        "exclude = [",
        "no = 1",
        None,
    )
    _set_other(project, ".omny.toml", random.choice(contents))


def edit_evidence(project: Project, random: Random) -> None:
    """What makes a directory one that is left out, or takes that back."""
    folder = random.choice(("pkg", "pkg/sub", "lib"))
    path = f"{folder}/{random.choice(('pyvenv.cfg', '.git', 'CACHEDIR.TAG'))}"
    content = "Signature: 8a477f597d28d172789f06886806bc55" if path.endswith(".TAG") else "gitdir: ../x"
    _set_other(project, path, None if path in project.others else content)


def edit_configuration(project: Project, random: Random) -> None:
    folder = random.choice(("", "", "pkg/"))
    name = random.choice(("package.json", "tsconfig.json", "jsconfig.json"))
    contents: tuple[str | None, ...] = (
        '{"compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["./*"]}}}',
        '{"compilerOptions": {"paths": {"@/*": ["./pkg/*", "./lib/*"]}}}',
        '{"extends": "./other.json"}',
        "{",
        None,
    )
    if name == "package.json":
        base, use = project.path("./pkg/base"), project.path("./use")
        contents = (
            f'{{"name": "pkg", "main": "{use}", "imports": {{"#base": "{base}"}}}}',
            f'{{"name": "app", "exports": "{base}", "imports": {{"#*": "./pkg/*{project.suffix}"}}}}',
            '{"name": "app", "workspaces": ["pkg", "lib"]}',
            "{",
            None,
        )
    _set_other(project, folder + name, random.choice(contents))


EDITS: dict[str, Edit] = {
    edit.__name__: edit
    for edit in (
        edit_body,
        rename_function,
        move_function,
        change_signature,
        add_import,
        remove_import,
        alias_import,
        re_export,
        shadow,
        override,
        duplicate,
        rename_file,
        rename_directory,
        file_to_directory,
        delete_file,
        delete_directory,
        add_file,
        copy_file,
        break_syntax,
        truncate,
        swap_files,
        revert,
        make_empty,
        change_bytes,
        edit_ignore_file,
        edit_settings,
        edit_evidence,
        edit_configuration,
    )
}
