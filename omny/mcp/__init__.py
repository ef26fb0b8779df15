"""The index as tools, resources and prompts for AI agents: a server of the Model Context Protocol.

    starter.py     starts daemons for a process that has threads
    index.py       the index of the server: answers of the daemon, also after its end
    toolbox.py     the shared code of all tools
    tools.py       the tools about atoms: arguments, questions, answers
    analyses.py    the tools that look beyond the neighbours of an atom
    past.py        the tools about earlier states
    editing.py     the tool that writes
    prompts.py     the work flow for an agent
    replies.py     the shapes of answers, which are the output schemas
    reply.py       an answer as it is sent: bounded, with a cursor, as data and as text
    server.py      tools, resources and prompts, by the official SDK
    serve.py       that server on pipes, or on HTTP for clients with the token (`token.py`)

`mcp` in an import is the SDK; nothing but `omny mcp` imports it, since that takes most of a second.
"""
