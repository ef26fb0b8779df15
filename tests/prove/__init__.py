"""`omny prove`."""
