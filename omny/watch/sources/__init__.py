"""Where hints of changes come from: inotify, the observer of other systems, and what tells nothing.

It knows directories and events. It does not know which files are wanted.
"""
