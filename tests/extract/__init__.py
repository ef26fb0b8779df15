"""From a file to its facts."""
