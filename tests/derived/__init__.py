"""What follows the commits."""
