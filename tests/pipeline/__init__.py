"""One pass, from the tree to the commit."""
