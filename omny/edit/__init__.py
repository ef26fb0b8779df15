"""AtomicEdit: an atom is changed by its id, and file and index change together.

    request ──> plan (new contents, in memory) ──> impact (the delta analyzer on them) ──> files ──> index, one commit

`Editor(context).run(request)` does it in this process, for a caller that holds the daemon's lock and has an indexer;
`omny/service/editing.py:edit` decides which process that is. Requests are the structs of `omny/edit/request.py`;
`parse_request` makes one of a document:

    Editor(context).run(Replace(atom="shop/cart.py::total", text="def total(): ...", expect="3"))
    Editor(context).run(parse_request({"operation": "rename", "atom": "total", "name": "sum_up", "dry_run": True}))

A request that makes no sense raises an OmnyError: an unknown or ambiguous atom, a path outside of the tree. A request
that makes sense and must not be done gives a result with the status "refused": a stale view (the present text is in
`current`), a syntax error, callers that would break. In both cases nothing has changed.

This part knows atoms, files and the pass that follows. It does not know a daemon, or who asks.
"""
