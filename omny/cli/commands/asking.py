"""Questions about the code as it is now: the most asked ones, which need no other command to be declared."""

from typing import Annotated

from omny.base.errors import UsageError
from omny.cli.asked import Asked
from omny.cli.commands.options import (
    Around,
    AsJson,
    Ask,
    AtLeast,
    AtomArgument,
    Everywhere,
    Limit,
    Only,
    PathPrefix,
    StoreOptions,
    ask_now,
    ask_workspace,
)
from omny.cli.declare import Argument, command, examples, option
from omny.query.documents import DEFAULT_BUDGET, MAX_ASK, MAX_BUDGET, MIN_BUDGET


@examples(
    ("omny search user by id", "getUserById, find_user_by_id, ..."),
    ("omny search price --type method --no-tests", "only methods, and none of tests"),
    ("omny search price path:shop/ lang:python -discount", "in Python below a folder shop, without one word"),
    ("omny search '\"round to cents\"'", "these words next to each other"),
    ("omny search --similar Cart.price", "what is near to an atom in meaning (needs vectors: docs/semantic.md)"),
)
@command("questions", front="find")
def search(
    text: Annotated[
        list[str],
        Argument(
            "[TEXT...]",
            'Words, a sentence, a "phrase"; path:, type: and lang: narrow, -word leaves out.',
            has_minus=True,
        ),
    ] = [],  # noqa: B006
    *,
    similar: Annotated[
        str, option("--similar", metavar="ATOM", help="Find what is near to this atom in meaning.")
    ] = "",
    limit: Limit = 20,
    only: Only,
    everywhere: Everywhere = False,
    ask: Ask,
) -> Asked | int:
    """Find atoms by words of their names, documentation, signatures and bodies."""
    arguments = {"text": " ".join(text), "limit": limit, **only.arguments}
    if everywhere and not similar:
        return ask.everywhere("search", arguments, shared=arguments)
    return ask("search", {**arguments, "similar": similar} if similar else arguments)


@examples(
    ("omny explore how is the price of a cart made up", "the atoms that matter, with source, callers and tests"),
    ("omny explore Cart.price shop/money.py --budget 4000", "names and files"),
    ("omny explore - < trace.txt", "a stack trace, or the output of git diff"),
    ("omny explore --since HEAD", "what has changed in the working tree"),
    ("omny explore --everywhere how is the price made up", "in all projects of your workspace"),
)
@command("questions", front="find")
def explore(
    ask: Annotated[
        list[str],
        Argument("[ASK...]", "A question in words, names of atoms, files; - reads a stack trace or a diff from stdin."),
    ] = [],  # noqa: B006
    *,
    atoms: Annotated[
        list[str], option("--atom", metavar="ATOM", help="An atom that the answer is of; repeatable.")
    ] = [],  # noqa: B006
    files: Annotated[list[str], option("--file", metavar="FILE", help="A file that it is about; repeatable.")] = [],  # noqa: B006
    since: Annotated[
        str,
        option(
            "--since",
            metavar="WHEN",
            help="What has changed since a git commit (HEAD: the working tree), a range (main...), a token or a time.",
        ),
    ] = "",
    budget: Annotated[
        int,
        option(
            "--budget",
            metavar="TOKENS",
            least=MIN_BUDGET,
            most=MAX_BUDGET,
            help="Print at most TOKENS tokens, of four bytes each.",
        ),
    ] = DEFAULT_BUDGET,
    everywhere: Annotated[
        bool, option("--everywhere", help="In all projects of your workspace, under one budget: words and names only.")
    ] = False,
    as_json: AsJson = False,
    at_least: AtLeast = None,
    store: StoreOptions,
) -> Asked | int:
    """Answer a question about the code in one reply: the atoms that matter, with source, callers, callees and tests."""
    text = " ".join(ask)
    if ask == ["-"]:
        from omny.cli.editing import load_text

        text = load_text("-")[-MAX_ASK:]
    if everywhere:
        if atoms or files or since or at_least is not None:
            hint = "leave --atom, --file, --since and --at-least out"
            raise UsageError("explore everywhere", "these are of a single project", hint=hint)
        from omny.cli import workspace

        return workspace.explore(text, budget, as_json=as_json)
    asked = {"ask": text, "atoms": atoms, "files": files, "since": since, "budget": budget}
    return ask_now(store, "explore", asked, as_json, at_least)


