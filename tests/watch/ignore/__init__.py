"""What is left out of a tree."""
