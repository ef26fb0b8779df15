"""Tests of Swift."""
