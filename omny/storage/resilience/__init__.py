"""What outlives a server: connections that are opened anew, and calls that get a deadline.

It knows which errors pass by themselves. It does not know a backend.
"""
