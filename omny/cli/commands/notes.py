"""Commands for what people and agents write about atoms."""

from typing import Annotated

from omny.base.errors import UsageError
from omny.cli.asked import Asked
from omny.cli.commands.options import AsJson, AtLeast, AtomArgument, Limit, PathPrefix, StoreOptions, ask_now
from omny.cli.declare import Argument, command, examples, option


@examples(
    ("omny note Cart.price prices are net until checkout", "Keep a note; it follows renames and moves"),
    ("omny note Cart.price", "Show its notes, and whether it has changed since"),
    ("omny note Cart.price --remove", "Remove its notes"),
)
@command("edit")
def note(
    atom: AtomArgument,
    text: Annotated[list[str], Argument("[TEXT...]", "The note; - reads it from standard input.")] = [],  # noqa: B006
    *,
    remove: Annotated[bool, option("--remove", help="Remove the notes of the atom.")] = False,
    number: Annotated[int, option("--number", metavar="N", least=1, help="With --remove: this note only.")] = 0,
    as_json: AsJson = False,
    store: StoreOptions,
) -> Asked | int:
    """Write, show or remove notes of an atom.

    A note follows its atom when that is renamed or moved, and says when it has changed or is gone since.
    """
    if (text and remove) or (number and not remove):
        raise UsageError("read options", "--remove takes no text, and --number belongs to --remove")
    if not text and not remove:
        return ask_now(store, "notes", {"atom": atom}, as_json, None)
    from omny.cli import editing, notes

    written = editing.load_text("-") if text == ["-"] else " ".join(text)
    return notes.change(store.place(), atom, written, remove=remove, number=number, as_json=as_json)


@examples(("omny notes", "all notes, those of atoms that are gone among them"))
@command("edit")
def notes(
    *, path: PathPrefix = "", limit: Limit = 100, as_json: AsJson = False, at_least: AtLeast = None, store: StoreOptions
) -> Asked:
    """List the notes of all atoms."""
    return ask_now(store, "notes", {"path": path, "limit": limit}, as_json, at_least)
