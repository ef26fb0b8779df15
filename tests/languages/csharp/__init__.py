"""Tests of C#."""
