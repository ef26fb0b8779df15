"""The calls of a Kotlin tree as kotlinc compiled them, against those of an index.

    python -m bench.truth.kotlin.truth read CLASSES | gzip -9n > calls.tsv.gz    by `javap`, of what kotlinc wrote
    python -m bench.truth.kotlin.truth compare calls.tsv.gz SOURCES [-v]         precision and recall of Omny's calls

A line is a call, as in `bench/truth/java/truth.py`, which reads the class files. The name of the function is compared,
and its file; for the making of an object the name of its class. kotlinc copies functions that are `inline` into their
callers, so it says nothing of calls of these. Reads of properties are left out.

`moshi.tsv.gz` is of `moshi/src/main/java` of square/moshi at 889013ec2, `kotlinpoet.tsv.gz` of `commonMain` and
`jvmMain` of square/kotlinpoet at be2de914c, both by kotlinc 2.1.21. The rules were written with moshi in view.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from bench.truth.java.truth import Call, find_calls, read_classes

NEAR_LINES = 3  # lines by which kotlinc and the source can differ, in calls over several lines

Key = tuple[str, int, str, str]
"""A call: path, line, path of the target, name."""

_PACKAGE = re.compile(r"^\s*package\s+([\w.]+)", re.MULTILINE)
_ENDING = re.compile(r"(?<=.)[$-].*$")
_DECLARED = re.compile(r"\bfun\s+(?:<.*?>\s+)?(?:[\w.<>?*, ]+\.)?\w+\s*(?=\()|\b(?:class|object|interface)\s+\w+")
_UNSAID = re.compile(r"\binline\b[^{}=]*\bfun\b|\bvalue class\b|\bexpect\b")


def list_names(call: Call) -> list[str]:
    """The names that the source can have: kotlinc adds to a name for defaults, other modules, classes of one value, and
    functions in functions."""
    name = call.name.removeprefix("access$")
    if name == "<init>":
        return [call.owner]
    return [each for each in (_ENDING.sub("", name), name.rpartition("$")[2]) if each]


_RENAMED = re.compile(
    r"@JvmName\(\"(\w+)\"\)\s*(?:@\w+\s*)*(?:\w+\s+)*fun\s+(?:<[^>]*>\s*)?(?:[\w<>*?, .]+\.)?(\w+)\s*\("
)


class Sources:
    """The files of a tree."""

    def __init__(self, folder: Path) -> None:
        self.lines: dict[str, list[str]] = {}
        self.renamed: dict[str, list[tuple[str, int, str]]] = {}  # names for Java, their lines, and the names here
        self.paths: dict[str, str] = {}  # by the folder of the package and the name of the file
        for file in sorted([*folder.rglob("*.kt"), *folder.rglob("*.java")]):
            text, path = file.read_text(encoding="utf-8"), file.relative_to(folder).as_posix()
            package = _PACKAGE.search(text)
            self.lines[path] = text.split("\n")
            self.renamed[path] = [
                (found[1], text.count("\n", 0, found.start()) + 1, found[2]) for found in _RENAMED.finditer(text)
            ]
            self.paths[f"{package[1].replace('.', '/')}/{file.name}" if package else file.name] = path

    def line(self, path: str, number: int) -> str:
        """The text of a line."""
        lines = self.lines.get(path, [])
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def is_unsaid(self, path: str, first: int) -> bool:
        """Whether kotlinc says nothing of calls of the definition on a line: an inline function, a class of one value,
        or what another source set has."""
        return _UNSAID.search("\n".join(self.lines[path][max(0, first - 3) : first + 1])) is not None


def is_called(name: str, text: str) -> bool:
    """Whether a line calls a name: a read of a property does not."""
    word = re.escape(name)
    return re.search(rf"\b{word}\s*(?:<[^()]*>\s*)?[({{]|\w \b{word} \w|: *{word}$", text) is not None


def read_truth(calls: list[Call], sources: Sources) -> dict[Key, set[int]]:
    """The calls that the source names, each with the last lines of what is called."""
    truth: dict[Key, set[int]] = {}
    for call in calls:
        path, target = sources.paths.get(call.path), sources.paths.get(call.target_path)
        if path is None or target is None:
            continue
        text = _DECLARED.sub("", sources.line(path, call.line))
        name = next((each for each in list_names(call) if is_called(each, text)), "")
        for jvm_name, line, own in sources.renamed[target]:
            if jvm_name == call.name and line <= call.target_line <= line + 60:
                name = own if is_called(own, text) else ""
        if call.name == "<init>" and re.search(r"\b(?:this|super)\(", text):
            name = call.owner
        if not name:
            continue
        truth.setdefault((path, call.line, target, name), set()).add(call.target_line)
    return truth


def read_index(folder: Path, sources: Sources) -> dict[Key, list[tuple[int, int]]]:
    """The calls of an index, each with the lines of what is called; without those of which kotlinc says nothing."""
    said = subprocess.run(
        [sys.executable, "-m", "omny", "dump", "--fresh", str(folder)], check=True, capture_output=True, text=True
    )
    records = map(json.loads, said.stdout.splitlines())
    atoms = {each["id"]: each for each in records if each["kind"] == "atom"}
    found: dict[Key, list[tuple[int, int]]] = {}
    for atom in atoms.values():
        for site in atom["data"].get("call_sites", ()):
            target = atoms.get(site["target"])
            if site["type"] != "call" or target is None or target["data"].get("kind") == "property":
                continue
            if sources.is_unsaid(target["file_path"], target["line"]):
                continue
            name = target["function_name"]
            if target["data"].get("kind") == "constructor":
                name = atoms[target["data"]["class"]]["function_name"]
            key = (atom["file_path"], atom["line"] + site["offset"], target["file_path"], name)
            found.setdefault(key, []).append((target["line"], target["end_line"]))
    return found


def compare(calls: list[Call], folder: Path) -> None:
    """Prints precision and recall by name, and to the very overload."""
    sources = Sources(folder)
    truth, found = read_truth(calls, sources), read_index(folder, sources)
    compiled = {path for call in calls for each in (call.path, call.target_path) if (path := sources.paths.get(each))}
    found = {key: spans for key, spans in found.items() if key[0] in compiled and key[2] in compiled}
    near: dict[tuple[str, str, str], list[int]] = {}
    for path, line, target, name in truth:
        near.setdefault((path, target, name), []).append(line)
    right = found.keys() & truth.keys()
    moved = {
        key
        for key in found.keys() - right
        if any(abs(line - key[1]) <= NEAR_LINES for line in near.get((key[0], key[2], key[3]), ()))
    }
    of_moved = {(path, target, name) for path, _, target, name in moved}
    missed = {key for key in truth.keys() - found.keys() if (key[0], key[2], key[3]) not in of_moved}
    exact, other = 0, Counter[str]()
    for key in right:
        for first, last in found[key]:
            if any(first <= line <= last for line in truth[key] if line):
                exact += 1
            elif any(truth[key]):
                other[f"{key[2].rpartition('/')[2]} {key[3]}"] += 1
    wrong = found.keys() - right - moved
    precision = (len(right) + len(moved)) / max(1, len(found))
    print(f"kotlinc: {len(truth)} calls between functions of the tree")
    print(f"Omny: {len(found)} calls; precision {precision:.3f}, recall {1 - len(missed) / max(1, len(truth)):.3f}")
    print(f"of the edges right by name, {exact} lead to the very overload and {other.total()} to another one")
    if "-v" in sys.argv:
        print("other overloads:", other.most_common(25))
        for title, keys in (("not so", wrong), ("missed", missed)):
            print(f"{title}: {len(keys)}", Counter(key[3] for key in keys).most_common(12))
            for key in sorted(keys):
                print("   ", *key, "|", sources.line(key[0], key[1]).strip())


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
