"""Models embed what is near in meaning to vectors that are near, the same each time, and download nothing."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from omny.base.errors import UsageError, VectorsAwayError, VectorsMissingError
from omny.base.user_settings import UserSettings
from omny.embedding.choice import load_embedder
from omny.embedding.embedder import Embedder
from omny.embedding.text import TEXT_VERSION
from omny.model.vectors import MAX_VALUES, similarity
from tests.support.embedders import INT32, SIZE, write_graph, write_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_model(tmp_path / "words")


def nearest(embedder: Embedder, text: str, *texts: str) -> str:
    asked, *found = embedder.make_vectors([text, *texts])
    return max(zip(texts, found, strict=True), key=lambda row: similarity(asked, row[1]))[0]


def test_the_installed_package_embeds_without_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("nothing is downloaded")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    embedder = load_embedder(UserSettings())
    assert embedder.model.startswith("wordllama-256-")
    (vector,) = embedder.make_vectors(["remove old sessions"])
    assert (len(vector.bits), len(vector.values)) == (32, MAX_VALUES)
    assert nearest(embedder, "delete expired logins", "remove old sessions", "draw a circle") == "remove old sessions"


def test_a_folder_of_model2vec_is_a_model(folder: Path) -> None:
    embedder = load_embedder(UserSettings(embedder=str(folder)))
    assert nearest(embedder, "cost", "total price", "send mail", "unknown") == "total price"
    (vector,) = embedder.make_vectors(["price"])
    assert (len(vector.bits), len(vector.values)) == (SIZE // 8, SIZE)


def test_the_name_of_a_model_changes_with_its_files(folder: Path, tmp_path: Path) -> None:
    one, two = load_embedder(UserSettings(embedder=str(folder))), load_embedder(UserSettings(embedder=str(folder)))
    assert one.model == two.model
    other = write_model(tmp_path / "other" / "words")
    table = bytearray((other / "model.safetensors").read_bytes())
    table[-1] ^= 1
    (other / "model.safetensors").write_bytes(table)
    assert load_embedder(UserSettings(embedder=str(other))).model != one.model


def test_a_text_has_one_vector_whatever_is_embedded_with_it(folder: Path) -> None:
    embedder = load_embedder(UserSettings(embedder=str(folder)))
    texts = ["price of mail", "", "unknown words", "user"]
    assert embedder.make_vectors(texts) == [embedder.make_vectors([text])[0] for text in texts]
    assert embedder.make_vectors([]) == []


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_file_that_is_damaged_is_told(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\xff" * 40)
    with pytest.raises(VectorsMissingError, match=r"can be read|cannot be read"):
        load_embedder(UserSettings(embedder=str(folder)))


def test_what_is_no_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(VectorsMissingError, match="holds neither"):
        load_embedder(UserSettings(embedder=str(tmp_path)))
    with pytest.raises(UsageError, match="is no embedder"):
        load_embedder(UserSettings(embedder="some/folder"))


# ── graphs of ONNX ──


@pytest.fixture(params=[{}, {"tensor": INT32}, {"file": "onnx/model.onnx"}], ids=str)
def graph(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return write_graph(tmp_path / "graph", **request.param)


def test_a_graph_gives_the_vectors_of_the_table_that_is_in_it(graph: Path, folder: Path) -> None:
    texts = ["total price", "send mail to a customer", "", "unknown"]
    run, table = (load_embedder(UserSettings(embedder=str(each))) for each in (graph, folder))
    assert run.make_vectors(texts) == table.make_vectors(texts)
    assert run.model != table.model


def test_what_is_embedded_beside_a_text_does_not_change_its_vector_by_a_graph(tmp_path: Path) -> None:
    embedder = load_embedder(UserSettings(embedder=str(write_graph(tmp_path / "graph"))))
    texts = ["price", "a customer who forgot to send a letter", "mail", *["user"] * 40]
    assert embedder.make_vectors(texts) == [embedder.make_vectors([text])[0] for text in texts]
    assert embedder.make_vectors([]) == []


def test_a_graph_that_pools_by_itself_is_taken_at_its_word(tmp_path: Path, folder: Path) -> None:
    graph = write_graph(tmp_path / "graph", pools=True)
    texts = ["price mail", "user total"]  # of one length: nothing is padded
    run, table = (load_embedder(UserSettings(embedder=str(each))) for each in (graph, folder))
    assert run.make_vectors(texts) == table.make_vectors(texts)


def test_the_first_token_stands_for_a_text_where_the_folder_says_so(tmp_path: Path) -> None:
    graph = write_graph(tmp_path / "graph")
    (graph / "1_Pooling").mkdir()
    (graph / "1_Pooling" / "config.json").write_text('{"pooling_mode_cls_token": true}')
    embedder = load_embedder(UserSettings(embedder=str(graph)))
    assert embedder.make_vectors(["price of a letter"]) == embedder.make_vectors(["price"])
    (graph / "1_Pooling" / "config.json").write_text("[]")
    with pytest.raises(VectorsMissingError, match="pooling cannot be read"):
        load_embedder(UserSettings(embedder=str(graph)))


def test_weights_of_a_transformer_beside_its_graph_are_left_to_the_graph(graph: Path, folder: Path) -> None:
    (graph / "model.safetensors").write_bytes((folder / "model.safetensors").read_bytes()[:40])
    texts = ["total price", "mail"]
    run, whole = (load_embedder(UserSettings(embedder=str(each))) for each in (graph, folder))
    assert run.make_vectors(texts) == whole.make_vectors(texts)


def test_a_graph_that_is_damaged_is_told(graph: Path) -> None:
    file = next(graph.rglob("model.onnx"))
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(VectorsMissingError, match="the model cannot be read"):
        load_embedder(UserSettings(embedder=str(graph)))


# ── endpoints ──


class _Endpoint(BaseHTTPRequestHandler):
    asked: list[tuple[str, dict[str, Any]]]
    status = 200

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).asked.append((self.headers.get("Authorization", ""), body))
        rows = [
            {"index": place, "embedding": [float(len(text)), 1.0, -1.0, 0.0, 0.0, 0.0, 0.0, 2.0]}
            for place, text in enumerate(body["input"])
        ]
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(json.dumps({"data": rows[::-1]}).encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    _Endpoint.asked, _Endpoint.status = [], 200
    with HTTPServer(("127.0.0.1", 0), _Endpoint) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/embeddings"
        server.shutdown()


def test_an_endpoint_is_asked_with_the_model_and_the_key_of_the_user(endpoint: str) -> None:
    embedder = load_embedder(UserSettings(embedder=endpoint, embedder_model="small", embedder_key="a-key"))
    one, two = embedder.make_vectors(["a", "long text"])
    assert one.bits == two.bits == bytes([0b11000001])
    assert one.numbers[:3] == [64, 64, -64]
    assert two.numbers[0] == 127
    assert _Endpoint.asked == [("Bearer a-key", {"model": "small", "input": ["a", "long text"]})]
    assert embedder.model == f"{endpoint} small {TEXT_VERSION}"
    assert len(embedder.make_vectors(["x"] * 300)) == 300


def test_an_endpoint_that_is_away_is_told(endpoint: str) -> None:
    _Endpoint.status = 500
    with pytest.raises(VectorsAwayError, match="gives no vectors"):
        load_embedder(UserSettings(embedder=endpoint)).make_vectors(["a"])
    with pytest.raises(VectorsAwayError, match="gives no vectors"):
        load_embedder(UserSettings(embedder="http://127.0.0.1:9/v1")).make_vectors(["a"])
