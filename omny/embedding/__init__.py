"""Texts of atoms made into vectors: which text stands for an atom, and the models that embed it.

Knows no store and no index. Nothing is downloaded: a model is an installed package, a folder of the user's, or an
endpoint that the user names.
"""
