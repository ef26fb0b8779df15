"""Tests of Bash."""
