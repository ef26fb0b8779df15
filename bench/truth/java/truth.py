"""The calls of a Java tree as javac compiled them, against those of an index.

    python bench/truth/java/truth.py read CLASSES | gzip -9n > calls.tsv.gz    by `javap`, of what `javac -g` wrote
    python bench/truth/java/truth.py compare calls.tsv.gz SOURCES [-v]         precision and recall of Omny's calls

`gson.tsv.gz` is of the main sources of google/gson at 9835b6f90, compiled by javac 17. A line is a call: its file and
line, the file, class and name of the method that it calls, and the last line of that method's code, 0 for none. Unnamed
classes have an empty name. Bridges are left out, and calls that the source does not name: those that a `for` or a
constructor makes by itself.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_SOURCE = re.compile(r'Compiled from "(.+)"')
_CLASS = re.compile(r"^(?:[\w@]+ )*(?:class|interface|enum) ([\w.$]+)")
_BASE = re.compile(r"^  super_class: #\d+\s+// (\S+)$", re.MULTILINE)
_BASES = re.compile(r" (?:extends|implements) (.*?)(?= implements | permits |$)")
_METHOD = re.compile(r"^  (?=\S)[^(]*?([\w$.]+|static \{\})(?:\(.*\).*)?;$")
_INVOKE = re.compile(r"\s(\d+): invoke(?:virtual|static|special|interface)\s.*// (?:Interface)?Method (\S+)$")
_LINE = re.compile(r"^\s+line (\d+): (\d+)$")
_UNNAMED = re.compile(r"^\d+")
_OF_ENUMS = frozenset(("values", "valueOf", "$values"))


Key = tuple[str, ...]
"""A call without the line of its target: path, line, path of the target, class, name."""


class Method(NamedTuple):
    """A method of a class file."""

    name: str
    is_bridge: bool
    calls: list[tuple[int, str]]  # place in the code, and what is called
    lines: list[tuple[int, int]]  # place in the code from which on a line counts


class ClassFile(NamedTuple):
    """A class as javap prints it."""

    name: str
    source: str
    bases: list[str]
    methods: dict[str, Method]


class Call(NamedTuple):
    """A call in the source."""

    path: str
    line: int
    target_path: str
    owner: str
    name: str
    target_line: int


def read_classes(folder: Path) -> dict[str, ClassFile]:
    """The classes below a folder."""
    files = sorted(str(path) for path in folder.rglob("*.class") if path.stem not in ("module-info", "package-info"))
    text = subprocess.run(["javap", "-p", "-v", *files], check=True, capture_output=True, text=True).stdout
    classes = {}
    for part in re.split(r"^Classfile .*$", text, flags=re.MULTILINE)[1:]:
        read = _read_class(part)
        classes[read.name] = read
    return classes


def _read_class(text: str) -> ClassFile:
    lines = text.split("\n")
    source = next(found[1] for line in lines if (found := _SOURCE.search(line)))
    head = next(line for line in lines if _CLASS.match(line))
    name = _CLASS.match(head)[1]  # type: ignore[index]
    plain = head
    while (shorter := re.sub(r"<[^<>]*>", "", plain)) != plain:
        plain = shorter
    bases = [base.strip() for part in _BASES.findall(plain) for base in part.split(",")]
    bases += [base.replace("/", ".") for base in _BASE.findall(text)]
    folder = name.rpartition(".")[0].replace(".", "/")
    methods: dict[str, Method] = {}
    method = Method("", False, [], [])
    for at, line in enumerate(lines):
        if line.startswith("    descriptor: ") and (found := _METHOD.match(lines[at - 1])):
            short = "<init>" if found[1] == name else found[1]
            flags = lines[at + 1]
            method = Method(short, "ACC_BRIDGE" in flags, [], [])
            methods[f"{short}:{line.removeprefix('    descriptor: ')}"] = method
        elif found := _INVOKE.search(line):
            method.calls.append((int(found[1]), found[2]))
        elif found := _LINE.match(line):
            method.lines.append((int(found[2]), int(found[1])))
    return ClassFile(name, f"{folder}/{source}" if folder else source, bases, methods)


def find_calls(classes: dict[str, ClassFile]) -> Iterator[Call]:
    """The calls between methods of the classes."""
    for each in classes.values():
        for method in each.methods.values():
            if method.is_bridge:
                continue
            for place, called in method.calls:
                owner, _, member = called.rpartition(":")[0].rpartition(".")
                member = member.strip('"')
                descriptor = called.rpartition(":")[2]
                start = owner.replace("/", ".") or each.name
                if not owner:
                    member = called.partition(":")[0].strip('"')
                target = _find_declaring(classes, start, f"{member}:{descriptor}", set())
                if target is None or (member in _OF_ENUMS and "java.lang.Enum" in target.bases):
                    continue
                line = next((line for at, line in sorted(method.lines, reverse=True) if at <= place), 0)
                last = max(target.methods[f"{member}:{descriptor}"].lines, default=(0, 0))[1]
                short = _UNNAMED.sub("", re.split(r"[.$]", target.name)[-1])
                yield Call(each.source, line, target.source, short, member, last)


def _find_declaring(classes: dict[str, ClassFile], name: str, key: str, passed: set[str]) -> ClassFile | None:
    found = classes.get(name)
    if found is None or name in passed:
        return None
    passed.add(name)
    if key in found.methods:
        return found
    for base in found.bases:
        if (declaring := _find_declaring(classes, base, key, passed)) is not None:
            return declaring
    return None


def read_index(folder: Path) -> tuple[set[Key], dict[Key, list[tuple[int, int]]]]:
    """The calls of the index of a tree, without the line of the target; and the lines of the targets of each."""
    said = subprocess.run(
        [sys.executable, "-m", "omny", "dump", "--fresh", str(folder)], check=True, capture_output=True, text=True
    )
    records = map(json.loads, said.stdout.splitlines())
    atoms = {each["id"]: each for each in records if each["kind"] == "atom"}
    calls: set[Key] = set()
    spans: dict[Key, list[tuple[int, int]]] = {}
    for atom in atoms.values():
        for site in atom["data"].get("call_sites", ()):
            target = atoms.get(site["target"])
            if site["type"] != "call" or target is None:
                continue
            is_type = target["type"] in ("class", "interface", "enum")
            owner = target if is_type else atoms.get(target["data"].get("class", ""), {"function_name": ""})
            is_maker = is_type or target["data"].get("kind") == "constructor"
            name = "<init>" if is_maker else target["function_name"]
            line = atom["line"] + site["offset"]
            key = (atom["file_path"], str(line), target["file_path"], owner["function_name"], name)
            calls.add(key)
            spans.setdefault(key, []).append((target["line"], target["end_line"]))
    return calls, spans


def is_named(call: Call, lines: list[str]) -> bool:
    """Whether the source has the name of what is called where it is called."""
    text = lines[call.line - 1] if 0 < call.line <= len(lines) else ""
    if call.name != "<init>":
        return re.search(rf"\b{re.escape(call.name)}\b", text) is not None
    if call.owner == "":
        return False
    return re.search(rf"\bnew\b.*\b{call.owner}\b|\b(?:this|super)\(", text) is not None


def compare(calls: list[Call], folder: Path) -> None:
    """Prints precision and recall by name, and to the very overload."""
    sources: dict[str, list[str]] = {}
    truth: dict[Key, set[int]] = {}
    makers: dict[Key, list[int]] = {}
    unnamed = 0
    for call in calls:
        if call.path not in sources:
            path = folder / call.path
            sources[call.path] = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
        key: Key = (call.path, str(call.line), call.target_path, call.owner, call.name)
        if call.name == "<init>":
            makers.setdefault((call.path, *key[2:]), []).append(call.line)
        if is_named(call, sources[call.path]):
            truth.setdefault(key, set()).add(call.target_line)
        else:
            unnamed += 1
    found, spans = read_index(folder)
    found = {key for key in found if key[0] in sources}
    right = found & truth.keys()
    # javac gives the making of an object the line of its last argument.
    moved = {
        key
        for key in found - right
        if any(int(key[1]) <= line <= int(key[1]) + 12 for line in makers.get((key[0], *key[2:]), ()))
    }
    exact, other = 0, Counter[str]()
    for key in right:
        wanted = [line for line in truth[key] if line]
        for first, last in spans[key] if wanted else ():
            if any(first <= line <= last for line in wanted):
                exact += 1
            else:
                other[f"{key[3]}.{key[4]}"] += 1
    precision, recall = (len(right) + len(moved)) / max(1, len(found)), len(right) / len(truth)
    print(f"javac: {len(truth)} calls between methods of the tree, and {unnamed} that their lines do not name")
    print(f"Omny: {len(found)} calls; precision {precision:.3f}, recall {recall:.3f}")
    print(f"of the edges right by name, {exact} lead to the very overload and {other.total()} to another one")
    if "-v" in sys.argv:
        print("other overloads:", other.most_common(25))
        for title, keys in (("not so", found - right - moved), ("missed", truth.keys() - found)):
            print(f"{title}: {len(keys)}", Counter(key[4] for key in keys).most_common(12))
            for key in sorted(keys):
                print("   ", *key, "|", sources[key[0]][int(key[1]) - 1].strip() if sources[key[0]] else "")


def main() -> None:
    """See above."""
    if sys.argv[1] == "read":
        for call in sorted(find_calls(read_classes(Path(sys.argv[2])))):
            print(*call, sep="\t")
    else:
        text = gzip.decompress(Path(sys.argv[2]).read_bytes()).decode()
        rows = [line.split("\t") for line in text.splitlines()]
        compare([Call(a, int(b), c, d, e, int(f)) for a, b, c, d, e, f in rows], Path(sys.argv[3]))


if __name__ == "__main__":
    main()
