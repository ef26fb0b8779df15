"""Tests of C."""
