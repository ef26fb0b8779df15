"""What was found for one call of a tool, before it is put into words."""

from __future__ import annotations

import msgspec

from omny.base.errors import OmnyError
from omny.mcp import reply
from omny.mcp.toolbox import Tool
from omny.query.documents import Document


class Part(msgspec.Struct, frozen=True):
    """A call with the document that answers it; or, with a document that tells freshness only, why none does."""

    tool: Tool
    document: Document
    notes: list[str]
    ids: tuple[str, ...] = ()  # of the atoms that the name means, where it means several
    unknown: OmnyError | None = None

    def send(self) -> reply.Sent:
        """The answer of the tool by itself."""
        if self.ids:
            return self.tool.ambiguous(self.ids, self.document)
        if self.unknown is not None:
            return self.tool.answer_unknown(self.unknown, self.document)
        return self.tool.answer(self.document, self.notes)
