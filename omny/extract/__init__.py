"""Bytes to facts. Pure: no I/O, and no bad source makes it raise."""
