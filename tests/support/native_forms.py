"""Both forms of extraction and resolution: in Python, and compiled. How they are compared, and the sources for it.

    python -m tests.support.native_forms [--seed N] [--versions N] TREE ...

compares them over broken versions of all files of the trees; `tests/native/test_equal.py` does it over the fixtures.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import pickle
import random
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from hashlib import blake2b
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import msgspec

from omny import native
from omny.languages import detect_language
from omny.languages.base import GrammarLanguage
from omny.pipeline.tree_state import TreeState
from omny.resolve.recording import RecordingLookup
from omny.resolve.resolver import Resolver
from tests.support.places import CALLGRAPH, EXAMPLE, TOP

FIXTURES = (*CALLGRAPH, EXAMPLE)

Source = tuple[str, bytes]
"""A path, which tells the language, and bytes."""

_KEYWORDS = b"""
    if in for lambda def class function return yield import from export default async await new case type interface enum
    namespace declare abstract static
"""
_MARKS = rb"""
    () ( ) [ ] { } ' " ` ''' \ # // /* */ < > </ /> <!-- <a ${ }` @ ; = => : , . ... -> := ! ?. f'{a a.b.c f(g) else: _:
    <A.b/> password='hunter2+3' AKIAABCDEFGHIJKLMNOP
