"""References: the places where a name is written, and what each of them means.

It knows the syntax of a place by the facets of its language, and its meaning by the evaluator that resolution uses. It
changes nothing: a rename and the question for references both ask it.
"""
