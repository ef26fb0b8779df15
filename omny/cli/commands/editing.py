"""Commands that change files: an atom by its id, or where a file is."""

from typing import Annotated

from omny.cli.commands.options import AsJson, AtomArgument, Database, RootOption, place_of
from omny.cli.declare import GROUPS, Argument, command, examples, option

GROUPS["edit"] = "Change an atom, or move a file; the index changes with it, or neither does."

TextFile = Annotated[str, option("--text-file", metavar="FILE", help="File with the new text; - is standard input.")]
Expect = Annotated[
    str, option("--expect", metavar="VERSION|HASH", help="Refuse where the atom, or its file, is another by now.")
]
DryRun = Annotated[bool, option("--dry-run", help="Show the difference and who would break; write nothing.")]
Force = Annotated[bool, option("--force", help="Also where callers would break.")]


@examples(("omny edit replace cart.total --text-file new.py --dry-run", "See what would become of it"))
@command
def edit_replace(
    atom: AtomArgument,
    text_file: TextFile = "-",
    expect: Expect = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """Give an atom another text, from its decorators to its end."""
    from omny.cli import editing

    request = {"operation": "replace", "atom": atom, "text": editing.text_of(text_file), "expect": expect}
    return editing.edit(place_of(root, db), request, dry_run=dry_run, as_json=as_json)


@examples(
    ("omny edit body Cart.price --text-file body.py --dry-run", "See what would become of it"),
)
@command
def edit_body(
    atom: AtomArgument,
    text_file: TextFile = "-",
    expect: Expect = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """Give an atom another body: what is under its header, or between its braces."""
    from omny.cli import editing

    request = {"operation": "body", "atom": atom, "text": editing.text_of(text_file), "expect": expect}
    return editing.edit(place_of(root, db), request, dry_run=dry_run, as_json=as_json)


@examples(
    ("omny edit insert Cart.price --text-file new.py", "Put a method behind it"),
)
@command
def edit_insert(
    atom: AtomArgument,
    text_file: TextFile = "-",
    before: Annotated[bool, option("--before/--after", help="Before the atom, or after it (default).")] = False,
    expect: Expect = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """Put text before or after an atom."""
    from omny.cli import editing

    where = "before" if before else "after"
    request = {"operation": "insert", "atom": atom, "text": editing.text_of(text_file), "where": where}
    return editing.edit(place_of(root, db), {**request, "expect": expect}, dry_run=dry_run, as_json=as_json)


@examples(
    ("omny edit delete Cart.clear", "Take it away, where nobody calls it"),
)
@command
def edit_delete(
    atom: AtomArgument,
    expect: Expect = "",
    force: Force = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """Take an atom away, unless somebody calls it."""
    from omny.cli import editing

    request = {"operation": "delete", "atom": atom, "expect": expect, "force": force}
    return editing.edit(place_of(root, db), request, dry_run=dry_run, as_json=as_json)


@examples(("omny edit rename Cart.total grand_total --inferred", "Rename a method where types tell who calls it, too"))
@command
def edit_rename(
    atom: AtomArgument,
    new_name: Annotated[str, Argument("NEWNAME", "Its new name, without what encloses it.")],
    inferred: Annotated[bool, option("--inferred", help="Also references that are known through types.")] = False,
    expect: Expect = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """Rename an atom, and all references that are known to mean it."""
    from omny.cli import editing

    request = {"operation": "rename", "atom": atom, "name": new_name, "inferred": inferred, "expect": expect}
    return editing.edit(place_of(root, db), request, dry_run=dry_run, as_json=as_json)


@examples(
    ("omny edit move shop/money.py shop/sums.py", "Move a file, and adapt the imports"),
)
@command
def edit_move(
    file: Annotated[str, Argument("FILE", "A file, relative to the root or to here.")],
    new_path: Annotated[str, Argument("NEWPATH", "Where it is to be, told in the same way.")],
    expect: Annotated[str, option("--expect", metavar="HASH", help="Refuse where the file is another by now.")] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """Move a file, and adapt the imports of it and in it."""
    from omny.cli import editing

    place = place_of(root, db)
    path, target = editing.paths_of(place, file, new_path)
    request = {"operation": "move", "path": path, "target": target, "expect": expect}
    return editing.edit(place, request, dry_run=dry_run, as_json=as_json)


@examples(
    ("omny edit undo", "Take back the last edit"),
)
@command
def edit_undo(
    transaction: Annotated[str, Argument("[TRANSACTION]", "The edit to be undone; by default the last one.")] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """Make the files of an edit what they were, where nobody has changed them since."""
    from omny.cli import editing

    request = {"operation": "undo", "transaction": transaction}
    return editing.edit(place_of(root, db), request, dry_run=dry_run, as_json=as_json)
