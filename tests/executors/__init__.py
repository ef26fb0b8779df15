"""Tests of omny/executors."""
