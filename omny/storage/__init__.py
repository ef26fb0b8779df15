"""Where the index is kept: the stores, and which of them a text names.

It holds the only SQL of the project, with one port in front. It does not know how rows come to be.
"""
