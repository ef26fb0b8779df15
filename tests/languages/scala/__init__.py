"""Tests of Scala."""
