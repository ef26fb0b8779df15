"""Style is a test: the invariants of ARCHITECTURE.md, as far as they can be read off the source."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.support.parts import MAY_IMPORT
from tests.support.places import TOP

LONGEST_MODULE_LINES = 400
LONGEST_TEST_LINES = 600  # tables of expectations are long and simple

PACKAGE = sorted((TOP / "omny").rglob("*.py"))
OUTSIDE_STORAGE = [file for file in PACKAGE if not file.is_relative_to(TOP / "omny" / "storage")]
ALL = sorted(
    file
    for folder in ("omny", "bench", "scripts", "tests")
    for file in (TOP / folder).rglob("*.py")
    if not {"callgraph", ".cache", "example"} & set(file.relative_to(TOP).parts)
)

MODULES = {".".join(file.relative_to(TOP).with_suffix("").parts).removesuffix(".__init__"): file for file in PACKAGE}

OPENERS = frozenset(
    ("open", "io.open", "os.open", "os.fdopen", "codecs.open", "tokenize.open", "os.scandir", "os.listdir")
)
OPENING_METHODS = frozenset(("read_text", "read_bytes", "write_text", "write_bytes"))
MAY_OPEN = {
    # file: (what, why)
    "omny/base/disk.py": "it is the place",
    "omny/base/paths.py": "files of the state directory and of the user's own",
    "omny/base/plugins.py": "the record of installed languages, and the files of their packages",
    "omny/base/statedir.py": "the mark of the state directory",
    "omny/cli/__init__.py": "os.devnull, which is no file of the tree",
    "omny/daemon/process/background.py": "os.devnull, and the list of its own descriptors",
    "omny/base/heldfile.py": "the lock files of the state directory and of the registry",
    "omny/daemon/process/memory.py": "/proc, where the system tells of processes",
    "omny/daemon/process/registry.py": "the gate of its own directory",
    "omny/service/workspace.py": "the list of the workspace in the data directory of the user",
    "omny/service/protocol.py": "the state directory, as the address of a socket in it",
    "omny/edit/journal.py": "the records of edits in the state directory",
    "omny/edit/steps.py": "files of the tree, to be edited, by descriptors of directories",
    "omny/prove/scratch.py": "the copy of the tree that it makes",
    "omny/prove/steps.py": "files of that copy, to be changed",
    "omny/pipeline/scratch_tree.py": "files of git's commits, in a directory of its own in the state directory",
    "omny/base/user_settings.py": "the settings of the user",
    "omny/embedding/onnx.py": "how a model of the user's pools",
    "omny/embedding/static.py": "a model of an installed package, or of the user's",
    "omny/executors/worker.py": "os.devnull, which is no file of the tree",
    "omny/languages/base.py": "the package's own query files",
    "omny/extract/tables.py": "the tables in a language's own folder",
    "omny/languages/facets/guards.py": "the table in a language's own folder",
    "omny/native/__init__.py": "its own sources, and the record of what was built from them",
    "omny/languages/javascript/__init__.py": "the package's own query files",
    "omny/languages/typescript/__init__.py": "the package's own query files",
    "omny/cli/output.py": "the file that the user names for a picture or an export",
    "omny/integrity/backup.py": "its own backups in the state directory",
    "omny/base/backup_files.py": "its own backups in the state directory",
    "omny/watch/git/objects.py": "objects and packs of git, of which a part is read",
    "omny/watch/sources/limits.py": "/proc, where the system tells of its limits",
    "omny/watch/sources/mounts.py": "/proc, where the system tells of its mounts",
    "omny/migrate/report.py": "the report that the user names, and its own beside the database",
    "omny/service/starter.py": "os.devnull, which is no file of the tree",
    "omny/mcp/token.py": "the token of the HTTP server, in the state directory or where the user names",
    "omny/install/files.py": "the configuration of agents, which was shown and agreed to, and its backup",
    "omny/storage/sqlite/backup.py": "the copy of the database that the user names",
    "omny/storage/sqlite/image.py": "the database of a base, to judge its first page",
    "omny/integrity/base_file.py": "the base and the key that the user names",
    "omny/integrity/bases.py": "the base that the user names, and the parts beside it",
    "omny/service/base_source.py": "the base or the folder of bases that the user names",
    "omny/storage/sqlite/checksums.py": "that copy, to compare its checksums",
    "omny/storage/port/related.py": "the words that stand beside it",
    "omny/storage/postgres/connection.py": "schema.sql, which stands beside it",
    "omny/storage/sqlite/patience.py": "the list of locks below /proc",
    "omny/storage/sqlite/connection.py": "schema.sql, and the database of the state directory",
}

CORE = ("extract", "resolve", "languages", "model", "pipeline/delta.py")
IMPURE = frozenset(
    ("os", "io", "time", "datetime", "random", "pathlib", "shutil", "subprocess", "socket", "tempfile", "threading")
)
STARTERS = frozenset(("eval", "exec", "compile", "__import__", "os.system", "os.popen", "importlib.import_module"))
MAY_START = {
    # file: (what, why)
    "omny/service/watching.py": "this Python, with a module of Omny's own: a program with threads must not fork",
}

NO_VERBS = """
    asked begun beaten born bought bound broken brought built caught chosen come dealt done drawn driven fallen felt
    forgotten found frozen given gone grown heard held hidden hung kept known laid led left lent lost made meant met
    overridden overtaken paid proven risen said seen sent shown sold spent spoken stood stuck swept sworn taken taught
    thought thrown told torn understood undone won woven written
