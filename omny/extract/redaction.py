"""Secrets taken out of what is stored of a file. Pure, in linear time, and the last step of its extraction.

Facts and surface carry pieces of source: signatures, defaults, decorators, first lines of documentation, names in
strings, module specifiers. A secret among them becomes `REDACTED_` and eight digits of its hash, one word that can
stand wherever it stood: as a name, in a chain, in a JSON text. So two secrets stay two names. What stands beside a name
such as `password` is no secret by its form, and often a short one: it becomes `REDACTED`, with no hash to guess by.

No secret is stored of a file that is not in it as it is written, so one search of the file's bytes tells for nearly
every file that there is nothing to be done. The forms are those of GitHub's and gitleaks' lists that have a beginning
of their own: what only looks random is left, since hashes of content do, too.

Not known: secrets of other forms, or split over several literals. The text of a body is not stored, but `body_hash` is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any

import msgspec

from omny.extract.digest import token_hash
from omny.extract.text import camel_words
from omny.extract.token_forms import FORMS, OTHERS
from omny.model.atoms import AtomType, is_class_like
from omny.model.chains import Chain
from omny.model.facts import Definition, FileFacts
from omny.model.surfaces import Surface
from omny.native import compiled

REDACTED = "REDACTED"

_CUT = "…".encode()  # at the end of a text that was cut off

_CALLED = frozenset((AtomType.FUNCTION, AtomType.ARROW, AtomType.METHOD, AtomType.MODULE))

# Each may end early where a text was cut off. No quantifier can take what the next one could: linear.
_OTHERS = {
    (  # JWT
        r"eyJ[A-Za-z0-9_-]{8,4096}(?:[%s]eyJ[A-Za-z0-9_-]{8,8192}(?:[%s][A-Za-z0-9_-]{0,4096})?"
        r"|(?:\.[A-Za-z0-9_-]{0,8192})?…)"
    ): ("eyJ",),
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?s:.*?)(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\Z)": (
        "PRIVATE KEY",
    ),
    r"-----BEGIN OpenVPN Static key(?s:.*?)(?:-----END OpenVPN Static key V1-----|\Z)": ("OpenVPN Static key",),
    r"PuTTY-User-Key-File-(?s:.*)": ("PuTTY-User-Key-File-",),
    (r"(?:[Bb]earer|[Bb]asic) (?=[A-Za-z+/=_-]{0,64}[0-9])(?:[A-Za-z0-9+/=_-]{16,4096}|[A-Za-z0-9+/=_-]{4,15}…)"): (
        "earer ",
        "asic ",
    ),
}
"""By expression, parts; each text with a match contains at least one of them."""


_PARTS = (*((form.fixed,) for form in FORMS), *_OTHERS.values())
"""By form, what one of is in each text that holds a token of the form."""


def _tokens(text: str, dot: str) -> re.Pattern[str] | None:
    """The forms that the text may hold, in one; None where it can hold none. A token does not begin in the middle of a
    word."""
    dotted = text if dot == "." else text + text.replace(" ", ".")
    possible = tuple(at for at, parts in enumerate(_PARTS) if any(part in dotted for part in parts))
    return _compile_forms(possible, dot) if possible else None


@lru_cache(maxsize=256)
def _compile_forms(forms: tuple[int, ...], dot: str) -> re.Pattern[str]:
    """These forms in one. To compile all of them takes longer than many a command."""
    others = [other.replace("%s", dot) for other in _OTHERS]
    patterns = [FORMS[at].pattern(dot) if at < len(FORMS) else others[at - len(FORMS)] for at in forms]
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(patterns)})")


_LOGIN = re.compile(r"""(://[^\s/:@"'`<>]{0,100}:)([^\s/@"'`<>{}$]{1,200})(?=@)""")  # user:password@ of a URL


@cache
def _probes() -> re.Pattern[bytes]:
    """What every secret with a form of its own begins with. Searched for in all that is indexed, so it has to be quick:
    tried where a word begins only, and one branch for each first letter."""
    by_letter: dict[str, list[str]] = {}
    for form in (*FORMS, *OTHERS):
        if not form.before:
            by_letter.setdefault(form.fixed[0], []).append(
                form.probe()[1:] if form.fixed[0].isalnum() else form.probe()
            )
    branches = [
        f"{letter}(?:{'|'.join(rest)})" if letter.isalnum() else "|".join(rest) for letter, rest in by_letter.items()
    ]
    return re.compile(f"(?<![A-Za-z0-9])(?:{'|'.join(branches)})".encode())


@cache
def _probes_within() -> list[tuple[bytes, re.Pattern[bytes]]]:
    """What stands in the middle of a secret, and that with what is before and after it."""
    return [(form.fixed.encode(), re.compile(form.probe().encode())) for form in FORMS if form.before]


_SOUGHT_LOGIN = re.compile(rb"""://[^\s/:@"'`<>]{0,100}:[^\s/@"'`<>{}$]{1,200}@""")

_NAME = (
    r"(?i:passw(?:or)?d|passphrase|pwd|secret|token|credential"
    r"|(?:secret|api|app|access|account|auth|consumer|encryption|license|master|private|service|session|shared|signing)"
    r"_?key(?:_?base)?)"
)
_SECRETIVE = re.compile(rf"{_NAME}s?$")
_SECRETIVE_BYTES = re.compile(
    rb"passw|passphrase|pwd|secret|token|credential"
    rb"|(?:api|app|access|account|auth|consumer|encryption|license|master|private|service|session|shared|signing)_?key"
)
_NAMED_BYTES = re.compile(
    rb"(?:passw(?:or)?d|passphrase|pwd|secret|token|credential"
    rb"|(?:secret|api|app|access|account|auth|consumer|encryption|license|master|private|service|session|shared|signing)"
    rb"_?key(?:_?base)?)s?[\"']?(?:[\x80-\xff]|[\s\x1c-\x1f]?(?::[^=\"'`,(){}]{0,324}=|[:=])(?:[\x80-\xff]"
    rb"|[\s\x1c-\x1f]?[rbu]?(?:\"[^\"\\]{6}|'[^'\\]{6}|`[^`\\]{6})))",
    re.IGNORECASE,
)
"""What `_NAMED` needs, in bytes: wherever that matches, this does."""
# `password="..."`, `password: str = "..."`, `"password": "..."`, `f("password", "...")` is not.
_NAMED = re.compile(
    rf"({_NAME}s?[\"']?\s?(?::\s?[^=\"'`,(){{}}]{{0,80}}=|[:=])\s?[rbuRBU]?)"
    r"(\"[^\"\\]{6,200}(?:\"|…)|'[^'\\]{6,200}(?:'|…)|`[^`\\]{6,200}(?:`|…))"
)
_QUOTED = re.compile(r"[rbuRBU]?([\"'`])([^\"'`\\]{6,200})(?:\1|…)")
_STRING = re.compile(r"([\"'`])([^\"'`\\]{6,200})(\1|…)")
_PLACEHOLDER = re.compile(r"[\s{<%]|\$[({]|\A[A-Za-z_./:-]+\Z")
"""Values that are no secret under any name: words, and placeholders."""

_FEWEST_CHARACTERS = 5  # different ones, below which a text is an example: "111111"
_RANDOM_LETTERS = re.compile(r"[A-Za-z]{20,200}")
_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]")
_LONGEST_PIECES = 2.8  # letters of a piece of random letters on average: by chance they are 2, and of CamelCase 4


