"""The port `AtomRepository`: what every store promises, and the records that it speaks in.

It knows what is kept. It does not know how: no SQL stands here.
"""
