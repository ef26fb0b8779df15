"""The records that flow through Omny, all frozen.

    bytes ── extract ──> FileFacts ── resolve ──> Atom, with its edges ── delta ──> Delta ── transaction ──> rows

It knows shapes only: chains, surfaces, facts, atoms, what `atoms.data` holds, events. It does no I/O and knows no SQL
and no grammar.
"""
