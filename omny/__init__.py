"""Omny: an always-true index of a codebase's atoms and of who calls whom."""

__version__ = "0.1.0"
