"""A call of the front door for all projects of the user's workspace at once: `project="*"`.

Each project answers from its own index and for itself; the last lines say what is wrong with one, which keeps no
other from answering. Only questions that `omny/service/everywhere.py` can put to all are answered.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from omny.base.errors import UsageError
from omny.mcp.brief import Brief, cost, list_files, write_section
from omny.mcp.door import Door
from omny.mcp.fence import fence_lines, quote, strip_brackets
from omny.mcp.found import Part
from omny.mcp.more import ExploreIndex
from omny.mcp.replies import Freshness
from omny.mcp.reply import footer, short_freshness
from omny.service.everywhere import QUESTIONS, Reached, ask_each, has_name
from omny.service.explore_everywhere import explore_everywhere

EVERYWHERE = "*"
"""The name of all projects in place of one."""

MAX_TOLD = 10
"""How many of the projects that are not up to date a reply names."""


def answer(call: Door) -> Brief:
    """The reply. Raises UsageError where the call cannot be put to all projects."""
    parts = call.parts()
    tool = parts[0]
    if call.cursor or len(parts) > 1:
        raise UsageError("", "all projects answer for one atom and one kind, and without a cursor")
    if isinstance(tool, ExploreIndex):
        if tool.atoms or tool.files or tool.since:
            raise UsageError("", "all projects answer to words alone", hint="put them into `ask`, or name one project")
        found = explore_everywhere(tool.ask, tool.budget)
        named = list_files([atom for result in found.results for atom in result["results"]])
        return Brief(
            "\n".join([*fence_lines(found.text.rstrip("\n").split("\n")), *_describe_states(found.projects)]), named
        )
    question, arguments = tool.question(tool.most)
    if question not in QUESTIONS:
        hint = "ask about one project"
        raise UsageError("", f"of all projects only {', '.join(QUESTIONS)} and explore are answered", hint=hint)
    reached, documents = ask_each(question, arguments)
    answered = [each for each in reached if each.project in documents and documents[each.project]["results"]]
    if question == "search":  # a project that has an atom of the very name is meant before the others
        text = str(arguments["text"])
        answered.sort(key=lambda each: not any(has_name(atom, text) for atom in documents[each.project]["results"]))
    states = _describe_states(reached)
    left = call.max_bytes - cost(states)
    shown: list[str] = []
    files: list[str] = []
    for number, each in enumerate(answered):
        head = f"=== {quote(each.root)}"
        part = Part(tool, documents[each.project], [])
        section = write_section(part, left // (len(answered) - number) - cost([head]))
        shown += [head, *section.lines]
        files += section.named
        left -= cost([head, *section.lines])
    shown = shown or [f"nothing in {len(documents):,} of {len(reached):,} projects"]
    return Brief("\n".join([*fence_lines(shown), *states]), tuple(files))


def _describe_states(reached: Sequence[Reached]) -> list[str]:
    """A line for each project that is not up to date or did not answer, and one for all others."""
    told, current = [], 0
    for each in reached:
        if each.freshness is None:
            told.append(f"[{strip_brackets(quote(each.root))}: {strip_brackets(each.problem or 'not answered')}]")
            continue
        fresh = short_freshness({"freshness": msgspec.to_builtins(each.freshness)})
        if fresh == Freshness(token=fresh.token, root=fresh.root):
            current += 1
        else:
            told.append(footer(msgspec.structs.replace(fresh, root=each.root)))
    more = len(told) - MAX_TOLD
    told = [*told[:MAX_TOLD], *([f"[{more:,} more that may not be up to date]"] if more > 0 else [])]
    return [*told, f"[{current:,} of {len(reached):,} projects up to date]"]
