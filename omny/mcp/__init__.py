"""The index as tools, resources and prompts for AI agents: a server of the Model Context Protocol.

    starter.py     starts daemons for a process that has threads
    index.py       the index behind the server: the daemon's answers, whatever becomes of the daemon
    toolbox.py     what all tools share
    tools.py       the tools that look at atoms: what they take, ask and give
    analyses.py    those that look further than an atom's neighbours
    past.py        those that look back
    editing.py     the one that writes
    prompts.py     what an agent is told of the way of work
    replies.py     the shapes of their answers, which are the output schemas
    reply.py       an answer as it is sent: bounded, with a cursor, as data and as text
    server.py      tools, resources and prompts, by the official SDK
    serve.py       that server on pipes, or on HTTP for who has the token (`token.py`)

`mcp` in an import is the SDK; nothing but `omny mcp` imports it, since that takes most of a second.
"""
