"""The calls of a tree as a language server resolves them, for `bench.truth.compare`.

    python -m bench.truth.language_server LANGUAGE TREE COMMAND... | gzip -9n > calls.jsonl.gz

COMMAND starts a server that speaks the Language Server Protocol on its standard streams, such as
`node_modules/.bin/intelephense --stdio`. LANGUAGE is one of `SITES`. For the name of each call the server is asked for
the definition. A line is a JSON list: path, line and column (in bytes, from 1) of the name, what the call is, path and
line of the definition if it is in the tree (else ""), and the name. A call with several definitions is left out, and so
is one that the server says nothing of: neither is truth.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.parse import unquote, urlparse

from tree_sitter import Language, Parser, Query, QueryCursor

from omny.languages import require_language
from omny.languages.base import GrammarLanguage

SITES = {
    "php": """
        (function_call_expression function: [(name) (qualified_name)] @function)
        (member_call_expression name: (name) @method)
        (nullsafe_member_call_expression name: (name) @method)
        (scoped_call_expression name: (name) @static)
    """,
    "bash": "(command name: (command_name (word) @function))",
}
"""The names of calls, as a query; the name of the capture is what the call is."""

READY = frozenset(("indexingEnded",))
"""Notifications by which a server says that it has read the workspace."""


MAX_ROWS = 12
"""Rows of a definition that are searched for its name: annotations may stand before it."""


class Site(NamedTuple):
    """A name that is called. Rows and columns are from 0, columns in UTF-16 for the server."""

    row: int
    column: int
    kind: str
    name: str
    column_bytes: int


class Server:
    """A language server over its standard streams."""

    def __init__(self, command: list[str], tree: Path) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tree)
        assert self._process.stdin
        assert self._process.stdout
        self._to: IO[bytes] = self._process.stdin
        self._from: IO[bytes] = self._process.stdout
        self._last = 0
        self._seen: set[str] = set()
        options = {"storagePath": tempfile.mkdtemp(), "clearCache": True}
        uri = tree.as_uri()
        self.ask(
            "initialize",
            processId=None,
            rootUri=uri,
            rootPath=str(tree),
            workspaceFolders=[{"uri": uri, "name": tree.name}],
            capabilities={"textDocument": {"definition": {}}, "workspace": {"workspaceFolders": True}},
            initializationOptions=options,
        )
        self.tell("initialized")

    def tell(self, method: str, **parameters: Any) -> None:
        """Sends a notification."""
        self._send({"method": method, "params": parameters})

    def ask(self, method: str, **parameters: Any) -> Any:
        """The result of a request; None for an error."""
        return self.ask_all(method, [parameters])[0]

    def ask_all(self, method: str, requests: list[dict[str, Any]]) -> list[Any]:
        """The results of several requests, sent at once."""
        first = self._last + 1
        for parameters in requests:
            self._last += 1
            self._send({"id": self._last, "method": method, "params": parameters})
        results: dict[int, Any] = {}
        while len(results) < len(requests):
            message = self._read()
            if message.get("id", 0) >= first and "method" not in message:
                results[message["id"]] = message.get("result")
        return [results[each] for each in sorted(results)]

    def wait(self) -> None:
        """Until the server has read the workspace."""
        while not self._seen & READY:
            self._read()

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._to.flush()

    def _read(self) -> dict[str, Any]:
        """The next message; requests of the server are answered with nothing."""
        length = 0
        while (line := self._from.readline().strip()) or not length:
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        message: dict[str, Any] = json.loads(self._from.read(length))
        if "method" in message:
            self._seen.add(message["method"])
            if "id" in message:
                items = message["params"].get("items") if message["method"] == "workspace/configuration" else None
                self._send({"id": message["id"], "result": [{} for _ in items] if items else None})
        return message


def find_sites(language: GrammarLanguage, query: str, source: bytes) -> Iterator[Site]:
    """The names that are called in a file."""
    grammar = Language(language.capsule())
    lines = source.split(b"\n")
    for kind, nodes in QueryCursor(Query(grammar, query)).captures(Parser(grammar).parse(source).root_node).items():
        for node in nodes:
            name = source[node.start_byte : node.end_byte]
            last = name.rpartition(b"\\")[2]
            column = node.end_point.column - len(last)
            before = lines[node.start_point.row][:column].decode("utf-8", "replace")
            units = len(before.encode("utf-16-le")) // 2
            yield Site(node.start_point.row, units, kind, last.decode("utf-8", "replace"), node.start_point.column)


def main() -> None:
    """See the module."""
    name, tree, command = sys.argv[1], Path(sys.argv[2]).resolve(), sys.argv[3:]
    language = require_language(name)
    assert isinstance(language, GrammarLanguage)
    server = Server(command, tree)
    server.wait()
    for file in sorted(tree.rglob("*")):
        path = file.relative_to(tree).as_posix()
        if not language.accepts(path) or not file.is_file():
            continue
        source = file.read_bytes()
        uri = file.as_uri()
        document = {"uri": uri, "languageId": name, "version": 1, "text": source.decode("utf-8", "replace")}
        server.tell("textDocument/didOpen", textDocument=document)
        for site in find_sites(language, SITES[name], source):
            at = {"line": site.row, "character": site.column}
            found = server.ask("textDocument/definition", textDocument={"uri": uri}, position=at)
            places = found if isinstance(found, list) else [found] if found else []
            if len(places) != 1 or (place := _read_place(places[0], tree, site.name)) is None:
                continue
            target, line = place
            print(json.dumps([path, site.row + 1, site.column_bytes + 1, site.kind, target, line, site.name]))
        server.tell("textDocument/didClose", textDocument={"uri": uri})


def _read_place(place: dict[str, Any], tree: Path, name: str) -> tuple[str, int] | None:
    """The path of a definition in the tree and the line of its name; "" and 0 where it is elsewhere, and None where it
    is a comment (`@method` of PHPDoc)."""
    file = Path(unquote(urlparse(place.get("uri") or place["targetUri"]).path))
    if not file.is_relative_to(tree):
        return "", 0
    row = (place.get("range") or place["targetSelectionRange"])["start"]["line"]
    below = file.read_text(encoding="utf-8", errors="replace").split("\n")[row : row + MAX_ROWS]
    at = next((at for at, line in enumerate(below) if name in line), 0)
    return None if below[at].lstrip().startswith("*") else (file.relative_to(tree).as_posix(), row + 1 + at)


if __name__ == "__main__":
    main()