"""
_NOISE = (
    *(word + b" " for word in _KEYWORDS.split()),
    *_MARKS.split(),
    *(b"\n", b"\r\n", b"\r", b"\t", b"\0", b" ", b"\x0c", b"# c\n", b"/* c */", b"<a.b c={d}>", b"match x:\n case "),
    *(b"\xff", b"\xc3", b"\xe2\x80", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xe2\x80\xa8", "é😀".encode()),
)


def sources_of(trees: Iterable[Path], most_bytes: int = 400_000) -> list[Source]:
    """The files with a grammar below some trees, in order."""
    found = []
    for tree in trees:
        for path in sorted(tree.rglob("*")):
            if isinstance(detect_language(path.name), GrammarLanguage) and path.is_file() and not path.is_symlink():
                content = path.read_bytes()
                if len(content) <= most_bytes:
                    found.append((path.relative_to(tree).as_posix(), content))
    return found


def broken(content: bytes, chance: random.Random, others: bytes = b"") -> bytes:
    """The same bytes with a few of them gone, doubled, moved or replaced; with pieces of others, too."""
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        start = chance.randrange(len(content) + 1)
        end = min(len(content), start + chance.choice((0, 1, 1, 2, 5, 20, 100)))
        noise = chance.choice(_NOISE)
        if others and chance.random() < 0.2:
            begin = chance.randrange(len(others))
            noise = others[begin : begin + chance.choice((3, 20, 200))]
        kind = chance.randrange(8)
        if kind == 0:
            content = content[:start] + content[end:]
        elif kind == 1:
            content = content[:end] + content[start:]
        elif kind == 2:
            content = content[:start] + noise + content[start:]
        elif kind == 3:
            content = content[:start] + noise + content[end:]
        elif kind == 4:
            content = content[:start] + noise * chance.choice((2, 9, 40)) + content[start:]
        elif kind == 5:
            target = chance.randrange(len(content) + 1)
            content = content[:target] + content[start:end] + content[target:]
        elif kind == 6 and chance.random() < 0.3:
            content = content[:start] if chance.random() < 0.5 else content[start:]
        elif kind == 7:
            old, new = chance.choice(((b"\n", b"\r\n"), (b"    ", b"\t"), (b")", b""), (b"(", b"(("), (b"\n", b"")))
            content = content.replace(old, new, chance.choice((1, 5, -1)))
    return content


def state_of(content: Source) -> str:
    """A hash of the facts, the surface and the resolved atoms of a source, or the name of the error."""
    path, source = content
    language = detect_language(path)
    assert language is not None
    try:
        facts, surface = language.analyse(path, source)
        state = TreeState(mock.Mock(spec=()), {})
        state.overlay(path, surface, ())
        lookup = RecordingLookup(state, path)
        atoms = Resolver(path, facts, surface, language, lookup, state.shared, is_test=False).atoms()
    except Exception as error:
        return type(error).__name__
    encoded = msgspec.msgpack.encode((facts, surface, atoms, sorted(lookup.dependencies())))
    return blake2b(encoded, digest_size=16).hexdigest()


def plain_states(sources: list[Source]) -> list[str]:
    """`state_of` each, by a process without the native core."""
    command = [sys.executable, "-m", "tests.support.native_forms", "--plain"]
    environment = {**os.environ, "OMNY_NATIVE": "0"}
    ran = subprocess.run(
        command, input=pickle.dumps(sources), stdout=subprocess.PIPE, check=True, cwd=TOP, env=environment
    )
    states: list[str] = pickle.loads(ran.stdout)
    return states


def differing(sources: list[Source]) -> list[Source]:
    """Those of which the two forms make something else, the shortest first."""
    both = zip(sources, map(state_of, sources), plain_states(sources), strict=True)
    return sorted([source for source, ours, plain in both if ours != plain], key=lambda source: len(source[1]))


def plain_module(name: str) -> ModuleType:
    """A second copy of a module, in which nothing is compiled but what it imports."""
    with mock.patch.object(native, "available", return_value=False):
        file = Path(str(TOP), *name.split(".")).with_suffix(".py")
        spec = importlib.util.spec_from_file_location(name, file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module


def difference_of_trees(ours: Any, plain: Any, fields: Iterable[str], *, around: bool = True) -> str:
    """Where a node of the native core, or one below it, answers otherwise than tree-sitter's; "" if none does.

    `around` asks for parents and siblings, too, which tree-sitter seeks from the root each time.
    """
    left = [(ours, plain)]
    while left:
        one, other = left.pop()
        for question, answers in _questions(fields, around):
            told, right = answers(one), answers(other)
            if told != right:
                return f"{question} of {_shape(other)}: {told!r} instead of {right!r}"
        left += zip(one.children, other.children, strict=True)
    return ""


def _shape(node: Any) -> Any:
    return node and (node.type, *node.byte_range, node.is_named, node.is_missing)


def _questions(fields: Iterable[str], around: bool) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    yield "itself", _shape
    yield "children", lambda node: [_shape(child) for child in node.children]
    yield "named children", lambda node: [_shape(child) for child in node.named_children]
    yield "count", lambda node: (node.named_child_count, node.start_byte, node.end_byte, bool(node.children))
    yield "each child", lambda node: [_shape(node.named_child(at)) for at in range(node.named_child_count)]
    yield from ((field, partial(_with_field, field)) for field in fields)
    if around:
        yield "parent", lambda node: _shape(node.parent)
        yield "next", lambda node: _shape(node.next_named_sibling)
        yield "points", lambda node: (tuple(node.start_point), tuple(node.end_point))


def _with_field(field: str, node: Any) -> Any:
    return _shape(node.child_by_field_name(field)), [_shape(child) for child in node.children_by_field_name(field)]


def captured_by(syntax: Any, source: bytes) -> dict[str, Any]:
    """What a syntax captures in a source, in a form that is the same for both kinds."""
    tree = syntax.parse(source)
    found = syntax.capture(tree, source)
    return {
        "faults": sorted(_shape(node) for node in syntax.faults(tree)),
        "comments": found.comments,
        "blocks": found.blocks,
        "branches": found.branches,
        "events": [(at, name, _shape(node)) for at, name, node in found.events],
        "passed": found.uses.passed_names(),
    }


def main(arguments: list[str]) -> int:
    """Compares versions of the files of trees until all are or some differ."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.native_forms")
    parser.add_argument("--plain", action="store_true", help="what the process asks that compares")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--versions", type=int, default=10, help="of each file, the first as it is (10)")
    parser.add_argument("trees", nargs="*", type=Path, metavar="TREE", help="by default the fixtures")
    chosen = parser.parse_args(arguments)
    if chosen.plain:
        sys.stdout.buffer.write(pickle.dumps([state_of(source) for source in pickle.load(sys.stdin.buffer)]))
        return 0
    if not native.available():
        print(f"extraction: {native.describe()}")
        return 0
    chance, count, size = random.Random(chosen.seed), 0, 0
    files = sources_of(chosen.trees or FIXTURES)
    for version in range(chosen.versions):
        for first in range(0, len(files), 1000):
            batch = files[first : first + 1000]
            if version:
                batch = [(path, broken(content, chance, chance.choice(batch)[1])) for path, content in batch]
            found = differing(batch)
            count, size = count + len(batch), size + sum(len(content) for _, content in batch)
            if found:
                path, content = found[0]
                print(f"{len(found)} of {len(batch)} differ in version {version}; the shortest is {path}:\n{content!r}")
                return 1
    print(f"{count} sources, {size / 1e6:.1f} MB: both forms make the same of each")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
