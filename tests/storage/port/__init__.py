"""What every store does, whatever it is."""
