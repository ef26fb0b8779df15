"""The state of the disk, and signs of changes: the scan of a tree, ignore rules, git, sources of events.

It knows files by name and stat, and reads none of their code. It does not know what is indexed.
"""
