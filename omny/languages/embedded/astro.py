"""Components of Astro: the code between the two fences, script elements, and the expressions of the template.

Sources: "Astro syntax reference" and "Template directives" of Astro's documentation. The code is TypeScript.
"""

from __future__ import annotations

import re

from omny.languages.embedded.braces import Markup
from omny.languages.embedded.page import Page

_FENCED = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s|<!--.*?-->)*(---)(.*?)(?:(---)|\Z)", re.DOTALL)
_SPREAD = re.compile(rb"\s*\.\.\.")
_NAME = re.compile(rb"\s*([A-Za-z_$][\w$]*)\s*")


def read_page(source: bytes) -> Page:
    """The code of a component."""
    page = Page(source)
    page.dialect = "ts"
    start = 0
    if (fenced := _FENCED.match(source)) is not None:
        page.keep(*fenced.span(2))
        page.put(fenced.end(2), b";")
        start = fenced.end()
    page.template = (start, len(source))
    _Markup(page, start).read()
    return page


class _Markup(Markup):
    MARKUP_IN_CODE = True

    def attribute_code(self, name: bytes, at: int, start: int, end: int) -> None:
        """See `Markup`."""
        if self.source[start : start + 1] == b"`":
            self.page.put(start - 1, self.separator)
            self.page.put(end, self.separator)
        else:
            self.page.pass_on(start, end, separator=self.separator)

    def shorthand(self, start: int, end: int) -> None:
        """See `Markup`."""
        text = self.source[start:end]
        self.page.code[start:end] = re.sub(rb"[^\r\n]", b" ", text)
        if match := _NAME.fullmatch(text):
            self.page.use(start + match.start(1), match[1].decode())
        elif spread := _SPREAD.match(text):
            self.page.keep(start + spread.end(), end)
            self.page.put(start - 1, self.separator)
            self.page.put(end, self.separator)
