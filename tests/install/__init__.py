"""The server's place in the configuration of agents."""
