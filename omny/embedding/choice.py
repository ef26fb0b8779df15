"""Which model embeds: what the user names, else the one of the package `wordllama`.

    wordllama                   the package, as `omny-index[semantic]` installs it
    /path/to/a/folder           Model2Vec: tokenizer.json and model.safetensors; or ONNX: tokenizer.json and model.onnx
    https://host/v1/embeddings  an endpoint that speaks the protocol of OpenAI; texts of atoms are sent there

A tree names none of these: the user's settings do.
"""

from __future__ import annotations

from pathlib import Path

from omny import install_command
from omny.base.errors import UsageError, VectorsMissingError
from omny.base.user_settings import UserSettings
from omny.embedding.embedder import Embedder

PACKAGE = "wordllama"

_TABLE = "model.safetensors"
_GRAPHS = ("model.onnx", "onnx/model.onnx")  # the second where a model hub puts it
_TOKENIZER = "tokenizer.json"
_OP = "choose embedder"


def is_installed() -> bool:
    """Whether the packages of the extra are there. Imports none of them."""
    return all(_find_package(name) is not None for name in ("numpy", "tokenizers", PACKAGE))


def load_embedder(settings: UserSettings) -> Embedder:
    """The model, ready to embed. Raises VectorsMissingError where a package or a file is missing, UsageError where the
    name means nothing."""
    named = settings.embedder
    if named.startswith(("http://", "https://")):
        from omny.embedding.endpoint import EndpointEmbedder

        return EndpointEmbedder(named, settings.embedder_model, settings.embedder_key)
    if named in ("", PACKAGE):
        return _load_package()
    folder = Path(named).expanduser()
    if not folder.is_absolute():
        hint = f"it can be {PACKAGE}, the absolute path of a folder, or a URL"
        raise UsageError(_OP, f"{named[:80]!r} is no embedder", hint=hint)
    return _load_folder(folder)


def describe_choice(settings: UserSettings) -> str:
    """The model that is meant, for people; without a look at any file."""
    return settings.embedder.partition("?")[0] or PACKAGE


def _find_package(name: str) -> Path | None:
    """The folder of an installed package; None if it is not installed."""
    from importlib import metadata  # here, since it takes long to load

    try:
        return Path(str(metadata.distribution(name).locate_file(name)))
    except metadata.PackageNotFoundError:
        return None


def _load_package() -> Embedder:
    """The table of `wordllama`. Its own loader looks for the tokenizer in another folder than the one in its wheel, and
    would download it."""
    from omny.embedding.static import StaticEmbedder

    folder = _find_package(PACKAGE)
    if folder is None:
        raise VectorsMissingError(_OP, f"{PACKAGE} is not installed", hint=install_command("semantic"))
    tables = sorted(folder.glob("weights/*_256.safetensors"))
    tokenizers = sorted(folder.glob("tokenizer*/*_tokenizer_config.json"))
    if not tables or not tokenizers:
        raise VectorsMissingError(_OP, f"this {PACKAGE} holds no model", path=str(folder))
    return StaticEmbedder(PACKAGE, tokenizers[0], tables[0])


def _load_folder(folder: Path) -> Embedder:
    """The model in a folder. One that holds the weights of a transformer as well as its graph is run by the graph."""
    graph = next((folder / name for name in _GRAPHS if (folder / name).is_file()), None)
    tokenizer = folder / _TOKENIZER
    if tokenizer.is_file() and (folder / _TABLE).is_file():
        from omny.embedding.static import StaticEmbedder

        try:
            return StaticEmbedder(folder.name, tokenizer, folder / _TABLE)
        except VectorsMissingError:
            if graph is None:
                raise
    if tokenizer.is_file() and graph is not None:
        from omny.embedding.onnx import OnnxEmbedder

        return OnnxEmbedder(folder.name, tokenizer, graph)
    reason = f"it holds neither {_TOKENIZER} with {_TABLE} nor with {_GRAPHS[0]}"
    raise VectorsMissingError(_OP, reason, path=str(folder))