def redact(source: bytes, facts: FileFacts, surface: Surface) -> tuple[FileFacts, Surface]:
    """Facts and surface of the file with these bytes, without its secrets."""
    may_hold, may_name = suspect(source)
    if may_hold:
        surface = _map_texts(surface, _without_tokens_in_chain)
        facts = msgspec.structs.replace(
            facts,
            definitions=[_definition(each, without_tokens) for each in facts.definitions],
            chains=[_chain(each) for each in facts.chains],
        )
    definitions = facts.definitions
    suspects: list[int] = []
    if may_name:
        suspects = [number for number, each in enumerate(definitions) if _may_name_secret(each)]
    if suspects:
        definitions = list(definitions)
        for number in suspects:
            definitions[number] = _definition(definitions[number], _redact_literals)
        facts = msgspec.structs.replace(facts, definitions=definitions)
    return facts, surface


@lru_cache(maxsize=1)
def suspect(source: bytes) -> tuple[bool, bool]:
    """Whether anything of a file could be a secret with a form of its own, and whether it has a word for one. Asked
    twice of each."""
    return may_hold_token(source), may_name_secret(source)


def may_hold_secret(content: bytes) -> bool:
    """Whether anything of these bytes could be a secret: quickly, and wrong only where it says yes."""
    return may_hold_token(content) or may_name_secret(content)


@compiled("probes")
def may_hold_token(content: bytes) -> bool:
    """Whether anything of these bytes could be a secret that has a form of its own."""
    if _probes().search(content) or _SOUGHT_LOGIN.search(content):
        return True
    return any(fixed in content and probe.search(content) for fixed, probe in _probes_within())


@compiled("text")
def may_name_secret(content: bytes) -> bool:
    """Whether these bytes have a word for what is secret."""
    return _SECRETIVE_BYTES.search(content.lower()) is not None


@compiled("text")
def may_name_literal(content: bytes) -> bool:
    """Whether a literal of these bytes could be one under a name that means a secret: wrong only where it says yes."""
    return _NAMED_BYTES.search(content) is not None


def clean_bytes(text: bytes) -> bytes:
    """The text without any secret: in UTF-8, and as it is where it holds none."""
    if not may_hold_token(text) and not may_name_literal(text) and _CUT not in text:
        return text
    return without_secrets(text.decode("utf-8", "replace")).encode("utf-8", "replace")


