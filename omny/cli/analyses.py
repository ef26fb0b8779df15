"""Tells people what the analyses of the graph have found."""

from __future__ import annotations

import re
import sys
from typing import Any

import msgspec

from omny.base.plain import with_signature
from omny.cli.past import field_name
from omny.cli.rows import SIGNS, describe_shown, print_rows, print_signed
from omny.cli.text import BOLD, CYAN, DIM, RED, YELLOW, columns, count, fold_words, paint, plain, short_name
from omny.model.edges import How
from omny.query.basis import describe_how
from omny.query.documents import Document
from omny.query.unlisted import COMMANDS, sentences

MAX_TOLD_TESTS = 10
"""Tests that an impact lists before the dependants; `omny tests` lists all."""

MAX_NAMED = 8  # members of a group on its line

_BEGINNING = re.compile(r"[\w.]")  # of a name that no program takes for an option or for a file of arguments

_SPLIT = re.compile(r"""\s["'\\]*[-@/]""")
"""What `xargs`, which splits at any space by default, would make such a thing of, or a path elsewhere."""


def impact(document: Document) -> None:
    """Prints the tests, then who depends on the atom, then how much that is."""
    said = document["summary"]
    parts = f", with {count(document['parts'], 'atom')} inside" if document["parts"] else ""
    if "since" in document:
        print(paint(plain(f"what depends on the changes {_describe_since(document['since'])}"), BOLD))
    else:
        print(paint(plain(f"what depends on {document['atom']}{parts}"), BOLD))
    _tests(document["tests"][:MAX_TOLD_TESTS])
    left = document["tests_total"] - len(document["tests"][:MAX_TOLD_TESTS])
    if left > 0:
        print(paint(f"and {count(left, 'more test')}: omny tests", DIM))
    rows = []
    for atom in document["results"]:
        edge = atom["edges"][0]
        line = edge["sites"][0]["line"] if edge["sites"] else atom["line"]
        kind = edge["type"] if edge["type"] != "call" else ""
        facts = [f"{atom['dependants']} above", f"complexity {atom['complexity']}"]
        facts += ["held" if edge["how"] == How.HELD or "held" in atom else "", kind]
        facts += ["exported" if atom["is_exported"] else "", "" if atom["is_tested"] else "untested"]
        rows.append((str(atom["depth"]), _place(atom["file_path"], line), _name(atom), ", ".join(filter(None, facts))))
    print_rows(rows, (DIM, CYAN, "", DIM), ("depth", "place", "atom", "risk"))
    depths = ", ".join(f"{number:,} at {depth}" for depth, number in said["by_depth"].items())
    told = [
        f"{count(said['dependants'], 'atom')} in {count(said['files'], 'file')} "
        + ("depends on it" if said["dependants"] == 1 else "depend on it")
        + (f" ({depths})" if len(said["by_depth"]) > 1 else ""),
        f"{said['tests'] or 'no'} test reaches it" if said["tests"] < 2 else f"{count(said['tests'], 'test')} reach it",
        f"{said['untested']:,} untested",
        f"{said['exported']:,} exported",
    ]
    told += [plain(sentence) for sentence in sentences(document, COMMANDS)]
    print(paint(fold_words("; ".join(told), 0), DIM))
    if said["overrides"]:
        print(paint(plain(f"overrides {', '.join(said['overrides'])}: callers of these may call it"), YELLOW))
    if said["possible"]:
        name = document["atom"].rpartition("::")[2].rpartition(".")[2]
        calls = f"{count(said['possible'], 'call')} named {name} with an unknown receiver"
        print(paint(plain(f"{calls} (omny callers --possible)"), YELLOW))
    _incomplete(said["complete"])
    _print_shown(document, "dependant")


