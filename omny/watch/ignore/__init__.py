"""Which paths of a tree are left out, and why.

It knows patterns, names and what git tracks. It does not open the files that it judges.
"""
