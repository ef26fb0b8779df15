"""The compiled form of extraction."""
