"""Pages of HTML: script blocks, and the code of event attributes. All of a page is one scope, as a browser has it."""

from __future__ import annotations

import re

from omny.languages.embedded.page import Page
from omny.languages.embedded.tags import plain_tags

_RAW = frozenset((b"script", b"style", b"textarea", b"title"))
_EVENT = re.compile(rb"on[a-z]+", re.IGNORECASE)
_URL = re.compile(rb"\s*javascript:", re.IGNORECASE)
_ENTITIES = ((b"&quot;", b'"'), (b"&#39;", b"'"), (b"&apos;", b"'"), (b"&amp;", b"&"), (b"&lt;", b"<"), (b"&gt;", b">"))
_TEMPLATED = re.compile(
    rb"\{\{(?!\s*['\"]?[\w$-]+['\"]?\s*:).{0,2000}?\}\}"  # no object of an element's attribute
    rb"|\{%.{0,2000}?%\}|\{#.{0,2000}?#\}|<%.{0,2000}?%>|<\?.{0,2000}?\?>",
    re.DOTALL,
)


def read_page(source: bytes) -> Page:
    """The code of a page."""
    page = Page(source)
    for tag, inside in plain_tags(source, 0, len(source), _RAW):
        if tag.closing:
            continue
        if tag.name.lower() == b"script":
            if tag.value(source, b"src") is None:
                page.script(tag.end, inside, tag.value(source, b"lang") or "", tag.value(source, b"type") or "")
            continue
        for each in tag.attributes:
            if each.start < 0:
                continue
            if _EVENT.fullmatch(each.name):
                page.block(each.start, each.end)
                resolve_entities(page, each.start, each.end)
            elif url := _URL.match(source, each.start, each.end):
                page.block(url.end(), each.end)
                resolve_entities(page, url.end(), each.end)
    return page


def resolve_entities(page: Page, start: int, end: int) -> None:
    """Writes the signs of an attribute that HTML writes by names as the code has them."""
    if b"&" not in page.source[start:end]:
        return
    text = bytes(page.code[start:end])
    for entity, sign in _ENTITIES:
        text = text.replace(entity + entity, (sign + sign).ljust(2 * len(entity)))
        text = text.replace(entity, sign.ljust(len(entity)))
    page.code[start:end] = text


def without_templates(code: bytes) -> bytes:
    """Code with the marks of a template engine hidden: what gives a value is a number."""
    return _TEMPLATED.sub(_hide, code)


def _hide(match: re.Match[bytes]) -> bytes:
    text = match[0]
    blank = re.sub(rb"[^\r\n]", b" ", text)
    gives = text.startswith((b"{{", b"<%=", b"<%-", b"<?=", b"<?php echo"))
    return b"0" + blank[1:] if gives else blank
