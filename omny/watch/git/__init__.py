"""What git's own files say: HEAD, the index, worktrees.

It reads them as files. It does not run git.
"""
