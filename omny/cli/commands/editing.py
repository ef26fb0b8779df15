"""Commands that change files: an atom by its id, or where a file is."""

from typing import TYPE_CHECKING, Annotated, Any

from omny.cli.commands.options import AsJson, AtomArgument, Database, RootOption, make_place
from omny.cli.declare import GROUPS, Argument, Group, command, examples, option

if TYPE_CHECKING:
    from omny.service.place import Place

GROUPS["edit"] = "Change the source of an atom, or move a file. Files and index change together or not at all."

TextFile = Annotated[str, option("--text-file", metavar="FILE", help="File with the new text; - is standard input.")]
Expect = Annotated[
    str,
    option(
        "--expect",
        metavar="VERSION|HASH",
        help="Refuse if the atom has another version, or its text or file another hash.",
    ),
]
Force = Annotated[bool, option("--force", help="Edit even if callers would break.")]


class Edit(Group, frozen=True):
    """The index of an edit, whether the edit is only shown, and how the result is printed."""

    dry_run: Annotated[
        bool, option("--dry-run", help="Print the diff and the callers that would break; write nothing.")
    ] = False
    reason: Annotated[str, option("--reason", metavar="TEXT", help="Why, for the history.")] = ""
    as_json: AsJson = False
    root: RootOption = None
    db: Database = None

    @property
    def place(self) -> "Place":
        """The root and the database of what is changed."""
        return make_place(self.root, self.db)

    def __call__(self, operation: str, *, is_sure: bool = False, **request: Any) -> int:
        """Makes the edit that a request describes, and prints what came of it; the exit status."""
        from omny.cli import editing

        place = self.place
        if "atom" in request:
            request["atom"] = place.normalize_atom(request["atom"])
        return editing.edit(
            place,
            {"operation": operation, "reason": self.reason, **request},
            dry_run=self.dry_run,
            as_json=self.as_json,
            is_sure=is_sure,
            ask=editing.asker(),
        )


@examples(("omny edit replace cart.total --text-file new.py --dry-run", "Print the diff, and write nothing"))
@command("edit")
def edit_replace(atom: AtomArgument, *, text_file: TextFile = "-", expect: Expect = "", edit: Edit) -> int:
    """Replace the text of an atom, decorators included."""
    return edit("replace", atom=atom, text=_load_text(text_file), expect=expect)


@examples(("omny edit body Cart.price --text-file body.py --dry-run", "Print the diff, and write nothing"))
@command("edit")
def edit_body(atom: AtomArgument, *, text_file: TextFile = "-", expect: Expect = "", edit: Edit) -> int:
    """Replace the body of an atom: the text below its header or between its braces."""
    return edit("body", atom=atom, text=_load_text(text_file), expect=expect)


@examples(("omny edit insert Cart.price --text-file new.py", "Insert a method after it"))
@command("edit")
def edit_insert(
    atom: AtomArgument,
    *,
    text_file: TextFile = "-",
    before: Annotated[bool, option("--before/--after", help="Insert before the atom, or after it (default).")] = False,
    expect: Expect = "",
    edit: Edit,
) -> int:
    """Insert text before or after an atom."""
    where = "before" if before else "after"
    return edit("insert", atom=atom, text=_load_text(text_file), where=where, expect=expect)


@examples(("omny edit delete Cart.clear", "Delete it, if it has no callers"))
@command("edit")
def edit_delete(atom: AtomArgument, *, expect: Expect = "", force: Force = False, edit: Edit) -> int:
    """Delete an atom that has no callers."""
    return edit("delete", atom=atom, expect=expect, force=force)


@examples(("omny edit rename Cart.total grand_total --inferred", "Rename a method and its typed calls"))
@command("edit")
def edit_rename(
    atom: AtomArgument,
    new_name: Annotated[str, Argument("NEWNAME", "The new name, without class or module.")],
    *,
    inferred: Annotated[
        bool, option("--inferred", help="Also rename typed references, such as calls of a method.")
    ] = False,
    yes: Annotated[
        bool, option("--yes", help="Rename typed references without a question, if the rename needs them.")
    ] = False,
    expect: Expect = "",
    force: Force = False,
    edit: Edit,
) -> int:
    """Rename an atom and all its known references."""
    return edit("rename", is_sure=yes, atom=atom, name=new_name, inferred=inferred, expect=expect, force=force)


@examples(("omny edit move shop/money.py shop/sums.py", "Move a file, and update the imports"))
@command("edit")
def edit_move(
    file: Annotated[str, Argument("FILE", "A file, relative to the current folder or to the root.")],
    new_path: Annotated[str, Argument("NEWPATH", "The new path, relative to the same folder.")],
    *,
    expect: Annotated[str, option("--expect", metavar="HASH", help="Refuse if the file has another hash.")] = "",
    force: Force = False,
    edit: Edit,
) -> int:
    """Move a file, and update the imports of it and in it."""
    from omny.cli import editing

    path, target = editing.find_paths(edit.place, file, new_path)
    return edit("move", path=path, target=target, expect=expect, force=force)


@examples(("omny edit undo", "Undo the last edit"))
@command("edit")
def edit_undo(
    transaction: Annotated[str, Argument("[TRANSACTION]", "The edit to undo. [default: the last one]")] = "",
    *,
    edit: Edit,
) -> int:
    """Undo an edit, if its files are unchanged since."""
    return edit("undo", transaction=transaction)


def _load_text(file: str) -> str:
    from omny.cli import editing

    return editing.load_text(file)
