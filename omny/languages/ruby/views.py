"""Which methods the templates of a Rails application see: those of its helpers, and those that its controllers show.

Sources: "AbstractController::Helpers" and "ActionController::Helpers" of the Rails API: a view gets all helpers below
`app/helpers`, unless `include_all_helpers` is off; of two with one name the last one counts, in the order of their
names. `helper_method` adds methods of the controller. A mailer has none of these.
"""

from __future__ import annotations

import re
from posixpath import basename, dirname

from omny.resolve.lookup import NameEvaluator

OWN_HELPERS = "include_all_helpers"
"""The setting, and the key of a surface that is there where it is off."""

_SHOWS = re.compile(r"(?:^|/)app/(?:helpers/.*_helper|controllers/.*_controller)\.rb$")
_VIEW = re.compile(r"((?:.*/)?)app/views/(.*)")


def shows_methods(path: str) -> bool:
    """Whether a file can have methods that templates see."""
    return _SHOWS.search(path) is not None


def choose_helpers(name: str, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
    """Of the files that show a method of that name the one whose method a template means."""
    view = _VIEW.fullmatch(importer)
    if view is None:
        return ()
    root, folder = view[1], dirname(view[2])
    partial = basename(view[2]).partition(".")[0]
    if "mailer" in view[2] or (partial[:1] == "_" and name in _list_given_names(partial[1:])):
        return ()
    controllers = [f"{root}app/controllers/{each}_controller.rb" for each in (folder, "application")]
    for path in controllers:
        if path in paths:
            return (path,)
    helpers = f"{root}app/helpers/"
    if evaluator.ask(f"{root}config/application.rb", OWN_HELPERS) is not None:
        own = [f"{helpers}{each}_helper.rb" for each in (folder, "application")]
        return tuple([path for path in own if path in paths][:1])
    below = [path.removesuffix("_helper.rb") for path in paths if path.startswith(helpers)]
    return (f"{max(below)}_helper.rb",) if below else ()


def _list_given_names(partial: str) -> tuple[str, ...]:
    """The local variables that a partial has without its saying so."""
    return partial, f"{partial}_counter", f"{partial}_iteration"
