"""What follows the commits and can be made again from them: the call graph in memory.

Each follower carries the generation that it shows. It writes nothing.
"""