@examples(
    ("omny grep TODO", "each line with the function around it, code before tests"),
    ("omny grep 'def test_\\w+price' --path tests/", "a regular expression of RE2"),
    ("omny grep --literal 'price(' --ignore-case", "the text as it is"),
)
@command("questions")
def grep(
    pattern: Annotated[str, Argument("REGEX", "A regular expression in the syntax of RE2.")],
    *,
    literal: Annotated[bool, option("--literal", "-F", help="Take REGEX as plain text.")] = False,
    ignore_case: Annotated[bool, option("--ignore-case", "-i", help="Ignore upper and lower case.")] = False,
    path: PathPrefix = "",
    limit: Limit = 200,
    everywhere: Everywhere = False,
    as_json: AsJson = False,
    at_least: AtLeast = None,
    store: StoreOptions,
) -> Asked | int:
    """Search the lines of all text files, read from disk now, with the atom around each."""
    how = {"literal": literal, "ignore_case": ignore_case}
    asked = {"pattern": pattern, **how, "path": path, "limit": limit}
    if everywhere:
        return ask_workspace("grep", asked, as_json)
    return ask_now(store, "grep", asked, as_json, at_least)


@examples(
    ("omny show Cart.price", "signature, callees, complexity"),
    ("omny show Cart.price --source", "with its source text"),
)
@command("questions", front="find")
def show(
    atom: AtomArgument,
    *,
    source: Annotated[
        bool, option("--source", help="Print its source text, if the file is unchanged since it was indexed.")
    ] = False,
    secrets: Annotated[
        bool, option("--secrets", help="Print the source text with its secrets. By default secrets are removed.")
    ] = False,
    ask: Ask,
) -> Asked:
    """Show an atom: place, signature, callees and complexity."""
    return ask("show", {"atom": atom, "source": source or secrets, "secrets": secrets})


@examples(("omny outline shop/cart.py", "the classes and functions of a file"))
@command("questions")
def outline(
    file: Annotated[str, Argument("FILE", "A file, relative to the current folder or to the root.")], *, ask: Ask
) -> Asked:
    """List the atoms of a file in source order."""
    return ask("outline", {"file": file})


@examples(
    ("omny callers Cart.price", "who calls it, and where"),
    ("omny callers Cart.price --depth 3", "callers of callers, too"),
    ("omny callers requests.get", "callers of an external function"),
)
@command("questions", front="find")
def callers(
    atom: AtomArgument,
    *,
    around: Around,
    everywhere: Everywhere = False,
    ask: Ask,
) -> Asked | int:
    """List the callers of an atom, with the place of each call."""
    asked = {"atom": atom, **around.arguments}
    if everywhere:
        return ask.everywhere("callers", asked, shared={"atom": atom, "limit": around.limit})
    return ask("callers", asked)


@examples(
    ("omny callees report", "what it calls, and where"),
    ("omny callees report --type all", "bases, decorators and callbacks, too"),
)
@command("questions")
def callees(atom: AtomArgument, *, around: Around, ask: Ask) -> Asked:
    """List what an atom calls, with the place of each call."""
    return ask("callees", {"atom": atom, **around.arguments})


@examples(
    ("omny references Cart.price", "calls, imports, reads, writes, types"),
    ("omny references Cart --use import --use type", "only where it is imported, or named as a type"),
    ("omny references Cart.price --possible", "unknown receivers, comments and documents, too"),
)
@command("questions")
def references(
    atom: AtomArgument,
    *,
    uses: Annotated[
        list[str],
        option(
            "--use",
            metavar="USE",
            help="call, callback, decorator, inherit, import, export, type, write, read, doc; repeatable.",
        ),
    ] = [],  # noqa: B006
    path: PathPrefix = "",
    possible: Annotated[
        bool, option("--possible", help="Also list places where only the name matches: in code, comments, documents.")
    ] = False,
    limit: Limit = 200,
    ask: Ask,
) -> Asked:
    """List all places that refer to an atom, and how each uses it."""
    arguments = {"atom": atom, "uses": uses, "path": path, "possible": possible, "limit": limit}
    return ask("references", arguments)
