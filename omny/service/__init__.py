"""Who answers: the daemon that serves an index, or this process.

It knows roots, stores and the channel to a daemon. It does not know how an answer is shown.
"""