def path(document: Document) -> None:
    """Prints each path as its steps."""
    for found in document["results"]:
        _way(found)
        print()
    if document["results"]:
        shortest, longest = (end(found["length"] for found in document["results"]) for end in (min, max))
        told = f"{count(len(document['results']), 'path')} of {f'{shortest} to ' * (shortest < longest)}"
        told += count(longest, "edge")
        print(paint(told + ("; there may be more: --limit, --max-depth" if document["truncated"] else ""), DIM))
        return
    ends = document["source"], document["target"]
    over = " over such atoms" if "unfiltered" in document else ""
    most = count(document["max_depth"], "edge")
    print(fold_words(plain(f"no path of at most {most} leads from {ends[0]} to {ends[1]}{over}"), 0))
    if document.get("unfiltered"):
        print("a path over other atoms:")
        _way(document["unfiltered"][0])
    elif document["reverse"]:
        print(plain(f"but {ends[1]} leads to {ends[0]}:"))
        _way(document["reverse"][0])
    else:
        print("no path leads back")
    _incomplete(document["complete"])


def cycles(document: Document) -> None:
    """Prints each group with a ring of it."""
    for group in document["results"]:
        print(paint(f"{count(group['size'], 'atom')} in {count(len(group['files']), 'file')}", BOLD))
        rows = [("  ", group["cycle"][0]["source"])]
        rows += [
            ("  " + _place(step["path"], step["line"]), f"-> {short_name(step['target'], step['path'])}")
            for step in group["cycle"]
        ]
        print(columns(rows, (CYAN, "")))
        ring = {step["source"] for step in group["cycle"]}
        others = [atom["id"] for atom in group["atoms"] if atom["id"] not in ring]
        if others:
            print(paint(fold_words(plain(f"  also {_some(others, group['size'] - len(ring))}"), 7), DIM))
    _print_shown(document, "group")
    if document["recursive_total"]:
        names = [atom["id"] for atom in document["recursive"]]
        print(fold_words(plain(f"calls itself: {_some(names, document['recursive_total'])}"), 2))


def dead(document: Document) -> None:
    """Prints what is dead, with the reason."""
    colours = {"certain": RED, "likely": YELLOW, "possible": DIM}
    rows = [
        (atom["certainty"], _place(atom["file_path"], atom["line"]), f"{_name(atom)}: {atom['reason']}")
        for atom in document["results"]
    ]
    if rows:
        print(columns(rows, row_colours=[colours[row[0]] for row in rows]))
    _print_shown(document, "atom")
    counts = ", ".join(f"{number:,} {name}" for name, number in document["counts"].items())
    print(paint(f"{counts}; --certainty chooses", DIM))
    if document["unread"]:
        print(
            paint(f"{count(document['unread'], 'file')} could not be searched for names, so nothing is certain", YELLOW)
        )


def tests(document: Document) -> None:
    """Prints the tests that reach an atom."""
    print(paint(plain(f"tests of {document['atom']}"), BOLD))
    _tests(document["results"])
    _print_shown(document, "test")
    for said in sentences(document, msgspec.structs.replace(COMMANDS, possible="omny callers --possible")):
        print(paint(fold_words(plain(said), 0), DIM))
    _incomplete(document["complete"])


def _describe_since(since: Document) -> str:
    if "files" not in since:
        return f"since generation {since['generation']}, {since['committed_at']}"
    until = f" until {since['until'][:12]}" if "until" in since else ""
    return f"since commit {since['indexed_head'][:12]}{until}: {count(since['files'], 'file')} with another content"


def affected(document: Document) -> None:
    """Prints what has changed, and the tests that reach it."""
    print(paint(plain(_describe_since(document["since"])), BOLD))
    rows = [
        (SIGNS[change["kind"]], change["id"], ", ".join(map(field_name, change["fields"])))
        for change in document["changed"]
    ]
    print_signed(rows)
    left = document["changed_total"] - len(rows)
    print(paint(count(document["changed_total"], "changed atom") + (f", {left:,} not shown" if left else ""), DIM))
    _tests(document["results"])
    _print_shown(document, "test")
    _incomplete(document["complete"])


def affected_files(document: Document) -> None:
    """Prints the files of the tests, a line each, for a program: none that it could take for anything but a file."""
    for file in document["files"]:
        if plain(file) != file or _SPLIT.search(file):
            print(plain(f"left out, since the name could be an option or several names: {file}"), file=sys.stderr)
        else:
            print(file if _BEGINNING.match(file) else f"./{file}")