"""
"""Past participles that no ending shows. Those that are the verb itself, such as `read`, are left out."""

MAY_BE_CALLED = {
    # name of a function: why
    "affected": "the command `omny affected`",
    "as_of": "the word of SQL for a state of the past",
    "compiled": "a decorator",
    "encoding": "a noun",
    "greeting": "a noun",
    "naming": "a noun: the facet of a language",
    "spelling": "a noun",
    "testing": "a noun: the facet of a language",
}

_PARTICIPLE = rf"(?:[a-z]*[aeiouy][a-z]*(?<!e)(?:ed|ing)|{'|'.join(NO_VERBS.split())})"
_NO_NAME = re.compile(rf"{_PARTICIPLE}(?:_(?:as|at|by|from|in|of|off|on|out|to|with))?|\w+_of")
_OF_STATE = re.compile(r"property|contextmanager|AbstractContextManager")
"""The decorators and the result of functions whose names may be participles: `closed`, `with reading():`."""

_DOCSTRING = re.compile(r'(?:#.*\n|\s)*r?"""\s*\S')  # at the beginning: to parse all files takes seconds
_SQL = re.compile(
    r"\b(?:SELECT\s.+?\sFROM|INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|PRAGMA\s+\w"
    r"|(?:CREATE|DROP)\s+(?:TABLE|INDEX|TRIGGER|VIEW|VIRTUAL))\b",
    re.DOTALL,
)


def name_of(file: Path) -> str:
    return file.relative_to(TOP).as_posix()


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def nodes_of(file: Path) -> tuple[ast.AST, ...]:
    """All nodes of a file."""
    return tuple(ast.walk(parsed(file)))


@cache
def calls_of(file: Path) -> tuple[tuple[int, str], ...]:
    """The calls in a file: the line, and the called as it is written."""
    return tuple((node.lineno, ast.unparse(node.func)) for node in nodes_of(file) if isinstance(node, ast.Call))


def part_of(file: Path) -> str:
    """The part of the package that a file of it is, or is in, such as `watch` or `delta`."""
    return file.relative_to(TOP / "omny").with_suffix("").parts[0]


def imported(file: Path, *modules: str) -> Iterator[str]:
    """Those of the modules, with what is below them, that a file imports."""
    for name in sorted(imports_of(file)):
        if any(name == module or name.startswith(f"{module}.") for module in modules):
            yield f" imports {name}"


