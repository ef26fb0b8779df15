"""Processes that die, disks that fail, databases that are damaged."""
