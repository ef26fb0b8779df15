"""Tests of PHP."""
