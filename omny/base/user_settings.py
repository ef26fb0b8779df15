"""Settings of the user, which no tree can make: where vectors are kept, and what makes them.

    $XDG_CONFIG_HOME/omny/settings.toml         by default ~/.config, as the XDG Base Directory Specification has it

    vectors = "off"                             # where vectors are kept: a URL, or "off"; see docs/semantic.md
    vectors_key = "..."                         # the key that a server of Qdrant is given
    embedder = "https://host/v1/embeddings"     # what makes them
    embedder_model = "text-embedding-3-small"   # the model that an endpoint is asked for
    embedder_key = "..."                        # the key that an endpoint is given

A variable of the environment (`OMNY_VECTOR_URL`, `OMNY_EMBEDDER`, ...) counts before the file.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from omny.base import data_home
from omny.base.errors import UsageError

VECTOR_VARIABLE = "OMNY_VECTOR_URL"
VECTOR_KEY_VARIABLE = "OMNY_VECTOR_KEY"
EMBEDDER_VARIABLE = "OMNY_EMBEDDER"
MODEL_VARIABLE = "OMNY_EMBEDDER_MODEL"
KEY_VARIABLE = "OMNY_EMBEDDER_KEY"

VARIABLES = (VECTOR_VARIABLE, VECTOR_KEY_VARIABLE, EMBEDDER_VARIABLE, MODEL_VARIABLE, KEY_VARIABLE)

OFF = "off"

_MAX_BYTES = 65_536


class UserSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The values; "" where the user says nothing."""

    vectors: str = ""
    vectors_key: str = ""
    embedder: str = ""
    embedder_model: str = ""
    embedder_key: str = ""


def read_user_settings(environment: Mapping[str, str]) -> UserSettings:
    """What the environment and the user's file say. Raises UsageError for a faulty file."""
    of_file = _read_file(environment)
    variables = {
        "vectors": VECTOR_VARIABLE,
        "vectors_key": VECTOR_KEY_VARIABLE,
        "embedder": EMBEDDER_VARIABLE,
        "embedder_model": MODEL_VARIABLE,
        "embedder_key": KEY_VARIABLE,
    }
    given = {field: environment[name] for field, name in variables.items() if environment.get(name)}
    return msgspec.structs.replace(of_file, **given)


def settings_file(environment: Mapping[str, str]) -> Path | None:
    """The user's file; None if no home directory is known."""
    named = environment.get("XDG_CONFIG_HOME", "")
    if os.path.isabs(named):
        return Path(named, "omny", "settings.toml")
    home = data_home.home()
    return home and home.joinpath(".config", "omny", "settings.toml")


def _read_file(environment: Mapping[str, str]) -> UserSettings:
    path = settings_file(environment)
    try:
        if path is None or path.stat().st_size > _MAX_BYTES:
            return UserSettings()
        content = path.read_bytes()
    except OSError:
        return UserSettings()
    try:
        return msgspec.toml.decode(content, type=UserSettings)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise UsageError("read user settings", str(error), path=str(path), hint="see docs/semantic.md") from error
