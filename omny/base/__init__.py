"""The ground floor: errors, the clock, settings, paths of the tree, the state directory and its lock.

It knows the operating system. It does not know what an index is, and imports no other part.
"""