def hubs(document: Document) -> None:
    """Prints the atoms that most others call."""
    rows = [
        (
            f"{atom['callers']:,}",
            f"{atom['callees']:,}",
            f"{atom['page_rank']:.4f}",
            _place(atom["file_path"], atom["line"]),
            _name(atom),
        )
        for atom in document["results"]
    ]
    print_rows(rows, ("", DIM, DIM, CYAN, ""), ("callers", "callees", "rank", "place", "atom"))
    _print_shown(document, "called atom")


def clusters(document: Document) -> None:
    """Prints the groups of files."""
    for group in document["results"]:
        inside, outside = group["edges_inside"], group["edges_outside"]
        share = f", {100 * inside // (inside + outside)} % of its edges stay inside" if inside + outside else ""
        print(
            f"{paint(plain(group['name']), BOLD)}  "
            f"{count(group['files_total'], 'file')}, {count(group['atoms'], 'atom')}{share}"
        )
        near = [f"{other['name']} ({count(other['edges'], 'edge')})" for other in group["next_to"]]
        rows = [("files", _some(group["files"], group["files_total"]))]
        rows += [("hubs", ", ".join(group["hubs"])), ("next to", ", ".join(near))]
        for name, said in rows:
            if said:
                print(paint(fold_words(plain(f"  {name:<7}  {said}"), 11), DIM))
    _print_shown(document, "group")
    if document["alone"]:
        print(paint(f"{count(document['alone'], 'file')} without edges to other files", DIM))


def duplicates(document: Document) -> None:
    """Prints the groups of equal functions."""
    for group in document["results"]:
        print(paint(f"{group['copies']} times {count(group['lines'], 'line')}", BOLD))
        print(columns([("  " + _place(a["file_path"], a["line"]), _name(a)) for a in group["atoms"]], (CYAN, "")))
    _print_shown(document, "group")
    print(paint(count(document["lines_too_many"], "duplicated line"), DIM))


def external(document: Document) -> None:
    """Prints who calls something outside, or what of it is called most."""
    if "name" not in document:
        rows = [
            (f"{each['callers']:,}", each["name"], _some(each["examples"][:1], each["callers"]))
            for each in document["results"]
        ]
        print_rows(rows, ("", CYAN, DIM), ("callers", "name", "as in"))
        _print_shown(document, "name")
        return
    rows = [
        (_place(atom["file_path"], atom["line"]), _name(atom), ", ".join(atom["names"])) for atom in document["results"]
    ]
    print_rows(rows, (CYAN, "", DIM))
    _print_shown(document, "caller")
    if document.get("near"):
        print(fold_words(plain(f"similar names: {', '.join(document['near'])}"), 0))


def stats(document: Document) -> None:
    """Prints the figures."""
    functions = document["functions"]
    rows = [
        ("files", f"{document['files']:,}"),
        ("lines of code", f"{document['lines_of_code']:,}"),
        ("atoms", _parts(document["atoms"])),
        ("edges", _parts(document["edges"])),
        ("calls outside", f"{document['outside_calls']:,}"),
        ("functions", _shares(functions)),
        ("complexity", _spread(document["complexity"])),
        ("lines of one", _spread(document["lengths"])),
    ]
    width = max(len(name) for name, _ in rows)
    for name, said in rows:
        line = fold_words(f"{name:<{width}}  {said}", width + 2)
        print(paint(line[:width], DIM) + line[width:])
    print(paint("most complex", BOLD))
    _print_ranked([(atom["complexity"], atom) for atom in document["results"]])
    print(paint("longest", BOLD))
    _print_ranked([(atom["lines_of_code"], atom) for atom in document["longest"]])
    _print_shown(document, "function")
    print(paint("files with most atoms", BOLD))
    print(columns([(f"{each['atoms']:,}", each["path"]) for each in document["largest_files"]], ("", CYAN)))


