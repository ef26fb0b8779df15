"""The daemon as a process: its start and end, its log, its memory, its entry in the registry, the system's service.

It knows the operating system. It does not know what a daemon does.
"""
