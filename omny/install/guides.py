"""What an agent reads about the index: a section in its instructions, and a skill and a sub-agent where it has them.

The section stands between two marks, which are comments of Markdown. All that is outside of them is somebody else's.
"""

from __future__ import annotations

from omny.base.errors import UsageError

BEGIN = "<!--omny:begin-->"
END = "<!--omny:end-->"

_QUESTIONS = """\
| to know | tool of the MCP server | command |
|---|---|---|
| how something works, or where to begin: a question, names | `explore` | `omny explore WORDS` |
| where something is, by words or a part of its name | `search` | `omny search WORDS` |
| text that is no name: a message, a key, a comment | `search` with `regex` | `omny grep REGEX` |
| the source of atoms; what a file defines | `get` | `omny show NAME`, `omny outline PATH` |
| who calls them, what they call | `relations`, kinds `callers`, `callees` | `omny callers NAME` |
| what a change of them affects, and which tests reach them | kinds `impact`, `tests` | `omny impact NAME` |
| each place that refers to them | kind `references` | `omny references NAME` |
| what has changed since a commit, and which tests to run | `explore` with `since` | `omny affected --since HEAD` |

Name several atoms in one call. A name is `function`, `Class.method`, `PATH::Class.method` or `PATH:LINE`. Each caller
is a call in the source.
"""

_INTRODUCTION = """\
`omny` has an index of every function, method and class here and of the calls between them. It follows each change of a
file, and each answer says whether it is up to date.\
"""

SECTION = f"""{BEGIN}
<!-- `omny install` wrote this section, and `omny uninstall` removes it. -->
## The index of this code

{_INTRODUCTION} Ask it before you read whole files or search for a name:

{_QUESTIONS}{END}
"""

OWN = "<!--omny:file-->"
_MADE = f"{OWN}\n<!-- `omny install` wrote this file, and `omny uninstall` removes it. -->"

SKILL = f"""---
name: omny
description: Finds functions, methods and classes, their callers, what a change affects and which tests to run, from \
an index of this code. Use it before grep and before reading whole files.
---
{_MADE}

{_INTRODUCTION}

{_QUESTIONS}"""

SUB_AGENT = f"""---
name: omny
description: Answers where code is, who calls it and what a change of it affects, from an index. Use it to explore code.
---
{_MADE}

You answer questions about this code. {_INTRODUCTION}

{_QUESTIONS}
Ask the index first, and read only the lines that its answers name. Give each fact with its file and line. Say what you
did not find, and say so if an answer was not up to date.
"""


def with_file(text: str, content: str) -> str:
    """The content of a file that is Omny's own. Raises UsageError where somebody else's stands there."""
    if text and OWN not in text:
        raise UsageError("install", "this file is not omny's")
    return content


def without_file(text: str) -> str:
    """Nothing, in place of a file that is Omny's own; else the text."""
    return "" if OWN in text else text


def with_section(text: str) -> str:
    """The text with the section: in its place, or else at the end. Raises UsageError where the marks do not match."""
    place = _find(text)
    line_end = _line_end(text if place is None else text[slice(*place)])
    section = SECTION.replace("\n", line_end)
    if place is not None:
        return text[: place[0]] + section + text[place[1] :]
    return f"{text}{line_end if text else ''}{section}"


def without_section(text: str) -> str:
    """The text as it was before `with_section`. Raises UsageError where the marks do not match."""
    place = _find(text)
    if place is None:
        return text
    begin, end = place
    return text[:begin].removesuffix(_line_end(text[begin:end])) + text[end:]


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _find(text: str) -> tuple[int, int] | None:
    """Where the section begins and ends, its line end included."""
    begin, end = text.find(BEGIN), text.find(END)
    if begin < 0 and end < 0:
        return None
    if begin < 0 or end < begin or text.count(BEGIN) > 1 or text.count(END) > 1:
        raise UsageError("install", "the marks of omny's section in it do not match")
    end += len(END)
    for line_end in ("\r\n", "\n"):
        if text.startswith(line_end, end):
            return begin, end + len(line_end)
    return begin, end
