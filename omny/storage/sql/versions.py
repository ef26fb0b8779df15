"""Errors about the schema of a store that every backend raises alike."""

from __future__ import annotations

from omny.base.errors import NoIndexError, OldSchemaError, SchemaError

MAKE_INDEX = "run 'omny index'"


def no_index(path: str) -> NoIndexError:
    """For a place without a schema of Omny."""
    return NoIndexError("open index", "there is no index yet", path=path, hint=MAKE_INDEX)


def newer_schema(op: str, version: int, known: int, path: str, hint: str) -> SchemaError:
    """For a schema that this Omny does not know."""
    return SchemaError(op, f"a newer Omny wrote it (schema {version}, this one knows {known})", path=path, hint=hint)


def older_schema(version: int, known: int, path: str, hint: str) -> OldSchemaError:
    """For a schema that has to be upgraded."""
    reason = f"an older Omny wrote it (schema {version}, this one needs {known})"
    return OldSchemaError("open index", reason, path=path, hint=hint)
