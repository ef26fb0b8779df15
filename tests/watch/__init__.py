"""What a tree holds, and what changes in it."""
