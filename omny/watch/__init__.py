"""What the disk holds: which files of a tree are wanted (`ignore`), and the list of them with their stats (`scan`)."""
