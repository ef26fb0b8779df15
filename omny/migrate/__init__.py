"""Import of an older tool's store (one JSON file for each atom), and copies of an index between stores.

legacy_store        the place of such a store, and its files
documents           bytes of one file to its document, salvaged if damaged
names               ids and paths as the index writes them
records             the description of an atom in a document, in the terms of the index
histories           all records of one atom to its history
plan                a whole store, read once, to an archive and a report
report              the outcome for each file
import_legacy       the execution of a plan, all or nothing; its rollback, and its check
copying             one store to another
legacy_repository   such a store as a repository, read only

It knows the formats of that tool. It does not write to its stores.
"""
