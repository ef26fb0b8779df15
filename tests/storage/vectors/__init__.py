"""Tests of the vector stores."""
