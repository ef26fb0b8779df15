"""The port over SQLite: one file, or the memory of one process.

It knows apsw, `schema.sql` and files of databases. It does not know a server.
"""
