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
from hashlib import blake2b
from typing import Any

import msgspec

from omny.extract.text import camel_words
from omny.model import Chain, Definition, FileFacts, Surface
from omny.native import compiled

REDACTED = "REDACTED"

# Each may end early where a text was cut off. No quantifier can take what the next one could: linear.
_TOKENS = (
    r"A[KS]IA(?:[A-Z0-9]{16}(?![A-Za-z0-9])|[A-Z0-9]{4,15}…)",  # AWS access keys
    r"gh[pousr]_(?:[A-Za-z0-9]{30,255}|[A-Za-z0-9]{4,29}…)",  # GitHub
    r"github_pat_(?:[A-Za-z0-9_]{22,255}|[A-Za-z0-9_]{4,21}…)",
    r"glpat-(?:[A-Za-z0-9_-]{20,255}|[A-Za-z0-9_-]{4,19}…)",  # GitLab
    r"xox[abeoprs]-(?:[A-Za-z0-9-]{10,255}|[A-Za-z0-9-]{4,9}…)",  # Slack
    r"AIza(?:[A-Za-z0-9_-]{35}|[A-Za-z0-9_-]{4,34}…)|GOCSPX-(?:[A-Za-z0-9_-]{20,64}|[A-Za-z0-9_-]{4,19}…)",  # Google
    r"[sr]k_(?:live|test)_(?:[A-Za-z0-9]{10,255}|[A-Za-z0-9]{4,9}…)",  # Stripe
    r"sk-(?:(?:ant|proj|svcacct|admin|or)-[A-Za-z0-9_-]{20,255}|[A-Za-z0-9]{32,255}|[A-Za-z0-9_-]{12,60}…)",  # models
    r"hf_(?:[A-Za-z0-9]{30,64}|[A-Za-z0-9]{8,29}…)",
    r"npm_(?:[A-Za-z0-9]{36}|[A-Za-z0-9]{8,35}…)|pypi-AgE(?:[A-Za-z0-9_-]{20,512}|[A-Za-z0-9_-]{4,19}…)",  # registries
    # JWT; as a chain it has spaces for dots.
    (
        r"eyJ[A-Za-z0-9_-]{8,4096}(?:[. ]eyJ[A-Za-z0-9_-]{8,8192}(?:[. ][A-Za-z0-9_-]{0,4096})?"
        r"|(?:\.[A-Za-z0-9_-]{0,8192})?…)"
    ),
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?s:.*?)(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\Z)",
)
# A token does not begin in the middle of a word.
_TOKEN = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(_TOKENS)})")
_LOGIN = re.compile(r"""(://[^\s/:@"'`<>]{0,100}:)([^\s/@"'`<>{}$]{1,200})(?=@)""")  # user:password@ of a URL

_SOUGHT = re.compile(
    rb"AKIA|ASIA|AIza|GOCSPX|PRIVATE KEY|eyJ|gh[pousr]_|github_pat_|glpat-|xox[a-z]-|sk_[lt]|rk_[lt]|sk-|hf_|npm_"
    rb"|pypi-A"
)
_SOUGHT_LOGIN = re.compile(rb"""://[^\s/:@"'`<>]{0,100}:[^\s/@"'`<>{}$]{1,200}@""")
"""What every secret with a form of its own has in it. Searched for in all that is indexed, so it has to be quick: each
branch begins with a letter, by which the search skips what no branch begins with."""

_NAME = (
    r"(?i:passw(?:or)?d|passphrase|pwd|secret|token|credential|api_?key|access_?key|secret_?key|private_?key|auth_?key"
    r"|signing_?key|encryption_?key)"
)
_SECRETIVE = re.compile(rf"{_NAME}s?$")
_SECRETIVE_BYTES = re.compile(
    rb"passw|passphrase|pwd|secret|token|credential|(?:api|access|private|auth|signing|encryption)_?key"
)
# `password="..."`, `password: str = "..."`, `"password": "..."`, `f("password", "...")` is not.
_NAMED = re.compile(
    rf"({_NAME}s?[\"']?\s?(?::\s?[^=\"'`,(){{}}]{{0,80}}=|[:=])\s?[rbuRBU]?)"
    r"(\"[^\"\\]{6,200}(?:\"|…)|'[^'\\]{6,200}(?:'|…)|`[^`\\]{6,200}(?:`|…))"
)
_QUOTED = re.compile(r"[rbuRBU]?([\"'`])([^\"'`\\]{6,200})(?:\1|…)")
_PLACEHOLDER = re.compile(r"[\s{<%]|\$[({]|\A[A-Za-z_./:-]+\Z")
"""What is no secret whatever it is called: words, and places where one is to be put in."""

