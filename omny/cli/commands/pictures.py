"""The graph for the eye, and the index for other tools."""

from typing import Annotated

from omny.cli.commands.options import AtLeast, StoreOptions
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
    ("omny graph Cart.price --open", "show callers and callees, two calls away, in the browser"),
    ("omny graph Cart.price -o price.svg", "write the same to a file"),
    ("omny graph src/app.py -o app.png --depth 2", "draw the atoms of a file, and their neighbours"),
    ("omny graph --modules src --format mermaid", "draw the dependencies of the files below src"),
)
@command("tools")
def graph(
    target: Annotated[str, Argument("[ATOM|FILE]", "An atom or a file; with --modules a folder.", is_atom=True)] = "",
    modules: Annotated[
        bool, option("--modules", help="Draw the dependencies between files, or between folders.")
    ] = False,
    depth: Annotated[
        int | None,
        option(
            "--depth",
            metavar="N",
            least=1,
            most=MAX_DEPTH,
            help="Follow at most N edges. [default: 2, of a file or class 1]",
        ),
    ] = None,
    form: Annotated[
        str | None,
        option(
            "--format",
            metavar="NAME",
            help="svg, png, dot, mermaid, graphml or json. [default: the ending of FILE, or svg]",
        ),
    ] = None,
    output: Output = None,
    opens: Annotated[bool, option("--open", help="Show the picture in the browser.")] = False,
    at_least: AtLeast = None,
    *,
    store: StoreOptions,
) -> int:
    """Draw the call graph around an atom or a file, or the dependencies between files."""
    from omny.cli import pictures

    arguments = {"target": target, "modules": modules, "depth": depth}
    return pictures.graph(store.place(), arguments, at_least=at_least, form=form, file=output, opens=opens)


@examples(("omny export scip -o index.scip", "for code navigation that reads SCIP"))
@command("tools")
def export_scip(output: Output = None, *, store: StoreOptions) -> int:
    """Write definitions and references as SCIP."""
    from omny.cli import exports

    return exports.scip(store.place(), output)


@examples(("omny export ctags -o tags", "for editors: vim looks for this file name"))
@command("tools")
def export_ctags(output: Output = None, *, store: StoreOptions) -> int:
    """Write definitions as a tags file of Universal Ctags."""
    from omny.cli import exports

    return exports.ctags(store.place(), output)


@examples(
    ("omny completion bash > ~/.local/share/bash-completion/completions/omny", "for bash, in new shells"),
    ("omny completion zsh > ~/.zfunc/_omny", "for zsh, if ~/.zfunc is in fpath"),
    ("omny completion fish > ~/.config/fish/completions/omny.fish", "for fish"),
)
@command("tools")
def completion(
    shell: Annotated[str, Argument("bash|zsh|fish|words", "The shell. The scripts call words.")],
    words: Annotated[
        list[str], Argument("[WORD...]", "With words: the typed part of a command line.", verbatim=True)
    ] = [],  # noqa: B006
) -> int:
    """Print a completion script for a shell: it completes commands, options and names of atoms."""
    from omny.cli import completion as run

    return run.completion(shell, words)
