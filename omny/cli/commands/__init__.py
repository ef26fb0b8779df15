"""The declarations of the commands, a module for each group.

They know options and help. They import what does the work when a command runs, and no sooner.
"""
