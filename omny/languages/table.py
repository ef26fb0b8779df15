"""Which files belong to which language, as data: a question imports the languages of the files that it meets alone."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A language, the folder here that holds it, and how the names of its files end."""

    name: str
    folder: str
    endings: tuple[str, ...]
    """Each begins with the last dot of a name, or is a whole name. A language may accept only some of these files."""


TABLE = (
    Row("python", "python", (".py", ".pyi", ".pyw")),
    Row("javascript", "javascript", (".js", ".jsx", ".mjs", ".cjs")),
    Row("config", "javascript", (".json", "pnpm-workspace.yaml")),
    Row("typescript", "typescript", (".ts", ".mts", ".cts")),
    Row("tsx", "typescript", (".tsx",)),
    Row("go", "go", (".go",)),
    Row("config:go", "go", ("go.mod",)),
    Row("java", "java", (".java",)),
    Row("config:java", "java", ("pom.xml", "build.gradle", "settings.gradle")),
    Row("kotlin", "kotlin", (".kt", ".kts")),
    Row("rust", "rust", (".rs",)),
    Row("config:rust", "rust", ("Cargo.toml",)),
    Row("bash", "bash", (".sh", ".bash", ".bats", ".zsh", ".ksh")),
    Row("php", "php", (".php", ".phtml")),
    Row("config:php", "php", ("composer.json",)),
    Row("csharp", "csharp", (".cs", ".csx")),
    Row("config:csharp", "csharp", (".csproj", "Directory.Build.props", "Directory.Build.targets")),
    Row("lua", "lua", (".lua",)),
    Row("ruby", "ruby", (".rb", ".rake", ".gemspec", ".ru")),
    Row("config:ruby", "ruby", ("Gemfile",)),
    Row("swift", "swift", (".swift",)),
    Row("scala", "scala", (".scala", ".sc", ".sbt")),
    Row("vue", "embedded", (".vue",)),
    Row("svelte", "embedded", (".svelte",)),
    Row("astro", "embedded", (".astro",)),
    Row("html", "embedded", (".html", ".htm")),
    Row("erb", "erb", (".erb",)),
    Row("ejs", "ejs", (".ejs",)),
    Row("jupyter", "jupyter", (".ipynb",)),
    Row("c", "c", (".c",)),
    Row("cpp", "cpp", (".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx", ".ipp", ".tpp", ".inl")),
    Row("header", "cpp", (".h",)),
    Row("config:c", "c", ("compile_commands.json",)),
    Row("script", "script", ()),
)
"""Omny's own languages, in the order in which they are asked whether a file is theirs."""

SCRIPT = "script"
"""The language of files without an ending: see `omny/languages/script`."""

_PROGRAMS = {
    "python": "python pypy pythonw",
    "bash": "sh bash dash ash ksh mksh zsh bats",
    "javascript": "node nodejs bun",
    "typescript": "deno ts-node tsx",
    "ruby": "ruby jruby",
    "php": "php",
    "lua": "lua luajit",
    "perl": "perl",
}
"""The programs by whose names the first line of a script tells its language."""

INTERPRETERS = {program: row.name for row in TABLE for program in _PROGRAMS.get(row.name, "").split()}
"""The language by program, for those that are read."""

ENDINGS = {row.name: row.endings for row in TABLE}
"""The endings by language."""
