"""From facts to edges."""
