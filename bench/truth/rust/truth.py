"""The calls of a Rust tree as rustdoc links them, for `bench.truth.compare`.

    cd TREE
    RUSTC_BOOTSTRAP=1 RUSTDOCFLAGS="-Z unstable-options --generate-link-to-definition" \
        cargo doc --workspace --no-deps --document-private-items --target-dir TARGET
    python bench/truth/rust/truth.py TREE TARGET/doc | gzip -9n > calls.jsonl.gz

The pages of sources link each name to its definition, as the compiler resolved it. Bodies without links, such as those
for another system, have no truth; nor has the making of a struct or of a variant. A method of a trait is linked to the
trait's own, whatever type it is called on: its kind is `trait`, and each function of that name will do. Of a trait from
outside of the tree the page does not say whether a type of the tree has the method: no truth.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import tree_sitter_rust
from tree_sitter import Language, Parser, Query, QueryCursor

CALLS = """
    (call_expression function: (identifier) @name)
    (call_expression function: (field_expression field: (field_identifier) @name))
    (call_expression function: (scoped_identifier name: (identifier) @name))
    (call_expression function: (generic_function function: (identifier) @name))
    (call_expression function: (generic_function function: (field_expression field: (field_identifier) @name)))
    (call_expression function: (generic_function function: (scoped_identifier name: (identifier) @name)))
"""
MAX_ROWS = 12
"""Rows of a definition that are searched for its name: attributes may stand before it."""

_PIECE = re.compile(r'<a href=#\d+[^>]*>\d+</a>|<a [^>]*?href="([^"]*)"[^>]*>|</a>|<[^>]*>')
_SOURCE = re.compile(r'href="([^"]*\.rs\.html#[^"]*)"')


class Link(NamedTuple):
    """A piece of a source with a link. Columns are in bytes from 0."""

    column: int
    end: int
    target: str


def read_links(page: str) -> dict[int, list[Link]]:
    """The links of a page of source, by row from 1."""
    body = page[page.index('<pre class="rust"><code>') + 24 : page.rindex("</code></pre>")]
    links: dict[int, list[Link]] = {}
    row, column, target, begin, at = 1, 0, "", 0, 0
    for piece in [*_PIECE.finditer(body), None]:
        for index, text in enumerate(html.unescape(body[at : piece.start() if piece else len(body)]).split("\n")):
            row, column = (row + 1, 0) if index else (row, column)
            column += len(text.encode())
        if piece is None:
            break
        at = piece.end()
        if piece[1] is not None:
            target, begin = piece[1], column
        elif piece[0] == "</a>" and target:
            links.setdefault(row, []).append(Link(begin, column, target))
            target = ""
    return links


class Crates:
    """The sources of the crates of a workspace, and the pages of their documentation."""

    def __init__(self, tree: Path, pages: Path) -> None:
        command = ["cargo", "metadata", "--no-deps", "--format-version=1"]
        packages = json.loads(subprocess.run(command, cwd=tree, capture_output=True, check=True).stdout)["packages"]
        self._tree, self._pages = tree, pages
        self._roots = {
            target["name"].replace("-", "_"): Path(target["src_path"]).parent
            for package in packages
            for target in package["targets"]
            if {"lib", "bin", "proc-macro"} & set(target["kind"])
        }

    def sources(self) -> Iterator[tuple[str, Path, Path]]:
        """Each file of source: its path in the tree, itself, and its page."""
        for crate, root in sorted(self._roots.items()):
            top = self._pages / "src" / crate
            for page in sorted(top.rglob("*.rs.html")):
                file = root / str(page.relative_to(top)).removesuffix(".html")
                if file.exists():
                    yield file.relative_to(self._tree).as_posix(), file, page

    def find(self, page: Path, target: str) -> tuple[str, int] | None:
        """The path and row that a link of a page leads to; "" and 0 outside of the tree, None where nobody knows."""
        if target.startswith("http"):
            return None if "/trait." in target else ("", 0)
        name, _, place = target.partition("#")
        other = (page.parent / name).resolve() if name else page
        if not other.name.endswith(".rs.html"):
            return self._find_documented(other, place)
        crate, *parts = other.relative_to((self._pages / "src").resolve()).parts
        file = self._roots[crate].joinpath(*parts) if crate in self._roots else None
        row = re.match(r"\d+", place)
        if file is None or row is None:
            return None
        path = Path(str(file).removesuffix(".html"))
        return path.relative_to(self._tree).as_posix(), int(row[0])

    def _find_documented(self, page: Path, place: str) -> tuple[str, int] | None:
        text = _read(page)
        at = text.find(f'id="{place}"') if place else 0
        found = _SOURCE.search(text, max(at, 0)) if at >= 0 else None
        return self.find(page, found[1]) if found else None


@cache
def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def find_function(file: Path, row: int, name: str) -> tuple[int, str] | None:
    """The row of the name of the function that begins at a row, and `trait` or `function`; None for what is none."""
    lines = _read(file).split("\n")
    found = next(
        (at for at in range(row, row + MAX_ROWS) if re.search(rf"\bfn {name}\b", "".join(lines[at - 1 : at]))), 0
    )
    if not found:
        return None
    indent = len(lines[found - 1]) - len(lines[found - 1].lstrip())
    around = next(
        (line for line in reversed(lines[: found - 1]) if line.strip() and len(line) - len(line.lstrip()) < indent), ""
    )
    return found, "trait" if re.search(r"\btrait\b", around) else "function"


def main() -> None:
    """See the module."""
    tree, pages = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    grammar = Language(tree_sitter_rust.language())
    crates = Crates(tree, pages)
    for path, file, page in crates.sources():
        links = read_links(_read(page))
        source = file.read_bytes()
        captures = QueryCursor(Query(grammar, CALLS)).captures(Parser(grammar).parse(source).root_node)
        for node in captures.get("name", ()):
            row, column = node.start_point.row + 1, node.start_point.column
            on_row = links.get(row, [])
            index = bisect_right([link.column for link in on_row], column) - 1
            if index < 0 or on_row[index].end < node.end_point.column:
                continue
            place = crates.find(page, on_row[index].target)
            if place is None:
                continue
            name = source[node.start_byte : node.end_byte].decode()
            kind, target_row = "outside", 0
            if place[0]:
                function = find_function(tree / place[0], place[1], name)
                if function is None:
                    continue
                target_row, kind = function
            print(json.dumps([path, row, column + 1, kind, place[0], target_row, name]))


if __name__ == "__main__":
    main()