_FEWEST_CHARACTERS = 5  # different ones, below which a text is an example: "111111"


def redacted(source: bytes, facts: FileFacts, surface: Surface) -> tuple[FileFacts, Surface]:
    """Facts and surface of the file with these bytes, without its secrets."""
    if may_hold_token(source):
        surface = _each(surface, without_tokens)
        facts = msgspec.structs.replace(
            facts,
            definitions=[_definition(each, without_tokens) for each in facts.definitions],
            chains=[_chain(each) for each in facts.chains],
        )
    definitions = facts.definitions
    suspects: list[int] = []
    if may_name_secret(source):
        suspects = [number for number, each in enumerate(definitions) if _may_name_secret(each)]
    if suspects:
        definitions = list(definitions)
        for number in suspects:
            definitions[number] = _definition(definitions[number], _without_named)
        facts = msgspec.structs.replace(facts, definitions=definitions)
    return facts, surface


def may_hold_secret(content: bytes) -> bool:
    """Whether anything of these bytes could be a secret: quickly, and wrong only where it says yes."""
    return may_hold_token(content) or may_name_secret(content)


@compiled("text")
def may_hold_token(content: bytes) -> bool:
    """Whether anything of these bytes could be a secret that has a form of its own."""
    return bool(_SOUGHT.search(content) or _SOUGHT_LOGIN.search(content))


@compiled("text")
def may_name_secret(content: bytes) -> bool:
    """Whether these bytes have a word for what is secret."""
    return _SECRETIVE_BYTES.search(content.lower()) is not None


def without_secrets(text: str) -> str:
    """The text without any."""
    return _without_named(without_tokens(text))


def without_tokens(text: str) -> str:
    """The text without secrets that have a form of their own."""
    return _LOGIN.sub(rf"\1{REDACTED}", _TOKEN.sub(_hashed, text))


def _without_named(text: str) -> str:
    return _NAMED.sub(_unquoted, text)


def _may_name_secret(definition: Definition) -> bool:
    """Whether what is stored of a definition holds a string literal, in JSON: its quotes are told from others; and a
    word for what is secret."""
    detail = definition.detail
    if b"'" in detail or b'\\"' in detail or b"`" in detail:
        return _SECRETIVE_BYTES.search(detail.lower()) is not None
    signature = definition.signature
    return ('"' in signature or "'" in signature) and _SECRETIVE_BYTES.search(signature.lower().encode()) is not None


def _hashed(match: re.Match[str]) -> str:
    return f"{REDACTED}_{blake2b(match[0].encode('utf-8', 'replace'), digest_size=4).hexdigest()}"


def _unquoted(match: re.Match[str]) -> str:
    quote, text = match[2][0], match[2][1:-1]
    return f"{match[1]}{quote}{REDACTED}{quote}" if _is_secret(text) else match[0]


def _is_secret(text: str) -> bool:
    return not _PLACEHOLDER.search(text) and len(set(text)) >= _FEWEST_CHARACTERS and not text.startswith(REDACTED)


def _definition(before: Definition, clean: Callable[[str], str]) -> Definition:
    name, signature = clean(before.name), clean(before.signature)
    detail = msgspec.json.decode(before.detail)
    after = _each(detail, clean)
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
    return Chain(
        without_tokens(before.text), [without_tokens(value) for value in before.values], before.inferred, before.kind
    )


def _each(value: Any, clean: Callable[[str], str]) -> Any:
    """A copy of a value of JSON with every text in it, keys too, made clean. As deep as an extractor nests, which is no
    deeper than a few levels."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_each(item, clean) for item in value]
    if isinstance(value, dict):
        return {clean(key): _each(item, clean) for key, item in value.items()}
    return value
