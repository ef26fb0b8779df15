"""Taking over what an older tool has left (one JSON file for each atom), and moving an index between stores.

legacy_store        where such a store is, and its files
documents           bytes of one file to what it says, salvaged where it is damaged
names               ids and paths as the index writes them
accounts            what a document says of an atom, in the index's terms
lives               all accounts of one atom to its history
plan                a whole store, read once, to an archive and a report
report              what became of each file
takeover            a plan carried out, all or nothing; its way back, and its check
copying             one store to another
legacy_repository   such a store, to be asked as any other

It knows the formats of that tool. It does not write to a store of it.
"""
