"""What was: the history of an atom, the difference of two states, what a WHEN means.

It knows events and how to read them backwards. It does not keep them.
"""
