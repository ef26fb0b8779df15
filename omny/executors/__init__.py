"""Where the analysis of files runs: in this process, or in a pool of worker processes.

It knows processes and how one ends that takes too long. It does not decide which files are analysed, and touches no
database.
"""
