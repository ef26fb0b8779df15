"""Tests of the models that embed."""
