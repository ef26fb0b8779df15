"""The way from a face to an answer."""
