"""Tests of EJS templates."""
