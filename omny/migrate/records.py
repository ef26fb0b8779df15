"""The description of an atom in a legacy document, in the terms of the index. Pure.

Calls become names, never edges: the legacy tool linked them by name alone, and two in five were wrong. Scores and
classifications are dropped, since nothing would keep them true; `purpose` and `archetype` become part of the
provenance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from omny.base.clock import timestamp
from omny.migrate.documents import Document, Fields, Kind
from omny.migrate.names import one_line, plain_name, plain_path, qualify, split_id
from omny.model.atoms import MODULE_NAME, AtomType

VARIABLE = "variable"
"""The type of what is no atom here: a constant that holds no function. It stays in history."""

MAX_NAME_CHARACTERS = 300  # of something called; longer ones are pieces of code

MAX_NUMBER = (1 << 31) - 1  # of a line or a version, as some stores keep them

_OF_FUNCTIONS = {
    "arrow": AtomType.ARROW,
    "expression": AtomType.ARROW,
    "method": AtomType.METHOD,
    "declaration": AtomType.FUNCTION,
    "function": AtomType.FUNCTION,
    "class": AtomType.CLASS,
    "ArrowFunctionExpression": AtomType.ARROW,
    "FunctionExpression": AtomType.ARROW,
    "ClassExpression": AtomType.CLASS,
}
"""What an atom is, by `functionType`, by `type`, or by what kind of expression a variable holds."""

_PARAMETER = re.compile(r"(?:\.\.\.)?[\w$]+\??")
_VAGUE = frozenset(("any", "unknown", "void", ""))  # types that the legacy tool gave where it knew none


class Account(msgspec.Struct):
    """What one document says of one atom. Times are ISO 8601, UTC, or "" where it says none."""

    path: str  # plain; may be absolute
    qualified: str
    legacy_id: str
    name: str
    type: str  # of AtomType, or VARIABLE
    line: int
    end_line: int
    signature: str
    data: dict[str, Any]  # as docs/data.md has it, apart from what the id says
    born: str  # "" where the document does not say
    written: str  # when its file was
    version: int = 1
    changed: str = ""  # when it was last saved, where that is later
    changed_fields: list[str] = []
    gone: str = ""  # when it was deleted
    callers: list[str] = []  # ids of those who call it


def accounts(document: Document, modified: str) -> Iterator[Account]:
    """What a document says of atoms. `modified` is when its file was written."""
    fields = document.fields
    if document.kind is Kind.ATOM:
        yield _of_atom(fields, modified)
    elif document.kind is Kind.FILE:
        yield from _of_file(fields, modified)
    elif document.kind is Kind.SHADOW:
        yield _of_shadow(fields, modified)
    elif document.kind is Kind.SHADOWS:
        for shadow in _dicts(list(fields.shadows.values())):
            if isinstance(shadow.get("originalId"), str):
                yield _of_shadow(msgspec.convert(shadow, Fields, strict=False), modified)


def moment(value: object) -> str:
    """A time of the legacy tool (ISO 8601, or milliseconds) as the index writes times; "" where it is none."""
    try:
        if isinstance(value, str):
            found = datetime.fromisoformat(value)
            return timestamp(found if found.tzinfo else found.replace(tzinfo=UTC))
        if isinstance(value, int | float) and not isinstance(value, bool):
            return timestamp(datetime.fromtimestamp(value / 1000, UTC))
    except (ValueError, OverflowError, OSError):
        pass
    return ""


# ── kinds of documents ───────────────────────────────────────────────────────────────────────────────────────────────


def _of_atom(fields: Fields, modified: str) -> Account:
    """Of the two schemas, which have the same fields under other names."""
    of_id, rest = split_id(fields.id)
    path = next((plain_path(each) for each in (fields.filePath, fields.file) if isinstance(each, str)), "") or of_id
    meta = fields.meta if isinstance(fields.meta, dict) else {}
    lineage = fields.lineage if isinstance(fields.lineage, dict) else {}
    born = moment(meta.get("createdAt")) or moment(fields.extractedAt) or moment(fields.analyzedAt)
    changed = moment(meta.get("lastModified"))
    version = _number(meta.get("version"), 1)
    gone = (moment(lineage.get("removedAt")) or modified) if lineage.get("status") == "removed" else ""
    type_ = _type(fields)
    line = _number(fields.line, 1)
    parameters, returns = _parameters(fields) if type_ != VARIABLE else ([], "")
    data: dict[str, Any] = {"parameters": parameters} if type_ != VARIABLE else {}
    data |= {"returns": returns} if returns else {}
    data |= {"kind": "constructor"} if type_ == AtomType.METHOD and fields.name == "constructor" else {}
    if type_ not in (VARIABLE, AtomType.CLASS):
        data["is_async"] = fields.isAsync is True or (
            isinstance(fields.signature, dict) and fields.signature.get("async") is True
        )
    data["is_exported"] = fields.isExported is True or fields.exported is True
    data |= {"complexity": _number(fields.complexity, 1)} if fields.complexity is not None else {}
    data |= {"lines_of_code": _number(fields.linesOfCode, 1)} if fields.linesOfCode is not None else {}
    data["unresolved"] = _called_names(fields, line)
    archetype = fields.archetype.get("type") if isinstance(fields.archetype, dict) else None
    purposes = {"purpose": fields.purpose, "archetype": archetype}
    data["provenance"] = {key: value for key, value in purposes.items() if isinstance(value, str)}
    return Account(
        path=path,
        qualified=qualify(fields.name, fields.className, rest),
        legacy_id=one_line(fields.id),
        name=plain_name(fields.name),
        type=type_,
        line=line,
        end_line=max(line, _number(fields.endLine, line)),
        signature=_signature(parameters, returns) if type_ not in (VARIABLE, AtomType.CLASS) else "",
        data=data,
        born=min(born, changed) if changed and born else born or changed,
        written=modified,
        version=version,
        changed=changed if changed > born else "",
        changed_fields=[name for name in _list(meta.get("modifiedFields")) if isinstance(name, str)],
        gone=gone,
        callers=[each for each in _list(fields.calledBy) if isinstance(each, str)],
    )


def _of_file(fields: Fields, modified: str) -> Iterator[Account]:
    """A source file as the body of its module; in old stores with its functions, which had no documents yet."""
    path = plain_path(fields.path)
    data: dict[str, Any] = {"unresolved": []}
    yield Account(path, MODULE_NAME, one_line(fields.path), MODULE_NAME, AtomType.MODULE, 1, 1, "", data, "", modified)
    for function in _dicts(fields.functions):
        said = msgspec.convert(function, Fields, strict=False)
        if isinstance(said.name, str) and said.name:
            said.filePath, said.typeContracts = path, {"params": _dicts(function.get("params"))}
            said.id = said.id if isinstance(said.id, str) else f"{path}::{said.name}"
            yield _of_atom(said, modified)


def _of_shadow(fields: Fields, modified: str) -> Account:
    """A deleted atom, with the few fields that were kept."""
    said = fields.metadata if isinstance(fields.metadata, dict) else {}
    legacy_id = fields.originalId if isinstance(fields.originalId, str) else str(fields.shadowId)
    of_id, rest = split_id(legacy_id)
    path = plain_path(said["filePath"]) if isinstance(said.get("filePath"), str) else of_id
    name = said["name"] if isinstance(said.get("name"), str) else rest.rpartition(".")[2]
    gone = moment(fields.diedAt) or modified
    born = moment(fields.bornAt) or gone
    reason = fields.death.get("reason") if isinstance(fields.death, dict) else None
    provenance = {"shadow": fields.shadowId, "reason": reason}
    data = {"provenance": {key: value for key, value in provenance.items() if isinstance(value, str)}}
    is_named = rest == name or rest.endswith(f".{name}")
    return Account(
        path=path,
        qualified=rest if is_named else plain_name(name),
        legacy_id=one_line(legacy_id),
        name=plain_name(name),
        type=AtomType.METHOD if is_named and "." in rest else AtomType.FUNCTION,
        line=1,
        end_line=1,
        signature="",
        data={"is_exported": said.get("isExported") is True, "unresolved": [], **data},
        born=min(born, gone),
        written=modified,
        gone=gone,
    )


# ── parts of them ────────────────────────────────────────────────────────────────────────────────────────────────────


def _type(fields: Fields) -> str:
    has_class = isinstance(fields.className, str) and bool(fields.className)
    for said in (fields.functionType, fields.type):
        if said == VARIABLE:
            return _OF_FUNCTIONS.get(fields.valueType, VARIABLE) if isinstance(fields.valueType, str) else VARIABLE
        if isinstance(said, str) and said in _OF_FUNCTIONS:
            return AtomType.METHOD if has_class and said != "class" else _OF_FUNCTIONS[said]
    return AtomType.METHOD if has_class else AtomType.FUNCTION


def _parameters(fields: Fields) -> tuple[list[dict[str, str]], str]:
    """The parameters, without those for which the legacy tool recorded code as names, and the returned type. Types that
    it guessed are left out."""
    contracts = fields.typeContracts if isinstance(fields.typeContracts, dict) else {}
    signature = fields.signature if isinstance(fields.signature, dict) else {}
    given = _dicts(contracts.get("params")) or _dicts(signature.get("params"))
    found: list[dict[str, str]] = []
    for parameter in given:
        name = parameter.get("name")
        if not isinstance(name, str) or not _PARAMETER.fullmatch(name):
            return [], ""
        annotation = _annotation(parameter)
        found.append({"name": name, "annotation": annotation} if annotation else {"name": name})
    returns = contracts.get("returns")
    if isinstance(returns, dict):
        return found, _annotation(returns)
    return found, _annotation({"type": signature.get("returnType")})


def _annotation(said: dict[str, Any]) -> str:
    type_ = said.get("type")
    if not isinstance(type_, str) or said.get("inferred") or type_ in _VAGUE:
        return ""
    return " ".join(one_line(type_).split())


def _signature(parameters: list[dict[str, str]], returns: str) -> str:
    told = (f"{each['name']}: {each['annotation']}" if "annotation" in each else each["name"] for each in parameters)
    return f"({', '.join(told)})" + (f": {returns}" if returns else "")


def _called_names(fields: Fields, line: int) -> list[str]:
    """The called names of the three lists; of equal names the one with its receiver. The name of the atom in its own
    first line is its declaration, which the legacy tool recorded as a call."""
    names: set[str] = set()
    own = "".join(one_line(str(fields.name)).split())
    for call in (*_dicts(fields.calls), *_dicts(fields.internalCalls), *_dicts(fields.externalCalls)):
        said = call.get("callee") or call.get("name")
        if not isinstance(said, str):
            continue
        name = "".join(one_line(said).split()).removeprefix("anonymous.")
        is_itself = name == own and call.get("line") in (1, line)
        if name and len(name) <= MAX_NAME_CHARACTERS and not is_itself and not name.endswith("."):
            names.add(name)
    told = {name.rpartition(".")[2] for name in names if "." in name}
    return sorted(name for name in names if "." in name or name not in told)


def _number(value: object, least: int) -> int:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MAX_NUMBER
    return max(least, int(value)) if is_number else least  # type: ignore[call-overload]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: object) -> list[dict[str, Any]]:
    return [each for each in _list(value) if isinstance(each, dict)]
