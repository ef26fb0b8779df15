"""What holds for the whole of Omny, whichever part does it."""
