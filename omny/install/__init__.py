"""The server's place in the configuration of AI agents: what each wants to read, and files changed with care.

    clients.py    which agents there are, where their files are, and what stands in them
    jsonc.py      a value set in JSON with comments, by its text
    tables.py     a table set in TOML, by its text
    files.py      the files: read, backed up, replaced
    plan.py       what would change, before anything does

A file of somebody else is changed by inserting text, and never written anew from what was parsed: comments, order and
indentation stay. Afterwards it is parsed again and has to say what it said, and the one thing more. Where that cannot
be done nothing is written. This part does not know the index.
"""
