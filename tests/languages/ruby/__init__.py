"""Tests of Ruby."""