def without_secrets(text: str) -> str:
    """The text without any."""
    return _redact_literals(without_tokens(text))


def count_secrets(text: str) -> tuple[str, int]:
    """The text without any, and how many there were."""
    clean = without_secrets(text)
    return clean, clean.count(REDACTED) - text.count(REDACTED)


def without_tokens(text: str) -> str:
    """The text without secrets that have a form of their own."""
    return _clean(text, ".") if _may_show_token(text) else text


def _without_tokens_in_chain(text: str) -> str:
    """The same of a chain, where a space stands for a dot."""
    return _clean(text, ". ") if _may_show_token(text) or _may_show_token(text.replace(" ", ".")) else text


def _may_show_token(text: str) -> bool:
    """Whether a text that may be cut off could contain a secret: most do not, and this check is quick."""
    return "…" in text or may_hold_token(text.encode("utf-8", "replace"))


def _clean(text: str, dot: str) -> str:
    tokens = _tokens(text, dot)
    return _LOGIN.sub(rf"\1{REDACTED}", tokens.sub(_hash_match, text) if tokens is not None else text)


def _redact_literals(text: str) -> str:
    """The text without literals under a name that means a secret: only a text that may have one is worth the search."""
    return _NAMED.sub(_redact_match, text) if may_name_literal(text.encode("utf-8", "replace")) else text


def _may_name_secret(definition: Definition) -> bool:
    """Whether the stored JSON of a definition holds a string literal (its quotes differ from those of JSON) and a word
    that means a secret."""
    detail = definition.detail
    if (b"'" in detail or b'\\"' in detail or b"`" in detail) and may_name_secret(detail):
        return True
    signature = definition.signature
    if _is_secret_value(definition):
        return True
    has_literal = '"' in signature or "'" in signature or "`" in signature
    return has_literal and may_name_secret(signature.encode("utf-8", "replace"))


def _hash_match(match: re.Match[str]) -> str:
    return f"{REDACTED}_{blake2b(match[0].encode('utf-8', 'replace'), digest_size=4).hexdigest()}"


def _redact_match(match: re.Match[str]) -> str:
    quote, text = match[2][0], match[2][1:-1]
    return f"{match[1]}{quote}{REDACTED}{quote}" if _is_secret(text) else match[0]


def _is_secret_value(definition: Definition) -> bool:
    """Whether a definition gives a value to a name that means a secret."""
    if definition.type in _CALLED or is_class_like(definition.type):
        return False
    return _SECRETIVE_BYTES.search(definition.name.lower().encode("utf-8", "replace")) is not None


def _redact_string(match: re.Match[str]) -> str:
    quote, text, closing = match[1], match[2], match[3]
    return f"{quote}{REDACTED}{closing}" if _is_secret(text) else match[0]


def _is_secret(text: str) -> bool:
    if len(set(text)) < _FEWEST_CHARACTERS or text.startswith(REDACTED):
        return False
    return not _PLACEHOLDER.search(text) or (_RANDOM_LETTERS.fullmatch(text) is not None and _is_random(text))


def _is_random(text: str) -> bool:
    """Whether capitals and small letters alternate as by chance: in words they do not."""
    return len(text) < _LONGEST_PIECES * len(_PIECE.findall(text))


def _definition(before: Definition, clean: Callable[[str], str]) -> Definition:
    name, signature = clean(before.name), clean(before.signature)
    detail = msgspec.json.decode(before.detail)
    after = _map_texts(detail, clean)
    if clean is _redact_literals and _is_secret_value(before):
        signature = _STRING.sub(_redact_string, signature)
        after["body_hash"] = token_hash(signature.encode("utf-8", "replace"))  # one of the secret could be guessed by
    for parameter in after.get("parameters", ()):
        _clean_default(parameter)
    return Definition(
        clean(before.qualname),
        name,
        before.type,
        before.parent,
        before.line,
        before.end_line,
        signature,
        before.words if (name, signature) == (before.name, before.signature) else camel_words(name, signature),
        before.detail if after == detail else msgspec.json.encode(after),
    )


def _clean_default(parameter: dict[str, Any]) -> None:
    """A default stands apart from the name that it is the default of."""
    default = parameter.get("default")
    if default is not None and _SECRETIVE.search(parameter["name"]):
        match = _QUOTED.fullmatch(default)
        if match is not None and _is_secret(match[2]):
            parameter["default"] = f"{match[1]}{REDACTED}{match[1]}"


def _chain(before: Chain) -> Chain:
    values = [_without_tokens_in_chain(value) for value in before.values]
    return Chain(_without_tokens_in_chain(before.text), values, before.inferred, before.kind)


def _map_texts(value: Any, clean: Callable[[str], str]) -> Any:
    """A copy of a value of JSON with every text in it, keys too, made clean. As deep as an extractor nests, which is no
    deeper than a few levels."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_map_texts(item, clean) for item in value]
    if isinstance(value, dict):
        return {clean(key): _map_texts(item, clean) for key, item in value.items()}
    return value
