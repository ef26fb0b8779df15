"""What Omny costs, measured: `make bench`."""
