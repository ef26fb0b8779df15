"""Components of Vue: script blocks, and the expressions, handlers and components of the template.

Sources: "SFC Syntax Specification", "Template Syntax", "List Rendering" and "Slots" of Vue's documentation.
"""

from __future__ import annotations

import re
from collections import Counter

from omny.languages.embedded.html import resolve_entities
from omny.languages.embedded.page import Local, Page, component_chain, pattern_names
from omny.languages.embedded.tags import VOID, Attribute, Tag, find_end, find_tag

_DIRECTIVE = re.compile(rb"(?:[:@#.]|v-)")
_EACH = re.compile(rb"\s*(\(.*\)|\{.*\}|\[.*\]|[\w$]+)\s+(?:in|of)\s+", re.DOTALL)
_FUNCTION = re.compile(
    rb"\s*(?:async\s+)?(?:\([^()]*(?:\([^()]*\)[^()]*)*\)(?:\s*:\s*[^=;]+)?\s*=>|[\w$]+\s*=>|function\b)"
)
_PATH = re.compile(rb"\s*[A-Za-z_$][\w$]*(?:\s*(?:\?\.|\.)\s*[A-Za-z_$][\w$]*|\[[^\[\]]*\])*\s*")
_FILTER = re.compile(rb"""'[^']*'|"[^"]*"|`[^`]*`|\|\||\|\s*([A-Za-z_$][\w$]*)(?!\s*[\w$(.])""")
_CHAIN = re.compile(rb"\s*([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)\s*")
_RAW = frozenset((b"script", b"style", b"textarea"))
_NATIVE = frozenset(
    b"a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br "
    b"button canvas caption center cite code col colgroup command content data datalist dd del details dfn dialog dir "
    b"div dl dt element em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head "
    b"header hgroup hr html i iframe image img input ins kbd label legend li link main map mark marquee math menu "
    b"menuitem meta meter nav noembed noframes noscript object ol optgroup option output p param picture plaintext pre "
    b"progress q rb rp rt rtc ruby s samp script search section select shadow slot small source spacer span strike "
    b"strong style sub summary sup table tbody td template textarea tfoot th thead time title tr track tt u ul var "
    b"video wbr svg animate animateMotion animateTransform circle clipPath cursor defs desc ellipse feBlend "
    b"feColorMatrix feComponentTransfer feComposite feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR "
    b"feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset feTile feTurbulence filter foreignObject g line "
    b"linearGradient marker mask metadata mpath path pattern polygon polyline radialGradient rect set stop switch "
    b"symbol text textPath tspan unknown use view component transition keep-alive teleport suspense "
    b"transition-group".split()
)
"""Elements of HTML and SVG, and of Vue itself: never a component of the file."""


def read_page(source: bytes) -> Page:
    """The code of a component."""
    page = Page(source)
    at, has_script, page.has_setup = 0, False, False
    while at < len(source):
        _, tag = find_tag(source, at, len(source))
        if tag is None:
            break
        at = tag.end
        name = tag.name.lower()
        if tag.closing or tag.closed:
            continue
        if name == b"template" and (tag.value(source, b"lang") or "html") == "html":
            at = _Template(page, tag.end).read()
            page.template = (tag.end, at)
            continue
        inside, at = find_end(source, tag.name, tag.end, len(source))
        if name == b"script" and tag.value(source, b"src") is None:
            page.script(tag.end, inside, tag.value(source, b"lang") or "", tag.value(source, b"type") or "")
            has_script = True
            page.has_setup |= tag.value(source, b"setup") is not None
    page.has_setup |= not has_script
    return page


