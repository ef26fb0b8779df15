"""The daemon, as far as it is there: the channel by which it answers other processes."""
