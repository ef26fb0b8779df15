"""What other tools and stores left."""
