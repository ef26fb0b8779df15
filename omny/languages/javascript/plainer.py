"""What JavaScript has and its grammar has not, in the source as the grammar can read it: each byte stays at its place.

A word that the grammar does not know there becomes spaces, or a word that it knows. Where the grammar takes a name for
something else, one letter of the name becomes another: names are read from the source as it is written. Rules are
regular expressions over the `skeleton` of a file, bounded, so that all of them take linear time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from omny.extract.marks import Marks
from omny.languages.javascript.skeleton import Skeleton, skeleton

_NAME = rb"[\w$\\#\x80-\xff]"
_OPERATOR = rb"(?:in|instanceof|of|as|satisfies|is|extends)\b"
_MODIFIERS = rb"(?:(?:static|public|private|protected|override|abstract|declare|readonly)[ \t]+)*"

_BEFORE_BRACKET = tuple(bytes((quote, bracket)) for quote in b"\"'" for bracket in b"[(`")
_BEFORE_MODULE = {b"from": rb"from(?<!\wfrom)", b"import": rb"import(?<!\wimport)"}


def _word(word: bytes, *, group: bool = False) -> bytes:
    """A pattern of the word where a name ends. It begins with the word itself: a search for its letters is ten times as
    fast."""
    return (b"(%s)" if group else b"%s") % word + rb"(?<![\w$.#\x80-\xff]%s)" % word


Form = Callable[[bytes], bytes]
"""The bytes that replace others, as many of them."""


class Rule(NamedTuple):
    """The bytes that replace the last group that matches."""

    words: tuple[bytes, ...]  # one of them stands wherever the pattern matches, white space left out
    quick: re.Pattern[bytes] | None  # matches wherever the pattern does, or before it, and is quickly looked for
    pattern: re.Pattern[bytes]
    form: Form


def blank(text: bytes) -> bytes:
    """Spaces, with line ends where they were."""
    return re.sub(rb"[^\r\n]", b" ", text)


def misspell(text: bytes) -> bytes:
    """A word that the grammar does not have."""
    return text[:-1] + text[-1:].swapcase()


def pad_word(word: bytes) -> Form:
    """A word, followed by spaces."""
    return lambda text: word.ljust(len(text))


def rule(words: bytes | tuple[bytes, ...], pattern: bytes, form: Form, quick: bytes = b"") -> Rule:
    """A rule of that pattern; `quick` is a pattern, too."""
    words = words if isinstance(words, tuple) else (words,)
    return Rule(words, re.compile(quick) if quick else None, re.compile(pattern, re.MULTILINE), form)


WHITE = b" \t\n\r\f\v"
"""What is left out of the code in which words of rules are looked for: `class =` is `class=` there."""


RULES = (
    # `using` as a declaration where the grammar has none, and as a name where it has one.
    rule(
        b"using", _word(b"await", group=True) + rb"(?=[ \t]+using[ \t]+(?!" + _OPERATOR + rb")" + _NAME + rb")", blank
    ),
    rule(
        b"using", _word(b"using", group=True) + rb"(?=[ \t]+(?!" + _OPERATOR + rb")" + _NAME + rb")", pad_word(b"const")
    ),
    rule(b"using", rb"(?<![\w$#\x80-\xff])(using)(?![\w$\x80-\xff])", misspell),
    # `accessor` before a member, and as the name of one.
    rule(
        b"accessor", _word(b"accessor", group=True) + rb"(?=[ \t]+(?!" + _OPERATOR + rb")[\w$\\#\"'\x80-\xff])", blank
    ),
    rule(
        b"accessor[",
        rb"(?:^|[{;}])[ \t]*" + _MODIFIERS + rb"(accessor)(?=[ \t]*\[[^\]\n]{0,200}\][ \t]*(?:[:=;!?}]|$))",
        blank,
    ),
    rule(b"accessor", _word(b"accessor", group=True) + rb"(?![\w$\x80-\xff])", misspell),
    # `import defer * as x`, `import source x`, `import.defer(x)`, and attributes of what is exported.
    rule(b"importdefer*", _word(b"import") + rb"[ \t]+(defer)(?=\s*\*)", blank),
    rule(
        b"importsource",
        _word(b"import") + rb"[ \t]+(source)(?=[ \t]+(?!from\b)[\w$]+\s+from\b|[ \t]+from\s+from\b)",
        blank,
    ),
    *(
        rule(b"import.%s(" % word, _word(b"import") + rb"(\s*\.\s*%s)(?=\s*\()" % word, blank)
        for word in (b"defer", b"source")
    ),
    *(
        rule(b"%s{" % word, before + rb"\s*[\"'][^\"'\n]*[\"'][ \t]*(%s\s*\{[^{}]{0,2000}\})" % word, blank)
        for word in (b"with", b"assert")
        for before in _BEFORE_MODULE.values()
    ),
    *(
        rule(
            b"{%s:{" % word,
            _word(b"import")
            + rb"\s*\(\s*[\"'`][^\"'`\n]*[\"'`](\s*,\s*\{\s*%s\s*:\s*\{[^{}()]{0,400}\}\s*,?\s*\})" % word,
            blank,
        )
        for word in (b"with", b"assert")
    ),
    # What ends an import whose next line begins with a bracket.
    *(
        rule(_BEFORE_BRACKET, before + rb"\s*[\"'][^\"'\n]*[\"'][ \t]*(\n)(?=\s*[\[(`])", pad_word(b";"))
        for before in _BEFORE_MODULE.values()
    ),
    # A line that ends with `export`.
    rule(b"export", _word(b"export") + rb"(\s*[\r\n]\s*)(?=[\w${*@\[(\"'`])", lambda text: b" " * len(text)),
    rule(b"export", _word(b"export") + rb"\s+default(\s*[\r\n]\s*)(?=[^\s;}])", lambda text: b" " * len(text)),
    # Attributes of elements that are keywords: `<p class={x}>`, as Vue and Solid write it.
    *(rule(b"%s=" % word, _word(word, group=True) + rb"(?=\s*=[^=>])", misspell) for word in (b"class", b"for")),
    # A line that begins with a name such as `in_reply_to` or `in$`: the grammar takes it for the operator, and goes on.
    rule(b"in", rb"^[ \t]*(in|instanceof)(?=[_$0-9])", misspell, rb"in(?:stanceof)?[_$0-9]"),
    # `for (async of => x; ;)`, `for (let of of x)`.
    rule(b"asyncof=>", _word(b"async") + rb"[ \t]+(of)(?=\s*=>)", misspell),
    *(
        rule(b"%sofof" % word, _word(word) + rb"[ \t]+(of)(?=[ \t]+of\b)", misspell)
        for word in (b"let", b"const", b"var")
    ),
)

_ENTITY = re.compile(rb"&(?!(?:#(?:[xX][0-9a-fA-F]{1,6}|[0-9]{1,5})|[A-Za-z]{1,30});)")


def list_words(rules: Iterable[Rule]) -> Marks:
    """The words of rules."""
    return Marks(dict.fromkeys([word for each in rules for word in each.words]))


_WORDS = list_words(RULES)


def plainer(source: bytes, *, jsx: bool = True) -> bytes:
    """See `Walk.plainer`."""
    return apply(source, skeleton(source, jsx=jsx), RULES, _WORDS)


def apply(source: bytes, found: Skeleton, rules: Iterable[Rule], words: Marks) -> bytes:
    """The source with all that the rules, which have these words, change in it: of two that change the same place the
    first."""
    code, new = bytearray(found.code), bytearray(source)
    held = words.find_held(bytes(code).translate(None, WHITE))  # most of many a file are comments
    for each in rules:
        if held.isdisjoint(each.words) or (each.quick and each.quick.search(code) is None):
            continue
        changed = list(each.pattern.finditer(code))
        for match in changed:
            start, end = match.span(match.lastindex or 0)
            code[start:end] = new[start:end] = each.form(match[match.lastindex or 0])
        if changed:
            held = words.find_held(bytes(code).translate(None, WHITE))
    for start, end in found.texts:
        for match in _ENTITY.finditer(source, start, end):
            new[match.start()] = ord(" ")
    for at in found.tags:
        if code[at : at + 5] == b"this.":
            new[at : at + 4] = b"thiS"
    return bytes(new)
