"""Commands that make the index, describe it, check it, and copy it."""

from typing import Annotated

from omny.cli.asked import Asked
from omny.cli.commands.options import AsJson, Ask, AtLeast, RootArgument, StoreOptions, Where
from omny.cli.declare import Argument, command, examples, option


@examples(
    ("omny index", "index this project"),
    ("omny index ../other --jobs 2", "index another one, with two workers"),
    ("omny index --history 200", "begin with the last 200 commits, for 'omny at', 'history' and 'diff'"),
    ("omny index --base main.base", "begin from an index that was published, and parse only what differs"),
)
@command("index", front="fresh")
def index(
    jobs: Annotated[
        int | None,
        option(
            "--jobs",
            "-j",
            metavar="N",
            least=1,
            most=1_000,
            help="Number of worker processes. [default: one per processor]",
        ),
    ] = None,
    history: Annotated[
        str,
        option(
            "--history",
            metavar="N|REF",
            help="Begin a new index with the last N commits, or with the commits from REF on.",
        ),
    ] = "",
    base: Annotated[
        str, option("--base", metavar="FILE|URL|DIR", help="Begin a new index from what 'omny publish' has written.")
    ] = "",
    base_key: Annotated[
        str, option("--base-key", metavar="FILE", help="Use the base only if it is signed with the key in FILE.")
    ] = "",
    cluster: Annotated[
        str,
        option(
            "--cluster",
            metavar="ADDRESS",
            help="Analyse the files on the Dask cluster of the scheduler at tls://HOST:PORT or tcp://localhost:PORT.",
        ),
    ] = "",
    insecure: Annotated[bool, option("--insecure", help="Allow a cluster on another machine without TLS.")] = False,
    force: Annotated[bool, option("--force", help="Allow the home directory or / as the root.")] = False,
    as_json: AsJson = False,
    *,
    where: Where,
) -> int:
    """Make the index of a project, or bring it up to date."""
    from omny.cli import runs

    options = runs.IndexOptions(
        jobs=jobs, history=history, base=base, base_key=base_key, cluster=cluster, insecure=insecure
    )
    return runs.index(where.place(force=force), options, as_json=as_json)


@examples(
    ("omny status", "size of the index, freshness, daemon"),
    ("omny status --skipped", "files that are not indexed, and why"),
)
@command("index", front="fresh")
def status(
    directory: RootArgument = None,
    *,
    skipped: Annotated[bool, option("--skipped", help="List the files that are not indexed, and why.")] = False,
    ask: Ask,
) -> Asked:
    """Show the size of the index, and whether it is up to date."""
    form = "left out" if skipped else "status"
    return ask.below(directory)("status", {}, form=form)


@examples(
    ("omny languages", "languages of this project, and how far each is read"),
    ("omny languages --all", "every language that can be read"),
)
@command("index")
def languages(
    all_languages: Annotated[bool, option("--all", help="List languages without a file here, too.")] = False,
    as_json: AsJson = False,
    at_least: AtLeast = None,
    *,
    where: Where,
) -> Asked:
    """List the languages that are read: how far, and by which grammar."""
    form = "all languages" if all_languages else "languages"
    return Asked(where.place(), "languages", {}, as_json, at_least, form)


@examples(
    ("omny dump > before.jsonl", "save the index, to compare it with a later one"),
    ("omny dump --fresh", "print what a fresh index would hold"),
)
@command("integrity")
def dump(
    fresh: Annotated[bool, option("--fresh", help="Print a fresh index of the files, made in memory.")] = False,
    no_held: Annotated[
        bool, option("--no-held", help="Leave out atoms of broken files that are held from an earlier content.")
    ] = False,
    *,
    where: Where,
) -> int:
    """Print the whole index as sorted JSON Lines."""
    from omny.cli import runs

    return runs.dump(where.place(), fresh=fresh, held=not no_held)


@examples(
    ("omny verify", "check the index itself"),
    ("omny verify --deep", "also compare it with the files"),
    ("omny verify --deep --repair", "and repair each finding"),
)
@command("integrity")
def verify(
    deep: Annotated[bool, option("--deep", help="Also read and analyse every file again, and compare.")] = False,
    repair: Annotated[bool, option("--repair", help="Repair the findings.")] = False,
    as_json: AsJson = False,
    *,
    where: Where,
) -> int:
    """Check the integrity of the index, and print each finding."""
    from omny.cli.verify import verify as run

    return run(where.place(), deep=deep, repair=repair, as_json=as_json)


@examples(
    ("omny prove", "test a copy of this project"),
    ("omny prove ../other --json", "test another one, and print JSON"),
)
@command("integrity")
def prove(as_json: AsJson = False, *, where: Where) -> int:
    """Test Omny on a copy of the project: change files, and compare each state with a fresh index."""
    from omny.cli.proving import prove as run

    return run(where.place(), as_json=as_json)


@examples(("omny backup ~/omny-backup.db", "a daemon may run meanwhile"))
@command("integrity")
def backup(
    file: Annotated[str, Argument("FILE", "The backup to write.")],
    force: Annotated[bool, option("--force", help="Replace FILE if it exists.")] = False,
    as_json: AsJson = False,
    *,
    store: StoreOptions,
) -> int:
    """Copy the index and its history to FILE, and check the copy.

    A daemon may run meanwhile.
    """
    from omny.cli import copies

    return copies.backup(store.place(), file, force=force, as_json=as_json)


@examples(("omny restore ~/omny-backup.db", "go back to that backup"))
@command("integrity")
def restore(
    file: Annotated[str, Argument("FILE", "The backup to restore.")],
    as_json: AsJson = False,
    *,
    store: StoreOptions,
) -> int:
    """Check the backup FILE, and replace the index by a copy of it.

    The present index is not deleted: it is moved aside, and its new name is printed.
    """
    from omny.cli import copies

    return copies.restore(store.place(), file, as_json=as_json)


@examples(("omny publish main.base", "after 'omny index'; 'omny index --base main.base' begins from it"))
@command("integrity")
def publish(
    file: Annotated[str, Argument("FILE", "The base to write.")],
    base_key: Annotated[str, option("--base-key", metavar="FILE", help="Sign the base with the key in FILE.")] = "",
    force: Annotated[bool, option("--force", help="Replace FILE if it exists.")] = False,
    as_json: AsJson = False,
    *,
    store: StoreOptions,
) -> int:
    """Write the index, without its history, to FILE, from which other checkouts begin theirs.

    A daemon may run meanwhile.
    """
    from omny.cli import copies

    return copies.publish(store.place(), file, base_key=base_key, force=force, as_json=as_json)
