"""The script blocks of a template whose own code is another program: what they define, and calls among them.

The template runs on a server, and its scripts run in a browser: neither sees a name of the other. The scripts are read
as those of a page of HTML, with the marks of the template hidden. What they define is added to the facts of the
template, and of their calls those that lead there; any other stays unresolved, for the rules of the template are not
theirs.
"""

from __future__ import annotations

from typing import Any

import msgspec

from omny.extract.digest import token_hash
from omny.languages.embedded.html import read_page
from omny.model.atoms import is_class_like
from omny.model.chains import Chain
from omny.model.facts import Definition, FileFacts, pack_references
from omny.model.surfaces import Surface
from omny.model.texts import AtomText, pack_texts, unpack_texts

_CONSTRUCTOR = "constructor"


def add_scripts(text: bytes, facts: FileFacts, surface: Surface) -> tuple[FileFacts, Surface]:
    """The facts and the surface of a template with those of the scripts in its text, in which no mark is left."""
    from omny.languages.embedded import read_syntax
    from omny.languages.embedded.walk import analyse

    page = read_page(text)
    if not page.code.strip():
        return facts, surface
    scripts, names = analyse(page, read_syntax(page), is_component=False)
    taken = {each.qualname for each in facts.definitions}
    definitions = [_add_hash(facts.definitions[0], scripts.definitions[0]), *facts.definitions[1:]]
    texts, further = unpack_texts(facts.texts), unpack_texts(scripts.texts)
    texts[0] = AtomText(texts[0].doc + further[0].doc, texts[0].body + further[0].body)
    places = [0]  # of the definitions of the scripts, by their index there
    kept: dict[str, Definition] = {}
    for each, said in zip(scripts.definitions[1:], further[1:], strict=True):
        parent = places[each.parent]
        if each.qualname in taken or (each.parent > 0 and scripts.definitions[each.parent].qualname not in kept):
            places.append(parent)
            continue
        places.append(len(definitions))
        kept[each.qualname] = each
        definitions.append(msgspec.structs.replace(each, parent=parent))
        texts.append(said)
    chains = [*facts.chains, *(_keep_own(each, kept, names) for each in scripts.chains)]
    offset = len(facts.chains)
    uses = [
        *facts.uses(),
        *((places[owner], offset + chain, line, column) for owner, chain, line, column in scripts.uses()),
    ]
    uses.sort(key=lambda use: use[2:])
    packed = pack_references([number for use in uses for number in use])
    added = {f"@{name}": ["class"] if is_class_like(each.type) else ["function", ""] for name, each in kept.items()}
    errors = [each.error_line for each in (facts, scripts) if each.error_line]
    ratio = round(facts.error_ratio + scripts.error_ratio, 6)
    written = pack_texts(texts)
    merged = FileFacts(definitions, chains, packed, facts.lines, min(1.0, ratio), min(errors, default=0), written)
    return merged, dict(sorted({**surface, **added}.items()))


def _keep_own(chain: Chain, kept: dict[str, Definition], names: Surface) -> Chain:
    """The chain with the values alone that are definitions of the scripts."""
    values: dict[str, None] = {}
    for value in chain.values:
        head, _, rest = value.partition(" ")
        for each in names.get(head, (head,)) if head[0] != "@" else (head,):
            path = f"{each.lstrip('~@')} {rest}".strip()
            name = path.replace(" () ", ".").replace(" ", ".")
            if name in kept and is_class_like(kept[name].type) and f"{name}.{_CONSTRUCTOR}" in kept:
                name = f"{name}.{_CONSTRUCTOR}"
            if name in kept:
                values[f"@{name}"] = None
    return msgspec.structs.replace(chain, values=[*values])


def _add_hash(module: Definition, scripts: Definition) -> Definition:
    """The module of a template, which changes with its scripts, too."""
    told: dict[str, Any] = msgspec.json.decode(module.detail)
    other: dict[str, Any] = msgspec.json.decode(scripts.detail)
    for key in ("body_hash", "own_hash"):
        told[key] = token_hash(f"{told[key]} {other[key]}".encode())
    told["complexity"] += other["complexity"] - 1
    told["lines_of_code"] += other["lines_of_code"]
    return msgspec.structs.replace(module, detail=msgspec.json.encode(told))
