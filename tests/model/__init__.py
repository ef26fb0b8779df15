"""Atoms, edges, facts and what else is only data."""
