"""Tests of files with code of another language in them."""
