"""The walk over the Ruby of a template. Its `self` is a view, which sees the helpers of its application."""

from __future__ import annotations

from omny.languages.ruby.semantics import OBJECT, VIEW
from omny.languages.ruby.walk import RubyWalk


class ErbWalk(RubyWalk):
    """See `GenericWalk`. No other file sees what a template defines."""

    def _fill_surface(self) -> None:
        super()._fill_surface()
        for key in [key for key in self.surface if key.startswith("::")]:
            del self.surface[key]
        self.surface[f"{OBJECT}+"] = [VIEW]


WALK = ErbWalk
