"""Languages that are only defined."""
