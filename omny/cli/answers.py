"""The commands that ask: search, show, outline, callers, callees."""

from __future__ import annotations

import os
import sys

from omny.cli import wire
from omny.cli.place import Place
from omny.cli.text import BOLD, CYAN, DIM, YELLOW, columns, count, painted, plain, plain_lines
from omny.errors import UsageError
from omny.model import AtomType, EdgeType, How, StoredAtom
from omny.paths import text_path
from omny.query import calls
from omny.query.freshness import Freshness
from omny.query.lookup import find_atom, matching_atoms
from omny.storage.port import AtomRepository


def search(
    place: Place, text: str, *, limit: int, types: list[str], path: str, tests: bool | None, as_json: bool
) -> int:
    """Prints the atoms that a search finds, best first."""
    _check_types(types, [str(member) for member in AtomType])
    with place.reading() as repository:
        hits = repository.search(text, limit=limit, types=types, path_prefix=path, tests=tests)
        fresh = place.freshness(repository, (stored.atom.file_path for stored in hits.atoms))
    if as_json:
        results = [wire.atom_document(stored) for stored in hits.atoms]
        wire.print_document(wire.answer_document(results, fresh, total=hits.total))
        return 0
    _print_atoms(hits.atoms)
    print(painted(_shown(len(hits.atoms), hits.total, "atom"), DIM))
    _warn(fresh)
    return 0


def show(place: Place, named: str, *, with_source: bool, as_json: bool) -> int:
    """Prints one atom, with its source text where that is asked for and is still what was indexed."""
    with place.reading() as repository:
        stored = find_atom(repository, named)
        fresh = place.freshness(repository, [stored.atom.file_path])
        source = None
        if with_source:
            from omny.config import load_settings
            from omny.query.source import source_of

            source = source_of(repository, place.root, stored, load_settings(place.root).max_file_bytes)
    if as_json:
        document = wire.atom_document(stored)
        if source is not None:
            document["source"] = {"line": source.line, "text": source.text}
        wire.print_document(wire.answer_document([document], fresh))
        return 0
    _print_atom(stored)
    if source is not None:
        print()
        for number, line in enumerate(plain_lines(source.text).split("\n"), source.line):
            print(f"{painted(f'{number:>6}', DIM)}  {line}")
    _warn(fresh)
    return 0


def outline(place: Place, file: str, *, as_json: bool) -> int:
    """Prints the atoms of a file in source order."""
    with place.reading() as repository:
        path = _indexed_path(repository, place, file)
        found = repository.in_file(path)
        fresh = place.freshness(repository, [path])
    if as_json:
        wire.print_document(wire.answer_document([wire.atom_document(stored) for stored in found], fresh))
        return 0
    _print_atoms(found)
    _warn(fresh)
    return 0


def graph(
    place: Place, named: str, *, up: bool, depth: int, possible: bool, types: list[str], limit: int, as_json: bool
) -> int:
    """Prints who calls an atom (`up`), or whom it calls, with the places where that happens."""
    every = [str(member) for member in EdgeType]
    wanted = every if "all" in types else types
    _check_types(wanted, [*every, "all"])
    with place.reading() as repository:
        far = "source" if up else "target"
        if up and not matching_atoms(repository, named) and (answer := calls.external_callers(repository, named)).calls:
            title = f"{named} (outside of the index)"
        else:
            stored = find_atom(repository, named)
            title = stored.atom.id
            ask = calls.callers if up else calls.callees
            answer = ask(repository, stored, depth=depth, types=wanted or calls.CALLING, possible=possible)
        shown, total = wire.call_documents(answer, far=far, most=limit)
        paths = {edge["path"] for document in shown for edge in document["edges"] if edge["path"]}
        paths |= {title.partition("::")[0]} if "::" in title else set()
        fresh = place.freshness(repository, paths)
    if as_json:
        wire.print_document(wire.answer_document(shown, fresh, total=total + answer.truncated, atom=title))
        return 0
    print(painted(plain(f"{'callers' if up else 'callees'} of {title}"), BOLD))
    rows = []
    for document in shown:
        for edge in document["edges"]:
            kind = edge["how"] if edge["type"] == EdgeType.CALL else f"{edge['how']} {edge['type']}".strip()
            if edge["depth"] > 1:
                kind += f", depth {edge['depth']}"
            label = edge["target"] if edge["how"] == How.POSSIBLE and not up else document["id"]
            first = document.get("line", 0) if up else 0
            lines = [site["line"] for site in edge["sites"]] or [first]
            rows += [(f"{edge['path']}:{line}" if line else edge["path"], label, kind) for line in lines]
    if rows:
        print(columns(rows, (CYAN, "", DIM)))
    print(painted(_shown(len(shown), total, "caller" if up else "callee"), DIM))
    _warn(fresh)
    return 0


def _print_atoms(found: list[StoredAtom]) -> None:
    rows = [
        (f"{stored.atom.file_path}:{stored.atom.line}", stored.atom.type, stored.atom.id + stored.atom.signature)
        for stored in found
    ]
    if rows:
        print(columns(rows, (CYAN, DIM, "")))


def _print_atom(stored: StoredAtom) -> None:
    atom, data = stored.atom, wire.atom_document(stored)["data"]
    print(painted(plain(atom.id), BOLD))
    rows = [("at", f"{atom.file_path}:{atom.line}-{atom.end_line}"), ("type", f"{atom.type} {data.get('kind', '')}")]
    rows += [("signature", f"{atom.function_name}{atom.signature}")] if atom.signature else []
    rows += [("doc", data["doc"])] if data.get("doc") else []
    rows += [("decorators", ", ".join(data["decorators"]))] if data.get("decorators") else []
    for key in ("complexity", "lines_of_code"):
        if key in data:
            rows.append((key.replace("_", " "), str(data[key])))
    for key in ("inherits", "calls", "callbacks", "decorated_by", "unresolved"):
        rows += [(key.replace("_", " ") if number == 0 else "", item) for number, item in enumerate(data.get(key, []))]
    rows.append(("version", f"{stored.version}, {stored.updated_at}"))
    print(columns(rows, (DIM,)))


def _indexed_path(repository: AtomRepository, place: Place, file: str) -> str:
    """The ledger's name of a file: relative to the root, or to the current folder."""
    named = text_path(os.path.relpath(os.path.abspath(file), place.root.path))
    for path in dict.fromkeys((file.removeprefix("./"), named)):
        entry = repository.ledger_entry(path)
        if entry is not None:
            return path
    raise UsageError("outline", "not in the index", path=file, hint="see 'omny status --skipped', or run 'omny index'")


def _check_types(types: list[str], known: list[str]) -> None:
    for name in types:
        if name not in known:
            raise UsageError("read options", f"no type is called {name!r}", hint=f"types are {', '.join(known)}")


def _shown(shown: int, total: int, noun: str) -> str:
    return count(total, noun) if shown == total else f"{shown:,} of {count(total, noun)}; more with --limit"


def _warn(fresh: Freshness) -> None:
    """Says on standard error what may be wrong with an answer."""
    if fresh.stale:
        what = f"changed since it was indexed: {', '.join(fresh.changed)}" if fresh.changed else "git's HEAD has moved"
        print(painted(plain(f"stale: {what}; run 'omny index'"), YELLOW), file=sys.stderr)
    if fresh.degraded:
        print(painted(plain(f"degraded, parts do not parse: {', '.join(fresh.degraded)}"), YELLOW), file=sys.stderr)