class _Template:
    """One way through a template."""

    def __init__(self, page: Page, start: int) -> None:
        self._page = page
        self._source = page.source
        self._at = start
        self._open: list[tuple[bytes, list[Local], bool]] = []  # elements: name, names of their own, whether plain text
        self._counts: Counter[bytes] = Counter()  # of open elements, by name
        self._is_plain = False
        self._last_close = page.source.rfind(b"}}")

    def read(self) -> int:
        """Reads up to the end of the template; where that is."""
        source, end = self._source, len(self._source)
        while self._at < end:
            place, tag = find_tag(source, self._at, end)
            place = self._read_text(self._at, place)
            if place > (tag.start if tag is not None else end):
                self._at = place  # a tag within an expression is none
                continue
            if tag is None:
                break
            self._at = tag.end
            if not tag.closing:
                self._open_tag(tag)
            elif not self._open and tag.name.lower() == b"template":
                return tag.end
            else:
                self._close(tag)
        while self._open:
            self._end_names(self._open.pop()[1], end)
        return end

    def _read_text(self, start: int, end: int) -> int:
        """Reads the expressions of a text; where the last of them ends, or the text."""
        source = self._source
        while 0 <= (at := source.find(b"{{", start, end)) < self._last_close:
            close = source.find(b"}}", at)
            if not self._is_plain:
                self._page.statement(at + 2, close, room=2)
                self._end_expression(at + 2, close)
            start = close + 2
        return max(start, end) if start > end else end

    def _open_tag(self, tag: Tag) -> None:
        source = self._source
        was_plain = self._is_plain
        self._is_plain = was_plain or any(each.name == b"v-pre" for each in tag.attributes)
        names: list[Local] = []
        if not self._is_plain:
            for each in tag.attributes:
                if each.start >= 0 and _DIRECTIVE.match(each.name):
                    self._read_directive(tag, each, names)
            self._use_component(tag)
        lower = tag.name.lower()
        if lower in _RAW:
            self._at = find_end(source, tag.name, tag.end, len(source))[1]
            self._end_names(names, tag.end)
            self._is_plain = was_plain
        elif tag.closed or lower in VOID:
            self._end_names(names, tag.end)
            self._is_plain = was_plain
        else:
            self._open.append((tag.name, names, was_plain))
            self._counts[tag.name] += 1

    def _use_component(self, tag: Tag) -> None:
        name = tag.name
        if name in _NATIVE:
            return
        text = component_chain(name)
        if b"-" in name:
            parts = [part for part in text.split("-") if part]
            pascal = "".join(part[:1].upper() + part[1:] for part in parts)
            self._page.use(tag.start + 1, pascal, pascal[:1].lower() + pascal[1:], text, is_call=True)
        else:
            self._page.use(tag.start + 1, text, text[:1].upper() + text[1:], is_call=True)

    def _read_directive(self, tag: Tag, each: Attribute, names: list[Local]) -> None:
        page, name, start, end = self._page, each.name, each.start, each.end
        value = self._source[start:end]
        if name == b"v-for":
            match = _EACH.match(value)
            if match is None:
                return
            chain = _CHAIN.fullmatch(value, match.end())
            items = f"{chain[1].decode().replace('.', ' ')} [*]" if chain is not None else "?"
            bound = pattern_names(match[1])
            is_one = match[1][:1] not in b"{[" and match[1][1:2] not in b"{["
            names.append(page.open(tag.start, [(b, items if is_one and not at else "?") for at, b in enumerate(bound)]))
            page.statement(start + match.end(), end)
        elif name.startswith((b"v-slot", b"#")) or name in (b"slot-scope", b"scope"):
            names.append(page.open(tag.start, [(bound, "?") for bound in pattern_names(value)]))
            return
        elif name.startswith((b"@", b"v-on:")):
            if not value.strip():
                return
            if _FUNCTION.match(value) or _PATH.fullmatch(value):
                page.pass_on(start, end)
            else:
                page.block(start, end)
        elif value.strip():
            page.pass_on(start, end)
        self._end_expression(start, end)

    def _end_expression(self, start: int, end: int) -> None:
        self._page.hide_comments(start, end)
        resolve_entities(self._page, start, end)
        for match in _FILTER.finditer(self._source, start, end):
            if match[1]:
                self._page.filters.append((match.start(1), match[1].decode()))

    def _close(self, tag: Tag) -> None:
        while self._counts[tag.name]:
            name, local, was_plain = self._open.pop()
            self._counts[name] -= 1
            self._end_names(local, tag.end)
            self._is_plain = was_plain
            if name == tag.name:
                return

    @staticmethod
    def _end_names(names: list[Local], end: int) -> None:
        for local in names:
            local.end = end
