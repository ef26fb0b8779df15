"""Vectors in Qdrant: on a server, or in a folder that this process opens.

points    what a store needs of Qdrant, over a server's client or the embedded engine
store     the vector store

Knows no index, and holds nothing that an index needs.
"""
