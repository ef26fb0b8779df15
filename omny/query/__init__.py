"""Answers: what a repository holds, shaped for people and scripts.

It knows questions and documents. It knows no SQL, changes nothing, and does not know who asks.
"""
