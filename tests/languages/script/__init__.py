"""Tests of scripts without an ending."""