def boundaries(document: Document) -> None:
    """Prints what crosses a boundary."""
    rules: dict[str, list[tuple[str, str, str]]] = {}
    for each in sorted(document["results"], key=lambda each: str(each["rule"])):
        how = describe_how(each["how"], each["basis"])
        kind = how if each["type"] == "call" else f"{how} {each['type']}".strip()
        crossing = f"{short_name(each['source'], each['path'])} -> {short_name(each['target'], each['path'])}"
        rules.setdefault(each["rule"], []).append((f"  {_place(each['path'], each['lines'][0])}", kind, crossing))
    for rule, rows in rules.items():
        print(paint(plain(rule), BOLD))
        print(columns(rows, (CYAN, DIM, "")))
    if document["total"]:
        _print_shown(document, "violation")
    else:
        print(f"{count(len(document['rules']), 'rule')} kept")


def query(document: Document) -> None:
    """Prints the atoms that were found."""
    rows = [
        (_place(atom["file_path"], atom["line"]), atom["type"], with_signature(_name(atom), atom["signature"]))
        for atom in document["results"]
    ]
    print_rows(rows, (CYAN, DIM, ""))
    _print_shown(document, "atom")


FORMS = {
    "impact": impact,
    "path": path,
    "cycles": cycles,
    "dead": dead,
    "tests": tests,
    "affected": affected,
    "affected files": affected_files,
    "hubs": hubs,
    "clusters": clusters,
    "duplicates": duplicates,
    "external": external,
    "stats": stats,
    "boundaries": boundaries,
    "query": query,
}
"""How each answer is printed."""


def _place(path: str, line: int) -> str:
    return f"{path}:{line}"


def _name(atom: Document) -> str:
    return short_name(atom["id"], atom["file_path"])


def _tests(found: list[dict[str, Any]]) -> None:
    rows = [
        (str(test["depth"]), _place(test["file_path"], test["line"]), " -> ".join(_names(test["way"])))
        for test in found
    ]
    print_rows(rows, (DIM, CYAN, ""), ("depth", "test", "path"))


def _names(way: list[str]) -> list[str]:
    """The names on a way, without what tells definitions of one name apart: that says nothing without its place."""
    return [re.sub(r"~[0-9]+", "", id_.rpartition("::")[2]) for id_ in way]


def _way(found: Document) -> None:
    """A path, a step a line."""
    rows = [("", "", found["atoms"][0]["id"])]
    for edge in found["edges"]:
        line = edge["sites"][0]["line"] if edge["sites"] else 0
        kinds = [kind for kind in edge["types"] if kind != "call"]
        target = short_name(edge["target"], edge["path"])
        rows.append(
            (_place(edge["path"], line), " ".join([describe_how(edge["how"], edge["basis"]), *kinds]), f"-> {target}")
        )
    print(columns(rows, (CYAN, DIM, "")))


def _print_shown(document: Document, noun: str) -> None:
    print(paint(describe_shown(document, noun), DIM))


def _incomplete(complete: bool) -> None:
    if not complete:
        print(paint("the search stopped at its limit: there may be more", YELLOW))


def _some(names: list[str], total: int) -> str:
    shown = ", ".join(names[:MAX_NAMED])
    more = total - len(names[:MAX_NAMED])
    return shown + (f" and {more:,} more" if more > 0 else "")


def _parts(counts: dict[str, int]) -> str:
    parts = ", ".join(f"{number:,} {name}" for name, number in sorted(counts.items(), key=lambda item: -item[1]))
    return f"{sum(counts.values()):,} ({parts})"


def _shares(functions: dict[str, int]) -> str:
    total = functions["total"]
    shares = [
        f"{100 * number // max(total, 1)} % {name.replace('_', ' ')}"
        for name, number in functions.items()
        if name != "total"
    ]
    return f"{total:,} ({', '.join(shares)})"


def _spread(values: dict[str, float]) -> str:
    shares = ", ".join(f"{share} {values[key]}" for share, key in (("half", "p50"), ("90 %", "p90"), ("99 %", "p99")))
    return f"mean {values['mean']:g}, {shares}, most {values['most']}"


def _print_ranked(rows: list[tuple[int, Document]]) -> None:
    print(columns([(f"{number:,}", _place(a["file_path"], a["line"]), _name(a)) for number, a in rows], ("", CYAN, "")))
