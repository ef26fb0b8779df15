"""Tests of ERB templates."""
