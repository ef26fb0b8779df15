"""Omny beside other indexes of code, in turn on the same trees: `python -m bench.peers`."""
