"""A store on a server that can go away: connections that are reopened, and calls with a deadline.

It knows which errors are temporary. It does not know a backend.
"""
