"""The daemon: hints to batches, batches to commits, and answers in between.

It knows one root and what surrounds it. It does not know who asks, or how an answer is shown.
"""
