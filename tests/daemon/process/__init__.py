"""The daemon as a process of the system."""