@cache
def imports_of(file: Path) -> frozenset[str]:
    """The dotted names of the modules that a file imports."""
    found = set()
    for node in nodes_of(file):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(file)}:{node.lineno}: a relative import"
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def named_part(module: str) -> str:
    """The row of `MAY_IMPORT` that a module is under: `storage.sqlite` for `omny.storage.sqlite.writer`."""
    parts = module.split(".")[1:]
    return next((name for end in range(len(parts), 0, -1) if (name := ".".join(parts[:end])) in MAY_IMPORT), "")


def run_imports(file: Path) -> Iterator[tuple[int, str]]:
    """The modules of omny that a file imports when it runs, at once or later, each with its line."""
    never_run = {
        id(inner)
        for node in nodes_of(file)
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in nodes_of(file):
        if id(node) in never_run or not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        around = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            name = around + alias.name
            module = name if name in MODULES else name.rpartition(".")[0]
            if module.startswith("omny."):
                yield node.lineno, module


@cache
def arrows() -> tuple[tuple[str, str, str], ...]:
    """Each import of one part by another: the two, and where it is."""
    return tuple(
        (named_part(module), named_part(imported), f"{name_of(file)}:{line} imports {imported}")
        for module, file in MODULES.items()
        for line, imported in run_imports(file)
        if named_part(module) != named_part(imported)
    )


def docstrings(tree: ast.Module) -> set[int]:
    """The ids of the nodes that are docstrings."""
    return {
        id(node.value)
        for around in ast.walk(tree)
        if isinstance(around, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        for node in around.body
        if isinstance(node, ast.Expr)
    }


def assert_nowhere(offence: Callable[[Path], Iterable[str]], files: Iterable[Path] = PACKAGE) -> None:
    """No file has what the rule forbids; a failure lists every place. One test a rule, since files are hundreds."""
    found = [f"{name_of(file)}{each}" for file in files for each in offence(file)]
    assert not found, "\n" + "\n".join(found)


def test_no_module_is_longer_than_it_may_be():
    def too_long(file: Path) -> Iterator[str]:
        most = LONGEST_TEST_LINES if name_of(file).startswith("tests/") else LONGEST_MODULE_LINES
        lines = len(file.read_text(encoding="utf-8").splitlines())
        if lines > most:
            yield f": {lines} lines, more than {most}"

    assert_nowhere(too_long, ALL)


def test_every_module_says_what_it_knows():
    def silent(file: Path) -> Iterator[str]:
        if not _DOCSTRING.match(file.read_text(encoding="utf-8")):
            yield ": no docstring"

    assert_nowhere(silent, ALL)


def test_every_public_class_and_function_says_what_it_is():
    """Methods that a base class or protocol documents may be silent."""

    def silent(file: Path) -> Iterator[str]:
        for node in parsed(file).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                if not node.name.startswith("_") and not ast.get_docstring(node):
                    yield f":{node.lineno} {node.name}"

    assert_nowhere(silent)


def test_no_path_of_the_tree_is_opened_outside_of_paths():
    def opened(file: Path) -> Iterator[str]:
        for line, called in calls_of(file):
            if called in OPENERS or called.rpartition(".")[2] in OPENING_METHODS:
                yield f":{line} {called}"

    assert_nowhere(opened, (file for file in PACKAGE if name_of(file) not in MAY_OPEN))


def test_what_may_open_files_does():
    """The list of exceptions names no file that is not one."""
    here = {name_of(file) for file in PACKAGE}
    assert {name for name in MAY_OPEN if name not in here and not name.startswith("omny/languages/")} == set()


def test_sql_is_spoken_in_storage_only():
    def spoken(file: Path) -> Iterator[str]:
        told = docstrings(parsed(file))
        for node in nodes_of(file):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                if _SQL.search(node.value):
                    yield f":{node.lineno} {node.value!r}"
        yield from imported(file, "apsw", "sqlite3")

    assert_nowhere(spoken, OUTSIDE_STORAGE)


def test_stores_are_opened_in_storage_only():
    """Everybody else has a `Store`, and knows no backend. A legacy store is read by one of its own."""
    own = ("omny/migrate/legacy_repository.py", "omny/service/choice.py")

    def opened(file: Path) -> Iterator[str]:
        named = {node.id for node in nodes_of(file) if isinstance(node, ast.Name)}
        named |= {name.rpartition(".")[2] for name in imports_of(file)}
        for name in sorted({"SqliteRepository", "PostgresRepository", "LegacyRepository"} & named):
            yield f" names {name}"

    assert_nowhere(opened, (file for file in OUTSIDE_STORAGE if name_of(file) not in own))


def test_only_the_transaction_manager_applies_a_delta():
    def applied(file: Path) -> Iterator[str]:
        for line, called in calls_of(file):
            if called.endswith(".apply"):
                yield f":{line} {called}"

    assert_nowhere(applied, (file for file in OUTSIDE_STORAGE if name_of(file) != "omny/pipeline/transaction.py"))


def test_every_folder_of_the_package_is_a_part():
    assert [module for module in MODULES if named_part(module) == "" and module not in ("omny", "omny.__main__")] == []
    assert [part for part in MAY_IMPORT if part and f"omny.{part}" not in MODULES] == []


def test_a_part_imports_what_the_table_allows_and_nothing_else():
    wrong = [where for source, target, where in arrows() if target not in MAY_IMPORT[source].split()]
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_table_allows_nothing_that_no_module_needs():
    used = {(source, target) for source, target, _ in arrows()}
    allowed = {(part, each) for part, may in MAY_IMPORT.items() for each in may.split()}
    assert sorted(allowed - used) == []


def test_parts_import_each_other_one_way():
    """Not in a circle, over however many parts."""
    try:
        TopologicalSorter({part: may.split() for part, may in MAY_IMPORT.items()}).prepare()
    except CycleError as error:
        raise AssertionError(" -> ".join(reversed(error.args[1]))) from None


def test_every_part_says_what_it_knows_and_what_it_does_not():
    denies = re.compile(r"\b(?:does not|no|nothing|not)\b")
    said = {part: ast.get_docstring(parsed(MODULES[f"omny.{part}"])) or "" for part in MAY_IMPORT if part}
    assert [part for part, text in said.items() if not denies.search(text)] == []


def test_the_core_does_no_io_and_reads_no_clock():
    places = [TOP / "omny" / place for place in CORE]
    core = (file for file in PACKAGE if any(file.is_relative_to(place) for place in places))
    assert_nowhere(lambda file: imported(file, *IMPURE), core)


def test_nothing_starts_a_program_or_imports_what_it_indexes():
    def started(file: Path) -> Iterator[str]:
        if name_of(file) not in MAY_START:
            yield from imported(file, "subprocess")
        yield from imported(file, "importlib.util", "runpy", "pickle", "shelve", "marshal")
        for line, called in calls_of(file):
            if called in STARTERS:
                yield f":{line} {called}"

    assert_nowhere(started)


def test_the_command_line_alone_knows_typer_and_rich():
    others = (file for file in PACKAGE if part_of(file) != "cli")
    assert_nowhere(lambda file: imported(file, "typer", "rich", "click"), others)


def test_functions_are_called_by_verbs_or_nouns():
    def participles(file: Path) -> Iterator[str]:
        for node in nodes_of(file):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            name = node.name.lstrip("_")
            if not _NO_NAME.fullmatch(name) or name in MAY_BE_CALLED:
                continue
            written = [ast.unparse(each) for each in [*node.decorator_list, node.returns] if each]
            if not any(map(_OF_STATE.search, written)):
                yield f":{node.lineno} {node.name}"

    assert_nowhere(participles, (file for file in ALL if not name_of(file).startswith("tests/")))


def test_exceptions_are_defined_in_one_module():
    def own(file: Path) -> Iterator[str]:
        for node in nodes_of(file):
            if isinstance(node, ast.ClassDef):
                if any(re.search(r"(?:Error|Exception|Interrupt)$", ast.unparse(base)) for base in node.bases):
                    yield f":{node.lineno} {node.name}"

    assert_nowhere(own, (file for file in PACKAGE if name_of(file) != "omny/base/errors.py"))


def test_every_error_stands_in_the_tree_that_its_module_draws():
    tree = parsed(TOP / "omny" / "base" / "errors.py")
    drawn = ast.get_docstring(tree) or ""
    assert [node.name for node in tree.body if isinstance(node, ast.ClassDef) and node.name not in drawn] == []


def test_tests_stand_in_folders_that_mirror_the_package():
    """`tests/laws/` has what holds for all of it, `tests/support/` what tests share, and no tests."""
    rooms = {folder.name for folder in (TOP / "omny").iterdir() if (folder / "__init__.py").exists()} | {"laws"}

    def astray(file: Path) -> Iterator[str]:
        _, room, *more = file.relative_to(TOP).parts
        is_test = file.name.startswith("test_")
        if is_test and not (more and room in rooms):
            yield ": a test outside of a folder of the package or tests/laws/"
        if not is_test and file.name not in ("__init__.py", "conftest.py") and room != "support":
            yield ": no test, and not in tests/support/"

    assert_nowhere(astray, (file for file in ALL if name_of(file).startswith("tests/")))


def test_no_file_imports_from_a_test_file():
    """What several test files use stands in `tests/support/`."""

    def borrowed(file: Path) -> Iterator[str]:
        for name in sorted(set(re.findall(r"\btests\.(?:\w+\.)*test_\w+", file.read_text(encoding="utf-8")))):
            yield f" imports {name}"

    assert_nowhere(borrowed, ALL)


DOCUMENTS = sorted([*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md")])
_NAMED = re.compile(
    r"`((?:omny|docs|tests|bench|scripts|\.ci)/[\w./-]*|schema\.sql|pyproject\.toml|Makefile)(?::(\w+))?`"
)


def test_every_path_that_a_document_names_exists():
    def missing(document: Path) -> Iterator[str]:
        for path, name in _NAMED.findall(document.read_text(encoding="utf-8")):
            file = TOP / path
            if not file.exists() and not path.startswith("bench/.cache"):
                yield f" names {path}"
            elif name:
                defined = {
                    node.name
                    for node in parsed(file).body
                    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
                }
                if name not in defined:
                    yield f" names {path}:{name}"

    assert_nowhere(missing, DOCUMENTS)


def test_every_part_has_its_section_in_the_architecture_with_what_it_lacks():
    text = (TOP / "ARCHITECTURE.md").read_text(encoding="utf-8").partition("\n## The parts\n")[2].partition("\n## ")[0]
    sections = dict(re.findall(r"^### (.*?)\n(.*?)(?=^### |\Z)", text, re.M | re.S))
    parts = {f"`omny/{folder.name}/`" for folder in (TOP / "omny").iterdir() if (folder / "__init__.py").exists()}
    assert parts - {part for heading in sections for part in re.findall(r"`omny/.*?/`", heading)} == set()
    assert [part for part, body in sections.items() if "omny/" in part and "Absent:" not in body] == []


def test_no_page_at_the_top_links_to_another_page_twice():
    def doubled(document: Path) -> Iterator[str]:
        links = re.findall(r"\]\(([^)#]+\.md)[)#]", document.read_text(encoding="utf-8"))
        yield from (f" links {link} twice" for link in sorted({link for link in links if links.count(link) > 1}))

    assert_nowhere(doubled, TOP.glob("*.md"))


def test_the_index_of_decisions_names_each_of_them_once():
    folder = TOP / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert [entry.name for entry in sorted(folder.glob("[0-9]*.md")) if index.count(f"({entry.name})") != 1] == []


_NOT_PLAIN = r"""
\b(?:no \w+|nothing) is called\b
\b(?:is|are|was|were|be) told\b
\btells? (?:of|how|what|which|that|all|who)\b
\bas far as\b
\bbe it\b
\bso many\b
\b(?:is|are|was|were) otherwise\b
\banew\b
\ball the same\b
\btak(?:e|es|en|ing) the place of\b
\bin the place of\b
\btak(?:e|es|en|ing) (?:away|back|over)\b
\b(?:begin|end)s? so\b
\bof (?:now|then|today)\b
\bspeaks? for\b
\bmend(?:s|ed|ing)?\b
\bof (?:yours|theirs)\b
\bwho(?:m)?ever\b
\bwhatever\b
\bbehind\b
\bwhat is none\b
\bwhere (?:none|nobody|nothing|there is|there are)\b
\b(?:is|are) no more\b
\bgo(?:es)? on\b
\bgone to pieces\b
\bnear it\b
\bthings? that (?:is|are) wrong\b
\baround here\b
\bshall\b
\bmost \w+ to print\b
\bwhat (?:was|were) there\b
\bthat are here\b
\bsay nothing\b
\bnobody to\b
\bit is (?:left|brought|looked)\b
\blooks? at everything\b
\bof which\b
\bof (?:whom|whose)\b
\bwithout a word\b
\bin vain\b
\bamid\b
\bin the midst of\b
\bfor nothing\b
\btaken for\b
\bhalf a hundredth\b
\bby and by\b
\bsee(?:s|n)? to (?:it|that)\b
\bone of now\b
\bis none of\b
\bis so already\b
"""
NOT_PLAIN = tuple(re.compile(line, re.IGNORECASE) for line in _NOT_PLAIN.splitlines() if line)
"""Constructions that are not plain English, each in a line: calques, and pronouns that a reader has to resolve."""

DOCUMENTS_TO_REWORD = ("CHANGELOG.md", "docs/decisions/", "docs/plan.md", "docs/readings/")
"""Documents that still have such constructions."""


def texts_for_people(file: Path) -> Iterator[tuple[int, str]]:
    """The line and the text of each string of a module that may be printed: all but docstrings, and of these those of
    commands, which help prints."""
    skipped = docstrings(parsed(file))
    for function in parsed(file).body:
        if isinstance(function, ast.FunctionDef) and function.decorator_list and file.parent.name == "commands":
            skipped.discard(id(getattr(function.body[0], "value", None)))
    for node in nodes_of(file):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            if " " in node.value and not _SQL.search(node.value) and not node.value.startswith("# bash"):  # a shell's
                yield node.lineno, node.value


def offences(number: int, text: str) -> Iterator[str]:
    for line, each in enumerate(text.splitlines(), number):
        if found := [construction.pattern for construction in NOT_PLAIN if construction.search(each)]:
            yield f":{line} {' '.join(found)}: {each.strip()[:80]}"


def offences_in_docstrings(file: Path) -> Iterator[str]:
    ids = docstrings(parsed(file))
    for node in nodes_of(file):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) in ids:
            yield from offences(node.lineno, node.value)


def test_texts_for_people_are_plain_english():
    assert_nowhere(lambda file: (each for line, text in texts_for_people(file) for each in offences(line, text)))


def test_documents_are_plain_english():
    plain = [document for document in DOCUMENTS if not name_of(document).startswith(DOCUMENTS_TO_REWORD)]
    assert_nowhere(lambda document: offences(1, document.read_text(encoding="utf-8")), plain)


def test_docstrings_are_plain_english():
    assert_nowhere(offences_in_docstrings)


def test_every_target_of_the_makefile_says_what_it_does():
    text = (TOP / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony
    assert [name for name in phony[1].split() if not re.search(rf"^{name}:.*## \S", text, re.MULTILINE)] == []
