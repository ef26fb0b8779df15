"""What git's own files say."""
