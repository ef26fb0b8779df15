"""Where the index is kept: the port `AtomRepository`, its backends, and the only SQL of the project."""
