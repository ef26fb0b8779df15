"""Completion in a shell: a script for each shell, and the command that the scripts run:
`omny completion words WORD...`.

Candidates come from the declared commands; names of atoms come from the index. Without candidates the shell completes
names of files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from omny.base.errors import OmnyError, UsageError
from omny.cli.declare import ALL, COMMANDS, HELP, Argument, Option, Parameter, parameters
from omny.model.atoms import AtomType
from omny.model.edges import EdgeType

if TYPE_CHECKING:
    from omny.service.session import Session

MAX_NAMES = 50
"""Atoms that are offered at once."""

_MAX_FILES = 5  # that are looked into for what a class has

_SAFE = re.compile(r"[\w./:~@+,=%-]+")
"""What a shell takes as it stands: a name of anything else could be a command when it is completed."""

_VALUES = {
    "--type": [*AtomType, *EdgeType, "all"],
    "--format": ["svg", "png", "dot", "mermaid", "graphml", "json"],
    "--log-level": ["error", "warning", "info", "debug"],
}

_BASH = r"""# bash completion for omny
_omny() {
    local line=${COMP_LINE:0:COMP_POINT} words current each offered
    read -ra words <<< "$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    current=${words[${#words[@]}-1]}
    COMPREPLY=()
    while IFS= read -r each; do
        COMPREPLY+=("$each")
    done < <("${words[0]}" completion words "${words[@]:1}" 2>/dev/null)
    # Readline replaces what stands behind the last colon only.
    if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then
        COMPREPLY=("${COMPREPLY[@]#"${current%"${current##*:}"}"}")
    fi
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *:: ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -o default -F _omny omny
"""
_ZSH = r"""#compdef omny
_omny() {
    local -a offered
    offered=("${(@f)$("${words[1]}" completion words "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    offered=(${offered:#})
    if (( ${#offered} )); then
        compadd -- "${offered[@]}"
    else
        _files
    fi
}
if [[ $funcstack[1] == _omny ]]; then
    _omny "$@"
else
    compdef _omny omny
fi
"""
_FISH = r"""# fish completion for omny
function __omny_words
    set -l before (commandline -opc)
    set -l offered ($before[1] completion words $before[2..-1] (commandline -ct) 2>/dev/null)
    if test (count $offered) -gt 0
        printf '%s\n' $offered
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c omny -f -a '(__omny_words)'
"""
SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def completion(shell: str, words: list[str]) -> int:
    """Prints the script for a shell, or candidates for the last word; the exit status."""
    if shell == "words":
        for each in find_candidates(words):
            print(each)
        return 0
    if shell not in SCRIPTS:
        raise UsageError("complete", f"no script for {shell!r}", hint=f"there are {', '.join(SCRIPTS)}")
    if words:
        raise UsageError("complete", f"{shell} takes no more words")
    print(SCRIPTS[shell], end="")
    return 0


def find_candidates(words: list[str]) -> list[str]:
    """Candidates for the last of these words after `omny`, sorted; none for a file."""
    *before, current = words or [""]
    if before[:1] == [HELP]:
        return _filter_names(_next_words(before[1:], [*COMMANDS, ALL]), current)
    before = _inner(before)
    for length in (2, 1):
        name = " ".join(before[:length])
        if len(before) >= length and name in COMMANDS:
            return _filter_names(_behind(parameters(COMMANDS[name]), before[length:], current), current)
    return _filter_names([*_next_words(before, COMMANDS), *([] if before else [HELP, "--help", "--version"])], current)


def _next_words(before: list[str], names: Iterable[str]) -> set[str]:
    """The words that continue `before` to one of the names."""
    if len(before) > 1:
        return set()
    group = f"{before[0]} " if before else ""
    return {name.removeprefix(group).partition(" ")[0] for name in names if name.startswith(group)}


def _inner(before: list[str]) -> list[str]:
    """The words after `at WHEN`, which are a command of their own."""
    return before[2:] if before[:1] == ["at"] and len(before) > 1 else before


def _behind(known: list[Parameter], before: list[str], current: str) -> Iterable[str]:
    options = {
        spelling: parameter
        for parameter in known
        if isinstance(parameter.place, Option)
        for name in parameter.place.names
        for spelling in name.split("/")
    }
    if current.startswith("-"):
        return [*(name for name in options if name.startswith("--")), "--help"]
    last = options.get(before[-1]) if before else None
    if last is not None and last.type is not bool:
        return _VALUES.get(before[-1], [])
    arguments = [each.place for each in known if isinstance(each.place, Argument)]
    if any(each.is_atom for each in arguments):
        return _atoms(current, _root(before))
    return []


def _root(before: list[str]) -> str | None:
    return next((value for name, value in pairwise(before) if name == "--root"), None)


def _atoms(current: str, root: str | None) -> Iterable[str]:
    """Names of atoms with this beginning: qualified ones, or ids after a file; none without an index."""
    from omny.service.place import Place
    from omny.service.session import Session

    try:
        session = Session(Place.of(root, None))
        path, is_id, _ = current.partition("::")
        if is_id:
            document = session.ask("outline", {"file": path})
            return [atom["id"] for atom in document["results"]]
        if not current or "/" in current:
            return []  # names of files; a shell knows those
        around = current.rpartition(".")[0].rpartition(".")[2]
        if around:
            return _members(session, around)
        document = session.ask("search", {"text": current, "limit": MAX_NAMES})
    except OmnyError:
        return []
    names = [(atom["data"]["qualified_name"], atom["function_name"]) for atom in document["results"]]
    return [name for both in names for name in both if name.startswith(current)]


def _members(session: Session, around: str) -> list[str]:
    """The qualified names in the files of the classes and functions of that name."""
    found = session.ask("search", {"text": around, "limit": MAX_NAMES})["results"]
    paths = {atom["file_path"] for atom in found if atom["function_name"] == around}
    outlines = [session.ask("outline", {"file": path})["results"] for path in sorted(paths)[:_MAX_FILES]]
    return [atom["data"]["qualified_name"] for outline in outlines for atom in outline]


def _filter_names(found: Iterable[str], current: str) -> list[str]:
    return sorted({name for name in found if name.startswith(current) and _SAFE.fullmatch(name)})
