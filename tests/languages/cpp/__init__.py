"""Tests of C++."""
