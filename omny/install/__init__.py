"""The server and the index in the files of AI agents: the format of each agent, and careful changes of files.

    clients.py    the agents, their files, and the entry in each
    jsonc.py      a value set in JSON with comments, by its text
    tables.py     a table set in TOML, by its text
    guides.py     a section set in Markdown, by its marks
    files.py      the files: read, backed up, replaced
    plan.py       the changes, before they are made

A foreign file is changed by inserting text, and never written from its parsed form: comments, order and indentation
stay. New JSON or TOML is parsed again and must differ by the entry alone; if it does not, nothing is written. This part
does not know the index.
"""
