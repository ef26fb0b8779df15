"""Commands that change files: an atom by its id, or where a file is."""

from typing import TYPE_CHECKING, Annotated, Any

from omny.cli.commands.options import AsJson, AtomArgument, Database, RootOption, place_of
from omny.cli.declare import GROUPS, Argument, Group, command, examples, option

if TYPE_CHECKING:
    from omny.service.place import Place

GROUPS["edit"] = "Change an atom, or move a file; the index changes with it, or neither does."

TextFile = Annotated[str, option("--text-file", metavar="FILE", help="File with the new text; - is standard input.")]
Expect = Annotated[
    str, option("--expect", metavar="VERSION|HASH", help="Refuse where the atom, or its file, is another by now.")
]
Force = Annotated[bool, option("--force", help="Also where callers would break.")]


class Edit(Group, frozen=True):
    """Of which index an atom is changed, whether it is, and how that is printed."""

    dry_run: Annotated[bool, option("--dry-run", help="Show the difference and who would break; write nothing.")] = (
        False
    )
    as_json: AsJson = False
    root: RootOption = None
    db: Database = None

    @property
    def place(self) -> "Place":
        """The root and the database of what is changed."""
        return place_of(self.root, self.db)

    def __call__(self, operation: str, *, is_sure: bool = False, **request: Any) -> int:
        """Makes the edit that a request describes, and prints what came of it; the exit status."""
        from omny.cli import editing

        place = self.place
        if "atom" in request:
            request["atom"] = place.atom_named(request["atom"])
        return editing.edit(
            place,
            {"operation": operation, **request},
            dry_run=self.dry_run,
            as_json=self.as_json,
            is_sure=is_sure,
            ask=editing.asker(),
        )


@examples(("omny edit replace cart.total --text-file new.py --dry-run", "See what would become of it"))
@command("edit")
def edit_replace(atom: AtomArgument, *, text_file: TextFile = "-", expect: Expect = "", edit: Edit) -> int:
    """Give an atom another text, from its decorators to its end."""
    return edit("replace", atom=atom, text=_text_of(text_file), expect=expect)


@examples(("omny edit body Cart.price --text-file body.py --dry-run", "See what would become of it"))
@command("edit")
def edit_body(atom: AtomArgument, *, text_file: TextFile = "-", expect: Expect = "", edit: Edit) -> int:
    """Give an atom another body: what is under its header, or between its braces."""
    return edit("body", atom=atom, text=_text_of(text_file), expect=expect)


@examples(("omny edit insert Cart.price --text-file new.py", "Put a method behind it"))
@command("edit")
def edit_insert(
    atom: AtomArgument,
    *,
    text_file: TextFile = "-",
    before: Annotated[bool, option("--before/--after", help="Before the atom, or after it (default).")] = False,
    expect: Expect = "",
    edit: Edit,
) -> int:
    """Put text before or after an atom."""
    where = "before" if before else "after"
    return edit("insert", atom=atom, text=_text_of(text_file), where=where, expect=expect)


@examples(("omny edit delete Cart.clear", "Take it away, where nobody calls it"))
@command("edit")
def edit_delete(atom: AtomArgument, *, expect: Expect = "", force: Force = False, edit: Edit) -> int:
    """Take an atom away, unless somebody calls it."""
    return edit("delete", atom=atom, expect=expect, force=force)


@examples(("omny edit rename Cart.total grand_total --inferred", "Rename a method where types tell who calls it, too"))
@command("edit")
def edit_rename(
    atom: AtomArgument,
    new_name: Annotated[str, Argument("NEWNAME", "Its new name, without what encloses it.")],
    *,
    inferred: Annotated[bool, option("--inferred", help="Also references that are known through types.")] = False,
    yes: Annotated[
        bool, option("--yes", help="Where such references are needed, rename them without a question.")
    ] = False,
    expect: Expect = "",
    force: Force = False,
    edit: Edit,
) -> int:
    """Rename an atom, and all references that are known to mean it."""
    return edit("rename", is_sure=yes, atom=atom, name=new_name, inferred=inferred, expect=expect, force=force)


@examples(("omny edit move shop/money.py shop/sums.py", "Move a file, and adapt the imports"))
@command("edit")
def edit_move(
    file: Annotated[str, Argument("FILE", "A file, relative to the root or to here.")],
    new_path: Annotated[str, Argument("NEWPATH", "Where it is to be, told in the same way.")],
    *,
    expect: Annotated[str, option("--expect", metavar="HASH", help="Refuse where the file is another by now.")] = "",
    force: Force = False,
    edit: Edit,
) -> int:
    """Move a file, and adapt the imports of it and in it."""
    from omny.cli import editing

    path, target = editing.paths_of(edit.place, file, new_path)
    return edit("move", path=path, target=target, expect=expect, force=force)


@examples(("omny edit undo", "Take back the last edit"))
@command("edit")
def edit_undo(
    transaction: Annotated[str, Argument("[TRANSACTION]", "The edit to be undone; by default the last one.")] = "",
    *,
    edit: Edit,
) -> int:
    """Make the files of an edit what they were, where nobody has changed them since."""
    return edit("undo", transaction=transaction)


def _text_of(file: str) -> str:
    from omny.cli import editing

    return editing.text_of(file)
