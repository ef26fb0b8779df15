"""The graph for the eye, and the index for other tools."""

from typing import Annotated

from omny.cli.commands.options import AtLeast, Database, RootOption, place_of
from omny.cli.declare import GROUPS, Argument, command, examples, option
from omny.query.documents import MAX_DEPTH

GROUPS["export"] = "Write the index in a format that other tools read."

Output = Annotated[
    str | None,
    option(
        "-o",
        "--output",
        metavar="FILE",
        help="Write to FILE. [default: standard output; for a picture on a terminal a file in .omny/pictures]",
    ),
]


@examples(
    ("omny graph Cart.price --open", "what calls it and what it calls, two calls away, in the browser"),
    ("omny graph Cart.price -o price.svg", "the same, to a file"),
    ("omny graph src/app.py -o app.png --depth 2", "the atoms of a file, and what is around them"),
    ("omny graph --modules src --format mermaid", "how the files below src use each other"),
)
@command("tools")
def graph(
    target: Annotated[str, Argument("[ATOM|FILE]", "An atom or a file; with --modules a folder.", is_atom=True)] = "",
    modules: Annotated[
        bool, option("--modules", help="Files, or folders of them, and how they use each other.")
    ] = False,
    depth: Annotated[
        int | None,
        option("--depth", metavar="N", least=1, most=MAX_DEPTH, help="Edges away: by default 2, of a file or class 1."),
    ] = None,
    form: Annotated[
        str | None,
        option("--format", metavar="NAME", help="svg, png, dot, mermaid, graphml or json; by default as FILE ends."),
    ] = None,
    output: Output = None,
    opens: Annotated[bool, option("--open", help="Show it in the browser.")] = False,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """Draw who calls whom around an atom or a file, or how files use each other."""
    from omny.cli import pictures

    arguments = {"target": target, "modules": modules, "depth": depth}
    return pictures.graph(place_of(root, db), arguments, at_least=at_least, form=form, file=output, opens=opens)


@examples(("omny export scip -o index.scip", "for code navigation that reads SCIP"))
@command("tools")
def export_scip(output: Output = None, root: RootOption = None, db: Database = None) -> int:
    """Write definitions and references as SCIP."""
    from omny.cli import exports

    return exports.scip(place_of(root, db), output)


@examples(("omny export ctags -o tags", "for editors: vim finds the file by this name"))
@command("tools")
def export_ctags(output: Output = None, root: RootOption = None, db: Database = None) -> int:
    """Write definitions as a tags file, in the format of Universal Ctags."""
    from omny.cli import exports

    return exports.ctags(place_of(root, db), output)


@examples(
    ("omny completion bash > ~/.local/share/bash-completion/completions/omny", "for bash, from the next shell on"),
    ("omny completion zsh > ~/.zfunc/_omny", "for zsh, with ~/.zfunc in its fpath"),
    ("omny completion fish > ~/.config/fish/completions/omny.fish", "for fish"),
)
@command("tools")
def completion(
    shell: Annotated[str, Argument("bash|zsh|fish|words", "The shell; or words, which is what the scripts ask.")],
    words: Annotated[list[str], Argument("[WORD...]", "With words: a command line so far.", verbatim=True)] = [],  # noqa: B006
) -> int:
    """Print a script that has a shell complete commands, options and names of atoms."""
    from omny.cli import completion as run

    return run.completion(shell, words)
