"""The port over PostgreSQL: one project of a server.

It knows psycopg and `schema.sql` beside this module. It holds no file of its own.
"""
